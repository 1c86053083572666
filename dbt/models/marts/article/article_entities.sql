{{ config(materialized='incremental', unique_key='article_id') }}

with

articles as (
    select article_id, paper, filed_on from {{ touched_articles(ref('int_articles_filed')) }} as articles
),

entities_resolved as (
    select article_entity_id, entity_id from {{ ref('int_entities_resolved') }}
),

entities_filed as (
    select
        entities.article_entity_id,
        entities.article_id,
        entities_resolved.entity_id,
        entities.kind,
        entities.name_written,
        entities.relation,
        entities.mention_count,
        entities.char_start,
        entities.char_end,
        entities.rule,
        articles.paper,
        articles.filed_on
    from {{ touched_articles(ref('stg_article_entities')) }} as entities
    inner join entities_resolved on entities.article_entity_id = entities_resolved.article_entity_id
    inner join articles on entities.article_id = articles.article_id
)

select * from entities_filed
