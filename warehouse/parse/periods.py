"""Periods and deadlines: found in a sentence (上半年, 1~6月, 年底前, 截至6月底), carried on, and resolved to
first and last day."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re

from warehouse.parse.numerals import read_digits

YEAR = re.compile(r"((?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2})年")
RELATIVE_YEAR = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2, "当年": 0}
QUARTER = re.compile(r"(前|头|第)?([一二三四1-4])个?季度")
MONTHS = re.compile(r"(\d{1,2})月?(?:[至到~—-]+)(\d{1,2})月")
MONTH = re.compile(r"(\d{1,2})月(?:(\d{1,2})日)?")
FIRST_MONTHS = re.compile(r"前([\d一二三四五六七八九十]{1,2})个?月")


def resolve_period(text: str | None, day: dt.date | None, year: int | None) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a period, seen from ``day`` (the event or publication) or ``year``; None where unproven.

    >>> resolve_period("今年上半年", dt.date(2023, 7, 20), 2023)
    (datetime.date(2023, 1, 1), datetime.date(2023, 6, 30))
    >>> resolve_period("年底前", dt.date(2023, 7, 20), 2023)
    (None, datetime.date(2023, 12, 31))
    >>> resolve_period("去年", None, None)
    (None, None)
    """
    if not text:
        return None, None
    written = YEAR.search(text)
    base = read_digits(written[1]) if written else (day.year if day else year)
    if base is None:
        return None, None
    if not written:
        base += next((shift for word, shift in RELATIVE_YEAR.items() if word in text), 0)
    return _resolve(text, base, day)


def _resolve(text: str, year: int, day: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    if re.search(r"以来$", text):
        start = _month_start(year, text)
        return start, day
    if re.search(r"年底|年末|年内|年前", text):
        return (dt.date(year, 1, 1) if "年内" in text else None), dt.date(year, 12, 31)
    if "上半年" in text or "下半年" in text:
        first = 1 if "上半年" in text else 7
        return dt.date(year, first, 1), _last(year, first + 5)
    for pattern, read in ((QUARTER, _quarter), (MONTHS, _months), (FIRST_MONTHS, _first_months), (MONTH, _month)):
        match = pattern.search(text)
        if match:
            return read(match, text, year)
    if re.search(r"全年|年$", text) and not re.search(r"[每近来间]|\d+年$(?<!\d{4}年)", text):
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    return None, None


def _month_start(year: int, text: str) -> dt.date:
    match = MONTH.search(text)
    return dt.date(year, int(match[1]), 1) if match and 1 <= int(match[1]) <= 12 else dt.date(year, 1, 1)


def _quarter(match: re.Match[str], text: str, year: int) -> tuple[dt.date | None, dt.date | None]:
    number = read_digits(match[2])
    first = 1 if match[1] in ("前", "头") else 3 * number - 2
    return dt.date(year, first, 1), _last(year, 3 * number)


def _months(match: re.Match[str], text: str, year: int) -> tuple[dt.date | None, dt.date | None]:
    low, high = int(match[1]), int(match[2])
    return (dt.date(year, low, 1), _last(year, high)) if 1 <= low <= high <= 12 else (None, None)


def _first_months(match: re.Match[str], text: str, year: int) -> tuple[dt.date | None, dt.date | None]:
    count = read_digits(match[1])
    return (dt.date(year, 1, 1), _last(year, count)) if 1 <= count <= 12 else (None, None)


def _month(match: re.Match[str], text: str, year: int) -> tuple[dt.date | None, dt.date | None]:
    month = int(match[1])
    if not 1 <= month <= 12:
        return None, None
    last = _last(year, month)
    if match[2] and 1 <= int(match[2]) <= last.day:
        last = last.replace(day=int(match[2]))
    if re.search(r"前|截至|截止|底|末", text):
        return None, last
    return (last if match[2] else dt.date(year, month, 1)), last


def _last(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


# --- in a sentence ---

TIME = (
    r"(?:(?:19|20)\d\d年|二[〇零○][〇零○一二三四五六七八九]{2}年|今年|去年|明年|当年|"
    r"前年|上年|本年)(?:以来|底前?|年底前?|年末|内|前|起|以后)?"
)
PERIOD = re.compile(
    rf"""(?:截至|截止|自|到|至|从)?(?:{TIME})?(?:
          上半年 | 下半年 | (?:前|头|第)?[一二三四1-4]个?季度 | 前[\d一二三四五六七八九十]+个?月 |
               \d{{1,2}}(?:月)?[至到~—-]+\d{{1,2}}月(?:份)? | 全年 | 年底(?:之?前)? | 年内 |
               年末 | 年前 | \d{{1,2}}月(?:份|底|末|初|中旬|上旬|下旬)?(?:\d{{1,2}}日)?(?:\d{{1,2}}时)?(?:底?之?前|
              以前|以来|为止)?
        | 目前 | 今年以来 | 近[\d一二两三四五六七八九十]+年(?:来)?
        | (?:未来|今后|过去)[\d一二两三四五六七八九十]+(?:个)?(?:年|
            月) | [\d一二两三四五六七八九十]+年(?:内|来|间) | “?十[二三四五六]五”?(?:时期|
            期间|末|以来)? | (?:本|上|下|当)月(?:底|末|初)? | (?:本|上|下)周 | 每年 | 每天 |
             每日 | 每月 | 每周 | 当天 | 当日
        | 连日来 | [\d一二两三四五六七八九十]+个?月来 | 达产后 | 第[一二三四]个月 | (?:大会|
            会议|活动|假日|节日)期间 | 今年(?:秋季|春季|夏季|冬季) | (?:去年|今年)[春夏秋冬]天? |
             入[春夏秋冬]以来
        | (?:春节|国庆|中秋|五一|清明|端午|元旦|假日|黄金周|假期)(?:黄金周|假期|小长假|期间|长假|前夕)+
      ) | (?:截至|到|自)?{TIME}""",
    re.VERBOSE,
)
FRESH_SUBJECT = re.compile(
    r"据|目前|截至|监测|此外|记者|“|会上|会前|当天|随后|今年以来|连日来|[\u4e00-\u9fff]{2,4}(?:说|介绍|告诉)"
)

DEADLINE = re.compile(r"前$|底$|内$|末$|起$")
COMPARED = re.compile(r"(?:比|较|与|同|超过|高于|低于)$")


def read_period(
    sentence: str, number: tuple[int, int], clause_start: int, clause_end: int, carried: str | None
) -> str | None:
    """The period or deadline as written: in the clause of the number, else the one that an earlier clause set.

    A deadline holds for its own clause only (年底前建成8个公园，新增车位3000个), a period for what
    follows, over sentences too.
    """
    periods = _find_periods(sentence)
    before = [(start, text) for start, end, text in periods if end <= number[0]]
    own = [text for start, text in before if start >= clause_start]
    if own:
        return own[-1]
    behind = [text for start, end, text in periods if number[1] <= start and end <= clause_end]
    deadline = next((text for text in behind if re.search("底|前|内", text)), None)
    if deadline:
        return deadline
    head = [text for start, text in before if not DEADLINE.search(text) or start <= 4]
    return head[-1] if head else carried


@functools.lru_cache(maxsize=16)
def _find_periods(sentence: str) -> list[tuple[int, int, str]]:
    """The periods of a sentence, once for all its numbers."""
    return [
        (match.start(), match.end(), match.group()) for match in PERIOD.finditer(sentence) if is_period(sentence, match)
    ]


def carry_period(sentence: str, carried: str | None) -> str | None:
    """The period of statistics (前三季度, 1—10月, 2023年) that the sentences of a paragraph share until another
    is named."""
    if FRESH_SUBJECT.match(sentence) and not re.match("据|其中", sentence):
        carried = None
    found = [text for _, _, text in _find_periods(sentence) if not DEADLINE.search(text)]
    spans = [
        period for period in found if re.search(r"季度|半年|[—~至-]\d+月|(?:19|20)\d\d年|全年|以来|截至|来$", period)
    ]
    return spans[-1] if spans else None if found else carried


def is_period(sentence: str, match: re.Match[str]) -> bool:
    """Not the day of the event, nor what is only compared with (比去年, 较上月)."""
    if COMPARED.search(sentence[: match.start()]) or match.group() in (
        "目前",
        "当日",
        "每年",
        "每天",
        "每日",
        "每月",
        "每周",
        "当月",
    ):
        return False
    return re.fullmatch(r"(?:今年|去年|至|到|从|自)?\d{1,2}月\d{1,2}日", match.group()) is None
