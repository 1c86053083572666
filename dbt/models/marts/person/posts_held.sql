with

spells as (
    select
        spell_id, person_id, seat_id, start_min_on, start_max_on, end_min_on, end_max_on, start_basis, end_basis, sighting_count
    from {{ ref('int_spells_bounded') }}
),

people as (
    select person_id, name from {{ ref('people') }}
),

sightings as (
    select spell_id, post, organisation, jurisdiction, level
    from {{ ref('post_sightings') }}
    where spell_id is not null
),

-- A seat's post is called as most of the spell's sightings call it; among equals the longest, then the first in order
posts_named as (
    select spell_id, post, organisation, jurisdiction, max(level) as level
    from sightings
    group by spell_id, post, organisation, jurisdiction
    qualify row_number() over (
        partition by spell_id order by count(*) desc, length(post) desc, post, organisation
    ) = 1
),

posts_held as (
    select
        spells.spell_id,
        spells.person_id,
        people.name,
        posts_named.post,
        spells.seat_id,
        posts_named.organisation,
        posts_named.jurisdiction,
        posts_named.level,
        spells.start_min_on,
        spells.start_max_on,
        spells.end_min_on,
        spells.end_max_on,
        spells.start_basis,
        spells.end_basis,
        spells.sighting_count
    from spells
    inner join people on spells.person_id = people.person_id
    inner join posts_named on spells.spell_id = posts_named.spell_id
)

select * from posts_held
