with

entities_gathered as (
    select
        entity_id,
        kind,
        name,
        scope,
        code,
        level,
        names_written,
        article_count,
        first_seen_on,
        last_seen_on,
        parent_name
    from {{ ref('int_entities_gathered') }}
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
    select children.entity_id, parents.entity_id as parent_id, 9 as distance
    from entities_gathered as children
    inner join entities_gathered as parents
        on
            parents.kind = 'place'
            and children.parent_name = parents.name
            and children.entity_id <> parents.entity_id
            and (parents.level in ('province', 'city', 'county') or children.scope = parents.scope)
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
