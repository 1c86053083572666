"""The posts that an article gives its people, one row per mention and post, each with the place of its words."""

from __future__ import annotations

import re
from collections import Counter

from warehouse.parse.people import Person, Sighting
from warehouse.parse.rows import PostSightingRow, make_id
from warehouse.parse.seats import Seat, read_seat
from warehouse.parse.text import Flow, bare

Seen = list[tuple[Sighting, Seat]]
NO_POST = re.compile(
    r"负责(?:人|同志)$|(?<!人大)(?<!党)代表$"
)  # 企业负责人, 教师代表: on whose behalf somebody is there
OF_ANOTHER = re.compile(r"任(?!期)|当选|担任")  # 甲任县委书记 乙出席: two lines of a headline, the post is 甲's


def place_seats(people: list[Person], page_jurisdiction: str | None) -> list[Seen]:
    """The seat of each sighting, person by person; a post in a chain (区委常委、组织部长) knows the one before
    it, and all know those that the article names before them."""
    placed: list[Seen] = [[] for _ in people]
    earlier: list[Seat] = []
    in_order = sorted(
        (sighting.place, number, index)
        for number, person in enumerate(people)
        for index, sighting in enumerate(person.sightings)
    )
    for _, number, index in in_order:
        sighting, seen = people[number].sightings[index], placed[number]
        post = sighting.post
        if NO_POST.search(post.text) or (post.rule == "before_name" and OF_ANOTHER.match(post.text)):
            continue
        before = seen[-1][1] if seen and _is_next(seen[-1][0], sighting) else None
        seat = read_seat(sighting.post.text, page_jurisdiction, before, earlier)
        seen.append((sighting, seat))
        earlier.append(seat)
    return placed


def _is_next(before: Sighting, sighting: Sighting) -> bool:
    """Two posts of one chain: a comma between them at most."""
    flow, start, _ = sighting.place
    return before.place[0] == flow and 0 <= start - before.place[2] <= 1


def tell_organisation(seen: Seen) -> str | None:
    """The body of the first post that names or implies one."""
    return next((seat.organisation for _, seat in seen if seat.organisation), None)


def tell_jurisdiction(seen: Seen, page_jurisdiction: str | None) -> str | None:
    """Where a person is at home: in the page's district if any post is of it, else where the first post is held."""
    places = [seat.jurisdiction for _, seat in seen if seat.jurisdiction]
    return page_jurisdiction if not places or page_jurisdiction in places else places[0]


def read_sightings(
    page_id: str, page_text: str, article_id: str, flows: list[Flow], name: str, seen: Seen
) -> list[PostSightingRow]:
    """The rows of a person; a post whose words the layout tore apart is left out."""
    rows = []
    ranks: Counter[str] = Counter()
    for (post, (flow, start, end), confidence), seat in seen:
        low, high = flows[flow].cut(start, end)
        written = flows[flow].text[start:end]
        if bare(page_text[low:high]) != written:
            continue
        ranks[written] += 1
        rows.append(
            PostSightingRow(
                sighting_id=make_id(article_id, name, written, ranks[written]),
                article_id=article_id,
                page_id=page_id,
                name=name,
                post_written=written,
                post=seat.post,
                organisation=seat.organisation,
                organisation_form=seat.organisation_form,
                seat_title=seat.title,
                jurisdiction=seat.jurisdiction,
                level=seat.level,
                tenure_status=post.tenure_status,
                announcement=post.announcement,
                char_start=low,
                char_end=high,
                rule=post.rule,
                confidence=confidence,
            )
        )
    return rows
