{{ config(materialized='incremental', unique_key='article_id') }}

with

people as (
    select mention_id, person_id
    from {{ touched_articles(ref('int_people_resolved')) }} as people
    where mention_kind = 'byline'
),

articles as (
    select article_id, paper, filed_on from {{ touched_articles(ref('int_articles_filed')) }} as articles
),

bylines_resolved as (
    select
        bylines.byline_id,
        bylines.article_id,
        people.person_id,
        bylines.name,
        bylines.kind,
        bylines.qualifier,
        bylines.unit_written,
        bylines.seq,
        bylines.char_start,
        bylines.char_end,
        articles.paper,
        articles.filed_on
    from {{ touched_articles(ref('stg_bylines')) }} as bylines
    inner join people on bylines.byline_id = people.mention_id
    inner join articles on bylines.article_id = articles.article_id
)

select * from bylines_resolved
