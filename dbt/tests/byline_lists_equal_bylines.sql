-- The four lists of an article name the people of its bylines, no more and no fewer.
with

lists as (
    select article_id, 'reporter' as kind, reporters as names from {{ ref('articles') }}
    union all
    select article_id, 'correspondent' as kind, correspondents as names from {{ ref('articles') }}
    union all
    select article_id, 'photographer' as kind, photographers as names from {{ ref('articles') }}
    union all
    select article_id, 'editor' as kind, editors as names from {{ ref('articles') }}
),

names_listed as (
    select distinct article_id, kind, unnest(names) as name from lists
),

names_signed as (
    select distinct article_id, kind, name from {{ ref('bylines') }}
),

faults as (
    select
        coalesce(names_listed.article_id, names_signed.article_id) as article_id,
        coalesce(names_listed.kind, names_signed.kind) as kind,
        names_listed.name as name_listed,
        names_signed.name as name_signed
    from names_listed
    full join names_signed
        on
            names_listed.article_id = names_signed.article_id
            and names_listed.kind = names_signed.kind
            and names_listed.name = names_signed.name
    where names_listed.name is null or names_signed.name is null
)

select * from faults
