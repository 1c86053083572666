with

renamed as (
    select
        span_id,
        page_id,
        article_id,
        role,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(seq as integer) as seq
    from {{ source('staging', 'article_spans') }}
)

select * from renamed
