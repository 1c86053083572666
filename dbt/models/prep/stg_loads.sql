with

renamed as (
    select
        load_id,
        started_at,
        finished_at,
        cast(file_count as bigint) as file_count,
        cast(quarantined_count as bigint) as quarantined_count,
        cast(page_count as bigint) as page_count,
        cast(article_count as bigint) as article_count,
        cast(people_count as bigint) as people_count,
        cast(metric_count as bigint) as metric_count,
        cast(problem_count as bigint) as problem_count,
        is_published,
        parser_version,
        cast(seconds as double) as seconds
    from {{ source('landing', 'loads') }}
)

select * from renamed
