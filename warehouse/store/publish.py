"""Publishing: the marts are copied out of the work database, checked against it, and put before readers whole.

The file is written in the storage format of DuckDB 1.4, so that BI tools with older clients open it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import sqlalchemy as sa

from warehouse.store.builds import Build, read_build, settle_build
from warehouse.store.copies import STORAGE_VERSION, copy_marts
from warehouse.store.database import begin_transaction, first_line, open_work
from warehouse.store.durable import StoreError
from warehouse.store.load import CURRENT_FILES
from warehouse.store.versions import (
    Published,
    PublishError,
    find_damage,
    finish_version,
    read_published,
    remove_old_versions,
    start_version,
)
from warehouse.store.withdraw import count_rows_of_pages, withdrawn_page_ids

__all__ = ["STORAGE_VERSION", "PublishError", "Published", "fingerprint_inputs", "publish_marts", "read_published"]

log = logging.getLogger(__name__)

COVERAGE_MARTS = ("pages", "articles")  # that these grow smaller is a mistake more often than a wish
DBT_SUFFIXES = frozenset({".sql", ".yml", ".yaml", ".csv", ".md"})
DBT_OUTPUT = frozenset({"target", "logs", "dbt_packages"})


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
        with open_work(home) as connection:
            build = read_build(connection)
        keys = json.loads(build.keys) if build else {}
        counts = copy_marts(home, built, keys, _find_base(home, build, current))
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
        with open_work(home) as connection:
            settle_build(connection, load_id)
        remove_old_versions(home, keep, current.load_id if current else None)
    except (sa.exc.SQLAlchemyError, StoreError) as error:  # then the next version is copied whole
        log.warning("%s is published, but what was before it could not be put away: %s", load_id, error)
    return published


def _accept_again(current: Published, fingerprint: str) -> Published:
    """Publishing twice is publishing once, if it is the same."""
    if current.fingerprint != fingerprint:
        raise PublishError(f"{current.load_id!r} is published already with other contents; use a new load id")
    return current


def _find_base(home: Path, build: Build | None, current: Published | None) -> Path | None:
    """The folder of the version that can be gone on from: touched pages are counted from it, and it is whole."""
    if build is None or current is None or current.load_id != build.base_load_id:
        return None
    if (current.duckdb_version, current.storage_version) != (duckdb.__version__, STORAGE_VERSION):
        return None
    return None if find_damage(home, current) else (home / "published" / "current").resolve()


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
