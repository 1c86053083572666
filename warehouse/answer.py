"""The rows of an answer as a table on the terminal, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import IO, Any, NamedTuple, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

NARROW = 12  # a terminal that gives each column less shows rows one below the other
CELL_WIDTH = 60  # of a table, in columns of the terminal; Chinese characters take two


class Writable(Protocol):
    """All that is asked of a file that rows go to."""

    def write(self, data: bytes, /) -> int: ...


class Answer(NamedTuple):
    """The rows of a query; ``is_cut`` if there were more than the limit."""

    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]
    is_cut: bool


def show_answer(console: Console, answer: Answer) -> None:
    """Print the rows as a table, or one below the other where they don't fit the terminal, and how many there are."""
    if not console.is_terminal:
        Utf8(console.file).write(write_text_table(answer))
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


class Utf8:
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


STREAMERS = {"csv": stream_csv, "json": stream_json, "parquet": stream_parquet}


def _csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


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


def _to_cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_to_json)
    return value.isoformat(" ") if isinstance(value, dt.datetime) else value


def _to_json(value: Any) -> Any:
    to_plain: dict[type, Callable[[Any], Any]] = {Decimal: float, bytes: lambda data: data.hex()}
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return to_plain.get(type(value), str)(value)
