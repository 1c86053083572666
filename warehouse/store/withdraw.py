"""Taking a page back: it stops counting, stays in the ledger with the reason and, if it is erased, leaves no bytes.

Erasing goes from the outside in, and each part may be killed and done again: the ledger says so first, then go the raw
bytes, then the work database (copied without the page, for a deleted row stays legible in a DuckDB file), and with the
next version that is published the older versions that hold the page.
"""

from __future__ import annotations

import datetime as dt
import difflib
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.parse.rows import make_id
from warehouse.store.database import begin_transaction, copy_work, open_work, remove_broken_work, work_path
from warehouse.store.durable import StoreError, explain_write_errors
from warehouse.store.landing import LandedFile, QuarantinedFile
from warehouse.store.ledger import (
    RestoredFile,
    WithdrawnFile,
    append_entries,
    name_of,
    read_entries,
    read_ledger,
    read_withdrawn,
)
from warehouse.store.load import load_landing, remove_pages
from warehouse.store.raw import raw_path
from warehouse.store.versions import find_versions, remove_version

log = logging.getLogger(__name__)

Name = tuple[str, str]  # source_name, source_file


class WithdrawError(StoreError):
    """The page can't be told, or was withdrawn before."""


class Erased(NamedTuple):
    """What erasing did."""

    raw_count: int  # raw files removed
    shared_with: list[Name]  # files that have the same bytes under another name: those were kept


def withdraw(home: Path, page: str, source_name: str | None, *, reason: str, is_erased: bool, now: dt.datetime) -> Name:
    """Enter in the ledger that a page is taken back (see ``find_page``); gives its name. ``now`` is UTC, without zone.

    One that was withdrawn before is entered again only to erase it.
    """
    name = (is_erased and _find_withdrawn(home, page, source_name)) or find_page(home, page, source_name)
    append_entries(home, [WithdrawnFile(*name, reason, is_erased, now)])
    return name


def restore(home: Path, page: str, source_name: str | None, *, reason: str | None, now: dt.datetime) -> Name:
    """Enter in the ledger that a withdrawal is taken back: the page counts again. ``now`` is UTC, without zone.

    Raises WithdrawError for a page that isn't withdrawn, or whose bytes were erased.
    """
    name = _find_withdrawn(home, page, source_name)
    if name is None:
        raise WithdrawError(f"{page!r} is not withdrawn. Name it by its source_file in landing/ledger.jsonl")
    entries = [entry for entry in read_entries(home) if isinstance(entry, WithdrawnFile) and name_of(entry) == name]
    if any(entry.is_erased for entry in entries):
        raise WithdrawError(f"{page!r} was erased: its bytes are gone. Other bytes may land under its name")
    append_entries(home, [RestoredFile(*name, reason, now)])
    return name


def find_page(home: Path, page: str, source_name: str | None = None) -> Name:
    """The file that ``page`` means: a source_file, 'source/file' or page_id that landed or is in quarantine.

    Raises WithdrawError if there is none or more than one.
    """
    landed, quarantined = read_ledger(home)
    names = sorted({*map(name_of, landed), *map(name_of, quarantined)})
    names = [name for name in names if source_name in (None, name[0])]
    found = [name for name in names if page in (name[1], f"{name[0]}/{name[1]}", make_id(*name))]
    if len(found) == 1:
        return found[0]
    if found:
        sources = ", ".join(source for source, _ in found)
        raise WithdrawError(f"{page!r} is in several sources: {sources}. Name one with --source")
    if any(page in (entry.source_file, make_id(*name_of(entry))) for entry in read_withdrawn(home)):
        raise WithdrawError(f"{page!r} was withdrawn before; to remove its bytes too, use --erase")
    alike = difflib.get_close_matches(page, [file for _, file in names], 3, 0.5)
    hint = f"Did you mean {' or '.join(map(repr, alike))}?" if alike else "Pages are named by source_file in `pages`"
    raise WithdrawError(f"no file {page!r} ever landed here. {hint}")


def erase_bytes(home: Path, name: Name) -> Erased:
    """Remove the raw bytes of all versions of a withdrawn file and its rows from the work database, for good.

    Bytes that another file has too are kept, and that file is named.
    """
    entries = [entry for entry in read_entries(home) if isinstance(entry, LandedFile | QuarantinedFile)]
    hashes = {entry.file_sha256 for entry in entries if name_of(entry) == name and entry.file_sha256}
    landed, quarantined = read_ledger(home)
    counting: list[LandedFile | QuarantinedFile] = [*landed, *quarantined]
    others = [entry for entry in counting if entry.file_sha256 in hashes]
    paths = [raw_path(home, sha256) for sha256 in hashes - {entry.file_sha256 for entry in others}]
    raw_count = 0
    for path in paths:
        with explain_write_errors(path):
            raw_count += path.exists()
            path.unlink(missing_ok=True)
    if work_path(home).exists():
        with open_work(home) as connection:
            load_landing(connection, home)
            remove_pages(connection, [make_id(*name)])
            with begin_transaction(connection):
                connection.exec_driver_sql(
                    "delete from staging.problems where source_name = $1 and source_file = $2", name
                )
        copy_work(home)
    remove_broken_work(home)
    return Erased(raw_count, sorted({name_of(entry) for entry in others}))


def withdrawn_page_ids(home: Path) -> list[str]:
    """The page_ids of all files that are withdrawn now."""
    return [make_id(*name_of(entry)) for entry in read_withdrawn(home)]


def remove_erased_versions(home: Path) -> list[str]:
    """Remove published versions, save the current one, that hold an erased page; gives their names.

    A version that can't be read counts as holding it. Versions that are younger than all erasures aren't opened.
    """
    erased = [entry for entry in read_withdrawn(home) if entry.is_erased]
    page_ids = [make_id(*name_of(entry)) for entry in erased]
    latest = max((entry.withdrawn_at for entry in erased), default=None)
    removed = []
    for folder, version in find_versions(home):
        is_current = folder == (home / "published" / "current").resolve()
        if is_current or latest is None or (version and version.published_at > latest):
            continue
        if _holds_any(folder, page_ids):
            remove_version(folder)
            removed.append(folder.name)
    return removed


def count_rows_of_pages(published: Path, page_ids: Iterable[str]) -> dict[str, int]:
    """How many rows of pages and articles a published file has for these pages; nothing if it can't be read."""
    ids = list(page_ids)
    if not ids:
        return {}
    try:
        with duckdb.connect(str(published), read_only=True) as reader:
            return dict(_count_rows(reader, ids))
    except duckdb.Error as error:
        log.warning("%s can't be read (%s)", published, error)
        return {}


def _find_withdrawn(home: Path, page: str, source_name: str | None = None) -> Name | None:
    """The withdrawn file that ``page`` means, or None."""
    for entry in read_withdrawn(home):
        is_meant = page in (entry.source_file, f"{entry.source_name}/{entry.source_file}", make_id(*name_of(entry)))
        if is_meant and source_name in (None, entry.source_name):
            return name_of(entry)
    return None


def _count_rows(reader: duckdb.DuckDBPyConnection, ids: list[str]) -> Iterator[tuple[str, int]]:
    for mart in ("pages", "articles"):
        query = f"select count(*) from marts.{mart} where list_contains($1, page_id)"
        yield mart, reader.execute(query, [ids]).fetchall()[0][0]


def _holds_any(folder: Path, page_ids: list[str]) -> bool:
    counts = count_rows_of_pages(folder / "jianbao.duckdb", page_ids)
    return counts.get("pages", 1) > 0
