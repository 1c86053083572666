"""The day or year on which a page came out, and what proves it.

The year is never guessed.  In this order: manifest, file name, masthead, explicit years in the text, anniversary
arithmetic (今年是建党100周年 = 2021), eras (``seeds/ref_eras.csv``).  The last three are read by ``year_proofs.py`` as
windows of days; they are intersected with each other and with the season that the page's own events show, and count
only if one year is left.  A contradiction leaves the year open: no year is better than a wrong one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from warehouse.parse.dates import Day, find_dates, is_background, make_day, read_small
from warehouse.parse.numerals import read_digits
from warehouse.parse.text import bare, fold
from warehouse.parse.year_proofs import EARLIEST, LATEST, RANKS, Proof, find_proofs


class Publication(NamedTuple):
    """When a page was published and what proves it."""

    date: dt.date | None
    year: int | None
    basis: str  # manifest, filename, masthead, text, anniversary, era, none
    evidence: list[str]
    conflict: str | None  # two proofs that exclude each other, in words


def read_publication(
    given: dt.date | None, source_file: str, furniture: Sequence[str], articles: Sequence[str]
) -> Publication:
    """The publication day or year of a page: from its manifest (``given``), file name, masthead, or the text of
    its articles.

    ``articles`` are folded bodies with headlines, without white space.  What excludes the day of manifest, file
    name or masthead is told as a conflict; the stronger basis stays.
    """
    proofs = [proof for text in articles for proof in find_proofs(text)]
    named, headed = read_file_date(source_file), read_masthead(furniture)
    dated = [
        ("manifest", given, "manifest.csv"),
        ("filename", named, source_file),
        ("masthead", headed[0] if headed else None, headed[1] if headed else ""),
    ]
    for basis, day, evidence in dated:
        if day:
            conflict = _find_conflict(basis, day, dated, proofs)
            return Publication(day, day.year, basis, [evidence], conflict)
    return prove_year(proofs, _read_season(articles))


def _find_conflict(
    basis: str, day: dt.date, dated: list[tuple[str, dt.date | None, str]], proofs: list[Proof]
) -> str | None:
    """What on the page can't have been printed on its day: another full date, or words of a later or earlier time."""
    against = [
        evidence
        for other, found, evidence in dated
        if found and found != day and other != basis and (other != "masthead" or WEEKDAY.search(evidence))
    ]
    slack = dt.timedelta(SLACK)
    against += [p.words for p in proofs if day < p.low - slack or (p.is_firm and p.high + slack < day)]
    return f"{basis} says {day}, the page says {'; '.join(dict.fromkeys(against[:3]))}" if against else None


SLACK = 31  # days by which words may come before their time in print, or a page after its year (1 January)


# --- file name and masthead ---

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
MASTHEAD_WORDS = re.compile(r"版|总第|總第|刊号|农历|農曆|编辑|責任編輯|第\d+期")
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


def read_masthead(furniture: Sequence[str]) -> tuple[dt.date, str] | None:
    """The full date of a masthead line, with the line; a weekday beside it must agree.

    ``furniture`` are the page's furniture lines.  A line with a weekday, an issue or a page number beats a bare
    date, which counts only if the page has no other: it may be the date under a notice.  A date whose pieces stand in
    lines of their own (2023年, 7月14日, 星期五) counts if the weekday agrees.
    """
    lines = [bare(fold(line)) for line in furniture]
    found = [item for line in lines if (item := _read_masthead_line(line))]
    sure = [item for item in found if item[0] == 0] or found
    if not found:
        whole = "".join(line for line in lines if len(line) <= 24)
        item = _read_masthead_line(whole) if len(FULL_DATE.findall(whole)) == 1 and WEEKDAY.search(whole) else None
        sure = [item] if item else []
    return (sure[0][1], sure[0][2]) if len({day for _, day, _ in sure}) == 1 else None


def _read_masthead_line(text: str) -> tuple[int, dt.date, str] | None:
    """Rank (0 for what only a masthead says), day and words."""
    match = FULL_DATE.search(text)
    day = _read_day(*match.groups()) if match else None
    if match is None or day is None or HISTORY.search(text):
        return None
    weekday = WEEKDAY.search(text)
    if weekday and _read_weekday(weekday) != day.weekday():
        return None
    return (0 if weekday or MASTHEAD_WORDS.search(text) else 1, day, text)


def _read_weekday(match: re.Match[str]) -> int:
    if match[1]:
        return "一二三四五六日".index(match[1].replace("天", "日"))
    return ENGLISH.index(match[2].upper())


def _read_day(year: str, month: str, day: str) -> dt.date | None:
    found = make_day(read_digits(year), read_small(month), read_small(day))
    return found if found and EARLIEST <= found <= LATEST else None


# --- the text ---

SEASON = 31  # days after its events in which a page comes out: dailies the next, monthlies a month later
LEAD = 90  # characters in which the event days of an article are looked for


def _read_season(articles: Sequence[str]) -> Day | None:
    """The last of the page's event days: that which most of them precede by no more than a month.

    A single day far from the others is background or an invitation; without a majority there is no season.
    """
    days = []
    for text in articles:
        lead = text[:LEAD]
        mentions = [m for m in find_dates(lead) if not m.year_shift and not is_background(lead, m)]
        days += [mentions[0].days[-1]] if mentions else []
    ordinals = {day: dt.date(2000, day[0], min(day[1], 28)).timetuple().tm_yday for day in days}
    near = {day: sum((ordinals[day] - ordinals[other]) % 366 <= SEASON for other in days) for day in ordinals}
    best = max(near, key=lambda day: (near[day], -ordinals[day]), default=None)
    return best if best and near[best] * 2 > len(days) else None


def prove_year(proofs: Sequence[Proof], season: Day | None) -> Publication:
    """Intersect the proofs, strong ranks first: a weaker rank only narrows what the stronger leave open.

    First days bind always: no words are printed before their time.  The last day of a proof that is not firm binds
    unless another proof is younger: then the page looks back at it, and the last days of all proofs of that rank are
    dropped: a page that looks back at one campaign may look back at the next.
    """
    if not proofs:
        return Publication(None, None, "none", [], None)
    youngest = max(proofs, key=lambda proof: proof.low)
    firm = min((p for p in proofs if p.is_firm), key=lambda proof: proof.high, default=None)
    if firm and youngest.low > firm.high:
        return Publication(None, None, "none", [], f"{youngest.words} excludes {firm.words}")
    looks_back = {p.rank for p in proofs if p.high < youngest.low}
    live = [p if p.is_firm or p.rank not in looks_back else p._replace(high=LATEST) for p in proofs]
    for rank, basis in enumerate(RANKS):
        known = [p for p in live if p.rank <= rank]
        if not known:
            continue
        first, last = max(known, key=lambda proof: proof.low), min(known, key=lambda proof: proof.high)
        years = _find_years(first.low, last.high, season)
        if len(years) == 1 and years == _find_years(youngest.low, last.high, season):
            others = [p.words for p in known if p.high < LATEST]
            return Publication(None, years[0], basis, list(dict.fromkeys([first.words, last.words, *others]))[:6], None)
    return Publication(None, None, "none", [], None)


def _find_years(first: dt.date, last: dt.date, season: Day | None) -> list[int]:
    """The years in which a page of this season can have come out between two days."""
    return [
        year
        for year in range(first.year, last.year + 1)
        if season is None or (_season_start(year, season) <= last and first <= _season_end(year, season))
    ]


def _season_start(year: int, season: Day) -> dt.date:
    return dt.date(year, season[0], min(season[1], 28))


def _season_end(year: int, season: Day) -> dt.date:
    return min(_season_start(year, season) + dt.timedelta(SEASON), dt.date(year, 12, 31))
