"""Date words -> dates and ranges; the publication day and year of a page with the evidence for it.

The year is never guessed.  In this order: manifest, file name, masthead, explicit year in the text, anniversary
arithmetic (今年是建党100周年 = 2021), era markers (``seeds/ref_eras.csv``).  The last three are constraints on the
day of publication; they are intersected with each other and with the event days of the page, and count only if one
year is left.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.numerals import read_digits
from warehouse.parse.text import bare, fold


class DateMention(NamedTuple):
    """Days named in a text; ``days`` are (month, day) in order, ``is_range`` tells 6月11日至13日 from
    11月18日、25日."""

    start: int
    end: int
    text: str
    year: int | None
    days: tuple[tuple[int, int], ...]
    is_range: bool


class Publication(NamedTuple):
    """When a page was published and what proves it."""

    date: dt.date | None
    year: int | None
    basis: str  # manifest, filename, masthead, text, anniversary, era, none
    evidence: list[str]
    conflict: str | None  # two proofs that exclude each other, in words


class EventDate(NamedTuple):
    """When the event of an article happened, as far as proven."""

    start: dt.date | None
    end: dt.date | None
    dates: list[dt.date]
    month_day: str | None
    month_day_end: str | None
    text: str | None


NOTHING = EventDate(None, None, [], None, None, None)
N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
DAYS = re.compile(
    rf"""(?:(?P<year>(?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{{2}})年)?
         (?P<month>{N})月(?:份)?(?P<day>{N})[日号]?
         (?P<more>(?:(?:夜间|夜里|晚上?|上午|下午|凌晨|白天|早晨)?(?:至|到|—{{1,2}}|-|~|、|和|及)(?:{N}月)?{N}[日号])*)
         """,
    re.VERBOSE,
)
MORE = re.compile(
    rf"(?:夜间|夜里|晚上?|上午|下午|凌晨|白天|早晨)?(?P<link>至|到|—{{1,2}}|-|~|、|和|及)(?:(?P<month>{N})月)?(?P<day>{N})[日号]"
)
BACKGROUND = re.compile(
    r"(?:截至|截止|自从?|从|始于|根据|按照|将于|定于|拟于|印发于|生于|成立于|早在|起草于|对|至|到)$"
)


def find_dates(text: str) -> list[DateMention]:
    """Month-and-day mentions of folded text without white space, in order.

    >>> find_dates("11月18日、25日")[0].days, find_dates("6月11日至13日")[0].is_range
    (((11, 18), (11, 25)), True)
    """
    found = []
    for match in DAYS.finditer(text):
        month, day = _read_small(match["month"]), _read_small(match["day"])
        days, is_range = [(month, day)], False
        for more in MORE.finditer(match["more"]):
            month = _read_small(more["month"]) if more["month"] else month
            days.append((month, _read_small(more["day"])))
            is_range |= more["link"] in ("至", "到", "-", "~") or "—" in more["link"]
        if all(1 <= m <= 12 and 1 <= d <= 31 for m, d in days):
            year = read_digits(match["year"]) if match["year"] else None
            found.append(DateMention(match.start(), match.end(), match.group(), year, tuple(days), is_range))
    return found


def _read_small(text: str) -> int:
    """A month or day; 0, which is none, for characters that make no number (一一)."""
    try:
        return read_digits(text)
    except ValueError:
        return 0


# --- the event ---

VAGUE = re.compile(r"近日|日前|近期|连日来|近来|最近|前不久|不久前|近年来|今年以来|入[春夏秋冬]以来|眼下|如今|时下")
RELATIVE = re.compile(r"(?P<word>昨[日天]|今[日天]|前[日天]|昨[晚夜]|今[晨早晚])")
BACK = {"昨": 1, "今": 0, "前": 2}


def read_event(lead: str, published: Publication, newest_month: int | None = None) -> EventDate:
    """The day of the event from the lead of an article (folded, no white space).

    Looks at the first two sentences: a day that is no background (截至 …, 自 … 起) counts; 昨日 counts where the page's
    date is proven; 近日 says that the paper doesn't tell.
    """
    head = lead[:220]
    sentences = re.findall(r"[^。！？]*[。！？”]*", head)[:2]
    for index, sentence in enumerate(sentences):
        clean = re.sub(r"《[^》]*》|“[^”]{12,}”", lambda m: "□" * len(m.group()), sentence)
        mentions = [
            m
            for m in find_dates(clean)
            if not BACKGROUND.search(clean[: m.start])
            and not re.match(r"(?:起|前|以前|之前|以来|出生)", clean[m.end :])
        ]
        relative = RELATIVE.search(clean)
        vague = VAGUE.search(clean)
        if mentions and not (vague and vague.start() < mentions[0].start) and not (index and mentions[0].start > 24):
            return _resolve(mentions[0], published, newest_month)
        if relative and published.date and index == 0 and not (vague and vague.start() < relative.start()):
            day = published.date - dt.timedelta(BACK[relative["word"][0]])
            return EventDate(day, day, [day], None, None, relative["word"])
        if vague or relative:
            return NOTHING
    return NOTHING


def _resolve(mention: DateMention, published: Publication, newest_month: int | None) -> EventDate:
    year = mention.year or _event_year(mention, published, newest_month)
    if year is None:
        (m1, d1), (m2, d2) = mention.days[0], mention.days[-1]
        return EventDate(
            None, None, [], f"{m1:02d}-{d1:02d}", f"{m2:02d}-{d2:02d}" if len(mention.days) > 1 else None, mention.text
        )
    try:
        dates = [dt.date(year, month, day) for month, day in mention.days]
    except ValueError:
        return NOTHING
    if len(dates) > 1 and dates[-1] < dates[0]:  # 12月30日至1月2日
        dates[-1] = dates[-1].replace(year=year + 1)
    if mention.is_range and len(dates) == 2 and 0 < (dates[1] - dates[0]).days < 60:
        dates = [dates[0] + dt.timedelta(n) for n in range((dates[1] - dates[0]).days + 1)]
    return EventDate(dates[0], dates[-1], dates, None, None, mention.text)


def _event_year(mention: DateMention, published: Publication, newest_month: int | None) -> int | None:
    """The year in which the day fell last before the page came out; a December event on a January page is last
    year's."""
    month = mention.days[0][0]
    if published.date:
        ahead = month - published.date.month
        return (
            published.date.year - 1 if ahead >= 3 or (ahead > 0 and published.date.month == 1) else published.date.year
        )
    if published.year and newest_month and month - newest_month >= 9:
        return published.year - 1
    return published.year


# --- the publication ---

FILE_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[-_./年](?P<month>1[0-2]|0?[1-9])[-_./月](?P<day>3[01]|[12]\d|0?[1-9])日?"
    r"|(?P<month2>1[0-2]|0[1-9])(?P<day2>3[01]|[12]\d|0[1-9]))(?!\d)"
)
FULL_DATE = re.compile(
    r"((?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2})[年./-](\d{1,2}|[一二三四五六七八九十]{1,3})[月./-](\d{1,2}|[一二三四五六七八九十]{1,3})日?"
)
WEEKDAY = re.compile(r"(?:星期|周)([一二三四五六日天])")
Window = tuple[dt.date, dt.date]
EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2049, 12, 31)


def read_file_date(source_file: str) -> dt.date | None:
    """The day that a file name or its folders give.

    >>> read_file_date("报_2023-03-14_A01.txt"), read_file_date("x/2023-08/18/a.txt"), read_file_date("scan_0017.txt")
    (datetime.date(2023, 3, 14), datetime.date(2023, 8, 18), None)
    """
    for match in reversed(list(FILE_DATE.finditer(fold(source_file)))):
        day = _day(match["year"], match["month"] or match["month2"], match["day"] or match["day2"])
        if day:
            return day
    return None


def read_masthead(furniture: Sequence[str]) -> tuple[dt.date, str] | None:
    """The full date of a masthead line, with the line; a weekday beside it must agree.

    ``furniture`` are the page's furniture lines.  A line with a weekday, an issue or a page number beats a bare
    date, which
    counts only if the page has no other: it may be the date under a notice.
    """
    found: list[tuple[int, dt.date, str]] = []
    for line in furniture:
        text = bare(fold(line))
        match = FULL_DATE.search(text)
        day = _day(*match.groups()) if match else None
        if day is None or "。" in text:
            continue
        weekday = WEEKDAY.search(text)
        if weekday is None or "一二三四五六日".index(weekday[1].replace("天", "日")) == day.weekday():
            found.append((0 if weekday or re.search(r"版|总第|刊号|农历|编辑|第\d+期", text) else 1, day, text))
    sure = [item for item in found if item[0] == 0] or found
    return (sure[0][1], sure[0][2]) if len({day for _, day, _ in sure}) == 1 else None


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        found = dt.date(read_digits(year), read_digits(month), read_digits(day))
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def read_publication(
    given: dt.date | None, source_file: str, furniture: Sequence[str], articles: Sequence[str]
) -> Publication:
    """The publication day or year of a page: from its manifest (``given``), file name, masthead, or the text of
    its articles.

    ``articles`` are folded bodies with headlines, without white space.  A proof by the text that excludes the
    day of the file
    name or masthead is told as a conflict; the stronger basis stays.
    """
    windows = [window for text in articles for window in _constraints(text)]
    days = [day for text in articles for day in _lead_days(text)]
    named, headed = read_file_date(source_file), read_masthead(furniture)
    for basis, day, evidence in (
        ("manifest", given, "manifest.csv"),
        ("filename", named, source_file),
        ("masthead", headed[0] if headed else None, headed[1] if headed else ""),
    ):
        if day:
            against = [words_ for rank, words_, allowed in windows if rank < 2 and not _fits(day, allowed, days=31)]
            if headed and basis != "masthead" and headed[0] != day and WEEKDAY.search(headed[1]):
                against.append(headed[1])
            conflict = f"{basis} says {day}, the page says {'; '.join(against[:3])}" if against else None
            return Publication(day, day.year, basis, [evidence], conflict)
    return _prove_year(windows, days)


class _Constraint(NamedTuple):
    rank: int  # 0 text, 1 anniversary, 2 era
    words: str
    allowed: list[Window]


RANKS = ("text", "anniversary", "era")


def _prove_year(constraints: list[tuple[int, str, list[Window]]], days: list[tuple[int, int]]) -> Publication:
    """Intersect the constraints: strong ranks first; a weaker rank only narrows what the stronger leave open."""
    open_years = set(range(EARLIEST.year, LATEST.year + 1))
    used: list[str] = []
    basis, conflict = "none", None
    for rank in (0, 1, 2):
        for _, evidence, allowed in (c for c in constraints if c[0] == rank):
            fitting = {year for year in open_years if any(_overlaps(_season(year, days), window) for window in allowed)}
            if not fitting:
                if len(open_years) > 1 or rank < 2:
                    conflict = f"{evidence} excludes {used[-1] if used else 'every year'}"
                    return Publication(None, None, "none", [], conflict)
                continue
            if fitting != open_years:
                used.append(evidence)
                if len(fitting) == 1 and len(open_years) > 1:
                    basis = RANKS[rank]
            open_years = fitting
    if len(open_years) == 1:
        return Publication(None, open_years.pop(), basis, list(dict.fromkeys(used)), None)
    return Publication(None, None, "none", [], conflict)


def _season(year: int, days: list[tuple[int, int]]) -> Window:
    """The days on which a page with these event days can have come out in a year: from its last event to three
    weeks later."""
    if not days:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if any(month == 12 for month, _ in days) and any(month <= 2 for month, _ in days):
        days = [day for day in days if day[0] <= 2]
    month, day = max(days)
    last = dt.date(year, month, min(day, 28))
    return last, min(last + dt.timedelta(21), dt.date(year, 12, 31))


def _overlaps(a: Window, b: Window) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def _fits(day: dt.date, allowed: list[Window], days: int) -> bool:
    return any(low - dt.timedelta(days) <= day <= high + dt.timedelta(days) for low, high in allowed)


def _lead_days(text: str) -> list[tuple[int, int]]:
    mentions = [m for m in find_dates(text[:90]) if not BACKGROUND.search(text[: m.start])]
    return [max(mentions[0].days)] if mentions else []


def _constraints(text: str) -> list[tuple[int, str, list[Window]]]:
    return [*_explicit_years(text), *_anniversaries(text), *_eras(text)]


YEAR = r"(?P<year>20[0-4]\d|二[〇零○][〇零○一二三四五六七八九]{2})"
EXPLICIT = (  # words that tie a year to the day of writing
    re.compile(rf"今年[（(]{YEAR}年?[）)]"),
    re.compile(rf"今年是{YEAR}年"),
    re.compile(rf"截至{YEAR}年\d{{1,2}}月\d{{1,2}}日"),
    re.compile(
        rf"^.{{0,60}}?(?:本报讯|讯|电)?(?:（[^）]*）)?{YEAR}年\d{{1,2}}月\d{{1,2}}日(?:上午|下午|晚|，|至|召开|举行)"
    ),
)
PERIOD = re.compile(
    rf"{YEAR}年(?P<period>上半年|前三季度|一季度|第一季度|二季度|三季度|前\d+个?月|1[-~至—]+\d{{1,2}}月|全年)"
)
LAST_YEAR = re.compile(rf"去年[（(]{YEAR}年?[）)]")
PAST = re.compile(
    r"(?P<year>20[0-4]\d)年(?P<month>\d{1,2})月(?:\d{1,2}日)?(?!底前|底以前|前|底之前)(?=[^。；]{0,30}(?:了|被|获|荣获|当选|开工|成立|出生|建成|启动|投入|完成|入|起|因))"
)


def _explicit_years(text: str) -> list[tuple[int, str, list[Window]]]:
    found: list[tuple[int, str, list[Window]]] = []
    for pattern in EXPLICIT:
        for match in pattern.finditer(text):
            found.append((0, match.group()[-40:], [_year(read_digits(match["year"]))]))
    for match in LAST_YEAR.finditer(text):
        found.append((0, match.group(), [_year(read_digits(match["year"]) + 1)]))
    for match in PERIOD.finditer(text):
        same = f"今年{match['period']}"
        if same in text:
            found.append((0, f"{match.group()} = {same}", [_year(read_digits(match["year"]))]))
    past = max((int(match["year"]) for match in PAST.finditer(text)), default=None)
    if past:
        found.append((2, f"{past}年 is past", [(dt.date(past, 1, 1), LATEST)]))
    return found


def _year(year: int) -> Window:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


@functools.cache
def _anniversary_patterns() -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple(
        (
            re.compile(
                rf"(?P<ahead>(?:迎接|喜迎|献礼|迎来|将迎来|为)[^。；，]{{0,10}})?(?P<this>今年(?:正?值|是|适逢|恰逢|系)[^。；]{{0,6}}?|值此|在|纪念|庆祝|隆重庆祝|热烈庆祝)?"
                rf"(?:{row['pattern']})(?P<count>\d{{2,3}}|[一二三四五六七八九十百零]{{1,5}})(?P<unit>周年|年华诞|年诞辰)(?P<after>之际|[^。；，]{{0,4}}献礼)?"
            ),
            int((row["founded_on"] or "")[:4]),
        )
        for row in words.read_list("ref_anniversaries")
    )


def _anniversaries(text: str) -> list[tuple[int, str, list[Window]]]:
    """今年是…N周年, 在…N周年之际 and 庆祝…N周年 name the year; 迎接 or 献礼…N周年 the year or the one before."""
    if "周年" not in text and "华诞" not in text:
        return []
    found: list[tuple[int, str, list[Window]]] = []
    for pattern, founded in _anniversary_patterns():
        for match in pattern.finditer(text):
            count = _read_small(match["count"])
            if not count:
                continue
            year = founded + count
            ahead = (
                match["ahead"]
                or "献礼" in (match["after"] or "")
                or re.search(r"(?:迎接|喜迎|迎|即将到来的|献礼)[^。；，]{0,6}$", text[: match.start()])
            )
            if ahead:
                found.append((1, match.group(), [(dt.date(year - 1, 1, 1), dt.date(year, 12, 31))]))
            elif match["this"] and match["this"].startswith("今年"):
                found.append((1, match.group(), [_year(year)]))
            elif match["this"] or match["after"]:
                found.append((1, match.group(), [(dt.date(year, 1, 1), dt.date(year, 12, 31))]))
    return found


@functools.cache
def _era_patterns() -> tuple[tuple[re.Pattern[str], list[Window]], ...]:
    windows: dict[str, list[Window]] = {}
    for row in words.read_list("ref_eras"):
        low = dt.date.fromisoformat(row["from_on"]) if row["from_on"] else EARLIEST
        high = dt.date.fromisoformat(row["to_on"]) if row["to_on"] else LATEST
        windows.setdefault(row["pattern"] or "", []).append((low, high))
    return tuple((re.compile(pattern), allowed) for pattern, allowed in windows.items())


def _eras(text: str) -> list[tuple[int, str, list[Window]]]:
    found = []
    for pattern, allowed in _era_patterns():
        match = pattern.search(text)
        if match:
            found.append((2, match.group(), allowed))
    return found
