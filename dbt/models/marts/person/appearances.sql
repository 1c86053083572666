{{ config(materialized='incremental', unique_key='article_id') }}

with

people as (
    select mention_id, person_id
    from {{ touched_articles(ref('int_people_resolved')) }} as people
    where mention_kind = 'appearance'
),

articles as (
    select article_id, paper, filed_on, event_on from {{ touched_articles(ref('int_articles_filed')) }} as articles
),

appearances_resolved as (
    select
        appearances.appearance_id,
        appearances.article_id,
        people.person_id,
        appearances.name,
        appearances.role,
        appearances.posts,
        appearances.is_speaker,
        appearances.list_position,
        appearances.mention_count,
        appearances.char_start,
        appearances.char_end,
        appearances.rule,
        appearances.confidence,
        articles.paper,
        articles.filed_on,
        articles.event_on
    from {{ touched_articles(ref('stg_appearances')) }} as appearances
    inner join people on appearances.appearance_id = people.mention_id
    inner join articles on appearances.article_id = articles.article_id
)

select * from appearances_resolved
