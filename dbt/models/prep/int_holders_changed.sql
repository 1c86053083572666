-- Who holds a post now and held none in the build before, or the other way round.
{{ config(materialized='table') }}

with

holders as (
    select name, public_basis, public_scope
    from {{ touched(ref('int_office_holders'), 'name', 'int_names_touched') }} as holders
),

{% if makes_all() %}
holders_changed as (
    select * from holders where false
)
{% else %}
holders_before as (
    select distinct name, identity_basis as public_basis, identity_scope as public_scope
    from {{ before('int_people_resolved') }}
    where
        identity_basis in ('name_and_jurisdiction', 'name_and_paper')
        and name in (select name from {{ ref('int_names_touched') }})
),

holders_changed as (
    (select * from holders except select * from holders_before)
    union
    (select * from holders_before except select * from holders)
)
{% endif %}

select * from holders_changed
