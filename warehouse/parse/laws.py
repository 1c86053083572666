"""The laws that every read page keeps: its spans partition it, its bodies are what they cut out."""

from __future__ import annotations

from warehouse.parse.rows import (
    PageRows,
)
from warehouse.parse.text import bare


class BrokenLawError(ValueError):
    """A page was read so that its words could not be shown where they stand."""


def check_laws(rows: PageRows) -> None:
    """Raise BrokenLawError unless the spans partition the page and every body is its spans, white space aside."""
    text, at = rows.page.text, 0
    bodies: dict[str | None, list[tuple[int, str]]] = {}
    for span in sorted(rows.article_spans, key=lambda item: item.char_start):
        if span.char_start != at:
            raise BrokenLawError(f"the spans of {rows.page.source_file!r} leave a gap or overlap at character {at}")
        at = span.char_end
        if span.role in ("body", "section_heading"):
            bodies.setdefault(span.article_id, []).append((span.seq, bare(text[span.char_start : span.char_end])))
    if at != len(text):
        raise BrokenLawError(f"the spans of {rows.page.source_file!r} end at character {at} of {len(text)}")
    for article in rows.articles:
        if "".join(words_ for _, words_ in sorted(bodies.get(article.article_id, []))) != bare(article.body):
            raise BrokenLawError(f"the body of {article.title!r} is not what its spans cut out of the page")
