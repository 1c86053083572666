"""An article as it was cut: all that its rows are made of, read once."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.parse.body import Paragraph, read_paragraphs
from warehouse.parse.draft import Draft
from warehouse.parse.text import Flow, bare, squeeze
from warehouse.parse.title_parts import Headline, split_headline


class Story(NamedTuple):
    """A draft, its paragraphs in reading order and the parts of its headline.

    ``flows`` are headline, paragraphs and captions, in this order; the headline's is empty if there is none.  ``text``
    is folded, without white space: the body first (its lead tells the day), then the headline.
    """

    draft: Draft
    body: list[Paragraph]
    parts: Headline
    flows: list[Flow]
    text: str


def read_story(page_text: str, draft: Draft) -> Story:
    """The paragraphs, headline parts and running text of a draft."""
    body = read_paragraphs(page_text, draft)
    parts = split_headline(draft.headline, page_text) if draft.headline else Headline([], [], [], [])
    headline = squeeze(page_text, [(line.start, line.end) for title in draft.headline for line in title.lines])
    captions = [squeeze(page_text, [(line.start, line.end) for line in unit.lines]) for unit in draft.captions]
    text = "".join(paragraph.flow.folded for paragraph in body) + "".join(bare(title.text) for title in draft.headline)
    return Story(draft, body, parts, [headline, *(paragraph.flow for paragraph in body), *captions], text)
