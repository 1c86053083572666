"""Target, actual or standing: what the words around a number make of it.

The sentence is read as a whole.  A governing word (要, 力争, 确保 …: ``seeds/word_moods.csv``) speaks for its own
clause and for the list that follows it, until a clause says 已, 截至 …; a part (其中), a share of it and the next item
of a list are what the number before them is; a number that only describes what is there (全县203个村, 总投资, 占地,
每公斤) is standing.  What a section is headed (工作安排, 工作回顾) holds where the sentence says nothing else.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.alternatives import compile_alternatives
from warehouse.parse.quantity import Quantity
from warehouse.parse.sentences import Sentence


class Told(NamedTuple):
    """What has been read of the sentence before its status is asked."""

    clause: tuple[int, int]  # start and end of the clause of the number
    before: tuple[Quantity, str] | None  # the number before it in the sentence, and its status
    is_change: bool  # 同比增长 7.4%
    period: str | None
    mood: str | None  # of the sentences before: target, actual
    heading: str | None  # of the section's heading


def read_status(sentence: Sentence, quantity: Quantity, told: Told) -> tuple[str, str]:
    """The status of a number, and the rule that told it."""
    text, (start, end) = sentence.text, told.clause
    near = max(start, told.before[0].end if told.before and told.before[0].end > start else start)
    around = Around(
        head=text[start : quantity.start],
        near=text[near : quantity.start],
        tail=text[quantity.end : end],
        link=text[told.before[0].end : quantity.start] if told.before else "",
        acts=_find_acts(sentence, near, quantity.start),
        carried=_carry_mood(text, start, told.mood or told.heading),
        is_dated=_find_day(text) <= quantity.start,
    )
    return (
        _by_kind(quantity, around, text)
        or _by_own_words(quantity, around, told)
        or _by_number_before(around, told)
        or _by_mood(sentence, around, told)
        or _by_shape(quantity, around, told)
    )


class Around(NamedTuple):
    """The words around a number."""

    head: str  # of its clause, before it
    near: str  # behind the number before it
    tail: str  # of its clause, behind it
    link: str  # between the number before and it
    acts: bool  # a verb that does something stands before it
    carried: str | None  # the mood that the clauses before have set
    is_dated: bool  # the sentence tells of a day (近日, 6月17日上午)


CLAUSE = re.compile(r"[，；：。！？\n]")
DAY = re.compile(r"近日|日前|昨[日天]|当天|\d月\d+日")
REACHED = frozenset(
    [
        "有",
        "为",
        "是",
        "占",
        "达",
        "设",
        "含",
        "共",
        "属",
        "包括",
        "涉及",
        "需",
        "可",
        "能",
        "相当",
        "增收",
        "居住",
        "就业",
        "收入",
        "平均",
        "住",
        "超过",
    ]
)
STATISTIC = re.compile(
    r"上半年|季度|[至到~—-]\d+月|去年|以来|截至|上年|[今全]年|\d{4}年|\d+月|期间|当天|近[一二三四五六七八九十\d]+年"
)


@functools.cache
def _mood_words() -> dict[str, re.Pattern[str]]:
    found: dict[str, list[str]] = {}
    for row in words.read_list("word_moods"):
        found.setdefault(row["mood"] or "", []).append(row["pattern"] or "")
    return {mood: compile_alternatives(patterns) for mood, patterns in found.items()}


# 将 is "take" and no future where something is moved, and in the news of a day: 昨日将献血车开进学院, 将2.6万元捐给灾区
TAKE = re.compile(r"将(?=[^，。；]{1,14}(?:开进|送[到进给上]|打造成|改造成|转移|列为|捐[给赠]|带到|搬|移|装|抬|切除))")


@functools.lru_cache(maxsize=512)
def _find_mood(head: str, is_dated: bool = False) -> str | None:
    """What the last governing word of a clause makes of it: 计划改造28条 target, 目前已完工 actual, 预计 expected."""
    moods = _mood_words()
    past = moods["actual"].search(head)
    future = moods["target"].search(head)
    if future is None:
        future = next((m for m in moods["expected"].finditer(head) if not _is_take(head, m, is_dated)), None)
        kind = "expected"
    else:
        kind = "target"
    if future and (past is None or past.start() < future.start()):
        return kind
    return "actual" if past else None


def _is_take(head: str, found: re.Match[str], is_dated: bool) -> bool:
    if found.group() != "将":
        return False
    is_verb_next = head[found.end() : found.end() + 2] in words.all_verbs()
    return TAKE.match(head, found.start()) is not None or (is_dated and not is_verb_next)


@functools.lru_cache(maxsize=8)
def _find_day(text: str) -> int:
    """Where the first day that a sentence tells of ends (近日, 6月17日); beyond its end if it tells of none."""
    day = DAY.search(text)
    return day.end() if day else len(text) + 1


@functools.lru_cache(maxsize=8)
def _clause_moods(text: str, is_dated: bool) -> list[tuple[int, str, str | None]]:
    """End, words and mood of each clause."""
    clauses, start = [], 0
    for mark in CLAUSE.finditer(text):
        clause = text[start : mark.start()]
        clauses.append((mark.end(), clause, _find_mood(clause, is_dated) if clause else None))
        start = mark.end()
    return clauses


def _carry_mood(text: str, start: int, mood: str | None) -> str | None:
    """The mood that the clauses before ``start`` leave behind; an expectation (预计) speaks for its own clause only."""
    if not start:
        return mood
    for end, clause, found in _clause_moods(text, _find_day(text) <= start):
        if end > start:
            break
        if found == "actual" and mood != "target":
            mood = "actual"
        elif found in ("target", "actual"):
            mood = found
        elif found == "expected" and "将" in clause:
            mood = "target"
    return mood


@functools.cache
def _verbs() -> frozenset[str]:
    own = {"新建", "用", "给", "种", "掏", "培训", "排查", "送到", "建设"}
    return (words.all_verbs() | own) - REACHED


def _find_acts(sentence: Sentence, start: int, end: int) -> bool:
    verbs = _verbs()
    for word in sentence.words_between(start, end):  # noqa: SIM110 - twice as fast as any()
        if word in verbs:
            return True
    return False


# --- the rules, in the order in which they are asked ---

CONDITION = re.compile(
    r"如果|若(?!干)|凡|一旦|对(?:连续|超过|满|少于|不足|距|离)|^(?:满|超过|不足|少于)"
)  # 对连续两个月排名末位的
FORECAST = re.compile(r"预报|今天[白夜]|今晚|明天|未来[一二三四五\d]+天|气温方面|将有|提醒")
PARTS = re.compile(r"[^，。；、]{0,4}(?:板块|园区|片区|街道|乡镇|功能区)")  # 狠抓四个产业园区: what is there already
CARE = re.compile(r"推动|抓好|狠抓|抓牢|做强|突出")
WHOLE = re.compile(r"[^，。；、]{1,12}(?<!选)中(?:[，、有]|$)")  # 23个项目中，有9个


def _by_kind(quantity: Quantity, around: Around, text: str) -> tuple[str, str] | None:
    """What the kind of the number says: ages and years of service stand, weather is measured or forecast."""
    if quantity.dimension == "age":
        is_wanted = re.search(r"要求年龄|年龄在|放宽", around.head) is not None
        is_event = re.match("时|那年", around.tail) or around.tail[:2] in words.all_verbs()  # 18岁参军
        return ("target" if is_wanted else "actual" if is_event else "standing"), "age"
    if CONDITION.search(around.head):
        return "standing", "condition"
    if quantity.dimension == "count" and WHOLE.match(around.tail):
        return "standing", "whole"
    if quantity.dimension == "count" and PARTS.match(around.tail) and CARE.search(around.head):
        return "standing", "parts"
    if quantity.dimension == "temperature" or "雨量" in around.head:
        return ("target" if FORECAST.search(text) else "actual"), "weather"
    if quantity.dimension == "duration" and around.near.endswith("了") and _find_mood(around.head) == "actual":
        return "actual", "spent"  # 跑了11年
    if (
        quantity.unit == "年"
        and quantity.dimension == "duration"
        and not re.search(r"近|连续|过去|刑|租期", around.head[-4:])
    ):
        return ("standing", "years") if _find_mood(around.head) in (None, "actual") else None
    return None


def _by_own_words(quantity: Quantity, around: Around, told: Told) -> tuple[str, str] | None:
    """What the words of its own clause say."""
    if told.heading == "actual":
        return ("standing" if _mood_words()["standing"].search(around.near) else "actual"), "heading"
    if ("其余" in around.near or "剩余" in around.near or "剩下" in around.near) and MUST.match(around.tail):
        return "target", "rest"
    mood = _find_mood(around.head, around.is_dated)
    if mood in ("target", "expected"):
        return "target", "own_words"
    if told.is_change:
        is_wanted = told.before[1] == "target" if told.before else around.carried == "target"
        return ("target" if is_wanted else "actual"), "change"
    if mood == "actual" or "了" in around.tail[:7]:
        return "actual", "own_words"
    return None


MUST = re.compile(r"[^，。；]{0,6}(?:须|要|将|力争)")  # 其余8个须在7月底前清零
PART = re.compile(r"其中|占(?!地)|比重")
ITEM = re.compile(r"(?:[^，；：]{0,12}?)[、和及与](?:[^，；：]{0,14})")


def _by_number_before(around: Around, told: Told) -> tuple[str, str] | None:
    """A part, a share, or the next item of a list is what the number before it is."""
    if told.before is None:
        return None
    if PART.search(around.head):
        return told.before[1], "part"
    if not around.acts and ITEM.fullmatch(around.link):
        return told.before[1], "item"
    return None


# 打通14条断头路: a sentence that begins with what is to be done, and tells of no day or period
DUTY = re.compile(
    r"(?:[一二三四五]是|\d\.|全力|加快|抓好|推进|打造|打通|引进|培育|实施|力促|着力|持续|统筹|高标准|高质量|扎实|积极|大力|重点"
    r"|围绕|强化|落实|做好|完善|优化|抓实|建好|办好|启动|支持|深入|结合|依托|立足|瞄准|聚焦|整治|建设|新?开工|全年|坚持)"
)


def _by_mood(sentence: Sentence, around: Around, told: Told) -> tuple[str, str] | None:
    if around.carried == "target":
        is_aside = re.match(r"该|这|其(?!中)", around.head) and _mood_words()["standing"].search(around.near)
        return ("standing", "aside") if is_aside else ("target", "carried")
    if around.carried is None and DUTY.match(sentence.text) and not told.period and not around.is_dated:
        return ("target", "duty") if not re.search(r"了|已", sentence.text) else None
    return None


# 8台收割机正在抢收
THERE = re.compile(r"(?<!共)(?:是|含|有|着|(?:境内|辖区|全[县市区镇村乡省])有[^，。；]{0,6})$")  # 境内有大小水库86座
AT_WORK = re.compile(r"[\u4e00-\u9fff]{1,10}(?:正在|都|活跃在|分属|运转|着|满|穿梭)")
GOVERNED = re.compile(
    r"(?:为|在|对|向|把|将|被|从|给|由|以|用|让|使|与|带领|组织|动员|邀请|吸引|惠及|覆盖|帮助|带动|服务|走访|慰问|面向|来自)"
    r"(?:全[县市区镇国省])?(?:[\u4e00-\u9fff]{0,6}的)?$"
)
LASTING = frozenset(("length", "area", "volume", "power", "rate"))


def _by_shape(quantity: Quantity, around: Around, told: Told) -> tuple[str, str]:
    """No word tells: what is described stands, what is done or counted over a period is actual."""
    before = told.before[1] if told.before else None
    is_statistic = told.period is not None and STATISTIC.search(told.period) is not None
    if quantity.dimension in ("share", "share_points"):
        return before or "actual", "share"
    if re.match(r"每[人户名]", around.near) and (before or around.acts):
        return before or "actual", "each"
    if re.search(r"可(?!支配|持续|比|再)[^，。；]{0,6}$", around.near):
        return ("target" if quantity.dimension in ("mass", "money") else "standing"), "can"
    if _mood_words()["standing"].search(around.near[-10:]):
        return "standing", "description"
    if _mood_words()["usual"].search(around.near) and not around.acts:
        return "standing", "usual"
    if quantity.dimension == "count":
        if AT_WORK.match(around.tail) or (around.tail.startswith("的") and not around.acts):
            return "standing", "there"
        if (
            re.search(r"[全我该本][省市县区州镇乡村]$|沿线$", around.near)
            and not told.before
            and quantity.family != "people"
        ):
            return "standing", "there"
        if THERE.search(around.near) and not around.is_dated:
            return ("actual" if is_statistic else "standing"), "there"
    if around.acts or is_statistic or around.carried == "actual" or GOVERNED.search(around.near):
        return "actual", "done"
    if quantity.dimension in LASTING:
        return before or "standing", "lasting"
    return before if before == "target" else "actual", "plain"
