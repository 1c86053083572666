with

renamed as (
    select
        article_term_id,
        article_id,
        page_id,
        term,
        canonical_term,
        kind,
        cast(score as double) as score,
        cast(mention_count as bigint) as mention_count,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        rule
    from {{ source('staging', 'article_terms') }}
)

select * from renamed
