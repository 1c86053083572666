-- Who stands before whom in complete lists of one level and system. Lists by strokes, lists that end in 等 and those of people
-- appointed, removed or visited say nothing of rank. One meeting told twice is one list, and so is a list that stands for two stops.
with

public_people as (
    select person_id, name from {{ ref('people') }} where is_public_role
),

ranked as (
    select
        event_people.event_id,
        min(event_people.first_event_id) over (partition by event_people.list_id) as counted_event_id,
        event_people.list_id,
        event_people.list_position,
        event_people.list_level,
        event_people.list_system,
        event_people.person_id,
        event_people.filed_on,
        event_people.event_on,
        public_people.name
    from {{ ref('event_people') }} as event_people
    inner join public_people on event_people.person_id = public_people.person_id
    where
        event_people.is_list_complete
        and event_people.list_order = 'by_rank'
        and event_people.list_level is not null
        and event_people.list_system is not null
        and event_people.part not in ('被慰问', '任职', '免职')
),

orders as (
    select
        a.person_id as person_id_before,
        b.person_id as person_id_after,
        a.name as name_before,
        b.name as name_after,
        a.list_level,
        a.list_system,
        count(distinct a.counted_event_id) as list_count,
        first(a.event_id order by a.event_on asc nulls last, a.filed_on asc, a.event_id asc) as event_id,
        min(a.event_on) as first_event_on,
        max(a.event_on) as last_event_on,
        min(a.filed_on) as first_seen_on,
        max(a.filed_on) as last_seen_on
    from ranked as a
    inner join ranked as b
        on
            a.list_id = b.list_id
            and a.event_id = b.event_id
            and a.list_position < b.list_position
            and a.person_id <> b.person_id
    group by a.person_id, b.person_id, a.name, b.name, a.list_level, a.list_system
),

precedence as (
    select
        {{ make_id(["'person_precedence'", 'orders.person_id_before', 'orders.person_id_after', 'orders.list_level', 'orders.list_system']) }}
            as person_precedence_id,
        orders.person_id_before,
        orders.person_id_after,
        orders.name_before,
        orders.name_after,
        orders.list_level,
        orders.list_system,
        orders.list_count,
        case when reversed.person_id_before is not null then 'order differs' end as order_note,
        orders.event_id,
        orders.first_event_on,
        orders.last_event_on,
        orders.first_seen_on,
        orders.last_seen_on
    from orders
    left join orders as reversed
        on
            orders.person_id_before = reversed.person_id_after
            and orders.person_id_after = reversed.person_id_before
            and orders.list_level = reversed.list_level
            and orders.list_system = reversed.list_system
)

select * from precedence
