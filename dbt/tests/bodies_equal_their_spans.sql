-- A body holds the words of its spans, in reading order, and no others (white space aside).
with

bodies_cut as (
    select
        spans.article_id,
        string_agg({{ cut('pages.text', 'spans.char_start', 'spans.char_end') }}, '' order by spans.seq, spans.char_start) as words
    from {{ touched(ref('article_spans')) }} as spans
    inner join {{ touched(ref('pages')) }} as pages on spans.page_id = pages.page_id
    where spans.role in ({% for role in var('body_roles') %}'{{ role }}'{{ ', ' if not loop.last }}{% endfor %})
    group by spans.article_id
),

bodies as (
    select
        articles.article_id,
        articles.title,
        pages.source_file,
        {{ bare('articles.body') }} as body,
        {{ bare("coalesce(bodies_cut.words, '')") }} as words
    from {{ touched(ref('articles')) }} as articles
    left join {{ touched(ref('pages')) }} as pages on articles.page_id = pages.page_id
    left join bodies_cut on articles.article_id = bodies_cut.article_id
),

bodies_differing as (
    select
        *,
        list_min([
            position
            for position in range(1, greatest(length(body), length(words)) + 1)
            if substr(body, position, 1) <> substr(words, position, 1)
        ]) as differs_at
    from bodies
    where body <> words
),

faults as (
    select
        article_id,
        source_file,
        title,
        differs_at,
        substr(body, differs_at, 30) as body_there,
        substr(words, differs_at, 30) as spans_there
    from bodies_differing
)

select * from faults
