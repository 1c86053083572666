-- Who took part in one event, as one telling of it says: private people aside, whoever is visited or only appointed or removed
-- there, and visits that people paid apart.
with

public_people as (
    select person_id, name from {{ ref('people') }} where is_public_role
),

together as (
    select event_id, first_event_id, filed_on, event_on from {{ ref('events') }} where is_together
),

present as (
    select distinct
        event_people.event_id,
        event_people.person_id,
        public_people.name,
        together.first_event_id,
        together.filed_on,
        together.event_on
    from {{ ref('event_people') }} as event_people
    inner join together on event_people.event_id = together.event_id
    inner join public_people on event_people.person_id = public_people.person_id
    where event_people.part not in ('被慰问', '任职', '免职')
),

co_appearances as (
    select
        {{ make_id(["'co_appearances'", 'a.person_id', 'b.person_id']) }} as co_appearance_id,
        a.person_id as person_id_a,
        b.person_id as person_id_b,
        a.name as name_a,
        b.name as name_b,
        count(distinct a.first_event_id) as event_count,
        first(a.event_id order by a.event_on asc nulls last, a.filed_on asc, a.event_id asc) as event_id,
        min(a.event_on) as first_event_on,
        max(a.event_on) as last_event_on,
        min(a.filed_on) as first_seen_on,
        max(a.filed_on) as last_seen_on
    from present as a
    inner join present as b on a.event_id = b.event_id and a.person_id < b.person_id
    group by a.person_id, b.person_id, a.name, b.name
)

select * from co_appearances
