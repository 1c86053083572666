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

from warehouse.parse.byline import find_tail, is_byline_line, is_photo_credit
from warehouse.parse.text import fold, width_of


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
        return not STOP.search(self.text)


STOP = re.compile(r"[。！？!?…；：:;][”’』」）》]*$|[。！？][^。！？]{0,30}[）」]$")
WORDS = re.compile(r"[^\s\ufeff\ufffd\u200b-\u200f\u2060]")  # a line of byte order marks or lost bytes has none
FULL_STOP = re.compile(r"[。！!…][”』」）》]*$")
SENTENCE = re.compile(r"。")
FRESH = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\s?\d{1,2}日|近日|日前|昨[日天]|今[日天]|连日来|记者(?=从|在|近日|日前|昨)|“|[一二三四五六七八九十]、"
)
NOTICE = re.compile(r"(?:公\s?告|通\s?告|公\s?示|启\s?事|名\s?单|简\s?章)(?:（[^（）]{2,40}）)?$")
QUESTION = re.compile(r"(?:记者|问|答|主持人)[：]|[\u4e00-\u9fff]{2,3}：.*？$")
PHRASES = re.compile(
    r"[^\s，。；、：\d]{3,16}(?:\s+(?=\D)[^\s，。；、：]{3,16}){1,4}$"
)  # 统筹谋划 聚焦重点: titles are spaced, prose is not
UNFINISHED = re.compile(r"[，、；：,;:]$")
UNWRAPPED = 46.0  # a line wider than any newspaper column is a whole paragraph

LEAD = re.compile(
    r"""^[\s■□◆●▲★☆]*(?:
        本报讯                                          # 本报讯 9月15日
      | 本[报刊网台](?:[\u4e00-\u9fff]{2,8})?(?:\d+月\d+日)?(?:讯|电|消息)(?=[\s（记通])   # 本报青屿讯（记者 …）
      | (?:据)?(?:新华社|中新社|中新网|人民日报|央视新闻)[^，。]{0,14}(?:电|讯|消息|报道)(?=[\s（，记]|$)
      | [\u4e00-\u9fff]{2,6}讯\s*[（(]                  # 青屿讯（记者 …）
      | [\u4e00-\u9fff]{2,5}(?:日报|晚报|时报|时讯|晨报|报|融媒)讯[\s（]
      | 讯[\s（]
    )
    | ^\s*[▲▶◆■●·☆★]\s?(?:[\u4e00-\u9fff]{2,8}[\s：]|\d{1,2}月\s?\d{1,2}日|近日|日前|昨[日天])
    """,
    re.VERBOSE,
)
FURNITURE = re.compile(
    r"""^(?:
        第?\s*[A-Z]?\d{1,2}\s*版.{0,24}$ | [A-Z]\s?\d{1,2}(?:\s.{0,20})?$ | \d{1,2}$     # 第02版 要闻; A03; 3
      | .{0,24}(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*.{0,4}星期\s*[一二三四五六日天].{0,60}$
      | .{0,16}[二一][〇零○九][〇零○一二三四五六七八九]{2}年
        [一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日.{0,40}$
      | .{0,14}(?:日报|晚报|时讯|时报|晨报|周报|报|新闻)\s*第?\s?[A-Z]?\d{1,2}\s?版.{0,12}$ |
           \d{2}\s+[\u4e00-\u9fff·、]{2,10}$ | 第[一二三四五六七八]版.{0,14}$ | \d版$
      | (?:19|20)\d\d年\s*\d{1,2}月\s*\d{1,2}日\s.{0,16}(?:编辑|责编|校对|版式).{0,30}$
      | (?:\d{1,2}|[A-Z]\d{1,2})\s+.{2,12}\s+(?:19|20)\d\d年\s*\d{1,2}月\s*\d{1,2}日.{0,20}$
      | .{0,12}星期[一二三四五六日天].{0,12}(?:19|20)\d\d年\s*\d{1,2}月\s*\d{1,2}日.{0,30}$
      | (?:19|20)\d\d年\s*\d{1,2}月\s*\d{1,2}日.{0,12}$
      | (?:本[版期]|值班|执行|责任)?(?:责编|责任编辑|编辑|主编|副主编|总编辑?|编审|组版|
          版式|美编|校对|校检|审读|电子编辑|值班编委|视觉|终审|监制)\s*[:：/／\s].{1,60}$
      | .{0,24}(?:新闻热线|热线电话|报料|投稿|广告热线|联系电话|咨询电话|电子邮箱|投稿邮箱|
          邮箱|E-?mail|QQ|微信公众号|官方微信|扫码|扫一扫)\s*[：:].{1,60}$
      | .{0,40}(?:国内统一(?:连续出版物|刊)号|统一刊号|准印证|邮发代号|内部资料|CN\s?\d\d-\d{4}|
          今日\d+版|总第\d+期|第\d+期)(?!.*。).{0,40}$
      | (?:www\.|http).{3,60}$
      | (?:地址|社址|邮编|印刷|定价|零售价|每份|广告许可证).{0,3}[：:].{1,60}$
      | (?:要闻|综合|综合新闻|时政|民生|社会|经济|文化|副刊|专版|专题|广告|公告|公益广告|
          国内|国际|本地新闻|今日要闻|头版|教育|健康|法治|理论|党建|乡村|城事|都市|深度|
          关注|图片新闻|新闻|县域|聚焦|特刊|生活|体育)(?:[·\s].{0,8})?$
      | [\u4e00-\u9fff]{1,6}(?:日报|晚报|时讯|时报|报|新闻|周刊|周报|晨报|快报)(?:\s*[A-Za-z\s]+)?$ | [A-Z\s]{6,40}$
      | [\u4e00-\u9fff](?:\s[\u4e00-\u9fff]){1,5}\s(?:报|讯)$
      | (?:启事|公告|声明|通知|更正|招租|遗失声明)[：:].{6,120}$ | [△▲]?.{2,24}遗失.{4,80}(?:声明)?(?:作废).{0,2}$
      | .{2,10}(?:报|新闻|周刊)\s+第[一二三四五六七八\d]{1,2}版.{0,20}$ | [\u4e00-\u9fff]{2,6}\s+[A-D]\d{1,2}$ |
           广\s?告$
      | (?:今天|今日|今晚|明天|明日|天气|未来三天|空气质量).{0,30}(?:℃|度|级|优|良).{0,30}$
    )""",
    re.VERBOSE,
)
EDITORS = re.compile(r"(?:本[版期])?(?:值班|执行)?(?:责任编辑|责编|编辑|主编|校对|版式|组版|美编|编审)")
CAPTION = re.compile(
    r"^[▲△▼←→↑↓◀▶⬆■\s]*(?:(?:上|下|左|右|题|本版)?图(?:片)?(?:为|[①-⑨1-9一二三四]|：|/)|图片说明|[（(](?:上|下|左|右)图[)）])"
)


def read_lines(text: str) -> list[Line]:
    """The lines of a page that hold text, in file order."""
    found: list[tuple[int, int, int, int]] = []
    offset, block, blank = 0, 0, True
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            block += blank
            lead = len(raw) - len(raw.lstrip())
            shown = 0 if lead == 1 and stripped[0].isdigit() else lead  # a space before digits is padding
            found.append((offset + lead, offset + lead + len(stripped), shown, block))
        blank = not stripped
        offset += len(raw) + 1
    widths = [width_of(text[start:end]) for start, end, _, _ in found]
    columns = _column_widths([block for *_, block in found], widths)
    return [
        Line(start, end, fold(text[start:end]), width, indent, block, columns[block])
        for (start, end, indent, block), width in zip(found, widths, strict=True)
    ]


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
    counts = Counter(round(w) for w in widths)
    return float(max(counts, key=lambda w: (counts[w] + 0.6 * counts[w - 1] + 0.3 * counts[w + 1], w)))


def read_units(lines: list[Line]) -> list[Unit]:
    """Cut the lines of a page into units, in file order; every line stands in exactly one."""
    units: list[Unit] = []
    for index, line in enumerate(lines):
        kind = _mark_line(line, lines[index - 1] if index else None, units)
        same_run = units and units[-1].kind == kind and kind in ("text", "furniture", "lead", "caption")
        if (kind == "text" and units and units[-1].kind in ("lead", "caption") and _goes_on(units[-1], line)) or (
            same_run
            and kind != "lead"
            and units[-1].lines[-1].block == line.block
            and not _turns(units[-1].lines, line, lines, index)
        ):
            units[-1].lines.append(line)
        else:
            units.append(Unit(kind, [line]))
    return _tell_titles(_mark_page_name(units))


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


def _mark_line(line: Line, before: Line | None, units: list[Unit]) -> str:
    if not WORDS.search(line.text):
        return "furniture"
    if LEAD.match(line.text):
        return "lead"
    in_sentence = bool(
        before
        and before.block == line.block
        and units[-1].kind in ("text", "lead")
        and not STOP.search(before.text)
        and before.width >= before.column - 1.5
        and before.width > 10
    )
    if EDITORS.match(line.text) and FURNITURE.match(line.text):
        return "furniture"
    if is_byline_line(line.text):
        return "byline"
    if CAPTION.match(line.text) and not in_sentence:
        return "caption"
    if units and units[-1].kind == "caption" and is_photo_credit(line.text):
        return "caption"
    if FURNITURE.match(line.text) and not in_sentence:
        return "furniture"
    return "text"


def _goes_on(unit: Unit, line: Line) -> bool:
    """A line below a lead or a caption belongs to it: the column goes on, or the sentence does."""
    last = unit.lines[-1]
    if unit.kind == "caption":
        return last.block == line.block and unit.is_open and not is_photo_credit(last.text)
    return last.block == line.block and not _leaves_column(unit.lines, line)


def _leaves_column(lines: list[Line], line: Line) -> bool:
    """After a finished sentence comes a line that neither fills the column nor ends a sentence: a title."""
    if not FULL_STOP.search(lines[-1].text) or line.indent >= 2:
        return False
    return _looks_like_title(line) and (line.width < line.column - 3 or line.width > line.column + 2.5)


def _looks_like_title(line: Line) -> bool:
    return not SENTENCE.search(line.text) and not UNFINISHED.search(line.text) and line.width <= UNWRAPPED


def _turns(run: list[Line], line: Line, lines: list[Line], index: int) -> bool:
    """Inside a block, a title turns to prose or prose to a title at this line."""
    if (
        len(run) <= 3
        and line.indent
        and not run[0].indent
        and not any(STOP.search(item.text) or UNFINISHED.search(item.text) for item in run)
    ):
        return True
    if (
        len(run) <= 3
        and PHRASES.match(run[-1].text)
        and not PHRASES.match(line.text)
        and line.width >= line.column - 3.5
    ):
        return True
    if len(run) <= 3 and all(_looks_like_title(item) and not STOP.search(item.text[-1:]) for item in run):
        head_off = any(not _can_open_paragraph(item) for item in run)
        follows = [item for item in lines[index : index + 4] if item.block == line.block]
        fills = sum(abs(item.width - item.column) <= 2.5 or item.width > UNWRAPPED for item in follows)
        if head_off and len(follows) >= 2 and fills >= len(follows) - 1 and _can_open_paragraph(line):
            return True
        if line.width > UNWRAPPED and head_off:
            return True
    return _leaves_column(run, line)


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


def _is_title(run: Unit, open_prose: Unit | None, following: Unit | None, closed: bool) -> bool:
    text, lines = run.text, run.lines
    if (
        len(lines) > 5
        or UNFINISHED.search(text)
        or any(line.width > UNWRAPPED and re.search("[，；]", line.text) for line in lines)
    ):
        return False
    if SENTENCE.search(re.sub(r"“[^”]*”", "", text)) or text.endswith("。”") or QUESTION.match(text):
        return False
    if len(lines) <= 3 and NOTICE.search(text):
        return True
    before_lead = following is not None and following.kind == "lead"
    spaced = any(PHRASES.match(line.text) for line in lines)
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
