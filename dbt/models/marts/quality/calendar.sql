with

days_used as (
    select filed_on as day from {{ ref('pages') }}
    union
    select day from {{ ref('coverage_days') }}
),

bounds as (
    select min(day) as first_on, max(day) as last_on
    from days_used
),

days as (
    select cast(unnest(generate_series(first_on, last_on, interval 1 day)) as date) as day
    from bounds
),

calendar as (
    select
        day,
        cast(year(day) as integer) as year,
        cast(month(day) as integer) as month,
        cast(isodow(day) as integer) as weekday,
        cast(day(day) as integer) as day_of_month,
        ['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日'][isodow(day)] as weekday_name,
        cast(week(day) as integer) as week,
        cast(quarter(day) as integer) as quarter,
        isodow(day) >= 6 as is_weekend,
        cast(isoyear(day) as integer) as week_year
    from days
)

select * from calendar
