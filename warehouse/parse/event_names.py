"""What a meeting is called, who holds it, which body meets in which session, and where.

The name stands behind 召开 (召开安全生产工作会议) or before it (安全生产工作会议召开); the body and its session are
read from it: 十六届区政府第三次全体会议 is 区政府, term 16, session 3.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.almanac import read_small
from warehouse.parse.entities import complete_name


class Meeting(NamedTuple):
    """A meeting, ceremony or the like as one sentence tells it; ``start`` and ``end`` cut its name out of the text."""

    name: str
    start: int
    end: int
    kind: str
    organiser: str | None
    organiser_written: str | None
    place: str | None
    is_recalled: bool  # 在随后召开的推进会上


class Session(NamedTuple):
    """Term and number of a session: the words (十六届第三次全体会议), and a key by which spellings meet (16-3)."""

    written: str
    key: str


CLAUSE = re.compile(r"[，。；：！？\n]")
LONGEST_NAME = 60
RECALLED = re.compile(r"(?:随后|之后|当天|当日|同日|同时|会后|其后|接着)(?:召开|举行|举办)的$")
TIME = re.compile(
    r"^.*?(?:\d{1,2}[日号]|[上下]午|昨日|昨天|今日|今天|近日|日前|当晚|晚上?|当天|当日|同日|随后|之后|期间|前夕|之际)"
)
ADVERBS = re.compile(
    r"(?:近日|日前|今日|昨日|上午|下午|隆重|顺利|圆满|正式|胜利|如期|成功|联合|共同|组织|专题|集中|主持|再次|先后|分别|又|还|并|也)+$"
)
PLACE_OF_MEETING = re.compile(r"在(?P<place>[^，。；、在]{2,24}?)(?:的)?(?:隆重|顺利|圆满|正式|胜利|如期|成功|联合)*$")
HELD_ON = re.compile(r"于[^，。；]{2,14}$")
BEHIND_NAME = re.compile(r"(?:（[^（）]{1,12}）|[”’])*(?=[，。；：！？、\n]|$|并|上|暨|及|和|在|于|的|，)")
KINDS = (  # what a name says of its kind wherever it stands in it
    (
        re.compile(r"人民代表大会(?:（[^（）]+）)?第?.{1,5}次会议|届人大(?!常).{0,5}次会议|人代会|选举|换届大会"),
        "election",
    ),
    (re.compile(r"签约|签字"), "signing"),
    (re.compile(r"宣讲报告|宣讲会|专题党课|党课|辅导报告"), "lecture"),
)
HELD_BY = re.compile(r"由?(?P<organiser>[\u4e00-\u9fff、]{2,24}?)(?:联合|共同)?(?:主办|承办|举办|组织)的")
FUTURE = re.compile(
    r"(?:将[^，]{0,14}|拟[^，]{0,14}|计划|准备|即将|定于[^，]{0,12}|决定|要|定期|每[年月周季]\w{0,3}|坚持[^，]{0,8}|多次|曾|以来|获悉)$"
)
NOT_A_PLACE = re.compile(r"[后中时]$|之际|^(?:这里|此|当地|现场)$|[常委书记主任区县市镇局部]长$")
ANNOUNCES = re.compile(r"^.*宣布")  # 甲宣布运动会闭幕
NOT_A_NAME = re.compile(
    r"^(?:了|过|的|会议|大会|活动|仪式|这|该|此|一次|多次|\d+[次场]|每|例行)+(?:会议|大会|活动|仪式)?$"
)
NOT_BEHIND = re.compile(
    r"会(?=员|长|计|见|谈(?!会)|场|费|籍|议室|展|址|标|徽|副?主任|主席|副?秘书|委员|党组|领导|办公室|机关)"
)


@functools.cache
def _suffixes() -> re.Pattern[str]:
    names = sorted(words.event_names(), key=lambda name: (-len(name), name))
    return re.compile("|".join(name + "(?!议)" if name.endswith("会") else name for name in names))


def find_meeting(text: str, verb_start: int, verb_end: int, jurisdiction: str | None) -> Meeting | None:
    """The meeting that the verb of holding at ``verb_start`` is about, None if it is about none.

    >>> text = "7月3日，望川区召开安全生产工作会议，部署下半年工作。"
    >>> meeting = find_meeting(text, 8, 10, "望川区")
    >>> meeting.name, meeting.organiser, meeting.kind
    ('安全生产工作会议', '望川区', 'meeting')
    """
    clause_start = max((match.end() for match in CLAUSE.finditer(text, max(0, verb_start - 90), verb_start)), default=0)
    clause_start = max(clause_start, verb_start - 90)
    head = text[clause_start:verb_start]
    if FUTURE.search(head):
        return None
    is_recalled = bool(RECALLED.search(text, max(0, verb_start - 4), verb_end + 1))
    if text[verb_end : verb_end + 1] == "的" and not is_recalled:
        return None
    behind = _name_behind(text, verb_end + is_recalled)
    if behind:
        organiser, place = _read_head(head)
        return _meeting(text, *behind, organiser, place, is_recalled, jurisdiction)
    if is_recalled:
        return None
    return _name_before(text, clause_start, verb_start, jurisdiction)


def read_kind(text: str, start: int, end: int) -> str | None:
    """What kind of happening a sentence names, by the first ending of a name (启动仪式, 座谈会); None if it names none.

    >>> read_kind("县长甲出席签约仪式并致辞", 0, 12)
    'signing'
    """
    for match in _suffixes().finditer(text, start, end):
        if not NOT_BEHIND.match(text, match.end() - 1):
            kind = words.event_names()[match[0]]
            return next((of for pattern, of in KINDS if pattern.search(text, start, match.end())), kind)
    return None


def _meeting(
    text: str,
    start: int,
    end: int,
    kind: str,
    organiser: str | None,
    place: str | None,
    is_recalled: bool,
    jurisdiction: str | None,
) -> Meeting | None:
    if held_by := HELD_BY.match(text, start, end):
        organiser, start = organiser or held_by["organiser"], held_by.end()
    name = text[start:end]
    place = None if place and NOT_A_PLACE.search(place) else place
    if NOT_A_NAME.match(name) or len(name) < 3:
        return None
    kind = next((of for pattern, of in KINDS if pattern.search(name)), kind)
    full = complete_organiser(organiser, jurisdiction) if organiser else None
    return Meeting(name, start, end, kind, full, organiser, place, is_recalled)


def _name_behind(text: str, at: int) -> tuple[int, int, str] | None:
    """召开了…会议: up to the last ending of a name in the clause."""
    at += text[at : at + 1] == "了"
    stop = CLAUSE.search(text, at)
    end = min(stop.start() if stop else len(text), at + LONGEST_NAME)
    return _last_name(text, at, end)


def _last_name(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    found = None
    for match in _suffixes().finditer(text, start, end):
        behind = BEHIND_NAME.match(text, match.end())
        if behind and not NOT_BEHIND.match(text, match.end() - 1):
            found = (start, behind.end(), words.event_names()[match[0]])
            if text[behind.end() : behind.end() + 1] in ("并", "上", "，"):
                break
    return found


def _name_before(text: str, start: int, verb_start: int, jurisdiction: str | None) -> Meeting | None:
    """…会议在区会议中心召开: what stands between name and verb is only when and where."""
    head = text[start:verb_start]
    time = ANNOUNCES.match(head) or TIME.match(head)
    begin = time.end() if time else 0
    place = None
    tail = ADVERBS.sub("", head)
    if match := PLACE_OF_MEETING.search(tail):
        place, tail = match["place"], ADVERBS.sub("", tail[: match.start()])
    tail = ADVERBS.sub("", HELD_ON.sub("", tail))
    names = [
        match
        for match in _suffixes().finditer(tail)
        if re.fullmatch(r"(?:（[^（）]{1,12}）|[”’])*", tail[match.end() :])
    ]
    if not names or len(tail) - begin < 3:
        return None
    begin = min(begin, names[-1].start())
    kind = words.event_names()[names[-1][0]]
    return _meeting(text, start + begin, start + len(tail), kind, None, place, False, jurisdiction)


def _read_head(head: str) -> tuple[str | None, str | None]:
    """Organiser and place before the verb: 7月3日，区委在区会议中心召开."""
    time = TIME.match(head)
    head = ADVERBS.sub("", head[time.end() :] if time else head)
    place = None
    if match := PLACE_OF_MEETING.search(head):
        place, head = match["place"], ADVERBS.sub("", head[: match.start()])
    return head or None, place


ORGANISER = re.compile(r"[\u4e00-\u9fff（）]{2,24}$")
OWN = re.compile(r"^[我全本](?=[省市区县旗州镇乡校院]$)")


def complete_organiser(written: str, jurisdiction: str | None) -> str | None:
    """The full name of who holds a meeting: 我区 and 全区 are the district of the page; None if it is no body.

    >>> complete_organiser("我区", "望川区"), complete_organiser("区委", "望川区"), complete_organiser("并", "望川区")
    ('望川区', '中共望川区委', None)
    """
    written = re.sub(r"^(?:由|据|讯|在)", "", written)
    if not ORGANISER.fullmatch(written) or re.search(r"[的了]|要|会上|议(?!会)", written):
        return None
    written = TERM.sub("", written)
    if OWN.match(written):
        return jurisdiction if jurisdiction and jurisdiction[-1] == written[-1] else None
    return complete_name(written, jurisdiction)


# --- sessions and bodies ---

NUMBER = r"[一二三四五六七八九十百〇零\d]{1,5}"
TERM = re.compile(rf"第?(?P<number>{NUMBER})届")
SITTING = re.compile(rf"第?(?P<number>{NUMBER})次(?P<rest>[^，。；、“”]{{0,12}}?(?:会议|全会|大会|例会|办公会))")


def read_session(name: str) -> Session | None:
    """Term and session that a meeting's name tells; None if it tells no session.

    >>> read_session("十六届区政府第三次全体（扩大）会议"), read_session("区委五届六次全会").key
    (Session(written='十六届第三次全体（扩大）会议', key='16-3'), '5-6')
    """
    sitting = SITTING.search(name)
    if sitting is None:
        return None
    term = TERM.search(name, 0, sitting.start())
    number, of_term = _read_number(sitting["number"]), _read_number(term["number"]) if term else 0
    if number is None or of_term is None:
        return None
    return Session((term[0] if term else "") + sitting[0], f"{of_term or ''}-{number}")


def _read_number(written: str) -> int | None:
    """十六, 26; 一百二十三 up to the hundreds."""
    if written.isascii():
        return int(written)
    hundreds, mark, rest = written.rpartition("百")
    try:
        low = read_small(rest.lstrip("零〇")) if rest.lstrip("零〇") else 0
        return (read_small(hundreds) if hundreds else bool(mark)) * 100 + low
    except (KeyError, ValueError):
        return None


PLACE = r"(?:[\u4e00-\u9fff]{2,6}?)?[省市区县旗州镇乡]"
BODIES = (  # what the name holds, without its numbers -> the body that meets
    (re.compile(r"^(?P<body>[^，。；□]{2,24}?(?:领导小组|指挥部|工作专班|协调小组|理论学习中心组))"), "{body}"),
    (re.compile(rf"(?P<place>{PLACE})(?:人大常委会|人民代表大会常务委员会|人大常委)"), "{place}人大常委会"),
    (re.compile(rf"(?P<place>{PLACE})(?:人民代表大会|人大)(?!.{{0,3}}工作)"), "{place}人民代表大会"),
    (re.compile(rf"政协(?P<place>{PLACE})委员会|(?P<where>{PLACE})政协(?!工作)"), "{place}政协"),
    (re.compile(rf"(?:中共|中国共产党)?(?P<place>{PLACE})(?:纪委监委|纪委|监委|纪律检查委员会)"), "{place}纪委"),
    (re.compile(rf"(?:中共|中国共产党)?(?P<place>{PLACE})委(?:员会)?常委会"), "{place}委常委会"),
    (re.compile(rf"(?:中共|中国共产党)?(?P<place>{PLACE})委(?:员会)?(?=（?扩大|全体|全会|第|会议|常委)"), "{place}委"),
    (re.compile(rf"(?P<place>{PLACE})(?:人民)?政府(?=党组|常务|全体|第|（|会议|办公)"), "{place}政府"),
)
HIGHER_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,4}?[省市州](?=[\u4e00-\u9fff]{2,}[区县市旗]$)")  # 临汐市澄湾区
NUMBERS = re.compile(rf"第?{NUMBER}届|第?{NUMBER}次|^\d{{4}}年")


def read_body(organiser_written: str, name: str, jurisdiction: str | None) -> str | None:
    """The body that meets, in full: its name in the meeting's name, else who holds it together with the name.

    >>> read_body("", "十六届区政府第三次全体（扩大）会议", "望川区"), read_body("区委常委会", "扩大会议", "望川区")
    ('望川区人民政府', '中共望川区委常委会')
    """
    name = NUMBERS.sub("", name)
    for text in (name, NUMBERS.sub("", organiser_written) + name):
        for pattern, form in BODIES:
            match = pattern.search(text)
            if match:
                found = match.groupdict()
                place = found.get("place") or found.get("where") or ""
                place = HIGHER_PLACE.sub("", re.sub(r"^(?:中国人民政治协商会议|中国共产党|中共)", "", place))
                body = complete_name(form.format(place=place, body=found.get("body") or ""), jurisdiction)
                return f"中共{body}" if len(place) > 1 and body.startswith(place + "委") else body
    return None


# --- places of visits ---

SITE = re.compile(
    r"(?:深入|来到|走进|前往|赶赴|抵达|分赴|[到赴在])+(?P<place>[^，。；、！？“”□]{2,20}?)"
    r"(?=[，。；、]|等地|等(?:处|单位|企业|乡镇|街道)|调研|视察|考察|察看|走访|督导|督查|检查|慰问|看望|实地|现场|专题|逐一|就|\d+岁|宣讲|参加|开展|与|召开)"
)
PLACE_PART = re.compile(r"^.*(?:街道|社区|村|镇|乡|小区|区|县|市|旗)")
NOT_A_SITE = re.compile(
    r"(?:讲话|报告|致辞|发言|总结|通报|会上|会议|工作|之际|陪同|期间|情况|这里|当地|现场$|听取|时$|中$|上$|下$|常委$|书记$|主任$|[区县市镇局部]长$|主席$)"
)


def find_site(text: str, start: int, end: int, names: frozenset[str] = frozenset()) -> str | None:
    """Where a visit goes: the first place behind 到, 深入, 走进 …; of 到金盆村村民甲家中 (``names``) the place alone.

    >>> find_site("县长甲到石碓镇金盆村调研春耕工作。", 0, 17)
    '石碓镇金盆村'
    """
    for match in SITE.finditer(text, start, end):
        place = match["place"]
        if any(name in place for name in names):
            part = PLACE_PART.match(place[: min(place.index(name) for name in names if name in place)])
            place = part[0] if part else ""
        if place and not NOT_A_SITE.search(place):
            return place
    return None
