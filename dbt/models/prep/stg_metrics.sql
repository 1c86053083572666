with

renamed as (
    select
        metric_id,
        article_id,
        page_id,
        text,
        cast(value as double) as value,
        cast(value_low as double) as value_low,
        cast(value_high as double) as value_high,
        cast(value_step as double) as value_step,
        unit,
        unit_written,
        unit_family,
        dimension,
        indicator,
        modifier,
        comparison,
        comparison_basis,
        cast(change_sign as integer) as change_sign,
        is_cumulative,
        period_text,
        period_start_on,
        period_end_on,
        status,
        action,
        stage,
        place,
        organisation,
        speaker_name,
        section_heading,
        sentence,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        rule,
        cast(confidence as double) as confidence
    from {{ source('staging', 'metrics') }}
)

select * from renamed
