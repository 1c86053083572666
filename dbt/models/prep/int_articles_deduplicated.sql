-- Which articles reprint which. Articles whose signatures agree in a band of two slots are compared, each with the first and
-- the next earlier one of the band only: work grows with the number of articles, however common a band is. Two are one text
-- when their bodies share enough of their runs of five letters (reprint_likeness in dbt_project.yml). The first printing is the
-- first by publication day (unproven days last), filing day, paper, page and key, in whatever order pages were landed.
{{ config(materialized='table') }}

with recursive

pages as (
    select page_id, coalesce(paper, source_name) as paper, page_no, publication_date, filed_on
    from {{ ref('stg_pages') }}
),

articles as (
    select
        articles.article_id,
        articles.body,
        articles.signature,
        row_number() over (
            order by
                pages.publication_date asc nulls last, pages.filed_on asc, pages.paper asc, pages.page_no asc nulls last,
                articles.article_id asc
        ) as place
    from {{ ref('stg_articles') }} as articles
    inner join pages on articles.page_id = pages.page_id
),

slots as (
    select place, signature, unnest(range(1, len(signature), 2)) as band
    from articles
),

bands as (
    select place, band, signature[band] as slot_a, signature[band + 1] as slot_b
    from slots
),

neighbours as (
    select
        place,
        first_value(place) over (partition by band, slot_a, slot_b order by place) as first_place,
        lag(place) over (partition by band, slot_a, slot_b order by place) as previous_place
    from bands
),

candidates as (
    select distinct place, first_place as earlier_place
    from neighbours
    where first_place < place
    union
    select distinct place, previous_place as earlier_place
    from neighbours
    where previous_place is not null
),

compared as (
    select place from candidates
    union
    select earlier_place as place from candidates
),

characters as (
    select articles.place, string_split(regexp_replace(articles.body, '[^\pL\pN]+', '', 'g'), '') as letters
    from articles
    inner join compared on articles.place = compared.place
),

runs as (
    select
        place,
        list_distinct(
            list_transform(range(1, greatest(len(letters) - 3, 2)), lambda i: array_to_string(letters[i:i + 4], ''))
        ) as runs
    from characters
),

likenesses as (
    select
        candidates.place,
        candidates.earlier_place,
        len(list_intersect(runs.runs, earlier_runs.runs)) as shared_count,
        len(runs.runs) + len(earlier_runs.runs) as both_count
    from candidates
    inner join runs on candidates.place = runs.place
    inner join runs as earlier_runs on candidates.earlier_place = earlier_runs.place
),

reprints as (
    select place, min(earlier_place) as earlier_place
    from likenesses
    where shared_count >= {{ var('reprint_likeness') }} * (both_count - shared_count)
    group by place
),

-- A reprint of a reprint is one of the first printing: no chains
followed as (
    select place, earlier_place from reprints
    union
    select followed.place, reprints.earlier_place
    from followed
    inner join reprints on followed.earlier_place = reprints.place
),

first_printings as (
    select place, min(earlier_place) as first_place
    from followed
    group by place
),

articles_deduplicated as (
    select articles.article_id, originals.article_id as duplicate_of
    from first_printings
    inner join articles on first_printings.place = articles.place
    inner join articles as originals on first_printings.first_place = originals.place
)

select * from articles_deduplicated
