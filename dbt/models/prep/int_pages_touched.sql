-- The pages whose rows may differ from the build before: read anew or removed; in another home; with a reprint, or with the
-- first printing of one, that wasn't known as such; naming somebody of whom others tell now, or no longer, a post.
{{ config(materialized='table') }}

with

{% if makes_all() %}
pages_touched as (
    select page_id from {{ ref('int_pages_moved') }}
)
{% else %}
reprints as (
    select article_id, duplicate_of from {{ ref('int_articles_deduplicated') }}
),

reprints_before as (
    select article_id, duplicate_of from {{ before('int_articles_filed') }} where duplicate_of is not null
),

reprints_changed as (
    select coalesce(reprints.article_id, reprints_before.article_id) as article_id
    from reprints
    full join reprints_before on reprints.article_id = reprints_before.article_id
    where reprints.duplicate_of is distinct from reprints_before.duplicate_of
),

holders_changed as (
    select name, public_basis, public_scope from {{ ref('int_holders_changed') }}
),

-- Those who may be meant: of the same name and, as int_people_resolved tells it, the same place or paper
mentions as (
    select
        appearances.page_id,
        appearances.name,
        case
            when appearances.role = 'national' then '全国'
            else coalesce(appearances.jurisdiction, placed.paper_jurisdiction)
        end as jurisdiction,
        placed.paper
    from {{ ref('stg_appearances') }} as appearances
    inner join {{ ref('int_pages_placed') }} as placed on appearances.page_id = placed.page_id
    where appearances.role <> 'citizen' and appearances.name in (select name from holders_changed)
),

pages_touched as (
    select page_id from {{ ref('int_pages_moved') }}
    union
    select articles.page_id
    from {{ ref('stg_articles') }} as articles
    where articles.article_id in (select article_id from reprints_changed)
    union
    select mentions.page_id
    from mentions
    inner join holders_changed
        on
            mentions.name = holders_changed.name
            and coalesce(mentions.jurisdiction, mentions.paper) = holders_changed.public_scope
            and (mentions.jurisdiction is null) = (holders_changed.public_basis = 'name_and_paper')
)
{% endif %}

select * from pages_touched
