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

names as (
    select name from {{ ref('int_names_touched') }}
),

holders as (
    select name, public_basis, public_scope
    from {{ ref('int_office_holders') }}
    where name in (select name from names)
),

holders_before as (
    select distinct name, identity_basis as public_basis, identity_scope as public_scope
    from {{ before('int_people_resolved') }}
    where identity_basis in ('name_and_jurisdiction', 'name_and_paper') and name in (select name from names)
),

names_changed as (
    (select * from holders except select * from holders_before)
    union
    (select * from holders_before except select * from holders)
),

pages_touched as (
    select page_id from {{ ref('int_pages_moved') }}
    union
    select articles.page_id
    from {{ ref('stg_articles') }} as articles
    where articles.article_id in (select article_id from reprints_changed)
    union
    select appearances.page_id
    from {{ ref('stg_appearances') }} as appearances
    where appearances.name in (select name from names_changed)
)
{% endif %}

select * from pages_touched
