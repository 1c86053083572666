"""What stands around each piece of prose on a page, and what that says of where its article begins and ends."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from warehouse.parse.body import ends_paragraph
from warehouse.parse.byline import find_front, find_tail
from warehouse.parse.chain import Piece
from warehouse.parse.credits import Credit, read_byline
from warehouse.parse.draft import Title
from warehouse.parse.marks import BRIEFS, DATED, GOES_ON, SCENE
from warehouse.parse.page import FRESH, NOTICE, NUMBERED, SALUTATION, Line, Unit


class Evidence(NamedTuple):
    """A piece of prose with what stands around it; positions are indices of units."""

    position: int
    unit: Unit
    titles: list[Title]  # between the prose before and this
    front: list[tuple[tuple[int, int], list[Credit]]]  # bylines over it
    tail: list[tuple[tuple[int, int], list[Credit]]]  # bylines that end it
    lead_credits: list[Credit]  # in the brackets of its lead
    headings: list[Title]  # of the section that begins with it


BULLET = re.compile(r"[▲▶◆■●·☆★]")
BRIEF_TITLE = 16.0
SIGNATURE = re.compile(r"[）)摄]\s*$|记者|通讯员|[□■◎◆]|文[/／]图")


def split_signed(units: list[Unit]) -> list[Unit]:
    """Behind a line that ends in a byline another article begins, though no blank line divides them."""
    out: list[Unit] = []
    for unit in units:
        if unit.kind not in ("prose", "lead"):
            out.append(unit)
            continue
        begin = 0
        for index in range(len(unit.lines) - 1):
            line = unit.lines[index]
            if (
                SIGNATURE.search(line.text)
                and ends_paragraph(_as_stopped(line), unit.lines[index + 1])
                and find_tail("".join(item.text for item in unit.lines[max(begin, index - 1) : index + 1]))
            ):
                out.append(Unit(unit.kind if begin == 0 else "prose", unit.lines[begin : index + 1]))
                begin = index + 1
        out.append(Unit(unit.kind if begin == 0 else "prose", unit.lines[begin:]))
    return out


def _as_stopped(line: Line) -> Line:
    return line._replace(text=line.text + "。")


def split_briefs(units: list[Unit]) -> tuple[list[Unit], frozenset[int]]:
    """Under the flag of a column of briefs every paragraph may be an article, until a headline of two lines or a wide
    one.  Where the first brief is marked with a bullet, the bullets tell.

    Gives the units, and the offsets of the paragraphs that so begin.
    """
    out: list[Unit] = []
    briefs: list[int] = []
    in_briefs = bulleted = False
    for unit in units:
        if unit.kind in ("title", "furniture") and BRIEFS.match(re.sub(r"\s", "", unit.text)):
            in_briefs, bulleted = True, False
            first = True
        elif unit.kind == "title" and (len(unit.lines) > 1 or unit.lines[0].width > BRIEF_TITLE):
            in_briefs = False
        if not in_briefs or unit.kind not in ("prose", "lead"):
            out.append(unit)
            continue
        if first:
            bulleted, first = BULLET.match(unit.text) is not None, False
        follows_open = bool(out) and out[-1].kind in ("prose", "lead") and out[-1].is_open
        begins = [0] + [
            i
            for i in range(1, len(unit.lines))
            if (BULLET.match(unit.lines[i].text) if bulleted else ends_paragraph(unit.lines[i - 1], unit.lines[i]))
        ]
        for n, begin in enumerate(begins):
            end = begins[n + 1] if n + 1 < len(begins) else len(unit.lines)
            lines = unit.lines[begin:end]
            goes_on = (
                unit.kind == "prose" and n == 0 and (follows_open or (bulleted and not BULLET.match(lines[0].text)))
            )
            begins_brief = bulleted or (unit.kind == "lead" and n == 0)
            out.append(Unit("lead" if begins_brief and not goes_on else "prose", lines))
            if not goes_on:
                briefs.append(lines[0].start)
    return out, frozenset(briefs)


def gather_evidence(page_text: str, units: list[Unit]) -> tuple[list[Evidence], list[Title]]:
    """The page's pieces of prose with the titles and bylines that stand around them, and all titles."""
    evidence: list[Evidence] = []
    titles: list[Title] = []
    between: list[Title] = []
    headings: list[Title] = []
    front: list[tuple[tuple[int, int], list[Credit]]] = []
    tails = _has_tail_style(units)
    for position, unit in enumerate(units):
        if unit.kind == "title":
            titles.append(Title(unit.lines, position, []))
            between.append(titles[-1])
        elif unit.kind == "heading":
            headings.append(Title(unit.lines, position, []))
        elif unit.kind == "byline":
            byline = ((unit.start, unit.end), _read_credits(page_text, unit.start, unit.end))
            place = _place_byline(
                units, position, bool(between), tails, bool(evidence), bool(evidence and evidence[-1].tail)
            )
            {"title": titles[-1].bylines if between else front, "above": evidence[-1].tail if evidence else front}.get(
                place, front
            ).append(byline)
        elif unit.kind in ("lead", "prose"):
            text, offsets = join_lines(page_text, unit), read_offsets(unit)
            lead, tail = find_front(text), find_tail(text)
            evidence.append(
                Evidence(
                    position,
                    unit,
                    between,
                    front,
                    [((offsets[tail[0]], unit.end), place_credits(page_text, tail[1], offsets))] if tail else [],
                    place_credits(page_text, lead[2], offsets) if lead else [],
                    headings,
                )
            )
            between, headings, front = [], [], []
    if evidence:
        evidence[-1].tail.extend(front)
        evidence[-1].headings.extend(headings)
    return evidence, titles


def _has_tail_style(units: list[Unit]) -> bool:
    """Most bylines of the page stand behind their bodies."""
    count = 0
    for index, unit in enumerate(units):
        before = units[index - 1].kind if index else ""
        if unit.kind == "byline":
            count += (before in ("prose", "lead")) - (before == "title")
        elif unit.kind in ("prose", "lead"):
            count += (find_tail(unit.text) is not None) - (unit.kind == "lead" and find_front(unit.text) is not None)
    return count > 0


def _place_byline(
    units: list[Unit], position: int, has_titles: bool, tails: bool, has_prose: bool, is_signed: bool
) -> str:
    """Whose a byline in a line of its own is: the body's "above", the one's "below", or the "title"'s over it."""
    above = units[position - 1] if position else None
    following = next((unit for unit in units[position + 1 :] if unit.kind not in ("furniture", "byline")), None)
    block = units[position].lines[-1].block
    beside = following is not None and following.lines[0].block - block <= 1 and following.kind in ("prose", "lead")
    if above is not None and above.kind == "title" and has_titles:
        return (
            "below" if beside and (not has_prose or (following is not None and following.kind == "prose")) else "title"
        )
    if above is not None and above.kind == "byline" and has_titles:
        return "below" if beside else "title"
    if not has_prose:
        return "below"
    ends = following is None or following.kind != "prose" or tails or not is_signed
    after_prose = above is not None and above.kind in ("prose", "lead", "byline", "caption")
    return "above" if (after_prose and ends) or not beside else "below"


DIALOGUE = re.compile(r"(?:记者|主持人|问|答)：|(?!任命|免去|决定|公告|通知)[\u4e00-\u9fff]{2,4}：")
QUOTED = re.compile(r"“[^“”]{4,60}”[^，。]{0,12}(?:\d{1,2}月\s?\d{1,2}日|近日|日前|昨[日天])")  # “能吃饱了！”9月14日，
LATER = re.compile(r"[（(]?[二三四五六七八九十]{1,3}[）)]?、|[2-9][、.．]|之[二三四五六]")


def read_pieces(evidence: list[Evidence], briefs: frozenset[int] = frozenset()) -> list[Piece]:
    """What is known of each piece of prose; ``briefs`` are the offsets of paragraphs under a flag of briefs."""
    hard, soft = _tell_indents(evidence)
    pieces = []
    for index, item in enumerate(evidence):
        lines, text = item.unit.lines, item.unit.text
        before = evidence[index - 1] if index else None
        beside = before is not None and before.position + 1 == item.position
        pieces.append(
            Piece(
                is_lead=item.unit.kind == "lead",
                is_credited=bool(item.front or item.lead_credits),
                is_signed=bool(item.tail) or _is_whole_brief(item.unit),
                is_open=item.unit.is_open and not item.tail,
                expects=text[-1] in "：；",
                opens=_opens_paragraph(item.unit, hard, soft),
                tone=_read_tone(text),
                title=1.5 if begins_notice(item.unit) else _weigh_titles(item.titles),
                column=lines[0].column,
                last_column=lines[-1].column,
                block=lines[0].block,
                last_block=lines[-1].block,
                text=text,
                over="".join(title.text for title in item.titles),
                has_heading=bool(item.headings),
                is_indented=any(line.indent >= 2 for line in lines) if len(lines) > 2 else None,
                unclosed=_find_unclosed(text),
                closes=_find_unclosed(text[::-1].translate(MIRRORED)),
                is_brief=item.unit.start in briefs,
                is_dialogue=DIALOGUE.match(text) is not None,
                is_parted=beside and before is not None and before.unit.lines[-1].block == lines[0].block,
                is_later=LATER.match(text) is not None,
            )
        )
    return pieces


PAIRS = {"”": "“", "）": "（", "》": "《"}
MIRRORED = str.maketrans("“”（）《》", "”“）（》《")
TAIL = 120  # characters at a piece's end in which a quotation may hang


def _find_unclosed(text: str) -> str:
    """The last quotation mark or bracket that is open at the end of a text, or nothing."""
    closed = ""
    for char in reversed(text[-TAIL:]):
        if char in PAIRS:
            closed += PAIRS[char]
        elif char in PAIRS.values():
            if char not in closed:
                return char
            closed = closed.replace(char, "", 1)
    return ""


def _is_whole_brief(unit: Unit) -> bool:
    """●日前，…。: a brief under its bullet ends where its sentence does."""
    return BULLET.match(unit.text) is not None and unit.kind == "lead" and not unit.is_open


def _tell_indents(evidence: list[Evidence]) -> tuple[bool, bool]:
    """Whether paragraphs begin with white space (hard), or shorter by two characters that the extraction dropped."""
    lines = [line for item in evidence for line in item.unit.lines]
    firsts = [
        line
        for before, line in itertools.pairwise(lines)
        if before.block == line.block and ends_paragraph(before, line)
    ]
    hard = sum(line.indent >= 2 for line in lines)
    soft = sum(1.25 <= line.column - line.width <= 3.25 for line in firsts if line.indent < 2)
    return hard >= 2, soft >= 2 and soft * 2 >= len(firsts)


def _opens_paragraph(unit: Unit, hard: bool, soft: bool) -> bool | None:
    first = unit.lines[0]
    if unit.kind == "lead" or first.indent >= 2:
        return True
    is_fresh = FRESH.match(first.text) is not None
    if re.match(r"[，。、；：）”？！]", first.text) or (hard and (first.text[0] == "“" or not is_fresh)):
        return False
    if soft and first.width >= first.column - 0.75:
        return False
    if soft and len(unit.lines) > 1 and 1.25 <= first.column - first.width <= 3.25:
        return True
    return True if is_fresh and not hard else None


def _read_tone(text: str) -> float:
    if SALUTATION.match(text):
        return 1.0
    if GOES_ON.match(text):
        return -0.8
    return 0.8 if DATED.match(text) or QUOTED.match(text) else 0.5 if SCENE.match(text) else 0.0


def _weigh_titles(titles: list[Title]) -> float:
    """How much the titles over a piece look like a headline: the taller and wider, the more."""
    if not titles:
        return 0.0
    if LATER.match(titles[-1].text):
        return -2.0
    if any(title.bylines or NOTICE.search(title.text) for title in titles):
        return 1.5
    if all(NUMBERED.match(title.text) for title in titles):
        return 0.0
    lines = [line for title in titles for line in title.lines]
    return 1.0 if len(lines) > 1 else min(1.0, max(0.0, (lines[0].width - NARROWEST) / WIDTHS))


NARROWEST, WIDTHS = 4.0, 9.0  # one-line titles up to 4 wide are section headings, from 13 headlines


NOTICE_FLAG = re.compile(r"(?:通告|公告|启事|声明)$|[\u4e00-\u9fff]{2,4}(?:信息|公告|声明|启事|通知|预告|提示)$")


def begins_notice(unit: Unit) -> bool:
    return NOTICE_FLAG.match(unit.lines[0].text.replace(" ", "")) is not None


def place_credits(page_text: str, credits: list[Credit], offsets: list[int]) -> list[Credit]:
    """Credits whose indices are into a text without line ends, moved to the page; names as printed."""
    moved = [credit._replace(start=offsets[credit.start], end=offsets[credit.end - 1] + 1) for credit in credits]
    return [credit._replace(name=_as_printed(page_text, credit)) for credit in moved]


def _as_printed(page_text: str, credit: Credit) -> str:
    printed = re.sub(r"\s+", "", page_text[credit.start : credit.end])
    return printed if len(printed) == len(credit.name) else credit.name


def join_lines(page_text: str, unit: Unit) -> str:
    return "".join(page_text[line.start : line.end] for line in unit.lines)


def read_offsets(unit: Unit) -> list[int]:
    return [offset for line in unit.lines for offset in range(line.start, line.end)]


def _read_credits(page_text: str, start: int, end: int) -> list[Credit]:
    return place_credits(page_text, read_byline(page_text[start:end]), list(range(start, end)))
