-- Tests of fact warn and are rows of marts.problems; each is written in int_facts_doubted.
{{ config(severity='warn') }}

with

doubts as (
    select kind, source_file, fact_id, message from {{ ref('int_facts_doubted') }}
)

select * from doubts
