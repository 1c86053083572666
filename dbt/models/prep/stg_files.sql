with

renamed as (
    select
        source_name,
        source_file,
        file_sha256,
        cast(size_bytes as bigint) as size_bytes,
        modified_at,
        landed_at,
        landed_on,
        load_id,
        paper,
        edition,
        page_no,
        publication_date,
        source_url
    from {{ source('landing', 'files') }}
)

select * from renamed
