"""The people of an article: who they are, which posts the article gives them, and the role in which they appear."""

from __future__ import annotations

import bisect
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.names import ACCEPT, Name, find_names, score_names, title_before, verb_after
from warehouse.parse.posts import Post, dedupe, drop_collective, ends_with_title, read_posts, share_posts
from warehouse.parse.roles import Mention, read_signs, tell_role
from warehouse.parse.text import Flow

__all__ = ["Person", "find_names", "find_people", "read_posts"]


class Sighting(NamedTuple):
    """A post at one mention of a person, and its place: index of the flow, start and end in it."""

    post: Post
    place: tuple[int, int, int]
    confidence: float


class Person(NamedTuple):
    """A person of an article, before the ids; ``places`` are the mentions: index of the flow, start and end in it."""

    name: str
    role: str
    posts: list[str]
    is_speaker: bool
    list_position: int | None
    mention_count: int
    places: list[tuple[int, int, int]]
    rule: str
    confidence: float
    sightings: list[Sighting]
    signs: frozenset[str]  # of the role


def find_people(flows: list[Flow], masked: set[int], known: frozenset[str] = frozenset()) -> list[Person]:
    """The people of an article: ``flows`` are headline, body and captions; ``masked`` page offsets (bylines)
    are left out, ``known`` are names that other articles of the page are sure of."""
    texts = [
        "".join("□" if offset in masked else char for char, offset in zip(flow.folded, flow.at, strict=True))
        for flow in flows
    ]
    joined, as_printed = "\n".join(texts), "\n".join(flow.text for flow in flows)
    bases = []
    at = 0
    for text in texts:
        bases.append(at)
        at += len(text) + 1
    names = [name for name in score_names(joined, known) if "\n" not in name.name]
    by_name: dict[str, list[Name]] = {}
    for name in names:
        by_name.setdefault(name.name, []).append(name)
    posts = share_posts(joined, names)
    positions = _list_positions(joined, names)
    people: list[Person] = []
    for word, mentions in by_name.items():
        if word not in words.national_leaders() and max(name.score for name in mentions) < ACCEPT:
            continue
        given = [post for mention in mentions for post in posts.get(mention.start, [])]
        printed = {post.text: as_printed[post.start : post.end] for post in reversed(given)}
        own = drop_collective(dedupe([post.text for post in given]))
        places = [Mention(name.start, name.end, positions.get(name.start, 0)) for name in mentions]
        signs = read_signs(joined, own, places, is_first=not people)
        role = "national" if word in words.national_leaders() else tell_role(signs)
        best = max(mentions, key=lambda name: name.score)
        people.append(
            Person(
                word,
                role,
                [printed[post] for post in own if role == "citizen" or words.titles().get(post) != "citizen"],
                any(_verb_kind(joined, name) == "speech" for name in mentions),
                next((positions[name.start] for name in mentions if name.start in positions), None),
                len(mentions),
                [_place_of(name, bases) for name in mentions],
                best.rule,
                _rank(best),
                [sighting for name in mentions for sighting in _read_sightings(name, posts[name.start], bases)],
                frozenset(signs),
            )
        )
    return people


def _rank(name: Name) -> float:
    return round(max(0.01, min(0.99, 0.5 + name.score / 20)), 3)


def _read_sightings(name: Name, posts: list[Post], bases: list[int]) -> list[Sighting]:
    """The posts of a mention that are seats or functions; 区领导 and trades are none."""
    found = []
    for post in posts:
        kind = words.titles().get(title_before(post.text, len(post.text)) or "", "collective")
        if kind not in ("collective", "citizen"):
            found.append(Sighting(post, _place_in_flow(post.start, post.end, bases), _rank(name)))
    return found


def _place_of(name: Name, bases: list[int]) -> tuple[int, int, int]:
    """The flow in which a mention stands, and its start and end there."""
    return _place_in_flow(name.start, name.end, bases)


def _place_in_flow(start: int, end: int, bases: list[int]) -> tuple[int, int, int]:
    flow = bisect.bisect_right(bases, start) - 1
    return flow, start - bases[flow], end - bases[flow]


def _list_positions(text: str, names: list[Name]) -> dict[int, int]:
    positions: dict[int, int] = {}
    run: list[Name] = []
    for name in names:
        gap = text[run[-1].end : name.start] if run else ""
        if run and (
            gap in ("、", "和", "及", "与", "，") or (gap[:1] in "、，" and len(gap) < 40 and ends_with_title(gap))
        ):
            run.append(name)
            positions[run[0].start] = 1
            positions[name.start] = len(run)
        else:
            run = [name]
    return positions


def _verb_kind(text: str, mention: Name) -> str | None:
    verb = verb_after(text, mention.end)
    return words.verbs_after_names()[verb[0]][verb] if verb else None
