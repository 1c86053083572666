"""Publishing: the marts are copied out of the work database, checked against it, and put before readers whole.

The file is written in the storage format of DuckDB 1.4, so that BI tools with older clients open it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import sqlalchemy as sa

from warehouse.store.database import begin_transaction, first_line, open_work, quote_name, quote_text, raw_duckdb
from warehouse.store.durable import PUBLIC, StoreError, make_folder
from warehouse.store.load import CURRENT_FILES
from warehouse.store.versions import (
    Published,
    PublishError,
    finish_version,
    read_published,
    remove_old_versions,
    start_version,
)
from warehouse.store.withdraw import count_rows_of_pages, withdrawn_page_ids

__all__ = ["STORAGE_VERSION", "PublishError", "Published", "fingerprint_inputs", "publish_marts", "read_published"]

log = logging.getLogger(__name__)

STORAGE_VERSION = "v1.4.0"
MART_NAME = re.compile(r"[a-z][a-z0-9_]*")
COVERAGE_MARTS = ("pages", "articles")  # that these grow smaller is a mistake more often than a wish
DBT_SUFFIXES = frozenset({".sql", ".yml", ".yaml", ".csv", ".md"})
DBT_OUTPUT = frozenset({"target", "logs", "dbt_packages"})


class Digest(NamedTuple):
    """What must be equal in a mart and its copies: the rows, and a sum over the hashes of the rows."""

    row_count: int
    hash_sum: int


def fingerprint_inputs(connection: sa.Connection, *folders: Path) -> str:
    """A hash over all that the marts are made from; the same fingerprint means that there is nothing new.

    It covers the current landed files, the quarantine, how many pages each parser version read, and the models and
    word lists in ``folders`` (a folder that isn't there counts as empty).
    """
    digest = hashlib.sha256()
    queries = (
        # of many rows a sum over their hashes: fetching them takes longer than all else
        f"with files as (select * exclude (load_id, modified_at) from ({CURRENT_FILES})) "
        "select count(*), sum(hash(files)) from files",
        "select source_name, source_file, file_sha256, kind, reason from landing.quarantine order by all",
        "select parser_version, count(*) from staging.pages group by all order by all",
    )
    with begin_transaction(connection):
        for query in queries:
            rows = [list(row) for row in connection.exec_driver_sql(query)]
            digest.update(json.dumps(rows, default=str).encode() + b"\n")
    digest.update(fingerprint_folders(*folders).encode())
    return digest.hexdigest()


def fingerprint_folders(*folders: Path) -> str:
    """A hash over the models and word lists in ``folders``, and DuckDB's version: what marts are made with."""
    digest = hashlib.sha256(duckdb.__version__.encode())
    for position, folder in enumerate(folders):
        for name, content in _read_inputs(folder):
            digest.update(json.dumps([position, name, hashlib.sha256(content).hexdigest()]).encode() + b"\n")
    return digest.hexdigest()


def publish_marts(
    home: Path, load_id: str, fingerprint: str, *, keep: int, now: dt.datetime, accept_changes: bool = False
) -> Published:
    """Publish every table of schema marts as the version ``load_id`` and switch readers to it; ``now`` is aware.

    Raises PublishError, with readers where they were, if there are no marts, a copy differs from its mart, or pages,
    articles or whole marts would vanish and ``accept_changes`` is false.
    """
    current = read_published(home)
    if current and current.load_id == load_id:
        return _accept_again(current, fingerprint)
    built = start_version(home, load_id)
    try:
        digests = _copy_marts(home, built)
        _check_copies(built, digests)
        counts = {mart: digest.row_count for mart, digest in digests.items()}
        if current and not accept_changes:
            taken_back = count_rows_of_pages(home / "published" / "jianbao.duckdb", withdrawn_page_ids(home))
            _check_coverage(current, counts, taken_back)
        published_at = now.astimezone(dt.UTC).replace(tzinfo=None)
        published = Published(load_id, published_at, counts, fingerprint, duckdb.__version__, STORAGE_VERSION)
        published = finish_version(home, built, published)
    except (duckdb.Error, sa.exc.SQLAlchemyError, StoreError) as error:
        raise error if isinstance(error, PublishError) else _failed(error) from error
    finally:
        shutil.rmtree(built, ignore_errors=True)
    try:
        remove_old_versions(home, keep, current.load_id if current else None)
    except StoreError as error:
        log.warning("%s is published, but older versions could not be removed: %s", load_id, error)
    return published


def _accept_again(current: Published, fingerprint: str) -> Published:
    """Publishing twice is publishing once, if it is the same."""
    if current.fingerprint != fingerprint:
        raise PublishError(f"{current.load_id!r} is published already with other contents; use a new load id")
    return current


def _copy_marts(home: Path, built: Path) -> dict[str, Digest]:
    """Write jianbao.duckdb and parquet/ into ``built``; gives the digest of each mart in the work database."""
    make_folder(built / "parquet", PUBLIC)
    with open_work(home) as connection:
        work = raw_duckdb(connection)
        work.execute(
            f"attach {quote_text(str(built / 'jianbao.duckdb'))} as published (storage_version '{STORAGE_VERSION}')"
        )
        try:
            work.execute("create schema published.marts")
            digests = {mart: _copy_mart(work, mart, built / "parquet") for mart in find_marts(work)}
            work.execute("checkpoint published")
        finally:
            work.execute("detach published")
    if not digests:
        raise PublishError("the work database has no marts to publish; run dbt build (jianbao nightly does) first")
    return digests


def find_marts(work: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables and views of schema marts by name, without those that dbt makes in passing (``…__dbt_tmp``)."""
    names = work.execute(
        "select table_name from information_schema.tables where table_catalog = current_database() "
        "and table_schema = 'marts' and not contains(table_name, '__dbt_') order by table_name"
    ).fetchall()
    for (name,) in names:
        if not MART_NAME.fullmatch(name):
            raise PublishError(f"the mart {name!r} can't be a file name; use lower-case letters, digits and '_'")
    return [name for (name,) in names]


def _copy_mart(work: duckdb.DuckDBPyConnection, mart: str, parquet: Path) -> Digest:
    """Copy one mart, sorted by its key (the first column), with its comments."""
    work.execute(
        f"create table published.marts.{quote_name(mart)} as select * from marts.{quote_name(mart)} order by 1"
    )
    for statement in _comments(work, mart):
        work.execute(statement)
    file = quote_text(str(parquet / f"{mart}.parquet"))
    work.execute(f"copy (from published.marts.{quote_name(mart)}) to {file} (format parquet, compression zstd)")
    return _digest(work, f"marts.{quote_name(mart)}")


def _comments(work: duckdb.DuckDBPyConnection, mart: str) -> Iterator[str]:
    """Statements that give the copy the comments of the mart and its columns."""
    here = "database_name = current_database() and schema_name = 'marts'"
    relations = work.execute(
        f"select comment from duckdb_tables() where {here} and table_name = $mart and comment is not null "
        f"union all select comment from duckdb_views() where {here} and view_name = $mart and comment is not null",
        {"mart": mart},
    ).fetchall()
    columns = work.execute(
        f"select column_name, comment from duckdb_columns() where {here} and table_name = $mart "
        "and comment is not null order by column_index",
        {"mart": mart},
    ).fetchall()
    for (comment,) in relations:
        yield f"comment on table published.marts.{quote_name(mart)} is {quote_text(comment)}"
    for column, comment in columns:
        yield f"comment on column published.marts.{quote_name(mart)}.{quote_name(column)} is {quote_text(comment)}"


def _check_copies(built: Path, digests: dict[str, Digest]) -> None:
    """Open the copies as a reader would and read every row of them."""
    with duckdb.connect(str(built / "jianbao.duckdb"), read_only=True) as reader:
        for mart, expected in digests.items():
            file = quote_text(str(built / "parquet" / f"{mart}.parquet"))
            for where, relation in (
                ("jianbao.duckdb", f"marts.{quote_name(mart)}"),
                ("parquet", f"read_parquet({file})"),
            ):
                found = _digest(reader, relation)
                if found != expected:
                    raise PublishError(
                        f"the copy of {mart} in {where} differs from the mart in rows or values (it has "
                        f"{found.row_count} of {expected.row_count} rows). Check the disk and run again"
                    )


def _check_coverage(current: Published, counts: dict[str, int], taken_back: dict[str, int]) -> None:
    """Compare with the version before, less what was withdrawn since."""
    missing = sorted(current.counts.keys() - counts.keys())
    if missing:
        raise PublishError(f"the marts {', '.join(missing)} are gone. If that is meant, run with --accept-changes")
    for mart in COVERAGE_MARTS:
        before, after = current.counts.get(mart, 0) - taken_back.get(mart, 0), counts.get(mart, 0)
        if after < before:
            raise PublishError(
                f"{mart} would shrink from {before} to {after} rows against version {current.load_id}. Look why; if it "
                "is meant (a rule was corrected, say), run again with --accept-changes"
            )


def _digest(connection: duckdb.DuckDBPyConnection, relation: str) -> Digest:
    row = connection.execute(
        f"select count(*), coalesce(sum(hash(all_columns)), 0) from {relation} as all_columns"
    ).fetchone()
    assert row is not None  # an aggregate always gives a row
    return Digest(*row)


def _read_inputs(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file below ``folder`` that dbt reads, sorted by path."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_output = any(part.startswith(".") or part in DBT_OUTPUT for part in parts)
        if path.suffix in DBT_SUFFIXES and not is_output and path.is_file():
            yield "/".join(parts), path.read_bytes()


def _failed(error: Exception) -> PublishError:
    return PublishError(
        f"the marts could not be published: {first_line(error)}. Check free space; if work/warehouse.duckdb is damaged "
        "delete it (it is made again from landing/); run again. Readers keep the version before"
    )
