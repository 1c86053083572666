"""Rows of articles and their bylines, from drafts and their paragraphs."""

from __future__ import annotations

import re
from collections import Counter

from warehouse.parse.body import Paragraph
from warehouse.parse.dates import find_dates
from warehouse.parse.draft import Draft, Title
from warehouse.parse.event_dates import EventDate, read_event
from warehouse.parse.kind import read_agency, read_column, read_dateline, tell_form, tell_genre
from warehouse.parse.page_rows import Page
from warehouse.parse.rows import (
    ArticleRow,
    BylineRow,
    make_id,
)
from warehouse.parse.signature import read_signature
from warehouse.parse.story import Story
from warehouse.parse.text import bare, fold

GIST = 30  # characters of the lead that stand in for a missing headline


def newest_month(stories: list[Story]) -> int | None:
    """The latest month of the events of a page; a page with events in December and January is a January page."""
    leads = [story.body[0].flow.folded[:90] for story in stories if story.body]
    months = [mention.days[0][0] for lead in leads for mention in find_dates(lead)[:1]]
    if not months:
        return None
    return max([month for month in months if month <= 3] or months) if 12 in months else max(months)


def read_article(page: Page, story: Story, seq: int) -> ArticleRow:
    """The row of an article; what other rows tell (places, hull) is filled in later."""
    draft, body, parts = story.draft, story.body, story.parts
    headline = _join(page.text, parts.headline)
    text = "\n".join(paragraph.flow.text for paragraph in body)
    prose = [paragraph for paragraph in body if not paragraph.is_heading] or body
    lead = prose[0].flow
    event = _read_event_of(page, draft, prose)
    names: dict[str, list[str]] = {kind: [] for kind in ("reporter", "correspondent", "photographer", "editor")}
    for credit in draft.credits:
        if credit.name not in names[credit.kind]:
            names[credit.kind].append(credit.name)
    return ArticleRow(
        article_id=make_id(page.page_id, bare(text)[:20]),
        page_id=page.page_id,
        seq=seq,
        title=headline or _gist(lead.folded),
        title_basis="headline" if headline else "lead",
        kicker=_join(page.text, parts.kicker),
        headline=headline,
        deck=_join(page.text, parts.deck),
        headline_score=draft.score if headline else None,
        runner_up=_join_titles(page.text, draft.runner_up[0]) if headline and draft.runner_up else None,
        runner_up_score=draft.runner_up[1] if headline and draft.runner_up else None,
        body=text,
        lead=lead.text,
        form=tell_form(headline or "", text, bool(draft.captions), any(paragraph.is_heading for paragraph in body)),
        genre=tell_genre((headline or "") + lead.folded[:200]),
        dateline_place=read_dateline(lead.folded),
        source_agency=read_agency(lead.folded),
        column_name=_join(page.text, parts.flag) or read_column(headline or ""),
        event_date_start=event.start,
        event_date_end=event.end,
        event_dates=event.dates,
        event_month_day=event.month_day,
        event_month_day_end=event.month_day_end,
        event_date_text=event.text,
        reporters=names["reporter"],
        correspondents=names["correspondent"],
        photographers=names["photographer"],
        editors=names["editor"],
        places=[],
        organisations=[],
        keywords=[],
        signature=read_signature("".join(paragraph.flow.folded for paragraph in body)),
        char_start=0,
        char_end=0,
    )


def _read_event_of(page: Page, draft: Draft, prose: list[Paragraph]) -> EventDate:
    """The event's day from the prose, else from the lines of the headline."""
    text = "".join(paragraph.flow.folded for paragraph in prose)
    titles = fold("".join(bare(title.text) for title in draft.headline))
    signed = fold("".join(bare(page.text[start:end]) for start, end in draft.bylines))
    return read_event(text, page.published, page.newest_month, titles, signed)


def _join_titles(text: str, titles: list[Title]) -> str | None:
    return _join(text, [(line.start, line.end) for title in titles for line in title.lines])


def _join(text: str, pieces: list[tuple[int, int]]) -> str | None:
    return " ".join(re.sub(r"\s+", " ", text[start:end]) for start, end in pieces) or None


def _gist(lead: str) -> str:
    """The lead without formula, byline and date, cut at a clause."""
    bare_lead = re.sub(r"^(?:本报[^（，。]{0,6}讯|[^（，。]{2,16}[讯电])(?:（[^）]*）)?|^（[^）]*）", "", lead)
    bare_lead = re.sub(r"^(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:[至、—-]\d{1,2}日)?(?:上午|下午|晚)?[，]?", "", bare_lead)
    cut = max((match.start() for match in re.finditer(r"[，。；！？]", bare_lead[: GIST + 10])), default=GIST)
    return bare_lead[: cut if cut >= 6 else GIST] or lead[:GIST]


def number_twins(articles: list[ArticleRow]) -> list[ArticleRow]:
    """Two articles of a page that begin with the same words get ids of their own."""
    seen: Counter[str] = Counter()
    numbered = []
    for article in articles:
        seen[article.article_id] += 1
        rank = seen[article.article_id]
        numbered.append(article if rank == 1 else article._replace(article_id=make_id(article.article_id, rank)))
    return numbered


def read_bylines(page: Page, article: ArticleRow, draft: Draft) -> list[BylineRow]:
    """The people of an article's byline, each once per kind, in reading order."""
    rows: list[BylineRow] = []
    seen: set[tuple[str, str]] = set()
    for credit in draft.credits:
        if (credit.kind, credit.name) in seen:
            continue
        seen.add((credit.kind, credit.name))
        key = make_id(article.article_id, credit.kind, credit.name)
        rows.append(
            BylineRow(
                key,
                article.article_id,
                page.page_id,
                credit.name,
                credit.kind,
                credit.qualifier,
                credit.unit,
                len(rows) + 1,
                credit.start,
                credit.end,
            )
        )
    return rows
