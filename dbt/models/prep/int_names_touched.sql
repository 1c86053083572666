-- The names of which a rewritten page may tell whether they hold a post: those on it now and in the build before.
{{ config(materialized='table') }}

with

names as (
    select name from {{ touched(ref('stg_appearances'), by='int_pages_moved') }} as appearances
    {% if not makes_all() %}
    union all
    select mentions.name
    from {{ before('int_people_resolved') }} as mentions
    where mentions.mention_kind = 'appearance' and mentions.page_id in (select page_id from {{ ref('int_pages_moved') }})
    {% endif %}
),

names_touched as (
    select distinct name from names
)

select * from names_touched
