with

renamed as (
    select
        byline_id,
        article_id,
        page_id,
        name,
        kind,
        qualifier,
        unit_written,
        cast(seq as integer) as seq,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end
    from {{ source('staging', 'bylines') }}
)

select * from renamed
