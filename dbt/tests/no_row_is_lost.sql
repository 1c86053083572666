-- Rows in = rows out: every row that the parser wrote stands in its mart.
with

rows_in as (
    select 'pages' as mart, page_id as row_id from {{ touched(ref('stg_pages')) }} as pages
    union all
    select 'article_spans' as mart, span_id as row_id from {{ touched(ref('stg_article_spans')) }} as article_spans
    union all
    select 'articles' as mart, article_id as row_id from {{ touched(ref('stg_articles')) }} as articles
    union all
    select 'bylines' as mart, byline_id as row_id from {{ touched(ref('stg_bylines')) }} as bylines
    union all
    select 'appearances' as mart, appearance_id as row_id from {{ touched(ref('stg_appearances')) }} as appearances
    union all
    select 'post_sightings' as mart, sighting_id as row_id from {{ ref('stg_post_sightings') }}
    union all
    select 'events' as mart, event_id as row_id from {{ ref('stg_events') }}
    union all
    select 'event_people' as mart, event_person_id as row_id from {{ ref('stg_event_people') }}
    union all
    select 'metrics' as mart, metric_id as row_id from {{ touched(ref('stg_metrics')) }} as metrics
    union all
    select 'article_entities' as mart, article_entity_id as row_id from {{ touched(ref('stg_article_entities')) }} as article_entities
    union all
    select 'article_terms' as mart, article_term_id as row_id from {{ touched(ref('stg_article_terms')) }} as article_terms
    union all
    select 'problems' as mart, problem_id as row_id from {{ ref('stg_problems') }}
),

rows_out as (
    select 'pages' as mart, page_id as row_id from {{ touched(ref('pages')) }} as pages
    union all
    select 'article_spans' as mart, span_id as row_id from {{ touched(ref('article_spans')) }} as article_spans
    union all
    select 'articles' as mart, article_id as row_id from {{ touched(ref('articles')) }} as articles
    union all
    select 'bylines' as mart, byline_id as row_id from {{ touched_articles(ref('bylines')) }} as bylines
    union all
    select 'appearances' as mart, appearance_id as row_id from {{ touched_articles(ref('appearances')) }} as appearances
    union all
    select 'post_sightings' as mart, sighting_id as row_id from {{ ref('post_sightings') }}
    union all
    select 'events' as mart, event_id as row_id from {{ ref('events') }}
    union all
    select 'event_people' as mart, event_person_id as row_id from {{ ref('event_people') }}
    union all
    select 'metrics' as mart, metric_id as row_id from {{ touched_articles(ref('metrics')) }} as metrics
    union all
    select 'article_entities' as mart, article_entity_id as row_id from {{ touched_articles(ref('article_entities')) }} as article_entities
    union all
    select 'article_terms' as mart, article_term_id as row_id from {{ touched_articles(ref('article_terms')) }} as article_terms
    union all
    select 'problems' as mart, problem_id as row_id from {{ ref('problems') }}
),

faults as (
    select rows_in.mart, rows_in.row_id
    from rows_in
    left join rows_out on rows_in.mart = rows_out.mart and rows_in.row_id = rows_out.row_id
    where rows_out.row_id is null
)

select * from faults
