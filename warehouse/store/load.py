"""Rows into the work database: Arrow tables and INSERT … SELECT, one transaction per call, twice = once."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb as db
import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import sqlalchemy as sa

from warehouse.parse.rows import PageRows, ProblemRow
from warehouse.store.database import begin_transaction, first_line, raw_duckdb
from warehouse.store.durable import StoreError
from warehouse.store.ledger import LandedFile, read_ledger
from warehouse.store.schema import FILES, LOADS, PAGE_TABLES, PAGES, PROBLEMS, QUARANTINE, TOUCHED_PAGES, ListOf

ARROW_TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], pa.DataType], ...] = (  # the first that fits
    (sa.Text, pa.string()),
    (sa.BigInteger, pa.int64()),
    (sa.Integer, pa.int32()),
    (sa.Double, pa.float64()),
    (sa.Boolean, pa.bool_()),
    (sa.DateTime, pa.timestamp("us")),
    (sa.Date, pa.date32()),
)
ARROW_ELEMENTS = {"VARCHAR": pa.string(), "DATE": pa.date32(), "BIGINT": pa.int64()}

MISFITS = (db.ConstraintException, db.ConversionException, db.OutOfRangeException)  # the rows' fault, not the disk's

# the versions that count: of each file the last that landed
CURRENT_FILES = """
    select * from landing.files
    qualify row_number() over (partition by source_name, source_file order by landed_at desc) = 1
"""
READ_FROM = """
    pages.source_name = files.source_name and pages.source_file = files.source_file
    and pages.file_sha256 = files.file_sha256 and pages.landed_at = files.landed_at
"""


ReadFileDate = Callable[[str], dt.date | None]


class Load(NamedTuple):
    """One row per night that had something to do; the columns of landing.loads."""

    load_id: str
    started_at: dt.datetime  # UTC, without tzinfo, like finished_at
    finished_at: dt.datetime | None
    file_count: int  # landed in this night, like quarantined_count
    quarantined_count: int
    page_count: int | None  # this and the rest: totals of the warehouse after this night; None while it runs
    article_count: int | None
    people_count: int | None
    metric_count: int | None
    problem_count: int | None
    is_published: bool
    parser_version: str
    seconds: float | None


class PagesToParse(NamedTuple):
    """What staging lacks, and what it has too much of."""

    new: list[LandedFile]  # current versions that were never read, by source and file
    stale_count: int  # pages of current versions that another parser version read
    removed: list[str]  # page_ids in staging whose file the ledger doesn't know (an older ledger was restored)


class LoadError(StoreError):
    """Rows don't fit their table; nothing of the batch was written."""


class WriteError(StoreError):
    """The work database can't be written, whatever the rows; nothing of the batch was."""


def load_pages(connection: sa.Connection, pages: Sequence[PageRows]) -> dict[str, int]:
    """Replace all rows of these pages in the staging tables, in one transaction; gives rows written per table.

    Of a page that is there twice the last is taken. Raises LoadError if the rows don't fit; then none is written.
    """
    return load_tables(connection, make_tables(pages))


def make_tables(pages: Sequence[PageRows]) -> dict[str, pa.Table]:
    """The rows of pages as Arrow tables, one per staging table; raises LoadError if they don't fit."""
    latest = {rows.page.page_id: rows for rows in pages}
    return {table.name: to_arrow(_rows_of(latest, table), table) for table in PAGE_TABLES}


def load_tables(connection: sa.Connection, arrow_tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """``load_pages`` for what ``make_tables`` gave, here or elsewhere."""
    tables = {table: arrow_tables[table.name] for table in PAGE_TABLES}
    with _registered(connection, tables), begin_transaction(connection):
        for table in PAGE_TABLES:
            keys = "page_id in (select page_id from incoming_pages)"
            if table is PROBLEMS:  # those without a page are known by their own key
                keys += " or problem_id in (select problem_id from incoming_problems)"
            _replace_rows(connection, table, keys)
        connection.exec_driver_sql(f"insert into {TOUCHED_PAGES} select page_id from incoming_pages")
    return {table.name: arrow.num_rows for table, arrow in tables.items()}


def load_problems(connection: sa.Connection, problems: Sequence[ProblemRow]) -> None:
    """Write problems of pages that could not be parsed at all, replacing those with the same problem_id.

    They go when the page is parsed after all, if they carry its page_id.
    """
    latest = {row.problem_id: row for row in problems}
    with _registered(connection, {PROBLEMS: to_arrow(list(latest.values()), PROBLEMS)}), begin_transaction(connection):
        _replace_rows(connection, PROBLEMS, "problem_id in (select problem_id from incoming_problems)")
        query = "select page_id from incoming_problems where page_id is not null"
        connection.exec_driver_sql(f"insert into {TOUCHED_PAGES} {query}")


def remove_pages(connection: sa.Connection, page_ids: Sequence[str]) -> None:
    """Take all rows of these pages out of staging, in one transaction."""
    if not page_ids:  # most nights: don't look through all tables
        return
    with begin_transaction(connection):
        for table in PAGE_TABLES:
            connection.exec_driver_sql(f"delete from {table} where page_id in (select unnest($1))", (list(page_ids),))
        connection.exec_driver_sql(f"insert into {TOUCHED_PAGES} select unnest($1)", (list(page_ids),))


def load_landing(connection: sa.Connection, home: Path, read_file_date: ReadFileDate | None = None) -> None:
    """Make landing.files and landing.quarantine equal to the ledger of ``home``.

    ``read_file_date`` gives the day that the name of a quarantined file tells, where no manifest does.
    """
    landed, quarantined = read_ledger(home)
    if read_file_date:
        quarantined = [
            file._replace(publication_date=file.publication_date or read_file_date(file.source_file))
            for file in quarantined
        ]
    tables = {FILES: to_arrow(landed, FILES), QUARANTINE: to_arrow(quarantined, QUARANTINE)}
    with _registered(connection, tables), begin_transaction(connection):
        for table in tables:
            _replace_rows(connection, table, "true")


def write_load(connection: sa.Connection, load: Load) -> None:
    """Write the row of one night, in the place of an earlier one with its load_id."""
    with _registered(connection, {LOADS: to_arrow([load], LOADS)}), begin_transaction(connection):
        _replace_rows(connection, LOADS, "load_id in (select load_id from incoming_loads)")


def read_loads(connection: sa.Connection) -> list[Load]:
    """All nights, the earliest first."""
    with begin_transaction(connection):
        rows = connection.execute(sa.select(LOADS).order_by(LOADS.c.started_at, LOADS.c.load_id)).all()
    return [Load(*row) for row in rows]


def find_pages_to_parse(connection: sa.Connection, parser_version: str) -> PagesToParse:
    """Compare landing.files with staging.pages: which current versions are to be parsed."""
    with begin_transaction(connection):
        new = connection.exec_driver_sql(
            f"with files as ({CURRENT_FILES}) select * from files anti join staging.pages as pages on {READ_FROM} "
            "order by source_name, source_file"
        ).all()
        stale_count = connection.exec_driver_sql(
            f"with files as ({CURRENT_FILES}) "
            f"select count(*) from staging.pages as pages semi join files on {READ_FROM} where parser_version <> $1",
            (parser_version,),
        ).scalar_one()
        removed = connection.exec_driver_sql(
            "select page_id from staging.pages anti join landing.files using (source_name, source_file) order by 1"
        ).scalars()
        return PagesToParse([LandedFile(*row) for row in new], stale_count, list(removed))


def find_stale_pages(connection: sa.Connection, parser_version: str) -> list[LandedFile]:
    """The current versions that another parser version read, by source and file."""
    query = (
        f"with files as ({CURRENT_FILES}) select files.* from files join staging.pages as pages on {READ_FROM} "
        "where parser_version <> $1 order by source_name, source_file"
    )
    with begin_transaction(connection):
        return [LandedFile(*row) for row in connection.exec_driver_sql(query, (parser_version,))]


def to_arrow(rows: Sequence[NamedTuple], table: sa.Table) -> pa.Table:
    """The rows as an Arrow table with the columns and types of ``table``; Decimal becomes DOUBLE.

    Raises LoadError naming column, value and row for what doesn't fit.
    """
    columns = {}
    for column in table.columns:
        values = [_to_plain(getattr(row, column.name)) for row in rows]
        arrow_type = _arrow_type(column.type)
        try:
            columns[column.name] = pa.array(values, type=arrow_type)
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            at = next(i for i, value in enumerate(values) if not _fits(value, arrow_type))
            raise _misfit(table, column, rows[at], str(error)) from error
        if not column.nullable and columns[column.name].null_count:
            raise _misfit(table, column, rows[values.index(None)], "it may not be null")
    return pa.table(columns)


def _rows_of(pages: Mapping[str, PageRows], table: sa.Table) -> list[NamedTuple]:
    if table is PAGES:
        return [rows.page for rows in pages.values()]
    return [row for rows in pages.values() for row in getattr(rows, table.name)]


@contextlib.contextmanager
def _registered(connection: sa.Connection, tables: Mapping[sa.Table, pa.Table]) -> Iterator[None]:
    """Let SQL see the Arrow tables as incoming_<name>; database errors in the block become LoadError or WriteError.

    They are registered outside the transaction of the block, so that a rollback leaves them to be unregistered.
    """
    if connection.in_transaction():
        connection.commit()
    duckdb = raw_duckdb(connection)
    for table, arrow in tables.items():
        duckdb.register(f"incoming_{table.name}", arrow)
    try:
        yield
    except sa.exc.DBAPIError as error:
        kind = LoadError if isinstance(error.orig, MISFITS) else WriteError
        raise kind(
            f"the rows were not loaded: {first_line(error.orig)}. Nothing of this batch was written; if the disk is "
            "full make room, if work/warehouse.duckdb is damaged delete it (it is made again from landing/), run again"
        ) from error
    finally:
        for table in tables:
            duckdb.unregister(f"incoming_{table.name}")


def _replace_rows(connection: sa.Connection, table: sa.Table, condition: str) -> None:
    """Delete the rows that meet ``condition`` and insert those registered; the caller holds the transaction."""
    name = f"{table.schema}.{table.name}"
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    connection.exec_driver_sql(f"delete from {name} where {condition}")
    connection.exec_driver_sql(f"insert into {name} ({columns}) select {columns} from incoming_{table.name}")


def _arrow_type(column_type: sa.types.TypeEngine[Any]) -> pa.DataType:
    if isinstance(column_type, ListOf):
        return pa.list_(ARROW_ELEMENTS[column_type.element])
    return next(arrow for sql_type, arrow in ARROW_TYPES if isinstance(column_type, sql_type))


def _to_plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _fits(value: Any, arrow_type: pa.DataType) -> bool:
    try:
        pa.array([value], type=arrow_type)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return False
    return True


def _misfit(table: sa.Table, column: sa.Column[Any], row: NamedTuple, why: str) -> LoadError:
    value = getattr(row, column.name)
    key = next(iter(table.columns)).name
    return LoadError(
        f"{table.schema}.{table.name}.{column.name} can't hold {value!r} ({why}) in the row with {key} "
        f"{getattr(row, key)!r}. Nothing of this batch was written; correct the rule that made the row"
    )
