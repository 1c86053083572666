"""Rows of what an article says: people and their posts, events, places, terms and metrics."""

from __future__ import annotations

from collections import Counter

from warehouse.parse.event_dates import EventDate
from warehouse.parse.event_rows import read_event_rows
from warehouse.parse.events import Setting, find_events
from warehouse.parse.mentions import Source, read_mentions
from warehouse.parse.metric_scenes import find_speaker
from warehouse.parse.metrics import Metric, find_metrics, find_section, repeat_metric
from warehouse.parse.page_rows import Page
from warehouse.parse.people import Person, find_people
from warehouse.parse.period_days import resolve_period
from warehouse.parse.periods import find_report_period
from warehouse.parse.prose import join_flows
from warehouse.parse.rows import (
    AppearanceRow,
    ArticleRow,
    EntityRow,
    EventPersonRow,
    EventRow,
    MetricRow,
    PostSightingRow,
    TermRow,
    make_id,
)
from warehouse.parse.sightings import place_seats, read_sightings, tell_jurisdiction, tell_organisation
from warehouse.parse.story import Story
from warehouse.parse.text import Flow, bare, squeeze


def read_all_appearances(
    page: Page, articles: list[tuple[ArticleRow, Story]]
) -> tuple[list[AppearanceRow], list[PostSightingRow], list[list[Person]]]:
    """The people of every article and their posts, as rows, and as they were found, article by article; who holds a
    post is looked for in the other articles by name alone."""
    found = [_read_appearances(page, article, story, frozenset()) for article, story in articles]
    sure = {
        row.name
        for rows, _, _ in found
        for row in rows
        if row.rule == "title_before" and row.role in ("leader", "attendee")
    }
    for index, (article, story) in enumerate(articles):
        missing = frozenset(name for name in sure - {row.name for row in found[index][0]} if name in story.text)
        if missing:
            found[index] = _read_appearances(page, article, story, missing)
    return (
        [row for rows, _, _ in found for row in rows],
        [row for _, rows, _ in found for row in rows],
        [people for _, _, people in found],
    )


def _read_appearances(
    page: Page, article: ArticleRow, story: Story, known: frozenset[str]
) -> tuple[list[AppearanceRow], list[PostSightingRow], list[Person]]:
    draft, flows = story.draft, story.flows
    masked = {offset for start, end in draft.bylines for offset in range(start, end)}
    masked |= {offset for credit in draft.credits for offset in range(credit.start, credit.end)}
    rows: list[AppearanceRow] = []
    sightings: list[PostSightingRow] = []
    people: list[Person] = []
    found = find_people(flows, masked, known)
    for person, seen in zip(found, place_seats(found, page.jurisdiction), strict=True):
        spans = [flows[flow].cut(start, end) for flow, start, end in person.places]
        whole = [span for span in spans if bare(page.text[span[0] : span[1]]) == person.name]
        if not whole:
            continue  # torn apart by another article's lines wherever it stands
        start, end = whole[0]
        people.append(person)
        sightings += read_sightings(page.page_id, page.text, article.article_id, flows, person.name, seen)
        rows.append(
            AppearanceRow(
                appearance_id=make_id(article.article_id, person.name),
                article_id=article.article_id,
                page_id=page.page_id,
                name=person.name,
                role=person.role,
                posts=person.posts,
                organisation=tell_organisation(seen),
                jurisdiction=tell_jurisdiction(seen, page.jurisdiction),
                is_speaker=person.is_speaker,
                list_position=person.list_position,
                mention_count=person.mention_count,
                char_start=start,
                char_end=end,
                rule=person.rule,
                confidence=person.confidence,
            )
        )
    return rows, sightings, people


def read_events(
    page: Page, articles: list[tuple[ArticleRow, Story, list[Person]]]
) -> tuple[list[EventRow], list[EventPersonRow]]:
    """The events that the articles report, and who took part in them."""
    rows: list[EventRow] = []
    people_rows: list[EventPersonRow] = []
    for article, story, people in articles:
        told = [index for index, paragraph in enumerate(story.body, 1) if not paragraph.is_heading]
        date = EventDate(
            article.event_date_start,
            article.event_date_end,
            article.event_dates,
            article.event_month_day,
            article.event_month_day_end,
            article.event_date_text,
        )
        setting = Setting(page.published, page.newest_month, date, page.jurisdiction, article.genre, article.form)
        found = find_events(story.flows, told, people, setting)
        events, event_people = read_event_rows(page.page_id, page.text, article.article_id, story.flows, found)
        rows += events
        people_rows += event_people
    return rows, people_rows


def read_mention_rows(
    page: Page, article: ArticleRow, story: Story, names: list[str]
) -> tuple[list[EntityRow], list[TermRow]]:
    """The places, organisations, projects and terms of an article."""
    credits = [(credit.start, credit.end) for credit in story.draft.credits]
    prose = join_flows(story.flows, [*story.draft.bylines, *credits])
    return read_mentions(Source(page.page_id, page.text, page.jurisdiction, article.article_id), prose, names)


def read_metrics(page: Page, article: ArticleRow, story: Story, people: list[str]) -> list[MetricRow]:
    """The metrics of a body, then those of the headline (a number repeated there is a mention of its own)."""
    period = find_report_period(article.headline or "", article.lead)
    ranks: Counter[str] = Counter()
    heading: str | None = None
    found: list[tuple[Flow, str | None, Metric]] = []
    for paragraph in story.body:
        if paragraph.is_heading:
            heading = paragraph.flow.text
            continue
        over = heading or article.headline or ""
        found += [(paragraph.flow, heading, metric) for metric in find_metrics(paragraph.flow.text, over, period)]
        heading = find_section(paragraph.flow.text) or heading
    told = {(metric.value, metric.unit): metric for _, _, metric in reversed(found)}
    for flow in _headline_flows(page, story):
        for metric in find_metrics(flow.text, "", period):
            found.append((flow, None, repeat_metric(metric, told.get((metric.value, metric.unit)))))
    rows = []
    for flow, heading, metric in found:
        row = _metric_row(page, article, flow, metric, heading, ranks)
        if row:
            rows.append(row._replace(speaker_name=find_speaker(metric.speaker, people)))
    return rows


def _headline_flows(page: Page, story: Story) -> list[Flow]:
    """Kicker, headline and deck of an article, each with its lines run together."""
    parts = story.parts
    return [squeeze(page.text, pieces) for pieces in (parts.kicker, parts.headline, parts.deck) if pieces]


def _metric_row(
    page: Page, article: ArticleRow, flow: Flow, metric: Metric, heading: str | None, ranks: Counter[str]
) -> MetricRow | None:
    start, end = flow.cut(metric.start, metric.end)
    text = metric.text
    if bare(page.text[start:end]) != text:  # torn by the layout: number and unit only
        start, end = flow.cut(metric.number_start, metric.number_end)
        text = flow.text[metric.number_start : metric.number_end]
        if bare(page.text[start:end]) != text:
            return None
    number = flow.text[metric.number_start : metric.number_end]
    ranks[number] += 1
    low, high = resolve_period(metric.period_text, article.event_date_start or page.published.date, page.published.year)
    return MetricRow(
        metric_id=make_id(article.article_id, number, ranks[number]),
        article_id=article.article_id,
        page_id=page.page_id,
        text=text,
        value=metric.value,
        value_low=metric.value_low,
        value_high=metric.value_high,
        value_step=metric.value_step,
        unit=metric.unit,
        unit_written=metric.unit_written,
        unit_family=metric.unit_family,
        dimension=metric.dimension,
        indicator=metric.indicator,
        modifier=metric.modifier,
        comparison=metric.comparison,
        comparison_basis=metric.comparison_basis,
        change_sign=metric.change_sign,
        is_cumulative=metric.is_cumulative,
        period_text=metric.period_text,
        period_start_on=low,
        period_end_on=high,
        status=metric.status,
        action=metric.action,
        stage=metric.stage,
        place=page.jurisdiction,
        organisation=None,
        speaker_name=None,
        section_heading=heading,
        sentence=metric.sentence,
        char_start=start,
        char_end=end,
        rule=metric.rule,
        confidence=metric.confidence,
    )
