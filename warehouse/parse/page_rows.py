"""What the articles of a page share, the row of the page, and the problems that it raises."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.corrections import Unused
from warehouse.parse.page import Unit
from warehouse.parse.places import (
    read_edition,
)
from warehouse.parse.publication import Publication
from warehouse.parse.rows import (
    ArticleRow,
    PageMeta,
    PageRow,
    ProblemRow,
    make_id,
)

PARSER_VERSION = words.read_version()
BARE_DATE = re.compile(r"[\d年月日\s./-]+")


SIGNATURE = re.compile(r"(?:委员会|政府|办公室|局|公司|中心|医院|学校|[中小大]学|院|部|[处厅])\s*$")


LONGEST_MASTHEAD = 60  # characters


MARGIN = 8  # lines from the top or the bottom of a page in which a bare date can be the masthead's


class Page(NamedTuple):
    """What the articles of a page share."""

    page_id: str
    text: str
    published: Publication
    newest_month: int | None
    paper: str | None
    jurisdiction: str | None


def margin_lines(units: list[Unit]) -> list[str]:
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


def edge_lines(units: list[Unit]) -> list[str]:
    """The first and last lines of a page, whatever they were taken for: its masthead stands there."""
    lines = [line.text for unit in units for line in unit.lines]
    return [line for line in (*lines[:MARGIN], *lines[MARGIN:][-MARGIN:]) if len(line) <= LONGEST_MASTHEAD]


def make_page_row(page: Page, meta: PageMeta, encoding: str, furniture: list[str]) -> PageRow:
    """The row of a page, as read from its current bytes."""
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


def find_problems(page: Page, articles: list[ArticleRow], loose_count: int) -> list[tuple[str, str]]:
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


def tell_unused(unused: list[Unused]) -> list[tuple[str, str]]:
    """Kind and message of the corrections by hand that fit nothing."""
    return [("correction_unused", f"the correction of {item.correction} is not applied: {item.why}") for item in unused]


def problem_rows(page_id: str, meta: PageMeta, found: list[tuple[str, str]]) -> list[ProblemRow]:
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
