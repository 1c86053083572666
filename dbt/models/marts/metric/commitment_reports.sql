with

promises as (
    select
        commitment_id,
        article_id,
        indicator_id,
        thing,
        scope,
        organisation,
        target_value,
        target_least,
        modifier,
        unit,
        dimension,
        comparison_basis,
        change_sign,
        stage_rank,
        period_start_on,
        deadline_on,
        said_on,
        -- From when on a report can be of this promise: the period's begin, else the year in which it was given; what stood
        -- before a promise for a later year keeps none
        case
            when period_start_on is not null then period_start_on
            when year(deadline_on) > year(said_on) then said_on
            else cast(date_trunc('year', said_on) as date)
        end as window_start_on
    from {{ ref('int_metrics_promised') }}
    where telling = 1
),

actuals as (
    select
        metric_id,
        article_id,
        indicator_id,
        thing,
        scope,
        organisation,
        value,
        value_step,
        unit,
        comparison_basis,
        change_sign,
        stage_rank,
        period_start_on,
        period_end_on,
        paper,
        filed_on,
        event_on,
        -- what is told early in a year without a period of its own, or of one that began the year before (一年来), sums up the
        -- year before
        case
            when
                month(event_on) <= 3
                and coalesce(period_end_on >= event_on and year(period_start_on) < year(event_on), period_end_on is null)
                and not regexp_matches(words_before, '目前|截至|今年|已')
                then cast(date_trunc('year', event_on) as date) - 1
            else coalesce(period_end_on, event_on)
        end as known_until_on,
        regexp_matches(
            clause_before || clause_behind, '未完成|没有完成|未能|未达|没有达到|不及|欠账|缺口|短缺|滞后|落空|仅完成|只完成'
        ) as tells_shortfall
    from {{ ref('int_metrics_staged') }}
    where
        status = 'actual'
        and not regexp_matches(clause_before, '其中|预计|预测|有望') -- a part is no report of the whole, a forecast none at all
),

promises_reported as (
    select
        promises.*,
        actuals.metric_id as report_metric_id,
        actuals.article_id as report_article_id,
        actuals.value as actual_value,
        actuals.value_step as actual_step,
        actuals.stage_rank as actual_stage_rank,
        actuals.tells_shortfall,
        actuals.period_end_on as report_period_end_on,
        actuals.known_until_on,
        actuals.event_on as report_event_on,
        actuals.filed_on as report_filed_on,
        actuals.paper as report_paper
    from promises
    inner join actuals
        on
            promises.indicator_id = actuals.indicator_id
            and promises.scope = actuals.scope
            -- 计划创建示范小区60个，目前已完成34个: in one article a report may leave the name out
            and (
                promises.thing = actuals.thing
                or (promises.article_id = actuals.article_id and actuals.thing = actuals.indicator_id || actuals.article_id)
            )
            -- a share told beside its target is where one starts from
            and not (promises.article_id = actuals.article_id and promises.dimension = 'share')
            and (promises.unit = actuals.unit or promises.dimension = 'count')
            and coalesce(promises.organisation = actuals.organisation, true)
            and promises.comparison_basis is not distinct from actuals.comparison_basis
            and promises.change_sign is not distinct from actuals.change_sign
            and coalesce(actuals.stage_rank >= promises.stage_rank, promises.stage_rank is null)
            and (promises.article_id = actuals.article_id or actuals.event_on >= promises.said_on)
    where
        case
            -- A rate of change is of one period and no other: 2024年增长7%以上 is answered by 2024年全年, not by 上半年
            when promises.change_sign is not null
                then
                    actuals.period_start_on = promises.period_start_on and actuals.period_end_on = promises.deadline_on
            else
                coalesce(actuals.known_until_on >= promises.window_start_on, true)
                and coalesce(actuals.period_start_on >= date_trunc('year', promises.window_start_on), true)
                and case
                    when promises.deadline_on is null then true
                    when actuals.period_end_on is not null then actuals.known_until_on <= promises.deadline_on
                    -- without a period of its own: told within a quarter after the deadline
                    else coalesce(actuals.known_until_on <= promises.deadline_on + 92, true)
                end
        end
),

commitment_reports as (
    select
        {{ make_id(["'commitment_reports'", 'commitment_id', 'report_metric_id']) }} as commitment_report_id,
        commitment_id,
        report_metric_id as metric_id,
        report_article_id as article_id,
        actual_value as value,
        unit,
        ['planned', 'signed', 'started', 'under_way', 'completed', 'in_use'][actual_stage_rank] as stage,
        actual_value / nullif(target_value, 0) as attainment,
        case
            when modifier = 'at_most' then actual_value - actual_step / 2 <= target_value
            when modifier = 'approx' then actual_value + actual_step / 2 >= target_least
            else actual_value + actual_step / 2 >= target_value
        end as is_enough,
        tells_shortfall as is_shortfall_told,
        report_event_on as reported_on,
        report_period_end_on as period_end_on,
        -- the last word on the promised stage itself: 4 schools in use don't say that a fifth isn't built
        coalesce(
            (report_event_on > deadline_on or report_period_end_on >= deadline_on)
            and actual_stage_rank is not distinct from stage_rank,
            false
        ) as is_final,
        report_paper as paper,
        report_filed_on as filed_on,
        report_event_on as event_on
    from promises_reported
)

select * from commitment_reports
