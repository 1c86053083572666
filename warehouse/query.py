"""One read-only query on the published marts: no file system, no network, no change of settings.

The file is opened through ``published/current`` as it is at that moment; a night that publishes meanwhile disturbs
nobody.  SQL reads, Python writes: ``-o`` never passes through the database.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Protocol, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

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


class Writable(Protocol):
    """All that is asked of a file that rows go to."""

    def write(self, data: bytes, /) -> int: ...


TABLE_ROWS = 40
BATCH_ROWS = 10_000  # a page's text among them has 4,000 characters: 40 MB
NARROW = 12  # a terminal that gives each column less shows rows one below the other
CELL_WIDTH = 60  # of a table, in columns of the terminal; Chinese characters take two


class QueryError(Exception):
    """The query can't be answered; the message says why in a sentence."""


class Answer(NamedTuple):
    """The rows of a query; ``is_cut`` if there were more than the limit."""

    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]
    is_cut: bool


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
            row_count = stream_answer(connection, sql, limit, format_name, _Utf8(console.file))
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


def show_answer(console: Console, answer: Answer) -> None:
    """Print the rows as a table, or one below the other where they don't fit the terminal, and how many there are."""
    if not console.is_terminal:
        _Utf8(console.file).write(write_text_table(answer))
    elif len(answer.columns) * NARROW > console.width:
        console.print(make_records(answer))
    else:
        console.print(make_table(answer))
    count = len(answer.rows)
    if answer.is_cut:
        console.print(f"the first {count} rows; more with --limit N, all with -o FILE")
    else:
        console.print(f"{count} row{'' if count == 1 else 's'}")


def make_table(answer: Answer) -> Table:
    """A table of texts: numbers to the right, lists with commas, line breaks shown, null dim."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, name in enumerate(answer.columns):
        values = [row[position] for row in answer.rows if row[position] is not None]
        is_number = bool(values) and all(isinstance(value, int | float | Decimal) for value in values)
        table.add_column(name, justify="right" if is_number else "left", no_wrap=True, overflow="ellipsis")
    for row in answer.rows:
        table.add_row(*(Text("null", "dim") if value is None else Text(_cut(_to_text(value))) for value in row))
    return table


def make_records(answer: Answer) -> Table:
    """Each row as a block of its own, a column per line; null columns left out."""
    table = Table.grid(padding=(0, 2))
    for number, row in enumerate(answer.rows, 1):
        table.add_row(Text(f"── row {number} ──", "dim"))
        for name, value in zip(answer.columns, row, strict=True):
            if value is not None:
                table.add_row(Text(name, "bold"), Text(_to_text(value)))
    return table


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


def stream_csv(batches: Iterator[pa.RecordBatch], schema: pa.Schema, file: Writable) -> int:
    """RFC 4180 in UTF-8; lists as JSON, null as an empty cell."""
    count = 0
    file.write(_csv_lines([schema.names]))
    for batch in batches:
        rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        file.write(_csv_lines([[_to_cell(value) for value in row] for row in rows]))
        count += batch.num_rows
    return count


def stream_json(batches: Iterator[pa.RecordBatch], schema: pa.Schema, file: Writable) -> int:
    """A JSON array with one object per row, one row per line; dates as ISO 8601."""
    count = 0
    file.write(b"[")
    for batch in batches:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            told = json.dumps(dict(zip(schema.names, row, strict=True)), ensure_ascii=False, default=_to_json)
            file.write((",\n " if count else "").encode() + told.encode())
            count += 1
    file.write(b"]\n")
    return count


def stream_parquet(batches: Iterator[pa.RecordBatch], schema: pa.Schema, file: Writable) -> int:
    """Parquet with one row group per batch, zstd."""
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def write_text_table(answer: Answer) -> bytes:
    """The table as text, as wide as it needs to be."""
    buffer = io.StringIO()
    width = (CELL_WIDTH + 2) * max(1, len(answer.columns)) + sum(map(cell_len, answer.columns))
    Console(file=buffer, width=width, color_system=None).print(make_table(answer))
    return "".join(line.rstrip() + "\n" for line in buffer.getvalue().splitlines()).encode()


STREAMERS = {"csv": stream_csv, "json": stream_json, "parquet": stream_parquet}


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


class _Utf8:
    """Bytes of UTF-8 into standard output.

    Whoever stops reading (``| head``) has read enough: a BrokenPipeError without errno, which click doesn't call a
    failure.
    """

    def __init__(self, file: IO[str]) -> None:
        self.file = file

    def write(self, data: bytes) -> int:
        try:
            return self.file.write(data.decode())
        except BrokenPipeError as error:
            raise BrokenPipeError("nobody reads on") from error


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


def _csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


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


def _to_text(value: Any) -> str:
    """A value as a person reads it.

    >>> _to_text(["区委书记", "区长"]), _to_text(34064000000.0), _to_text("上\\n下")
    ('区委书记, 区长', '34064000000', '上⏎下')
    """
    if isinstance(value, list):
        return ", ".join(map(_to_text, value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "".join(char if char.isprintable() else "⏎" if char == "\n" else " " for char in str(value))


def _cut(text: str) -> str:
    return text if cell_len(text) <= CELL_WIDTH else set_cell_size(text, CELL_WIDTH - 1).rstrip() + "…"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")


def _to_cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_to_json)
    return value.isoformat(" ") if isinstance(value, dt.datetime) else value


def _to_json(value: Any) -> Any:
    to_plain: dict[type, Callable[[Any], Any]] = {Decimal: float, bytes: lambda data: data.hex()}
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return to_plain.get(type(value), str)(value)
