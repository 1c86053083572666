-- A listing counts once a page of its paper has landed: nobody misses what he doesn't collect. Without a first day it
-- begins with the paper's first page, without a last day it ends with the last day of any page: so a paper that stays
-- away is missed as soon as another has come.
with

listings as (
    select
        paper,
        try_cast(first_on as date) as first_on,
        try_cast(last_on as date) as last_on,
        coalesce(string_split(weekdays, '|'), []) as weekdays,
        coalesce(string_split(month_days, '|'), []) as month_days,
        try_cast(page_count as bigint) as page_count,
        list_transform(coalesce(string_split(not_printed, '|'), []), lambda days: string_split(days, '/')) as left_out
    from {{ ref('ref_papers') }}
    where weekdays is not null or month_days is not null
),

landed as (
    select paper, day
    from {{ ref('int_pages_landed') }}
),

first_days as (
    select paper, min(day) as day
    from landed
    group by paper
),

last_day as (
    select max(day) as day
    from landed
),

days_listed as (
    select
        listings.paper,
        listings.weekdays,
        listings.month_days,
        listings.page_count,
        listings.left_out,
        cast(
            unnest(
                generate_series(
                    coalesce(listings.first_on, first_days.day),
                    coalesce(listings.last_on, last_day.day),
                    interval 1 day
                )
            ) as date
        ) as day
    from listings
    join first_days on listings.paper = first_days.paper
    cross join last_day
),

-- days are written 2024-02-09/2024-02-17 or, for every year, 10-01/10-03; 12-30/01-02 reaches into the next
days_judged as (
    select
        paper,
        day,
        page_count,
        list_contains(weekdays, cast(isodow(day) as varchar))
        or list_contains(month_days, cast(day(day) as varchar)) as is_due,
        len(list_filter(left_out, lambda days:
            case
                when length(days[1]) = 10 then cast(day as varchar) between days[1] and days[-1]
                when days[1] <= days[-1] then strftime(day, '%m-%d') between days[1] and days[-1]
                else strftime(day, '%m-%d') >= days[1] or strftime(day, '%m-%d') <= days[-1]
            end
        )) > 0 as is_left_out
    from days_listed
),

papers_scheduled as (
    select
        paper,
        day,
        bool_or(is_due and not is_left_out) as is_print_day,
        max(page_count) filter (where is_due and not is_left_out) as page_count
    from days_judged
    group by paper, day
)

select * from papers_scheduled
