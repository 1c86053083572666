with

renamed as (
    select
        event_person_id,
        event_id,
        article_id,
        page_id,
        appearance_id,
        name,
        part,
        list_id,
        cast(list_position as integer) as list_position,
        is_list_complete,
        list_order,
        list_level,
        list_system,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        rule
    from {{ source('staging', 'event_people') }}
)

select * from renamed
