"""One read-only query on the published marts: no file system, no network, no change of settings.

The file is opened through ``published/current`` as it is at that moment; a night that publishes meanwhile disturbs
nobody.  SQL reads, Python writes: ``-o`` never passes through the database.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import IO, TypeVar

import duckdb
import pyarrow as pa
from rich.console import Console

from warehouse.answer import STREAMERS, Answer, Utf8, Writable, show_answer, write_text_table

FORMATS = ("table", "csv", "json", "parquet")
READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # else `select * from config` reads this program's variables
    "temp_directory": "",
}
CLOSED = "`jianbao query` only reads the marts: no files, no network, no settings. Write the result with -o FILE"


Result = TypeVar("Result")


TABLE_ROWS = 40
BATCH_ROWS = 10_000  # a page's text among them has 4,000 characters: 40 MB


class QueryError(Exception):
    """The query can't be answered; the message says why in a sentence."""


def run_query(
    home: Path, sql: str, console: Console, *, output: Path | None, format_name: str | None, limit: int | None
) -> None:
    """Answer ``sql`` on the console or into ``output``; raises QueryError."""
    format_name = pick_format(format_name, output)
    if format_name == "parquet" and output is None:
        raise QueryError("parquet is no text; name a file for it: -o result.parquet")
    with open_published(home) as connection:
        if format_name == "table":
            answer = answer_query(connection, sql, limit or (TABLE_ROWS if output is None else None))
            if output is None:
                show_answer(console, answer)
                return
            with _written_whole(output) as file:
                file.write(write_text_table(answer))
            row_count = len(answer.rows)
        elif output is None:
            row_count = stream_answer(connection, sql, limit, format_name, Utf8(console.file))
        else:
            with _written_whole(output) as file:
                row_count = stream_answer(connection, sql, limit, format_name, file)
    if output is not None:
        console.print(
            f"{row_count} row{'' if row_count == 1 else 's'} written to {output}", soft_wrap=True, markup=False
        )


def stream_answer(
    connection: duckdb.DuckDBPyConnection, sql: str, limit: int | None, format_name: str, file: Writable
) -> int:
    """Write the rows as they come, never holding more than a batch; gives how many."""
    with _explained():
        statement = _check_statement(sql)
        reader = _start(connection, lambda: _read_arrow(connection, statement, limit))
        return STREAMERS[format_name](_next_batches(connection, reader), reader.schema, file)


def open_published(home: Path) -> duckdb.DuckDBPyConnection:
    """A read-only, locked-down connection to the published marts; their schema is the current one."""
    path = home / "published" / "jianbao.duckdb"
    if not path.exists():
        raise QueryError(f"nothing is published in {home} yet. Run: jianbao nightly --home {home}")
    try:
        connection = duckdb.connect(str(path.resolve()), read_only=True, config=CONFIG)
        connection.execute("use marts")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    except duckdb.Error as error:
        raise QueryError(f"{path} can't be opened: {_first_line(error)}. Run: jianbao doctor") from error
    return connection


def answer_query(connection: duckdb.DuckDBPyConnection, sql: str, limit: int | None = None) -> Answer:
    """Run one reading statement and give its first ``limit`` rows."""
    with _explained():
        statement = _check_statement(sql)
        cursor = _start(connection, lambda: connection.execute(statement))
        columns = [column[0] for column in cursor.description or []]
        types = [str(column[1]) for column in cursor.description or []]
        rows = _start(connection, lambda: cursor.fetchall() if limit is None else cursor.fetchmany(limit + 1))
    is_cut = limit is not None and len(rows) > limit
    return Answer(columns, types, rows[:limit], is_cut)


def pick_format(given: str | None, output: Path | None) -> str:
    """The format asked for, else the one that the file's name says (CSV if it says none), else a table.

    >>> pick_format(None, Path("posts.parquet")), pick_format("json", Path("a.csv")), pick_format(None, None)
    ('parquet', 'json', 'table')
    """
    name = given or (output.suffix.lstrip(".").lower() if output else "table")
    if name not in FORMATS:
        if given is None:
            return "csv"
        raise QueryError(f"there is no format {name!r}; choose one of {', '.join(FORMATS)}")
    return name


@contextlib.contextmanager
def _written_whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when the block ends well, and is gone if it doesn't."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(name, 0o666 & ~umask)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise QueryError(f"can't write {path}: {error.strerror}. Choose another file (-o)") from error


def _start(connection: duckdb.DuckDBPyConnection, work: Callable[[], Result]) -> Result:
    """Let DuckDB work in a thread of its own, so that Ctrl-C reaches this one and stops it."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        try:
            return future.result()
        except KeyboardInterrupt:
            connection.interrupt()
            raise


def _read_arrow(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, limit: int | None
) -> pa.RecordBatchReader:
    relation = connection.sql(statement)
    return (relation if limit is None else relation.limit(limit)).to_arrow_reader(BATCH_ROWS)


def _next_batches(connection: duckdb.DuckDBPyConnection, reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    while (batch := _start(connection, lambda: next(reader, None))) is not None:
        yield batch


class _explained:
    """Database errors in the block become a QueryError in plain words."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, duckdb.Error):
            raise QueryError(_explain(error)) from error


def _check_statement(sql: str) -> duckdb.Statement:
    """The one statement in ``sql``; raises QueryError if it is none, several, or does not read."""
    statements = duckdb.extract_statements(sql)
    if len(statements) != 1:
        found = f"{len(statements)} statements" if statements else "no statement"
        raise QueryError(f"{found} given; give one, such as: select name, latest_post from people")
    if statements[0].type not in READING:
        raise QueryError(f"{statements[0].type.name.lower()} is not allowed. {CLOSED}")
    return statements[0]


def _explain(error: duckdb.Error) -> str:
    if isinstance(error, duckdb.PermissionException):
        return f"{_first_line(error)}. {CLOSED}"
    message = str(error).strip()
    if isinstance(error, duckdb.CatalogException) and message.startswith("Catalog Error: Table with name"):
        message = message.partition("\n")[0] + " The marts are listed by: jianbao query 'show tables'"
    return message


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
