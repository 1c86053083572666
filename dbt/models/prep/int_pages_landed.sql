-- What landed for a day, pages that could not be read among them. A file of no proven day can't be counted for any.
with

listings as (
    select paper, unnest(list_prepend(paper, coalesce(string_split(aliases, '|'), []))) as name
    from {{ ref('ref_papers') }}
),

papers_by_name as (
    select name, min(paper) as paper
    from listings
    group by name
),

pages_failed as (
    select distinct page_id
    from {{ ref('stg_problems') }}
    where kind = 'parser_error'
),

pages_read as (
    select
        pages.page_id,
        pages.source_name,
        pages.source_file,
        coalesce(pages.paper, pages.source_name) as name,
        pages.publication_date as day,
        pages.page_no,
        pages_failed.page_id is null as is_parsed
    from {{ ref('stg_pages') }} as pages
    left join pages_failed on pages.page_id = pages_failed.page_id
),

files_unread as (
    select source_name, source_file, paper, page_no, publication_date
    from {{ ref('stg_files') }}
    qualify row_number() over (partition by source_name, source_file order by landed_at desc) = 1
    union
    select source_name, source_file, paper, page_no, publication_date
    from {{ ref('stg_quarantine') }}
    where kind not like 'manifest_%'
),

files_lost as (
    select
        {{ make_id(['files_unread.source_name', 'files_unread.source_file']) }} as page_id,
        files_unread.source_name,
        files_unread.source_file,
        files_unread.paper,
        files_unread.page_no,
        files_unread.publication_date
    from files_unread
    anti join pages_read
        on files_unread.source_name = pages_read.source_name and files_unread.source_file = pages_read.source_file
),

-- a file that nobody could open tells its paper by its name or its folder's, as 岚溪报_2023-04-14_01版.txt does
files_named as (
    select
        files_lost.page_id,
        max(files_lost.page_no) as page_no,
        max(files_lost.publication_date) as day,
        coalesce(
            max(files_lost.paper),
            max_by(papers_by_name.paper, length(papers_by_name.name)),
            max(files_lost.source_name)
        ) as name
    from files_lost
    left join papers_by_name on contains(files_lost.source_file, papers_by_name.name)
    group by files_lost.page_id
),

pages as (
    select page_id, name, day, page_no, is_parsed from pages_read
    union all
    select page_id, name, day, page_no, false as is_parsed from files_named
),

pages_landed as (
    select
        pages.page_id,
        coalesce(papers_by_name.paper, pages.name) as paper,
        pages.day,
        pages.page_no,
        pages.is_parsed
    from pages
    left join papers_by_name on pages.name = papers_by_name.name
    where pages.day is not null
)

select * from pages_landed
