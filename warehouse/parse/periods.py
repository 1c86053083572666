"""Periods and deadlines in a sentence (上半年, 1~6月, 年底前, 截至6月底): given to its numbers and carried on."""

from __future__ import annotations

import re
from typing import NamedTuple

from warehouse.parse.quantity import Quantity
from warehouse.parse.text import fold

HAN_COUNT = r"[\d一二两三四五六七八九十]+"
TIME = (
    r"(?:(?:19|20)\d\d年|二[〇零○][〇零○一二三四五六七八九]{2}年|今年|去年|明年|当年|前年|上年|本年)"
    r"(?:以来|年?底(?:以来|前)?|年末|内|前|起|以后|[春夏秋冬][天季])?"
)
# a period opens with one of these; looking for them first makes the search several times as fast
PERIOD_OPENS = "\\d截自到至从今去明当前上年本二下头第一两三四五六七八九十全近未过目“连达入除春国中清端元假黄月汛开"
OPENING = (  # digits open one only before 年, 月 …
    rf"(?=[{PERIOD_OPENS}])(?=\d{{1,4}}[年月日个季至到~—-]|[一二两三四五六七八九十]{{1,6}}[年个月季五节一学长前黄假期]|二[〇零○]"
    r"|[截自到至从今去明当前上年本下头第全近未过目“连达入除春国中清端元假黄月汛开])"
)
DURING = re.compile(r"[\u4e00-\u9fff]{2}期间")  # 赛事期间
PERIOD = re.compile(
    rf"""{OPENING}(?:截至|截止|自|到|至|从)?(?:{TIME})?(?:
          上半年 | 下半年 | (?:前|头|第)?[一二三四1-4]个?季度(?!重[大点]|项目|集中) | 前{HAN_COUNT}个?月
        | \d{{1,2}}月?[至到~—-]+\d{{1,2}}月(?!\d)份?
        | \d{{1,2}}月\d{{1,2}}日[至到~—-]+(?:\d{{1,2}}月)?\d{{1,2}}日(?=，[全共我])
        | 全年 | (?<![上去前两])年底(?:之?前)? | 年内 | 年末 | (?<![{HAN_COUNT[1:-2]}几多])年前
        | \d{{1,2}}月(?:份|底|末|初|中旬|上旬|下旬)?(?:\d{{1,2}}日(?![至到~—-]+\d)|(?!\d))(?:\d{{1,2}}时)?
          (?:底?之?前|以前|以来|为止)?
        | 目前 | 今年以来 | 近{HAN_COUNT}年(?:来)? | (?:未来|今后|过去){HAN_COUNT}个?[年月天]
        | {HAN_COUNT}年(?:内|来|间|里) | “?十[二三四五六]五”?(?:时期|期间|末|以来)?
        | [本上下当]月[底末初]? | [本上下]周(?![一二三四五六日末天]) | [本上]学期 | 当[天日] | {HAN_COUNT}个?月来
        | 第[一二三四]个月 | (?:今年|去年)[春夏秋冬]季 | 入[春夏秋冬汛]以来 | 除夕夜
        | (?<=截至)[昨今](?:[日天]|晚)(?:\d{{1,2}}时|傍晚)? | \d{{1,2}}日(?:\d{{1,2}}时)?前(?!往)
        | (?:春节|国庆|中秋|五一|清明|端午|元旦|假日|黄金周|假期)(?:黄金周|假期|小长假|期间|长假|前夕)+ | 月底前
        | (?:春节|国庆|中秋|元旦|五一|入冬|汛期|汛|开学)前(?!夕)
      ) | (?:截至|到|自)?{TIME}(?![\d一二三四五六七八九十]{{1,3}}岁)""",
    re.VERBOSE,
)
FRESH_SUBJECT = re.compile(
    r"据|目前|截至|监测|此外|记者|“|会上|会前|当天|随后|今年以来|连日来|[\u4e00-\u9fff]{2,4}(?:说|介绍|告诉)"
)
DEADLINE = re.compile(
    r"^(?!截|去年|上年).*(?:前|底|内|起)$|^到(?!.*末$)"
)  # 年底前, 三年内; 截至6月底, 10月末 are when it was so
COMPARED = re.compile(r"(?:比|较|与|同|超过|高于|低于|于|恢复到)$")
STATISTIC = re.compile(r"季度|半年|[—~至-]\d+月|(?:19|20)\d\d年|全年|^去年$|以来|截至|来$")
YEAR_ALONE = re.compile(r"(?:(?:19|20)\d\d|去)年$")
REPORTED = re.compile(r"增长|下降|同比|完成|实现|总值|收入|新增|达到")
STATE = re.compile(r"^截至|末$")  # the day for which a stock is told
NOW = re.compile(r"目前|如今|现在|眼下|当前")
DAY = re.compile(r"(?:今年|去年|至|到|从|自)?\d{1,2}月\d{1,2}日(?:\d{1,2}时)?")  # of the event
SHARE_OF = re.compile("(?:是|为|占|达|达到|相当于|仅)$")
RISEN = re.compile("(?:提[高升]|增[加长至]?|上升|下降|降低?|升|扩大|减少|缩短|发展|压减)$")
UNTIL = re.compile("[到至]")  # said of what is done, the day for which it is told
NO_PERIOD = frozenset(("目前", "当日", "当月", "当天"))


class Period(NamedTuple):
    """A period or deadline of a sentence; start and end are indices."""

    start: int
    end: int
    text: str

    @property
    def is_deadline(self) -> bool:
        return DEADLINE.search(self.text) is not None


def read_period(
    sentence: str, periods: list[Period], quantity: Quantity, clause: tuple[int, int], carried: str | None
) -> Period | str | None:
    """The period or deadline that may hold for a number: of its clause, else the last one that the sentence named,
    else the one that the paragraph carries."""
    before = [period for period in periods if period.end <= quantity.start]
    if before and before[-1].end + 1 == quantity.start and sentence.startswith("的", before[-1].end):
        if quantity.dimension not in ("ratio", "share") or not SHARE_OF.search(sentence, 0, before[-1].start):
            return before[-1]  # 2014年的198天, 由2018年的61.5%提高到去年的88.2%
        before.pop()  # 是上年的1.6倍
    if quantity.dimension in ("age", "duration"):
        return None
    if before and before[-1].start >= clause[0]:
        return before[-1]
    if NOW.search(sentence, clause[0], quantity.start):
        return None
    before = [period for period in before if reaches(sentence, period, quantity.start)]
    behind = [period for period in periods if quantity.end <= period.start and period.end <= clause[1]]
    return next((period for period in behind if period.is_deadline), None) or (before[-1] if before else carried)


def reaches(sentence: str, period: Period, at: int) -> bool:
    """A deadline reaches from where it opens a clause to the end of its part (；); 上年的86家 is of the 86 alone."""
    if sentence.startswith("的", period.end):
        return False
    if period.start <= 4 or not period.is_deadline:
        return True
    opens = any(mark in "，；：。" for mark in sentence[period.start - 5 : period.start])
    return opens and "；" not in sentence[period.end : at]


def holds_for(
    period: Period | str | None, status: str, clause: tuple[int, int], periods: list[Period]
) -> Period | str | None:
    """The period that was read, if the status bears it: what stands has none but its own, what is done no deadline."""
    if isinstance(period, Period):
        if status == "standing":
            return (
                period
                if STATE.search(period.text) or (period.start >= clause[0] and STATISTIC.search(period.text))
                else None
            )
        if status == "actual" and period.is_deadline and period.start < clause[0] and not UNTIL.match(period.text):
            return next(
                (other for other in reversed(periods) if other.end <= period.start and not other.is_deadline), None
            )
        return period
    return None if status == "standing" else period


def find_periods(sentence: str) -> list[Period]:
    """The periods of a sentence in order, once for all its numbers."""
    found = [
        Period(at := match.start() + _is_of_verb(sentence, match), match.end(), sentence[at : match.end()])
        for match in PERIOD.finditer(sentence)
        if is_period(sentence, match)
    ]
    if "期间" in sentence:
        taken = {period.end for period in found}
        found += [Period(m.start(), m.end(), m.group()) for m in DURING.finditer(sentence) if m.end() not in taken]
        found.sort()
    return found


def _is_of_verb(sentence: str, match: re.Match[str]) -> bool:
    """提高到去年的88.2%: 到 is the verb's."""
    return match.group()[0] in "到至" and RISEN.search(sentence, 0, match.start()) is not None


def carry_period(sentence: str, periods: list[Period], carried: str | None) -> Period | str | None:
    """The period of statistics (前三季度, 1—10月, 2023年) that the sentences of a paragraph share until another
    is named; a year alone only from a sentence that reports results."""
    if FRESH_SUBJECT.match(sentence) and not re.match("据|其中", sentence):
        carried = None
    found = [period for period in periods if not period.is_deadline]
    spans = [
        period
        for period in found
        if STATISTIC.search(period.text)
        and (not YEAR_ALONE.match(period.text) or REPORTED.search(sentence, period.end))
        and not (carried and re.match("近.*来$", period.text))
    ]
    return spans[-1] if spans else None if found else carried


# 1—10月全区经济运行情况: what such an article tells holds for this period to its end
REPORT = re.compile(r"经济|统计|公报|生产总值|增加值|主要指标|同比|运行")
SPAN_OF_REPORT = re.compile(r"季度|半年|[—~至-]\d+月|全年|(?:19|20)\d\d年$")


def find_report_period(headline: str, lead: str) -> str | None:
    """The period that a report of statistics is about, as its headline or the opening of its lead names it.

    >>> find_report_period("1—8月全县经济运行平稳", "工业增加值增长5%。")
    '1—8月'
    """
    for text in (headline, lead[:LONGEST_OPENING]):
        folded = fold(text)
        if REPORT.search(folded):
            found = [period for period in find_periods(folded) if SPAN_OF_REPORT.search(period.text)]
            if found and not found[0].is_deadline:
                return text[found[0].start : found[0].end]
    return None


LONGEST_OPENING = 60  # characters of a lead


def is_period(sentence: str, match: re.Match[str]) -> bool:
    """Not the day of the event, nor what is only compared with (比去年, 较上月)."""
    if COMPARED.search(sentence, max(0, match.start() - 3), match.start()) or match.group() in NO_PERIOD:
        return False
    return DAY.fullmatch(match.group()) is None
