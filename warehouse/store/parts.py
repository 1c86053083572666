"""Parts: the rows of a batch of pages as bytes, from the process or machine that read them to the one that loads them.

One Arrow IPC stream per staging table, compressed: a third of the size of pickled rows, and nothing in it is code.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]

from warehouse.parse.rows import PageRows
from warehouse.store.load import make_tables
from warehouse.store.schema import PAGE_TABLES

LENGTH = struct.Struct("<Q")


def write_part(pages: Sequence[PageRows]) -> bytes:
    """The rows of these pages, table after table in the order of PAGE_TABLES; raises LoadError if they don't fit."""
    tables = make_tables(pages)
    streams = [_write_table(tables[table.name]) for table in PAGE_TABLES]
    return b"".join(LENGTH.pack(len(stream)) + stream for stream in streams)


def read_part(part: bytes) -> Mapping[str, pa.Table]:
    """The tables by name."""
    tables, at = {}, 0
    for table in PAGE_TABLES:
        (length,) = LENGTH.unpack_from(part, at)
        at += LENGTH.size
        tables[table.name] = pa.ipc.open_stream(pa.py_buffer(part)[at : at + length]).read_all()
        at += length
    return tables


def _write_table(table: pa.Table) -> bytes:
    out = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(out, table.schema, options=options) as writer:
        writer.write_table(table)
    return out.getvalue()
