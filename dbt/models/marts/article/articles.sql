{{ config(materialized='incremental', unique_key='page_id') }}

with

articles_filed as (
    select article_id, paper, filed_on, event_on, duplicate_of from {{ touched(ref('int_articles_filed')) }} as articles
),

people_by_article as (
    select article_id, count(*) as people_count
    from {{ touched(ref('stg_appearances')) }} as appearances
    group by article_id
),

metrics_by_article as (
    select article_id, count(*) as metric_count
    from {{ touched(ref('stg_metrics')) }} as metrics
    group by article_id
),

articles_counted as (
    select
        articles.article_id,
        articles.page_id,
        articles.seq,
        articles.title,
        articles.title_basis,
        articles.kicker,
        articles.headline,
        articles.deck,
        articles.headline_score,
        articles.runner_up,
        articles.runner_up_score,
        articles.body,
        articles.lead,
        length(articles.body) as body_char_count,
        articles.form,
        articles.genre,
        articles.dateline_place,
        articles.source_agency,
        articles.column_name,
        articles.event_date_start,
        articles.event_date_end,
        articles.event_dates,
        articles.event_month_day,
        articles.event_month_day_end,
        articles.event_date_text,
        articles.reporters,
        articles.correspondents,
        articles.photographers,
        articles.editors,
        articles.places,
        articles.organisations,
        articles.keywords,
        coalesce(people_by_article.people_count, 0) as people_count,
        coalesce(metrics_by_article.metric_count, 0) as metric_count,
        articles_filed.duplicate_of,
        articles.char_start,
        articles.char_end,
        articles_filed.paper,
        articles_filed.filed_on,
        articles_filed.event_on
    from {{ touched(ref('stg_articles')) }} as articles
    inner join articles_filed on articles.article_id = articles_filed.article_id
    left join people_by_article on articles.article_id = people_by_article.article_id
    left join metrics_by_article on articles.article_id = metrics_by_article.article_id
)

select * from articles_counted
