with

people as (
    select article_id, name, person_id
    from {{ ref('int_people_resolved') }}
    where mention_kind = 'appearance'
),

articles as (
    select article_id, paper, filed_on, event_on from {{ ref('int_articles_filed') }}
),

spells as (
    select sighting_id, spell_id from {{ ref('int_spells_cut') }}
),

sightings_resolved as (
    select
        placed.sighting_id,
        placed.page_id,
        placed.article_id,
        people.person_id,
        placed.post_written,
        placed.post,
        placed.seat_id,
        placed.organisation,
        placed.jurisdiction,
        placed.level,
        placed.tenure_status,
        placed.announcement,
        spells.spell_id,
        placed.seen_on,
        placed.seen_basis,
        articles.event_on,
        placed.char_start,
        placed.char_end,
        placed.rule,
        placed.confidence,
        articles.paper,
        articles.filed_on
    from {{ ref('int_posts_placed') }} as placed
    inner join people on placed.article_id = people.article_id and placed.name = people.name
    inner join articles on placed.article_id = articles.article_id
    left join spells on placed.sighting_id = spells.sighting_id
)

select * from sightings_resolved
