{{ config(materialized='incremental', unique_key='page_id', touched_by='int_pages_recounted') }}

with

pages as (
    select
        page_id,
        char_count,
        covered_char_count,
        article_count,
        problem_count,
        correction_count,
        publication_date is null and publication_year is null as is_undated
    from {{ touched(ref('pages'), by='int_pages_recounted') }} as pages
),

furniture_by_page as (
    select page_id, sum(char_end - char_start) as char_count
    from {{ touched(ref('article_spans'), by='int_pages_recounted') }} as article_spans
    where role = 'furniture'
    group by page_id
),

articles_signed as (
    select distinct article_id from {{ ref('bylines') }}
),

articles_by_page as (
    select
        articles.page_id,
        count(*) filter (where articles.headline is null) as without_headline_count,
        count(*) filter (where articles_signed.article_id is null) as without_byline_count
    from {{ touched(ref('articles'), by='int_pages_recounted') }} as articles
    left join articles_signed on articles.article_id = articles_signed.article_id
    group by articles.page_id
),

page_quality as (
    select
        pages.page_id,
        pages.covered_char_count / nullif(pages.char_count, 0) as coverage,
        coalesce(furniture_by_page.char_count, 0) / nullif(pages.char_count, 0) as furniture_share,
        pages.article_count,
        coalesce(articles_by_page.without_headline_count, 0) as without_headline_count,
        coalesce(articles_by_page.without_byline_count, 0) as without_byline_count,
        pages.is_undated,
        pages.problem_count,
        pages.correction_count
    from pages
    left join furniture_by_page on pages.page_id = furniture_by_page.page_id
    left join articles_by_page on pages.page_id = articles_by_page.page_id
)

select * from page_quality
