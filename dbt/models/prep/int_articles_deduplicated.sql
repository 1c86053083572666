-- Whose first printing an article reprints: a reprint of a reprint is one of the first, without chains.
{{ config(materialized='table') }}

with recursive

articles_alike as (
    select article_id, earlier_article_id from {{ ref('int_articles_alike') }}
),

followed as (
    select article_id, earlier_article_id from articles_alike
    union all
    select followed.article_id, articles_alike.earlier_article_id
    from followed
    inner join articles_alike on followed.earlier_article_id = articles_alike.article_id
),

articles_deduplicated as (
    select article_id, earlier_article_id as duplicate_of
    from followed
    where earlier_article_id not in (select article_id from articles_alike)
)

select * from articles_deduplicated
