"""Landed bytes -> rows of staging: each page by itself, in this process or in others, batch by batch.

A page that the parser stumbles over is kept whole as furniture with a problem row, so that nothing of it is lost and
the night goes on; one whose bytes are gone from ``landing/raw`` becomes a problem row alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from warehouse.executors import Workers
from warehouse.parse.corrections import find_corrections
from warehouse.parse.laws import check_laws
from warehouse.parse.masthead import read_file_date
from warehouse.parse.page_rows import PARSER_VERSION
from warehouse.parse.records import parse_page
from warehouse.parse.rows import PageMeta, PageRow, PageRows, ProblemRow, SpanRow, make_id
from warehouse.parse.text import decode_page
from warehouse.store.durable import StoreError
from warehouse.store.landing import LandedFile, read_raw
from warehouse.store.load import LoadError, load_pages, load_problems, load_tables, make_tables
from warehouse.store.parts import read_part, write_part
from warehouse.store.raw import RawFileError

log = logging.getLogger(__name__)

BATCHES_AHEAD = 2  # per worker: parsed and not yet loaded

Results = list[PageRows | ProblemRow]  # of a batch, page by page


class PageFile(NamedTuple):
    """A landed file to be read, and when: all that a worker process needs."""

    home: Path
    file: LandedFile
    parsed_at: dt.datetime  # UTC, without tzinfo
    data: bytes | None = None  # for a worker that doesn't see the home


class Part(NamedTuple):
    """What a worker gives back of a batch."""

    parser_version: str
    rows: bytes  # see store/parts.py
    problems: list[ProblemRow]  # of pages that have no rows


class WorkersError(StoreError):
    """The workers can't be relied on; nothing that they read was loaded since."""


class ReadCounts(NamedTuple):
    """What reading a night's pages gave."""

    page_count: int  # pages read, those with a parser_error among them
    article_count: int
    metric_count: int
    problem_count: int


def read_pages(
    connection: sa.Connection,
    files: Sequence[PageFile],
    *,
    batch_pages: int,
    workers: Workers | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ReadCounts:
    """Parse the files and load their rows, ``batch_pages`` per transaction; ``workers`` parse elsewhere.

    Raises WorkersError for workers that read by other rules or word lists than this process would.
    """
    totals = dict.fromkeys(("pages", "articles", "metrics", "problems"), 0)
    done = 0
    for batch, results in _read_batches(list(_cut(files, batch_pages)), workers):
        if isinstance(results, Part):
            counts = load_part(connection, batch, results)
        else:
            counts = load_batch(connection, batch, results)
        for table, count in counts.items():
            if table in totals:
                totals[table] += count
        done += len(batch)
        if progress:
            progress(done, len(files))
    return ReadCounts(*totals.values())


def load_batch(connection: sa.Connection, batch: Sequence[PageFile], results: Results) -> dict[str, int]:
    """Load what ``read_file`` gave of each file; if rows don't fit, page by page, keeping the misfits as furniture."""
    pages = [rows for rows in results if isinstance(rows, PageRows)]
    problems = [row for row in results if isinstance(row, ProblemRow)]
    if problems:
        load_problems(connection, problems)
    try:
        counts = load_pages(connection, pages)
    except LoadError:
        counts = _load_one_by_one(connection, batch, results)
    counts["problems"] += len(problems)
    return counts


def read_part_of(batch: list[PageFile]) -> Part:
    """In a worker: the rows of a batch, ready to be loaded; misfits are kept as furniture."""
    results = _read_batch(batch)
    pages = [(page, rows) for page, rows in zip(batch, results, strict=True) if isinstance(rows, PageRows)]
    try:
        rows = write_part([rows for _, rows in pages])
    except LoadError:
        rows = write_part([_fit(page, rows) for page, rows in pages])
    return Part(PARSER_VERSION, rows, [row for row in results if isinstance(row, ProblemRow)])


def load_part(connection: sa.Connection, batch: Sequence[PageFile], part: Part) -> dict[str, int]:
    """Load what a worker gave of a batch; what the database doesn't take after all is read again here."""
    if part.parser_version != PARSER_VERSION:
        raise WorkersError(
            f"a worker reads pages as version {part.parser_version} of the parser, this is {PARSER_VERSION}. Give it "
            "the same checkout, JIANBAO_SEGMENTER and lists (JIANBAO_LISTS: a copy of the home's work/lists); run again"
        )
    if part.problems:
        load_problems(connection, part.problems)
    try:
        counts = load_tables(connection, read_part(part.rows))
    except LoadError:
        return load_batch(connection, batch, _read_batch(list(batch)))
    counts["problems"] += len(part.problems)
    return counts


def read_file(page: PageFile) -> PageRows | ProblemRow:
    """The rows of one landed file; never raises for what the file holds."""
    try:
        data = _get_bytes(page)
    except RawFileError as error:
        return _problem(page, "raw_file_missing", str(error))
    try:
        rows = parse_page(data, _meta(page))
        check_laws(rows)  # one page that breaks them must not stop the night
        return rows
    except Exception as error:
        log.exception("the parser failed on %r", page.file.source_file)
        return keep_as_furniture(page, data, error)


def _get_bytes(page: PageFile) -> bytes:
    return read_raw(page.home, page.file.file_sha256) if page.data is None else page.data


def _fit(page: PageFile, rows: PageRows) -> PageRows:
    """The rows, or where they fit no table the page as furniture."""
    try:
        make_tables([rows])
    except LoadError as error:
        log.exception("the rows of %r don't fit", page.file.source_file)
        return keep_as_furniture(page, _get_bytes(page), error)
    return rows


def keep_as_furniture(page: PageFile, data: bytes, error: Exception) -> PageRows:
    """The page of a failed parser: its text as one span of furniture, no article, the error as a problem."""
    meta = _meta(page)
    text, encoding = decode_page(data)
    problem = _problem(page, "parser_error", f"the parser failed: {type(error).__name__}: {error}"[:500])
    page_id = problem.page_id or ""
    published = meta.publication_date or read_file_date(meta.source_file)
    row = PageRow(
        page_id=page_id,
        source_name=meta.source_name,
        source_file=meta.source_file,
        file_sha256=meta.file_sha256,
        paper=meta.paper,
        edition=meta.edition,
        page_no=meta.page_no,
        publication_date=published,
        publication_year=published.year if published else None,
        date_basis="manifest" if meta.publication_date else "filename" if published else "none",
        date_evidence=[],
        encoding=encoding,
        media_type="text/plain",
        text=text,
        char_count=len(text),
        jurisdiction=None,
        source_url=meta.source_url,
        corrections=[],
        correction_count=0,
        parser_version=PARSER_VERSION,
        landed_at=meta.landed_at,
        parsed_at=meta.parsed_at,
        filed_on=published or meta.landed_on,
    )
    span = SpanRow(make_id(page_id, 0), page_id, None, "furniture", 0, len(text), 0)
    return PageRows(
        page=row,
        article_spans=[span],
        articles=[],
        bylines=[],
        appearances=[],
        post_sightings=[],
        events=[],
        event_people=[],
        metrics=[],
        article_entities=[],
        article_terms=[],
        problems=[problem],
    )


def _read_batches(
    batches: Sequence[list[PageFile]], workers: Workers | None
) -> Iterator[tuple[list[PageFile], Results | Part]]:
    """Each batch with its results, in order; no more than a few batches are held at a time."""
    if workers is None:
        for batch in batches:
            yield batch, _read_batch(batch)
        return
    waiting: deque[tuple[list[PageFile], Future[Part]]] = deque()
    for batch in batches:
        if workers.sends_bytes and any(map(_is_corrected, batch)):  # by a list that other machines don't have
            yield batch, _read_batch(batch)
            continue
        sent = [_with_bytes(page) for page in batch] if workers.sends_bytes else batch
        waiting.append((batch, workers.executor.submit(read_part_of, sent)))
        if len(waiting) > BATCHES_AHEAD * workers.at_once:
            yield _take(*waiting.popleft())
    for done, future in waiting:
        yield _take(done, future)


def _take(batch: list[PageFile], future: Future[Part]) -> tuple[list[PageFile], Part]:
    try:
        return batch, future.result()
    except ImportError as error:
        raise WorkersError(f"the workers lack what this process has ({error}): install Jianbao there too") from error


def _is_corrected(page: PageFile) -> bool:
    names = (page.file.source_name, page.file.source_file)
    return bool(find_corrections(page.file.source_file, make_id(*names)))


def _read_batch(batch: list[PageFile]) -> Results:
    return [read_file(page) for page in batch]


def _with_bytes(page: PageFile) -> PageFile:
    """The page with its landed bytes; without where those are lost, which the worker then tells."""
    with contextlib.suppress(RawFileError):
        return page._replace(data=read_raw(page.home, page.file.file_sha256))
    return page


def _load_one_by_one(connection: sa.Connection, batch: Sequence[PageFile], results: Results) -> dict[str, int]:
    totals: dict[str, int] = {}
    for page, rows in zip(batch, results, strict=True):
        if isinstance(rows, ProblemRow):
            continue
        try:
            counts = load_pages(connection, [rows])
        except LoadError as error:
            log.exception("the rows of %r don't fit", page.file.source_file)
            data = read_raw(page.home, page.file.file_sha256)
            counts = load_pages(connection, [keep_as_furniture(page, data, error)])
        for table, count in counts.items():
            totals[table] = totals.get(table, 0) + count
    return totals


def _meta(page: PageFile) -> PageMeta:
    file = page.file
    return PageMeta(
        source_name=file.source_name,
        source_file=file.source_file,
        file_sha256=file.file_sha256,
        landed_at=file.landed_at,
        parsed_at=page.parsed_at,
        landed_on=file.landed_on,
        paper=file.paper,
        edition=file.edition,
        page_no=file.page_no,
        publication_date=file.publication_date,
        source_url=file.source_url,
    )


def _problem(page: PageFile, kind: str, message: str) -> ProblemRow:
    names = (page.file.source_name, page.file.source_file)
    page_id = make_id(*names)
    return ProblemRow(make_id(page_id, "parse", kind), page_id, *names, "parse", kind, message, page.parsed_at)


def _cut(files: Iterable[PageFile], size: int) -> Iterator[list[PageFile]]:
    files = iter(files)
    while batch := list(itertools.islice(files, size)):
        yield batch
