-- The night under way has no end yet: what it counts of people and problems is what the marts hold, and whoever reads of
-- it reads what it published.
with

loads as (
    select
        load_id,
        started_at,
        finished_at,
        file_count,
        quarantined_count,
        page_count,
        article_count,
        people_count,
        metric_count,
        problem_count,
        is_published,
        parser_version,
        seconds
    from {{ ref('stg_loads') }}
),

counts_now as (
    select
        (select count(*) from {{ ref('people') }}) as people_count,
        (select count(*) from {{ ref('problems') }}) as problem_count,
        (select max(load_id) from loads where finished_at is null) as load_id
),

loads_counted as (
    select
        loads.load_id,
        loads.started_at,
        loads.finished_at,
        loads.file_count,
        loads.quarantined_count,
        loads.page_count,
        loads.article_count,
        case when loads.finished_at is null then counts_now.people_count else loads.people_count end as people_count,
        loads.metric_count,
        case when loads.finished_at is null then counts_now.problem_count else loads.problem_count end as problem_count,
        loads.is_published or coalesce(loads.load_id = counts_now.load_id, false) as is_published,
        loads.parser_version,
        loads.seconds
    from loads
    cross join counts_now
)

select * from loads_counted
