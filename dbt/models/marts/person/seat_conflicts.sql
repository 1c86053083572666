with

seat_conflicts as (
    select
        conflict_id,
        seat_id,
        post,
        organisation,
        spell_id_a,
        spell_id_b,
        name_a,
        name_b,
        overlap_start_on,
        overlap_end_on,
        sighting_id_a,
        sighting_id_b
    from {{ ref('int_seats_contested') }}
)

select * from seat_conflicts
