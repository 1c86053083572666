-- The articles whose nearest earlier likeness is looked for tonight: those of rewritten pages, and all that share a band
-- with them or did in the build before.
{{ config(materialized='table') }} -- depends_on: {{ ref('stg_articles') }}

with

{% if makes_all() %}
articles_compared as (
    select article_id from {{ ref('stg_articles') }}
)
{% else %}
bands as (
    select article_id, page_id, slots_id from {{ ref('int_signature_bands') }}
),

bands_before as (
    select article_id, slots_id from {{ ref('int_signature_bands_before') }}
),

pages as (
    select page_id from {{ ref('stg_touched_pages') }}
),

slots_touched as (
    select slots_id from bands_before
    union
    select slots_id from bands where page_id in (select page_id from pages)
),

articles_compared as (
    select article_id from bands where slots_id in (select slots_id from slots_touched)
    union
    select article_id from bands_before
)
{% endif %}

select * from articles_compared
