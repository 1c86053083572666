-- Which spell a sighting speaks of: one person in one seat (or, where several hold the post, in the post of one body), from
-- entering it to leaving it. A spell ends where an announcement or a 原 says so, and where somebody else is seen in the seat
-- before the person is seen in it again. What is only proposed (nominee) is no spell; 原 closes one and never opens one; a
-- removal closes one too (told late, even after the successor came), and proves a spell where nothing else does. Reprints say
-- nothing twice; undated sightings count where there is but one spell that they can mean, and bound nothing
{{ config(materialized='table') }}

with

announcements as (
    select announcement, min(bounds) as bounds
    from {{ ref('ref_announcements') }}
    group by announcement
),

articles as (
    select article_id, event_date_start, event_date_end, publication_date
    from {{ ref('int_articles_filed') }}
    where duplicate_of is null
),

people as (
    select article_id, name, person_id
    from {{ ref('int_people_resolved') }}
    where mention_kind = 'appearance'
),

sightings as (
    select
        placed.sighting_id,
        placed.page_id,
        people.person_id,
        placed.name,
        placed.post,
        placed.organisation,
        placed.seat_id,
        coalesce(
            placed.seat_id, {{ make_id(["'posts'", 'placed.post', 'placed.organisation', 'placed.jurisdiction']) }}
        ) as post_id,
        placed.tenure_status,
        case
            when announcements.bounds is not null then announcements.bounds
            when placed.tenure_status = 'former' then 'left'
            else 'held'
        end as evidence,
        placed.seen_on,
        placed.seen_basis,
        articles.event_date_start,
        articles.event_date_end,
        articles.publication_date
    from {{ ref('int_posts_placed') }} as placed
    inner join articles on placed.article_id = articles.article_id
    inner join people on placed.article_id = people.article_id and placed.name = people.name
    left join announcements on placed.announcement = announcements.announcement
    where placed.tenure_status <> 'nominee'
),

-- An announcement is about some day of its article's event; without one, about some day up to the publication. What the page
-- around an undated article tells of its time is enough for a post that is held, not for when it was entered or left
evidence as (
    select
        sighting_id,
        page_id,
        person_id,
        name,
        post,
        organisation,
        seat_id,
        post_id,
        tenure_status,
        evidence,
        evidence in ('held', 'start') as is_holding,
        case when evidence in ('start', 'end') then event_date_start else seen_on end as day_first_on,
        case
            when evidence in ('start', 'end')
                then greatest(coalesce(event_date_end, event_date_start, publication_date), event_date_start)
            when evidence = 'held' or seen_basis <> 'page' then seen_on
        end as day_last_on
    from sightings
),

holders as (
    select distinct seat_id, person_id, day_last_on
    from evidence
    where is_holding and seat_id is not null and day_last_on is not null
),

evidence_in_order as (
    select
        *,
        lag(is_holding) over in_order as follows_holding,
        bool_or(evidence = 'end') over (
            partition by person_id, post_id
            order by day_last_on, is_holding desc, sighting_id
            rows between unbounded preceding and 1 preceding
        ) as follows_end,
        last_value(case when is_holding then day_last_on end ignore nulls) over (
            partition by person_id, post_id
            order by day_last_on, is_holding desc, sighting_id
            rows between unbounded preceding and 1 preceding
        ) as held_before_on
    from evidence
    where day_last_on is not null
    window in_order as (partition by person_id, post_id order by day_last_on, is_holding desc, sighting_id)
),

evidence_judged as (
    select
        *,
        exists (
            select 1
            from holders
            where
                holders.seat_id = evidence_in_order.seat_id
                and holders.person_id <> evidence_in_order.person_id
                and holders.day_last_on > evidence_in_order.held_before_on
                and holders.day_last_on < evidence_in_order.day_last_on
        ) as is_held_between
    from evidence_in_order
),

evidence_numbered as (
    select
        *,
        sum(
            case
                when is_holding then cast(held_before_on is null or not follows_holding or is_held_between as integer)
                when evidence = 'end' then cast(held_before_on is null and not coalesce(follows_end, false) as integer)
                else 0
            end
        ) over (
            partition by person_id, post_id
            order by day_last_on, is_holding desc, sighting_id
            rows between unbounded preceding and current row
        ) as spell_number
    from evidence_judged
),

spells_dated as (
    select person_id, post_id, max(spell_number) as spell_count
    from evidence_numbered
    group by person_id, post_id
),

evidence_undated as (
    select evidence.*, 1 as spell_number
    from evidence
    left join spells_dated on evidence.person_id = spells_dated.person_id and evidence.post_id = spells_dated.post_id
    where
        evidence.day_last_on is null
        and (spells_dated.spell_count = 1 or (evidence.is_holding and coalesce(spells_dated.spell_count, 0) = 0))
),

spell_numbers as (
    select sighting_id, spell_number from evidence_numbered where spell_number > 0
    union all
    select sighting_id, spell_number from evidence_undated
),

spells_cut as (
    select
        evidence.sighting_id,
        {{ make_id(["'spells'", 'evidence.person_id', 'evidence.post_id', 'spell_numbers.spell_number']) }} as spell_id,
        evidence.page_id,
        evidence.person_id,
        evidence.name,
        evidence.post_id,
        evidence.seat_id,
        evidence.post,
        evidence.organisation,
        evidence.tenure_status,
        evidence.evidence,
        case when evidence.day_last_on is not null then evidence.day_first_on end as day_first_on,
        evidence.day_last_on
    from evidence
    inner join spell_numbers on evidence.sighting_id = spell_numbers.sighting_id
)

select * from spells_cut
