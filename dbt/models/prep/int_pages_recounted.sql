-- The touched pages, and those of which more or fewer problems are known than in the build before.
{{ config(materialized='table') }}

with

{% if makes_all() %}
pages_recounted as (
    select page_id from {{ ref('int_pages_touched') }}
)
{% else %}
problems_by_page as (
    select page_id, count(*) as problem_count
    from {{ ref('problems') }}
    where page_id is not null
    group by page_id
),

pages_recounted as (
    select page_id from {{ ref('int_pages_touched') }}
    union
    select pages.page_id
    from {{ before('pages', 'marts') }} as pages
    left join problems_by_page on pages.page_id = problems_by_page.page_id
    where pages.problem_count <> coalesce(problems_by_page.problem_count, 0)
)
{% endif %}

select * from pages_recounted
