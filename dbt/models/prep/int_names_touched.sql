-- The names on rewritten pages, now and in the build before: others may hold a post now, or none.
{{ config(materialized='table') }}

with

names as (
    select name from {{ touched(ref('stg_appearances'), by='int_pages_moved') }} as appearances
    union all
    select name from {{ touched(ref('stg_bylines'), by='int_pages_moved') }} as bylines
    {% if not makes_all() %}
    union all
    select mentions.name
    from {{ before('int_people_resolved') }} as mentions
    where mentions.page_id in (select page_id from {{ ref('int_pages_moved') }})
    {% endif %}
),

names_touched as (
    select distinct name from names
)

select * from names_touched
