{{ config(materialized='incremental', unique_key='article_id') }}

with

articles as (
    select article_id, paper, filed_on from {{ touched_articles(ref('int_articles_filed')) }} as articles
),

terms_filed as (
    select
        terms.article_term_id,
        terms.article_id,
        terms.term,
        terms.canonical_term,
        terms.kind,
        terms.score,
        terms.mention_count,
        terms.char_start,
        terms.char_end,
        terms.rule,
        articles.paper,
        articles.filed_on
    from {{ touched_articles(ref('stg_article_terms')) }} as terms
    inner join articles on terms.article_id = articles.article_id
)

select * from terms_filed
