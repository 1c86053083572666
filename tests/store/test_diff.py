"""Comparing marts: what was gained, lost and changed, by key and by column."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from warehouse.store.database import work_path
from warehouse.store.diff import DiffError, compare_marts
from warehouse.store.publish import publish_marts

NOW = dt.datetime(2024, 3, 1, 18, 30, tzinfo=dt.UTC)
FIRST = """
    create schema marts;
    create table marts.articles as select range as article_id, 'x''y' as title, ['甲'] as names, 'v1' as parser_version
        from range(5);
    create table marts.loads as select 'n1' as load_id, 1 as page_count;
"""


@pytest.fixture
def change(home_with_work):
    """Publish FIRST, then change the marts in the work database."""
    home = home_with_work

    def run(statements, examples=0):
        with duckdb.connect(str(work_path(home))) as connection:
            connection.execute(FIRST)
        publish_marts(home, "n1", "f1", keep=1, now=NOW)
        with duckdb.connect(str(work_path(home))) as connection:
            connection.execute(statements)
        return compare_marts(home, examples=examples)

    return run


def test_equal_marts_give_no_change_whatever_the_bookkeeping_says(change):
    assert change("update marts.articles set parser_version = 'v2'; update marts.loads set page_count = 2") == []


def test_rows_are_counted_by_key_and_changes_by_column(change):
    (found,) = change(
        "delete from marts.articles where article_id = 0; insert into marts.articles values (9, '新', [], 'v2');"
        "update marts.articles set title = null where article_id < 3; update marts.articles set names = ['乙'] "
        "where article_id = 1",
        examples=2,
    )
    assert found[:5] == ("articles", 1, 1, 2, {"title": 2, "names": 1})
    assert found.examples[:4] == [
        ("gained", "9", "新"),
        ("lost", "0", "x'y · ['甲']"),
        ("changed", "1", "title: x'y -> null"),
        ("changed", "2", "title: x'y -> null"),
    ]


def test_a_mart_that_comes_or_goes_counts_whole(change):
    found = change("drop table marts.articles; create table marts.people as select 1 as person_id")
    assert [one[:4] for one in found] == [("articles", 0, 5, 0), ("people", 1, 0, 0)]


def test_new_columns_are_no_change_of_rows(change):
    assert change("alter table marts.articles add column form varchar") == []


def test_published_marts_that_can_not_be_read_are_told(change, home_with_work):
    change("select 1")
    (home_with_work / "published" / "jianbao.duckdb").resolve().write_bytes(b"no database" * 1000)
    with pytest.raises(DiffError, match="jianbao doctor"):
        compare_marts(home_with_work)
