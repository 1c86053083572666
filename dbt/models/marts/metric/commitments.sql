with

promises as (
    select
        commitment_id,
        metric_id,
        article_id,
        indicator_id,
        place,
        organisation,
        target_value,
        modifier,
        unit,
        dimension,
        deadline_on,
        speaker_person_id,
        said_on,
        mention_count,
        paper,
        filed_on
    from {{ ref('int_metrics_promised') }}
    where telling = 1
),

clock as (
    select coalesce(max(publication_date), max(filed_on)) as as_of_on from {{ ref('pages') }}
),

reports as (
    select
        commitment_report_id,
        commitment_id,
        metric_id,
        value,
        attainment,
        is_enough,
        is_shortfall_told,
        is_final,
        reported_on
    from {{ ref('commitment_reports') }}
),

-- What the newest report of what grows (length, count, money) says may be a part of it: the highest counts; a share or
-- a limit is what the newest report says
reports_nearest as (
    select reports.*
    from reports
    inner join promises on reports.commitment_id = promises.commitment_id
    qualify row_number() over (
        partition by reports.commitment_id
        order by
            case when promises.modifier = 'at_most' or promises.dimension = 'share' then 0 else reports.value end desc,
            reports.reported_on desc nulls last,
            reports.value desc,
            reports.commitment_report_id
    ) = 1
),

shortfalls as (
    select reports.commitment_id
    from reports
    inner join promises on reports.commitment_id = promises.commitment_id
    where reports.reported_on >= promises.deadline_on and not reports.is_enough and (reports.is_final or reports.is_shortfall_told)
    group by reports.commitment_id
),

pages_by_day as (
    select paper, publication_date as day, sum(count(*)) over (partition by paper order by publication_date) as page_count
    from {{ ref('pages') }}
    where publication_date is not null
    group by paper, publication_date
),

pages_by_paper as (
    select paper, max(page_count) as page_count
    from pages_by_day
    group by paper
),

promises_answered as (
    select
        promises.*,
        reports.metric_id as actual_metric_id,
        reports.value as actual_value,
        reports.reported_on as actual_on,
        reports.attainment,
        coalesce(reports.is_enough, false) as is_enough,
        shortfalls.commitment_id is not null as is_shortfall_reported,
        clock.as_of_on,
        coalesce(promises.deadline_on < clock.as_of_on, false) as is_past
    from promises
    cross join clock
    left join reports_nearest as reports on promises.commitment_id = reports.commitment_id
    left join shortfalls on promises.commitment_id = shortfalls.commitment_id
),

promises_followed as (
    select promises.commitment_id, pages_by_paper.page_count - coalesce(pages_before.page_count, 0) as pages_after_deadline_count
    from promises
    inner join pages_by_paper on promises.paper = pages_by_paper.paper
    asof left join pages_by_day as pages_before
        on promises.paper = pages_before.paper and promises.deadline_on >= pages_before.day
    where promises.deadline_on is not null
),

commitments as (
    select
        promises.commitment_id,
        promises.metric_id,
        promises.article_id,
        promises.indicator_id,
        promises.place,
        promises.organisation,
        promises.target_value,
        promises.modifier,
        promises.unit,
        promises.deadline_on,
        promises.speaker_person_id,
        promises.said_on,
        promises.mention_count,
        promises.actual_metric_id,
        promises.actual_value,
        promises.actual_on,
        promises.attainment,
        case
            -- a limit holds until its deadline; what is counted is there once it is there
            when promises.is_enough and (promises.modifier is distinct from 'at_most' or promises.is_past) then 'met'
            when promises.is_shortfall_reported then 'missed'
            when promises.actual_metric_id is not null then case when promises.is_past then 'partly' else 'in_progress' end
            when promises.is_past then 'not_reported'
            else 'open'
        end as state,
        coalesce(
            not promises.is_past and not promises.is_enough and promises.deadline_on <= promises.as_of_on + 30, false
        ) as is_due_soon,
        promises.as_of_on,
        cast(coalesce(followed.pages_after_deadline_count, 0) as bigint) as pages_after_deadline_count,
        promises.paper,
        promises.filed_on
    from promises_answered as promises
    left join promises_followed as followed on promises.commitment_id = followed.commitment_id
)

select * from commitments
