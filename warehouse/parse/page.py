"""Page text -> lines -> units: runs of lines that play one part (prose, title, byline, caption, furniture).

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

from warehouse.parse.byline import find_tail, is_byline_line, is_photo_credit
from warehouse.parse.furniture import ADVERTISED, EDITOR_LINE, is_furniture, is_masthead, is_weather
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
WORDS = re.compile(r"[^\s\ufeff\ufffd\u200b-\u200f\u2060]")  # a line of byte order marks or lost bytes has none
FULL_STOP = re.compile(r"[。！!…][”』」）》]*$")
SENTENCE = re.compile(r"。")
ENDED = re.compile(
    r"[。！!…：；:;][”’』」）》]*$|[。！？][^。！？]{0,40}[）」]$"
)  # of a paragraph, its byline included
MOST_LINES = 6  # of a headline
MOST_TITLES = 40  # lines of all headlines of a page
CLAUSES = re.compile(r"[，、；：]")
QUOTATION = re.compile(r"“[^”]*”")
SALUTATION = re.compile(r"(?:编辑|各位|尊敬|亲爱)[\u4e00-\u9fff]{1,10}：")
FRESH = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\s?\d{1,2}日|近日|日前|昨[日天]|今[日天]|连日来|记者(?=从|在|近日|日前|昨)|“|"
    r"[一二三四五六七八九十]、|"
    r"(?:清晨|凌晨|傍晚|入夜|眼下|时下|上午|下午)"
)
NOTICE = re.compile(r"(?:公\s?告|通\s?告|公\s?示|启\s?事|名\s?单|简\s?章)(?:（[^（）]{2,40}）)?$")
QUESTION = re.compile(r"[\u4e00-\u9fff]{0,4}(?:记者|问|答|主持人)：|[\u4e00-\u9fff]{2,4}：.*？$")
PHRASES = re.compile(
    r"[^\s，。；、：\d]{3,16}(?:\s+(?=\D)[^\s，。；、：]{3,16}){1,4}$"
)  # 统筹谋划 聚焦重点: titles are spaced, prose is not
NUMBERED = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]|\d{1,2}[、.．]|[●■◆▲★]|之[一二三四五六])")
UNFINISHED = re.compile(r"[，、；：,;:]$")
UNWRAPPED = 46.0  # a line wider than any newspaper column is a whole paragraph

LEAD = re.compile(
    r"""^[\s■□◆●▲★☆]*(?:
        本报讯                                          # 本报讯 9月15日
      | 本报综合(?=[\s（消报])
      | 本[报刊网台](?:[\u4e00-\u9fff]{2,8})?(?:\d+月\d+日)?(?:讯|电|消息)(?=[\s（记通])   # 本报青屿讯（记者 …）
      | (?:据)?(?:新华社|中新社|中新网|人民日报|央视新闻)[^，。]{0,14}(?:电|讯|消息|报道)(?=[\s（，记]|$)
      | [\u4e00-\u9fff]{2,6}讯\s*[（(]                  # 青屿讯（记者 …）
      | [\u4e00-\u9fff]{2,5}(?:日报|晚报|时报|时讯|晨报|报|融媒)?讯[\s（]                     # 三里河讯 近日
      | 讯[\s（]
    )
    | ^\s*[▲▶◆■●·☆★]\s?(?:[\u4e00-\u9fff]{2,8}[\s：]|\d{1,2}月\s?\d{1,2}日|近日|日前|昨[日天])
    """,
    re.VERBOSE,
)
LABELLED = re.compile(r"[□■◎]|(?:本报|见习|实习|首席)*(?:记者|通讯员)[\s：]")
CAPTION = re.compile(
    r"^[▲△▼←→↑↓◀▶⬆■\s]*(?:(?:上|下|左|右|题|本版)?图(?:片)?(?:为|[①-⑨1-9一二三四]|：|/)|图片说明|[（(](?:上|下|左|右)图[)）])"
)
SHOWN = re.compile(r".{2,24}（[前后]?(?:左|右|中|前|后)(?:起|排)?[一二三四五]?(?:[、起].{0,3})?）")  # 李兆棠（左二）在…
TEXT_LINE = re.compile(r"^([^\S\n]*)(\S(?:.*\S)?)", re.MULTILINE)
EDGE = 4  # lines at the top or the bottom where a page's name stands


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


def read_units(lines: list[Line]) -> list[Unit]:
    """Cut the lines of a page into units, in file order; every line stands in exactly one."""
    units: list[Unit] = []
    is_indented = sum(line.indent >= 2 for line in lines) >= max(3, len(lines) // 20)
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else None
        kind = _mark_line(line, before, units, min(index, len(lines) - 1 - index) < EDGE)
        last = units[-1] if units else None
        if last is not None and (
            (kind == "text" and last.kind in ("lead", "caption") and _goes_on(last, line, lines, index, is_indented))
            or (
                kind == last.kind
                and kind in ("text", "furniture", "caption")
                and last.lines[-1].block == line.block
                and (kind != "text" or not _turns(last.lines, line, lines, index, is_indented))
            )
        ):
            last.lines.append(line)
        else:
            units.append(Unit(kind, [line]))
    return _tell_titles(_tell_small(_mark_page_name(units)))


def _mark_page_name(units: list[Unit]) -> list[Unit]:
    """A line of up to four characters at the very top or bottom is the name of the page (经济民生), not a headline."""
    for edge in (0, -1):
        if (
            len(units) > 2
            and units[edge].kind == "text"
            and len(units[edge].lines) == 1
            and units[edge].lines[0].width <= 4
        ):
            units[edge] = Unit("furniture", units[edge].lines)
    return units


def _mark_line(line: Line, before: Line | None, units: list[Unit], is_edge: bool) -> str:
    text = line.text
    if LEAD.match(text):
        return "furniture" if is_edge and is_masthead(text) else "lead"
    if before and before.block == line.block and _hangs(before, units[-1], line):
        return "text"
    if not WORDS.search(text) or EDITOR_LINE.match(text):
        return "furniture"
    if CAPTION.match(text) or (units and units[-1].kind == "caption" and is_photo_credit(text)):
        return "caption"
    if is_byline_line(text):
        return "byline"
    if before and before.block == line.block and "。" not in text and ADVERTISED.search(before.text.replace(" ", "")):
        return "furniture"
    if is_furniture(text, line.width) and (is_edge or before is None or _stands_free(line, before, units[-1])):
        return "furniture"
    return "text"


def _hangs(before: Line, unit: Unit, line: Line) -> bool:
    """The line before fills its column in mid-sentence: whatever follows goes on with it."""
    return (
        unit.kind in ("text", "lead")
        and (len(unit.lines) > 2 or unit.kind == "lead" or unit.lines[0].indent >= 2 or not LABELLED.match(line.text))
        and (before.column - 1.5 <= before.width <= before.column + 2 or before.width > UNWRAPPED)
        and before.width > 10
        and not STOP.search(before.text)
    )


def _stands_free(line: Line, before: Line, unit: Unit) -> bool:
    """A single word among short lines (a table, a graphic) names no page."""
    return line.width > 4 or before.block != line.block or unit.kind == "furniture"


def _tell_small(runs: list[Unit]) -> list[Unit]:
    """Short runs that are known by what stands around them: captions, what signs a notice, the weather."""
    for index, run in enumerate(runs):
        if index and DATE_LINE.fullmatch(run.text) and _ends_notice(runs[index - 1], run):
            runs[index] = Unit("byline", run.lines)
        elif run.kind == "text" and len(run.lines) <= 3:
            before = runs[index - 1] if index else None
            after = runs[index + 1] if index + 1 < len(runs) else None
            if is_weather(run.text):
                runs[index] = Unit("furniture", run.lines)
            elif _is_caption(run, before, after):
                runs[index] = Unit("caption", run.lines)
            elif _signs_notice(run, before, after):
                runs[index] = Unit("byline", run.lines)
    return runs


def _is_caption(run: Unit, before: Unit | None, after: Unit | None) -> bool:
    """It names who stands left or right, or ends in a photographer's name, or is a lone sentence among titles."""
    text = run.text
    in_prose = before is not None and before.kind in ("text", "lead")
    stands_alone = before is None or before.lines[-1].block != run.lines[0].block or not in_prose or not before.is_open
    if not stands_alone or text.count("。") != 1:
        return SHOWN.match(text) is not None and stands_alone
    if SHOWN.match(text):
        return True
    if before is not None and before.kind in ("text", "lead") and before.is_open and not _is_few(before):
        return False
    credit = text[text.index("。") + 1 :].strip(" （）()")
    if credit:
        return is_photo_credit(credit)
    lone = (before is None or not in_prose or _is_few(before)) and (
        after is None or after.kind not in ("text", "lead") or _is_few(after)
    )
    return lone and len(run.lines) == 1 and run.lines[0].width < min(24, run.lines[0].column)


def _is_few(run: Unit) -> bool:
    """Few lines without a full stop that leave their column: rather a title than prose."""
    last = run.lines[-1]
    leaves = not last.column - 2 <= last.width <= last.column + 2
    return run.kind == "text" and len(run.lines) <= 3 and "。" not in run.text and leaves


ORGANISATION = re.compile(
    r"[\u4e00-\u9fff（）]{2,30}(?:公司|[局委办院校会厅处站]|政府|中心|主席团|办公室|小组|指挥部|委员会|中专|大学|支行|法院|集团)"
)
DATE_LINE = re.compile(r"(?:19|20)?\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")


def _signs_notice(run: Unit, before: Unit | None, after: Unit | None) -> bool:
    """The body that issues a notice stands right under it, over the day or alone."""
    if before is None or before.kind not in ("text", "lead") or "。" not in before.text[-3:] + before.lines[-1].text:
        return False
    if len(run.lines) > 2 or not ORGANISATION.fullmatch(run.text.replace(" ", "")):
        return False
    dated = after is not None and DATE_LINE.fullmatch(after.text) is not None
    same = before.lines[-1].block == run.lines[0].block
    return dated or (same and (after is None or after.lines[0].block != run.lines[-1].block))


def _ends_notice(before: Unit, run: Unit) -> bool:
    return before.kind == "byline" or (
        before.kind in ("text", "lead") and before.lines[-1].block == run.lines[0].block and not before.is_open
    )


def _goes_on(unit: Unit, line: Line, lines: list[Line], index: int, is_indented: bool) -> bool:
    """A line below a lead or a caption belongs to it: the column goes on, or the sentence does."""
    last = unit.lines[-1]
    if unit.kind == "caption":
        return last.block == line.block and unit.is_open and not is_photo_credit(last.text)
    if last.block != line.block or _leaves_column(unit.lines, line, is_indented):
        return False
    return not _interrupts(line, lines, index)


def _leaves_column(lines: list[Line], line: Line, is_indented: bool) -> bool:
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


def _turns(run: list[Line], line: Line, lines: list[Line], index: int, is_indented: bool) -> bool:
    """Inside a block, a title turns to prose or prose to a title at this line."""
    if is_indented and len(run) <= MOST_LINES and line.indent >= 2 and run[0].indent < 2 and _are_apart(run):
        return True
    if _is_prose(run) and _interrupts(line, lines, index):
        return True
    if SALUTATION.fullmatch(line.text) and not _is_prose(run):
        return True
    if len(run) <= 3:
        are_titles = all(_looks_like_title(item) and not STOP.search(item.text[-1:]) for item in run)
        if are_titles and ((line.indent and not run[0].indent) or _heads_prose(run, line, lines, index)):
            return True
        if _is_spaced(run[-1]) and not PHRASES.match(line.text) and line.width >= line.column - 3.5:
            return True
    return _leaves_column(run, line, is_indented)


def _interrupts(line: Line, lines: list[Line], index: int) -> bool:
    """Two lines together that don't fit the column and have no clauses: a title that fell into a paragraph."""
    if index + 1 == len(lines) or lines[index + 1].block != line.block or not _misfits(line):
        return False
    return _misfits(lines[index + 1]) and not CLAUSES.search(line.text + lines[index + 1].text)


def _is_prose(run: list[Line]) -> bool:
    return run[0].indent >= 2 or any("。" in line.text for line in run)


def _are_apart(run: list[Line]) -> bool:
    """Lines of which none ends a paragraph and not all fill the column: a title over an indented paragraph."""
    words_ = QUOTATION.sub("", "".join(line.text for line in run))
    return "。" not in words_ and any(_misfits(line) for line in run)


def _misfits(line: Line) -> bool:
    """Neither fills its column nor ends a sentence, so it is no line of a paragraph."""
    fills = line.column - 2.5 <= line.width <= line.column + 2 or line.width > UNWRAPPED
    return not fills and line.indent < 2 and "。" not in line.text and not ENDED.search(line.text)


def _is_spaced(line: Line) -> bool:
    """Phrases side by side; a line that just fills its column is rather prose with a padded name."""
    return abs(line.width - line.column) > 1 and PHRASES.match(line.text) is not None


def _heads_prose(run: list[Line], line: Line, lines: list[Line], index: int) -> bool:
    """Title lines that don't fit the column over lines that do, or over a line that begins as articles do."""
    head_off = any(not _can_open_paragraph(item) for item in run)
    if line.width > UNWRAPPED and head_off:
        return True
    follows = [item for item in lines[index : index + 4] if item.block == line.block]
    fills = sum(abs(item.width - item.column) <= 2.5 or item.width > UNWRAPPED for item in follows)
    if len(follows) < 2 or fills < len(follows) - 1 or not _can_open_paragraph(line):
        return False
    begins = FRESH.match(line.text) is not None and not FRESH.match(run[0].text) and "，" not in run[-1].text
    return head_off or (begins and run[-1].width < run[-1].column - 2)


def _can_open_paragraph(line: Line) -> bool:
    """As wide as the column, or shorter by an indent of two characters that the extraction dropped."""
    slack = 3.5 if line.column < 25 else 4.5
    return line.column - slack <= line.width <= line.column + 2 or line.width > UNWRAPPED


def _tell_titles(runs: list[Unit]) -> list[Unit]:
    """Decide for each run of text whether it is prose or a title."""
    units: list[Unit] = []
    open_prose: Unit | None = None
    closed = True  # a byline or the top of the page: a title may follow
    for index, run in enumerate(runs):
        unit = run
        if run.kind == "text" and _is_list_of_titles(run, closed):
            units += [Unit("title", [line]) for line in run.lines]
            continue
        if run.kind == "text":
            following = next((later for later in runs[index + 1 :] if later.kind != "furniture"), None)
            unit = Unit("title" if _is_title(run, open_prose, following, closed) else "prose", run.lines)
        if unit.kind in ("prose", "lead"):
            closed = find_tail(unit.text[-90:]) is not None
            open_prose = unit if unit.is_open and not closed else None
        elif unit.kind == "byline":
            open_prose, closed = None, True
        units.append(unit)
    return units


def _is_list_of_titles(run: Unit, closed: bool) -> bool:
    """More lines than a headline has, none of them prose, behind a signed body: the headlines of a page together."""
    if not closed or not MOST_LINES < len(run.lines) < MOST_TITLES or re.search("[。；]", run.text):
        return False
    return min(line.width for line in run.lines) >= 5 and sum(map(_misfits, run.lines)) * 2 > len(run.lines)


def _is_title(run: Unit, open_prose: Unit | None, following: Unit | None, closed: bool) -> bool:
    text, lines = run.text, run.lines
    if (
        len(lines) > MOST_LINES
        or UNFINISHED.search(text)
        or any(line.width > UNWRAPPED and re.search("[，；]", line.text) for line in lines)
    ):
        return False
    if "。" in QUOTATION.sub("", text) or QUESTION.match(text):
        return False
    if text.endswith("。”") and not any(_misfits(line) for line in lines):
        return False
    if following is not None and following.kind == "byline" and not STOP.search(text):
        return True  # prose ends in a full stop before its byline
    if len(lines) <= 3 and (NOTICE.search(text) or _leaves_any_column(lines[-1], open_prose, following)):
        return True
    before_lead = following is not None and following.kind == "lead"
    spaced = any(_is_spaced(line) for line in lines)
    if spaced or (before_lead and following is not None and following.lines[0].block == lines[-1].block):
        return True
    if open_prose is None:
        if before_lead or (closed and len(lines) <= 2):
            return True
        if not closed and following is not None and _continues(following):
            return False
        return not ("，" in text and (len(lines) >= 3 or (not closed and not before_lead)) and _fills_column(lines))
    if open_prose.lines[-1].width > UNWRAPPED:
        return len(lines) == 1 and lines[0].width < 30 and not re.search("[，。]", text)
    return not _fits(lines, lines[0].column) and not _fits(lines, open_prose.lines[0].column)


def _leaves_any_column(line: Line, open_prose: Unit | None, following: Unit | None) -> bool:
    """A line that neither fills a column nor ends a sentence is no prose: prose stops short at a full stop alone.

    Unless what follows goes on with it: columns change their width around pictures.
    """
    if line.width > 20 or (following is not None and following.kind == "text" and not _opens(following.lines[0])):
        return False
    columns = [line.column] + [unit.lines[0].column for unit in (open_prose, following) if unit is not None]
    return not STOP.search(line.text) and all(abs(line.width - column) > 2.5 for column in columns)


def _opens(line: Line) -> bool:
    """A paragraph begins: white space before it, or as much missing, or words that articles begin with."""
    return line.indent >= 2 or 1.25 <= line.column - line.width <= 3.25 or FRESH.match(line.text) is not None


def _fits(lines: list[Line], column: float) -> bool:
    """Prose in mid-sentence fills its column to the last line; a title doesn't."""
    return all(column - 3.5 <= line.width <= column + 1.5 for line in lines[:1]) and all(
        column - 2 <= line.width <= column + 1.5 for line in lines[1:] or lines
    )


def _continues(unit: Unit) -> bool:
    """Prose whose first line fills its column: a new paragraph would begin with an indent, so it goes on with
    something."""
    first = unit.lines[0]
    if unit.kind not in ("text", "prose") or first.indent >= 2 or FRESH.match(first.text):
        return False
    if not SENTENCE.search(unit.text) and not UNFINISHED.search(unit.text) and len(unit.lines) < 3:
        return False  # rather a title itself
    if re.match(r".{0,2}[，。；、）]", first.text) or (first.width < 14 and FULL_STOP.search(first.text)):
        return True
    return len(unit.lines) > 1 and first.column - 1 <= first.width <= UNWRAPPED


def _fills_column(lines: list[Line]) -> bool:
    """All lines but the last are as wide as the column, give or take an indent."""
    return all(_can_open_paragraph(line) for line in lines[:-1]) and lines[-1].width <= lines[-1].column + 1.5
