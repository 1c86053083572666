with

renamed as (
    select
        article_id,
        page_id,
        cast(seq as integer) as seq,
        title,
        title_basis,
        kicker,
        headline,
        deck,
        cast(headline_score as double) as headline_score,
        runner_up,
        cast(runner_up_score as double) as runner_up_score,
        body,
        lead,
        form,
        genre,
        dateline_place,
        source_agency,
        column_name,
        event_date_start,
        event_date_end,
        event_dates,
        event_month_day,
        event_month_day_end,
        event_date_text,
        reporters,
        correspondents,
        photographers,
        editors,
        places,
        organisations,
        keywords,
        signature,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end
    from {{ source('staging', 'articles') }}
)

select * from renamed
