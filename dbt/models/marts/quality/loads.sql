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
)

select * from loads
