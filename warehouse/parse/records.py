"""``parse_page(bytes, meta)`` -> rows: the only module that knows the order in which a page is read."""

from __future__ import annotations

import unicodedata

from warehouse.parse.article import cut_articles
from warehouse.parse.article_rows import newest_month, number_twins, read_article, read_bylines
from warehouse.parse.corrections import correct_meta, correct_rows, find_corrections
from warehouse.parse.fact_rows import read_all_appearances, read_events, read_mention_rows, read_metrics
from warehouse.parse.metric_scenes import name_scenes
from warehouse.parse.page import read_lines
from warehouse.parse.page_rows import (
    Page,
    edge_lines,
    find_problems,
    make_page_row,
    margin_lines,
    problem_rows,
    tell_unused,
)
from warehouse.parse.places import (
    read_jurisdiction,
    read_paper,
)
from warehouse.parse.publication import read_publication
from warehouse.parse.rows import (
    PageMeta,
    PageRows,
    make_id,
)
from warehouse.parse.spans import lay_spans
from warehouse.parse.story import read_story
from warehouse.parse.text import decode_page
from warehouse.parse.units import read_units


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
    return rows._replace(page=page, problems=rows.problems + problem_rows(page_id, meta, tell_unused(unused)))


def _read_page(data: bytes, meta: PageMeta, page_id: str) -> PageRows:
    text, encoding = decode_page(data)
    units = read_units(read_lines(text))
    drafts, loose = cut_articles(text, units)
    stories = [read_story(text, draft) for draft in drafts]
    texts = [story.text for story in stories]
    furniture = margin_lines(units) + [title.text for title in loose]
    published = read_publication(meta.publication_date, meta.source_file, furniture, texts, edge_lines(units))
    paper = meta.paper or read_paper(meta.source_file, furniture)
    page = Page(page_id, text, published, newest_month(stories), paper, read_jurisdiction(text, paper))
    articles = number_twins([read_article(page, story, seq) for seq, story in enumerate(stories, 1)])
    told = list(zip(articles, stories, strict=True))
    spans = lay_spans(page_id, text, units, [(article.article_id, story) for article, story in told])
    bylines = [row for article, story in told for row in read_bylines(page, article, story.draft)]
    appearances, sightings, persons = read_all_appearances(page, told)
    events, event_people = read_events(page, list(zip(articles, stories, persons, strict=True)))
    people: dict[str, list[str]] = {}
    for appearance in appearances:
        people.setdefault(appearance.article_id, []).append(appearance.name)
    metrics = [
        row for article, story in told for row in read_metrics(page, article, story, people.get(article.article_id, []))
    ]
    names: dict[str, list[str]] = {}
    for article_id, name in [(row.article_id, row.name) for rows in (appearances, bylines) for row in rows]:
        names.setdefault(article_id, []).append(name)
    mentions = [read_mention_rows(page, article, story, names.get(article.article_id, [])) for article, story in told]
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
    row = make_page_row(page, meta, encoding, furniture)
    problems = problem_rows(page_id, meta, find_problems(page, articles, len(loose)))
    entities = [entity for found, _ in mentions for entity in found]
    metrics = name_scenes(metrics, entities)
    terms = [term for _, found in mentions for term in found]
    people_rows = (appearances, sightings, events, event_people)
    return PageRows(row, spans, articles, bylines, *people_rows, metrics, entities, terms, problems)
