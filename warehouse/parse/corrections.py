"""Corrections by hand: what a page or its reading got wrong, put right from ``seeds/ref_corrections.csv``.

One row of the list is one correction: ``page`` (its path as landed, or its page_id), ``what`` (``metric.value``),
``printed`` (the words that tell which thing is meant: an article's title, a person's name, a metric's text as they were
read), ``corrected`` (what should stand there; empty for nothing) and ``reason``.  They are applied whenever the page is
read, so they outlive every change of the rules; keys and offsets stay those of the printed words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from warehouse.parse import words
from warehouse.parse.rows import AppearanceRow, ArticleRow, MetricRow, PageMeta, PageRows

RULE = "correction"  # of a fact whose words are no longer those on the page


class Correction(NamedTuple):
    """One row of ``ref_corrections``."""

    what: str
    printed: str
    corrected: str | None
    reason: str | None

    def __str__(self) -> str:
        return f"{self.what} of “{self.printed}”: “{self.corrected or ''}” ({self.reason or 'no reason given'})"


class Unused(NamedTuple):
    """A correction that could not be applied, and why."""

    correction: Correction
    why: str


def find_corrections(source_file: str, page_id: str) -> list[Correction]:
    """The corrections of one page, in the order of the list."""
    listed = words.corrections()
    return [Correction(*cells) for page in (source_file, page_id) for cells in listed.get(page, [])]


def correct_meta(meta: PageMeta, corrections: Iterable[Correction]) -> tuple[PageMeta, list[Unused]]:
    """What is known of the page itself, corrected before it is read: its date decides all others."""
    unused = []
    for correction in corrections:
        thing, _, column = correction.what.partition(".")
        if thing == "page":
            try:
                meta = meta._replace(**{column: _read_value(PAGE_COLUMNS, column, correction.corrected)})
            except ValueError as error:
                unused.append(Unused(correction, str(error)))
    return meta, unused


def correct_rows(rows: PageRows, corrections: Iterable[Correction]) -> tuple[PageRows, list[Unused]]:
    """The rows of a page with everything below the page itself corrected."""
    unused = []
    for correction in corrections:
        thing, _, column = correction.what.partition(".")
        if thing == "page":
            continue
        try:
            rows = _correct_thing(rows, thing, column, correction)
        except ValueError as error:
            unused.append(Unused(correction, str(error)))
    people = {row.appearance_id for row in rows.appearances}  # who is no person took part in nothing
    return rows._replace(event_people=[row for row in rows.event_people if row.appearance_id in people]), unused


def _correct_thing(rows: PageRows, thing: str, column: str, correction: Correction) -> PageRows:
    if thing not in THINGS:
        known = ", ".join(f"{name}.{of}" for name, kind in {"page": PAGE, **THINGS}.items() for of in kind.columns)
        raise ValueError(f"there is no {correction.what!r} to correct; what can be corrected: {known}")
    kind = THINGS[thing]
    value = _read_value(kind.columns, column, correction.corrected)
    before: list[Any] = getattr(rows, kind.table)
    if not any(getattr(row, kind.printed) == correction.printed for row in before):
        raise ValueError(f"no {thing} of the page is read as {correction.printed!r}")
    after: Any = []
    for row in before:
        after += kind.correct(row, column, value) if getattr(row, kind.printed) == correction.printed else [row]
    rows = rows._replace(**{kind.table: after})
    return _correct_sightings(rows, column, correction.printed, value) if thing == "person" else rows


def _correct_article(row: ArticleRow, column: str, value: Any) -> list[ArticleRow]:
    row = row._replace(**{column: value})
    if column == "headline":
        basis = "headline" if value else "lead"
        row = row._replace(title=value or row.title, title_basis=basis, headline_score=None, runner_up=None)
        row = row._replace(runner_up_score=None)
    if column.startswith("event_date"):
        days = [day for day in (row.event_date_start, row.event_date_end) if day]
        row = row._replace(event_dates=days, event_month_day=None, event_month_day_end=None)
    return [row]


def _correct_person(row: AppearanceRow, column: str, value: Any) -> list[AppearanceRow]:
    """A person without a name is none."""
    if column == "name" and not value:
        return []
    return [row._replace(**{column: value}, rule=RULE)]


def _correct_sightings(rows: PageRows, column: str, printed: str, value: Any) -> PageRows:
    """The posts of a corrected person: under the new name, without those that are no longer the person's."""
    kept = []
    for row in rows.post_sightings:
        if row.name == printed and column == "name":
            kept += [row._replace(name=value)] if value else []
        elif row.name != printed or column != "posts" or row.post_written in value:
            kept.append(row)
    return rows._replace(post_sightings=kept)


def _correct_metric(row: MetricRow, column: str, value: Any) -> list[MetricRow]:
    """A metric without a value is none; a corrected value is no range."""
    if column == "value":
        return [row._replace(value=value, value_low=None, value_high=None, rule=RULE)] if value is not None else []
    if column == "unit":
        entry = words.units().get(value)
        family, dimension = (entry.family, entry.dimension) if entry else (value, "other")
        return [row._replace(unit=value, unit_family=family, dimension=dimension, rule=RULE)]
    return [row._replace(**{column: value}, rule=RULE)]


def _read_value(columns: dict[str, Callable[[str], Any] | tuple[str, ...]], column: str, written: str | None) -> Any:
    """The corrected cell as the column holds it. Raises ValueError naming what the column takes.

    >>> _read_value(PAGE_COLUMNS, "publication_date", "2023-03-14")
    datetime.date(2023, 3, 14)
    """
    if column not in columns:
        raise ValueError(f"{column!r} can't be corrected; what can be: {', '.join(columns)}")
    if written is None:
        return [] if column == "posts" else None
    read = columns[column]
    if isinstance(read, tuple):
        if written not in read:
            raise ValueError(f"{column} can't be {written!r}; it is one of {', '.join(read)}")
        return written
    try:
        return read(written)
    except (ValueError, InvalidOperation):
        raise ValueError(f"{column} can't be {written!r}") from None


class Kind(NamedTuple):
    """A kind of thing that can be corrected: its rows, the column that names one, the columns and what they take."""

    table: str
    printed: str
    columns: dict[str, Callable[[str], Any] | tuple[str, ...]]
    correct: Callable[[Any, str, Any], list[Any]]


PAGE_COLUMNS: dict[str, Callable[[str], Any] | tuple[str, ...]] = {
    "paper": str,
    "edition": str,
    "page_no": str,
    "publication_date": dt.date.fromisoformat,
}
PAGE = Kind("page", "source_file", PAGE_COLUMNS, lambda row, column, value: [row])
THINGS = {
    "article": Kind(
        "articles",
        "title",
        {
            "headline": str,
            "kicker": str,
            "deck": str,
            "event_date_start": dt.date.fromisoformat,
            "event_date_end": dt.date.fromisoformat,
        },
        _correct_article,
    ),
    "person": Kind(
        "appearances",
        "name",
        {
            "name": str,
            "role": ("leader", "attendee", "citizen", "expert", "national"),
            "posts": lambda written: written.split("、"),
        },
        _correct_person,
    ),
    "metric": Kind(
        "metrics",
        "text",
        {
            "value": Decimal,
            "unit": str,
            "indicator": str,
            "modifier": ("approx", "at_least", "at_most"),
            "period_text": str,
            "status": ("target", "actual", "standing"),
        },
        _correct_metric,
    ),
}
