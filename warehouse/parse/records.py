"""``parse_page(bytes, meta)`` -> rows: the only module that knows the order in which a page is read."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.article import cut_articles
from warehouse.parse.body import Paragraph, read_paragraphs
from warehouse.parse.corrections import Unused, correct_meta, correct_rows, find_corrections
from warehouse.parse.dates import find_dates
from warehouse.parse.draft import Draft, Title
from warehouse.parse.event_dates import EventDate, read_event
from warehouse.parse.event_rows import read_event_rows
from warehouse.parse.events import Setting, find_events
from warehouse.parse.kind import read_agency, read_column, read_dateline, tell_form, tell_genre
from warehouse.parse.mentions import Source, read_mentions
from warehouse.parse.metric_scenes import find_speaker, name_scenes
from warehouse.parse.metrics import Metric, find_metrics, find_section, repeat_metric
from warehouse.parse.page import Unit, read_lines
from warehouse.parse.people import Person, find_people
from warehouse.parse.period_days import resolve_period
from warehouse.parse.periods import find_report_period
from warehouse.parse.places import (
    read_edition,
    read_jurisdiction,
    read_paper,
)
from warehouse.parse.prose import join_flows
from warehouse.parse.publication import Publication, read_publication
from warehouse.parse.rows import (
    AppearanceRow,
    ArticleRow,
    BylineRow,
    EntityRow,
    EventPersonRow,
    EventRow,
    MetricRow,
    PageMeta,
    PageRow,
    PageRows,
    PostSightingRow,
    ProblemRow,
    TermRow,
    make_id,
)
from warehouse.parse.sightings import place_seats, read_sightings, tell_jurisdiction, tell_organisation
from warehouse.parse.signature import read_signature
from warehouse.parse.spans import lay_spans
from warehouse.parse.text import Flow, bare, decode_page, fold, squeeze
from warehouse.parse.title_parts import Headline, split_headline
from warehouse.parse.units import read_units

PARSER_VERSION = words.read_version()
GIST = 30  # characters of the lead that stand in for a missing headline


class Page(NamedTuple):
    """What the articles of a page share."""

    page_id: str
    text: str
    published: Publication
    newest_month: int | None
    paper: str | None
    jurisdiction: str | None


def parse_page(data: bytes, meta: PageMeta) -> PageRows:
    """Read one page: bytes in, rows for every staging table out, corrected by hand where ``ref_corrections`` says so.

    Raises UnreadableError (a ValueError) for bytes that are no text; landing keeps those out.
    """
    page_id = make_id(meta.source_name, unicodedata.normalize("NFC", meta.source_file))
    corrections = find_corrections(meta.source_file, page_id)
    corrected_meta, unused = correct_meta(meta, corrections)
    rows, left_over = correct_rows(_read_page(data, corrected_meta, page_id), corrections)
    unused += left_over
    page = rows.page._replace(
        corrections=[str(correction) for correction in corrections], correction_count=len(corrections) - len(unused)
    )
    return rows._replace(page=page, problems=rows.problems + _problem_rows(page_id, meta, _tell_unused(unused)))


def _read_page(data: bytes, meta: PageMeta, page_id: str) -> PageRows:
    text, encoding = decode_page(data)
    units = read_units(read_lines(text))
    drafts, loose = cut_articles(text, units)
    bodies = [read_paragraphs(text, draft) for draft in drafts]
    texts = [_article_text(draft, body) for draft, body in zip(drafts, bodies, strict=True)]
    furniture = _margin_lines(units) + [title.text for title in loose]
    published = read_publication(meta.publication_date, meta.source_file, furniture, texts, _edge_lines(units))
    paper = meta.paper or read_paper(meta.source_file, furniture)
    page = Page(page_id, text, published, _newest_month(bodies), paper, read_jurisdiction(text, paper))
    articles = [
        _read_article(page, draft, body, seq) for seq, (draft, body) in enumerate(zip(drafts, bodies, strict=True), 1)
    ]
    articles = _number_twins(articles)
    spans = lay_spans(
        page_id,
        text,
        units,
        [(row.article_id, draft, body) for row, draft, body in zip(articles, drafts, bodies, strict=True)],
    )
    bylines = [
        row for article, draft in zip(articles, drafts, strict=True) for row in _read_bylines(page, article, draft)
    ]
    appearances, sightings, persons = _read_all_appearances(
        page, list(zip(articles, drafts, bodies, texts, strict=True))
    )
    events, event_people = _read_events(page, list(zip(articles, drafts, bodies, persons, strict=True)))
    people: dict[str, list[str]] = {}
    for appearance in appearances:
        people.setdefault(appearance.article_id, []).append(appearance.name)
    metrics = [
        row
        for article, draft, body in zip(articles, drafts, bodies, strict=True)
        for row in _read_metrics(page, article, draft, body, people.get(article.article_id, []))
    ]
    names: dict[str, list[str]] = {}
    for article_id, name in [(row.article_id, row.name) for rows in (appearances, bylines) for row in rows]:
        names.setdefault(article_id, []).append(name)
    mentions = [
        _read_mentions(page, article, draft, body, names.get(article.article_id, []))
        for article, draft, body in zip(articles, drafts, bodies, strict=True)
    ]
    hulls: dict[str | None, tuple[int, int]] = {}
    for span in spans:
        low, high = hulls.get(span.article_id, (span.char_start, span.char_end))
        hulls[span.article_id] = (min(low, span.char_start), max(high, span.char_end))
    articles = [
        article._replace(
            places=[entity.name_written for entity in entities if entity.kind == "place"],
            organisations=[entity.name_written for entity in entities if entity.kind == "organisation"],
            keywords=[term.canonical_term for term in terms if term.kind == "keyword"],
            char_start=hulls[article.article_id][0],
            char_end=hulls[article.article_id][1],
        )
        for article, (entities, terms) in zip(articles, mentions, strict=True)
    ]
    row = _page_row(page, meta, encoding, furniture)
    problems = _problem_rows(page_id, meta, _find_problems(page, articles, len(loose)))
    entities = [entity for found, _ in mentions for entity in found]
    metrics = name_scenes(metrics, entities)
    terms = [term for _, found in mentions for term in found]
    people_rows = (appearances, sightings, events, event_people)
    return PageRows(row, spans, articles, bylines, *people_rows, metrics, entities, terms, problems)


class BrokenLawError(ValueError):
    """A page was read so that its words could not be shown where they stand."""


def check_laws(rows: PageRows) -> None:
    """Raise BrokenLawError unless the spans partition the page and every body is its spans, white space aside."""
    text, at = rows.page.text, 0
    bodies: dict[str | None, list[tuple[int, str]]] = {}
    for span in sorted(rows.article_spans, key=lambda item: item.char_start):
        if span.char_start != at:
            raise BrokenLawError(f"the spans of {rows.page.source_file!r} leave a gap or overlap at character {at}")
        at = span.char_end
        if span.role in ("body", "section_heading"):
            bodies.setdefault(span.article_id, []).append((span.seq, bare(text[span.char_start : span.char_end])))
    if at != len(text):
        raise BrokenLawError(f"the spans of {rows.page.source_file!r} end at character {at} of {len(text)}")
    for article in rows.articles:
        if "".join(words_ for _, words_ in sorted(bodies.get(article.article_id, []))) != bare(article.body):
            raise BrokenLawError(f"the body of {article.title!r} is not what its spans cut out of the page")


BARE_DATE = re.compile(r"[\d年月日\s./-]+")
SIGNATURE = re.compile(r"(?:委员会|政府|办公室|局|公司|中心|医院|学校|[中小大]学|院|部|[处厅])\s*$")
LONGEST_MASTHEAD = 60  # characters
MARGIN = 8  # lines from the top or the bottom of a page in which a bare date can be the masthead's


def _margin_lines(units: list[Unit]) -> list[str]:
    """Furniture lines; a bare date counts only near the page's edges and not below who signed a notice."""
    lines = [line for unit in units for line in unit.lines]
    edge = {line.start for line in (*lines[:MARGIN], *lines[-MARGIN:])}
    signed = {below.start for line, below in itertools.pairwise(lines) if SIGNATURE.search(line.text)}
    return [
        line.text
        for unit in units
        if unit.kind == "furniture"
        for line in unit.lines
        if (line.start in edge and line.start not in signed) or not BARE_DATE.fullmatch(line.text)
    ]


def _edge_lines(units: list[Unit]) -> list[str]:
    """The first and last lines of a page, whatever they were taken for: its masthead stands there."""
    lines = [line.text for unit in units for line in unit.lines]
    return [line for line in (*lines[:MARGIN], *lines[MARGIN:][-MARGIN:]) if len(line) <= LONGEST_MASTHEAD]


def _page_row(page: Page, meta: PageMeta, encoding: str, furniture: list[str]) -> PageRow:
    published = page.published
    return PageRow(
        page_id=page.page_id,
        source_name=meta.source_name,
        source_file=meta.source_file,
        file_sha256=meta.file_sha256,
        paper=page.paper,
        edition=meta.edition,
        page_no=meta.page_no or read_edition(meta.source_file, furniture),
        publication_date=published.date,
        publication_year=published.year,
        date_basis=published.basis,
        date_evidence=published.evidence,
        encoding=encoding,
        media_type="text/plain",
        text=page.text,
        char_count=len(page.text),
        jurisdiction=page.jurisdiction,
        source_url=meta.source_url,
        corrections=[],
        correction_count=0,
        parser_version=PARSER_VERSION,
        landed_at=meta.landed_at,
        parsed_at=meta.parsed_at,
        filed_on=published.date or meta.landed_on,
    )


# --- bodies ---


def _article_text(draft: Draft, body: list[Paragraph]) -> str:
    """Folded text without white space: the body first (its lead tells the day), then the headline."""
    return "".join(paragraph.flow.folded for paragraph in body) + "".join(bare(title.text) for title in draft.headline)


def _newest_month(bodies: list[list[Paragraph]]) -> int | None:
    """The latest month of the events of a page; a page with events in December and January is a January page."""
    months = [mention.days[0][0] for body in bodies if body for mention in find_dates(body[0].flow.folded[:90])[:1]]
    if not months:
        return None
    return max([month for month in months if month <= 3] or months) if 12 in months else max(months)


# --- articles ---


def _read_article(page: Page, draft: Draft, body: list[Paragraph], seq: int) -> ArticleRow:
    parts = split_headline(draft.headline, page.text) if draft.headline else Headline([], [], [], [])
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


def _number_twins(articles: list[ArticleRow]) -> list[ArticleRow]:
    """Two articles of a page that begin with the same words get ids of their own."""
    seen: Counter[str] = Counter()
    numbered = []
    for article in articles:
        seen[article.article_id] += 1
        rank = seen[article.article_id]
        numbered.append(article if rank == 1 else article._replace(article_id=make_id(article.article_id, rank)))
    return numbered


# --- facts ---


def _read_bylines(page: Page, article: ArticleRow, draft: Draft) -> list[BylineRow]:
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


def _read_all_appearances(
    page: Page, articles: list[tuple[ArticleRow, Draft, list[Paragraph], str]]
) -> tuple[list[AppearanceRow], list[PostSightingRow], list[list[Person]]]:
    """The people of every article and their posts, as rows, and as they were found, article by article; who holds a
    post is looked for in the other articles by name alone."""
    found = [_read_appearances(page, article, draft, body, frozenset()) for article, draft, body, _ in articles]
    sure = {
        row.name
        for rows, _, _ in found
        for row in rows
        if row.rule == "title_before" and row.role in ("leader", "attendee")
    }
    for index, (article, draft, body, text) in enumerate(articles):
        missing = frozenset(name for name in sure - {row.name for row in found[index][0]} if name in text)
        if missing:
            found[index] = _read_appearances(page, article, draft, body, missing)
    return (
        [row for rows, _, _ in found for row in rows],
        [row for _, rows, _ in found for row in rows],
        [people for _, _, people in found],
    )


def _read_appearances(
    page: Page, article: ArticleRow, draft: Draft, body: list[Paragraph], known: frozenset[str]
) -> tuple[list[AppearanceRow], list[PostSightingRow], list[Person]]:
    flows = _flows_of(page, draft, body)
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


def _read_events(
    page: Page, articles: list[tuple[ArticleRow, Draft, list[Paragraph], list[Person]]]
) -> tuple[list[EventRow], list[EventPersonRow]]:
    rows: list[EventRow] = []
    people_rows: list[EventPersonRow] = []
    for article, draft, body, people in articles:
        flows = _flows_of(page, draft, body)
        told = [index for index, paragraph in enumerate(body, 1) if not paragraph.is_heading]
        date = EventDate(
            article.event_date_start,
            article.event_date_end,
            article.event_dates,
            article.event_month_day,
            article.event_month_day_end,
            article.event_date_text,
        )
        setting = Setting(page.published, page.newest_month, date, page.jurisdiction, article.genre, article.form)
        found = find_events(flows, told, people, setting)
        events, event_people = read_event_rows(page.page_id, page.text, article.article_id, flows, found)
        rows += events
        people_rows += event_people
    return rows, people_rows


def _flows_of(page: Page, draft: Draft, body: list[Paragraph]) -> list[Flow]:
    """Headline, paragraphs and captions of an article, in this order; the headline's flow is empty if there is none."""
    headline = squeeze(page.text, [(line.start, line.end) for title in draft.headline for line in title.lines])
    captions = [squeeze(page.text, [(line.start, line.end) for line in unit.lines]) for unit in draft.captions]
    return [headline, *(paragraph.flow for paragraph in body), *captions]


def _read_mentions(
    page: Page, article: ArticleRow, draft: Draft, body: list[Paragraph], names: list[str]
) -> tuple[list[EntityRow], list[TermRow]]:
    credits = [(credit.start, credit.end) for credit in draft.credits]
    prose = join_flows(_flows_of(page, draft, body), [*draft.bylines, *credits])
    return read_mentions(Source(page.page_id, page.text, page.jurisdiction, article.article_id), prose, names)


def _read_metrics(
    page: Page, article: ArticleRow, draft: Draft, body: list[Paragraph], people: list[str]
) -> list[MetricRow]:
    """The metrics of a body, then those of the headline (a number repeated there is a mention of its own)."""
    period = find_report_period(article.headline or "", article.lead)
    ranks: Counter[str] = Counter()
    heading: str | None = None
    found: list[tuple[Flow, str | None, Metric]] = []
    for paragraph in body:
        if paragraph.is_heading:
            heading = paragraph.flow.text
            continue
        over = heading or article.headline or ""
        found += [(paragraph.flow, heading, metric) for metric in find_metrics(paragraph.flow.text, over, period)]
        heading = find_section(paragraph.flow.text) or heading
    told = {(metric.value, metric.unit): metric for _, _, metric in reversed(found)}
    for flow in _headline_flows(page, draft):
        for metric in find_metrics(flow.text, "", period):
            found.append((flow, None, repeat_metric(metric, told.get((metric.value, metric.unit)))))
    rows = []
    for flow, heading, metric in found:
        row = _metric_row(page, article, flow, metric, heading, ranks)
        if row:
            rows.append(row._replace(speaker_name=find_speaker(metric.speaker, people)))
    return rows


def _headline_flows(page: Page, draft: Draft) -> list[Flow]:
    """Kicker, headline and deck of an article, each with its lines run together."""
    if not draft.headline:
        return []
    parts = split_headline(draft.headline, page.text)
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


def _find_problems(page: Page, articles: list[ArticleRow], loose_count: int) -> list[tuple[str, str]]:
    """Kind and message of what could not be read on a page or does not agree."""
    found: list[tuple[str, str]] = []
    if not articles:
        found.append(("no_article", "no article was found on the page; all of it counts as furniture"))
    if page.published.conflict:
        found.append(("date_conflict", page.published.conflict))
    if page.published.year is None:
        found.append(
            (
                "undated",
                "nothing proves the year: no manifest, no date in the file name or masthead, no proof in the text",
            )
        )
    if loose_count:
        found.append(("loose_title", f"{loose_count} title line groups fit no article well enough"))
    for article in articles:
        if article.headline is None:
            found.append(("headline_missing", f"no headline for the article that begins {article.lead[:20]!r}"))
    return found


def _tell_unused(unused: list[Unused]) -> list[tuple[str, str]]:
    return [("correction_unused", f"the correction of {item.correction} is not applied: {item.why}") for item in unused]


def _problem_rows(page_id: str, meta: PageMeta, found: list[tuple[str, str]]) -> list[ProblemRow]:
    """(kind, message) of each problem as rows; two of the same words get keys of their own."""
    twins: Counter[tuple[str, str]] = Counter()
    rows = []
    for kind, message in found:
        twins[kind, message] += 1
        rank = [twins[kind, message]] if twins[kind, message] > 1 else []
        key = make_id(page_id, kind, message, *rank)
        rows.append(
            ProblemRow(key, page_id, meta.source_name, meta.source_file, "parse", kind, message, seen_at=meta.parsed_at)
        )
    return rows
