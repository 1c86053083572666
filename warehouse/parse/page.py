"""Page text -> lines, with the blocks and the columns that they stand in.

Text extracted from a PDF keeps the columns: a paragraph is wrapped at 13 to 40 characters, blank lines fall where a
column ends (in mid-sentence too), and a headline stands wherever the page maker's frame happened to come.  What tells
prose from titles is therefore not the blank line but the shape: prose fills its column and ends in a full stop;
titles are few short lines without one.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import numpy as np

from warehouse.parse.text import fold


class Line(NamedTuple):
    """A line of the page that is not blank; offsets exclude the surrounding white space."""

    start: int
    end: int
    text: str  # folded
    width: float  # in full-width characters
    indent: int  # white space before it, in characters
    block: int  # blank lines divide blocks
    column: float  # usual width of the lines of its block


class Unit(NamedTuple):
    """A run of lines that play one part: kind is prose, lead, title, byline, caption or furniture."""

    kind: str
    lines: list[Line]

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end

    @property
    def text(self) -> str:
        """The folded lines, run together."""
        return "".join(line.text for line in self.lines)

    @property
    def is_open(self) -> bool:
        """The text stops in mid-sentence: the next piece of the column goes on with it."""
        return not STOP.search("".join(line.text for line in self.lines[-2:]))


STOP = re.compile(r"[。！？!?…；：:;][”’』」）》]*$|[。！？][^。！？]{0,30}[）」]$")
FULL_STOP = re.compile(r"[。！!…][”』」）》]*$")
SALUTATION = re.compile(r"(?:编辑|各位|尊敬|亲爱)[\u4e00-\u9fff]{1,10}：")
FRESH = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\s?\d{1,2}日|近日|日前|昨[日天]|今[日天]|连日来|记者(?=从|在|近日|日前|昨)|“|"
    r"[一二三四五六七八九十]、|"
    r"(?:清晨|凌晨|傍晚|入夜|眼下|时下|上午|下午)"
)
NOTICE = re.compile(r"(?:公\s?告|通\s?告|公\s?示|启\s?事|名\s?单|简\s?章)(?:（[^（）]{2,40}）)?$")
NUMBERED = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]|\d{1,2}[、.．]|[●■◆▲★]|之[一二三四五六])")
UNWRAPPED = 46.0  # a line wider than any newspaper column is a whole paragraph
TEXT_LINE = re.compile(r"^([^\S\n]*)(\S(?:.*\S)?)", re.MULTILINE)


def read_lines(text: str) -> list[Line]:
    """The lines of a page that hold text, in file order."""
    folded = fold(text)
    widths_to = _sum_widths(text)
    found: list[tuple[int, int, int, int]] = []
    block = last_end = 0
    for match in TEXT_LINE.finditer(text):
        start, end = match.span(2)
        block += not found or text.count("\n", last_end, start) > 1
        indent = start - match.start()
        found.append((start, end, 0 if indent == 1 and text[start].isdigit() else indent, block))
        last_end = end
    widths = [float(widths_to[end] - widths_to[start]) for start, end, _, _ in found]
    columns = _column_widths([block for *_, block in found], widths)
    return [
        Line(start, end, folded[start:end], width, indent, block, columns[block])
        for (start, end, indent, block), width in zip(found, widths, strict=True)
    ]


def _sum_widths(text: str) -> list[float]:
    """The width of the text up to each character: ASCII counts half, as in ``text.width_of``."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    widths = np.where((codes < 0x2E80) & ~np.isin(codes, WIDE_MARKS), 0.5, 1.0)
    sums: list[float] = np.concatenate(([0.0], np.cumsum(widths))).tolist()
    return sums


WIDE_MARKS = np.array([ord(char) for char in "“”‘’…—·"], dtype=np.uint32)


def _column_widths(blocks: list[int], widths: list[float]) -> dict[int, float]:
    """Usual line width of each block; a block of one or two lines takes that of the nearest longer block before it."""
    by_block: dict[int, list[float]] = {}
    for block, width in zip(blocks, widths, strict=True):
        by_block.setdefault(block, []).append(width)
    columns: dict[int, float] = {}
    page_wide = _mode([w for w in widths if w >= 8]) or 20.0
    last = page_wide
    for block, of_block in by_block.items():
        full = [width for width in of_block if width >= 8]
        if len(full) >= 4:
            last = _mode(full) or last
        columns[block] = last
    return columns


def _mode(widths: list[float]) -> float | None:
    """The width that most lines come within one character of; of equals the largest."""
    if not widths:
        return None
    counts = Counter(round(w) for w in widths if w <= UNWRAPPED) or Counter(round(w) for w in widths)
    fits, shorter = {}, 0
    for width in sorted(counts):
        below = shorter - counts[width - 1]
        fits[width] = counts[width] + 0.6 * counts[width - 1] + 0.3 * counts[width + 1] + 0.3 * below
        shorter += counts[width]
    return float(max(fits, key=lambda width: (fits[width], width)))
