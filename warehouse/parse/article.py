"""Units -> articles: bodies are cut by evidence, then headlines are reunited with them as an assignment problem.

A body begins at a lead formula (本报讯 …), or under a title once the body before it is closed; it ends at a byline, at
the next beginning, or at the end of the page.  Titles between are not given to the nearest body: the page maker's frames
come out of the PDF in any order, so titles and bodies are matched by the rare words that they share and by position, all at
once (scipy's linear_sum_assignment, after Kuhn 1955).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from warehouse.parse.byline import Credit, find_front, find_tail, read_byline
from warehouse.parse.page import FRESH, FULL_STOP, Line, Unit
from warehouse.parse.text import bare, fold


class Piece(NamedTuple):
    """A contiguous piece of a page in one role of an article; offsets into the page text."""

    role: str
    start: int
    end: int


class Title(NamedTuple):
    """A run of title lines that stand together on the page."""

    lines: list[Line]
    position: int  # index of its unit on the page
    bylines: list[tuple[tuple[int, int], list[Credit]]]  # that stand under it, far from the body

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


class Draft:
    """An article while it is being cut."""

    def __init__(self, position: int, is_strong: bool) -> None:
        self.first = self.last = position  # unit indices of the first and the last prose
        self.is_strong = is_strong  # begins with a lead formula, or has a byline
        self.is_closed = False  # a byline ended it
        self.prose: list[tuple[int, Unit]] = []
        self.headings: list[Title] = []
        self.bylines: list[tuple[int, int]] = []
        self.captions: list[Unit] = []
        self.credits: list[Credit] = []  # offsets into the page
        self.headline: list[Title] = []
        self.score: float | None = None

    @property
    def text(self) -> str:
        return "".join(unit.text for _, unit in self.prose)

    @property
    def is_open(self) -> bool:
        return bool(self.prose) and self.prose[-1][1].is_open and not self.is_closed

    def add(self, position: int, unit: Unit) -> None:
        self.prose.append((position, unit))
        self.last = max(self.last, position)

    def absorb(self, other: Draft) -> None:
        """Take over everything that ``other`` holds."""
        self.prose = sorted(self.prose + other.prose, key=lambda item: item[0])
        self.first, self.last = self.prose[0][0], self.prose[-1][0]
        self.headings += other.headings
        self.bylines += other.bylines
        self.captions += other.captions
        self.credits += [credit for credit in other.credits if credit.name not in {own.name for own in self.credits}]
        self.is_strong |= other.is_strong
        self.is_closed |= other.is_closed


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
    drafts, titles = _cut_bodies(page_text, units)
    drafts = _fold_crumbs(drafts if any(unit.kind == "lead" for unit in units) else _merge_feature(drafts))
    loose = _assign_titles(drafts, titles)
    _place_captions(page_text, drafts, units)
    return Cut(drafts, loose)


# --- bodies ----------------------------------------------------------------------------------------------------------


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
                _close(current, (unit.start, unit.end), _read_credits(page_text, unit.start, unit.end))
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
            _close(drafts[-1], span, credits)
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


def _close(draft: Draft, span: tuple[int, int], credits: list[Credit]) -> None:
    draft.bylines.append(span)
    draft.credits += [
        credit
        for credit in credits
        if (credit.name, credit.kind) not in {(own.name, own.kind) for own in draft.credits}
    ]
    draft.is_closed = draft.is_strong = True


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
    if tails and not re.match(r".{0,8}\d{1,2}月\d{1,2}日|近日|日前", unit.text):
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
    pieces = [set(_grams(unit.text)) for unit in units if unit.kind in ("prose", "lead")]
    spread = Counter(gram for grams in pieces for gram in grams)
    return {gram: math.log((len(pieces) + 1) / count) for gram, count in spread.items()}


def _find_torn(current: Draft, drafts: list[Draft], unit: Unit, tails: bool, rarity: dict[str, float]) -> Draft:
    """The body that a piece goes on with where columns of several articles were mixed.

    A body that stopped in mid-sentence takes the next piece that begins in one; on a page whose articles end in bylines,
    a piece goes back to an earlier body without byline if it shares clearly more rare words with it.
    """
    if current.is_open:
        return current
    waiting = [draft for draft in drafts if draft is not current and not draft.is_closed]
    torn = [draft for draft in waiting if draft.is_open]
    if torn and not FRESH.match(unit.text) and _goes_on_midway(unit):
        return torn[-1]
    waiting = [draft for draft in waiting if draft.is_strong and not draft.credits]
    if not tails or not waiting:
        return current
    likeness = {id(draft): _likeness(unit.text, draft.text, rarity) for draft in [*waiting, current]}
    best = max(waiting, key=lambda draft: likeness[id(draft)])
    return best if likeness[id(best)] > TORN * likeness[id(current)] + 0.02 else current


TORN = 1.25  # how many times as many of a piece's rare words the other body must have


def _goes_on_midway(unit: Unit) -> bool:
    """The first line fills its column: no new paragraph begins here."""
    first = unit.lines[0]
    return first.width >= first.column - 0.75 or len(unit.lines) == 1


def _likeness(text: str, other: str, rarity: dict[str, float]) -> float:
    """Share of a text's grams, weighted by rarity, that another text has."""
    grams, have = set(_grams(text)), set(_grams(other))
    total = sum(rarity.get(gram, 0.0) for gram in grams) or 1.0
    return sum(rarity.get(gram, 0.0) for gram in grams & have) / total


def _split_signed(draft: Draft, drafts: list[Draft], rarity: dict[str, float]) -> Draft:
    """A body signed in its lead and signed again at its end is two: it is cut where a paragraph is least like what stands before."""
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
    if unit is draft.prose[0][1]:
        front = find_front(_line_text(page_text, unit))
        if front:
            offsets = _line_offsets(page_text, unit)
            draft.credits += [
                credit._replace(start=offsets[credit.start], end=offsets[credit.end - 1] + 1) for credit in front[2]
            ]
            draft.is_strong = True
    text, offsets = _line_text(page_text, unit), _line_offsets(page_text, unit)
    tail = find_tail(text)
    if tail:
        credits = [credit._replace(start=offsets[credit.start], end=offsets[credit.end - 1] + 1) for credit in tail[1]]
        _close(draft, (offsets[tail[0]], unit.end), credits)


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


# --- headlines ---------------------------------------------------------------------------------------------------------

HAN_GRAM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
EVERYWHERE = frozenset(
    [
        "工作",
        "会议",
        "召开",
        "推进",
        "全面",
        "加快",
        "建设",
        "发展",
        "区委",
        "全区",
        "全县",
        "我区",
        "我县",
        "举行",
        "全力",
        "做好",
        "重点",
        "提升",
        "高质",
        "质量",
        "量发",
    ]
)
BEFORE, AFTER = 0.30, 0.16  # what standing right before or right after a body is worth
INSIDE = -0.2  # a title among the paragraphs of a body is rather a section heading
WEAK = 0.30  # below this a match is left open


def _assign_titles(drafts: list[Draft], titles: list[Title]) -> list[Title]:
    """Give each draft its headline; the titles that none claims are returned."""
    inside = {id(title) for draft in drafts for title in draft.headings}
    inside |= {
        id(title)
        for draft in drafts
        for title in titles
        if len(drafts) == 1 and draft.first < title.position < draft.last
    }
    candidates = sorted(
        titles + [title for draft in drafts for title in draft.headings], key=lambda title: title.position
    )
    candidates = [title for title in candidates if not _is_flag(title)]
    if not drafts or not candidates:
        return titles
    words = _words_of(drafts)
    shares = np.array(
        [[_share_words(title, index, len(drafts), words) for index in range(len(drafts))] for title in candidates]
    )
    places = np.array(
        [[_position_bonus(title, draft, drafts, id(title) in inside) for draft in drafts] for title in candidates]
    )
    scores = _contrast(shares) + places
    groups = _group_titles(candidates, scores, inside)
    group_scores = np.array([_group_score(group, scores) for group in groups])
    rows, columns = linear_sum_assignment(-np.where(group_scores >= WEAK, group_scores, 0.0))
    taken: set[int] = set()
    for row, column in zip(rows, columns, strict=True):
        if group_scores[row, column] >= WEAK:
            drafts[column].headline = [candidates[index] for index in groups[row]]
            drafts[column].score = round(float(min(1.0, group_scores[row, column])), 4)
            taken |= {id(candidates[index]) for index in groups[row]}
    for index, title in enumerate(candidates):
        if id(title) not in taken and id(title) not in inside:
            neighbour = _beside(title, drafts)
            bare_best = max((shares[index][at] for at, draft in enumerate(drafts) if not draft.headline), default=0.0)
            if (
                neighbour is not None
                and shares[index].max() - shares[index][drafts.index(neighbour)] < STRAY
                and bare_best < STRAY
            ):
                neighbour.headline = sorted([*neighbour.headline, title], key=lambda item: item.position)
                taken.add(id(title))
    for draft in drafts:
        for title in draft.headline:
            for span, credits in title.bylines:
                _close(draft, span, credits)
    for draft in drafts:
        draft.headings += [title for title in titles if id(title) in inside]
        draft.headings = sorted(
            (title for title in draft.headings if id(title) not in taken), key=lambda title: title.position
        )
    return [title for title in titles if id(title) not in taken | inside]


STRAY = 0.2  # a slogan without words of its own article follows the line beside it unless another body wants it this much more


def _beside(title: Title, drafts: list[Draft]) -> Draft | None:
    """The draft whose headline stands right above or below this title, if the two make no more than six lines."""
    for draft in drafts:
        positions = [item.position for item in draft.headline]
        near = title.position - 1 in positions or title.position + 1 in positions
        if near and len(positions) < 3 and sum(len(item.lines) for item in draft.headline) + len(title.lines) <= 6:
            return draft
    return None


def _is_flag(title: Title) -> bool:
    """A column flag (简讯, ·解读, 短评) names a kind of article, not this one."""
    return len(title.lines) == 1 and bool(FLAG.match(re.sub(r"\s", "", title.text)))


FLAG = re.compile(
    r"^[·■●◆【\[“]*(?:解读|简讯|短讯|快讯|要闻|短评|评论|社论|时评|图片新闻|一句话新闻|新闻速递|综合|动态|相关链接|新闻链接|链接|延伸阅读|记者手记|编者按|公告|通知|启事|声明|天气|发力点\d?|本报讯|我区要闻|数读|本期导读|导读|[\u4e00-\u9fff]{0,4}(?:时评|短评|短讯|短波|快讯|简讯|速递|动态|杂谈|播报|集锦|扫描|传真|讲堂|看台|之窗|漫笔|连线|新观察|视窗))[】\]”：:]*$"
)


def _words_of(drafts: list[Draft]) -> Words:
    """For each draft the two-character grams of its text and of its lead, and their weight: rare on the page, heavy."""
    grams = [Counter(_grams(draft.text)) for draft in drafts]
    leads = [Counter(_grams(draft.text[:160])) for draft in drafts]
    spread = Counter(gram for counts in grams for gram in counts)
    weight = {gram: math.log(1 + (len(drafts) + 0.5) / count) for gram, count in spread.items()}
    return [(gram, lead, weight) for gram, lead in zip(grams, leads, strict=True)]


def _grams(text: str) -> list[str]:
    bare = "".join(HAN_GRAM.findall(fold(text)))
    return [bare[index : index + 2] for index in range(len(bare) - 1)]


Words = list[tuple[Counter[str], Counter[str], dict[str, float]]]


def _share_words(title: Title, index: int, count: int, words: Words) -> float:
    """Share of a title's words that a body has, 0 to 1: rare ones weigh more, those of the lead most."""
    grams, lead, weight = words[index]
    wanted = _grams(title.text)
    unseen = math.log(1 + count + 0.5)
    total = sum(weight.get(gram, unseen) * (0.4 if gram in EVERYWHERE else 1.0) for gram in wanted) or 1.0
    found = sum(
        weight[gram] * (0.4 if gram in EVERYWHERE else 1.0) * (1.0 if gram in lead else 0.8)
        for gram in wanted
        if gram in grams
    )
    return found / total


def _contrast(shares: np.ndarray) -> np.ndarray:
    """A share counts more where no other body has the like: a few words found in one body alone are strong evidence."""
    if shares.shape[1] < 2:
        return shares
    ordered = np.sort(shares, axis=1)
    others = np.where(shares >= ordered[:, -1:], ordered[:, -2:-1], ordered[:, -1:])
    return np.asarray(shares + 0.6 * (shares - others))


def _position_bonus(title: Title, draft: Draft, drafts: list[Draft], is_inside: bool) -> float:
    if is_inside and draft.first < title.position < draft.last:
        opens_feature = any(
            at == title.position + 1 and (FRESH.match(unit.text) or find_tail(unit.text)) for at, unit in draft.prose
        )
        return BEFORE if opens_feature and not draft.prose[0][1].kind == "lead" else INSIDE
    before = [other.last for other in drafts if other.last < title.position]
    after = [other.first for other in drafts if other.first > title.position]
    if after and draft.first == min(after):
        return BEFORE
    if before and draft.last == max(before):
        return AFTER
    return 0.0


def _group_titles(candidates: list[Title], scores: np.ndarray, inside: set[int]) -> list[list[int]]:
    """Titles that stand together and fit the same body best are one headline of several blocks.

    A neighbour that fits no body by itself (a slogan) goes with the title beside it.
    """
    groups: list[list[int]] = []
    for index, title in enumerate(candidates):
        best = int(np.argmax(scores[index]))
        if groups:
            last = groups[-1][-1]
            adjacent = title.position == candidates[last].position + 1 and (id(title) in inside) == (
                id(candidates[last]) in inside
            )
            same = best == int(np.argmax(scores[last]))
            if (
                adjacent
                and same
                and len(groups[-1]) < 3
                and sum(len(candidates[i].lines) for i in groups[-1]) + len(title.lines) <= 6
            ):
                groups[-1].append(index)
                continue
        groups.append([index])
    return groups


def _group_score(group: list[int], scores: np.ndarray) -> np.ndarray:
    return np.asarray(scores[group].mean(axis=0) + 0.02 * (len(group) - 1))


def _place_captions(page_text: str, drafts: list[Draft], units: list[Unit]) -> None:
    """A caption goes to the article that shares most words with it, else to the one beside it."""
    if not drafts:
        return
    words = _words_of(drafts)
    for position, unit in enumerate(units):
        if unit.kind == "caption":
            wanted = _grams(unit.text)
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
        offsets = _line_offsets(page_text, unit)
        draft.credits += [
            credit._replace(start=offsets[credit.start], end=offsets[credit.end - 1] + 1)
            for credit in tail[1]
            if (credit.name, credit.kind) not in {(own.name, own.kind) for own in draft.credits}
        ]


# --- kicker, headline, deck --------------------------------------------------------------------------------------------

SUBJECT = r"(?:[\u4e00-\u9fff]{1,8}?(?:省|市|区|县|州|旗|镇|乡|村|街道|社区|局|院|校|中心|公司|集团|委|协会|联|会|办|部|政协|人大|法院|学校|小学|中学|领导|书记|市长|区长|县长|主席|主任)|我[区县市省州镇乡]|全[区县市省州]|各级|区|县|市)"
EVENT = r"(?:召开|举行|举办|研究|部署|调研|督导|督查|检查|视察|走访|慰问|看望|学习|讨论|传达|开讲|启动|开展|推进会|座谈会|工作会|会议|常委会|审议|听取|会见|出席|主持|参加|开工|签约|揭牌|安排|培训|观摩|考察|通报|发布|动员|宣讲|开幕|闭幕|当选|闭会|举措|成立|实施)"
FACTUAL = re.compile(
    rf"^[“《]?{SUBJECT}.{{0,24}}{EVENT}|^.{{2,24}}(?:会议|座谈会|推进会|全会|仪式|活动|论坛)(?:召开|举行|举办|开幕|闭幕|在.{{1,8}}(?:召开|举行|举办|开幕))|{EVENT}.{{0,10}}(?:会议|会)$|^[^“”]{{6,}}(?:仪式|活动)$"
)


class Headline(NamedTuple):
    """The parts of a headline; each part is a list of (start, end) pieces of the page, in reading order."""

    flag: list[tuple[int, int]]  # the name of a standing column over it (健康讲堂)
    kicker: list[tuple[int, int]]
    headline: list[tuple[int, int]]
    deck: list[tuple[int, int]]


FLAG_WIDTH = 5.0


def split_headline(titles: list[Title], page_text: str) -> Headline:
    """Tell 引题 and 副题 from the main headline: they state the fact (who met, who visited), the headline says what for.

    A line that is half fact, half slogan (区政协专题研究… 发挥“头雁效应” …) is divided at its space.
    """
    lines = [line for title in titles for line in title.lines]
    flagged = (
        len(lines) > 1 and " " not in lines[0].text and lines[0].width <= FLAG_WIDTH and lines[1].width >= 8
    ) or FLAG.match(bare(lines[0].text)) is not None
    groups = [
        [(line.start, line.end) for line in title.lines if not (flagged and line is lines[0])] for title in titles
    ]
    groups = [group for group in groups if group]
    if sum(map(len, groups)) == 1:
        groups = _divide_line(*groups[0][0], page_text)
    elif len(groups) == 1:
        groups = [[piece] for piece in groups[0]]
    facts = [bool(FACTUAL.search(fold("".join(page_text[start:end] for start, end in group)))) for group in groups]
    low, high = 0, len(groups)
    if len(groups) > 1 and facts[0] and not all(facts):
        low = 1
    elif len(groups) > 1 and facts[-1] and not any(facts[:-1]):
        high = len(groups) - 1
    flat = [[piece for group in part for piece in group] for part in (groups[:low], groups[low:high], groups[high:])]
    return Headline([(lines[0].start, lines[0].end)] if flagged and groups else [], *flat)


def _divide_line(start: int, end: int, page_text: str) -> list[list[tuple[int, int]]]:
    """Cut a one-line headline at its wide or single spaces if its first part states a fact and the rest doesn't."""
    parts = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+(?: (?=[\d“])\S+)*", page_text[start:end])]
    if len(parts) >= 2:
        texts = [fold(page_text[low:high]) for low, high in parts]
        if FACTUAL.search(texts[0]) and len(texts[0]) >= 9 and not any(FACTUAL.search(text) for text in texts[1:]):
            return [[parts[0]], [(parts[1][0], end)]]
    return [[(start, end)]]
