-- Two people of one name and scope: who heads two bodies at once, and never in one article, is two. The posts that one
-- person can't hold together are the chief posts of one system (reference.ref_chief_posts) in different seats; "at once"
-- means that the days on which they are seen overlap. Each such seat is a person with an ordinal, the first seen is 1; a
-- mention without such a post follows the posts, then the page, that it shares with one of them; else it is the first's
with

chief_posts as (
    select pattern, system from {{ ref('ref_chief_posts') }}
),

mentions as (
    select mention_id, article_id, page_id, name, identity_basis, identity_scope
    from {{ touched(ref('int_people_scoped'), 'name', 'int_names_touched') }} as mentions
    where mention_kind = 'appearance' and identity_basis in ('name_and_jurisdiction', 'name_and_paper')
),

posts as (
    select
        mentions.mention_id,
        mentions.article_id,
        mentions.page_id,
        mentions.name,
        mentions.identity_basis,
        mentions.identity_scope,
        placed.seat_id,
        {{ make_id(['placed.post', 'placed.organisation']) }} as post_key,
        placed.post,
        placed.tenure_status,
        placed.seen_on,
        reprints.article_id is not null as is_reprint
    from mentions
    inner join {{ touched(ref('int_posts_placed'), 'name', 'int_names_touched') }} as placed
        on mentions.article_id = placed.article_id and mentions.name = placed.name
    left join {{ ref('int_articles_deduplicated') }} as reprints on mentions.article_id = reprints.article_id
),

seats_seen as (
    select
        posts.name,
        posts.identity_basis,
        posts.identity_scope,
        posts.seat_id,
        chief_posts.system,
        min(posts.seen_on) as first_on,
        max(posts.seen_on) as last_on,
        list_distinct(list(posts.article_id)) as article_ids
    from posts
    inner join chief_posts on regexp_full_match(posts.post, chief_posts.pattern)
    where
        posts.seat_id is not null
        and posts.seen_on is not null
        and not posts.is_reprint
        and posts.tenure_status in ('full', 'acting', 'in_charge')
    group by posts.name, posts.identity_basis, posts.identity_scope, posts.seat_id, chief_posts.system
),

seats_contrary as (
    select distinct seats.name, seats.identity_basis, seats.identity_scope, seats.seat_id, seats.first_on
    from seats_seen as seats
    inner join seats_seen as others
        on
            seats.name = others.name
            and seats.identity_basis = others.identity_basis
            and seats.identity_scope = others.identity_scope
            and seats.system = others.system
            and seats.seat_id <> others.seat_id
            and seats.first_on <= others.last_on
            and others.first_on <= seats.last_on
            and not list_has_any(seats.article_ids, others.article_ids)
),

seats_numbered as (
    select
        name,
        identity_basis,
        identity_scope,
        seat_id,
        row_number() over (
            partition by name, identity_basis, identity_scope order by min(first_on), seat_id
        ) as ordinal
    from seats_contrary
    group by name, identity_basis, identity_scope, seat_id
),

posts_numbered as (
    select posts.mention_id, posts.page_id, posts.post_key, posts.name, posts.identity_basis, posts.identity_scope, seats.ordinal
    from posts
    inner join seats_numbered as seats
        on
            posts.name = seats.name
            and posts.identity_basis = seats.identity_basis
            and posts.identity_scope = seats.identity_scope
            and posts.seat_id = seats.seat_id
),

own_ordinals as (
    select mention_id, name, identity_basis, identity_scope, min(page_id) as page_id, min(ordinal) as ordinal
    from posts_numbered
    group by mention_id, name, identity_basis, identity_scope
),

-- Posts that only one of the persons is seen with, beside the seats themselves
posts_of_one as (
    select posts.name, posts.identity_basis, posts.identity_scope, posts.post_key, min(own_ordinals.ordinal) as ordinal
    from posts
    inner join own_ordinals on posts.mention_id = own_ordinals.mention_id
    group by posts.name, posts.identity_basis, posts.identity_scope, posts.post_key
    having min(own_ordinals.ordinal) = max(own_ordinals.ordinal)
),

pages_of_one as (
    select name, identity_basis, identity_scope, page_id, min(ordinal) as ordinal
    from own_ordinals
    group by name, identity_basis, identity_scope, page_id
    having min(ordinal) = max(ordinal)
),

followed as (
    select posts.mention_id, min(posts_of_one.ordinal) as ordinal
    from posts
    inner join posts_of_one
        on
            posts.name = posts_of_one.name
            and posts.identity_basis = posts_of_one.identity_basis
            and posts.identity_scope = posts_of_one.identity_scope
            and posts.post_key = posts_of_one.post_key
    group by posts.mention_id
    having min(posts_of_one.ordinal) = max(posts_of_one.ordinal)
),

mentions_numbered as (
    select
        mentions.mention_id,
        mentions.name,
        coalesce(own_ordinals.ordinal, followed.ordinal, pages_of_one.ordinal, 1) as ordinal
    from mentions
    left join own_ordinals on mentions.mention_id = own_ordinals.mention_id
    left join followed on mentions.mention_id = followed.mention_id
    left join pages_of_one
        on
            mentions.name = pages_of_one.name
            and mentions.identity_basis = pages_of_one.identity_basis
            and mentions.identity_scope = pages_of_one.identity_scope
            and mentions.page_id = pages_of_one.page_id
),

mentions_told_apart as (
    select mention_id, name, ordinal from mentions_numbered where ordinal > 1
)

select * from mentions_told_apart
