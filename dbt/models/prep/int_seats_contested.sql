-- Two people who certainly held one seat at once: each was proven in it on both sides of some day, or both were seen in it on
-- one day that is no announced handover
{{ config(materialized='table') }}

with

spells as (
    select spell_id, person_id, seat_id, start_max_on, end_min_on, start_basis, end_basis
    from {{ ref('int_spells_bounded') }}
    where seat_id is not null and start_max_on is not null and end_min_on is not null
),

sightings as (
    select sighting_id, spell_id, page_id, name, post, organisation, day_last_on as seen_on
    from {{ ref('int_spells_cut') }}
    where evidence in ('held', 'start') and day_last_on is not null
),

pairs as (
    select
        earlier.seat_id,
        earlier.spell_id as spell_id_a,
        later.spell_id as spell_id_b,
        later.start_max_on as overlap_start_on,
        least(earlier.end_min_on, later.end_min_on) as overlap_end_on,
        earlier.end_basis = 'announcement' or later.start_basis = 'announcement' as is_handover_announced
    from spells as earlier
    inner join spells as later
        on
            earlier.seat_id = later.seat_id
            and earlier.person_id <> later.person_id
            and (earlier.start_max_on, earlier.spell_id) < (later.start_max_on, later.spell_id)
            and earlier.end_min_on >= later.start_max_on
),

seats_contested as (
    select seat_id, spell_id_a, spell_id_b, overlap_start_on, overlap_end_on
    from pairs
    where overlap_start_on < overlap_end_on or not is_handover_announced
),

-- Of each spell the sighting nearest to the first day of the overlap
sightings_near as (
    select
        contested.spell_id_a,
        contested.spell_id_b,
        sightings.spell_id,
        sightings.sighting_id,
        sightings.page_id,
        sightings.name,
        sightings.post,
        sightings.organisation
    from seats_contested as contested
    inner join sightings on sightings.spell_id in (contested.spell_id_a, contested.spell_id_b)
    qualify row_number() over (
        partition by contested.spell_id_a, contested.spell_id_b, sightings.spell_id
        order by abs(sightings.seen_on - contested.overlap_start_on), sightings.seen_on desc, sightings.sighting_id
    ) = 1
),

seats_shown as (
    select
        {{ make_id(["'seat_conflicts'", 'contested.spell_id_a', 'contested.spell_id_b']) }} as conflict_id,
        contested.seat_id,
        first_sightings.post,
        first_sightings.organisation,
        contested.spell_id_a,
        contested.spell_id_b,
        first_sightings.name as name_a,
        second_sightings.name as name_b,
        first_sightings.sighting_id as sighting_id_a,
        second_sightings.sighting_id as sighting_id_b,
        second_sightings.page_id as page_id_b,
        contested.overlap_start_on,
        contested.overlap_end_on
    from seats_contested as contested
    inner join sightings_near as first_sightings
        on
            contested.spell_id_a = first_sightings.spell_id_a
            and contested.spell_id_b = first_sightings.spell_id_b
            and contested.spell_id_a = first_sightings.spell_id
    inner join sightings_near as second_sightings
        on
            contested.spell_id_a = second_sightings.spell_id_a
            and contested.spell_id_b = second_sightings.spell_id_b
            and contested.spell_id_b = second_sightings.spell_id
)

select * from seats_shown
