"""Headlines are reunited with bodies as an assignment problem, and told apart into kicker, headline and deck.

Titles are not given to the nearest body: the page maker's frames come out of a PDF in any order.  Titles and bodies are
matched by the rare words that they share and by position, all at once (scipy's linear_sum_assignment, after
Kuhn 1955); a
weak match is left open.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from warehouse.parse.byline import find_tail
from warehouse.parse.draft import Draft, Title
from warehouse.parse.page import FRESH
from warehouse.parse.text import bare, fold

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
OPENS = 0.6  # right above the signed or dated paragraph of a feature whose parts stand anywhere
INSIDE = -0.2  # a title among the paragraphs of a body is rather a section heading
WEAK = 0.30  # below this a match is left open


def assign_titles(drafts: list[Draft], titles: list[Title], at_inside: set[int] = frozenset()) -> list[Title]:
    """Give each draft its headline; the titles that none claims are returned."""
    if len(drafts) > MANY:
        return _assign_by_parts(drafts, titles, at_inside)
    inside = {id(title) for title in titles if title.position in at_inside}
    candidates = [title for title in titles if not _is_flag(title)]
    if not drafts or not candidates:
        return titles
    words = words_of(drafts)
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
                draft.close(span, credits)
    for draft in drafts:
        draft.headings = sorted(
            (title for title in draft.headings if id(title) not in taken), key=lambda title: title.position
        )
    return [title for title in titles if id(title) not in taken | inside]


MANY = 60  # articles that no page has; a file of many pages is matched part by part, in linear time


def _assign_by_parts(drafts: list[Draft], titles: list[Title], at_inside: set[int]) -> list[Title]:
    loose: list[Title] = []
    for begin in range(0, len(drafts), MANY):
        part = drafts[begin : begin + MANY]
        low = drafts[begin - 1].last if begin else -1
        high = part[-1].last if begin + MANY < len(drafts) else math.inf
        loose += assign_titles(part, [title for title in titles if low < title.position <= high], at_inside)
    return loose


# a slogan without words of its own article follows the line beside it unless another body wants it this much more
STRAY = 0.2


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
    r"^[·■●◆【\[“]*(?:解读|简讯|短讯|快讯|要闻|短评|评论|社论|时评|图片新闻|一句话新闻|新闻速递|综合|动态|相关链接|新闻链接|链接|延伸阅读|记者手记|编者按|公告|通知|启事|声明|天气|发力点\d?|本报讯|我区要闻|数读|本期导读|导读|[\u4e00-\u9fff]{0,4}(?:时评|短评|短讯|短波|快讯|简讯|速递|动态|杂谈|播报|集锦|扫描|传真|讲堂|看台|之窗|漫笔|连线|新观察|视窗))[】\]”：:·]*$"
)


def words_of(drafts: list[Draft]) -> Words:
    """For each draft the two-character grams of its text and of its lead, and their weight: rare on the page, heavy."""
    grams = [Counter(grams_of(draft.text)) for draft in drafts]
    leads = [Counter(grams_of(draft.text[:160])) for draft in drafts]
    spread = Counter(gram for counts in grams for gram in counts)
    weight = {gram: math.log(1 + (len(drafts) + 0.5) / count) for gram, count in spread.items()}
    return [(gram, lead, weight) for gram, lead in zip(grams, leads, strict=True)]


def grams_of(text: str) -> list[str]:
    bare = "".join(HAN_GRAM.findall(fold(text)))
    return [bare[index : index + 2] for index in range(len(bare) - 1)]


Words = list[tuple[Counter[str], Counter[str], dict[str, float]]]


def _share_words(title: Title, index: int, count: int, words: Words) -> float:
    """Share of a title's words that a body has, 0 to 1: rare ones weigh more, those of the lead most."""
    grams, lead, weight = words[index]
    wanted = grams_of(title.text)
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
        return OPENS if opens_feature and draft.prose[0][1].kind != "lead" else INSIDE
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
