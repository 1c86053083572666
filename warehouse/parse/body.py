"""The body of an article: its paragraphs and section headings in reading order, columns rejoined, bylines cut off."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.parse.draft import Draft
from warehouse.parse.page import FULL_STOP, Line, Unit
from warehouse.parse.text import Flow, squeeze


class Paragraph(NamedTuple):
    """A paragraph or section heading of a body: its flow and the pieces of the page that it is made of."""

    flow: Flow
    pieces: list[tuple[int, int]]
    is_heading: bool


def read_paragraphs(text: str, draft: Draft) -> list[Paragraph]:
    """The paragraphs and section headings of a draft in reading order, without its byline lines.

    A paragraph ends where a line that is short for its column ends a sentence, before an indent, and where a block that
    ended a sentence is followed by another; a column break in mid-sentence doesn't end it.
    """
    tails = [span for span in draft.bylines]
    stream: list[tuple[float, Unit | None, list[Line]]] = [
        (position, unit, unit.lines) for position, unit in draft.prose
    ]
    stream += [(title.position, None, title.lines) for title in draft.headings]
    paragraphs: list[Paragraph] = []
    current: list[Line] = []
    for _, unit, lines in sorted(stream, key=lambda item: item[0]):
        if unit is None:
            if current and FULL_STOP.search(current[-1].text):
                paragraphs.append(_paragraph(text, current, tails))
                current = []
            paragraphs.append(_paragraph(text, lines, [], True))
            continue
        for line in lines:
            if current and ends_paragraph(current[-1], line):
                paragraphs.append(_paragraph(text, current, tails))
                current = []
            current.append(line)
    if current:
        paragraphs.append(_paragraph(text, current, tails))
    return [paragraph for paragraph in paragraphs if paragraph.flow.text]


def ends_paragraph(last: Line, line: Line) -> bool:
    if line.indent >= 2 or (last.width > 46 and line.block == last.block and FULL_STOP.search(last.text)):
        return True
    if not FULL_STOP.search(last.text):
        return False
    return line.block != last.block or last.width < last.column - 1.5


def _paragraph(text: str, lines: list[Line], tails: list[tuple[int, int]], is_heading: bool = False) -> Paragraph:
    pieces = []
    for line in lines:
        start, end = line.start, line.end
        for low, high in tails:
            if start <= low < end:
                end = low
            elif low < start and high >= end:
                end = start
        if end > start:
            pieces.append((start, end))
    return Paragraph(squeeze(text, pieces), pieces, is_heading)
