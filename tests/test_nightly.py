"""The night as a whole: one end-to-end run with Prefect per suite; everything else drives ``run_night`` plainly."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console

from warehouse import night, steps
from warehouse import read_pages as read_module
from warehouse.build import DBT_THAT_DIES_WITH_US, BuildError, Built
from warehouse.night import run_night
from warehouse.read_pages import PageFile, read_file, read_pages
from warehouse.report import NightReport, Parsed, Show
from warehouse.settings import CHECKOUT, read_settings
from warehouse.show import show_build_error, show_report
from warehouse.store.database import open_work
from warehouse.store.durable import StoreError
from warehouse.store.landing import LandedFile, read_ledger
from warehouse.store.load import read_loads, write_load
from warehouse.store.publish import read_published
from warehouse.store.versions import find_damage

SAMPLES = CHECKOUT / "seeds" / "pages"
MARTS = [
    *("appearances", "article_entities", "article_spans", "article_terms", "articles", "bylines", "calendar"),
    *("co_appearances", "commitment_reports", "commitments", "coverage_days", "entities", "event_people", "events"),
    *("indicators", "loads", "metric_conflicts", "metrics", "page_quality", "pages", "people", "person_precedence"),
    *("post_sightings", "posts_held", "problems", "seat_conflicts"),
]


class Told(Show):
    """Remembers which steps a night took, in which words, and its warnings."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.warnings: list[str] = []

    def warn(self, message: str) -> None:
        self.warnings.append(message)

    def end(self, step: str, words: str, seconds: float) -> None:
        self.words[step] = words


def ask(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "published" / "jianbao.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def print_report(report: NightReport) -> str:
    console = Console(file=io.StringIO(), width=200)
    show_report(console, report)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def sample_files() -> Iterator[Path]:
    yield from (path for path in SAMPLES.rglob("*") if path.is_file() and path.name != "manifest.csv")


# --- the night that a user sees ---


def test_first_night_publishes_the_sample_newspaper(first_night: Any) -> None:
    assert first_night.code == 0, first_night.output + first_night.errors
    home = first_night.home
    assert (home / "published" / "current").resolve().parent == (home / "published" / "versions").resolve()
    tables = ask(home, "select table_name from duckdb_tables() where schema_name = 'marts' order by 1")
    assert [name for (name,) in tables] == MARTS
    assert sorted(path.stem for path in (home / "published" / "parquet").iterdir()) == MARTS


def test_every_sample_file_is_a_page_or_in_quarantine_with_a_reason(published_home: Path) -> None:
    pages = {file for (file,) in ask(published_home, "select source_file from marts.pages")}
    _, quarantined = read_ledger(published_home)
    refused = {file.source_file: file.reason for file in quarantined}
    assert pages | refused.keys() == {path.relative_to(SAMPLES).as_posix() for path in sample_files()}
    assert not pages & refused.keys()
    assert len(refused) == 2
    assert all(refused.values())


def test_closing_table_says_what_the_marts_hold(first_night: Any, published_home: Path) -> None:
    lines = [line.split() for line in first_night.output.splitlines()]
    for mart in ("pages", "articles", "people", "metrics", "problems"):
        count = ask(published_home, f"select count(*) from marts.{mart}")[0][0]
        assert any(line[:1] == [mart] and str(count) in line for line in lines), (mart, count, first_night.output)
    assert any(line[:2] == ["files", "landed"] for line in lines)
    assert any(line[:2] == ["quarantined", "2"] for line in lines)
    steps = {line[-2] for line in lines if len(line) >= 2}
    assert {"land", "parse", "build", "publish"} <= steps


def test_no_page_of_the_sample_newspaper_breaks_the_parser(published_home: Path) -> None:
    assert ask(published_home, "select source_file, message from marts.problems where kind = 'parser_error'") == []


def test_terminal_stays_quiet_and_the_log_is_in_the_home(first_night: Any, published_home: Path) -> None:
    assert first_night.errors == ""
    assert "\x1b[" not in first_night.output
    logs = "".join(path.read_text() for path in (published_home / "logs").glob("night-*.log"))
    assert "Finished in state Completed" in logs
    assert list((published_home / "logs").glob("dbt-*.log"))


def test_orchestrator_keeps_run_and_closing_table_in_the_home(published_home: Path) -> None:
    with sqlite3.connect(published_home / "prefect" / "prefect.db") as database:
        assert database.execute("select name from flow").fetchall() == [("nightly",)]
        assert database.execute("select state_name from flow_run").fetchall() == [("Completed",)]
        steps = database.execute("select state_name, count(*) from task_run group by 1").fetchall()
        assert steps == [("Completed", 5)]
        tables = database.execute("select data from artifact where key = 'nightly'").fetchall()
    assert len(tables) == 1
    assert "| articles |" in json.loads(tables[0][0])


def test_night_that_ended_is_entered_as_published(published_home: Path) -> None:
    with open_work(published_home) as connection:
        (load,) = read_loads(connection)
    published = read_published(published_home)
    assert published is not None
    assert (load.load_id, load.is_published) == (published.load_id, True)
    assert load.finished_at is not None
    assert load.people_count == published.counts["people"]


def test_server_ends_when_its_night_is_killed(tmp_path: Path) -> None:
    """The night is killed as hard as can be; the server, its child, is gone soon after."""
    night_process = (
        "import pathlib, os; from flows.server import run_server, await_server\n"
        f"with run_server(pathlib.Path({str(tmp_path / 'log')!r})):\n"
        "    print(os.popen(f'pgrep -P {os.getpid()} -f create_app').read(), flush=True); os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", night_process]
    environment = {**os.environ, "PREFECT_HOME": str(tmp_path)}
    output = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=CHECKOUT, check=False).stdout
    server = int(output.split()[0])
    for _ in range(100):
        if subprocess.run(["ps", "-p", str(server)], capture_output=True, check=False).returncode:
            return
        time.sleep(0.1)
    pytest.fail("the server outlives the night")


# --- the second night ---


def test_second_night_lands_and_parses_nothing_and_says_so(fresh_home: Path) -> None:
    before, told = read_published(fresh_home), Told()
    report = run_night(read_settings(home=fresh_home), show=told)
    assert not report.is_new
    assert report.landed.landed_count == report.parsed.counts.page_count == 0
    assert list(told.words) == ["land", "parse", "report"]
    assert read_published(fresh_home) == before
    assert "nothing new" in print_report(report)


def test_damaged_work_database_is_told_and_made_again(fresh_home: Path) -> None:
    (fresh_home / "work" / "warehouse.duckdb").write_bytes(b"no database" * 1000)
    before, told = read_published(fresh_home), Told()
    report = run_night(read_settings(home=fresh_home), show=told)
    assert any("warehouse.duckdb.broken-1" in message for message in told.warnings)
    assert before is not None
    assert report.parsed.counts.page_count == before.counts["pages"]
    assert not report.is_new


def test_cut_off_work_database_is_moved_aside_and_the_night_goes_on(
    fresh_home: Path, jianbao: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its header is whole, so it opens; what it holds can't be read. The doctor says so, the night makes it again."""
    path = fresh_home / "work" / "warehouse.duckdb"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    monkeypatch.setattr("warehouse.doctor.check_dbt", lambda _: iter(()))
    assert "fail work database" in jianbao("doctor", "--home", fresh_home).output
    for _ in range(2):  # where damage shows late, the first night says so and the second makes the file again
        with contextlib.suppress(StoreError):
            run_night(read_settings(home=fresh_home))
    assert list((fresh_home / "work").glob("warehouse.duckdb.broken-*"))
    with open_work(fresh_home) as connection:
        pages = connection.exec_driver_sql("select count(text) from staging.pages").scalar_one()
    assert [(pages,)] == ask(fresh_home, "select count(*) from marts.pages")


@pytest.mark.parametrize("damage", ["parquet link", "parquet file", "cut off"])
def test_half_deleted_published_marts_are_published_anew_even_if_nothing_is_new(
    fresh_home: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = fresh_home / "published"
    if damage == "parquet link":
        (published / "parquet").unlink()
    elif damage == "parquet file":
        (published / "parquet" / "people.parquet").unlink()
    else:
        with (published / "jianbao.duckdb").open("r+b") as file:
            file.truncate(4096)
    monkeypatch.setattr(night, "build", lambda _: Built(0, 0, []))  # the marts are in the work database already
    told = Told()
    run_night(read_settings(home=fresh_home), show=told)
    assert any("the published version is damaged" in message for message in told.warnings)
    version = read_published(fresh_home)
    assert version and find_damage(fresh_home, version) is None
    assert ask(fresh_home, "select count(*) from marts.people") == [(version.counts["people"],)]


def test_published_load_says_that_it_is_published(published_home: Path) -> None:
    assert ask(published_home, "select is_published from marts.loads") == [(True,)]


def test_manifest_problems_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    landing = tmp_path / "pages"
    landing.mkdir()
    (landing / "a.txt").write_text("本报讯 昨日，我区召开会议。\n", encoding="utf-8")
    (landing / "b.txt").touch()
    (landing / "manifest.csv").write_text("file,colour\nnosuch.txt,red\n")
    settings = read_settings(home=tmp_path / "home", landing=landing)
    this_night = steps.Night(settings, accept_changes=False, show=Show(), now=dt.datetime.now(dt.UTC))
    landed = steps.land(this_night)
    assert landed.in_words() == "2 files seen: 1 landed, 0 unchanged, 1 quarantined; 2 problems in manifests"
    assert landed.seen_count == landed.landed_count + landed.unchanged_count + len(landed.quarantined)


def test_killed_between_switch_and_bookkeeping_is_finished_by_the_next_night(fresh_home: Path) -> None:
    with open_work(fresh_home) as connection:
        (load,) = read_loads(connection)
        write_load(connection, load._replace(is_published=False, finished_at=None, seconds=None))
    run_night(read_settings(home=fresh_home))
    with open_work(fresh_home) as connection:
        (load,) = read_loads(connection)
    assert load.is_published
    assert load.finished_at is not None


# --- a night that fails ---


def test_failed_test_of_form_publishes_nothing_and_shows_the_rows(fresh_home: Path, tmp_path: Path) -> None:
    """A new page whose byline is there twice: keys are no longer unique."""
    before = read_published(fresh_home)
    landing = Path(shutil.copytree(SAMPLES, tmp_path / "pages"))
    (landing / "new.txt").write_text("本报讯 9月5日，全区召开会议。\n记者 王小明\n", encoding="utf-8")

    def spoil_before_build(step: Callable[..., Any], *args: Any) -> Any:
        if step is steps.build:
            with open_work(fresh_home) as connection:
                new = "page_id in (select page_id from landing.touched_pages)"  # others were tested before
                connection.exec_driver_sql(f"insert into staging.bylines select * from staging.bylines where {new}")
                connection.commit()
        return step(*args)

    with pytest.raises(BuildError) as failure:
        run_night(read_settings(home=fresh_home, landing=landing, source="pages"), call=spoil_before_build)
    assert read_published(fresh_home) == before
    keys = next(node for node in failure.value.failed if node.kind == "test" and node.rows)
    assert "unique" in keys.name
    assert 1 <= len(keys.rows) <= 10
    console = Console(file=io.StringIO(), width=200)
    show_build_error(console, failure.value)
    printed = str(console.file.getvalue())  # type: ignore[attr-defined]
    assert keys.name in printed
    assert str(keys.rows[0][0]) in printed
    assert "Nothing was published" in str(failure.value)
    with open_work(fresh_home) as connection:
        last = read_loads(connection)[-1]
    assert (last.is_published, last.finished_at is None) == (False, False)


def test_dbt_ends_when_its_night_is_killed() -> None:
    waiting = DBT_THAT_DIES_WITH_US.partition("from dbt")[0] + "import time; time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", waiting], stdin=subprocess.PIPE)
    assert process.stdin is not None
    time.sleep(0.5)
    assert process.poll() is None
    process.stdin.close()
    assert process.wait(timeout=10) == 1


# --- pages that the parser can't read ---


def landed_files(home: Path) -> list[LandedFile]:
    landed, _ = read_ledger(home)
    return landed


def test_page_that_breaks_the_parser_is_kept_whole_with_a_problem(
    published_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr("warehouse.read_pages.parse_page", break_down)
    file = landed_files(published_home)[0]
    rows = read_file(PageFile(published_home, file, file.landed_at))
    assert [(span.role, span.char_start, span.char_end) for span in rows.article_spans] == [  # type: ignore[union-attr]
        ("furniture", 0, len(rows.page.text))  # type: ignore[union-attr]
    ]
    (problem,) = rows.problems  # type: ignore[union-attr]
    assert problem.kind == "parser_error"
    assert "ZeroDivisionError: no such luck" in problem.message
    (page_id,) = ask(published_home, "select page_id from marts.pages where source_file = '" + file.source_file + "'")[
        0
    ]
    assert rows.page.page_id == page_id  # type: ignore[union-attr]


def test_page_that_breaks_the_parser_has_the_day_of_its_name(
    published_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.read_pages.parse_page", lambda *_: 1 / 0)
    dated = "chengwan/澄湾时讯_2023-03-14_A01.txt"
    file = next(file for file in landed_files(published_home) if file.source_file == dated)
    page = read_file(PageFile(published_home, file, file.landed_at)).page  # type: ignore[union-attr]
    assert (page.publication_date, page.date_basis, page.filed_on) == (
        dt.date(2023, 3, 14),
        "filename",
        dt.date(2023, 3, 14),
    )


def test_page_that_broke_an_older_parser_is_read_again(fresh_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = read_module.parse_page

    def break_down(*_: object) -> None:
        raise ZeroDivisionError("no such luck")

    def take_first_steps() -> Parsed:
        this_night = steps.Night(
            read_settings(home=fresh_home), accept_changes=False, show=Show(), now=dt.datetime.now(dt.UTC)
        )
        return steps.parse(this_night, steps.land(this_night))

    with open_work(fresh_home) as connection:
        connection.exec_driver_sql("delete from staging.pages where page_id = (select min(page_id) from staging.pages)")
        connection.commit()
    for module in (steps, read_module):
        monkeypatch.setattr(module, "PARSER_VERSION", "0" * 12)
    monkeypatch.setattr(read_module, "parse_page", break_down)
    assert take_first_steps().broken_count == 1
    assert take_first_steps().counts.page_count == 0  # the same parser would fail again
    monkeypatch.undo()
    assert read_module.parse_page is parse
    parsed = take_first_steps()
    assert (parsed.counts.page_count, parsed.broken_count) == (1, 0)


def test_rows_that_fit_no_table_cost_only_their_page(fresh_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = landed_files(fresh_home)[:3]

    def misfit(data: bytes, meta: Any) -> Any:
        rows = parse(data, meta)
        return (
            rows._replace(page=rows.page._replace(encoding=None)) if meta.source_file == files[1].source_file else rows
        )

    parse = read_module.parse_page
    monkeypatch.setattr("warehouse.read_pages.parse_page", misfit)
    with open_work(fresh_home) as connection:
        counts = read_pages(connection, [PageFile(fresh_home, file, file.landed_at) for file in files], batch_pages=10)
        kinds = connection.exec_driver_sql(
            "select source_file from staging.problems where kind = 'parser_error'"
        ).scalars()
        assert list(kinds) == [files[1].source_file]
    assert counts.page_count == 3


def test_lost_raw_bytes_become_a_problem_and_the_night_goes_on(fresh_home: Path) -> None:
    lost, *others = landed_files(fresh_home)[:3]
    raw = fresh_home / "landing" / "raw" / lost.file_sha256[:2] / lost.file_sha256
    raw.unlink()
    with open_work(fresh_home) as connection:
        files = [PageFile(fresh_home, file, file.landed_at) for file in (lost, *others)]
        counts = read_pages(connection, files, batch_pages=2)
        kinds = connection.exec_driver_sql("select kind from staging.problems where kind = 'raw_file_missing'").all()
    assert (counts.page_count, len(kinds)) == (2, 1)


def test_manifest_of_the_samples_names_files_that_exist() -> None:
    rows = list(csv.DictReader(io.StringIO((SAMPLES / "manifest.csv").read_text(encoding="utf-8-sig"))))
    assert rows
    assert all((SAMPLES / row["file"]).is_file() for row in rows)
