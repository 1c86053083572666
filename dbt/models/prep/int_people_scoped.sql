-- How far a mention's name is taken for one person, by name and scope. Four identities, from the surest down:
--   name_and_jurisdiction  who holds a post: one person per name and jurisdiction (national leaders: 全国)
--   name_and_paper         the same where no jurisdiction is known
--   byline                 one person per name and paper
--   article                everybody else, and office-holders of whom neither jurisdiction nor paper is known; citizens
--                          always: never merged by name, but a reprint has the people of its first printing
-- A name without posts takes the identity of the office-holder of that name and scope, if the pages know one.
{{ config(materialized='table') }}

with

articles as (
    select article_id, paper, is_paper_known, coalesce(duplicate_of, article_id) as first_printing_id
    from {{ ref('int_articles_filed') }}
),

papers as (
    -- A page that names no district has that of its paper's other pages (a tie: the first in the alphabet).
    select paper, jurisdiction
    from (
        select
            filed.paper,
            mentions.jurisdiction,
            row_number() over (partition by filed.paper order by count(*) desc, mentions.jurisdiction asc) as place
        from {{ ref('stg_appearances') }} as mentions
        inner join {{ ref('int_articles_filed') }} as filed on mentions.article_id = filed.article_id
        where filed.is_paper_known and mentions.jurisdiction is not null and mentions.role <> 'national'
        group by filed.paper, mentions.jurisdiction
    )
    where place = 1
),

appearances as (
    select
        mentions.appearance_id,
        mentions.article_id,
        mentions.name,
        mentions.role,
        mentions.role = 'national'
        or (mentions.role <> 'citizen' and coalesce(len(mentions.posts), 0) > 0) as holds_post,
        case
            when mentions.role = 'national' then '全国'
            else coalesce(mentions.jurisdiction, papers.jurisdiction)
        end as jurisdiction,
        case when articles.is_paper_known then articles.paper end as paper,
        articles.first_printing_id
    from {{ ref('stg_appearances') }} as mentions
    inner join articles on mentions.article_id = articles.article_id
    left join papers on articles.paper = papers.paper and articles.is_paper_known
),

appearances_scoped as (
    select
        *,
        case when jurisdiction is null then 'name_and_paper' else 'name_and_jurisdiction' end as public_basis,
        coalesce(jurisdiction, paper) as public_scope
    from appearances
),

office_holders as (
    select distinct name, public_basis, public_scope
    from appearances_scoped
    where holds_post and public_scope is not null
),

appearances_judged as (
    select
        mentions.*,
        mentions.role <> 'citizen' and office_holders.name is not null as is_office_holder
    from appearances_scoped as mentions
    left join office_holders
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
        bylines.name,
        null as jurisdiction,
        'byline' as identity_basis,
        articles.paper as identity_scope,
        false as is_public_role
    from {{ ref('stg_bylines') }} as bylines
    inner join articles on bylines.article_id = articles.article_id
)

select * from mentions_scoped
