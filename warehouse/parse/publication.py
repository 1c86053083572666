"""The day or year on which a page came out, and what proves it.

The year is never guessed.  In this order: manifest, file name, masthead, explicit years in the text, anniversary
arithmetic (今年是建党100周年 = 2021), eras (``seeds/ref_eras.csv``).  The last three are read by ``year_proofs.py`` as
windows of days; they are intersected with each other and with the season that the page's own events show, and count
only if one year is left.  A contradiction leaves the year open: no year is better than a wrong one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from warehouse.parse.almanac import LATEST, CalendarDay, Day, find_calendar_days
from warehouse.parse.dates import find_dates, is_background
from warehouse.parse.masthead import has_weekday, read_file_date, read_masthead
from warehouse.parse.proof import RANKS, Proof
from warehouse.parse.year_proofs import find_proofs


class Publication(NamedTuple):
    """When a page was published and what proves it."""

    date: dt.date | None
    year: int | None
    basis: str  # manifest, filename, masthead, text, anniversary, era, none
    evidence: list[str]
    conflict: str | None  # two proofs that exclude each other, in words


def read_publication(
    given: dt.date | None,
    source_file: str,
    furniture: Sequence[str],
    articles: Sequence[str],
    edges: Sequence[str] = (),
) -> Publication:
    """The publication day or year of a page: from its manifest (``given``), file name, masthead, or the text of
    its articles.

    ``articles`` are folded bodies with headlines, without white space; ``furniture`` and ``edges`` as in
    ``read_masthead``.  What excludes the day of manifest, file
    name or masthead is told as a conflict; the stronger basis stays.
    """
    proofs = [proof for text in articles for proof in find_proofs(text)]
    named, headed = read_file_date(source_file), read_masthead(furniture, edges)
    dated = [
        ("manifest", given, "manifest.csv"),
        ("filename", named, source_file),
        ("masthead", headed[0] if headed else None, headed[1] if headed else ""),
    ]
    for basis, day, evidence in dated:
        if day:
            conflict = _find_conflict(basis, day, dated, proofs)
            return Publication(day, day.year, basis, [evidence], conflict)
    named_days = [day for text in articles for day in find_calendar_days(text)]
    return prove_year(proofs, _read_season(articles), named_days)


def _find_conflict(
    basis: str, day: dt.date, dated: list[tuple[str, dt.date | None, str]], proofs: list[Proof]
) -> str | None:
    """What on the page can't have been printed on its day: another full date, or words of a later or earlier time."""
    against = [
        evidence
        for other, found, evidence in dated
        if found and found != day and other != basis and (other != "masthead" or has_weekday(evidence))
    ]
    slack = dt.timedelta(SLACK)
    against += [p.words for p in proofs if day < p.low - slack or (p.is_firm and p.high + slack < day)]
    return f"{basis} says {day}, the page says {'; '.join(dict.fromkeys(against[:3]))}" if against else None


SLACK = 31  # days by which words may come before their time in print, or a page after its year (1 January)


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


def prove_year(proofs: Sequence[Proof], season: Day | None, named_days: Sequence[CalendarDay] = ()) -> Publication:
    """Intersect the proofs, strong ranks first: a weaker rank only narrows what the stronger leave open.

    First days bind always: no words are printed before their time.  The last day of a proof that is not firm binds
    unless another proof is younger: then the page looks back at it, and the last days of all proofs of that rank are
    dropped: a page that looks back at one campaign may look back at the next.  ``named_days`` (10月7日重阳节) leave
    only the years that have such days.
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
        years = [year for year in years if all(_has_day(year, day, season) for day in named_days)]
        if len(years) == 1 and years[0] in _find_years(youngest.low, last.high, season):
            others = [p.words for p in known if p.high < LATEST] + [day.words for day in named_days]
            return Publication(None, years[0], basis, list(dict.fromkeys([first.words, last.words, *others]))[:6], None)
    return Publication(None, None, "none", [], None)


def _find_years(first: dt.date, last: dt.date, season: Day | None) -> list[int]:
    """The years in which a page of this season can have come out between two days."""
    return [
        year
        for year in range(first.year, last.year + 1)
        if season is None or (_season_start(year, season) <= last and first <= _season_end(year, season))
    ]


def _has_day(year: int, day: CalendarDay, season: Day | None) -> bool:
    """A December day on a January page is last year's, a January day on a December page next year's."""
    ahead = day.month - season[0] if season else 0
    return year + (ahead <= -9) - (ahead >= 9) in day.years


def _season_start(year: int, season: Day) -> dt.date:
    return dt.date(year, season[0], min(season[1], 28))


def _season_end(year: int, season: Day) -> dt.date:
    return min(_season_start(year, season) + dt.timedelta(SEASON), dt.date(year, 12, 31))
