-- Which entity a mention means. Places of the official list are told apart by their codes; all else by name and the place in
-- which the name is unique, else by name and paper, else by name and article: never merged on a name alone.
{{ config(materialized='table') }}

with

articles as (
    select article_id, paper, is_paper_known from {{ ref('int_articles_filed') }}
),

mentions as (
    select
        entities.article_entity_id,
        entities.article_id,
        entities.kind,
        entities.name,
        entities.names_written,
        entities.code,
        entities.level,
        entities.parent_name,
        coalesce(
            entities.code,
            entities.scope,
            case when articles.is_paper_known then articles.paper end,
            entities.article_id
        ) as scope
    from {{ ref('stg_article_entities') }} as entities
    inner join articles on entities.article_id = articles.article_id
),

entities_resolved as (
    select
        article_entity_id,
        article_id,
        {{ make_id(["'entities'", 'kind', 'name', 'scope']) }} as entity_id,
        kind,
        name,
        names_written,
        scope,
        code,
        level,
        parent_name
    from mentions
)

select * from entities_resolved
