-- How far a mention's name is taken for one person, by name and scope. Four identities, from the surest down:
--   name_and_jurisdiction  who holds a post: one person per name and jurisdiction (national leaders: 全国)
--   name_and_paper         the same where no jurisdiction is known
--   byline                 one person per name and paper
--   article                everybody else, and office-holders of whom neither jurisdiction nor paper is known; citizens
--                          always: never merged by name, but a reprint has the people of its first printing
-- A name without posts takes the identity of the office-holder of that name and scope, if the pages know one.
-- This comes before int_pages_touched, which asks it whose identity is another than in the build before.
with

pages as (
    select page_id, source_name, paper from {{ ref('stg_pages') }}
),

appearances as (
    select
        mentions.appearance_id,
        mentions.article_id,
        mentions.page_id,
        mentions.name,
        mentions.role,
        case
            when mentions.role = 'national' then '全国'
            else coalesce(mentions.jurisdiction, placed.paper_jurisdiction)
        end as jurisdiction,
        pages.paper,
        coalesce(reprints.duplicate_of, mentions.article_id) as first_printing_id
    from {{ ref('stg_appearances') }} as mentions
    inner join pages on mentions.page_id = pages.page_id
    inner join {{ ref('int_pages_placed') }} as placed on mentions.page_id = placed.page_id
    left join {{ ref('int_articles_deduplicated') }} as reprints on mentions.article_id = reprints.article_id
),

appearances_scoped as (
    select
        *,
        case when jurisdiction is null then 'name_and_paper' else 'name_and_jurisdiction' end as public_basis,
        coalesce(jurisdiction, paper) as public_scope
    from appearances
),

appearances_judged as (
    select
        mentions.*,
        mentions.role <> 'citizen' and office_holders.name is not null as is_office_holder
    from appearances_scoped as mentions
    left join {{ ref('int_office_holders') }} as office_holders
        on
            mentions.name = office_holders.name
            and mentions.public_basis = office_holders.public_basis
            and mentions.public_scope = office_holders.public_scope
),

mentions_scoped as (
    select
        'appearance' as mention_kind,
        appearance_id as mention_id,
        article_id,
        page_id,
        name,
        jurisdiction,
        case when is_office_holder then public_basis else 'article' end as identity_basis,
        case when is_office_holder then public_scope else first_printing_id end as identity_scope,
        is_office_holder or role = 'leader' as is_public_role
    from appearances_judged
    union all
    select
        'byline' as mention_kind,
        bylines.byline_id as mention_id,
        bylines.article_id,
        bylines.page_id,
        bylines.name,
        null as jurisdiction,
        'byline' as identity_basis,
        coalesce(pages.paper, pages.source_name) as identity_scope,
        false as is_public_role
    from {{ ref('stg_bylines') }} as bylines
    inner join pages on bylines.page_id = pages.page_id
)

select * from mentions_scoped
