-- What a metric measures, written one way: “ＧＤＰ”, GDP and 地区生产总值 are one indicator, if their units are of one family;
-- so are 改造老旧小区, 老旧小区 and 老旧小区改造: what is done with a thing stands in the action, not in its name.
{{ config(materialized='incremental', unique_key='article_id') }}

with

metrics as (
    select metric_id, article_id, unit_family, indicator
    from {{ touched_articles(ref('stg_metrics')) }} as metrics
),

names_known as (
    select written, canonical
    from {{ ref('ref_indicators') }}
),

deeds as (
    select action
    from {{ ref('ref_actions') }}
    where stage is not null and is_thing = 'false' -- 造林1200亩: the deed is the thing's name
),

forms_folded as (
    select distinct
        indicator,
        lower(translate(
            indicator,
            '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ（）％．－／',
            '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()%.-/'
        )) as folded
    from metrics
),

forms_trimmed as (
    select
        indicator,
        -- White space and quotes go everywhere, other punctuation at both ends; a closing bracket or % belongs to the name
        nullif(
            regexp_replace(
                regexp_replace({{ bare('folded') }}, '[“”‘’"''《》〈〉「」『』]+', '', 'g'),
                '^[^\PP(]+|[^\PP)%]+$', '', 'g'
            ),
            ''
        ) as trimmed
    from forms_folded
),

-- Words of time and extent before a name, and of fulfilment or growth behind it, are no part of it: 年内改造农村公路,
-- 老旧小区改造如期完成, 地区生产总值增长目标
forms_cleared as (
    select
        indicator,
        regexp_replace(
            regexp_replace(
                trimmed,
                '^(?:[今明去]年|年内|年底前?|全年|第?[一二三四]季度|[上下]半年|月底前|计划|累计|同步|逐步|首批|还将|[全我本][省市区县镇乡村])+(..)',
                '\1'
            ),
            '(..)(?:如期|按期|提前|顺利|圆满|全部|全面|均|已)*(?:完成|打通|建成|完工|竣工|投用|通车|交付|增长目标|增长|增速|增幅|目标)$',
            '\1'
        ) as trimmed
    from forms_trimmed
),

-- The longest deed that a name begins or ends with; a name is never shorter than two characters
deeds_before as (
    select forms.trimmed, max(length(deeds.action)) as cut_length
    from forms_cleared as forms
    inner join deeds on starts_with(forms.trimmed, deeds.action) and length(forms.trimmed) >= length(deeds.action) + 2
    group by forms.trimmed
),

deeds_behind as (
    select forms.trimmed, max(length(deeds.action)) as cut_length
    from forms_cleared as forms
    inner join deeds on ends_with(forms.trimmed, deeds.action) and length(forms.trimmed) >= length(deeds.action) + 3
    group by forms.trimmed
),

forms_bared as (
    select
        forms.indicator,
        forms.trimmed,
        substr(forms.trimmed, 1 + coalesce(deeds_before.cut_length, 0)) as without_deed_before,
        case
            when deeds_before.cut_length is null
                then left(forms.trimmed, length(forms.trimmed) - coalesce(deeds_behind.cut_length, 0))
        end as without_deed_behind
    from forms_cleared as forms
    left join deeds_before on forms.trimmed = deeds_before.trimmed
    left join deeds_behind on forms.trimmed = deeds_behind.trimmed
),

forms_bare as (
    select indicator, trimmed, coalesce(without_deed_behind, without_deed_before) as bared
    from forms_bared
),

-- A deed, a time or a task alone names nothing: 打通(9条), 年底(12条), 建设任务
forms_named as (
    select
        forms.indicator,
        case
            when deeds.action is not null or regexp_matches(forms.bared, '^(?:年[底内]|[今明去]年|今后|未来|其中|其余|中|.{0,2}任务|目标)$') then null
            else coalesce(as_written.canonical, without_deed.canonical, forms.bared)
        end as canonical_indicator
    from forms_bare as forms
    left join names_known as as_written on forms.trimmed = as_written.written
    left join names_known as without_deed on forms.bared = without_deed.written
    left join deeds on forms.bared = deeds.action
),

metrics_normalised as (
    select
        metrics.metric_id,
        metrics.article_id,
        forms.canonical_indicator,
        case
            when forms.canonical_indicator is not null
                then {{ make_id(["'indicators'", 'forms.canonical_indicator', 'metrics.unit_family']) }}
        end as indicator_id
    from metrics
    left join forms_named as forms on metrics.indicator = forms.indicator
)

select * from metrics_normalised
