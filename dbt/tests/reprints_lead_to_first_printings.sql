-- A reprint points at the first printing, never at another reprint or at itself.
with

articles as (
    select article_id, duplicate_of from {{ ref('articles') }}
),

faults as (
    select articles.article_id, articles.duplicate_of, originals.duplicate_of as first_printing
    from articles
    inner join articles as originals on articles.duplicate_of = originals.article_id
    where originals.duplicate_of is not null or articles.duplicate_of = articles.article_id
)

select * from faults
