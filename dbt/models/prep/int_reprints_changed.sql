-- The articles that reprint another article than in the build before, or only now or no longer do.
{{ config(materialized='table') }}

with

reprints as (
    select article_id, duplicate_of from {{ ref('int_articles_deduplicated') }}
),

{% if makes_all() %}
reprints_changed as (
    select article_id from reprints
)
{% else %}
reprints_before as (
    select article_id, duplicate_of from {{ before('int_articles_filed') }} where duplicate_of is not null
),

reprints_changed as (
    select coalesce(reprints.article_id, reprints_before.article_id) as article_id
    from reprints
    full join reprints_before on reprints.article_id = reprints_before.article_id
    where reprints.duplicate_of is distinct from reprints_before.duplicate_of
)
{% endif %}

select * from reprints_changed
