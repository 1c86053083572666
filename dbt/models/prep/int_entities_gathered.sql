-- What the articles tell of each entity; reprints are not counted. The place above it is the one that most articles name;
-- among equals the first in the alphabet.
{{ config(materialized='incremental', unique_key='entity_id', touched_by='int_entities_touched') }}

with

articles as (
    select article_id, filed_on, duplicate_of from {{ ref('int_articles_filed') }}
),

mentions as (
    select
        resolved.entity_id,
        resolved.article_id,
        resolved.kind,
        resolved.name,
        resolved.names_written,
        resolved.scope,
        resolved.code,
        resolved.level,
        resolved.parent_name,
        articles.filed_on,
        articles.duplicate_of
    from {{ touched(ref('int_entities_resolved'), 'entity_id', 'int_entities_touched') }} as resolved
    inner join articles on resolved.article_id = articles.article_id
),

entities_counted as (
    select
        entity_id,
        kind,
        name,
        scope,
        code,
        min(level) as level,
        list_sort(list_distinct(flatten(list(names_written)))) as names_written,
        count(distinct article_id) filter (where duplicate_of is null) as article_count,
        min(filed_on) as first_seen_on,
        max(filed_on) as last_seen_on
    from mentions
    group by entity_id, kind, name, scope, code
),

parents_named as (
    select entity_id, parent_name
    from mentions
    where kind = 'place' and parent_name is not null
    group by entity_id, scope, parent_name
    qualify row_number() over (
        partition by entity_id order by count(*) desc, parent_name <> scope desc, parent_name asc
    ) = 1
),

entities_gathered as (
    select
        entities_counted.entity_id,
        entities_counted.kind,
        entities_counted.name,
        entities_counted.scope,
        entities_counted.code,
        entities_counted.level,
        entities_counted.names_written,
        entities_counted.article_count,
        entities_counted.first_seen_on,
        entities_counted.last_seen_on,
        parents_named.parent_name
    from entities_counted
    left join parents_named on entities_counted.entity_id = parents_named.entity_id
)

select * from entities_gathered
