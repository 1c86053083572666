"""Lines -> units: runs of lines that play one part (prose, title, byline, caption, furniture)."""

from __future__ import annotations

import re

from warehouse.parse.byline import find_tail, is_byline_line, is_photo_credit
from warehouse.parse.furniture import ADVERTISED, EDITOR_LINE, is_furniture, is_masthead, is_weather
from warehouse.parse.page import FRESH, FULL_STOP, NOTICE, STOP, UNWRAPPED, Line, Unit
from warehouse.parse.shapes import (
    MOST_LINES,
    QUOTATION,
    UNFINISHED,
    can_open_paragraph,
    interrupts,
    is_spaced,
    leaves_column,
    misfits,
    turns,
)

WORDS = re.compile(r"[^\s\ufeff\ufffd\u200b-\u200f\u2060]")  # a line of byte order marks or lost bytes has none
SENTENCE = re.compile(r"。")
MOST_TITLES = 40  # lines of all headlines of a page
QUESTION = re.compile(r"[\u4e00-\u9fff]{0,4}(?:记者|问|答|主持人)：|[\u4e00-\u9fff]{2,4}：.*？$")
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
EDGE = 4  # lines at the top or the bottom where a page's name stands


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
                and (kind != "text" or not turns(last.lines, line, lines, index, is_indented))
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
    if last.block != line.block or leaves_column(unit.lines, line, is_indented):
        return False
    return not interrupts(line, lines, index)


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
    return min(line.width for line in run.lines) >= 5 and sum(map(misfits, run.lines)) * 2 > len(run.lines)


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
    if text.endswith("。”") and not any(misfits(line) for line in lines):
        return False
    if following is not None and following.kind == "byline" and not STOP.search(text):
        return True  # prose ends in a full stop before its byline
    if len(lines) <= 3 and (NOTICE.search(text) or _leaves_any_column(lines[-1], open_prose, following)):
        return True
    before_lead = following is not None and following.kind == "lead"
    spaced = any(is_spaced(line) for line in lines)
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
    return all(can_open_paragraph(line) for line in lines[:-1]) and lines[-1].width <= lines[-1].column + 1.5
