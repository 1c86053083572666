-- Two people proven in one seat on both sides of a day stand in seat_conflicts.
with

spells as (
    select spell_id, person_id, seat_id, start_max_on, end_min_on
    from {{ ref('posts_held') }}
    where seat_id is not null and start_max_on is not null and end_min_on is not null -- greatest() passes over nulls
),

conflicts as (
    select spell_id_a, spell_id_b from {{ ref('seat_conflicts') }}
),

faults as (
    select spells.spell_id, others.spell_id as other_spell_id, spells.seat_id
    from spells
    inner join spells as others
        on
            spells.seat_id = others.seat_id
            and spells.person_id < others.person_id
            and greatest(spells.start_max_on, others.start_max_on) < least(spells.end_min_on, others.end_min_on)
    left join conflicts
        on
            spells.spell_id in (conflicts.spell_id_a, conflicts.spell_id_b)
            and others.spell_id in (conflicts.spell_id_a, conflicts.spell_id_b)
    where conflicts.spell_id_a is null
)

select * from faults
