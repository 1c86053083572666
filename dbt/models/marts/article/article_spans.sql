{{ config(materialized='incremental', unique_key='page_id') }}

with

article_spans as (
    select span_id, page_id, article_id, role, char_start, char_end, seq
    from {{ touched(ref('stg_article_spans')) }} as article_spans
)

select * from article_spans
