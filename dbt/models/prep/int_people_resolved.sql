-- Who a mention means. Four identities, from the surest down; a person_id is a key over basis, name and scope, so the order
-- in which pages arrive never changes it:
--   name_and_jurisdiction  who holds a post: one person per name and jurisdiction (national leaders: 全国)
--   name_and_paper         the same where no jurisdiction is known
--   byline                 one person per name and paper
--   article                everybody else, and office-holders of whom neither jurisdiction nor paper is known; citizens
--                          always: never merged by name, but a reprint has the people of its first printing
-- A name without posts takes the identity of the office-holder of that name and scope, if the pages know one.
{{ config(materialized='incremental', unique_key='page_id') }}

with

articles as (
    select
        article_id,
        page_id,
        paper,
        is_paper_known,
        paper_jurisdiction,
        coalesce(duplicate_of, article_id) as first_printing_id
    from {{ touched(ref('int_articles_filed')) }} as articles
),

appearances as (
    select
        mentions.appearance_id,
        mentions.article_id,
        articles.page_id,
        mentions.name,
        mentions.role,
        case
            when mentions.role = 'national' then '全国'
            else coalesce(mentions.jurisdiction, articles.paper_jurisdiction)
        end as jurisdiction,
        case when articles.is_paper_known then articles.paper end as paper,
        articles.first_printing_id
    from {{ touched(ref('stg_appearances')) }} as mentions
    inner join articles on mentions.article_id = articles.article_id
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
        articles.page_id,
        bylines.name,
        null as jurisdiction,
        'byline' as identity_basis,
        articles.paper as identity_scope,
        false as is_public_role
    from {{ touched(ref('stg_bylines')) }} as bylines
    inner join articles on bylines.article_id = articles.article_id
),

people_resolved as (
    select
        mention_id,
        mention_kind,
        article_id,
        page_id,
        {{ make_id(["'people'", 'identity_basis', 'name', 'identity_scope']) }} as person_id,
        name,
        jurisdiction,
        identity_basis,
        identity_scope,
        is_public_role
    from mentions_scoped
)

select * from people_resolved
