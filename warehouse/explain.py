"""One page explained: where its date comes from, its text by role, and under each article the facts read from it.

``describe_page`` gathers what there is to tell as plain words and offsets; ``explain_text.py`` prints it to a terminal,
``explain_html.py`` writes it as one page for a browser.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from warehouse.parse.corrections import RULE as CORRECTED
from warehouse.parse.rows import ArticleRow, PageRows, SpanRow

Pairs = list[tuple[str, str]]


class Fact(NamedTuple):
    """One row of a table of facts, and where on the page its words stand."""

    key: str
    cells: list[str]
    start: int
    end: int
    fault: str  # empty if cutting the page at the offsets gives the words back, as it always must


class FactTable(NamedTuple):
    """The facts of one kind that an article holds."""

    kind: str
    columns: list[str]
    facts: list[Fact]


class ArticleStory(NamedTuple):
    """What there is to tell of one article."""

    article_id: str
    seq: int
    title: str
    pairs: Pairs
    tables: list[FactTable]


class PageStory(NamedTuple):
    """What there is to tell of one page."""

    source_file: str
    text: str
    spans: list[SpanRow]  # in the order of the text
    pairs: Pairs
    articles: list[ArticleStory]
    problems: Pairs  # kind, message


def describe_page(rows: PageRows) -> PageStory:
    """Gather what there is to tell of a page, in words."""
    page = rows.page
    covered = sum(span.char_end - span.char_start for span in rows.article_spans if span.role != "furniture")
    date = page.publication_date or page.publication_year or "not proven"
    pairs = keep_told(
        ("file", page.source_file),
        ("paper", join_words(page.paper, page.edition, page.page_no)),
        ("jurisdiction", page.jurisdiction),
        ("date", f"{date} (by {page.date_basis})"),
        ("evidence", "; ".join(page.date_evidence)),
        ("text", f"{page.char_count} characters, {covered} of them in articles; {page.encoding}"),
        ("found", f"{len(rows.articles)} articles, {len(rows.appearances)} people, {len(rows.metrics)} metrics"),
        ("corrected", "; ".join(page.corrections)),
        ("parser", page.parser_version),
    )
    spans = sorted(rows.article_spans, key=lambda span: span.char_start)
    articles = [_describe_article(article, rows) for article in rows.articles]
    problems = [(problem.kind, problem.message) for problem in rows.problems]
    return PageStory(page.source_file, page.text, spans, pairs, articles, problems)


def _describe_article(article: ArticleRow, rows: PageRows) -> ArticleStory:
    spans = [span for span in rows.article_spans if span.article_id == article.article_id]
    pairs = keep_told(
        ("headline", join_words(article.headline, _offsets_of(spans, "headline"))),
        ("score", _describe_score(article)),
        ("title", f"{article.title} (by {article.title_basis})" if article.title_basis != "headline" else None),
        ("kicker", join_words(article.kicker, _offsets_of(spans, "kicker"))),
        ("deck", join_words(article.deck, _offsets_of(spans, "deck"))),
        ("dateline", join_words(article.source_agency, article.dateline_place)),
        ("event", _describe_event(article)),
        ("form, genre", f"{article.form}, {article.genre}"),
        ("column", article.column_name),
        ("places", "、".join(article.places or [])),
        ("organisations", "、".join(article.organisations or [])),
    )
    tables = [_tabulate(kind, article, rows) for kind in KINDS]
    return ArticleStory(
        article.article_id, article.seq, article.title, pairs, [table for table in tables if table.facts]
    )


def _describe_score(article: ArticleRow) -> str | None:
    """How well the headline fits, beside the next best title of the page: 0.91; next 0.34 青石区召开…."""
    if article.headline_score is None:
        return None
    next_best = f"; next best {article.runner_up_score:.2f} {article.runner_up}" if article.runner_up else ""
    return f"{article.headline_score:.2f}{next_best}"


def _describe_event(article: ArticleRow) -> str:
    """The event's days and the words that say so.

    A day without a proven year stays open: 09-15.
    """
    start = article.event_date_start or article.event_month_day
    end = article.event_date_end or article.event_month_day_end
    days = f"{start} – {end}" if end and end != start else start
    return join_words(days, f"“{article.event_date_text}”" if article.event_date_text else None)


class Kind(NamedTuple):
    """A kind of fact: the table of ``PageRows`` that holds it, and how a row of it is told."""

    name: str
    table: str
    key: str
    words: str
    columns: dict[str, Callable[[Any], str]]


def _tabulate(kind: Kind, article: ArticleRow, rows: PageRows) -> FactTable:
    facts = []
    for row in getattr(rows, kind.table):
        if row.article_id == article.article_id:
            cells = [tell(row) for tell in kind.columns.values()]
            words = getattr(row, kind.words)
            fault = (
                ""
                if getattr(row, "rule", "") == CORRECTED
                else check_cut(rows.page.text, row.char_start, row.char_end, words)
            )
            facts.append(Fact(getattr(row, kind.key), cells, row.char_start, row.char_end, fault))
    return FactTable(kind.name, list(kind.columns), facts)


KINDS = (
    Kind(
        "byline",
        "bylines",
        "byline_id",
        "name",
        {
            "name": lambda row: row.name,
            "as": lambda row: join_words(row.qualifier, row.kind),
            "unit": lambda row: row.unit_written or "",
        },
    ),
    Kind(
        "people",
        "appearances",
        "appearance_id",
        "name",
        {
            "person": lambda row: row.name,
            "role": lambda row: row.role,
            "posts": lambda row: "、".join(row.posts),
            "organisation": lambda row: row.organisation or "",
            "speaks": lambda row: "yes" if row.is_speaker else "",
            "in list": lambda row: "" if row.list_position is None else str(row.list_position),
            "times": lambda row: str(row.mention_count),
            "rule": lambda row: row.rule,
        },
    ),
    Kind(
        "posts",
        "post_sightings",
        "sighting_id",
        "post_written",
        {
            "written": lambda row: row.post_written,
            "person": lambda row: row.name,
            "post": lambda row: row.post,
            "organisation": lambda row: row.organisation or "",
            "seat": lambda row: row.seat_title or "",
            "held": lambda row: join_words(row.tenure_status, row.announcement),
            "rule": lambda row: row.rule,
        },
    ),
    Kind(
        "events",
        "events",
        "event_id",
        "text",
        {
            "event": lambda row: row.kind,
            "name": lambda row: row.name_written or "",
            "held by": lambda row: row.body_name or row.organiser or "",
            "session": lambda row: row.session_written or "",
            "place": lambda row: row.place or "",
            "day": lambda row: str(row.event_date_start or row.event_month_day or ""),
            "together": lambda row: "yes" if row.is_together else "apart",
            "rule": lambda row: row.rule,
        },
    ),
    Kind(
        "parts in events",
        "event_people",
        "event_person_id",
        "name",
        {
            "person": lambda row: row.name,
            "part": lambda row: row.part,
            "in list": lambda row: "" if row.list_position is None else str(row.list_position),
            "list": lambda row: join_words(row.list_order, row.list_level, row.list_system),
            "rule": lambda row: row.rule,
        },
    ),
    Kind(
        "metrics",
        "metrics",
        "metric_id",
        "text",
        {
            "metric": lambda row: row.text,
            "value": lambda row: join_words(
                row.modifier,
                write_value(row.value),
                f"to {write_value(row.value_high)}" if row.value_high is not None else None,
            ),
            "unit": lambda row: row.unit,
            "indicator": lambda row: row.indicator or "",
            "status": lambda row: join_words(row.status, row.stage),
            "period": lambda row: row.period_text or "",
            "compared": lambda row: row.comparison or "",
            "rule": lambda row: row.rule,
        },
    ),
    Kind(
        "places, organisations, projects",
        "article_entities",
        "article_entity_id",
        "name_written",
        {
            "written": lambda row: row.name_written,
            "name": lambda row: row.name,
            "kind": lambda row: row.kind,
            "code": lambda row: row.code or "",
            "in": lambda row: row.parent_name or "",
            "relation": lambda row: row.relation,
            "times": lambda row: str(row.mention_count),
            "rule": lambda row: row.rule,
        },
    ),
    Kind(
        "terms",
        "article_terms",
        "article_term_id",
        "term",
        {
            "term": lambda row: row.term,
            "kind": lambda row: row.kind,
            "score": lambda row: "" if row.score is None else f"{row.score:.2f}",
            "times": lambda row: str(row.mention_count),
            "rule": lambda row: row.rule,
        },
    ),
)


def check_cut(text: str, start: int, end: int, words: str) -> str:
    """Empty if cutting the page at the offsets gives the words back, as it always must.

    >>> check_cut("王\\n芳 出席", 0, 3, "王芳"), check_cut("王芳出席", 1, 3, "王芳")
    ('', 'OFFSETS DO NOT FIT')
    """
    return "" if "".join(text[start:end].split()) == "".join(words.split()) else "OFFSETS DO NOT FIT"


def keep_told(*pairs: tuple[str, str | None]) -> Pairs:
    """The pairs that have something to tell."""
    return [(label, words) for label, words in pairs if words]


def join_words(*words: str | int | dt.date | None) -> str:
    return " ".join(str(word) for word in words if word)


def write_value(value: Decimal) -> str:
    """A value in full, thousands apart.

    >>> write_value(Decimal("34064000000")), write_value(Decimal("7.50"))
    ('34,064,000,000', '7.5')
    """
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _offsets_of(spans: Iterable[SpanRow], role: str) -> str:
    return " ".join(f"[{span.char_start}–{span.char_end}]" for span in spans if span.role == role)
