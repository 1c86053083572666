"""The marts out of the work database into a version: whole, or as the version before with what nights touched since.

``jianbao.duckdb`` begins as a copy of the one before (a clone that shares its blocks, where the file system knows how),
in which the rows of touched pages are replaced; marts of other grains are written whole.  In ``parquet/`` a mart with
rows by page is a folder with a file per month of filed_on; those of untouched months are links to the files of the
version before.  Every row that was written is read back and compared.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.store.database import open_work, quote_name, quote_text, raw_duckdb
from warehouse.store.durable import PUBLIC, make_folder
from warehouse.store.versions import PublishError

STORAGE_VERSION = "v1.4.0"
MART_NAME = re.compile(r"[a-z][a-z0-9_]*")
FICLONE = 0x40049409  # Linux: let a file share the blocks of another until either is written to


class Digest(NamedTuple):
    """What must be equal in a mart and its copies: the rows, and a sum over the hashes of the rows."""

    row_count: int
    hash_sum: int


class Source(NamedTuple):
    """What the marts are copied from, and how much of them."""

    work: duckdb.DuckDBPyConnection
    keys: Mapping[str, str]  # by mart with rows by page: page_id or article_id
    base: Path | None  # the version that untouched rows are taken from; None: all is copied
    months: list[str]  # '2024-03': those in which something was touched, before or now


def copy_marts(home: Path, built: Path, keys: Mapping[str, str], base: Path | None) -> dict[str, int]:
    """Write jianbao.duckdb and parquet/ into ``built`` and check them; gives the rows by mart.

    ``keys`` names the marts with rows by page and the column, page_id or article_id, by which they are replaced;
    ``base`` is the folder of the version from which landing.touched_pages counts, None if all is to be copied.
    """
    make_folder(built / "parquet", PUBLIC)
    if base:
        clone_file(base / "jianbao.duckdb", built / "jianbao.duckdb")
    file = quote_text(str(built / "jianbao.duckdb"))
    with open_work(home) as connection:
        work = raw_duckdb(connection)
        marts = find_marts(work)
        if not marts:
            raise PublishError("the work database has no marts to publish; run dbt build (jianbao nightly does) first")
        work.execute(f"attach {file} as published (storage_version '{STORAGE_VERSION}')")
        try:
            work.execute("create schema if not exists published.marts")
            source = Source(work, keys, base, _find_touched(work, base) if keys else [])
            for mart in marts:
                if mart in keys:
                    _copy_by_page(source, mart, built / "parquet")
                else:
                    _copy_whole(work, mart, built / "parquet")
            work.execute("checkpoint published")
        finally:
            work.execute("detach published")
        work.execute(f"attach {file} as published (read_only)")  # as a reader would
        try:
            return {mart: _check_copies(source, mart, built / "parquet") for mart in marts}
        finally:
            work.execute("detach published")


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


def clone_file(source: Path, target: Path) -> None:
    """Copy a file, without writing its blocks again where the file system can share them (Btrfs, XFS)."""
    with source.open("rb") as reader, target.open("wb") as writer, contextlib.suppress(OSError):
        fcntl.ioctl(writer.fileno(), FICLONE, reader.fileno())
        return
    shutil.copyfile(source, target)


def _find_touched(work: duckdb.DuckDBPyConnection, base: Path | None) -> list[str]:
    """Make temporary tables of the touched pages and of their articles, here and as published; gives their months."""
    schemas = ("marts", "published.marts") if base else ("marts",)
    pages = "select distinct page_id from landing.touched_pages" if base else "select page_id from marts.pages"
    work.execute(f"create or replace temp table touched_page as {pages}")

    def from_both(column: str, mart: str) -> str:
        selects = (f"select {column} from {schema}.{mart} where page_id in (from touched_page)" for schema in schemas)
        return " union ".join(selects)

    work.execute(f"create or replace temp table touched_article as {from_both('article_id', 'articles')}")
    months = f"select strftime(filed_on, '%Y-%m') as month from ({from_both('filed_on', 'pages')})"
    return [month for (month,) in work.execute(f"select distinct month from ({months}) order by 1").fetchall()]


def _copy_whole(work: duckdb.DuckDBPyConnection, mart: str, parquet: Path) -> None:
    """Copy one mart, sorted by its key (the first column), with its comments."""
    _create(work, mart, f"select * from marts.{quote_name(mart)} order by 1")
    _write_parquet(work, f"from published.marts.{quote_name(mart)}", parquet / f"{mart}.parquet")


def _copy_by_page(source: Source, mart: str, parquet: Path) -> None:
    """Copy what was touched of a mart with rows by page, and link the months in which nothing was."""
    work, name, folder = source.work, quote_name(mart), make_folder(parquet / mart, PUBLIC)
    if source.base is None:
        _create(work, mart, f"select * from marts.{name} order by 1")
    else:
        is_touched = _is_touched(source, mart)
        work.execute(f"delete from published.marts.{name} where {is_touched}")
        work.execute(f"insert into published.marts.{name} select * from marts.{name} where {is_touched} order by 1")
        for file in (source.base / "parquet" / mart).iterdir():
            if file.stem not in source.months:
                os.link(file, folder / file.name)
    for month in source.months:
        rows = f"from marts.{name} where {_is_of_month(work, mart, month)}"
        if _count(work, f"({rows} limit 1)"):
            _write_parquet(work, f"{rows} order by 1", folder / f"{month}.parquet")


def _create(work: duckdb.DuckDBPyConnection, mart: str, query: str) -> None:
    work.execute(f"create or replace table published.marts.{quote_name(mart)} as {query}")
    for statement in _comments(work, mart):
        work.execute(statement)


def _write_parquet(work: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    work.execute(f"copy ({query}) to {quote_text(str(file))} (format parquet, compression zstd)")


def _is_touched(source: Source, mart: str) -> str:
    key = source.keys[mart]
    return f"{key} in (from touched_{key.removesuffix('_id')})"


def _is_of_month(work: duckdb.DuckDBPyConnection, mart: str, month: str) -> str:
    first = f"date '{month}-01'"
    is_of_month = f"filed_on >= {first} and filed_on < {first} + interval 1 month"
    if _has_day(work, mart):
        return is_of_month
    return f"page_id in (select page_id from marts.pages where {is_of_month})"


def _has_day(work: duckdb.DuckDBPyConnection, mart: str) -> bool:
    return ("filed_on",) in work.execute(f"select column_name from (describe marts.{quote_name(mart)})").fetchall()


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


def _check_copies(source: Source, mart: str, parquet: Path) -> int:
    """Read every row that was written back and count the others; gives the rows of the mart."""
    work, original, row_count = (
        source.work,
        f"marts.{quote_name(mart)}",
        _count(source.work, f"marts.{quote_name(mart)}"),
    )
    copy = f"published.{original}"
    touched = _is_touched(source, mart) if mart in source.keys and source.base else "true"
    pairs = [("jianbao.duckdb", f"{original} where {touched}", f"{copy} where {touched}")]
    if mart in source.keys:
        files = {month: parquet / mart / f"{month}.parquet" for month in source.months}
        pairs += [
            ("parquet", f"{original} where {_is_of_month(work, mart, month)}", f"{_read(file)} where true")
            for month, file in files.items()
            if file.exists()
        ]
        everything = _read(parquet / mart / "*.parquet") if any((parquet / mart).iterdir()) else f"{copy} where false"
    else:
        everything = _read(parquet / f"{mart}.parquet")
        pairs.append(("parquet", f"{original} where true", f"{everything} where true"))
    for place, rows, copied in pairs:
        if _digest(work, rows) != _digest(work, copied):
            raise _differs(mart, place, _count(work, copied), _count(work, rows))
    for place, copied in (("jianbao.duckdb", copy), ("parquet", everything)):
        if _count(work, copied) != row_count:
            raise _differs(mart, place, _count(work, copied), row_count)
    return row_count


def _differs(mart: str, place: str, found: int, expected: int) -> PublishError:
    return PublishError(
        f"the copy of {mart} in {place} differs from the mart in rows or values (it has {found} of {expected} rows). "
        "Check the disk and run again"
    )


def _read(file: Path) -> str:
    return f"read_parquet({quote_text(str(file))})"


def _digest(connection: duckdb.DuckDBPyConnection, rows: str) -> Digest:
    """Of '<relation> where <condition>'."""
    relation, _, condition = rows.partition(" where ")
    row = connection.execute(
        f"select count(*), coalesce(sum(hash(all_columns)), 0) from {relation} as all_columns where {condition}"
    ).fetchone()
    assert row is not None  # an aggregate always gives a row
    return Digest(*row)


def _count(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    return int(connection.execute(f"select count(*) from {rows}").fetchall()[0][0])
