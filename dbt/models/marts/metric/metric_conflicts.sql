with

-- One fact: a thing, of a place, in a known period, said to be so. Where one article gives it two values, it is no single
-- fact there (a part, another year, another source), and the article says nothing about it
facts as (
    select
        metric_id,
        article_id,
        indicator_id,
        place,
        period_start_on,
        period_end_on,
        status,
        value,
        value_least,
        value_most,
        unit,
        filed_on,
        {{ make_id([
            'thing', 'unit', 'scope', 'period_start_on', 'period_end_on', 'status', 'comparison_basis', 'change_sign',
            'stage_rank'
        ]) }} as fact_id
    from {{ ref('int_metrics_staged') }}
    where period_start_on is not null and period_end_on is not null and not contains(clause_before, '其中')
),

facts_stated_again as (
    select fact_id
    from facts
    group by fact_id
    having count(*) > 1
),

statements as (
    select facts.*
    from facts
    inner join facts_stated_again on facts.fact_id = facts_stated_again.fact_id
    qualify count(distinct facts.value) over (partition by facts.fact_id, facts.article_id) = 1
        and row_number() over (partition by facts.fact_id, facts.article_id order by facts.metric_id) = 1
),

-- Each statement is held against the first one and against the one before it: pairs grow with the rows, not with their square
statements_ordered as (
    select
        *,
        row_number() over in_order as place_in_order,
        first_value(metric_id) over in_order as first_metric_id,
        lag(metric_id) over in_order as previous_metric_id
    from statements
    window in_order as (partition by fact_id order by filed_on, article_id, metric_id)
),

pairs as (
    select first_metric_id as metric_id_a, metric_id as metric_id_b
    from statements_ordered
    where place_in_order > 1
    union
    select previous_metric_id as metric_id_a, metric_id as metric_id_b
    from statements_ordered
    where place_in_order > 2
),

metric_conflicts as (
    select
        {{ make_id(["'metric_conflicts'", 'pairs.metric_id_a', 'pairs.metric_id_b']) }} as conflict_id,
        pairs.metric_id_a,
        pairs.metric_id_b,
        earlier.indicator_id,
        earlier.place,
        earlier.period_start_on,
        earlier.period_end_on,
        earlier.status,
        earlier.value as value_a,
        later.value as value_b,
        earlier.unit,
        later.value - earlier.value as difference,
        earlier.filed_on as filed_a_on,
        later.filed_on as filed_b_on
    from pairs
    inner join statements as earlier on pairs.metric_id_a = earlier.metric_id
    inner join statements as later on pairs.metric_id_b = later.metric_id
    where earlier.value_most <= later.value_least or later.value_most <= earlier.value_least
)

select * from metric_conflicts
