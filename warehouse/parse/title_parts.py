"""A headline's parts: 引题 (kicker) above, 主题 (headline), 副题 (deck) below, and the name of a standing column.

Every way to divide the lines into the three parts gets a score, and the best is taken.  A kicker or a deck states the
fact (who met, who visited) in longer words and smaller type; the headline says what for, in short and balanced words;
lines of one frame and of one width are one part.
"""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from warehouse.parse.draft import Title
from warehouse.parse.marks import FLAG
from warehouse.parse.text import bare, fold, width_of

SUBJECT = (
    r"(?:[\u4e00-\u9fff]{1,8}?(?:省|市|区|县|州|旗|镇|乡|村|街道|社区|局|院|校|中心|"
    r"公司|集团|委|协会|联|会|办|部|政协|人大|法院|学校|小学|中学|领导|书记|市长|区长|"
    r"县长|主席|主任)|我[区县市省州镇乡]|全[区县市省州]|各级|区|县|市)"
)
EVENT = (
    r"(?:召开|举行|举办|研究|部署|调研|督导|督查|检查|视察|走访|慰问|看望|学习|讨论|"
    r"传达|开讲|启动|开展|推进会|座谈会|工作会|会议|常委会|审议|听取|会见|出席|主持|"
    r"参加|开工|签约|揭牌|安排|培训|观摩|考察|通报|发布|动员|宣讲|开幕|闭幕|当选|闭会|"
    r"举措|成立|实施)"
)
FACTUAL = re.compile(
    rf"^[“《]?{SUBJECT}.{{0,24}}{EVENT}|^.{{2,24}}(?:会议|座谈会|推进会|全会|仪式|活动|论坛)(?:召开|举行|举办|开幕|闭幕|在.{{1,8}}(?:召开|举行|举办|开幕))"
    rf"|{EVENT}.{{0,10}}(?:会议|会)$|^[^“”]{{6,}}(?:仪式|活动)$|^[\u4e00-\u9fff]{{2,4}}(?:调研|督导|检查|看望|走访|慰问|视察)|(?:落幕|开幕|闭幕|公布|举行|召开)$"
)
PEOPLE_ACT = re.compile(
    r"(?:讲话|主持|出席|报告|致辞|参加|率队|发言)(?:会议|活动|仪式|开幕式|闭幕式)?$|^[\u4e00-\u9fff·]{2,14}?(?:调研|检查|看望|慰问|督导|视察)"
)
SET_OUT = re.compile(
    r"(?:强调|指出|要求|表示|时说)$|[：—]$|^对话|谈[^。]{2,}$|综述$|侧记$|纪实$|热议|(?:代表|委员)[^。]{0,8}话"
)
GOES_ON = re.compile(r"(?:[，、的和与]|推进|开展|推动|加快|实施|打造|加强|落实|做好|抓好)$")
QUESTION = re.compile(r"[？?]$")  # 社区治理咋深入？ 这个会议有安排: question and answer are one headline
ASIDE = re.compile(r"^(?:—|[（(].*[）)]$|[记访][\u4e00-\u9fff“]{5})")  # ——访市级非遗传承人; （第三号）; 记全国劳模…
LOCAL = re.compile(
    r"(?:我|全)[国省市区县州旗镇乡村校院局]|[\u4e00-\u9fff]{1,8}?(?:省|市|区|县|州|旗|镇|乡|村|街道|社区|局|法院|学校|医院|公司|小学|中学)(?!长)"
)


class Headline(NamedTuple):
    """The parts of a headline; each part is a list of (start, end) pieces of the page, in reading order."""

    flag: list[tuple[int, int]]  # the name of a standing column over it (健康讲堂)
    kicker: list[tuple[int, int]]
    headline: list[tuple[int, int]]
    deck: list[tuple[int, int]]


class Atom(NamedTuple):
    """A line of a headline, or a phrase of a headline of one line, and what its words say."""

    start: int
    end: int
    frame: int  # which frame of the page it stands in; phrases of one line share a negative one
    width: float
    is_fact: bool
    sets_out: bool  # … 时强调: the headline follows
    is_act: bool  # who chaired, who spoke
    is_aside: bool
    is_balanced: bool  # two phrases of equal length
    asks: bool
    goes_on: bool  # ends in a comma or a verb that wants an object
    counts: bool  # holds digits
    is_local: bool  # begins with whose doing it is: 我县, 柳河村


class Weights(NamedTuple):
    """What speaks for a line being kicker, headline or deck, and for two lines being one part."""

    kicker: float = -0.6
    kicker_fact: float = 1.0
    kicker_sets_out: float = 2.0
    kicker_local: float = 0.3
    kicker_wider: float = 0.8
    kicker_narrow: float = 1.0
    deck: float = -1.0
    deck_fact: float = 0.6
    deck_act: float = 3.55
    deck_aside: float = 4.0
    deck_local: float = 0.9
    deck_wider: float = 0.57
    deck_counts: float = 0.77
    main_balanced: float = 0.8
    main_fact: float = -0.3
    one_line: float = 1.0
    one_frame: float = 0.3
    same_width: float = 0.7
    widens: float = -0.6  # the second line is much the wider
    other_frame: float = -1.4
    other_kind: float = -0.7
    answer: float = 2.0
    clause: float = 2.0


WEIGHTS = Weights()
MOST = 2  # lines of a kicker or of a deck
NARROW = 5.0
FLAG_WIDTH = 4.0


def split_headline(titles: list[Title], page_text: str, weights: Weights = WEIGHTS) -> Headline:
    """Tell kicker and deck from the main headline; a one-line headline may hold all three, divided by spaces."""
    lines = [(line.start, line.end, at) for at, title in enumerate(titles) for line in title.lines]
    flag: list[tuple[int, int]] = []
    if len(lines) > 1 and _is_flag(*(page_text[start:end] for start, end, _ in lines[:2])):
        flag = [lines.pop(0)[:2]]
    if len(lines) == 1:
        lines = _divide_line(*lines[0][:2], page_text)
    atoms = [_read_atom(page_text, *line) for line in lines]
    low, high = _find_main(atoms, weights)
    parts = [[(atom.start, atom.end) for atom in part] for part in (atoms[:low], atoms[low:high], atoms[high:])]
    return Headline(flag, *(_join_phrases(part) if atoms[0].frame < 0 else part for part in parts))


def _is_flag(first: str, second: str) -> bool:
    """The name of a column: known as one, or four characters over a line of eight and more (清风徐来)."""
    is_narrow = width_of(first) <= FLAG_WIDTH and width_of(second) >= 2 * FLAG_WIDTH
    return is_narrow or FLAG.match(bare(fold(first))) is not None


def _divide_line(start: int, end: int, page_text: str) -> list[tuple[int, int, int]]:
    """The phrases of a line, at its spaces but for padding beside digits and single characters."""
    parts = re.finditer(r"\S+(?:\s(?=[\d“])\S+|(?<!\S\S)\s\S+)*", page_text[start:end])
    return [(start + part.start(), start + part.end(), -1) for part in parts]


def _join_phrases(part: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(part[0][0], part[-1][1])] if part else []


def _read_atom(page_text: str, start: int, end: int, frame: int) -> Atom:
    text = fold(page_text[start:end])
    phrases = text.split()
    return Atom(
        start,
        end,
        frame,
        width_of(page_text[start:end]),
        is_fact=FACTUAL.search(text) is not None,
        sets_out=SET_OUT.search(text) is not None or FLAG.match(text) is not None,
        is_act=PEOPLE_ACT.search(text) is not None,
        is_aside=ASIDE.match(text) is not None,
        is_balanced=any(len(one) == len(other) >= 3 for one, other in itertools.pairwise(phrases)),
        asks=QUESTION.search(text) is not None,
        goes_on=GOES_ON.search(text) is not None,
        counts=re.search(r"\d", text) is not None,
        is_local=LOCAL.match(text) is not None,
    )


def _find_main(atoms: list[Atom], weights: Weights) -> tuple[int, int]:
    """Which atoms are the main headline, as (first, behind the last)."""
    count = len(atoms)
    choices = [
        (low, high) for low in range(min(MOST, count - 1) + 1) for high in range(max(low + 1, count - MOST), count + 1)
    ]
    return max(choices, key=lambda choice: (_score(atoms, *choice, weights), -choice[0], choice[1]))


def _score(atoms: list[Atom], low: int, high: int, weights: Weights) -> float:
    main = atoms[low:high]
    width = max(atom.width for atom in main)
    score = sum(weights.main_balanced * atom.is_balanced + weights.main_fact * atom.is_fact for atom in main) / len(
        main
    )
    if low:
        score += weights.kicker + min(_score_kicker(atom, width, weights) for atom in atoms[:low])
    if high < len(atoms):
        score += weights.deck + min(_score_deck(atom, width, weights) for atom in atoms[high:])
    return score + sum(
        _score_join(one, other, weights)
        for index, (one, other) in enumerate(itertools.pairwise(atoms), 1)
        if index not in (low, high)
    )


def _score_kicker(atom: Atom, width: float, weights: Weights) -> float:
    return (
        weights.kicker_fact * atom.is_fact
        + weights.kicker_local * atom.is_local
        + weights.kicker_sets_out * atom.sets_out
        + weights.kicker_wider * _compare(atom.width, width)
        + weights.kicker_narrow * (atom.width <= NARROW)
    )


def _score_deck(atom: Atom, width: float, weights: Weights) -> float:
    return (
        weights.deck_fact * atom.is_fact
        + weights.deck_local * atom.is_local
        + weights.deck_act * atom.is_act
        + weights.deck_aside * atom.is_aside
        + weights.deck_wider * _compare(atom.width, width)
        + weights.deck_counts * atom.counts
    )


def _compare(width: float, other: float) -> float:
    return max(-1.0, min(1.0, (width - other) / 5))


def _score_join(one: Atom, other: Atom, weights: Weights) -> float:
    """What speaks for two neighbours being one part."""
    return (
        (weights.one_line if one.frame < 0 else weights.one_frame if one.frame == other.frame else weights.other_frame)
        + weights.same_width * (abs(one.width - other.width) <= 1)
        + weights.widens * (one.frame >= 0 and other.width - one.width >= 3)
        + weights.other_kind * (one.is_fact != other.is_fact)
        + weights.answer * one.asks
        + weights.clause * one.goes_on
    )
