with

renamed as (
    select
        source_name,
        source_file,
        file_sha256,
        cast(size_bytes as bigint) as size_bytes,
        kind,
        reason,
        seen_at,
        load_id,
        paper,
        page_no,
        publication_date
    from {{ source('landing', 'quarantine') }}
)

select * from renamed
