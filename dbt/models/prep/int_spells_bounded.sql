-- Between which days a spell began and ended. Its own sightings prove that the post was held; announcements date its start and
-- end; in a single seat the one before and the one after bound it too: who held the seat earlier had left it, who holds it
-- later has entered it. Of a post that several hold, only the person's own spells bound each other
{{ config(materialized='table') }}

with

evidence as (
    select spell_id, person_id, post_id, seat_id, tenure_status, evidence, day_first_on, day_last_on
    from {{ ref('int_spells_cut') }}
),

spells_gathered as (
    select
        spell_id,
        person_id,
        post_id,
        seat_id,
        count(*) as sighting_count,
        min(day_last_on) filter (where evidence = 'held') as held_first_on,
        min(day_last_on) filter (where evidence = 'held' and tenure_status = 'acting') as acting_first_on,
        max(day_last_on) filter (where evidence in ('held', 'start')) as held_last_on,
        -- The earliest announcement of a start; of one day the longest event
        min(struct_pack(until := day_last_on, since := day_first_on, status := tenure_status)) filter (
            where evidence = 'start'
        ) as start_announced,
        max(day_first_on) filter (where evidence = 'end') as end_announced_from,
        min(day_last_on) filter (where evidence = 'end') as end_announced_to,
        min(day_last_on) filter (where evidence = 'left') as left_on
    from evidence
    group by spell_id, person_id, post_id, seat_id
),

-- 当选 after holding the post already, or after acting in it, is no start
spells_judged as (
    select
        *,
        start_announced.until is not null
        and not coalesce(held_first_on < coalesce(start_announced.since, start_announced.until), false)
        and not coalesce(start_announced.status <> 'acting' and acting_first_on <= start_announced.until, false)
            as is_start_announced,
        least(end_announced_to, left_on) as own_end_on -- a null doesn't count
    from spells_gathered
),

spells_proven as (
    select
        spell_id,
        person_id,
        post_id,
        seat_id,
        coalesce(seat_id, {{ make_id(['person_id', 'post_id']) }}) as line_id, -- whose spells bound each other
        sighting_count,
        end_announced_to,
        own_end_on,
        case when is_start_announced then start_announced.since end as own_start_on,
        case
            when is_start_announced then least(held_first_on, start_announced.until)
            when held_last_on is not null then coalesce(held_first_on, start_announced.until)
            else least(end_announced_from, own_end_on) -- of two days that announcements tell the first
        end as start_max_on,
        least(coalesce(held_last_on, end_announced_from), own_end_on) as held_until_on,
        end_announced_from,
        case
            when is_start_announced then 'announcement'
            when held_first_on is not null then 'sighting'
            when held_last_on is not null or end_announced_to is not null then 'announcement'
        end as start_basis
    from spells_judged
),

neighbours as (
    select
        spells.spell_id,
        max(others.held_until_on) filter (
            where others.start_max_on < spells.start_max_on and others.held_until_on <= spells.start_max_on
        ) as before_on,
        min(others.start_max_on) filter (
            where others.start_max_on > spells.start_max_on and others.start_max_on >= spells.held_until_on
        ) as after_on
    from spells_proven as spells
    inner join spells_proven as others on spells.line_id = others.line_id and spells.spell_id <> others.spell_id
    group by spells.spell_id
),

spells_bounded as (
    select
        spells.spell_id,
        spells.person_id,
        spells.post_id,
        spells.seat_id,
        greatest(spells.own_start_on, neighbours.before_on) as start_min_on,
        spells.start_max_on,
        case
            when spells.end_announced_from > least(spells.own_end_on, neighbours.after_on) then spells.held_until_on -- told late
            else greatest(spells.held_until_on, spells.end_announced_from)
        end as end_min_on,
        least(spells.own_end_on, neighbours.after_on) as end_max_on,
        spells.start_basis,
        case
            when spells.end_announced_to = least(spells.own_end_on, neighbours.after_on) then 'announcement'
            when neighbours.after_on = least(spells.own_end_on, neighbours.after_on) then 'successor'
            when spells.held_until_on is not null then 'sighting'
        end as end_basis,
        spells.sighting_count
    from spells_proven as spells
    left join neighbours on spells.spell_id = neighbours.spell_id
)

select * from spells_bounded
