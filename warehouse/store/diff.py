"""What a change of rules does to the data: the marts in the work database against those that readers see.

Rows are told apart by the mart's key (its first column).  What only says when or by which parser a row was made is left
out, and so is the mart of loads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from warehouse.store.copies import find_marts
from warehouse.store.database import first_line, open_work, quote_name, quote_text, raw_duckdb
from warehouse.store.durable import StoreError

BOOKKEEPING = frozenset({"parser_version", "parsed_at", "seen_at"})
LEFT_OUT = frozenset({"loads"})
SHOWN_CHARACTERS = 60


class DiffError(StoreError):
    """The published marts can't be compared with."""


class MartChange(NamedTuple):
    """What became of one mart; ``examples`` are (what happened, key, words)."""

    mart: str
    gained_count: int
    lost_count: int
    changed_count: int
    changed_columns: dict[str, int]  # rows by column that differs, most first
    examples: list[tuple[str, str, str]]


def compare_marts(home: Path, *, examples: int = 0) -> list[MartChange]:
    """The marts that differ from the published ones, by name; an empty list if all are equal.

    A mart that only one side has counts as gained or lost whole. Raises DiffError if the published file can't be read.
    """
    published = home / "published" / "jianbao.duckdb"
    with open_work(home) as connection:
        work = raw_duckdb(connection)
        try:
            work.execute(f"attach {quote_text(str(published.resolve()))} as published (read_only)")
            try:
                return [
                    change for change in _compare_all(work, examples) if change.gained_count or change[2:4] != (0, 0)
                ]
            finally:
                work.execute("detach published")
        except duckdb.Error as error:
            raise DiffError(
                f"{published} can't be compared with: {first_line(error)}. Look with jianbao doctor"
            ) from error


def _compare_all(work: duckdb.DuckDBPyConnection, examples: int) -> Iterator[MartChange]:
    old = {name: columns for name, columns in _read_columns(work, "published")}
    new = {name: columns for name, columns in _read_columns(work, "current_database()") if name in find_marts(work)}
    for mart in sorted((old.keys() | new.keys()) - LEFT_OUT):
        if mart in old and mart in new:
            yield _compare(work, mart, old[mart], new[mart], examples)
        else:
            side = "published.marts" if mart in old else "marts"
            count = work.execute(f"select count(*) from {side}.{quote_name(mart)}").fetchall()[0][0]
            yield MartChange(mart, 0 if mart in old else count, count if mart in old else 0, 0, {}, [])


def _compare(
    work: duckdb.DuckDBPyConnection, mart: str, old: Sequence[str], new: Sequence[str], examples: int
) -> MartChange:
    key, name = quote_name(new[0]), quote_name(mart)
    common = [column for column in new[1:] if column in old and column not in BOOKKEEPING]
    differ = [f"old.{quote_name(column)} is distinct from new.{quote_name(column)}" for column in common]
    both = f"published.marts.{name} as old full join marts.{name} as new on old.{key} = new.{key}"
    is_changed = f"old.{key} is not null and new.{key} is not null and ({' or '.join(differ) or 'false'})"
    counted = [f"count(*) filter (where new.{key} is not null and old.{key} is not null and {one})" for one in differ]
    columns = ", ".join(
        [
            f"count(*) filter (where old.{key} is null)",
            f"count(*) filter (where new.{key} is null)",
            f"count(*) filter (where {is_changed})",
            *counted,
        ]
    )
    gained, lost, changed, *by_column = work.execute(f"select {columns} from {both}").fetchall()[0]
    changed_columns = {column: count for column, count in zip(common, by_column, strict=True) if count}
    change = MartChange(
        mart, gained, lost, changed, dict(sorted(changed_columns.items(), key=lambda item: -item[1])), []
    )
    if not examples or not (gained or lost or changed):
        return change
    shown = [*_show_whole(work, both, key, common, examples), *_show_changed(work, both, key, change, examples)]
    return change._replace(examples=shown)


def _show_whole(
    work: duckdb.DuckDBPyConnection, both: str, key: str, columns: Sequence[str], examples: int
) -> Iterator[tuple[str, str, str]]:
    """Rows that only one side has: the first columns that have words."""
    for what, has, lacks in (("gained", "new", "old"), ("lost", "old", "new")):
        values = ", ".join(f"{has}.{quote_name(column)}" for column in columns) or "null"
        query = f"select {has}.{key}, {values} from {both} where {lacks}.{key} is null order by 1 limit {examples}"
        for row in work.execute(query).fetchall():
            words = [_shorten(value) for value in row[1:] if value not in (None, [], "")]
            yield what, str(row[0]), " · ".join(words[:5])


def _show_changed(
    work: duckdb.DuckDBPyConnection, both: str, key: str, change: MartChange, examples: int
) -> Iterator[tuple[str, str, str]]:
    """Values before and after, the most changed columns first."""
    for column in list(change.changed_columns)[:3]:
        name = quote_name(column)
        where = f"new.{key} is not null and old.{key} is not null and old.{name} is distinct from new.{name}"
        query = f"select new.{key}, old.{name}, new.{name} from {both} where {where} order by 1 limit {examples}"
        for row_key, before, after in work.execute(query).fetchall():
            yield "changed", str(row_key), f"{column}: {_shorten(before)} -> {_shorten(after)}"


def _read_columns(work: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, list[str]]]:
    catalog = database if database.endswith("()") else quote_text(database)
    return work.execute(
        "select table_name, list(column_name order by ordinal_position) from information_schema.columns "
        f"where table_catalog = {catalog} and table_schema = 'marts' group by table_name"
    ).fetchall()


def _shorten(value: Any) -> str:
    """A value on one line, cut.

    >>> _shorten(None), _shorten("上\\n下")
    ('null', '上 下')
    """
    text = "null" if value is None else " ".join(str(value).split())
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
