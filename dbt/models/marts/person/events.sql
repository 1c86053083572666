with

articles as (
    select article_id, paper, filed_on, publication_date from {{ ref('int_articles_filed') }}
),

people_counted as (
    select event_id, count(distinct appearance_id) as people_count
    from {{ ref('stg_event_people') }}
    group by event_id
),

events_dated as (
    select
        events.event_id,
        events.article_id,
        linked.first_event_id,
        events.seq,
        events.kind,
        events.organiser,
        events.body_name,
        events.session_written,
        events.name_written,
        events.place,
        events.event_date_start,
        events.event_date_end,
        events.event_month_day,
        events.is_together,
        coalesce(people_counted.people_count, 0) as people_count,
        events.text,
        events.char_start,
        events.char_end,
        events.rule,
        articles.paper,
        articles.filed_on,
        coalesce(events.event_date_start, articles.publication_date) as event_on
    from {{ ref('stg_events') }} as events
    inner join articles on events.article_id = articles.article_id
    inner join {{ ref('int_events_linked') }} as linked on events.event_id = linked.event_id
    left join people_counted on events.event_id = people_counted.event_id
)

select * from events_dated
