with

articles as (
    select article_id, duplicate_of from {{ ref('int_articles_filed') }}
),

forms_counted as (
    select
        metrics.indicator_id,
        metrics.indicator as form,
        metrics.unit_family,
        count(*) filter (where articles.duplicate_of is null) as metric_count, -- a reprint reports nothing anew
        min(metrics.filed_on) as first_seen_on,
        max(metrics.filed_on) as last_seen_on
    from {{ ref('metrics') }} as metrics
    inner join articles on metrics.article_id = articles.article_id
    where metrics.indicator_id is not null
    group by metrics.indicator_id, metrics.indicator, metrics.unit_family
),

-- An indicator is called what the papers call it most often; among equals, shortest, then by code point
forms_ranked as (
    select
        *,
        row_number() over (partition by indicator_id order by metric_count desc, length(form), form) as rank
    from forms_counted
),

indicators as (
    select
        indicator_id,
        max(form) filter (where rank = 1) as name,
        coalesce(list(form order by form) filter (where rank > 1), []) as aliases,
        unit_family,
        cast(sum(metric_count) as bigint) as metric_count,
        min(first_seen_on) as first_seen_on,
        max(last_seen_on) as last_seen_on
    from forms_ranked
    group by indicator_id, unit_family
)

select * from indicators
