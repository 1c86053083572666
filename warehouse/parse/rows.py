"""One NamedTuple per staging table: what a parsed page consists of.

The field names are the column names of ``staging`` (``warehouse/store/schema.py``) and of the dbt source; a test
holds the three together.  All ``char_`` offsets are 0-based code points into ``PageRow.text``, end exclusive.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import NamedTuple


class PageMeta(NamedTuple):
    """What is known of a page before it is read: where it came from and what a manifest says of it."""

    source_name: str
    source_file: str  # path inside the landing place, NFC, with forward slashes
    file_sha256: str
    landed_at: dt.datetime  # UTC, without tzinfo
    parsed_at: dt.datetime  # UTC, without tzinfo
    landed_on: dt.date  # the landing day in JIANBAO_TIMEZONE
    paper: str | None = None  # this and the rest: from the manifest
    edition: str | None = None
    page_no: str | None = None
    publication_date: dt.date | None = None
    source_url: str | None = None


class PageRow(NamedTuple):
    """One row per page, as read from its current bytes."""

    page_id: str
    source_name: str
    source_file: str
    file_sha256: str
    paper: str | None
    edition: str | None
    page_no: str | None
    publication_date: dt.date | None
    publication_year: int | None
    date_basis: str
    date_evidence: list[str]
    encoding: str
    media_type: str
    text: str
    char_count: int
    jurisdiction: str | None  # the district, county or city whose affairs the page reports
    source_url: str | None
    corrections: list[str]  # by hand, as they stood in ``ref_corrections`` when the page was read
    correction_count: int  # of them, those that were applied
    parser_version: str
    landed_at: dt.datetime
    parsed_at: dt.datetime
    filed_on: dt.date


class SpanRow(NamedTuple):
    """One row per contiguous piece of a page's text that plays one role; the spans of a page partition its text."""

    span_id: str
    page_id: str
    article_id: str | None  # None for furniture
    role: str
    char_start: int
    char_end: int
    seq: int  # reading order in the article; for furniture, order on the page


class ArticleRow(NamedTuple):
    """One row per article of a page."""

    article_id: str
    page_id: str
    seq: int
    title: str
    title_basis: str
    kicker: str | None
    headline: str | None
    deck: str | None
    headline_score: float | None
    runner_up: str | None  # the next best headline of the page for this body
    runner_up_score: float | None
    body: str
    lead: str
    form: str
    genre: str
    dateline_place: str | None
    source_agency: str | None
    column_name: str | None
    event_date_start: dt.date | None
    event_date_end: dt.date | None
    event_dates: list[dt.date]
    event_month_day: str | None
    event_month_day_end: str | None
    event_date_text: str | None
    reporters: list[str]
    correspondents: list[str]
    photographers: list[str]
    editors: list[str]
    places: list[str]
    organisations: list[str]
    keywords: list[str]
    signature: list[int]  # MinHash slots by which reprints are found
    char_start: int
    char_end: int


class BylineRow(NamedTuple):
    """One row per person named in the byline of an article."""

    byline_id: str
    article_id: str
    page_id: str
    name: str
    kind: str
    qualifier: str | None
    unit_written: str | None
    seq: int
    char_start: int
    char_end: int


class AppearanceRow(NamedTuple):
    """One row per person and article; people of the byline are not among them."""

    appearance_id: str
    article_id: str
    page_id: str
    name: str
    role: str
    posts: list[str]
    organisation: str | None  # of the first post that names or implies one
    jurisdiction: str | None  # of that post, else of the page
    is_speaker: bool
    list_position: int | None
    mention_count: int
    char_start: int
    char_end: int
    rule: str
    confidence: float


class EventRow(NamedTuple):
    """One row per meeting, visit, appointment … that an article reports."""

    event_id: str
    article_id: str
    page_id: str
    seq: int
    kind: str
    organiser: str | None
    body_name: str | None
    session_written: str | None
    session_key: str | None  # term and number: 16-3
    name_written: str | None
    place: str | None
    event_date_start: dt.date | None
    event_date_end: dt.date | None
    event_month_day: str | None
    is_together: bool
    text: str
    char_start: int
    char_end: int
    rule: str


class EventPersonRow(NamedTuple):
    """One row per event, person and part."""

    event_person_id: str
    event_id: str
    article_id: str
    page_id: str
    appearance_id: str
    name: str
    part: str
    list_id: str | None
    list_position: int | None
    is_list_complete: bool | None
    list_order: str | None
    list_level: str | None
    list_system: str | None
    char_start: int
    char_end: int
    rule: str


class PostSightingRow(NamedTuple):
    """One row per post that an article gives a person at one mention; collective words (区领导) and trades are none."""

    sighting_id: str
    article_id: str
    page_id: str
    name: str
    post_written: str
    post: str
    organisation: str | None  # in full where the page tells its place, else as written
    organisation_form: str | None  # with ~ where its place is missing
    seat_title: str | None  # 书记, 主任, 区长; None where several hold it or the body has no name
    jurisdiction: str | None
    level: str | None
    tenure_status: str
    announcement: str | None
    char_start: int
    char_end: int
    rule: str
    confidence: float


class MetricRow(NamedTuple):
    """One row per quantity that an article states."""

    metric_id: str
    article_id: str
    page_id: str
    text: str
    value: Decimal
    value_low: Decimal | None
    value_high: Decimal | None
    value_step: Decimal
    unit: str
    unit_written: str
    unit_family: str
    dimension: str
    indicator: str | None
    modifier: str | None
    comparison: str | None
    comparison_basis: str | None
    change_sign: int | None
    is_cumulative: bool | None
    period_text: str | None
    period_start_on: dt.date | None
    period_end_on: dt.date | None
    status: str
    action: str | None
    stage: str | None
    place: str | None
    organisation: str | None
    speaker_name: str | None
    section_heading: str | None
    sentence: str
    char_start: int
    char_end: int
    rule: str
    confidence: float


class EntityRow(NamedTuple):
    """One row per article and place, organisation or project that it names."""

    article_entity_id: str
    article_id: str
    page_id: str
    kind: str
    name: str
    name_written: str
    names_written: list[str]
    scope: str | None  # the place in which the name is unique
    code: str | None
    level: str
    parent_name: str | None
    relation: str
    mention_count: int
    char_start: int
    char_end: int
    rule: str


class TermRow(NamedTuple):
    """One row per keyword, formula or slogan of an article."""

    article_term_id: str
    article_id: str
    page_id: str
    term: str
    canonical_term: str
    kind: str
    score: float | None
    mention_count: int
    char_start: int
    char_end: int
    rule: str


class ProblemRow(NamedTuple):
    """One row per thing that could not be read or does not agree."""

    problem_id: str
    page_id: str | None
    source_name: str
    source_file: str
    step: str
    kind: str
    message: str
    seen_at: dt.datetime


class PageRows(NamedTuple):
    """All rows of one page: what ``parse_page`` gives and ``load_pages`` writes in one transaction."""

    page: PageRow
    article_spans: list[SpanRow]
    articles: list[ArticleRow]
    bylines: list[BylineRow]
    appearances: list[AppearanceRow]
    post_sightings: list[PostSightingRow]
    events: list[EventRow]
    event_people: list[EventPersonRow]
    metrics: list[MetricRow]
    article_entities: list[EntityRow]
    article_terms: list[TermRow]
    problems: list[ProblemRow]


def make_id(*parts: object) -> str:
    """A short stable key from the parts that identify a thing (16 hex digits of a SHA-256).

    >>> make_id("pages", "a.txt") == make_id("pages", "a.txt")
    True
    """
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]
