"""The calendar: days that exist, the year in which a page means a day, festivals of the solar and the lunar calendar,
and what a weekday or festival beside a day (10月7日重阳节, 9月15日（星期五）) proves about its year.

Lunar days and solar terms come from borax (its tables cover 1900 to 2100).
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from borax.calendars.lunardate import LunarDate, TermUtils

from warehouse.parse import words
from warehouse.parse.numerals import read_digits

Day = tuple[int, int]  # month and day
EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2049, 12, 31)  # of the pages that this warehouse reads


def read_small(text: str) -> int:
    """A month or day; 0, which is none, for characters that make no number (一一).

    >>> read_small("十八"), read_small("廿八"), read_small("一一")
    (18, 28, 0)
    """
    number = _small_numbers().get(text)
    if number is not None:
        return number
    try:
        return read_digits(text)
    except ValueError:
        return 0


@functools.cache
def _small_numbers() -> dict[str, int]:
    """1 to 31 as they are written: 8, 08, 八, 二十八, 廿八."""
    tens, ones = (("",), ("十",), ("二十", "廿"), ("三十", "卅")), ("", *"一二三四五六七八九")
    written: dict[str, int] = {}
    for number in range(1, 32):
        han = [ten + ones[number % 10] for ten in tens[number // 10]]
        written |= dict.fromkeys((str(number), f"{number:02d}", *han), number)
    return written


AHEAD = 45  # days before its event in which a paper can speak of it without a year


def place_day(month: int, day: int, published: dt.date) -> dt.date | None:
    """The day in the year in which a page of ``published`` means it: the last one, or one that is just ahead.

    >>> place_day(12, 30, dt.date(2024, 1, 5)), place_day(2, 3, dt.date(2024, 1, 26))
    (datetime.date(2023, 12, 30), datetime.date(2024, 2, 3))
    """
    for year in (published.year + 1, published.year, published.year - 1):
        found = make_day(year, month, day)
        if found and AHEAD - 365 < (found - published).days <= AHEAD:
            return found
    return None


def make_day(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None where the calendar has none such (2月30日)."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6}


# --- festivals ---

ON_THE_DAY = re.compile(r"[当當][天日晚]|[这這]一?[天日]|之?夜(?=[，里裡])|夜(?=[^间間市校宵])")
LUNAR_DAY = re.compile(
    r"(?:(?P<first>大年)|(?P<month>正月|腊月|臘月|冬月)|农历(?P<number>[一二三四五六七八九十]{1,2})月)"
    r"(?P<day>初[一二三四五六七八九十]|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?"
    r"|[一二三四五六七八九](?=[，日上下]))"
)
LUNAR_SIGN = re.compile("[初廿历歷]|[正腊臘冬]月")
LUNAR_MONTHS = {"正月": 1, "冬月": 11, "腊月": 12, "臘月": 12}


class Festival(NamedTuple):
    """A day with a name: of the solar or the lunar calendar (day 0 is the eve of the month), or a solar term, whose
    ``day`` is its number in the year (清明 is the 7th)."""

    calendar: str  # solar, lunar, term
    month: int
    day: int


@functools.cache
def _festivals() -> dict[str, Festival]:
    return {
        row["festival"] or "": Festival(row["calendar"] or "", int(row["month"] or 0), int(row["day"] or 0))
        for row in words.read_list("ref_festivals")
    }


def find_festivals(
    text: str, published: dt.date | None, year: int | None
) -> Iterator[tuple[int, int, tuple[dt.date, ...] | None, Day | None]]:
    """端午节当天, 大年初一, 农历五月初五: start, end, the day where the year is proven, month and day where they are
    fixed."""
    for match in ON_THE_DAY.finditer(text):
        named = _festival_before(text, match.start())
        if named:
            yield named[0], match.end(), *_date_festival(named[1], published, year)
    for match in LUNAR_DAY.finditer(text) if LUNAR_SIGN.search(text) else ():
        yield *match.span(), *_date_festival(_read_lunar(match), published, year)


def _read_lunar(match: re.Match[str]) -> Festival:
    month = 1 if match["first"] else LUNAR_MONTHS.get(match["month"] or "") or read_small(match["number"])
    return Festival("lunar", month, read_small(match["day"].removeprefix("初")))


def _festival_before(text: str, end: int) -> tuple[int, Festival] | None:
    """Start and day of the festival whose name ends there."""
    known = _festivals()
    end -= text[end - 1 : end] == "之"
    for start in range(max(0, end - 6), end - 1):
        festival = known.get(text[start:end]) or known.get(text[start:end].removesuffix("节"))
        if festival:
            return start, festival
    return None


def _date_festival(
    festival: Festival, published: dt.date | None, year: int | None
) -> tuple[tuple[dt.date, ...] | None, Day | None]:
    """Its day as the page means it: the last one, or one just ahead."""
    fixed = (festival.month, festival.day) if festival.calendar == "solar" else None
    day = None
    if published:
        near = (_festival_day(festival, published.year + shift) for shift in (1, 0, -1))
        day = next((day for day in near if day and AHEAD - 365 < (day - published).days <= AHEAD), None)
    elif year:
        day = _festival_day(festival, year)
    return (day,) if day else None, fixed


def _festival_day(festival: Festival, year: int) -> dt.date | None:
    """Its day in a solar year; the last month of the lunar year falls into the solar year after."""
    if festival.calendar == "solar":
        return make_day(year, festival.month, festival.day)
    try:
        found: dt.date
        if festival.calendar == "term":
            found = TermUtils.nth_term_day(year, festival.day - 1)
        elif festival.day == 0:  # 除夕 is the day before the new year
            found = LunarDate(year, 1, 1).to_solar_date() - dt.timedelta(1)
        else:
            lunar_year = year - 1 if festival.month >= 11 else year
            found = LunarDate(lunar_year, festival.month, festival.day).to_solar_date()
    except ValueError:
        return None
    return found


# --- what a day's name proves ---

NAMED_DAY = re.compile(
    r"月(?P<day>\d{1,2}|[一二三四五六七八九十廿]{1,3})日[（，]?(?:(?:星期|[周週])(?P<weekday>[一二三四五六日天])(?=[）)，上下晚早凌清、至到])"
    r"|(?P<name>(?:农历)?(?:大年|正月|腊月)?[\u4e00-\u9fff]{2,3}))"
)
MONTH_BEFORE = re.compile(r"(?<![\d年])(?:\d{1,2}|[一二三四五六七八九十]{1,2})$")


class CalendarDay(NamedTuple):
    """A day with its weekday or festival: words, month, and the years that have such a day."""

    words: str
    month: int
    years: frozenset[int]


def find_calendar_days(text: str) -> list[CalendarDay]:
    """Days without a year whose weekday or lunar festival is printed beside them.

    >>> [(day.words, sorted(day.years)) for day in find_calendar_days("10月7日重阳节，秧歌队同场竞技。")]
    [('10月7日重阳节', [2008, 2019, 2038])]
    """
    found = []
    for match in NAMED_DAY.finditer(text):
        number = MONTH_BEFORE.search(text, max(0, match.start() - 3), match.start())
        if number is None:
            continue
        month, day = read_small(number[0]), read_small(match["day"])
        named = _years_of(match, month, day)
        if named:
            found.append(CalendarDay(text[match.start() - len(number[0]) : named[0]], month, named[1]))
    return found


def _years_of(match: re.Match[str], month: int, day: int) -> tuple[int, frozenset[int]] | None:
    """Where the weekday or festival ends, and the years in which the day has it."""
    if match["weekday"]:
        return match.end(), _years_of_weekday(month, day, WEEKDAYS[match["weekday"]])
    for size in (5, 4, 3, 2):
        if _is_lunar(name := match["name"][:size]):
            return match.start("name") + len(name), _years_of_festival(month, day, name)
    return None


def _is_lunar(name: str) -> bool:
    festival = _festivals().get(name.removesuffix("节"))
    return festival is not None and festival.calendar == "lunar"


@functools.lru_cache(maxsize=1024)
def _years_of_weekday(month: int, day: int, weekday: int) -> frozenset[int]:
    days = (make_day(year, month, day) for year in range(EARLIEST.year, LATEST.year + 1))
    return frozenset(found.year for found in days if found and found.weekday() == weekday)


@functools.lru_cache(maxsize=1024)
def _years_of_festival(month: int, day: int, name: str) -> frozenset[int]:
    festival = _festivals()[name.removesuffix("节")]
    days = (_festival_day(festival, year) for year in range(EARLIEST.year, LATEST.year + 1))
    return frozenset(found.year for found in days if found and (found.month, found.day) == (month, day))
