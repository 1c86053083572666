"""Units -> articles: bodies are cut by evidence, then headlines are reunited with them as an assignment problem.

A body begins at a lead formula (本报讯 …), or under a title once the body before it is closed; it ends at a byline, at
the next beginning, or at the end of the page.  Titles between are not given to the nearest body: the page
maker's frames
come out of the PDF in any order, so titles and bodies are matched by the rare words that they share and by
position, all at
once (scipy's linear_sum_assignment, after Kuhn 1955).
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from typing import NamedTuple

from warehouse.parse.body import ends_paragraph
from warehouse.parse.byline import Credit, find_front, find_tail, read_byline
from warehouse.parse.draft import Draft, Title
from warehouse.parse.headline import assign_titles, grams_of, words_of
from warehouse.parse.page import FRESH, FULL_STOP, Unit


class Cut(NamedTuple):
    """The articles of a page, in the order in which their bodies begin, and the titles that no article claims."""

    drafts: list[Draft]
    loose: list[Title]


START = re.compile(r".{0,8}(?:\d{4}年)?\d{1,2}月\s?\d{1,2}日|近日|日前|昨[日天]|今[日天]|记者(?=从|在|近日|日前|昨)")
BULLET = re.compile(r"[▲▶◆■●·☆★]")
NOTICE = re.compile(r"(?:公告|通告|公示|启事|声明|名单|简章|通知)$")
NUMBERED = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]|\d{1,2}[、.．]|[●■◆▲★]|之[一二三四五六])")
SECTION_WIDTH = 15.0  # titles above it are headlines of their own more often than headings inside an article


def cut_articles(page_text: str, units: list[Unit]) -> Cut:
    """Cut a page's units into articles and give them their headlines."""
    units = _split_briefs(units)
    drafts, titles = _cut_bodies(page_text, units)
    _recover_beginnings(drafts, _rarity(units))
    drafts = _fold_crumbs(drafts if any(unit.kind == "lead" for unit in units) else _merge_feature(drafts))
    loose = assign_titles(drafts, titles)
    _place_captions(page_text, drafts, units)
    return Cut(drafts, loose)


# --- bodies ---

BRIEFS = re.compile(
    r"^[·■●◆【“]*[\u4e00-\u9fff]{0,6}"
    r"(?:简讯|短讯|快讯|短波|一句话新闻|速递|速览|集锦|简报|短新闻|微新闻|播报|要闻简报)[】”：:]*$"
)


def _split_briefs(units: list[Unit]) -> list[Unit]:
    """Under the flag of a column of briefs every paragraph is an article, until a headline of two lines or a wide one.

    Where the page marks its briefs with bullets, the bullets tell.
    """
    flag = next((i for i, unit in enumerate(units) if BRIEFS.match(re.sub(r"\s", "", unit.text))), len(units))
    below = [unit for unit in units[flag:] if unit.kind in ("prose", "lead")]
    if sum(BULLET.match(unit.text) is not None for unit in below) * 2 >= len(below):
        return units
    out: list[Unit] = []
    in_briefs = False
    for unit in units:
        bare_text = re.sub(r"\s", "", unit.text)
        if unit.kind in ("title", "furniture") and BRIEFS.match(bare_text):
            in_briefs = True
        elif unit.kind == "title" and (len(unit.lines) > 1 or unit.lines[0].width > BRIEF_TITLE):
            in_briefs = False
        if not in_briefs or unit.kind not in ("prose", "lead"):
            out.append(unit)
            continue
        begins = [0] + [i for i in range(1, len(unit.lines)) if ends_paragraph(unit.lines[i - 1], unit.lines[i])]
        follows_open = bool(out) and out[-1].kind in ("prose", "lead") and out[-1].is_open
        for n, begin in enumerate(begins):
            end = begins[n + 1] if n + 1 < len(begins) else len(unit.lines)
            goes_on = n == 0 and follows_open and unit.kind == "prose"
            out.append(Unit("prose" if goes_on else "lead", unit.lines[begin:end]))
    return out


BRIEF_TITLE = 16.0


def _cut_bodies(page_text: str, units: list[Unit]) -> tuple[list[Draft], list[Title]]:
    drafts: list[Draft] = []
    titles: list[Title] = []  # seen since the last prose
    outside: list[Title] = []
    front: list[tuple[tuple[int, int], list[Credit]]] = []  # a byline line that stands over its body
    tails = _has_tail_style(units)
    rarity = _rarity(units)
    current: Draft | None = None
    for position, unit in enumerate(units):
        if unit.kind == "title":
            titles.append(Title(unit.lines, position, []))
        elif unit.kind == "byline":
            if _belongs_to_title(units, position, titles):
                titles[-1].bylines.append(((unit.start, unit.end), _read_credits(page_text, unit.start, unit.end)))
            elif _closes(current, titles, units, position, tails):
                assert current is not None
                current = _split_signed(current, drafts, rarity)
                current.close((unit.start, unit.end), _read_credits(page_text, unit.start, unit.end))
            else:
                front.append(((unit.start, unit.end), _read_credits(page_text, unit.start, unit.end)))
        elif unit.kind in ("lead", "prose"):
            draft = _find_home(current, drafts, titles, unit, bool(front), tails, rarity)
            if draft is not None and draft is current and not titles:
                draft = _find_torn(current, drafts, unit, tails, rarity)
            if draft is None:
                draft = Draft(position, unit.kind == "lead" or bool(front))
                drafts.append(draft)
                outside += titles
            else:
                draft.headings += titles
            titles = []
            draft.add(position, unit)
            current = draft
            for span, credits in front:
                draft.bylines.append(span)
                draft.credits += credits
                draft.is_strong = True
            front = []
            _read_own_byline(page_text, draft, unit)
    for span, credits in front:
        if drafts:
            drafts[-1].close(span, credits)
    return drafts, outside + titles


def _has_tail_style(units: list[Unit]) -> bool:
    """Most bylines of the page stand behind their bodies."""
    after = sum(
        unit.kind == "byline" and index > 0 and units[index - 1].kind in ("prose", "lead")
        for index, unit in enumerate(units)
    )
    after += sum(unit.kind in ("prose", "lead") and find_tail(unit.text) is not None for unit in units)
    before = sum(unit.kind == "lead" and find_front(unit.text) is not None for unit in units)
    before += sum(
        unit.kind == "byline" and index > 0 and units[index - 1].kind == "title" for index, unit in enumerate(units)
    )
    return after > before


def _belongs_to_title(units: list[Unit], position: int, titles: list[Title]) -> bool:
    """A byline right under a title that no prose follows goes where the title goes."""
    above, below = units[position - 1] if position else None, units[position + 1] if position + 1 < len(units) else None
    if not titles or above is None or above.kind != "title" or above.lines[-1].block != units[position].lines[0].block:
        return False
    return (
        below is None
        or below.kind not in ("prose", "lead")
        or (below.lines[0].block != units[position].lines[-1].block and below.kind == "lead")
    )


def _closes(current: Draft | None, titles: list[Title], units: list[Unit], position: int, tails: bool) -> bool:
    """A byline in a line of its own belongs to the body above it, not to the one below."""
    if current is None:
        return False
    following = next((unit for unit in units[position + 1 :] if unit.kind not in ("furniture", "byline")), None)
    if (
        titles
        and units[position - 1].kind == "title"
        and following is not None
        and following.lines[0].block == units[position].lines[-1].block
    ):
        return False
    if following is None or following.kind != "prose":
        return True
    if titles:
        return False
    if units[position - 1].kind == "byline":
        return bool(current.bylines)
    return tails or not current.credits or (FULL_STOP.search(current.text) is not None and not current.is_closed)


def _find_home(
    current: Draft | None,
    drafts: list[Draft],
    titles: list[Title],
    unit: Unit,
    has_front: bool,
    tails: bool,
    rarity: dict[str, float],
) -> Draft | None:
    """The draft that this prose goes on with, or None if it begins an article."""
    if current is None or unit.kind == "lead" or has_front:
        return None
    goes_on = not START.match(unit.text)
    numbered = _find_numbered(drafts, titles)
    if numbered:
        return numbered
    if (
        current.is_closed
        and len(current.prose) == 1
        and not titles
        and goes_on
        and len(current.text) < LEAD_WIDTH
        and not find_tail(unit.text)
    ):
        return current  # a lead signed at its end, above the parts of a feature
    if current.is_closed:
        dangling = [draft for draft in drafts if draft.is_open]
        if dangling and not titles and goes_on:
            return dangling[-1]
        waiting = [
            draft
            for draft in drafts
            if tails and not titles and not draft.is_closed and not draft.credits and draft.is_strong
        ]
        return max(waiting, key=lambda draft: _likeness(unit.text, draft.text, rarity), default=None)
    if (
        BULLET.match(current.prose[0][1].text)
        and not current.is_open
        and unit.lines[0].block != current.prose[-1][1].lines[-1].block
    ):
        return None
    if current.is_open and unit.lines[0].indent and current.prose[0][1].lines[0].column != unit.lines[0].column:
        return None  # a paragraph begins in another column width while the body before hangs in mid-sentence
    if not titles or (current.is_open and goes_on):
        return current
    if any(title.bylines or NOTICE.search(title.text) for title in titles):
        return None
    if _is_heading(titles) and goes_on:
        return current
    if tails and goes_on:
        return current
    return None


LEAD_WIDTH = 320
ORDER = "一二三四五六七八九十"


def _find_numbered(drafts: list[Draft], titles: list[Title]) -> Draft | None:
    """A heading 二、… goes on with the article that has the heading 一、…, whatever stands between."""
    match = re.match(rf"[（(]?([{ORDER}])[）)]?、", titles[0].text) if titles else None
    if not match or match[1] == "一":
        return None
    before = ORDER[ORDER.index(match[1]) - 1]
    return next(
        (
            draft
            for draft in reversed(drafts)
            if any(re.match(rf"[（(]?{before}[）)]?、", title.text) for title in draft.headings)
        ),
        None,
    )


def _rarity(units: list[Unit]) -> dict[str, float]:
    """Weight of each two-character gram of a page: the fewer of its pieces of prose have it, the more it tells."""
    pieces = [set(grams_of(unit.text)) for unit in units if unit.kind in ("prose", "lead")]
    spread = Counter(gram for grams in pieces for gram in grams)
    return {gram: math.log((len(pieces) + 1) / count) for gram, count in spread.items()}


def _find_torn(current: Draft, drafts: list[Draft], unit: Unit, tails: bool, rarity: dict[str, float]) -> Draft:
    """The body that a piece goes on with where columns of several articles were mixed.

    A body that stopped in mid-sentence takes the next piece that begins in one; on a page whose articles end in
    bylines,
    a piece goes back to an earlier body without byline if it shares clearly more rare words with it.
    """
    if current.is_open:
        return current
    waiting = [draft for draft in drafts[-REACH:] if draft is not current and not draft.is_closed]
    torn = [draft for draft in waiting if draft.is_open]
    if torn and not FRESH.match(unit.text) and _goes_on_midway(unit):
        return torn[-1]
    waiting = [draft for draft in waiting if draft.is_strong and not draft.credits]
    if not tails or not waiting:
        return current
    likeness = {id(draft): _likeness(unit.text, draft.text, rarity) for draft in [*waiting, current]}
    best = max(waiting, key=lambda draft: likeness[id(draft)])
    return best if likeness[id(best)] > max(LIKE, TORN * likeness[id(current)]) else current


def _recover_beginnings(drafts: list[Draft], rarity: dict[str, float]) -> None:
    """A signed body that begins like nothing (no lead, no date, no title) has its beginning in the body before.

    Where a column ended, the extraction went on with the next article without a mark; words tell its pieces.
    """
    for before, draft in itertools.pairwise(drafts):
        if draft.prose[0][1].kind == "lead" or START.match(draft.text) or not draft.is_closed or draft.headings:
            continue
        own = draft.text
        for position, unit in before.prose[1:]:
            if any(unit.start <= start < unit.end for start, _ in before.bylines):
                continue  # signed: it ends the body before
            rest = "".join(other.text for at, other in before.prose if at != position)
            likeness = _likeness(unit.text, own, rarity)
            if likeness > max(LIKE, TORN * _likeness(unit.text, rest, rarity)):
                before.prose = [item for item in before.prose if item[0] != position]
                draft.prose.append((position, unit))
                own += unit.text
        draft.prose.sort(key=lambda item: item[0])
        draft.first = draft.prose[0][0]
        before.last = before.prose[-1][0]


REACH = 8  # bodies back that a torn piece can belong to
LIKE = 0.05  # share of a piece's rare words below which nothing is said of where it belongs
TORN = 1.25  # how many times as many of a piece's rare words the other body must have


def _goes_on_midway(unit: Unit) -> bool:
    """The first line fills its column: no new paragraph begins here."""
    first = unit.lines[0]
    return first.width >= first.column - 0.75 or len(unit.lines) == 1


def _likeness(text: str, other: str, rarity: dict[str, float]) -> float:
    """Share of a text's grams, weighted by rarity, that another text has."""
    grams, have = set(grams_of(text)), set(grams_of(other))
    total = sum(rarity.get(gram, 0.0) for gram in grams) or 1.0
    return sum(rarity.get(gram, 0.0) for gram in grams & have) / total


def _split_signed(draft: Draft, drafts: list[Draft], rarity: dict[str, float]) -> Draft:
    """A body signed in its lead and signed again at its end is two: it is cut where a paragraph is least like
    what stands before."""
    pieces = [unit for _, unit in draft.prose]
    if not draft.credits or find_front(pieces[0].text) is None or draft.is_closed:
        return draft
    starts = [index for index in range(1, len(pieces)) if FULL_STOP.search(pieces[index - 1].text)]
    if not starts:
        return draft
    cut = min(
        starts, key=lambda index: _likeness(pieces[index].text, "".join(unit.text for unit in pieces[:index]), rarity)
    )
    rest = Draft(draft.prose[cut][0], False)
    rest.prose, draft.prose = draft.prose[cut:], draft.prose[:cut]
    rest.last, draft.last = draft.last, draft.prose[-1][0]
    rest.headings = [title for title in draft.headings if title.position > rest.first]
    draft.headings = [title for title in draft.headings if title.position < rest.first]
    drafts.append(rest)
    return rest


def _is_heading(titles: list[Title]) -> bool:
    """Titles that head a section rather than an article: short, in one line, or numbered."""
    return all(
        NUMBERED.match(title.text) or (len(title.lines) == 1 and title.lines[0].width <= SECTION_WIDTH)
        for title in titles
    )


def _read_own_byline(page_text: str, draft: Draft, unit: Unit) -> None:
    """Bylines inside prose: in the brackets of the lead, or behind the last sentence."""
    text, offsets = _line_text(page_text, unit), _line_offsets(page_text, unit)
    front = find_front(text) if unit is draft.prose[0][1] else None
    if front:
        draft.credits += _place_credits(front[2], offsets)
        draft.is_strong = True
    tail = find_tail(text)
    if tail:
        draft.close((offsets[tail[0]], unit.end), _place_credits(tail[1], offsets))


def _place_credits(credits: list[Credit], offsets: list[int]) -> list[Credit]:
    """Credits whose indices are into a text without line ends, moved to the page."""
    return [credit._replace(start=offsets[credit.start], end=offsets[credit.end - 1] + 1) for credit in credits]


def _line_text(page_text: str, unit: Unit) -> str:
    return "".join(page_text[line.start : line.end] for line in unit.lines)


def _line_offsets(page_text: str, unit: Unit) -> list[int]:
    return [offset for line in unit.lines for offset in range(line.start, line.end)]


def _read_credits(page_text: str, start: int, end: int) -> list[Credit]:
    return [
        credit._replace(start=credit.start + start, end=credit.end + start)
        for credit in read_byline(page_text[start:end])
    ]


def _merge_feature(drafts: list[Draft]) -> list[Draft]:
    """A page with one byline and no lead formula is one feature in pieces, not several articles."""
    strong = [draft for draft in drafts if draft.is_strong]
    if len(drafts) > 1 and len(strong) == 1:
        keep = strong[0]
        for draft in drafts:
            if draft is not keep and not re.match(r".{0,8}\d{1,2}月\d{1,2}日", draft.text):
                keep.absorb(draft)
                draft.prose = []
    return sorted((draft for draft in drafts if draft.prose), key=lambda draft: draft.first)


CRUMB = 40  # a piece of prose below this without lead or byline is a caption or a stray line, not an article


def _fold_crumbs(drafts: list[Draft]) -> list[Draft]:
    """Give pieces too small to be articles to the nearest article as captions."""
    kept = [draft for draft in drafts if draft.is_strong or len(draft.text) >= CRUMB]
    for draft in drafts:
        if draft not in kept and kept:
            nearest = min(kept, key=lambda other: min(abs(other.first - draft.first), abs(other.last - draft.first)))
            nearest.captions += [unit for _, unit in draft.prose]
    return kept


def _place_captions(page_text: str, drafts: list[Draft], units: list[Unit]) -> None:
    """A caption goes to the article that shares most words with it, else to the one beside it."""
    if not drafts:
        return
    words = words_of(drafts)
    for position, unit in enumerate(units):
        if unit.kind == "caption":
            wanted = grams_of(unit.text)
            shares = [
                sum(weight[gram] for gram in wanted if gram in grams) / max(1, len(wanted))
                for grams, _, weight in words
            ]
            nearest = min(
                range(len(drafts)),
                key=lambda index: min(abs(drafts[index].first - position), abs(drafts[index].last - position)),
            )
            best = max(range(len(drafts)), key=lambda index: shares[index] + (0.15 if index == nearest else 0.0))
            drafts[best].captions.append(unit)
            _read_caption_credit(page_text, drafts[best], unit)


def _read_caption_credit(page_text: str, draft: Draft, unit: Unit) -> None:
    """图为…。（甲 摄）: the photographer is named in the caption."""
    tail = find_tail(_line_text(page_text, unit))
    if tail:
        draft.credit(_place_credits(tail[1], _line_offsets(page_text, unit)))
