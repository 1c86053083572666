-- Which articles reprint which. Articles whose signatures agree in a band of two slots are compared, each with the first and
-- the next earlier one of the band only: work grows with the number of articles, however common a band is. Two are one text
-- when their bodies share enough of their runs of five letters (reprint_likeness in dbt_project.yml). The earlier printing is
-- the first by publication day (unproven days last), filing day, paper, page and key, in whatever order pages were landed.
{{ config(materialized='incremental', unique_key='article_id', touched_by='int_articles_compared') }}

with

pages as (
    select page_id, coalesce(paper, source_name) as paper, page_no, publication_date, filed_on
    from {{ ref('stg_pages') }}
),

bands_compared as (
    select article_id, slots_id
    from {{ touched(ref('int_signature_bands'), 'article_id', 'int_articles_compared') }} as bands
),

bands as (
    select bands.article_id, bands.slots_id
    from {{ ref('int_signature_bands') }} as bands
    where bands.slots_id in (select slots_id from bands_compared)
),

articles as (
    select
        articles.article_id,
        articles.body,
        row_number() over (
            order by
                pages.publication_date asc nulls last, pages.filed_on asc, pages.paper asc, pages.page_no asc nulls last,
                articles.article_id asc
        ) as place
    from {{ ref('stg_articles') }} as articles
    inner join pages on articles.page_id = pages.page_id
    where articles.article_id in (select article_id from bands)
),

bands_placed as (
    select articles.place, bands.slots_id
    from bands
    inner join articles on bands.article_id = articles.article_id
),

neighbours as (
    select
        place,
        first_value(place) over (partition by slots_id order by place) as first_place,
        lag(place) over (partition by slots_id order by place) as previous_place
    from bands_placed
),

pairs as (
    select distinct place, first_place as earlier_place
    from neighbours
    where first_place < place
    union
    select distinct place, previous_place as earlier_place
    from neighbours
    where previous_place is not null
),

places_compared as (
    select distinct articles.place
    from articles
    inner join bands_compared on articles.article_id = bands_compared.article_id
),

candidates as (
    select pairs.place, pairs.earlier_place
    from pairs
    inner join places_compared on pairs.place = places_compared.place
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

articles_alike as (
    select articles.article_id, earlier.article_id as earlier_article_id
    from reprints
    inner join articles on reprints.place = articles.place
    inner join articles as earlier on reprints.earlier_place = earlier.place
)

select * from articles_alike
