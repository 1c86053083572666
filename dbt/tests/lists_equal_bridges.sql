-- The lists of an article hold what its bridge tables hold, no more and no less.
with

lists as (
    select article_id, 'reporter' as kind, reporters as words from {{ touched_articles(ref('articles')) }} as articles
    union all
    select article_id, 'correspondent' as kind, correspondents as words from {{ touched_articles(ref('articles')) }} as articles
    union all
    select article_id, 'photographer' as kind, photographers as words from {{ touched_articles(ref('articles')) }} as articles
    union all
    select article_id, 'editor' as kind, editors as words from {{ touched_articles(ref('articles')) }} as articles
    union all
    select article_id, 'keyword' as kind, keywords as words from {{ touched_articles(ref('articles')) }} as articles
    union all
    select article_id, 'place' as kind, places as words from {{ touched_articles(ref('articles')) }} as articles
    union all
    select article_id, 'organisation' as kind, organisations as words from {{ touched_articles(ref('articles')) }} as articles
),

listed as (
    select distinct article_id, kind, unnest(words) as word from lists
),

bridged as (
    select distinct article_id, kind, name as word from {{ touched_articles(ref('bylines')) }} as bylines
    union all
    select article_id, kind, canonical_term as word from {{ touched_articles(ref('article_terms')) }} as article_terms
    where kind = 'keyword'
    union all
    select distinct article_id, kind, name_written as word from {{ touched_articles(ref('article_entities')) }} as article_entities
    where kind <> 'project'
),

faults as (
    select
        coalesce(listed.article_id, bridged.article_id) as article_id,
        coalesce(listed.kind, bridged.kind) as kind,
        listed.word as word_listed,
        bridged.word as word_bridged
    from listed
    full join bridged
        on listed.article_id = bridged.article_id and listed.kind = bridged.kind and listed.word = bridged.word
    where listed.word is null or bridged.word is null
)

select * from faults
