"""Landed bytes -> rows of staging: each page by itself, in this process or in others, batch by batch.

A page that the parser stumbles over is kept whole as furniture with a problem row, so that nothing of it is lost and
the night goes on; one whose bytes are gone from ``landing/raw`` becomes a problem row alone.
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from warehouse.parse.records import PARSER_VERSION, check_laws, parse_page
from warehouse.parse.rows import PageMeta, PageRow, PageRows, ProblemRow, SpanRow, make_id
from warehouse.parse.text import decode_page
from warehouse.store.landing import LandedFile, read_raw
from warehouse.store.load import LoadError, load_pages, load_problems
from warehouse.store.raw import RawFileError

log = logging.getLogger(__name__)

MANY_PAGES = 200  # below this, starting other processes takes longer than it saves
BATCHES_AHEAD = 2  # per worker: parsed and not yet loaded


class PageFile(NamedTuple):
    """A landed file to be read, and when: all that a worker process needs."""

    home: Path
    file: LandedFile
    parsed_at: dt.datetime  # UTC, without tzinfo


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
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ReadCounts:
    """Parse the files and load their rows, ``batch_pages`` per transaction; an ``executor`` parses elsewhere."""
    totals = dict.fromkeys(("pages", "articles", "metrics", "problems"), 0)
    done = 0
    for batch, results in _read_batches(list(_cut(files, batch_pages)), executor):
        for table, count in load_batch(connection, batch, results).items():
            if table in totals:
                totals[table] += count
        done += len(batch)
        if progress:
            progress(done, len(files))
    return ReadCounts(*totals.values())


def make_executor(workers: int, page_count: int) -> ProcessPoolExecutor | None:
    """A pool of processes where there are pages enough for it; spawned, for this process has threads."""
    if workers < 2 or page_count <= MANY_PAGES:
        return None
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent)


def load_batch(
    connection: sa.Connection, batch: Sequence[PageFile], results: Sequence[PageRows | ProblemRow]
) -> dict[str, int]:
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


def read_file(page: PageFile) -> PageRows | ProblemRow:
    """The rows of one landed file; never raises for what the file holds."""
    try:
        data = read_raw(page.home, page.file.file_sha256)
    except RawFileError as error:
        return _problem(page, "raw_file_missing", str(error))
    try:
        rows = parse_page(data, _meta(page))
        check_laws(rows)  # one page that breaks them must not stop the night
        return rows
    except Exception as error:
        log.exception("the parser failed on %r", page.file.source_file)
        return keep_as_furniture(page, data, error)


def keep_as_furniture(page: PageFile, data: bytes, error: Exception) -> PageRows:
    """The page of a failed parser: its text as one span of furniture, no article, the error as a problem."""
    meta = _meta(page)
    text, encoding = decode_page(data)
    problem = _problem(page, "parser_error", f"the parser failed: {type(error).__name__}: {error}"[:500])
    page_id = problem.page_id or ""
    row = PageRow(
        page_id=page_id,
        source_name=meta.source_name,
        source_file=meta.source_file,
        file_sha256=meta.file_sha256,
        paper=meta.paper,
        edition=meta.edition,
        page_no=meta.page_no,
        publication_date=meta.publication_date,
        publication_year=meta.publication_date.year if meta.publication_date else None,
        date_basis="manifest" if meta.publication_date else "none",
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
        filed_on=meta.publication_date or meta.landed_on,
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


def _end_with_parent() -> None:
    """In a worker: end when the night's process does, also when that was killed; Python's pools don't."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _read_batches(
    batches: Sequence[list[PageFile]], executor: Executor | None
) -> Iterator[tuple[list[PageFile], list[PageRows | ProblemRow]]]:
    """Each batch with its results, in order; no more than a few batches are held at a time."""
    if executor is None:
        for batch in batches:
            yield batch, _read_batch(batch)
        return
    ahead = BATCHES_AHEAD * getattr(executor, "_max_workers", 8)
    waiting: deque[tuple[list[PageFile], Future[list[PageRows | ProblemRow]]]] = deque()
    for batch in batches:
        waiting.append((batch, executor.submit(_read_batch, batch)))
        if len(waiting) > ahead:
            done, future = waiting.popleft()
            yield done, future.result()
    for done, future in waiting:
        yield done, future.result()


def _read_batch(batch: list[PageFile]) -> list[PageRows | ProblemRow]:
    return [read_file(page) for page in batch]


def _load_one_by_one(
    connection: sa.Connection, batch: Sequence[PageFile], results: Sequence[PageRows | ProblemRow]
) -> dict[str, int]:
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
