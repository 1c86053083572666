"""A headline's parts: 引题 (kicker) above, 主题 (headline), 副题 (deck) below, and the name of a standing column."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from warehouse.parse.draft import Title
from warehouse.parse.headline import FLAG
from warehouse.parse.text import bare, fold

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
    rf"^[“《]?{SUBJECT}.{{0,24}}{EVENT}|^.{{2,24}}(?:会议|座谈会|推进会|全会|仪式|活动|论坛)(?:召开|举行|举办|开幕|闭幕|在.{{1,8}}(?:召开|举行|举办|开幕))|{EVENT}.{{0,10}}(?:会议|会)$|^[^“”]{{6,}}(?:仪式|活动)$"
)


class Headline(NamedTuple):
    """The parts of a headline; each part is a list of (start, end) pieces of the page, in reading order."""

    flag: list[tuple[int, int]]  # the name of a standing column over it (健康讲堂)
    kicker: list[tuple[int, int]]
    headline: list[tuple[int, int]]
    deck: list[tuple[int, int]]


FLAG_WIDTH = 5.0
QUESTION = re.compile(r"[？?]$")  # 社区治理咋深入？ 这个会议有安排: question and answer are one headline


def split_headline(titles: list[Title], page_text: str) -> Headline:
    """Tell 引题 and 副题 from the main headline: they state the fact (who met, who visited), the headline says
    what for.

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
    last = fold(page_text[groups[-1][-1][0] : groups[-1][-1][1]]) if groups else ""
    if groups and len(groups[-1]) > 1 and (PEOPLE_ACT.search(last) or last.startswith("—")):
        groups[-1:] = [groups[-1][:-1], groups[-1][-1:]]
    texts = [" ".join(fold(page_text[start:end]) for start, end in group) for group in groups]
    low, high = _find_main(texts)
    flat = [[piece for group in part for piece in group] for part in (groups[:low], groups[low:high], groups[high:])]
    return Headline([(lines[0].start, lines[0].end)] if flagged and groups else [], *flat)


PEOPLE_ACT = re.compile(
    r"(?:讲话|主持|出席|报告|致辞|参加)(?:会议|活动|仪式|开幕式|闭幕式)?$|^[\u4e00-\u9fff·]{2,14}?(?:调研|检查|看望|慰问|督导|视察)"
)
SET_OUT = re.compile(r"(?:强调|指出|要求|表示|时说)$|谈[^。]{2,}$|综述$|侧记$|纪实$|闭幕$|开幕$|公布$|发布$")


def _find_main(texts: list[str]) -> tuple[int, int]:
    """Which of the parts of a headline are the main one, as (first, behind the last).

    Balanced phrases (路通了 心顺了) are the main headline wherever they stand; else what states the
    fact or who spoke stands aside.
    """
    count = len(texts)
    if count == 1 or QUESTION.search(texts[-2]):
        return 0, count
    balanced = [index for index, text in enumerate(texts) if _is_balanced(text)]
    if len(balanced) == 1:
        return balanced[0], balanced[0] + 1
    facts = [bool(FACTUAL.search(text)) for text in texts]
    if count == 3 and not balanced and (facts[2] or PEOPLE_ACT.search(texts[2]) or texts[2].startswith("—")):
        return 1, 2
    if texts[-1].startswith("—") or (PEOPLE_ACT.search(texts[-1]) and not PEOPLE_ACT.search(texts[0])):
        return 0, count - 1
    if SET_OUT.search(texts[0]) or (facts[0] and not all(facts)):
        return 1, count
    if facts[-1] and not any(facts[:-1]):
        return 0, count - 1
    return 0, count


def _is_balanced(text: str) -> bool:
    """Two phrases of equal length side by side: 坚定信心稳增长 提振精神谋跨越."""
    parts = text.split()
    return not PEOPLE_ACT.search(text) and any(len(one) == len(other) >= 3 for one, other in itertools.pairwise(parts))


def _divide_line(start: int, end: int, page_text: str) -> list[list[tuple[int, int]]]:
    """Cut a one-line headline at its wide or single spaces if its first part states a fact and the rest doesn't."""
    parts = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+(?: (?=[\d“])\S+)*", page_text[start:end])]
    if len(parts) >= 2:
        texts = [fold(page_text[low:high]) for low, high in parts]
        if FACTUAL.search(texts[0]) and len(texts[0]) >= 9 and not any(FACTUAL.search(text) for text in texts[1:]):
            return [[parts[0]], [(parts[1][0], end)]]
    return [[(start, end)]]
