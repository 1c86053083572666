-- The four bounds of a spell follow each other where they are known, and its sightings are as many as it says.
with

spells as (
    select spell_id, name, post, start_min_on, start_max_on, end_min_on, end_max_on, sighting_count
    from {{ ref('posts_held') }}
),

sightings as (
    select spell_id, count(*) as sighting_count
    from {{ ref('post_sightings') }}
    where spell_id is not null
    group by spell_id
),

faults as (
    select spells.*
    from spells
    left join sightings on spells.spell_id = sightings.spell_id
    where
        spells.start_min_on > spells.start_max_on
        or spells.start_min_on > spells.end_min_on
        or spells.start_min_on > spells.end_max_on
        or spells.start_max_on > spells.end_min_on
        or spells.start_max_on > spells.end_max_on
        or spells.end_min_on > spells.end_max_on
        or spells.sighting_count is distinct from sightings.sighting_count
)

select * from faults
