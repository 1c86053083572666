"""The shapes of lines: what fills its column, what leaves it, and where a title turns to prose.

A paragraph fills its column to its last line, and that ends in a full stop; a line that does neither is none of a
paragraph's.
"""

from __future__ import annotations

import re

from warehouse.parse.page import ENDED, FRESH, FULL_STOP, SALUTATION, STOP, UNWRAPPED, Line

MOST_LINES = 6  # of a headline
CLAUSES = re.compile(r"[，、；：]")
QUOTATION = re.compile(r"“[^”]*”")
PHRASES = re.compile(
    r"[^\s，。；、：\d]{3,16}(?:\s+(?=\D)[^\s，。；、：]{3,16}){1,4}$"
)  # 统筹谋划 聚焦重点: titles are spaced, prose is not
UNFINISHED = re.compile(r"[，、；：,;:]$")


def leaves_column(lines: list[Line], line: Line, is_indented: bool) -> bool:
    """After a finished sentence comes a line that neither fills the column nor ends a sentence: a title.

    Where paragraphs are indented, whatever follows a paragraph's short last line without indent is none.
    """
    if line.indent >= 2:
        return False
    last = lines[-1]
    width = last.width + min(2, last.indent)
    if is_indented and width < last.column - 1.5 and ENDED.search(last.text) and _is_prose(lines):
        return True
    if not FULL_STOP.search(last.text):
        return False
    return _looks_like_title(line) and (line.width < line.column - 3 or line.width > line.column + 2.5)


def _looks_like_title(line: Line) -> bool:
    return "。" not in line.text and line.width <= UNWRAPPED and not UNFINISHED.search(line.text)


def turns(run: list[Line], line: Line, lines: list[Line], index: int, is_indented: bool) -> bool:
    """Inside a block, a title turns to prose or prose to a title at this line."""
    if is_indented and len(run) <= MOST_LINES and line.indent >= 2 and run[0].indent < 2 and _are_apart(run):
        return True
    if _is_prose(run) and interrupts(line, lines, index):
        return True
    if SALUTATION.fullmatch(line.text) and not _is_prose(run):
        return True
    if len(run) <= 3:
        are_titles = all(_looks_like_title(item) and not STOP.search(item.text[-1:]) for item in run)
        if are_titles and ((line.indent and not run[0].indent) or _heads_prose(run, line, lines, index)):
            return True
        if is_spaced(run[-1]) and not PHRASES.match(line.text) and line.width >= line.column - 3.5:
            return True
    return leaves_column(run, line, is_indented)


def interrupts(line: Line, lines: list[Line], index: int) -> bool:
    """Two lines together that don't fit the column and have no clauses: a title that fell into a paragraph."""
    if index + 1 == len(lines) or lines[index + 1].block != line.block or not misfits(line):
        return False
    return misfits(lines[index + 1]) and not CLAUSES.search(line.text + lines[index + 1].text)


def _is_prose(run: list[Line]) -> bool:
    return run[0].indent >= 2 or any("。" in line.text for line in run[-MOST_LINES:])


def _are_apart(run: list[Line]) -> bool:
    """Lines of which none ends a paragraph and not all fill the column: a title over an indented paragraph."""
    words_ = QUOTATION.sub("", "".join(line.text for line in run))
    return "。" not in words_ and any(misfits(line) for line in run)


def misfits(line: Line) -> bool:
    """Neither fills its column nor ends a sentence, so it is no line of a paragraph."""
    fills = line.column - 2.5 <= line.width <= line.column + 2 or line.width > UNWRAPPED
    return not fills and line.indent < 2 and "。" not in line.text and not ENDED.search(line.text)


def is_spaced(line: Line) -> bool:
    """Phrases side by side; a line that just fills its column is rather prose with a padded name."""
    return abs(line.width - line.column) > 1 and PHRASES.match(line.text) is not None


def _heads_prose(run: list[Line], line: Line, lines: list[Line], index: int) -> bool:
    """Title lines that don't fit the column over lines that do, or over a line that begins as articles do."""
    head_off = any(not can_open_paragraph(item) for item in run)
    if line.width > UNWRAPPED and head_off:
        return True
    follows = [item for item in lines[index : index + 4] if item.block == line.block]
    fills = sum(abs(item.width - item.column) <= 2.5 or item.width > UNWRAPPED for item in follows)
    if len(follows) < 2 or fills < len(follows) - 1 or not can_open_paragraph(line):
        return False
    begins = FRESH.match(line.text) is not None and not FRESH.match(run[0].text) and "，" not in run[-1].text
    return head_off or (begins and run[-1].width < run[-1].column - 2)


def can_open_paragraph(line: Line) -> bool:
    """As wide as the column, or shorter by an indent of two characters that the extraction dropped."""
    slack = 3.5 if line.column < 25 else 4.5
    return line.column - slack <= line.width <= line.column + 2 or line.width > UNWRAPPED
