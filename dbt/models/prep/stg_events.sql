with

renamed as (
    select
        event_id,
        article_id,
        page_id,
        cast(seq as integer) as seq,
        kind,
        organiser,
        body_name,
        session_written,
        session_key,
        name_written,
        place,
        event_date_start,
        event_date_end,
        event_month_day,
        is_together,
        text,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        rule
    from {{ source('staging', 'events') }}
)

select * from renamed
