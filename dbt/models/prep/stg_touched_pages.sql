with

renamed as (
    select page_id
    from {{ source('landing', 'touched_pages') }}
)

select * from renamed
