with

renamed as (
    select
        page_id,
        source_name,
        source_file,
        file_sha256,
        paper,
        edition,
        page_no,
        publication_date,
        cast(publication_year as integer) as publication_year,
        date_basis,
        date_evidence,
        encoding,
        media_type,
        text,
        cast(char_count as bigint) as char_count,
        jurisdiction,
        source_url,
        corrections,
        correction_count,
        parser_version,
        landed_at,
        parsed_at,
        filed_on
    from {{ source('staging', 'pages') }}
)

select * from renamed
