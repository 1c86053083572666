"""Loading: whole pages or none, twice = once, and the values that went in."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from warehouse.parse.rows import PageRows, ProblemRow
from warehouse.store.database import begin_transaction, open_work
from warehouse.store.landing import read_ledger
from warehouse.store.load import (
    Load,
    LoadError,
    WriteError,
    find_pages_to_parse,
    load_landing,
    load_pages,
    load_problems,
    read_loads,
    remove_pages,
    to_arrow,
    write_load,
)
from warehouse.store.schema import METRICS, PAGE_TABLES, PAGES

ROOT = Path(__file__).resolve().parents[2]
AT = dt.datetime(2024, 3, 1, 18, 30)


def read_table(connection, table):
    rows = connection.exec_driver_sql(f"select * from staging.{table} order by 1").all()
    connection.rollback()
    return [tuple(row) for row in rows]


def read_all(connection):
    return {table.name: read_table(connection, table.name) for table in PAGE_TABLES}


def as_stored(rows: PageRows):
    tables = {"pages": [rows.page], **{name: getattr(rows, name) for name in PageRows._fields[1:]}}
    return {
        name: [tuple(float(value) if isinstance(value, Decimal) else value for value in row) for row in table]
        for name, table in tables.items()
    }


def test_rows_come_back_as_they_were_loaded(work, make_page):
    rows = make_page(words="第一版 '引号' \"双\" 😀\n\u2028%s $1 :x")
    assert load_pages(work, [rows]) == dict.fromkeys(as_stored(rows), 1)
    assert read_all(work) == as_stored(rows)


def test_load_twice_is_load_once(work, make_page):
    for _ in range(2):
        load_pages(work, [make_page("p1"), make_page("p2")])
    assert {name: len(rows) for name, rows in read_all(work).items()} == {table.name: 2 for table in PAGE_TABLES}


def test_a_pages_rows_are_replaced_whole_and_others_stay(work, make_page):
    load_pages(work, [make_page("p1"), make_page("p2")])
    emptied = make_page("p1", "新")._replace(articles=[], metrics=[], bylines=[])
    load_pages(work, [emptied])
    assert [row[0] for row in read_table(work, "articles")] == ["a-p2"]
    assert {row[0]: row[13] for row in read_table(work, "pages")} == {"p1": "新", "p2": "旧"}


def test_of_a_page_that_comes_twice_the_last_is_taken(work, make_page):
    load_pages(work, [make_page(words="旧"), make_page(words="新")])
    assert read_all(work) == as_stored(make_page(words="新"))


def test_no_pages_are_no_error(work):
    assert load_pages(work, []) == {table.name: 0 for table in PAGE_TABLES}


def test_a_load_that_fails_in_the_middle_changes_nothing(work, make_page):
    """The last of the seven tables refuses the rows after six were replaced."""
    load_pages(work, [make_page(words="旧")])
    with begin_transaction(work):
        work.exec_driver_sql("alter table staging.problems drop column message")
    before = read_all(work)
    with pytest.raises(WriteError, match=r"not loaded: .*message.* Nothing of this batch was written.*run again"):
        load_pages(work, [make_page(words="新"), make_page("p2")])
    assert read_all(work) == before
    with begin_transaction(work):
        work.exec_driver_sql("alter table staging.problems add column message varchar")
    load_pages(work, [make_page(words="新")])
    assert read_all(work)["articles"] == as_stored(make_page(words="新"))["articles"]


def test_a_killed_load_leaves_whole_batches(home_with_work):
    """A process that loads the same two pages over and over with a new word each time is killed; the words agree."""
    script = (
        "import itertools, sys; sys.path.insert(0, 'tests/store'); from pathlib import Path; "
        "from conftest import make_rows; from warehouse.store.database import open_work; "
        "from warehouse.store.load import load_pages\n"
        "with open_work(Path(sys.argv[1])) as work:\n"
        "    for i in itertools.count():\n"
        "        load_pages(work, [make_rows('p1', str(i)), make_rows('p2', str(i))])\n"
        "        print(i, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, home_with_work], stdout=subprocess.PIPE, cwd=ROOT) as loader:
        for _ in range(5):
            loader.stdout.readline()
        time.sleep(0.02)
        os.kill(loader.pid, signal.SIGKILL)
    with open_work(home_with_work) as work:
        tables = read_all(work)
    words = {row[13] for row in tables["pages"]} | {row[3] for row in tables["articles"]}
    words |= {row[6] for row in tables["problems"]}
    assert {name: len(rows) for name, rows in tables.items()} == dict.fromkeys(tables, 2)
    assert len(words) == 1


def test_an_open_read_of_the_caller_does_not_disturb(work, make_page):
    work.exec_driver_sql("select 1").all()
    assert work.in_transaction()
    load_pages(work, [make_page()])
    assert not work.in_transaction()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": None}, r"staging\.pages\.text can't hold None \(it may not be null\).*page_id 'p1'"),
        ({"char_count": "many"}, r"staging\.pages\.char_count can't hold 'many'"),
        ({"char_count": 2**70}, r"staging\.pages\.char_count can't hold 1180591620717411303424"),
        ({"text": "a\udcff"}, r"staging\.pages\.text can't hold 'a\\udcff'"),
        ({"filed_on": "2024-03-02"}, r"staging\.pages\.filed_on can't hold '2024-03-02'"),
        ({"date_evidence": [1]}, r"staging\.pages\.date_evidence can't hold \[1\]"),
    ],
)
def test_a_value_that_does_not_fit_is_named_and_nothing_written(work, make_page, changes, told):
    load_pages(work, [make_page("p0")])
    with pytest.raises(LoadError, match=told):
        load_pages(work, [make_page("p0", "新"), make_page("p1", **changes)])
    assert read_all(work) == as_stored(make_page("p0"))


def test_decimals_become_doubles_and_lists_stay_lists(make_page):
    arrow = to_arrow(make_page().metrics, METRICS)
    assert (str(arrow.schema.field("value").type), arrow["value"][0].as_py()) == ("double", 34064000000.0)
    assert str(to_arrow([make_page().page], PAGES).schema.field("date_evidence").type).startswith("list<")


def test_problems_of_pages_that_were_not_read_go_when_the_page_is_read(work, make_page):
    problem = ProblemRow("x1", "p1", "区报", "p1.txt", "parse", "parser_error", "boom", AT)
    other = problem._replace(problem_id="x2", page_id=None)
    for _ in range(2):
        load_problems(work, [problem, other])
    assert [row[0] for row in read_table(work, "problems")] == ["x1", "x2"]
    load_pages(work, [make_page("p1")])
    assert [row[0] for row in read_table(work, "problems")] == ["x-p1", "x2"]


def test_removed_pages_leave_no_rows(work, make_page):
    load_pages(work, [make_page("p1"), make_page("p2")])
    remove_pages(work, ["p1", "nowhere"])
    assert read_all(work) == as_stored(make_page("p2"))
    remove_pages(work, [])
    assert read_all(work) == as_stored(make_page("p2"))


def test_a_full_disk_is_no_fault_of_the_rows(work, make_page, monkeypatch):
    """Its error is none that makes the night keep the page as furniture; nothing of the batch is written."""

    def fail(*_):
        raise sa.exc.OperationalError("insert", {}, duckdb.IOException("Could not write file: No space left on device"))

    monkeypatch.setattr("warehouse.store.load._replace_rows", fail)
    with pytest.raises(WriteError, match=r"No space left on device.*if the disk is full make room"):
        load_pages(work, [make_page()])
    monkeypatch.undo()
    assert not issubclass(WriteError, LoadError)
    assert not any(read_all(work).values())


def test_landing_tables_equal_the_ledger(place, home, land, work):
    (place / "a'b\n.txt").write_text("甲")
    (place / "b.png").write_bytes(b"\x89PNG")
    (place / "manifest.csv").write_text("file,publication_date\nc.txt,2023-07-05\n")
    land()
    for _ in range(2):
        load_landing(work, home)
    landed, quarantined = read_ledger(home)
    assert [tuple(row) for row in work.exec_driver_sql("from landing.files")] == [tuple(file) for file in landed]
    assert [tuple(row) for row in work.exec_driver_sql("from landing.quarantine")] == [tuple(q) for q in quarantined]
    assert (len(landed), len(quarantined)) == (1, 2)


def test_a_quarantined_file_keeps_what_its_manifest_says_else_the_day_of_its_name(place, home, land, work):
    for name in ("a.png", "b.png", "c.png"):
        (place / name).write_bytes(b"\x89PNG")
    (place / "manifest.csv").write_text("file,paper,page_no,publication_date\na.png,区报,A1,2023-07-05\n")
    land()
    load_landing(work, home, {"a.png": dt.date(2020, 1, 1), "b.png": dt.date(2023, 7, 6)}.get)
    query = "select source_file, paper, page_no, publication_date from landing.quarantine order by 1"
    assert [tuple(row) for row in work.exec_driver_sql(query)] == [
        ("a.png", "区报", "A1", dt.date(2023, 7, 5)),
        ("b.png", None, None, dt.date(2023, 7, 6)),
        ("c.png", None, None, None),
    ]


def test_a_load_is_written_once_and_read_back(work):
    running = Load("n1", AT, None, 3, 1, None, None, None, None, None, False, "v1", None)
    done = Load("n1", AT, AT, 3, 1, 3, 9, 5, 7, 0, True, "v1", 1.5)
    later = done._replace(load_id="n2", started_at=AT + dt.timedelta(days=1))
    for load in (later, running, done):
        write_load(work, load)
    assert read_loads(work) == [done, later]


def parse_as(file, page_id, make_page, version="v1"):
    seen = {"source_file": file.source_file, "file_sha256": file.file_sha256, "landed_at": file.landed_at}
    return make_page(page_id, parser_version=version, **seen)


def test_landed_files_are_parsed_once_and_again_only_when_they_change(place, home, land, work, make_page):
    for name in ("a.txt", "b.txt"):
        (place / name).write_text(name)
    land()
    load_landing(work, home)
    first = find_pages_to_parse(work, "v1")
    assert (first.new, first.stale_count, first.removed) == (read_ledger(home)[0], 0, [])
    load_pages(work, [parse_as(file, file.source_file, make_page) for file in first.new])
    assert find_pages_to_parse(work, "v1") == ([], 0, [])
    assert find_pages_to_parse(work, "v2") == ([], 2, [])

    (place / "a.txt").write_text("changed")
    land(load_id="n2")
    load_landing(work, home)
    assert [file.load_id for file in find_pages_to_parse(work, "v1").new] == ["n2"]
    assert find_pages_to_parse(work, "v2").stale_count == 1


def test_new_manifest_facts_make_a_page_new_even_where_they_are_taken_back(place, home, land, work, make_page):
    (place / "a.txt").write_text("a")
    for cell in ("区报", "县报", ""):
        (place / "manifest.csv").write_text(f"file,paper\na.txt,{cell}\n")
        land()
        load_landing(work, home)
        (file,) = find_pages_to_parse(work, "v1").new
        assert file.paper == (cell or None)
        load_pages(work, [parse_as(file, "p", make_page)])
        assert find_pages_to_parse(work, "v1").new == []


def test_pages_whose_files_the_ledger_does_not_know_are_named(place, home, land, work, make_page):
    (place / "a.txt").write_text("a")
    land()
    load_landing(work, home)
    load_pages(work, [parse_as(read_ledger(home)[0][0], "p1", make_page), make_page("p2")])
    assert find_pages_to_parse(work, "v1").removed == ["p2"]
