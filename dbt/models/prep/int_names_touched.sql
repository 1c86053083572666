-- The names whose bearers may be told otherwise than in the build before, here or on any other page: those on the pages that
-- moved, now and then, and in articles that became a reprint or another's (a reprint is no sighting of a post).
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
    where mentions.mention_kind = 'appearance' and mentions.page_id in (select page_id from {{ ref('int_pages_moved') }})
    union all
    select appearances.name
    from {{ ref('stg_appearances') }} as appearances
    where appearances.article_id in (select article_id from {{ ref('int_reprints_changed') }})
    {% endif %}
),

names_touched as (
    select distinct name from names
)

select * from names_touched
