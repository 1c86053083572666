with

pages as (
    select page_id from {{ ref('stg_pages') }}
),

problems_landing as (
    select
        {{ make_id(["'problems'", "'land'", 'source_name', 'source_file', 'file_sha256', 'kind', 'reason']) }} as problem_id,
        cast(null as varchar) as page_id,
        source_file,
        'land' as step,
        kind,
        reason as message,
        min(seen_at) as seen_at
    from {{ ref('stg_quarantine') }}
    group by source_name, source_file, file_sha256, kind, reason
),

problems_parsing as (
    select
        problems.problem_id,
        pages.page_id, -- null where the page could not be read at all
        problems.source_file,
        problems.step,
        problems.kind,
        problems.message,
        problems.seen_at
    from {{ ref('stg_problems') }} as problems
    left join pages on problems.page_id = pages.page_id
),

problems_building as (
    select problem_id, page_id, source_file, 'build' as step, kind, message, seen_at
    from {{ ref('int_facts_doubted') }}
),

problems as (
    select * from problems_landing
    union all
    select * from problems_parsing
    union all
    select * from problems_building
)

select * from problems
