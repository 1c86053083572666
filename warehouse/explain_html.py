"""A page explained in a browser: one file without anything from elsewhere; each fact shows its place in the text.

The text is cut wherever a span or a fact begins or ends; each piece names the facts that it belongs to, so that facts
may overlap.  Jinja2 escapes everything that comes from the page.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import jinja2

from warehouse.explain import PageStory

TEMPLATE = Path(__file__).with_name("explain.html.jinja")


class Piece(NamedTuple):
    """A run of text between two boundaries."""

    text: str
    role: str
    article: int | None  # seq of its article; None for furniture
    facts: list[str]  # keys


def write_story(story: PageStory) -> str:
    """The HTML of what there is to tell of a page."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(story=story, pieces=list(cut_text(story)))


def cut_text(story: PageStory) -> Iterator[Piece]:
    """The text of the page in order, whole, in pieces that belong to one span and one set of facts."""
    facts = [fact for article in story.articles for table in article.tables for fact in table.facts]
    bounds = {0, len(story.text)} | {span.char_start for span in story.spans}
    bounds |= {at for fact in facts for at in (fact.start, fact.end)}
    begins: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for fact in facts:
        begins.setdefault(fact.start, []).append(fact.key)
        ends.setdefault(fact.end, []).append(fact.key)
    number_of = {article.article_id: article.seq for article in story.articles}
    spans, here = iter(story.spans), None
    following = next(spans, None)
    within: dict[str, None] = {}  # keys of the facts that the piece is in, in the order in which they begin
    order = sorted(bounds)
    for start, end in itertools.pairwise(order):
        if following is not None and following.char_start == start:
            here, following = following, next(spans, None)
        for key in ends.get(start, []):
            within.pop(key, None)
        within |= dict.fromkeys(begins.get(start, []))
        role, article_id = (here.role, here.article_id) if here else ("furniture", None)
        yield Piece(story.text[start:end], role, number_of.get(article_id or ""), list(within))
