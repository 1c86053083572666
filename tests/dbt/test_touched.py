"""A night that makes only what it touched ends in the marts of a night that makes everything, row for row.

The same pages in several nights, with some read anew and some taken back, in one night, and in reverse order.
"""

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
from tests.dbt import test_posts
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
# Marts that a page's people and events reach far beyond the page: the test says nothing of an empty one
FILLED = [
    *("articles", "bylines", "co_appearances", "event_people", "events", "metrics", "people", "person_precedence"),
    *("post_sightings", "posts_held", "problems", "seat_conflicts"),
]
Night = tuple[list[PageRows], list[str]]


def read_page(name: str, text: str, **facts: Any) -> PageRows:
    return parse_page(text.encode(), PageMeta("made", name, "0" * 64, AT, AT, AT.date(), **facts))


@pytest.fixture(scope="module")
def nights() -> list[Night]:
    """Pages to load and pages to remove, night by night."""
    first = [read_page(f"page-{number}.txt", make_page(number)) for number in range(8)]
    first.append(read_page("undated.txt", "本报讯 区委书记方便到白鹭镇调研，完成道路30公里。\n记者 王小明"))
    meeting = "本报讯 3月1日，县政府召开全县安全生产工作会议。县长白云主持会议并讲话，"
    meeting += "副县长丁水明、副县长黄子河、副县长齐远出席会议。\n"
    first.append(read_page("meeting.txt", meeting, paper="岚溪报", publication_date=dt.date(2019, 3, 2)))
    # the same text on an earlier day: what stood there first is now a reprint; a namesake elsewhere takes office
    second = [read_page(f"page-{number}.txt", make_page(number)) for number in range(8, 11)]
    second.append(read_page(EARLIER, make_page(2), publication_date=dt.date(2018, 6, 1)))
    other = "本报讯 副县长方便、居民时光到会。今年改造老旧小区12个。县委书记赖翔俅强调安全。\n"
    second.append(read_page("other.txt", other, paper="岚溪报", publication_date=dt.date(2019, 1, 2)))
    # read again with other words; removed, and with it the first printing of what stays
    third = [read_page("page-1.txt", make_page(100)), read_page("page-5.txt", make_page(5)[:1500])]
    # who holds which post: the second night tells two people of one name apart (42) and contests a seat (21) on pages
    # of the first, the third takes that back, and the first printing of a sighting (70)
    posts = {rows.page.source_file: rows for rows in test_posts.make_pages()}
    late = ["02.txt", "04.txt", "21.txt", "42.txt", "44.txt", "70.txt"]
    second += [posts.pop(file) for file in late]
    first += posts.values()
    gone = {EARLIER, "page-0.txt", "42.txt", "70.txt"}
    return [(first, []), (second, []), (third, [p.page.page_id for p in first + second if p.page.source_file in gone])]


@pytest.fixture(scope="module")
def pages_left(nights: list[Night]) -> list[PageRows]:
    """What the nights end with."""
    latest = {rows.page.page_id: rows for pages, _ in nights for rows in pages}
    gone = {page_id for _, removed in nights for page_id in removed}
    return [rows for page_id, rows in latest.items() if page_id not in gone]


@pytest.fixture(scope="module")
def whole(pages_left: list[PageRows], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one night made everything."""
    home = tmp_path_factory.mktemp("whole")
    run_nights(home, [(pages_left, [])])
    return home


def run_nights(home: Path, nights: Sequence[Night], *, whole: bool = False) -> None:
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


def count_people(home: Path, name: str) -> int:
    with duckdb.connect(str(work_path(home)), read_only=True) as connection:
        query = "select count(distinct person_id) from marts.appearances where name = $1"
        return int(connection.execute(query, [name]).fetchall()[0][0])


def test_touched_nights_end_in_the_marts_of_a_whole_build(nights: list[Night], whole: Path, tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    people = []
    for last in range(len(nights)):
        run_nights(home, nights[last : last + 1])
        people.append(count_people(home, "李明"))
        if last == 0:
            continue
        with open_work(home) as connection:
            assert connection.exec_driver_sql(ROWS_UNTOUCHED).scalar_one() > 0  # else nothing is shown
        if last == 1:
            shutil.copytree(home, copy, symlinks=True)
            run_nights(copy, [([], [])], whole=True)
        made_whole = work_path(copy if last == 1 else whole)
        assert find_differences(work_path(home), made_whole) == {}
        assert find_differences((home / "published" / "jianbao.duckdb").resolve(), made_whole) == {}
    assert people == [1, 2, 1]


def test_pages_in_reverse_order_end_in_the_same_marts(pages_left: list[PageRows], whole: Path, tmp_path: Path) -> None:
    backward, third = pages_left[::-1], len(pages_left) // 3
    home = tmp_path / "home"
    run_nights(home, [(backward[:third], []), (backward[third:], [])])
    assert find_differences(work_path(home), work_path(whole)) == {}
    with duckdb.connect(str(work_path(home)), read_only=True) as connection:
        for mart in FILLED:
            assert connection.execute(f"select count(*) from marts.{mart}").fetchall()[0][0] > 0, mart


def test_after_a_build_that_failed_all_is_made_again(nights: list[Night], tmp_path: Path) -> None:
    home = tmp_path / "home"
    run_nights(home, [(nights[0][0][:1], [])])
    with open_work(home) as connection:
        assert read_build(connection) is not None
        raw_duckdb(connection).execute("update marts.articles set headline = 'damaged'; delete from landing.builds")
    run_nights(home, [([], [])])
    with open_work(home) as connection:
        damaged = "select count(*) from marts.articles where headline = 'damaged'"
        assert connection.exec_driver_sql(damaged).scalar_one() == 0
