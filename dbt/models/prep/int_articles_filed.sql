-- The paper and the days that every fact of an article carries, and whose reprint it is.
{{ config(materialized='incremental', unique_key='article_id') }}

with

articles as (
    select article_id, page_id, seq, event_date_start, event_date_end
    from {{ touched_articles(ref('stg_articles')) }} as articles
),

pages as (
    select page_id, source_name, paper, publication_date, filed_on
    from {{ ref('stg_pages') }}
),

articles_filed as (
    select
        articles.article_id,
        articles.page_id,
        articles.seq,
        articles.event_date_start,
        articles.event_date_end,
        pages.publication_date,
        coalesce(pages.paper, pages.source_name) as paper,
        pages.paper is not null as is_paper_known,
        pages.filed_on,
        coalesce(articles.event_date_start, pages.publication_date) as event_on,
        duplicates.duplicate_of,
        placed.paper_jurisdiction,
        placed.home_jurisdiction
    from articles
    inner join pages on articles.page_id = pages.page_id
    inner join {{ ref('int_pages_placed') }} as placed on articles.page_id = placed.page_id
    left join {{ ref('int_articles_deduplicated') }} as duplicates on articles.article_id = duplicates.article_id
)

select * from articles_filed
