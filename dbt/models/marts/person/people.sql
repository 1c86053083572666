with

mentions as (
    select
        resolved.mention_id,
        resolved.mention_kind,
        resolved.article_id,
        resolved.person_id,
        resolved.name,
        resolved.jurisdiction,
        resolved.identity_basis,
        resolved.is_public_role,
        articles.page_id,
        articles.seq,
        articles.filed_on,
        articles.event_on,
        articles.duplicate_of is null as is_counted -- a reprint tells nothing twice
    from {{ ref('int_people_resolved') }} as resolved
    inner join {{ ref('int_articles_filed') }} as articles on resolved.article_id = articles.article_id
),

appearances as (
    select appearance_id, posts, organisation, mention_count
    from {{ ref('stg_appearances') }}
),

posts_written as (
    select
        mentions.person_id,
        mentions.mention_id,
        mentions.page_id,
        mentions.seq,
        mentions.event_on,
        appearances.posts,
        appearances.organisation,
        [post for post in appearances.posts if post not like '%领导'] as single_posts -- 区领导, 县处级领导 are collective
    from mentions
    inner join appearances on mentions.mention_id = appearances.appearance_id
    where mentions.mention_kind = 'appearance' and len(appearances.posts) > 0
),

-- A collective title counts where nothing else is known. The day on which an undated page landed says nothing about when a
-- post was held: dated sightings come first, landing days never decide
posts_latest as (
    select
        person_id,
        coalesce(single_posts[1], posts[1]) as latest_post,
        organisation as latest_organisation
    from posts_written
    qualify row_number() over (
        partition by person_id
        order by len(single_posts) > 0 desc, event_on desc nulls last, page_id, seq, mention_id
    ) = 1
),

-- People joined by hand may be written in two ways: the name is that of most mentions
names_chosen as (
    select person_id, name
    from mentions
    group by person_id, name
    qualify row_number() over (partition by person_id order by count(*) desc, name) = 1
),

mentions_by_person as (
    select
        mentions.person_id,
        min(mentions.jurisdiction) as jurisdiction,
        bool_or(mentions.is_public_role) as is_public_role,
        mentions.identity_basis,
        min(mentions.filed_on) as first_seen_on,
        max(mentions.filed_on) as last_seen_on,
        count(distinct mentions.article_id) filter (
            where mentions.mention_kind = 'appearance' and mentions.is_counted
        ) as article_count,
        cast(coalesce(sum(appearances.mention_count) filter (where mentions.is_counted), 0) as bigint) as mention_count,
        count(*) filter (where mentions.mention_kind = 'byline' and mentions.is_counted) as byline_count
    from mentions
    left join appearances on mentions.mention_id = appearances.appearance_id and mentions.mention_kind = 'appearance'
    group by mentions.person_id, mentions.identity_basis
),

people as (
    select
        mentions_by_person.person_id,
        names_chosen.name,
        mentions_by_person.jurisdiction,
        mentions_by_person.is_public_role,
        mentions_by_person.identity_basis,
        mentions_by_person.first_seen_on,
        mentions_by_person.last_seen_on,
        mentions_by_person.article_count,
        mentions_by_person.mention_count,
        mentions_by_person.byline_count,
        posts_latest.latest_post,
        posts_latest.latest_organisation,
        count(*) over (partition by names_chosen.name) - 1 as same_name_count
    from mentions_by_person
    inner join names_chosen on mentions_by_person.person_id = names_chosen.person_id
    left join posts_latest on mentions_by_person.person_id = posts_latest.person_id
)

select * from people
