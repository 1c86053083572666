"""Spans: every character of a page stands in exactly one, an article's in some role or the page's furniture."""

from __future__ import annotations

import bisect
from collections import Counter
from typing import NamedTuple

from warehouse.parse.page import Unit
from warehouse.parse.rows import SpanRow, make_id
from warehouse.parse.story import Story
from warehouse.parse.text import bare


class Part(NamedTuple):
    start: int
    end: int
    article_id: str | None
    role: str
    order: int


def lay_spans(page_id: str, text: str, units: list[Unit], articles: list[tuple[str, Story]]) -> list[SpanRow]:
    """Spans that partition the page: each begins where its first word stands and ends where the next begins."""
    parts: list[Part] = []
    for article_id, story in articles:
        parts += _parts_of(article_id, story)
    covered = sorted(parts)
    starts_of_parts = [part.start for part in covered]
    for unit in units:
        for line in unit.lines:
            last = bisect.bisect_left(starts_of_parts, line.end) - 1
            if last < 0 or covered[last].end <= line.start:
                parts.append(Part(line.start, line.end, None, "furniture", 0))
    merged: list[Part] = []
    for part in sorted(parts):
        if merged and merged[-1][2:4] == part[2:4] and abs(part.order - merged[-1].order) <= 1:
            merged[-1] = merged[-1]._replace(end=part.end, order=part.order)
        else:
            merged.append(part)
    if not merged:
        return [_span(page_id, text, Part(0, len(text), None, "furniture", 0), 0, len(text), 1, Counter())]
    starts = [0, *(part.start for part in merged[1:]), len(text)]
    seqs: Counter[str | None] = Counter()
    ranks: dict[int, int] = {}
    for part in sorted(merged, key=lambda item: (item.order, item.start)):
        seqs[part.article_id] += 1
        ranks[id(part)] = seqs[part.article_id]
    twins: Counter[str] = Counter()
    return [
        _span(page_id, text, part, starts[i], starts[i + 1], ranks[id(part)], twins) for i, part in enumerate(merged)
    ]


def _span(page_id: str, text: str, part: Part, start: int, end: int, seq: int, twins: Counter[str]) -> SpanRow:
    words_ = bare(text[start:end])[:20]
    key = make_id(page_id, part.article_id, part.role, words_)
    twins[key] += 1
    return SpanRow(
        key if twins[key] == 1 else make_id(key, twins[key]), page_id, part.article_id, part.role, start, end, seq
    )


def _parts_of(article_id: str, story: Story) -> list[Part]:
    draft, split = story.draft, story.parts
    parts: list[Part] = []
    order = 0
    for role, pieces in (
        ("column_flag", split.flag),
        ("kicker", split.kicker),
        ("headline", split.headline),
        ("deck", split.deck),
    ):
        for start, end in pieces:
            order += 1
            parts.append(Part(start, end, article_id, role, order))
    for paragraph in story.body:
        for start, end in paragraph.pieces:
            order += 1
            parts.append(Part(start, end, article_id, "section_heading" if paragraph.is_heading else "body", order))
    for start, end in draft.bylines:
        order += 1
        parts.append(Part(start, end, article_id, "byline", order))
    for unit in draft.captions:
        for line in unit.lines:
            order += 1
            parts.append(Part(line.start, line.end, article_id, "caption", order))
    return parts
