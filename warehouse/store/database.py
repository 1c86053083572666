"""The work database ``work/warehouse.duckdb`` and the lock that lets one night run at a time.

Everything in the work database can be made again from ``landing/``; so one that can't be used is moved aside, never
repaired.  Engines use NullPool: a pooled connection would keep the file locked against dbt, which is another process.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import duckdb
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from warehouse.store.durable import StoreError, explain_write_errors, make_home_folder
from warehouse.store.lock import NightRunningError, RunningNight, find_running_night, hold_night_lock
from warehouse.store.schema import BUILDS, LOADS, METADATA
from warehouse.store.versions import read_published

__all__ = [
    "NightRunningError",
    "RunningNight",
    "WorkError",
    "WorkLockedError",
    "begin_transaction",
    "copy_work",
    "discard_work",
    "find_running_night",
    "first_line",
    "hold_night_lock",
    "open_work",
    "quote_name",
    "quote_text",
    "raw_duckdb",
    "remove_broken_work",
    "work_path",
]

log = logging.getLogger(__name__)

BROKEN = re.compile(  # what DuckDB says of a file that is no database, is damaged, or is of an unknown format
    r"not a valid DuckDB database file|Corrupt (database|WAL) file|Could not read enough bytes|INTERNAL Error"
    r"|Failure while replaying WAL|Trying to read a database file with version number|Serialization Error"
)
LOAD_DEFAULTS = {"file_count": 0, "quarantined_count": 0, "is_published": True, "parser_version": "unknown"}
LOCK_SECONDS = 20  # dbt ends with its night, but on a busy machine not at once
LOCKED_BY = re.compile(r"Conflicting lock is held in .*?\(PID (?P<pid>\d+)\)")


class WorkError(StoreError):
    """The work database can't be opened, and moving it aside would not help."""


class WorkLockedError(WorkError):
    """Another process has the work database open."""


@contextlib.contextmanager
def open_work(home: Path) -> Iterator[sa.Connection]:
    """A connection to the work database with all schemas and tables of ``schema.py`` in place; closed at the end.

    A file that is no database, is damaged or has other columns is moved aside (``warehouse.duckdb.broken-1``) with a
    warning in the log, and a new one is made; its ``landing.loads`` starts from the published version.
    Raises WorkLockedError while another process holds the file, and WorkError where damage shows later, in the block:
    then the file is moved aside too, so that the next run makes it again.
    """
    path = _prepare_path(home)
    engine = sa.create_engine(sa.URL.create("duckdb", database=str(path)), poolclass=NullPool)
    connection = _connect(engine, path)
    try:
        try:
            missing = _find_missing_tables(connection)
            reason = "its tables have other columns than this version of Jianbao writes"
        except sa.exc.DBAPIError as error:
            missing, reason = None, first_line(error.orig)
        if missing is None:
            connection.close()
            _move_aside(path, reason)
            connection = _connect(engine, path)
            missing = list(METADATA.tables.values())
        if missing:
            _create_tables(connection, home, missing)
        with _damage_told(connection, path):
            yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def begin_transaction(connection: sa.Connection) -> Iterator[None]:
    """One transaction: committed when the block ends, rolled back if it raises.

    A read begins a transaction by itself; what the caller left open so is committed first.
    """
    if connection.in_transaction():
        connection.commit()
    with connection.begin():
        yield


def raw_duckdb(connection: sa.Connection) -> duckdb.DuckDBPyConnection:
    """The DuckDB connection below, to register Arrow tables and for what can't run in a transaction."""
    return cast(duckdb.DuckDBPyConnection, connection.connection.driver_connection)


def first_line(error: BaseException | str | None) -> str:
    """What DuckDB says of an error, without the hints and the SQL below it."""
    return str(error).partition("\n")[0]


def discard_work(home: Path) -> None:
    """Remove the work database: the next ``open_work`` makes an empty one, and the next night reads all pages again."""
    path = work_path(home)
    with explain_write_errors(path):
        for name in (f"{path}.wal", str(path)):
            Path(name).unlink(missing_ok=True)


def copy_work(home: Path) -> None:
    """Copy the tables into a new work database and remove the old: what was deleted is gone from the disk then.

    The marts aren't copied; they are built anew.  Killed meanwhile, the next night reads again what is missing.
    """
    path = work_path(home)
    old = path.with_name(f"{path.name}.old.tmp")
    with explain_write_errors(path):
        os.replace(path, old)
    with open_work(home) as connection:
        raw = raw_duckdb(connection)
        raw.execute(f"attach {quote_text(str(old))} as old (read_only)")
        for table in METADATA.tables.values():
            if table is BUILDS:
                continue
            columns = ", ".join(quote_name(column.name) for column in table.columns)
            raw.execute(f"delete from {table}")
            raw.execute(f"insert into {table} ({columns}) select {columns} from old.{table}")
        raw.execute("detach old")
    with explain_write_errors(old):
        old.unlink()


def remove_broken_work(home: Path) -> None:
    """Remove work databases that were moved aside, and copies that a killed run left."""
    for path in work_path(home).parent.glob(f"{work_path(home).name}.*"):
        if ".broken-" in path.name or path.name.endswith(".tmp"):
            with explain_write_errors(path):
                path.unlink(missing_ok=True)


def quote_name(identifier: str) -> str:
    """An identifier for SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def quote_text(value: str) -> str:
    """A text for SQL.

    >>> quote_text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def work_path(home: Path) -> Path:
    return home / "work" / "warehouse.duckdb"


@contextlib.contextmanager
def _damage_told(connection: sa.Connection, path: Path) -> Iterator[None]:
    """Move the file aside if the block meets damage in it."""
    try:
        yield
    except (sa.exc.DBAPIError, duckdb.Error, StoreError) as error:
        damage = next((str(cause) for cause in _causes(error) if isinstance(cause, duckdb.Error)), "")
        named = re.findall(r'"([^"]+\.duckdb[^"]*)"', damage)
        if not BROKEN.search(damage) or not path.is_file() or (named and str(path) not in named):
            raise  # another file is damaged, such as the published one that this is compared with
        connection.invalidate()
        connection.close()
        _move_aside(path, first_line(damage))
        raise WorkError(
            f"{path} is damaged ({first_line(damage)}) and was moved aside. Run again: it is made from landing/"
        ) from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _prepare_path(home: Path) -> Path:
    """The path of the work database in its folder; DuckDB takes '?' for options and knows UTF-8 only."""
    path = work_path(home)
    if "?" in str(path) or str(path).encode("utf-8", "replace").decode() != str(path):
        raise WorkError(
            f"DuckDB can't open {str(path)!r}: '?' or bytes that are no UTF-8; choose another home (--home)"
        )
    make_home_folder(home, "work")
    return path


def _connect(engine: sa.Engine, path: Path) -> sa.Connection:
    """Open the file; whoever has it open is given a moment to end, for a killed night's dbt may take one."""
    patience = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return engine.connect()
        except sa.exc.DBAPIError as error:
            message = first_line(error.orig)
            locked = LOCKED_BY.search(message)
            if locked and time.monotonic() > patience:
                raise WorkLockedError(
                    f"{path} is open in process {locked['pid']}. Wait until it ends, or close the program that has it "
                    "open"
                ) from error
            if not locked and (not BROKEN.search(message) or not path.is_file()):
                raise WorkError(f"can't open {path}: {message}. Check permissions and free space") from error
        if locked:
            time.sleep(0.2)
        else:
            _move_aside(path, message)


def _move_aside(path: Path, reason: str) -> None:
    number = next(n for n in range(1, 1_000_000) if not path.with_name(f"{path.name}.broken-{n}").exists())
    aside = path.with_name(f"{path.name}.broken-{number}")
    with explain_write_errors(path):
        if os.path.exists(f"{path}.wal"):  # first: DuckDB would replay a log that is left alone into the new file
            os.replace(f"{path}.wal", f"{aside}.wal")
        os.replace(path, aside)
    log.warning(
        "%s can't be used (%s); moved to %s. All pages are read again from landing/; delete the old file when you like",
        path,
        reason,
        aside.name,
    )


def _create_tables(connection: sa.Connection, home: Path, missing: list[sa.Table]) -> None:
    """Make the missing tables; a new landing.loads starts from the published version: landing/ doesn't tell of it."""
    published = read_published(home) if LOADS in missing else None
    loads = _read_published_loads(home) if published else None
    try:
        with begin_transaction(connection):
            for schema in sorted({table.schema for table in missing if table.schema}):
                connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
            METADATA.create_all(connection, missing, checkfirst=False)
            if published and loads:
                connection.execute(sa.insert(LOADS), loads)
                last = sa.update(LOADS).where(LOADS.c.load_id == published.load_id)  # its mart was made while it ran
                finished_at = sa.func.coalesce(LOADS.c.finished_at, published.published_at)
                connection.execute(last.values(is_published=True, finished_at=finished_at))
    except sa.exc.DBAPIError as error:
        reason = first_line(error.orig)
        raise WorkError(f"can't make the tables of {work_path(home)}: {reason}. Check free space") from error


def _read_published_loads(home: Path) -> list[dict[str, Any]]:
    """The nights as the published version tells of them; of columns that an older one lacks, null or 'unknown'."""
    try:
        with duckdb.connect(str(home / "published" / "jianbao.duckdb"), read_only=True) as reader:
            found = {name for name, *_ in reader.execute("describe marts.loads").fetchall()}
            columns = [column.name for column in LOADS.columns if column.name in found]
            rows = reader.execute(f"select {', '.join(columns)} from marts.loads order by load_id").fetchall()
    except duckdb.Error as error:
        log.warning("the history of loads can't be read from the published version (%s); it starts anew", error)
        return []
    return [LOAD_DEFAULTS | dict(zip(columns, row, strict=True)) for row in rows]


def _find_missing_tables(connection: sa.Connection) -> list[sa.Table] | None:
    """The tables of ``schema.py`` that are to be made, or None if one is there with other columns, types or nulls."""
    with begin_transaction(connection):
        found = _read_tables(connection)
    expected = _expected_tables()
    if any(found[name] != expected[name] for name in found.keys() & expected.keys()):
        return None
    return [table for name, table in METADATA.tables.items() if name not in found]


@functools.cache
def _expected_tables() -> dict[str, str]:
    with sa.create_engine("duckdb:///:memory:", poolclass=NullPool).begin() as connection:
        for schema in sorted({table.schema for table in METADATA.tables.values() if table.schema}):
            connection.execute(sa.schema.CreateSchema(schema))
        METADATA.create_all(connection, checkfirst=False)
        return _read_tables(connection)


def _read_tables(connection: sa.Connection) -> dict[str, str]:
    """By 'schema.table' the CREATE TABLE that DuckDB writes of each table: columns, types and where nulls may be."""
    rows = connection.exec_driver_sql(
        "select schema_name || '.' || table_name, sql from duckdb_tables() where database_name = current_database()"
    )
    return {name: sql for name, sql in rows}
