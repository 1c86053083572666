-- The entities that touched articles name, now or in the build before.
{{ config(materialized='table') }}

with

entities_touched as (
    select entity_id from {{ ref('int_entities_before') }}
    union
    select entity_id from {{ touched_articles(ref('int_entities_resolved')) }} as resolved
)

select * from entities_touched
