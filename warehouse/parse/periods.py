"""Periods and deadlines as written -> first and last day: 上半年, 1~6月, 年底前, 截至6月底, 2024年."""

from __future__ import annotations

import calendar
import datetime as dt
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
