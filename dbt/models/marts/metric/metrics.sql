{{ config(materialized='incremental', unique_key='article_id') }}

with

indicators as (
    select metric_id, indicator_id from {{ touched_articles(ref('int_metrics_normalised')) }} as metrics
),

articles as (
    select article_id, paper, filed_on, event_on from {{ touched_articles(ref('int_articles_filed')) }} as articles
),

-- A name that means two people in one article is nobody's words
speakers as (
    select article_id, name, min(person_id) as person_id
    from {{ touched_articles(ref('int_people_resolved')) }} as people
    where mention_kind = 'appearance'
    group by article_id, name
    having count(distinct person_id) = 1
),

metrics_resolved as (
    select
        metrics.metric_id,
        metrics.article_id,
        metrics.text,
        metrics.value,
        metrics.value_low,
        metrics.value_high,
        metrics.value_step,
        metrics.unit,
        metrics.unit_written,
        metrics.unit_family,
        metrics.dimension,
        metrics.indicator,
        indicators.indicator_id,
        metrics.modifier,
        metrics.comparison,
        metrics.comparison_basis,
        metrics.change_sign,
        metrics.is_cumulative,
        metrics.period_text,
        metrics.period_start_on,
        metrics.period_end_on,
        metrics.status,
        metrics.action,
        metrics.stage,
        metrics.place,
        metrics.organisation,
        speakers.person_id as speaker_person_id,
        metrics.section_heading,
        metrics.sentence,
        metrics.char_start,
        metrics.char_end,
        metrics.rule,
        metrics.confidence,
        articles.paper,
        articles.filed_on,
        articles.event_on
    from {{ touched_articles(ref('stg_metrics')) }} as metrics
    inner join indicators on metrics.metric_id = indicators.metric_id
    inner join articles on metrics.article_id = articles.article_id
    left join speakers on metrics.article_id = speakers.article_id and metrics.speaker_name = speakers.name
)

select * from metrics_resolved
