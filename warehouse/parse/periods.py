"""Periods and deadlines: found in a sentence (上半年, 1~6月, 年底前, 截至6月底), carried on, and resolved to
first and last day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import NamedTuple

from warehouse.parse.numerals import read_digits
from warehouse.parse.quantity import Quantity
from warehouse.parse.text import fold

YEAR = re.compile(r"((?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2})年")
RELATIVE_YEAR = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2, "当年": 0}
QUARTER = re.compile(r"(前|头|第)?([一二三四1-4])个?季度")
MONTHS = re.compile(r"(\d{1,2})月?[至到~—-]+(\d{1,2})月(?!\d)")
DAYS = re.compile(r"(\d{1,2})月(\d{1,2})日[至到~—-]+(?:(\d{1,2})月)?(\d{1,2})日")
MONTH = re.compile(r"(\d{1,2})月(?:(\d{1,2})日|(上旬|中旬|下旬|初))?")
FIRST_MONTHS = re.compile(r"前([\d一二三四五六七八九十]{1,2})个?月")
NEAR_MONTH = re.compile(r"([本上下当])月|^(?:到|至)?(月底)")
SPAN = re.compile(r"(近|过去|未来|今后)?([\d一二两三四五六七八九十]{1,3})(个月|年|天|周)(内|来|间|里)?")
PLAN = re.compile(r"十([二三四五六])五")
YEAR_END = re.compile(r"^[^月季]*(?:年?底|年末|(?<![\d一二两三四五六七八九十])年[内前])")
THIRDS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
Days = tuple[dt.date | None, dt.date | None]


def resolve_period(text: str | None, day: dt.date | None, year: int | None) -> Days:
    """First and last day of a period, seen from ``day`` (the event or publication) or ``year``; None where unproven.

    A deadline (年底前, 到2025年, 三年内) has only a last day.  Any string can be asked.

    >>> resolve_period("今年上半年", dt.date(2023, 7, 20), 2023)
    (datetime.date(2023, 1, 1), datetime.date(2023, 6, 30))
    >>> resolve_period("年底前", dt.date(2023, 7, 20), 2023), resolve_period("到2025年", None, None)
    ((None, datetime.date(2023, 12, 31)), (None, datetime.date(2025, 12, 31)))
    >>> resolve_period("去年", None, None)
    (None, None)
    """
    if not text:
        return None, None
    text = fold(text)
    plan = PLAN.search(text)
    if plan:  # the five years of a national plan: 十四五 is 2021 to 2025
        last = 1995 + 5 * (read_digits(plan[1]) + 2)
        return (None if "末" in text else dt.date(last - 4, 1, 1)), dt.date(last, 12, 31)
    written = YEAR.search(text)
    base = _read_count(written[1]) if written else (day.year if day else year)
    if base is None or not 1900 <= base <= 2100:
        return None, None
    if not written:
        base += next((shift for word, shift in RELATIVE_YEAR.items() if word in text), 0)
    first, last_day = _resolve(YEAR.sub("", text), base, day, written is not None)
    return (first, last_day) if not (first and last_day and first > last_day) else (None, None)


def _resolve(text: str, year: int, day: dt.date | None, is_written: bool) -> Days:
    if text.endswith(("以来", "起")):
        return _month_start(year, text), (day if text.endswith("以来") else None)
    if YEAR_END.search(text):
        return (dt.date(year, 1, 1) if "年内" in text else None), dt.date(year, 12, 31)
    if "上半年" in text or "下半年" in text:
        first = 1 if "上半年" in text else 7
        return dt.date(year, first, 1), _last(year, first + 5)
    near = NEAR_MONTH.search(text)
    if near:
        return _near_month(near, text, day)
    readers = (
        (QUARTER, _quarter), (DAYS, _days), (MONTHS, _months), (FIRST_MONTHS, _first_months), (MONTH, _month)
    )  # fmt: skip
    for pattern, read in readers:
        match = pattern.search(text)
        if match:
            return read(match, text, year)
    span = SPAN.search(text)
    if span and not is_written and day:
        return _span(span, day)
    if re.search(r"^(?:到|至)", text):
        return None, dt.date(year, 12, 31)
    if is_written or re.search(r"全年|年$", text) or any(word in text for word in RELATIVE_YEAR):
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    return None, None


def _read_count(text: str) -> int | None:
    try:
        return read_digits(text)
    except ValueError:
        return None


def _month_start(year: int, text: str) -> dt.date:
    match = MONTH.search(text)
    return dt.date(year, int(match[1]), 1) if match and 1 <= int(match[1]) <= 12 else dt.date(year, 1, 1)


def _near_month(match: re.Match[str], text: str, day: dt.date | None) -> Days:
    """本月, 上月, 下月底, 月底前: seen from the day."""
    if day is None:
        return None, None
    month = day.year * 12 + day.month - 1 + {"上": -1, "下": 1}.get(match[1] or "", 0)
    last = _last(month // 12, month % 12 + 1)
    return (None if re.search(r"底|末|前", text) else last.replace(day=1)), last


def _quarter(match: re.Match[str], text: str, year: int) -> Days:
    number = read_digits(match[2])
    if text.endswith(("末", "底", "前")):
        return None, _last(year, 3 * number)
    first = 1 if match[1] in ("前", "头") else 3 * number - 2
    return dt.date(year, first, 1), _last(year, 3 * number)


def _days(match: re.Match[str], text: str, year: int) -> Days:
    try:
        first = dt.date(year, int(match[1]), int(match[2]))
        return first, dt.date(year, int(match[3] or match[1]), int(match[4]))
    except ValueError:
        return None, None


def _months(match: re.Match[str], text: str, year: int) -> Days:
    low, high = int(match[1]), int(match[2])
    return (dt.date(year, low, 1), _last(year, high)) if 1 <= low <= high <= 12 else (None, None)


def _first_months(match: re.Match[str], text: str, year: int) -> Days:
    count = _read_count(match[1])
    return (dt.date(year, 1, 1), _last(year, count)) if count and 1 <= count <= 12 else (None, None)


def _month(match: re.Match[str], text: str, year: int) -> Days:
    month = int(match[1])
    if not 1 <= month <= 12:
        return None, None
    last = _last(year, month)
    if match[3]:
        low, high = THIRDS[match[3]]
        return last.replace(day=low), last.replace(day=min(high, last.day))
    if match[2] and 1 <= int(match[2]) <= last.day:
        last = last.replace(day=int(match[2]))
    if re.search(r"前|截至|截止|底|末|^到", text):
        return None, last
    return (last if match[2] else dt.date(year, month, 1)), last


def _span(match: re.Match[str], day: dt.date) -> Days:
    """三年内 ends three years from the day, 近三年 ends on it."""
    count = _read_count(match[2])
    if not count or count > 60:
        return None, None
    is_past = match[1] in ("近", "过去") or match[4] in ("来", "间", "里")
    moved = _move(day, -count if is_past else count, match[3])
    if is_past:
        return moved, day
    return (day if match[1] else None), (moved if match[1] or match[4] == "内" else None)


def _move(day: dt.date, count: int, unit: str) -> dt.date:
    if unit in ("天", "周"):
        return day + dt.timedelta(days=count * (7 if unit == "周" else 1))
    month = day.year * 12 + day.month - 1 + count * (12 if unit == "年" else 1)
    last = _last(month // 12, month % 12 + 1)
    return last.replace(day=min(day.day, last.day))


def _last(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


# --- in a sentence ---

HAN_COUNT = r"[\d一二两三四五六七八九十]+"
TIME = (
    r"(?:(?:19|20)\d\d年|二[〇零○][〇零○一二三四五六七八九]{2}年|今年|去年|明年|当年|前年|上年|本年)"
    r"(?:以来|年?底前?|年末|内|前|起|以后|[春夏秋冬][天季])?"
)
# a period opens with one of these; looking for them first makes the search several times as fast
PERIOD_OPENS = "\\d截自到至从今去明当前上年本二下头第一两三四五六七八九十全近未过目“连达入除春国中清端元假黄月"
DURING = re.compile(r"[\u4e00-\u9fff]{2}期间")  # 赛事期间
PERIOD = re.compile(
    rf"""(?=[{PERIOD_OPENS}])(?:截至|截止|自|到|至|从)?(?:{TIME})?(?:
          上半年 | 下半年 | (?:前|头|第)?[一二三四1-4]个?季度 | 前{HAN_COUNT}个?月
        | \d{{1,2}}月?[至到~—-]+\d{{1,2}}月(?!\d)份?
        | \d{{1,2}}月\d{{1,2}}日[至到~—-]+(?:\d{{1,2}}月)?\d{{1,2}}日(?=，[全共我])
        | 全年 | (?<![上去前两])年底(?:之?前)? | 年内 | 年末 | (?<![{HAN_COUNT[1:-2]}几多])年前
        | \d{{1,2}}月(?:份|底|末|初|中旬|上旬|下旬)?(?:\d{{1,2}}日(?![至到~—-]+\d))?(?:\d{{1,2}}时)?
          (?:底?之?前|以前|以来|为止)?
        | 目前 | 今年以来 | 近{HAN_COUNT}年(?:来)? | (?:未来|今后|过去){HAN_COUNT}个?[年月天]
        | {HAN_COUNT}年(?:内|来|间|里) | “?十[二三四五六]五”?(?:时期|期间|末|以来)?
        | [本上下当]月[底末初]? | [本上下]周 | 本学期 | 当[天日] | 连日来 | {HAN_COUNT}个?月来
        | 达产后 | 第[一二三四]个月 | (?:今年|去年)[春夏秋冬]季 | 入[春夏秋冬]以来 | 除夕夜
        | (?:春节|国庆|中秋|五一|清明|端午|元旦|假日|黄金周|假期)(?:黄金周|假期|小长假|期间|长假|前夕)+ | 月底前
      ) | (?:截至|到|自)?{TIME}""",
    re.VERBOSE,
)
FRESH_SUBJECT = re.compile(
    r"据|目前|截至|监测|此外|记者|“|会上|会前|当天|随后|今年以来|连日来|[\u4e00-\u9fff]{2,4}(?:说|介绍|告诉)"
)
DEADLINE = re.compile(r"^(?!截).*(?:前|底|内|起)$|^到(?!.*末$)")  # 年底前, 三年内; 截至6月底, 10月末 are when it was so
COMPARED = re.compile(r"(?:比|较|与|同|超过|高于|低于|于|恢复到)$")
STATISTIC = re.compile(r"季度|半年|[—~至-]\d+月|(?:19|20)\d\d年|全年|以来|截至|来$")
STATE = re.compile(r"^截至|末$")  # the day for which a stock is told
NOW = re.compile(r"目前|如今|现在|眼下|当前")
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
    if quantity.dimension in ("age", "duration"):
        return None
    before = [period for period in periods if period.end <= quantity.start]
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
        if status == "actual" and period.is_deadline and period.start < clause[0]:
            return next(
                (other for other in reversed(periods) if other.end <= period.start and not other.is_deadline), None
            )
        return period
    return None if status == "standing" else period


def find_periods(sentence: str) -> list[Period]:
    """The periods of a sentence in order, once for all its numbers."""
    found = [
        Period(match.start(), match.end(), match.group())
        for match in PERIOD.finditer(sentence)
        if is_period(sentence, match)
    ]
    if "期间" in sentence:
        taken = {period.end for period in found}
        found += [Period(m.start(), m.end(), m.group()) for m in DURING.finditer(sentence) if m.end() not in taken]
        found.sort()
    return found


def carry_period(sentence: str, periods: list[Period], carried: str | None) -> str | None:
    """The period of statistics (前三季度, 1—10月, 2023年) that the sentences of a paragraph share until another
    is named."""
    if FRESH_SUBJECT.match(sentence) and not re.match("据|其中", sentence):
        carried = None
    found = [period for period in periods if not period.is_deadline]
    spans = [period.text for period in found if STATISTIC.search(period.text)]
    return spans[-1] if spans else None if found else carried


def is_period(sentence: str, match: re.Match[str]) -> bool:
    """Not the day of the event, nor what is only compared with (比去年, 较上月)."""
    if COMPARED.search(sentence, max(0, match.start() - 3), match.start()) or match.group() in NO_PERIOD:
        return False
    return re.fullmatch(r"(?:今年|去年|至|到|从|自)?\d{1,2}月\d{1,2}日(?:\d{1,2}时)?", match.group()) is None
