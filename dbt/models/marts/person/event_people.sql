with

people as (
    select mention_id, person_id
    from {{ ref('int_people_resolved') }}
    where mention_kind = 'appearance'
),

events as (
    select event_id, first_event_id, paper, filed_on, event_on from {{ ref('events') }}
),

event_people_resolved as (
    select
        event_people.event_person_id,
        event_people.event_id,
        events.first_event_id,
        event_people.article_id,
        people.person_id,
        event_people.name,
        event_people.part,
        event_people.list_id,
        event_people.list_position,
        event_people.is_list_complete,
        event_people.list_order,
        event_people.list_level,
        event_people.list_system,
        event_people.char_start,
        event_people.char_end,
        event_people.rule,
        events.paper,
        events.filed_on,
        events.event_on
    from {{ ref('stg_event_people') }} as event_people
    inner join people on event_people.appearance_id = people.mention_id
    inner join events on event_people.event_id = events.event_id
)

select * from event_people_resolved
