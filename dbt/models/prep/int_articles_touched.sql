-- The articles of the touched pages, as they are and as they were in the build before.
{{ config(materialized='table') }}

with

articles as (
    select article_id from {{ touched(ref('stg_articles')) }} as articles
    {% if not makes_all() %}
    union all
    select filed.article_id
    from {{ before('int_articles_filed') }} as filed
    where filed.page_id in (select page_id from {{ ref('int_pages_touched') }})
    {% endif %}
),

articles_touched as (
    select distinct article_id from articles
)

select * from articles_touched
