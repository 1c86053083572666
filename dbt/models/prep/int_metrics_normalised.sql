-- What a metric measures, written one way: “ＧＤＰ” and GDP are one indicator, if their units are of one family.
{{ config(materialized='table') }}

with

metrics as (
    select metric_id, article_id, unit_family, indicator
    from {{ ref('stg_metrics') }}
),

indicators_folded as (
    select
        *,
        lower(translate(
            indicator,
            '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ（）％．－／',
            '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()%.-/'
        )) as folded
    from metrics
),

indicators_trimmed as (
    select
        *,
        -- White space and quotes go everywhere, other punctuation at both ends; a closing bracket or % belongs to the name
        nullif(
            regexp_replace(
                regexp_replace({{ bare('folded') }}, '[“”‘’"''《》〈〉「」『』]+', '', 'g'),
                '^[^\PP(]+|[^\PP)%]+$', '', 'g'
            ),
            ''
        ) as canonical_indicator
    from indicators_folded
),

metrics_normalised as (
    select
        metric_id,
        article_id,
        canonical_indicator,
        case
            when canonical_indicator is not null
                then {{ make_id(["'indicators'", 'canonical_indicator', 'unit_family']) }}
        end as indicator_id
    from indicators_trimmed
)

select * from metrics_normalised
