-- Which events are one: told in a reprint, in two articles or by two papers. Two tellings are of one event if
--   reprint   their articles are one text, and they are the same in its order
--   session   one body meets in one session (with its term: within a quarter; without: within a month)
--   meeting   kind, day and somebody who took part agree, and so does what it is called, or where neither is called anything,
--             where it was
--   name      kind, day, organiser and the whole name agree
-- The first telling is the first by publication day (unproven days last), filing day, paper and key, never one in a reprint, in
-- whatever order pages were landed.
{{ config(materialized='table') }}

with recursive

articles as (
    select article_id, paper, filed_on, publication_date, duplicate_of from {{ ref('int_articles_filed') }}
),

events as (
    select
        events.event_id,
        events.article_id,
        events.kind,
        events.organiser,
        events.body_name,
        events.session_key,
        events.place as site,
        regexp_replace(events.name_written, '^[\p{Han}]{0,4}[省市区县旗州镇乡]|[“”（）()]', '', 'g') as name_bare,
        events.event_date_start,
        events.event_month_day,
        -- a day without a year is the same day only in the same paper
        coalesce(cast(events.event_date_start as varchar), articles.paper || events.event_month_day) as day,
        regexp_matches(events.body_name, '^(中共)?[省市区县旗州镇乡]') as is_body_unplaced,
        articles.paper,
        articles.filed_on,
        articles.duplicate_of,
        row_number() over (partition by events.article_id, events.kind order by events.seq) as rank_of_kind,
        row_number() over (
            order by
                articles.duplicate_of is not null,
                articles.publication_date asc nulls last, articles.filed_on asc, articles.paper asc, events.article_id asc,
                events.seq asc
        ) as telling
    from {{ ref('stg_events') }} as events
    inner join articles on events.article_id = articles.article_id
),

participants as (
    select distinct event_people.event_id, people.person_id
    from {{ ref('stg_event_people') }} as event_people
    inner join {{ ref('int_people_resolved') }} as people
        on event_people.appearance_id = people.mention_id and people.mention_kind = 'appearance'
    where event_people.part <> '被慰问'
),

reprinted as (
    select reprints.telling, originals.telling as other_telling
    from events as reprints
    inner join events as originals
        on
            reprints.duplicate_of = originals.article_id
            and reprints.kind = originals.kind
            and reprints.rank_of_kind = originals.rank_of_kind
),

sessions as (
    select events.telling, others.telling as other_telling
    from events
    inner join events as others
        on
            events.body_name = others.body_name
            and events.session_key = others.session_key
            and events.telling > others.telling
    where
        (not events.is_body_unplaced or events.paper = others.paper)
        and case
            when events.event_date_start is not null and others.event_date_start is not null
                then
                    abs(date_diff('day', events.event_date_start, others.event_date_start))
                    <= case when events.session_key like '-%' then 31 else 92 end
            else events.session_key not like '-%' or events.event_month_day = others.event_month_day
        end
),

met as (
    select distinct events.telling, others.telling as other_telling
    from events
    inner join participants on events.event_id = participants.event_id
    inner join participants as other_participants on participants.person_id = other_participants.person_id
    inner join events as others
        on
            other_participants.event_id = others.event_id
            and events.kind = others.kind
            and events.day = others.day
            and events.telling > others.telling
            and events.article_id <> others.article_id
    where
        coalesce(events.organiser = others.organiser, true)
        and coalesce(events.session_key = others.session_key, true)
        and case
            when events.name_bare is not null and others.name_bare is not null
                then
                    contains(events.name_bare, others.name_bare)
                    or contains(others.name_bare, events.name_bare)
                    or jaccard(events.name_bare, others.name_bare) >= 0.6
            when events.name_bare is null and others.name_bare is null
                then contains(events.site, others.site) or contains(others.site, events.site)
            else false
        end
),

named as (
    select events.telling, others.telling as other_telling
    from events
    inner join events as others
        on
            events.kind = others.kind
            and events.day = others.day
            and events.organiser = others.organiser
            and events.name_bare = others.name_bare
            and events.telling > others.telling
            and events.article_id <> others.article_id
),

links as (
    select telling, other_telling from reprinted
    union
    select telling, other_telling from sessions
    union
    select telling, other_telling from met
    union
    select telling, other_telling from named
),

links_both_ways as (
    select telling, other_telling from links
    union
    select other_telling as telling, telling as other_telling from links
),

reached as (
    select telling, other_telling from links_both_ways
    union
    select reached.telling, links_both_ways.other_telling
    from reached
    inner join links_both_ways on reached.other_telling = links_both_ways.telling
),

first_tellings as (
    select telling, min(other_telling) as first_telling
    from reached
    group by telling
),

events_linked as (
    select
        events.event_id,
        coalesce(firsts.event_id, events.event_id) as first_event_id
    from events
    left join first_tellings on events.telling = first_tellings.telling and first_tellings.first_telling < events.telling
    left join events as firsts on first_tellings.first_telling = firsts.telling
)

select * from events_linked
