"""Periods and deadlines as days: 上半年, 1~6月, 年底前, 到2025年, 三年内 -> first and last day."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from warehouse.parse.numerals import read_digits
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
