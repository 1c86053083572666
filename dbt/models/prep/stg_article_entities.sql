with

renamed as (
    select
        article_entity_id,
        article_id,
        page_id,
        kind,
        name,
        name_written,
        names_written,
        scope,
        code,
        level,
        parent_name,
        relation,
        cast(mention_count as bigint) as mention_count,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        rule
    from {{ source('staging', 'article_entities') }}
)

select * from renamed
