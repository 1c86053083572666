-- A range has both ends, its lower end first, and the value between them.
with

faults as (
    select metric_id, article_id, text, value, value_low, value_high
    from {{ touched_articles(ref('metrics')) }} as metrics
    where
        (value_low is null) <> (value_high is null)
        or value_low > value_high
        or value not between value_low and value_high
)

select * from faults
