-- The names of which people tell another thing than in the build before: those on touched pages, now or then.
{{ config(materialized='table') }}

with

people_touched as (
    select name from {{ ref('int_names_touched') }}
    union
    select name from {{ touched(ref('int_people_resolved')) }} as mentions
)

select * from people_touched
