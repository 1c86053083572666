-- The body, the place and the seat of every sighting of a post. Where the page names no district, that of its paper's other
-- pages stands in for it: organisation_form holds ~ where the place is missing (中共~区委; 中共~委组织部 fits any level).
-- A sighting is of the event's day or the day of publication; in an article without a day (日前, 近日) on a page without one,
-- of the newest day that the page reports: it was printed then or days later
{{ config(materialized='incremental', unique_key='page_id', touched_by='int_pages_moved') }}

with

pages as (
    select page_id, publication_date from {{ touched(ref('stg_pages'), by='int_pages_moved') }} as pages
),

articles as (
    select
        articles.article_id,
        coalesce(articles.event_date_start, pages.publication_date) as event_on,
        articles.event_date_start is not null as has_event_day,
        case
            when pages.publication_date is null then max(articles.event_date_start) over (partition by articles.page_id)
        end as page_day
    from {{ touched(ref('stg_articles'), by='int_pages_moved') }} as articles
    inner join pages on articles.page_id = pages.page_id
),

sightings as (
    select
        sightings.sighting_id,
        sightings.article_id,
        sightings.page_id,
        sightings.name,
        sightings.post_written,
        sightings.post,
        sightings.organisation,
        sightings.organisation_form,
        sightings.seat_title,
        sightings.jurisdiction,
        sightings.level,
        sightings.tenure_status,
        sightings.announcement,
        sightings.char_start,
        sightings.char_end,
        sightings.rule,
        sightings.confidence,
        coalesce(articles.event_on, articles.page_day) as seen_on,
        case
            when articles.has_event_day then 'event'
            when articles.event_on is not null then 'publication'
            when articles.page_day is not null then 'page'
        end as seen_basis,
        papers.paper_jurisdiction,
        -- The level that the missing place must have: 区 of ~区委; null if any would do
        nullif(regexp_extract(sightings.organisation_form, '~([省市区县州旗盟])', 1), '') as place_mark
    from {{ touched(ref('stg_post_sightings'), by='int_pages_moved') }} as sightings
    inner join articles on sightings.article_id = articles.article_id
    inner join {{ ref('int_pages_placed') }} as papers on sightings.page_id = papers.page_id
),

sightings_completed as (
    select
        *,
        jurisdiction is null
        and paper_jurisdiction is not null
        and (place_mark is null or right(paper_jurisdiction, 1) = place_mark) as is_place_of_paper
    from sightings
),

posts_completed as (
    select
        * replace (
            case
                when not is_place_of_paper or organisation_form is null then organisation
                else replace(organisation_form, '~' || coalesce(place_mark, ''), paper_jurisdiction)
            end as organisation,
            case when is_place_of_paper then paper_jurisdiction else jurisdiction end as jurisdiction
        ),
        organisation_form is null or is_place_of_paper as is_body_known
    from sightings_completed
),

posts_placed as (
    select
        sighting_id,
        article_id,
        page_id,
        name,
        post_written,
        post,
        case
            when seat_title is not null and is_body_known and organisation is not null and jurisdiction is not null
                then {{ make_id(["'seats'", 'seat_title', 'organisation', 'jurisdiction']) }}
        end as seat_id,
        organisation,
        jurisdiction,
        level,
        tenure_status,
        announcement,
        seen_on,
        seen_basis,
        char_start,
        char_end,
        rule,
        confidence
    from posts_completed
)

select * from posts_placed
