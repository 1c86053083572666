-- The entities that touched articles named in the build before: some may be named less now, or nowhere.
{{ config(materialized='table') }}

with

{% if makes_all() %}
entities_before as (
    select cast(null as varchar) as entity_id
    limit 0
)
{% else %}
articles as (
    select article_id from {{ ref('int_articles_touched') }}
),

entities_before as (
    select distinct resolved.entity_id
    from {{ before('int_entities_resolved') }} as resolved
    where resolved.article_id in (select article_id from articles)
)
{% endif %}

select * from entities_before
