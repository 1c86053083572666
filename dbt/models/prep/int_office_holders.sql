-- Who holds a post, told by name and the place (else the paper) of the post.
{{ config(materialized='incremental', unique_key='name', touched_by='int_names_touched') }}

with

mentions as (
    select page_id, name, case when role = 'national' then '全国' else jurisdiction end as jurisdiction
    from {{ touched(ref('stg_appearances'), 'name', 'int_names_touched') }} as appearances
    where role = 'national' or (role <> 'citizen' and len(posts) > 0)
),

mentions_scoped as (
    select
        mentions.name,
        coalesce(mentions.jurisdiction, placed.paper_jurisdiction) as jurisdiction,
        pages.paper
    from mentions
    inner join {{ ref('stg_pages') }} as pages on mentions.page_id = pages.page_id
    inner join {{ ref('int_pages_placed') }} as placed on mentions.page_id = placed.page_id
),

office_holders as (
    select distinct
        name,
        case when jurisdiction is null then 'name_and_paper' else 'name_and_jurisdiction' end as public_basis,
        coalesce(jurisdiction, paper) as public_scope
    from mentions_scoped
    where coalesce(jurisdiction, paper) is not null
)

select * from office_holders
