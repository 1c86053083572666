"""A night that makes only what it touched ends in the marts of a night that makes everything, row for row."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from tests.bench.pages_made import make_page
from warehouse.build import build_marts
from warehouse.parse.records import parse_page
from warehouse.parse.rows import PageMeta, PageRows
from warehouse.store.builds import read_build
from warehouse.store.database import begin_transaction, open_work, raw_duckdb, work_path
from warehouse.store.load import load_pages, remove_pages
from warehouse.store.publish import publish_marts
from warehouse.store.schema import BUILDS
from warehouse.store.versions import find_versions

AT = dt.datetime(2024, 3, 1, 18, 30)
REPRINTED, EARLIER = "page-2.txt", "page-2-earlier.txt"
ROWS_UNTOUCHED = (
    "select count(*) from marts.metrics where article_id not in (select article_id from prep.int_articles_touched)"
)


def read_page(name: str, text: str, **facts: Any) -> PageRows:
    return parse_page(text.encode(), PageMeta("made", name, "0" * 64, AT, AT, AT.date(), **facts))


@pytest.fixture(scope="module")
def nights() -> list[tuple[list[PageRows], list[str]]]:
    """Pages to load and pages to remove, night by night."""
    first = [read_page(f"page-{number}.txt", make_page(number)) for number in range(8)]
    first.append(read_page("undated.txt", "本报讯 区委书记方便到白鹭镇调研，完成道路30公里。\n记者 王小明"))
    # the same text on an earlier day: what stood there first is now a reprint; a namesake elsewhere takes office
    second = [read_page(f"page-{number}.txt", make_page(number)) for number in range(8, 11)]
    second.append(read_page(EARLIER, make_page(2), publication_date=dt.date(2018, 6, 1)))
    other = "本报讯 副县长方便、居民时光到会。今年改造老旧小区12个。县委书记赖翔俅强调安全。\n"
    second.append(read_page("other.txt", other, paper="岚溪报", publication_date=dt.date(2019, 1, 2)))
    # read again with other words; removed, and with it the first printing of what stays
    third = [read_page("page-1.txt", make_page(100)), read_page("page-5.txt", make_page(5)[:1500])]
    return [(first, []), (second, []), (third, [second[3].page.page_id, first[0].page.page_id])]


def run_nights(home: Path, nights: Sequence[tuple[list[PageRows], list[str]]], *, whole: bool = False) -> None:
    for pages, removed in nights:
        with open_work(home) as connection:
            load_pages(connection, pages)
            remove_pages(connection, removed)
            if whole:
                with begin_transaction(connection):
                    connection.execute(sa.delete(BUILDS))
        build_marts(home, started_at=AT)
        load_id = f"n{len(find_versions(home))}"
        publish_marts(home, load_id, load_id, keep=9, now=AT.replace(tzinfo=dt.UTC), accept_changes=True)


def find_differences(one: Path, other: Path) -> dict[str, int]:
    """Rows of each mart that only one of the two has."""
    with duckdb.connect() as connection:
        for name, file in (("one", one), ("other", other)):
            connection.execute(f"attach '{file}' as {name} (read_only)")
        tables = "select table_name from duckdb_tables() where schema_name = 'marts' and database_name = $1 order by 1"
        marts = [name for (name,) in connection.execute(tables, ["one"]).fetchall()]
        assert marts == [name for (name,) in connection.execute(tables, ["other"]).fetchall()]
        found = {}
        for mart in marts:
            a, b = f"from one.marts.{mart}", f"from other.marts.{mart}"
            query = f"select count(*) from (({a} except all {b}) union all ({b} except all {a}))"
            found[mart] = connection.execute(query).fetchall()[0][0]
        return {mart: count for mart, count in found.items() if count}


def test_touched_nights_end_in_the_marts_of_a_whole_build(
    nights: list[tuple[list[PageRows], list[str]]], tmp_path: Path
) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    for last in range(len(nights)):
        run_nights(home, nights[last : last + 1])
        if last == 0:
            continue
        with open_work(home) as connection:
            assert connection.exec_driver_sql(ROWS_UNTOUCHED).scalar_one() > 0  # else nothing is shown
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(home, copy, symlinks=True)
        run_nights(copy, [([], [])], whole=True)
        assert find_differences(work_path(home), work_path(copy)) == {}
        assert find_differences((home / "published" / "jianbao.duckdb").resolve(), work_path(copy)) == {}


def test_after_a_build_that_failed_all_is_made_again(
    nights: list[tuple[list[PageRows], list[str]]], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    run_nights(home, [(nights[0][0][:1], [])])
    with open_work(home) as connection:
        assert read_build(connection) is not None
        raw_duckdb(connection).execute("update marts.articles set headline = 'damaged'; delete from landing.builds")
    run_nights(home, [([], [])])
    with open_work(home) as connection:
        damaged = "select count(*) from marts.articles where headline = 'damaged'"
        assert connection.exec_driver_sql(damaged).scalar_one() == 0
