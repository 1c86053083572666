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
    from {{ ref('int_entities_resolved') }} as resolved
    inner join articles on resolved.article_id = articles.article_id
),

entities_gathered as (
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

-- The place that most articles name above it; among equals the first in the alphabet
parents_named as (
    select entity_id, scope, parent_name
    from mentions
    where kind = 'place' and parent_name is not null
    group by entity_id, scope, parent_name
    qualify row_number() over (
        partition by entity_id order by count(*) desc, parent_name <> scope desc, parent_name asc
    ) = 1
),

-- By code the nearest of city and province that some article names; else by the name of the place above
parents_found as (
    select children.entity_id, parents.entity_id as parent_id, 6 - length(rtrim(parents.code, '0')) as distance
    from entities_gathered as children
    inner join entities_gathered as parents
        on
            parents.kind = 'place'
            and parents.code in (left(children.code, 4) || '00', left(children.code, 2) || '0000')
            and parents.code <> children.code
    union all
    select parents_named.entity_id, parents.entity_id as parent_id, 9 as distance
    from parents_named
    inner join entities_gathered as parents
        on
            parents.kind = 'place'
            and parents_named.parent_name = parents.name
            and parents_named.entity_id <> parents.entity_id
            and (parents.level in ('province', 'city', 'county') or parents_named.scope = parents.scope)
),

parents_nearest as (
    select entity_id, parent_id
    from parents_found
    qualify row_number() over (partition by entity_id order by distance, parent_id) = 1
),

entities as (
    select
        entities_gathered.entity_id,
        entities_gathered.kind,
        entities_gathered.name,
        [form for form in entities_gathered.names_written if form <> entities_gathered.name] as aliases,
        entities_gathered.code,
        entities_gathered.level,
        parents_nearest.parent_id,
        entities_gathered.article_count,
        entities_gathered.first_seen_on,
        entities_gathered.last_seen_on
    from entities_gathered
    left join parents_nearest on entities_gathered.entity_id = parents_nearest.entity_id
)

select * from entities
