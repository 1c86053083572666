with

renamed as (
    select
        problem_id,
        page_id,
        source_name,
        source_file,
        step,
        kind,
        message,
        seen_at
    from {{ source('staging', 'problems') }}
)

select * from renamed
