-- The targets that promise a result, each with the commitment that it is a telling of. A promise told again (same thing, same
-- value, same stage, same deadline, of the same place) is the same commitment.
{{ config(materialized='table') }}

with

targets as (
    select
        metric_id,
        article_id,
        indicator_id,
        indicator,
        thing,
        scope,
        place,
        organisation,
        value,
        value_least,
        modifier,
        unit,
        dimension,
        comparison_basis,
        change_sign,
        stage_rank,
        words_before,
        clause_before,
        clause_behind,
        period_start_on,
        period_end_on as deadline_on,
        event_on as said_on,
        speaker_person_id,
        paper,
        filed_on
    from {{ ref('int_metrics_staged') }}
    where status = 'target' and is_result and dimension not in ('age', 'temperature')
),

promises as (
    select *
    from targets
    where
        -- a deadline that has passed when it is spoken of is a story of the past
        coalesce(deadline_on > said_on, true)
        -- expected, not promised: 预计产量, 产值有望突破; 达产后年产值可达; the last word of mood decides
        and coalesce(
            regexp_extract(words_before, '.*(预计|预测|预报|有望|可望|力争|确保|计划|目标|将|要)', 1)
            not in ('预计', '预测', '预报', '有望', '可望'),
            true
        )
        and not regexp_matches(clause_before, '可达|可增|可新增|建议|如果|若')
        and not regexp_matches(words_before, '(?:达产|投产|建成|完工|竣工|投用|投入使用)后')
        -- what each of many shall have, and whom a measure covers: 每校至少1名, 1038个网格应建尽建
        and not regexp_matches(clause_before, '每[个一座家户人名校村社镇乡]')
        and not regexp_matches(clause_behind, '应.尽.|全覆盖')
        -- from where on a thing counts: 20万元以上的村达到八成, 产值过10亿元企业5家
        and not (
            dimension = 'money'
            and regexp_matches(clause_behind, '元(?:以上)?的?[^0-9０-９]{0,6}(?:企业|项目|村|工程|园区)(?:$|[0-9０-９一二三四五六七八九十两达])')
        )
        -- how large the thing is that is promised: 改造老旧小区23个，涉及居民4120户; and by how much more than last year
        and not regexp_matches(indicator, '总投资|计划投资|建筑面积|占地|居民|惠及|涉及|覆盖|容纳|候选|补贴标准')
        and not (comparison_basis is not null and dimension <> 'share')
        and not (dimension = 'duration' and modifier is distinct from 'at_most')
),

-- Where some tellings name an organisation and others none, the only one named is meant
promises_keyed as (
    select
        *,
        coalesce(
            organisation,
            case
                when count(distinct organisation) over same_promise = 1 then max(organisation) over same_promise
            end
        ) as promised_by
    from promises
    window same_promise as (partition by thing, scope, value, stage_rank, change_sign, deadline_on)
),

promises_identified as (
    select
        *,
        {{ make_id(["'commitments'", 'thing', 'scope', 'promised_by', 'value', 'stage_rank', 'change_sign', 'deadline_on']) }}
            as commitment_id
    from promises_keyed
),

metrics_promised as (
    select
        metric_id,
        commitment_id,
        article_id,
        indicator_id,
        thing,
        scope,
        place,
        promised_by as organisation,
        value as target_value,
        value_least as target_least,
        modifier,
        unit,
        dimension,
        comparison_basis,
        change_sign,
        stage_rank,
        period_start_on,
        deadline_on,
        speaker_person_id,
        said_on,
        paper,
        filed_on,
        row_number() over (
            partition by commitment_id order by said_on nulls last, filed_on, article_id, metric_id
        ) as telling,
        count(*) over (partition by commitment_id) as mention_count
    from promises_identified
)

select * from metrics_promised
