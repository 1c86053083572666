with

renamed as (
    select
        sighting_id,
        article_id,
        page_id,
        name,
        post_written,
        post,
        organisation,
        organisation_form,
        seat_title,
        jurisdiction,
        level,
        tenure_status,
        announcement,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        rule,
        cast(confidence as double) as confidence
    from {{ source('staging', 'post_sightings') }}
)

select * from renamed
