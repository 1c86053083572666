-- The pages whose rows may differ from the build before: read anew or removed; in another home; with a reprint, or with the
-- first printing of one, that wasn't known as such; naming somebody who is another person now, as others tell, or no longer
-- tell, a post of that name.
{{ config(materialized='table') }}

with

{% if makes_all() %}
pages_touched as (
    select page_id from {{ ref('int_pages_moved') }}
)
{% else %}
mentions as (
    select
        mentions.mention_id,
        mentions.page_id,
        mentions.identity_basis,
        mentions.identity_scope,
        mentions.is_public_role,
        told_apart.ordinal
    from {{ touched(ref('int_people_scoped'), 'name', 'int_names_touched') }} as mentions
    left join {{ ref('int_people_told_apart') }} as told_apart on mentions.mention_id = told_apart.mention_id
    where mentions.mention_kind = 'appearance'
),

mentions_before as (
    select mention_id, page_id, scope_basis, identity_scope, is_public_role, ordinal
    from {{ before('int_people_resolved') }}
    where mention_kind = 'appearance' and name in (select name from {{ ref('int_names_touched') }})
),

mentions_changed as (
    (select * from mentions except select * from mentions_before)
    union all
    (select * from mentions_before except select * from mentions)
),

pages_touched as (
    select page_id from {{ ref('int_pages_moved') }}
    union
    select articles.page_id
    from {{ ref('stg_articles') }} as articles
    where articles.article_id in (select article_id from {{ ref('int_reprints_changed') }})
    union
    select page_id from mentions_changed
)
{% endif %}

select * from pages_touched
