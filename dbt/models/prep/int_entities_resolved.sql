-- Which entity a mention means. Places of the official list are told apart by their codes; all else by name and the place in
-- which the name is unique, else by name and paper, else by name and article: never merged on a name alone.
{{ config(materialized='incremental', unique_key='article_id') }}
{% if not makes_all() %}-- after {{ ref('int_entities_before') }}, which reads what this replaces{% endif %}

with

pages as (
    select page_id, paper from {{ ref('stg_pages') }}
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
        entities.scope,
        entities.parent_name,
        pages.paper,
        placed.paper_jurisdiction as jurisdiction
    from {{ touched_articles(ref('stg_article_entities')) }} as entities
    inner join pages on entities.page_id = pages.page_id
    inner join {{ ref('int_pages_placed') }} as placed on entities.page_id = placed.page_id
),

-- What the parser does with the page's own district, for pages that name none: 区教育局 is 望川区教育局, 区委 中共望川区委
mentions_completed as (
    select
        article_entity_id,
        article_id,
        kind,
        case
            when scope is null and kind = 'organisation' and left(name, 1) = right(jurisdiction, 1)
                then
                    case when substr(name, 2, 1) = '委' then '中共' else '' end || jurisdiction || substr(name, 2)
            else name
        end as name,
        names_written,
        code,
        level,
        coalesce(parent_name, case when scope is null and kind = 'place' then jurisdiction end) as parent_name,
        coalesce(code, scope, jurisdiction, paper, article_id) as scope
    from mentions
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
    from mentions_completed
)

select * from entities_resolved
