with

renamed as (
    select
        appearance_id,
        article_id,
        page_id,
        name,
        role,
        posts,
        organisation,
        jurisdiction,
        is_speaker,
        cast(list_position as integer) as list_position,
        cast(mention_count as bigint) as mention_count,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        rule,
        cast(confidence as double) as confidence
    from {{ source('staging', 'appearances') }}
)

select * from renamed
