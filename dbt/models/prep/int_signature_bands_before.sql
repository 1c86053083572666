-- The bands that articles of rewritten pages had in the build before: what met there may meet otherwise now.
{{ config(materialized='table') }}

with

{% if makes_all() %}
bands_before as (
    select cast(null as varchar) as article_id, cast(null as ubigint) as slots_id
    limit 0
)
{% else %}
pages as (
    select page_id from {{ ref('stg_touched_pages') }}
),

bands_before as (
    select bands.article_id, bands.slots_id
    from {{ before('int_signature_bands') }} as bands
    where bands.page_id in (select page_id from pages)
)
{% endif %}

select * from bands_before
