with

landed_by_day as (
    select
        paper,
        day,
        count(distinct coalesce(page_no, page_id)) as landed_page_count,
        count(distinct coalesce(page_no, page_id)) filter (where is_parsed) as parsed_page_count
    from {{ ref('int_pages_landed') }}
    group by paper, day
),

scheduled as (
    select
        paper,
        day,
        is_print_day,
        case when is_print_day then page_count else 0 end as expected_page_count
    from {{ ref('int_papers_scheduled') }}
),

days_counted as (
    select
        coalesce(scheduled.paper, landed_by_day.paper) as paper,
        coalesce(scheduled.day, landed_by_day.day) as day,
        scheduled.is_print_day,
        scheduled.expected_page_count,
        coalesce(landed_by_day.landed_page_count, 0) as landed_page_count,
        coalesce(landed_by_day.parsed_page_count, 0) as parsed_page_count
    from scheduled
    full join landed_by_day on scheduled.paper = landed_by_day.paper and scheduled.day = landed_by_day.day
),

coverage_days as (
    select
        {{ make_id(["'coverage_days'", 'paper', 'day']) }} as coverage_day_id,
        paper,
        day,
        case
            when parsed_page_count < landed_page_count then 'failed'
            when is_print_day is null then 'unlisted'
            when not is_print_day and landed_page_count = 0 then 'not_printed'
            when not is_print_day then 'extra'
            when landed_page_count = 0 then 'missing'
            when landed_page_count < expected_page_count then 'partial'
            else 'complete'
        end as state,
        is_print_day,
        expected_page_count,
        landed_page_count,
        parsed_page_count
    from days_counted
)

select * from coverage_days
