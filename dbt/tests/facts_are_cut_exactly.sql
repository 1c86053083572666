-- Law 2: the page, cut at the offsets of a fact, gives its words back (white space aside), inside a span of its own article.
-- A fact corrected by hand keeps the offsets of what is printed, so its words may differ.
with

facts as (
    select 'appearances' as mart, appearance_id as fact_id, article_id, name as words, char_start, char_end, rule
    from {{ touched_articles(ref('appearances')) }} as appearances
    union all
    select 'post_sightings' as mart, sighting_id as fact_id, article_id, post_written as words, char_start, char_end, rule
    from {{ ref('post_sightings') }}
    union all
    select 'bylines' as mart, byline_id as fact_id, article_id, name as words, char_start, char_end, cast(null as varchar) as rule
    from {{ touched_articles(ref('bylines')) }} as bylines
    union all
    select 'metrics' as mart, metric_id as fact_id, article_id, text as words, char_start, char_end, rule
    from {{ touched_articles(ref('metrics')) }} as metrics
    union all
    select 'events' as mart, event_id as fact_id, article_id, text as words, char_start, char_end, rule
    from {{ ref('events') }}
    union all
    select 'event_people' as mart, event_person_id as fact_id, article_id, name as words, char_start, char_end, rule
    from {{ ref('event_people') }}
    union all
    select 'article_terms' as mart, article_term_id as fact_id, article_id, term as words, char_start, char_end, cast(null as varchar) as rule
    from {{ touched_articles(ref('article_terms')) }} as article_terms
    union all
    select
        'article_entities' as mart,
        article_entity_id as fact_id,
        article_id,
        name_written as words,
        char_start,
        char_end,
        cast(null as varchar) as rule
    from {{ touched_articles(ref('article_entities')) }} as article_entities
),

facts_cut as (
    select
        facts.*,
        pages.source_file,
        {{ cut('pages.text', 'facts.char_start', 'facts.char_end') }} as words_on_page
    from facts
    inner join {{ touched_articles(ref('articles')) }} as articles on facts.article_id = articles.article_id
    inner join {{ touched(ref('pages')) }} as pages on articles.page_id = pages.page_id
),

facts_placed as (
    select distinct facts_cut.mart, facts_cut.fact_id
    from facts_cut
    inner join {{ touched_articles(ref('article_spans')) }} as spans
        on
            facts_cut.article_id = spans.article_id
            and facts_cut.char_start >= spans.char_start
            and facts_cut.char_start < spans.char_end
),

faults as (
    select
        facts_cut.mart,
        facts_cut.fact_id,
        facts_cut.source_file,
        facts_cut.words,
        facts_cut.words_on_page,
        facts_cut.char_start,
        facts_cut.char_end,
        case when facts_placed.fact_id is null then 'outside its article' else 'other words' end as fault
    from facts_cut
    left join facts_placed on facts_cut.mart = facts_placed.mart and facts_cut.fact_id = facts_placed.fact_id
    where
        facts_placed.fact_id is null
        or facts_cut.words = ''
        or (
            {{ bare('facts_cut.words_on_page') }} <> {{ bare('facts_cut.words') }}
            and facts_cut.rule is distinct from 'correction'
        )
)

select * from faults
