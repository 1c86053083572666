"""The day of publication in a file name and in a masthead.

Mastheads come as one line (2023年7月14日 星期五 第2版), in Chinese numerals with the lunar date, in English, or in
pieces that the extraction set apart; the page's cutter may have taken them for furniture, for a headline or for text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from warehouse.parse.almanac import EARLIEST, LATEST, WEEKDAYS, make_day, read_small
from warehouse.parse.numerals import read_digits
from warehouse.parse.text import bare, fold

FILE_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[-_./年](?P<month>1[0-2]|0?[1-9])[-_./月](?P<day>3[01]|[12]\d|0?[1-9])日?"
    r"|(?P<month2>1[0-2]|0[1-9])(?P<day2>3[01]|[12]\d|0[1-9]))(?!\d)"
)
FULL_DATE = re.compile(
    r"((?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2})[年./-](\d{1,2}|[一二三四五六七八九十]{1,3})[月./-]"
    r"(\d{1,2}|[一二三四五六七八九十廿]{1,3})日?"
)
WEEKDAY = re.compile(
    r"(?:星期|周|週|礼拜)([一二三四五六日天])|(?<![A-Za-z])(MON|TUE|WED|THU|FRI|SAT|SUN)", re.IGNORECASE
)
ENGLISH = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
YEAR_BEHIND = re.compile(  # 6月14日 星期五 2019年 第23期
    r"(?<!\d)(\d{1,2})月(\d{1,2})日[（]?(?:星期|周|週)[一二三四五六日天][）]?.{0,12}?((?:19|20)\d\d)年"
)
ENGLISH_DATE = re.compile(  # JULY 14, 2023
    r"(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\.?(\d{1,2})(?:ST|ND|RD|TH)?[，,.]?((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
YEAR_AND_MONTH = re.compile(
    r"(?:(?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月$"
)
LONE_DAY = re.compile(r"\d{1,2}日?|[一二三四五六七八九十]{1,3}日")
PROSE = re.compile(r"[。；“]|停[电水]|公告|通知|上午|下午|举行|召开|截止|报名|，(?!(?:19|20)\d\d(?![\d年]))")
MASTHEAD_WORDS = re.compile(
    r"版|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年|总第|總第|刊号|农历|農曆|编辑|責任編輯|第\d+期"
)
DATE_SIGN = re.compile("[0-9０-９〇○零期周週]")
HISTORY = re.compile(r"创刊|創刊|创办|复刊|成立|。")


def read_file_date(source_file: str) -> dt.date | None:
    """The day that a file name or its folders give.

    >>> read_file_date("报_2023-03-14_A01.txt"), read_file_date("x/2023-08/18/a.txt"), read_file_date("scan_0017.txt")
    (datetime.date(2023, 3, 14), datetime.date(2023, 8, 18), None)
    """
    for match in reversed(list(FILE_DATE.finditer(fold(source_file)))):
        day = _read_day(match["year"], match["month"] or match["month2"], match["day"] or match["day2"])
        if day:
            return day
    return None


def read_masthead(furniture: Sequence[str], edges: Sequence[str] = ()) -> tuple[dt.date, str] | None:
    """The full date of a masthead line, with the line; a weekday beside it must agree.

    ``furniture`` are the page's furniture lines, ``edges`` its first and last lines of any kind.  A line with a
    weekday, an issue or a page number beats a bare date, which counts only if the page has no other: it may be the
    date under a notice.  Of the edges only what a masthead alone says counts: such a line, or pieces in lines of
    their own (2023年7月, 14, 星期五) whose weekday agrees.
    """
    lines = [bare(fold(line)) for line in furniture if DATE_SIGN.search(line)]
    found = [item for line in lines if (item := _read_masthead_line(line))]
    if all(rank for rank, _, _ in found):
        around = [line for edge in edges if DATE_SIGN.search(edge) and not PROSE.search(line := bare(fold(edge)))]
        sure = [item for line in around if (item := _read_masthead_line(line)) and item[0] == 0]
        found = sure or found or _join_pieces([*around, *(line for line in lines if line not in around)])
    best = min((rank for rank, _, _ in found), default=0)
    sure = [item for item in found if item[0] == best]
    return (sure[0][1], sure[0][2]) if len({day for _, day, _ in sure}) == 1 else None


def has_weekday(text: str) -> bool:
    """A masthead with a weekday that agrees is beyond doubt."""
    return WEEKDAY.search(text) is not None


def _read_masthead_line(text: str) -> tuple[int, dt.date, str] | None:
    """Rank (0 for what only a masthead says), day and words."""
    match, turned = FULL_DATE.search(text), YEAR_BEHIND.search(text)
    if match:
        day = _read_day(*match.groups())
    else:
        day = _read_day(turned[3], turned[1], turned[2]) if turned else _read_english_day(text)
    if day is None or HISTORY.search(text):
        return None
    weekday = WEEKDAY.search(text)
    if weekday and _read_weekday(weekday) != day.weekday():
        return None
    return (0 if weekday or MASTHEAD_WORDS.search(text) else 1, day, text)


def _read_english_day(text: str) -> dt.date | None:
    match = ENGLISH_DATE.search(text)
    return make_day(int(match[3]), MONTHS.index(match[1].upper()) + 1, int(match[2])) if match else None


def _join_pieces(lines: list[str]) -> list[tuple[int, dt.date, str]]:
    """A date in lines of its own (2023年, 7月14日, 星期五; or 2023年7月, 14, 星期五): one that the weekday confirms."""
    short = [line for line in lines if len(line) <= 24 and not HISTORY.search(line)]
    whole = "".join(short)
    if not WEEKDAY.search(whole):
        return []
    if len(FULL_DATE.findall(whole)) == 1:
        item = _read_masthead_line(whole)
        return [item] if item else []
    months = {match[0] for line in short if (match := YEAR_AND_MONTH.search(line))}
    days = [f"{month}{line.removesuffix('日')}日" for month in months for line in short if LONE_DAY.fullmatch(line)]
    weekday = WEEKDAY.search(whole)
    joined = {day: _read_masthead_line(day + weekday[0]) for day in days} if weekday and len(months) == 1 else {}
    agreeing = [item for item in joined.values() if item]
    return agreeing if len(agreeing) == 1 else []


def _read_weekday(match: re.Match[str]) -> int:
    if match[1]:
        return WEEKDAYS[match[1]]
    return ENGLISH.index(match[2].upper())


def _read_day(year: str, month: str, day: str) -> dt.date | None:
    found = make_day(read_digits(year), read_small(month), read_small(day))
    return found if found and EARLIEST <= found <= LATEST else None
