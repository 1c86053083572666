"""One page explained: its text with spans told apart by role, and under each article the facts read from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from warehouse.parse.rows import AppearanceRow, ArticleRow, MetricRow, PageRow, PageRows, SpanRow

ROLE_STYLES = {
    "headline": "bold green",
    "kicker": "green",
    "deck": "cyan",
    "section_heading": "bold blue",
    "dateline": "magenta",
    "body": "default",
    "byline": "yellow",
    "caption": "italic cyan",
    "summary": "italic",
    "column_flag": "bold magenta",
    "furniture": "bright_black",
}


def explain_page(rows: PageRows, console: Console) -> None:
    """Print the page ``rows`` to ``console``: in colours, or with ⟦role⟧ before each span where there are none."""
    is_coloured = console.color_system is not None
    console.print(_describe_page(rows))
    console.print(_heading("the page"))
    if is_coloured:
        console.print(Text("  ").join(Text(role, style) for role, style in ROLE_STYLES.items()), "")
    console.print(_mark_spans(rows.page.text, rows.article_spans, is_coloured), soft_wrap=True)
    for article in rows.articles:
        console.print(_heading(f"article {article.seq}"))
        console.print(Group(*_describe_article(article, rows)))
    console.print(_heading("problems"))
    for problem in rows.problems:
        console.print(Text(f"{problem.kind}: {problem.message}"))
    if not rows.problems:
        console.print("none")


def _heading(words: str) -> Text:
    return Text(f"\n── {words} ──", "bold")


def _describe_page(rows: PageRows) -> Table:
    page = rows.page
    covered = sum(span.char_end - span.char_start for span in rows.article_spans if span.role != "furniture")
    return _as_pairs(
        ("file", page.source_file),
        ("paper", _join(page.paper, page.edition, page.page_no)),
        ("jurisdiction", page.jurisdiction),
        ("date", _join(page.publication_date or page.publication_year, f"by {page.date_basis}", *page.date_evidence)),
        ("text", f"{page.char_count} characters, {covered} of them in articles; {page.encoding}"),
        ("found", f"{len(rows.articles)} articles, {len(rows.appearances)} people, {len(rows.metrics)} metrics"),
    )


def _mark_spans(text: str, spans: Iterable[SpanRow], is_coloured: bool) -> Text:
    """The page text; a span that begins a role is labelled with it, and with its reading order within the article."""
    marked = Text()
    for span in sorted(spans, key=lambda span: span.char_start):
        words = text[span.char_start : span.char_end]
        if not is_coloured and words.strip():
            marked.append(f"⟦{span.role}⟧")
        marked.append(words, ROLE_STYLES.get(span.role, "default") if is_coloured else "")
    return marked


def _describe_article(article: ArticleRow, rows: PageRows) -> Iterator[RenderableType]:
    spans = [span for span in rows.article_spans if span.article_id == article.article_id]
    people = [row for row in rows.appearances if row.article_id == article.article_id]
    metrics = [row for row in rows.metrics if row.article_id == article.article_id]
    score = f"(score {article.headline_score:.2f})" if article.headline_score is not None else None
    yield _as_pairs(
        ("headline", _join(article.headline, _offsets_of(spans, "headline"), score)),
        ("title", f"{article.title} (by {article.title_basis})"),
        ("kicker", _join(article.kicker, _offsets_of(spans, "kicker"))),
        ("deck", _join(article.deck, _offsets_of(spans, "deck"))),
        ("byline", _join(*_describe_byline(article, rows), _offsets_of(spans, "byline"))),
        ("dateline", _join(article.source_agency, article.dateline_place)),
        ("date", _describe_event(article)),
        ("form, genre", f"{article.form}, {article.genre}"),
        ("places", "、".join(article.places or [])),
        ("organisations", "、".join(article.organisations or [])),
    )
    yield _tabulate_people(people, rows.page) if people else Text("no people")
    yield _tabulate_metrics(metrics, rows.page) if metrics else Text("no metrics")


def _describe_byline(article: ArticleRow, rows: PageRows) -> Iterator[str]:
    for row in rows.bylines:
        if row.article_id == article.article_id:
            yield f"{row.kind} {row.qualifier or ''}{row.name}"


def _describe_event(article: ArticleRow) -> str:
    """The event's days and the words that say so.

    A day without a proven year stays open: 09-15.
    """
    start = article.event_date_start or article.event_month_day
    end = article.event_date_end or article.event_month_day_end
    days = f"{start} – {end}" if end and end != start else start
    return _join(days, f"“{article.event_date_text}”" if article.event_date_text else None)


def _tabulate_people(people: Iterable[AppearanceRow], page: PageRow) -> Table:
    table = _make_table("person", "role", "posts", "organisation", "speaks", "in list", "times", "at", "rule", "")
    for row in people:
        table.add_row(
            row.name,
            row.role,
            "、".join(row.posts),
            row.organisation or "",
            "yes" if row.is_speaker else "",
            _or_blank(row.list_position),
            str(row.mention_count),
            f"{row.char_start}–{row.char_end}",
            row.rule,
            _check_cut(page.text, row.char_start, row.char_end, row.name),
        )
    return table


def _tabulate_metrics(metrics: Iterable[MetricRow], page: PageRow) -> Table:
    table = _make_table("metric", "value", "unit", "indicator", "status", "period", "compared", "at", "rule", "")
    for row in metrics:
        high = f"to {_write_value(row.value_high)}" if row.value_high is not None else None
        table.add_row(
            row.text,
            _join(row.modifier, _write_value(row.value), high),
            row.unit,
            row.indicator or "",
            _join(row.status, row.stage),
            row.period_text or "",
            row.comparison or "",
            f"{row.char_start}–{row.char_end}",
            row.rule,
            _check_cut(page.text, row.char_start, row.char_end, row.text),
        )
    return table


def _check_cut(text: str, start: int, end: int, words: str) -> str:
    """Empty if cutting the page at the offsets gives the words back, as it always must.

    >>> _check_cut("王\\n芳 出席", 0, 3, "王芳"), _check_cut("王芳出席", 1, 3, "王芳")
    ('', 'OFFSETS DO NOT FIT')
    """
    return "" if "".join(text[start:end].split()) == "".join(words.split()) else "OFFSETS DO NOT FIT"


def _offsets_of(spans: Iterable[SpanRow], role: str) -> str:
    return " ".join(f"[{span.char_start}–{span.char_end}]" for span in spans if span.role == role)


def _as_pairs(*pairs: tuple[str, object]) -> Table:
    table = Table.grid(padding=(0, 2))
    for label, value in pairs:
        if value:
            table.add_row(Text(label, "bold"), Text(str(value)))
    return table


def _make_table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold", style="bold red" if not column else "")
    return table


def _join(*words: str | int | dt.date | None) -> str:
    return " ".join(str(word) for word in words if word)


def _or_blank(value: object) -> str:
    return "" if value is None else str(value)


def _write_value(value: Decimal) -> str:
    """A value in full, thousands apart.

    >>> _write_value(Decimal("34064000000")), _write_value(Decimal("7.50"))
    ('34,064,000,000', '7.5')
    """
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
