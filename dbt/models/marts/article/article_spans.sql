with

article_spans as (
    select span_id, page_id, article_id, role, char_start, char_end, seq
    from {{ ref('stg_article_spans') }}
)

select * from article_spans
