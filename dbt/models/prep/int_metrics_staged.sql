-- What is needed to hold one metric against another: the deed that governs it and how far that is, whose number it is, and
-- how far the number reaches as it is written. Reprints are left out, and metrics that measure nothing that has a name.
{{ config(materialized='incremental', unique_key='article_id') }}

with

printed_first as (
    select article_id from {{ touched_articles(ref('articles')) }} as articles where duplicate_of is null
),

metrics as (
    select
        metric_id,
        article_id,
        indicator_id,
        indicator,
        text,
        sentence,
        value,
        value_low,
        value_high,
        value_step,
        unit,
        dimension,
        modifier,
        -- a growth without a basis is one against the year before
        coalesce(comparison_basis, case when change_sign is not null and dimension = 'share' then 'yoy' end) as comparison_basis,
        change_sign,
        period_start_on,
        period_end_on,
        status,
        action,
        stage,
        place,
        organisation,
        speaker_person_id,
        paper,
        filed_on,
        event_on
    from {{ touched_articles(ref('metrics')) }} as metrics
    where indicator_id is not null and rule is distinct from 'repeated' -- a headline's number is the body's told again
),

metrics_cut as (
    select
        metrics.*,
        left(metrics.sentence, greatest(instr(metrics.sentence, metrics.text) - 1, 0))
        || case
            when regexp_matches(metrics.text, '[0-9０-９]') then regexp_extract(metrics.text, '^[^0-9０-９]*')
            else regexp_extract(
                metrics.text,
                '^(.*?)(?:[百千万]分之|[一二三四五六七八九十百千万亿两几数半]{2,}|[一二两三四五六七八九][点成])',
                1
            )
        end as words_before,
        substr(metrics.sentence, instr(metrics.sentence, metrics.text) + length(metrics.text)) as words_behind
    from metrics
    inner join printed_first on metrics.article_id = printed_first.article_id
),

clauses as (
    select
        *,
        regexp_extract(words_before, '[^，；。：,;:！？!?]*$') as clause_before,
        -- 12条断头路全部打通: what the number counts, and what became of it, up to the end of the clause
        case
            when regexp_matches(text, '[0-9０-９]') then regexp_extract(text, '[0-9０-９].*$')
            else regexp_extract(text, '[一二三四五六七八九十百千万亿两几数半]{2,}.*$')
        end
        || regexp_extract(words_behind, '^[^，；。：、,;:！？!?]*') as clause_behind
    from metrics_cut
),

deeds as (
    select action, stage, is_result = 'true' as is_result, stands = 'both' as stands_behind
    from {{ ref('ref_actions') }}
),

-- The last deed before the number governs it; of two that end together, the longer
deeds_before as (
    select
        clauses.metric_id,
        arg_max(
            deeds.action,
            (length(clauses.clause_before) - instr(reverse(clauses.clause_before), reverse(deeds.action))) * 100
            + length(deeds.action)
        ) as action
    from clauses
    inner join deeds on contains(clauses.clause_before, deeds.action)
    group by clauses.metric_id
),

deeds_behind as (
    select
        clauses.metric_id,
        arg_max(
            deeds.action,
            (length(clauses.clause_behind) - instr(reverse(clauses.clause_behind), reverse(deeds.action))) * 100
            + length(deeds.action)
        ) as action
    from clauses
    inner join deeds
        on
            deeds.stands_behind
            and contains(clauses.clause_behind, deeds.action)
            and not contains(clauses.clause_behind, deeds.action || '率') -- 61个项目开工率
    group by clauses.metric_id
),

metrics_governed as (
    select
        clauses.*,
        deeds.action as deed,
        deeds.stage as deed_stage,
        -- 增长目标按6%以上安排 is a growth without being called one
        case
            when clauses.dimension <> 'share' then null
            when deeds.action = '增长' then 1
            when deeds.action in ('下降', '降低', '压减', '减少') then -1
        end as deed_sign,
        coalesce(deeds.is_result, false) as is_result
    from clauses
    left join deeds_before on clauses.metric_id = deeds_before.metric_id
    left join deeds_behind on clauses.metric_id = deeds_behind.metric_id
    left join deeds on deeds.action = coalesce(deeds_before.action, deeds_behind.action, clauses.action)
),

names as (
    select
        normalised.metric_id,
        normalised.canonical_indicator,
        things.action is null and length(normalised.canonical_indicator) <= 2 as is_general
    from {{ touched_articles(ref('int_metrics_normalised')) }} as normalised
    left join {{ ref('ref_actions') }} as things
        on normalised.canonical_indicator = things.action and things.is_thing = 'true'
),

places as (
    select article_id, home_jurisdiction as place from {{ touched_articles(ref('int_articles_filed')) }} as articles
),

metrics_staged as (
    select
        metrics.metric_id,
        metrics.article_id,
        metrics.indicator_id,
        metrics.indicator,
        -- A general name (收入, 项目) means the same only behind the same words (一般公共预算收入), else in its article alone
        metrics.indicator_id || case
            when not names.is_general then ''
            else coalesce(nullif(right(regexp_extract(metrics.clause_before, '^(.*)' || regexp_escape(metrics.indicator), 1), 4), ''), metrics.article_id)
        end as thing,
        metrics.status,
        metrics.value,
        metrics.value_step,
        metrics.unit,
        metrics.dimension,
        metrics.modifier,
        case when metrics.change_sign is null and metrics.deed_sign is not null then 'yoy' else metrics.comparison_basis end as comparison_basis,
        coalesce(metrics.change_sign, metrics.deed_sign) as change_sign,
        metrics.period_start_on,
        metrics.period_end_on,
        metrics.deed,
        metrics.is_result,
        -- a target's stage is the promised one, an actual's the reached one; what isn't staged (达到, 增长) has none
        list_position(
            ['planned', 'signed', 'started', 'under_way', 'completed', 'in_use'],
            case when metrics.status = 'target' then metrics.deed_stage else coalesce(metrics.stage, metrics.deed_stage) end
        ) as stage_rank,
        metrics.clause_before,
        metrics.words_before,
        metrics.clause_behind,
        metrics.sentence,
        coalesce(metrics.place, places.place) as place,
        metrics.organisation,
        -- Whose number it is: 全镇 and 本村 on a page of a county, 全市 on a page of a district are others' than the page's,
        -- and comparable with nothing outside their article
        case
            when
                regexp_matches(metrics.words_before, '[全我本该][省市区县旗州镇乡村校院园]')
                and regexp_extract(metrics.words_before, '.*[全我本该]([省市区县旗州镇乡村校院园])', 1)
                <> right(coalesce(metrics.place, places.place, '区'), 1)
                then metrics.article_id
            else coalesce(metrics.place, places.place, metrics.paper)
        end as scope,
        -- 300多 ends before 400, 300以上 nowhere; about (约, 左右) is taken as a twentieth
        case
            when metrics.modifier = 'at_most' then -1e300
            when metrics.modifier = 'approx' then coalesce(metrics.value_low, metrics.value) * 0.95 - metrics.value_step / 2
            else coalesce(metrics.value_low, metrics.value - metrics.value_step / 2)
        end as value_least,
        case
            when metrics.modifier = 'at_least' and regexp_matches(metrics.text, '[多余]')
                then metrics.value + greatest(
                    metrics.value_step,
                    power(10, length(cast(cast(metrics.value as hugeint) as varchar)) - length(rtrim(cast(cast(metrics.value as hugeint) as varchar), '0')))
                )
            when metrics.modifier = 'at_least' then 1e300
            when metrics.modifier = 'approx' then coalesce(metrics.value_high, metrics.value) * 1.05 + metrics.value_step / 2
            else coalesce(metrics.value_high, metrics.value + metrics.value_step / 2)
        end as value_most,
        metrics.speaker_person_id,
        metrics.paper,
        metrics.filed_on,
        metrics.event_on
    from metrics_governed as metrics
    inner join names on metrics.metric_id = names.metric_id
    left join places on metrics.article_id = places.article_id
)

select * from metrics_staged
