-- Who a mention means. A person_id is a key over basis, name and scope (int_people_scoped), with an ordinal where posts tell
-- two people apart (int_people_told_apart), so the order in which pages arrive never changes it. What reference.ref_people
-- says by hand comes first: the rows of one `person` are one, whatever the pages say; of several rows that fit a mention the
-- narrowest wins (article, page, paper, jurisdiction)
{{ config(materialized='incremental', unique_key='page_id') }}

with

people_by_hand as (
    select name, scope, person from {{ ref('ref_people') }} where person is not null
),

pages as (
    select page_id, source_file, coalesce(paper, source_name) as paper from {{ ref('stg_pages') }}
),

mentions as (
    select
        mentions.mention_id,
        mentions.mention_kind,
        mentions.article_id,
        mentions.page_id,
        mentions.name,
        mentions.jurisdiction,
        mentions.identity_basis,
        mentions.identity_scope,
        mentions.is_public_role,
        told_apart.ordinal,
        pages.paper,
        pages.source_file
    from {{ touched(ref('int_people_scoped')) }} as mentions
    inner join pages on mentions.page_id = pages.page_id
    left join {{ ref('int_people_told_apart') }} as told_apart
        on mentions.mention_id = told_apart.mention_id and mentions.mention_kind = 'appearance'
),

mentions_by_hand as (
    select mentions.mention_kind, mentions.mention_id, people_by_hand.person
    from mentions
    inner join people_by_hand
        on
            mentions.name = people_by_hand.name
            and people_by_hand.scope in (
                mentions.article_id, mentions.page_id, mentions.source_file, mentions.paper, mentions.jurisdiction
            )
    qualify row_number() over (
        partition by mentions.mention_kind, mentions.mention_id
        order by
            people_by_hand.scope = mentions.article_id desc,
            people_by_hand.scope in (mentions.page_id, mentions.source_file) desc,
            people_by_hand.scope = mentions.paper desc,
            people_by_hand.scope,
            people_by_hand.person
    ) = 1
),

people_resolved as (
    select
        mentions.mention_id,
        mentions.mention_kind,
        mentions.article_id,
        mentions.page_id,
        case
            when by_hand.person is not null then {{ make_id(["'people'", "'hand'", 'by_hand.person']) }}
            when mentions.ordinal is not null
                then {{ make_id(["'people'", 'mentions.identity_basis', 'mentions.name', 'mentions.identity_scope', 'mentions.ordinal']) }}
            else {{ make_id(["'people'", 'mentions.identity_basis', 'mentions.name', 'mentions.identity_scope']) }}
        end as person_id,
        mentions.name,
        mentions.jurisdiction,
        case when by_hand.person is null then mentions.identity_basis else 'hand' end as identity_basis,
        mentions.is_public_role,
        -- what the next build compares its own with (int_pages_touched)
        mentions.identity_basis as scope_basis,
        mentions.identity_scope,
        mentions.ordinal
    from mentions
    left join mentions_by_hand as by_hand
        on mentions.mention_id = by_hand.mention_id and mentions.mention_kind = by_hand.mention_kind
)

select * from people_resolved
