-- The signature of an article in bands of two slots: reprints share at least one.
{{ config(materialized='incremental', unique_key='page_id', touched_by='stg_touched_pages') }}

with

-- read before this is written anew
bands_before as (
    select article_id from {{ ref('int_signature_bands_before') }}
),

slots as (
    select article_id, page_id, signature, unnest(range(1, len(signature), 2)) as band
    from {{ touched(ref('stg_articles'), by='stg_touched_pages') }} as articles
),

signature_bands as (
    select article_id, page_id, hash(band, signature[band], signature[band + 1]) as slots_id
    from slots
)

select * from signature_bands
