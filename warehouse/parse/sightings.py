"""The posts that an article gives its people, one row per mention and post, each with the place of its words."""

from __future__ import annotations

from collections import Counter

from warehouse.parse.people import Person
from warehouse.parse.places import read_organisation, read_post_jurisdiction
from warehouse.parse.posts import name_post, tell_level
from warehouse.parse.rows import PostSightingRow, make_id
from warehouse.parse.text import Flow, bare


def read_sightings(
    page_id: str, page_text: str, page_jurisdiction: str | None, article_id: str, flows: list[Flow], person: Person
) -> list[PostSightingRow]:
    """The rows of a person; a post whose words the layout tore apart is left out."""
    rows = []
    ranks: Counter[str] = Counter()
    for post, (flow, start, end), confidence in person.sightings:
        low, high = flows[flow].cut(start, end)
        written = flows[flow].text[start:end]
        if bare(page_text[low:high]) != written:
            continue
        ranks[written] += 1
        jurisdiction = read_post_jurisdiction([post.text]) or page_jurisdiction
        rows.append(
            PostSightingRow(
                sighting_id=make_id(article_id, person.name, written, ranks[written]),
                article_id=article_id,
                page_id=page_id,
                name=person.name,
                post_written=written,
                post=name_post(post.text),
                organisation=read_organisation([post.text], jurisdiction),
                jurisdiction=jurisdiction,
                level=tell_level(post.text),
                tenure_status=post.tenure_status,
                announcement=post.announcement,
                char_start=low,
                char_end=high,
                rule=post.rule,
                confidence=confidence,
            )
        )
    return rows
