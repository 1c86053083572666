"""Quantities: every number of a text that measures something, with its unit, indicator, modifier, comparison,
period, status.

``find_metrics(text)`` reads any string.  A quantity is a number with a unit of ``seeds/ref_units.csv`` (or a
percentage, a
share, a multiple) that is no date, ordinal, name, slogan, numbered formula or count of the text's own points.
"""

from __future__ import annotations

import bisect
import functools
import re
from decimal import Decimal
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.numerals import plain
from warehouse.parse.periods import FRESH_SUBJECT, PERIOD, carry_period, is_period, read_period
from warehouse.parse.quantities import MODIFIER_AFTER, Quantity, find_quantities, find_word_bounds
from warehouse.parse.status import AGENDA, CLAUSE, REVIEW, read_status
from warehouse.parse.text import fold


class Metric(NamedTuple):
    """A quantity of a text; start and end are indices and cut exactly ``text``."""

    start: int
    end: int
    text: str
    value: Decimal
    value_low: Decimal | None
    value_high: Decimal | None
    value_step: Decimal
    unit: str
    unit_written: str
    unit_family: str
    dimension: str
    indicator: str | None
    modifier: str | None
    comparison: str | None
    comparison_basis: str | None
    change_sign: int | None
    is_cumulative: bool | None
    period_text: str | None
    status: str
    action: str | None
    sentence: str
    number_start: int
    number_end: int  # of number and unit
    rule: str
    confidence: float


class Context(NamedTuple):
    """What the sentences before say for this one: mood (target, actual) and period of statistics."""

    mood: str | None
    period: str | None


def find_metrics(text: str, heading: str = "") -> list[Metric]:
    """All quantities of a string, in order; a heading over it (工作安排, 工作回顾) sets the mood.

    >>> [(m.text, str(m.value), m.unit) for m in find_metrics("打通14条断头路，完成投资340.64亿元，同比增长7.4%。")]
    [('14条断头路', '14', '条'), ('完成投资340.64亿元', '34064000000', '元'), ('同比增长7.4%', '7.4', '%')]
    """
    folded = fold(text)
    metrics: list[Metric] = []
    offset = 0
    named = PERIOD.search(fold(heading))
    period = (
        named.group()
        if named and named.start() <= 4 and is_period(fold(heading), named) and "日" not in named.group()
        else None
    )
    mood = "target" if AGENDA.search(heading) else "actual" if REVIEW.search(heading) else None
    for sentence in _cut_sentences(folded):
        if FRESH_SUBJECT.match(sentence):
            mood = None
        mood = "target" if AGENDA.search(sentence) else "actual" if REVIEW.match(sentence) else mood
        if any(char in "0123456789" for char in sentence) or re.search(
            "[一二两三四五六七八九十百千万几数半]", sentence
        ):
            metrics += _read_sentence(sentence, text[offset : offset + len(sentence)], offset, Context(mood, period))
        period = carry_period(sentence, period)
        offset += len(sentence)
    return metrics


LONGEST = 300  # characters of a sentence; what runs on longer is no prose, and is read in pieces


def _cut_sentences(text: str) -> list[str]:
    return [
        sentence[start : start + LONGEST]
        for sentence in re.split(r"(?<=[。！？\n])", text)
        for start in range(0, max(1, len(sentence)), LONGEST)
    ]


def _read_sentence(sentence: str, original: str, offset: int, context: Context) -> list[Metric]:
    quantities = find_quantities(sentence)
    if not quantities:
        return []
    bounds = find_word_bounds(sentence)
    metrics: list[Metric] = []
    for index in range(len(quantities)):
        metrics.append(_describe(sentence, original, offset, quantities, index, bounds, metrics, context))
    return metrics


# --- what a quantity says ---

CHANGE = re.compile(
    r"(?P<comparison>(?:(?P<basis>同比|环比|比(?:上年|去年|上一年|前年|上月|上季度|年初|计划|原计划|原来|过去|以往|传统|往年|全[国省市]|[^，。；、]{1,8})(?:同期|底|末|平均水平)?|较(?:上年|去年|上月|年初|计划|同期|[^，。；、]{1,8})(?:同期|底|末)?|与[^，。；]{2,10}相比|年均|平均每年)[，]?(?:实际|净|再|共|约|分别|平均|大幅|仅|又|可|均)*)?"
    r"(?P<verb>增长|下降|减少|增加|提高|上升|回落|降低|压减|缩短|提升|增收|净增|增|减|降|涨|升|高出?|低|多|少|上涨|下跌|翻|压缩|扩大|节约|节省|提前|滞后|收窄|放缓|加快|改善|缩减|高于[^，。；、]{1,8}|低于[^，。；、]{1,8}))(?:了|约|近|超过?|逾|达|幅度?达?|不低于|至少|将?近|在)*$"
)
UP = re.compile(r"增|提|升|涨|高|多|翻|扩|加快|改善|上")
LEVEL = re.compile(r"(?:增长|增加|提高|提升|上升|扩大|增|升|下降|减少|降低|回落|缩短|压缩|压减|降)(?:到|至|为)$")


def _describe(
    sentence: str,
    original: str,
    offset: int,
    quantities: list[Quantity],
    index: int,
    bounds: list[int],
    done: list[Metric],
    context: Context,
) -> Metric:
    quantity = quantities[index]
    clause_start = max((match.end() for match in CLAUSE.finditer(sentence, 0, quantity.start)), default=0)
    after = CLAUSE.search(sentence, quantity.end)
    clause_end = after.start() if after else len(sentence)
    floor = max(clause_start, quantities[index - 1].end if index else 0)
    noun_end = _read_noun(
        sentence,
        quantity,
        clause_end,
        quantities[index + 1].start if index + 1 < len(quantities) else len(sentence),
        bounds,
    )
    change = _read_change(sentence, quantity, clause_start, quantities, index)
    indicator, text_start = _read_indicator(
        sentence, quantity, floor, clause_start, noun_end, change, quantities, index, done
    )
    start, end = (quantity.start, noun_end) if noun_end > quantity.end else (text_start, quantity.end)
    comparison = change["comparison"] if change else None
    sign = None if not change else (1 if UP.search(change["verb"]) else -1)
    if change is None and quantity.rule == "double":
        sign = 1
    so_far = CUMULATIVE.search(sentence[max(0, quantity.start - 40) : quantity.start])
    period = read_period(sentence, (quantity.start, quantity.end), clause_start, clause_end, context.period)
    mood = context.mood or ("done" if period and OVER.search(period) else None)
    status = read_status(sentence, clause_start, clause_end, quantity, comparison, mood)
    if status == "actual" and _is_whole(sentence, quantities, index, clause_end):
        status = "standing"
    if status == "standing" and (period not in sentence[clause_start:clause_end] if period else True):
        period = None  # what is so now is not of the period that a clause before names
    return Metric(
        start=offset + start,
        end=offset + end,
        text=original[start:end],
        value=plain(quantity.value),
        value_low=None if quantity.low is None else plain(quantity.low),
        value_high=None if quantity.high is None else plain(quantity.high),
        value_step=plain(quantity.step),
        unit=quantity.unit,
        unit_written=quantity.unit_written,
        unit_family=quantity.family,
        dimension=quantity.dimension,
        indicator=indicator,
        modifier=quantity.modifier,
        comparison=comparison,
        comparison_basis=_basis_of(comparison),
        change_sign=sign,
        is_cumulative=True if so_far else None,
        period_text=period,
        status=status,
        action=_read_action(sentence[clause_start : quantity.start]),
        sentence=sentence.strip(),
        number_start=offset + quantity.start,
        number_end=offset + quantity.end,
        rule=quantity.rule,
        confidence=0.9 if indicator else 0.6,
    )


def _is_whole(sentence: str, quantities: list[Quantity], index: int, clause_end: int) -> bool:
    """12条断头路已打通9条, 136个重点项目开工118个: the first number is the whole of which the second is a part."""
    if index + 1 == len(quantities):
        return False
    whole, part = quantities[index], quantities[index + 1]
    between = sentence[whole.end : part.start]
    same = (
        whole.dimension == "count" and whole.unit == part.unit and part.end <= clause_end and part.value <= whole.value
    )
    return same and 2 <= len(between) <= 14 and not re.search(r"[、和及与]|增|比", between)


OVER = re.compile(r"上半年|季度|[至到~—-]\d+月|去年|以来|截至")  # statistics of a time that is over: no plan is meant
CUMULATIVE = re.compile(r"累计|1[至到~—-]+\d+月|今年以来|截至")


@functools.cache
def _noun_stop() -> re.Pattern[str]:
    """What ends a noun phrase: marks, digits and the words of ``seeds/word_noun_stops.csv``."""
    return re.compile(r"[，。；：！？、“”‘’《》（）—…\d]|" + "|".join(words.read_patterns("word_noun_stops")))


NOUNLESS = frozenset(("share", "share_points", "ratio", "age", "temperature", "duration"))
THRESHOLD = re.compile(
    r"(?:\d+(?:\.\d+)?)?[千百]?[万亿]元(?:以上|以下)的?|(?:总?投资|面积|长|总长|产值)(?:约|超|达)?\d+(?:\.\d+)?[万亿]*(?:元|公里|平方米|亩|米)(?:以上)?的"
)


def _read_noun(sentence: str, quantity: Quantity, clause_end: int, limit: int, bounds: list[int]) -> int:
    """Where the noun phrase of what is counted ends (the end of number and unit if none follows)."""
    if quantity.dimension in NOUNLESS or (quantity.dimension == "rate" and not sentence.startswith("的", quantity.end)):
        return quantity.end
    threshold = THRESHOLD.match(sentence, quantity.end) if quantity.dimension == "count" else None
    if threshold:
        limit = len(sentence)  # 2个10亿元以上高质量项目: what is counted stands behind the size
    at = threshold.end() if threshold else quantity.end
    tail = MODIFIER_AFTER.match(sentence, at)
    at = tail.end() if tail else at
    if sentence.startswith("的", at):
        at += 1
    elif quantity.dimension not in ("count", "area", "length", "mass") and not (quantity.dimension == "money" and tail):
        return quantity.end
    begin = noun_end = at
    position = bisect.bisect_right(bounds, at)
    while position < len(bounds) and bounds[position] <= min(clause_end, begin + 16):
        token = sentence[at : bounds[position]]
        if _noun_stop().match(token) or (bounds[position] > limit and token[:1].isdigit()):
            break
        at = bounds[position]
        if token not in words.verbs():
            noun_end = at
        position += 1
    at = noun_end
    while at > begin and sentence[at - 1] in "的地得":
        at -= 1
    return at if at > begin else quantity.end


def _read_change(
    sentence: str, quantity: Quantity, clause_start: int, quantities: list[Quantity], index: int
) -> re.Match[str] | None:
    """The verb of change right before the number, directly or for a list of numbers (增长7.4%、2.3%)."""
    begin = clause_start
    first = index
    while first > 0 and re.fullmatch(r"[、和]", sentence[quantities[first - 1].end : quantities[first].start]):
        first -= 1
    head = sentence[begin : quantities[first].start]
    if LEVEL.search(head):
        return None
    match = CHANGE.search(head)
    if (
        match
        and len(match["verb"]) == 1
        and not match["basis"]
        and quantity.dimension not in ("share", "share_points", "ratio")
    ):
        return None
    if match and match["verb"] in ("高", "低", "多", "少", "翻", "加快", "改善", "扩大") and not match["basis"]:
        return None
    return match


LEADING = re.compile(
    rf"^(?:{PERIOD.pattern}|[、，的了]|其中|并|已经|已|共计|共|将|要|力争|确保|预计|计划|累计|总计|同时|目前|仅|还|又|再|其|该|也|全部|一期|期间|先后|当前|如今|据统计|据介绍|据了解|数据显示|统计显示|全年|分别|平均|每年|计|实现|完成(?=[^投]))+",
    re.VERBOSE,
)
TRAILING = re.compile(
    r"(?:约为|大约|将近|接近|约|近|超过|超|突破|不低于|不少于|至少|逾|不得超过|不超过|不足|低于|达到|已达|达|完成|实现|为|是|共有|共计|共|总计|合计|累计|高达|多达|长达|仅有?|只有|只|已|将|可达|可|增至|增加到|增长到|提高到|提升到|上升到|扩大到|下降到|下降至|降至|降到|减少到|减少至|增加至|提升至|提高至|缩短到|缩短至|控制在|保持在|稳定在|从|由|分别|均|在|有|了|就|要|力争|确保|预计|计划|再|新|每[人年天月户亩]|平均|到|至|上|获|得|用|设|于|出|以|及|和|与|并|、|其中|同比|环比|最高|最多|最大|各|给予|奖励|投入|发放|占|的|能|需|做到|之|“|”|（|）|：)+$"
)


def _read_indicator(
    sentence: str,
    quantity: Quantity,
    floor: int,
    clause_start: int,
    noun_end: int,
    change: re.Match[str] | None,
    quantities: list[Quantity],
    index: int,
    done: list[Metric],
) -> tuple[str | None, int]:
    """What is measured, and where a text run that begins with it starts."""
    if quantity.dimension == "age":
        return "年龄", quantity.start
    if noun_end > quantity.end:
        noun = re.sub(r"^(?:以上|以下|左右|以内|及以上)?的?", "", sentence[quantity.end : noun_end])
        if quantity.dimension == "count" or (len(noun) >= 2 and quantity.dimension != "money"):
            return noun, quantity.start
        subject, begin = _subject(sentence, quantity, floor, clause_start, change)
        return (f"{noun}{subject}" if subject and len(subject) <= 6 else subject or noun), quantity.start
    listed = _distribute(sentence, quantities, index, clause_start, change)
    if listed:
        return listed, quantity.start
    subject, begin = _subject(sentence, quantity, floor, clause_start, change)
    if subject:
        return subject, begin
    if done and index:
        return done[-1].indicator, (begin if change else quantity.start)
    return _from_head(sentence, clause_start), quantity.start


def _subject(
    sentence: str, quantity: Quantity, floor: int, clause_start: int, change: re.Match[str] | None
) -> tuple[str | None, int]:
    head = sentence[floor : quantity.start]
    begin = floor
    if change and clause_start + change.start() >= floor:
        head = sentence[floor : clause_start + change.start()]
    cut = max(head.rfind(mark) for mark in "、）”》") if not change else -1
    lead = LEADING.match(head[cut + 1 :])
    low = cut + 1 + (lead.end() if lead else 0)
    core = TRAILING.sub("", head[low:])
    core = re.sub(r"^(?:全[区县市省国州]|我[区县市省])?(?:完成|实现)(?=.{3,})", "", core)
    core = re.sub(r"^(?:全力|加快|大力|积极|抓好|推进|推动|建成|新建|打通|引进|新增)(?=.{4,})", "", core)
    if len(core) > 14:
        parts = re.split(r"(?<=[的])|(?:使|让|带动|吸引|实现|完成|其中|帮助|共|在)", core)
        core = parts[-1] if len(parts[-1]) >= 2 else core[-12:]
    core = core.strip("“”《》（）、的")
    start = begin + low
    if quantity.start - start > 14:
        start = quantity.start
    if change and not core:
        start = clause_start + change.start()
    return (core or None) if len(core) >= 2 else None, start


def _from_head(sentence: str, clause_start: int) -> str | None:
    """The subject of the clause before (固定资产投资快速回升，同比增长7.4%)."""
    clauses = [part for part in CLAUSE.split(sentence[: max(0, clause_start - 1)]) if part]
    if not clauses:
        return None
    lead = LEADING.match(clauses[-1])
    core = clauses[-1][lead.end() if lead else 0 :]
    return core[:12] or None


def _distribute(
    sentence: str, quantities: list[Quantity], index: int, clause_start: int, change: re.Match[str] | None
) -> str | None:
    """A、B分别增长7.4%、2.3%: the n-th number belongs to the n-th name of the list."""
    first = last = index
    while first > 0 and re.fullmatch(r"[、和]", sentence[quantities[first - 1].end : quantities[first].start]):
        first -= 1
    while last + 1 < len(quantities) and re.fullmatch(
        r"[、和]", sentence[quantities[last].end : quantities[last + 1].start]
    ):
        last += 1
    count = last - first + 1
    if count < 2:
        return None
    head = sentence[clause_start : (clause_start + change.start()) if change else quantities[first].start]
    lead = LEADING.match(head)
    core = TRAILING.sub("", head[lead.end() if lead else 0 :])
    names = [name for name in re.split(r"、|和|与|及", core) if name]
    if len(names) < count:
        return None
    common = re.search(r"(?:人均可支配收入|收入|投资|产量|面积)$", names[-1])
    name = names[-count:][index - first]
    return name + common.group() if common and not name.endswith(common.group()) and index < last else name


def _basis_of(comparison: str | None) -> str | None:
    if not comparison:
        return None
    for pattern, basis in (
        ("同比|去年|上年|上一年", "yoy"),
        ("环比|上月", "mom"),
        ("上季度", "qoq"),
        ("年初", "since_year_start"),
        ("计划", "vs_plan"),
        ("年均|平均每年", "other"),
        ("比|较|于", "vs_base"),
    ):
        if re.search(pattern, comparison):
            return basis
    return None


ACTION = re.compile(
    r"(?:新建|改造|建成|完成|打通|引进|新增|开工|签约|竣工|发放|投入|实现|达到?|培育|打造|推进|实施|整治|修复|转移|关闭|安装|种植|收获|销售|接待|受理|办结|增长|下降|提高|减少|增加|压减|筹集|捐赠|招聘|培训|建设)(?!的)"
)


def _read_action(head: str) -> str | None:
    found = ACTION.findall(head)
    return found[-1] if found else None
