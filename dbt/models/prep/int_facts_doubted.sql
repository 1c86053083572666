-- Tests of fact, each written once: the problems mart shows these rows, and the test facts_are_plausible warns of them.
-- A doubt stops no night: papers print wrong dates, and three-hundred-year-old trees have an age too.
{{ config(materialized='table') }}

with

pages as (
    select page_id, source_name, source_file, file_sha256, publication_date, landed_at, parsed_at
    from {{ ref('stg_pages') }}
),

articles as (
    select article_id, page_id, event_date_start, event_date_end, publication_date
    from {{ ref('int_articles_filed') }}
),

metrics as (
    select
        metric_id,
        page_id,
        text,
        value,
        dimension,
        comparison,
        comparison_basis,
        period_start_on,
        period_end_on,
        action like '%完成%' as is_fulfilment, -- a plan may be fulfilled to 105 %
        substr(sentence, greatest(instr(sentence, text) - 30, 1), length(text) + 40) as passage
    from {{ ref('stg_metrics') }}
),

files_current as (
    select source_name, source_file, file_sha256, landed_at
    from {{ ref('stg_files') }}
    qualify row_number() over (partition by source_name, source_file order by landed_at desc, load_id desc) = 1
),

files_unparsed as (
    select *
    from files_current
    where
        not exists (
            select 1
            from pages
            where
                pages.source_name = files_current.source_name
                and pages.source_file = files_current.source_file
                and pages.file_sha256 = files_current.file_sha256
        )
        and not exists (
            select 1
            from {{ ref('stg_problems') }} as problems
            where problems.source_name = files_current.source_name and problems.source_file = files_current.source_file
        )
),

pages_repeated as (
    select *, first_value(source_file) over (partition by file_sha256 order by source_name, source_file) as first_source_file
    from pages
    qualify row_number() over (partition by file_sha256 order by source_name, source_file) > 1
),

pages_doubted as (
    select
        page_id,
        page_id as fact_id,
        'page_repeated' as kind,
        'the same bytes as ' || first_source_file || ': its articles are counted twice' as message
    from pages_repeated
    union all
    select
        page_id,
        page_id as fact_id,
        'published_after_landing' as kind,
        'publication date ' || publication_date || ' is later than the day on which the file landed' as message
    from pages
    where publication_date > cast(landed_at as date) + 1
),

articles_doubted as (
    select
        page_id,
        article_id as fact_id,
        'event_after_publication' as kind,
        'an event on ' || event_date_start || ' on a page of ' || publication_date as message
    from articles
    where event_date_start > publication_date
    union all
    select
        page_id,
        article_id as fact_id,
        'event_reversed' as kind,
        'an event from ' || event_date_start || ' to ' || event_date_end as message
    from articles
    where event_date_end < event_date_start
),

metrics_doubted as (
    select
        page_id,
        metric_id as fact_id,
        'implausible_share' as kind,
        'a share outside 0–100 %: ' || text || coalesce(' in: ' || passage, '') as message
    from metrics
    where
        dimension = 'share'
        and comparison is null
        and comparison_basis is null
        and not coalesce(is_fulfilment, false)
        and value not between 0 and 100
    union all
    select
        page_id,
        metric_id as fact_id,
        'implausible_age' as kind,
        'an age outside 0–120 years: ' || text || coalesce(' in: ' || passage, '') as message
    from metrics
    where dimension = 'age' and value not between 0 and 120
    union all
    select
        page_id,
        metric_id as fact_id,
        'period_reversed' as kind,
        'a period from ' || period_start_on || ' to ' || period_end_on || ': ' || text as message
    from metrics
    where period_end_on < period_start_on
),

seats_doubted as (
    select
        page_id_b as page_id,
        conflict_id as fact_id,
        'seat_conflict' as kind,
        'two people are ' || post || ' (' || organisation || ') on ' || overlap_start_on || ': ' || name_a || ' and ' || name_b
            as message
    from {{ ref('int_seats_contested') }}
),

page_facts_doubted as (
    select * from pages_doubted
    union all
    select * from articles_doubted
    union all
    select * from metrics_doubted
    union all
    select * from seats_doubted
),

facts_doubted as (
    select
        {{ make_id(["'problems'", 'doubts.kind', 'doubts.fact_id']) }} as problem_id,
        doubts.page_id,
        doubts.fact_id,
        pages.source_file,
        doubts.kind,
        doubts.message,
        pages.parsed_at as seen_at
    from page_facts_doubted as doubts
    inner join pages on doubts.page_id = pages.page_id
    union all
    select
        {{ make_id(["'problems'", "'page_missing'", 'source_name', 'source_file', 'file_sha256']) }} as problem_id,
        null as page_id,
        null as fact_id,
        source_file,
        'page_missing' as kind,
        'the file landed, but no page was read from it; jianbao nightly reads it again' as message,
        landed_at as seen_at
    from files_unparsed
)

select * from facts_doubted
