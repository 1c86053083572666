"""The role in which a person appears: leader, attendee, citizen or expert, by what the article says of them.

A softmax over signs whose weights stand in ``seeds/word_role_weights.csv``; ``tests/bench/fit_roles.py`` fits them to
pages with gold.  National leaders are told by their list, before this.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.names import title_before

ROLES = ("leader", "attendee", "citizen", "expert")
AROUND = 90  # characters of a sentence before and behind a mention that are looked at
MENTIONS = 12  # of a person whose sentences are looked at


class Mention(NamedTuple):
    """A place where a person is named; ``place_in_list`` counts from 1, 0 outside lists."""

    start: int
    end: int
    place_in_list: int


# What the rest of the sentence behind a name, or the words before it, say.
BEHIND = {
    "says": (
        r"强调|指出|要求|部署|介绍|通报|宣读|宣布|致辞|致词|讲话|讲授|发言|表态|"
        r"作(?:了|出|题为)?[^，。]{0,24}(?:报告|发言|讲话|安排|部署|辅导|点评)|代表[^，。]{2,12}(?:发言|致辞|向)"
    ),
    "tells": r"(?:说|表示|告诉|坦言|回忆|感慨|直言|认为|建议|高兴地|笑着|算起|感激)",
    "leads": (
        r"(?:主持|带队|率队|率|带领|一行|调研|检查|督导|督查|视察|察看|查看|走访|慰问|看望|指挥|会见|颁奖|"
        r"揭牌|揭幕|签约|授牌|听取|前往|深入|来到|赴|叮嘱|鼓励|现场)"
    ),
    "attends": r"(?:出席|参加|陪同|列席|参与|到会|到场|见证|应邀|就座|莅临|随同|与会|参会|一同|一起)",
    "receives": r"(?:获评|荣获|获得|获|被(?:评|授|推|聘|送)|摘得|夺得|入选|当选|捧起)",
    "takes_office": r"[为任][^，。；]{2,24}(?:[长任员席师]|书记)|的[^，。；]{2,24}职务|当选",
    "lives": (
        "今年|家里|家中|家住|家的|患|种|养|承包|返乡|退休|打工|一家|"
        "夫妇|老伴|儿子|女儿|丈夫|妻子|母亲|父亲|孩子|奶奶|爷爷|大爷|大妈|大娘"
    ),
    "lectures": r"(?:主讲|授课|讲解|辅导|解读|提醒|科普|宣讲|讲座|支招|专题)",
    "stands_for_election": r"，(?:男|女)，[^。]{0,12}族?[^。]{0,30}(?:出生|生，|年\d)",
}
BEFORE = {
    "is_appointed": r"(?:任命|免去|聘任|选举|补选|递补|拟任|提名|决定|接受|推选)[^。]{0,60}$",
    "is_honoured": r"(?:授予|表彰|颁发|获奖|优秀|先进|模范|标兵|冠军|劳模)[^。]{0,24}$",
    "is_visited": r"(?:看望|慰问|走访|帮扶|资助|救助|走进|来到|探望|家访)[^，。]{0,24}$",
    "is_told": r"(?:要求|叮嘱|询问|听取|连线|采访|对话|带着|跟着|告诉|邀请|请来|会见)[^，。]{0,20}$",
    "is_quoted": r"[”’](?:[^“”，。]{0,24})$",
    "is_taught": r"(?:邀请|特邀|聘请|请到|请来)[^，。]{0,24}$",
    "is_accompanied": r"(?:陪同|陪伴)[^，。]{0,10}$",
    "is_at_home": (
        r"(?:村民|居民|市民|农户|户主|大户|贫困户|脱贫户|老人|学生|患者|职工|工人|店主|老板|业主|网友|读者|"
        r"队员|选手|战士|老兵|创始人|能手|社员|夫妇|[组社]的)$"
    ),
    "is_scored": r"(?:\d+岁的?|\d+[:：∶]\d+[^。]{0,10})$",
}
BEHIND_SIGNS = [(sign, re.compile(pattern)) for sign, pattern in BEHIND.items()]
BEFORE_SIGNS = [(sign, re.compile(pattern)) for sign, pattern in BEFORE.items()]
NEAR = 14  # characters behind a name within which a verb is its own
LOCAL = re.compile(r"村|社区|居委会|支部|党总支|合作社|小学|中学|学校|班主任|派出所|医院|站$")
CHIEF = re.compile(r"(?:[省市州区县旗]|镇|乡)(?:委书记|长|人大常委会主任|政协主席|党委书记)$")
BUREAU = re.compile(r"(?:局|委|办|厅|中心|公司|集团|银行|大队|支队)[\u4e00-\u9fff]{0,6}$")


def tell_role(signs: Iterable[str]) -> str:
    """The likeliest role of a person with these signs; of equals the first of ``ROLES``."""
    weights = _weights()
    sums = [0.0] * len(ROLES)
    for sign in ("always", *signs):
        for index, weight in enumerate(weights.get(sign, ())):
            sums[index] += weight
    return ROLES[sums.index(max(sums))]


@functools.cache
def _weights() -> dict[str, tuple[float, ...]]:
    """Sign -> its weight for each of ``ROLES``."""
    return {
        row["sign"] or "": tuple(float(row[role] or 0) for role in ROLES)
        for row in words.read_list("word_role_weights")
    }


def read_signs(text: str, posts: Sequence[str], mentions: Sequence[Mention], is_first: bool) -> set[str]:
    """What the article's ``text`` (its headline is the first line) says of one person.

    ``posts`` are all that it gives the person, ``is_first`` whether nobody is named before.
    """
    signs = _signs_of_posts(posts)
    signs.add(("once", "twice", "often")[min(len(mentions), 3) - 1])
    headline_end = text.find("\n")
    if any(mention.start < headline_end for mention in mentions):
        signs.add("in_headline")
    if is_first:
        signs.add("first")
    places = [mention.place_in_list for mention in mentions if mention.place_in_list]
    if places:
        signs.update(("listed", "listed_first" if places[0] == 1 else "listed_later"))
        if len(places) < len(mentions):
            signs.add("listed_and_alone")
    for mention in mentions[:MENTIONS]:
        signs.update(_signs_around(text, mention))
    return signs


def _signs_of_posts(posts: Sequence[str]) -> set[str]:
    signs = set()
    for post in posts:
        title = title_before(post, len(post)) or ""
        kind = words.titles().get(title, "none")
        signs.add("official" if kind not in ("citizen", "expert", "business", "collective", "none") else kind)
        signs.update(
            sign for sign, pattern in (("local", LOCAL), ("chief", CHIEF), ("bureau", BUREAU)) if pattern.search(post)
        )
        if "副" in post:
            signs.add("deputy")
        if title.endswith(("代表", "委员")):
            signs.add("delegate")
        if post.startswith(("原", "时任", "曾任", "前")):
            signs.add("former")
    return signs or {"no_post"}


def _signs_around(text: str, mention: Mention) -> set[str]:
    head = text[max(0, mention.start - AROUND) : mention.start]
    head = head[max(head.rfind("。"), head.rfind("\n")) + 1 :]
    tail = text[mention.end : mention.end + AROUND]
    tail = tail[: min((at for mark in "。\n；" if (at := tail.find(mark)) >= 0), default=AROUND)]
    signs = {sign for sign, pattern in BEFORE_SIGNS if pattern.search(head)}
    if not head or head[-1:] in "，；：":
        signs.add("begins_clause")
    found = sorted((match.start(), sign) for sign, pattern in BEHIND_SIGNS if (match := pattern.search(tail)))
    kind = "listed" if mention.place_in_list else "alone"
    signs.update(f"{kind}_first_{sign}" for _, sign in found[:1])
    for at, sign in found:
        signs.add(sign)
        if at < NEAR and not mention.place_in_list:
            signs.add(f"{sign}_at_once")
        if at == 0:
            signs.add(f"{sign}_itself")
    return signs
