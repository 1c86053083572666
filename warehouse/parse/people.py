"""The people of an article: who they are, which posts the article gives them, and the role in which they appear."""

from __future__ import annotations

import bisect
import re
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.names import ACCEPT, Name, find_names, score_names, title_before, verb_after
from warehouse.parse.posts import Post, dedupe, drop_collective, ends_with_title, read_posts, share_posts
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


def find_people(flows: list[Flow], masked: set[int], known: frozenset[str] = frozenset()) -> list[Person]:
    """The people of an article: ``flows`` are headline, body and captions; ``masked`` page offsets (bylines)
    are left out, ``known`` are names that other articles of the page are sure of."""
    texts = [
        "".join("□" if offset in masked else char for char, offset in zip(flow.folded, flow.at, strict=True))
        for flow in flows
    ]
    joined = "\n".join(texts)
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
    people = []
    for word, mentions in by_name.items():
        if word not in words.national_leaders() and max(name.score for name in mentions) < ACCEPT:
            continue
        own = drop_collective(dedupe([post.text for mention in mentions for post in posts.get(mention.start, [])]))
        role = _tell_role(word, own, mentions, joined, positions)
        best = max(mentions, key=lambda name: name.score)
        people.append(
            Person(
                word,
                role,
                [post for post in own if words.titles().get(post) != "citizen"] if role != "citizen" else own,
                any(_verb_kind(joined, name) == "speech" for name in mentions),
                next((positions[name.start] for name in mentions if name.start in positions), None),
                len(mentions),
                [_place_of(name, bases) for name in mentions],
                best.rule,
                _rank(best),
                [sighting for name in mentions for sighting in _read_sightings(name, posts[name.start], bases)],
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


def _tell_role(name: str, posts: list[str], mentions: list[Name], text: str, positions: dict[int, int]) -> str:
    if name in words.national_leaders():
        return "national"
    kinds = {words.titles().get(title_before(post, len(post)) or "", "") for post in posts}
    official = kinds - {"citizen", "expert", "business", ""}
    if (
        not official
        and not kinds
        and any(mention.start in positions for mention in mentions)
        and _stands_with_officials(mentions, text)
    ):
        return "attendee"
    if not official:
        return (
            "expert"
            if "expert" in kinds
            else "citizen"
            if "citizen" in kinds or not _acts_officially(mentions, text)
            else "leader"
        )
    tails = [text[mention.end : mention.end + 24] for mention in mentions]
    speaks = any(_verb_kind(text, mention) in ("speech", "leading") for mention in mentions)
    chairs = any(re.match(r"(?:出席|参加|到会)?[^，。]{0,12}并(?:讲话|作|致辞|讲)|主持", tail) for tail in tails)
    if speaks or chairs:
        return "leader"
    listed = any(mention.start in positions for mention in mentions)
    present = any(re.search(r"(?:参加|出席|陪同|列席|莅临|参与|到会)", tail.split("。")[0]) for tail in tails)
    return "attendee" if listed or present else "leader"


def _verb_kind(text: str, mention: Name) -> str | None:
    verb = verb_after(text, mention.end)
    return words.verbs_after_names()[verb[0]][verb] if verb else None


AROUND = 90  # characters of a sentence before and behind a name


def _stands_with_officials(mentions: list[Name], text: str) -> bool:
    """A bare name in a list whose sentence is about taking part or sitting on the platform."""
    sentences = [
        text[max(0, mention.start - AROUND) : mention.start].rpartition("。")[2]
        + text[mention.end : mention.end + AROUND].partition("。")[0]
        for mention in mentions[:AROUND]
    ]
    return any(re.search(r"参加|出席|列席|陪同|就座|领导|委员|主席", sentence) for sentence in sentences)


def _acts_officially(mentions: list[Name], text: str) -> bool:
    return any(
        (verb_after(text, mention.end) or "") in ("强调", "指出", "要求", "主持", "一行", "带队")
        for mention in mentions
    )
