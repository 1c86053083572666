-- Law 1: every character of a page stands in exactly one span. Rows: where it does not, and why.
with

pages as (
    select page_id, source_file, text, char_count, covered_char_count from {{ touched(ref('pages')) }} as pages
),

spans_in_order as (
    select
        page_id,
        span_id,
        char_start,
        char_end,
        lag(char_end, 1, 0) over (partition by page_id order by char_start, char_end, span_id) as previous_end
    from {{ touched(ref('article_spans')) }} as article_spans
),

faults as (
    select
        page_id,
        char_start as char_position,
        case
            when char_end <= char_start then 'span ' || span_id || ' is empty or reversed'
            when char_start > previous_end then 'no span covers ' || previous_end || '–' || char_start
            else 'span ' || span_id || ' overlaps what ends at ' || previous_end
        end as fault
    from spans_in_order
    where char_end <= char_start or char_start <> previous_end
    union all
    select page_id, char_count as char_position, 'char_count ' || char_count || ', but the text has ' || length(text) as fault
    from pages
    where char_count <> length(text)
    union all
    select
        page_id,
        char_count as char_position,
        'spans cover ' || covered_char_count || ' of ' || char_count || ' characters' as fault
    from pages
    where covered_char_count <> char_count
),

faults_located as (
    select faults.page_id, pages.source_file, faults.char_position, faults.fault
    from faults
    left join pages on faults.page_id = pages.page_id
)

select * from faults_located
