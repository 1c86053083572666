-- The district of a page's paper, for what the page itself tells no district of: that of most of the paper's pages (a tie: the
-- first in the alphabet). A page that proves no paper is at home in the one to which most pages of its folder belong, if they
-- belong to no other.
{{ config(materialized='table') }}

with

pages as (
    select page_id, paper, jurisdiction, source_name || '/' || regexp_extract(source_file, '^.*/') as folder
    from {{ ref('stg_pages') }}
),

papers as (
    select paper, jurisdiction
    from pages
    where paper is not null and jurisdiction is not null
    group by paper, jurisdiction
    qualify row_number() over (partition by paper order by count(*) desc, jurisdiction asc) = 1
),

folders as (
    select folder, min(paper) as paper
    from pages
    group by folder
    having count(distinct paper) = 1 and count(paper) * 2 > count(*)
),

pages_placed as (
    select
        pages.page_id,
        pages.paper,
        papers.jurisdiction as paper_jurisdiction,
        homes.jurisdiction as home_jurisdiction
    from pages
    left join folders on pages.folder = folders.folder
    left join papers on pages.paper = papers.paper
    left join papers as homes on coalesce(pages.paper, folders.paper) = homes.paper
)

select * from pages_placed
