{{ config(materialized='incremental', unique_key='page_id', touched_by='int_pages_recounted') }}

with

spans_by_page as (
    select page_id, cast(sum(char_end - char_start) as bigint) as covered_char_count
    from {{ touched(ref('stg_article_spans'), by='int_pages_recounted') }} as article_spans
    group by page_id
),

articles_by_page as (
    select page_id, count(*) as article_count
    from {{ touched(ref('stg_articles'), by='int_pages_recounted') }} as articles
    group by page_id
),

problems_by_page as (
    select page_id, count(*) as problem_count
    from {{ ref('problems') }}
    group by page_id
),

pages_counted as (
    select
        pages.page_id,
        pages.source_name,
        pages.source_file,
        pages.file_sha256,
        coalesce(pages.paper, pages.source_name) as paper,
        pages.edition,
        pages.page_no,
        pages.publication_date,
        pages.publication_year,
        pages.date_basis,
        pages.date_evidence,
        pages.encoding,
        pages.media_type,
        pages.text,
        pages.char_count,
        coalesce(spans_by_page.covered_char_count, 0) as covered_char_count,
        coalesce(articles_by_page.article_count, 0) as article_count,
        coalesce(problems_by_page.problem_count, 0) as problem_count,
        pages.correction_count,
        pages.parser_version,
        pages.landed_at,
        pages.parsed_at,
        pages.filed_on
    from {{ touched(ref('stg_pages'), by='int_pages_recounted') }} as pages
    left join spans_by_page on pages.page_id = spans_by_page.page_id
    left join articles_by_page on pages.page_id = articles_by_page.page_id
    left join problems_by_page on pages.page_id = problems_by_page.page_id
)

select * from pages_counted
