-- The pages that were read anew or removed, and those whose paper is at home elsewhere than in the build before.
{{ config(materialized='table') }} -- depends_on: {{ ref('stg_pages') }}

with

{% if makes_all() %}
pages_moved as (
    select page_id from {{ ref('stg_pages') }}
)
{% else %}
pages_before as (
    select distinct page_id, paper_jurisdiction, home_jurisdiction from {{ before('int_articles_filed') }}
),

pages_moved as (
    select page_id from {{ ref('stg_touched_pages') }}
    union
    select pages.page_id
    from {{ ref('int_pages_placed') }} as pages
    inner join pages_before on pages.page_id = pages_before.page_id
    where
        pages.paper_jurisdiction is distinct from pages_before.paper_jurisdiction
        or pages.home_jurisdiction is distinct from pages_before.home_jurisdiction
)
{% endif %}

select * from pages_moved
