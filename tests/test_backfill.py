"""Backfill, space and retention: what a night takes, needs and puts away."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from warehouse import steps
from warehouse.journal import read_last_night
from warehouse.night import run_night
from warehouse.report import Landed, Mode, Show
from warehouse.settings import CHECKOUT, Settings, read_settings
from warehouse.steps import Days, Night, SpaceError

NOW = dt.datetime(2024, 3, 1, 2, tzinfo=dt.UTC)
MARCH = (dt.date(2023, 3, 1), dt.date(2023, 3, 31))


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    """Four pages: dated by name, by folder, by manifest only, and not at all."""
    landing = tmp_path / "pages"
    (landing / "2023-04").mkdir(parents=True)
    for name in ("区报_2023-03-14_A01.txt", "2023-04/2023-04-02.txt", "scan_7.txt", "scan_8.txt"):
        (landing / name).write_text(f"本报讯 昨日，我区召开会议。{name}\n", encoding="utf-8")
    (landing / "manifest.csv").write_text("file,publication_date\nscan_7.txt,2023-03-31\n")
    return read_settings(home=tmp_path / "home", landing=landing, min_free_mb=0)


def land(settings: Settings, days: Days | None) -> Landed:
    mode = Mode.BACKFILL if days else Mode.NIGHTLY
    return steps.land(Night(settings, accept_changes=False, show=Show(), now=NOW, mode=mode, days=days))


def test_backfill_lands_the_pages_of_its_days_and_once(archive: Settings) -> None:
    first, again = land(archive, MARCH), land(archive, MARCH)
    assert (first.seen_count, first.landed_count, first.passed_over_count) == (2, 2, 2)
    assert "2 of other or unknown days" in first.in_words()
    assert (again.landed_count, again.unchanged_count) == (0, 2)


def test_ranges_in_any_order_and_the_night_after_land_what_one_night_does(archive: Settings) -> None:
    april = (dt.date(2023, 4, 1), dt.date(2023, 4, 30))
    assert [land(archive, days).landed_count for days in (april, MARCH, None, None)] == [1, 2, 1, 0]


def test_range_that_ends_before_it_begins_is_wrong_usage(jianbao: Callable[..., Result], tmp_path: Path) -> None:
    result = jianbao("backfill", "--from", "2023-04-01", "--to", "2023-03-01", "--home", tmp_path)
    assert (result.exit_code, "first day first" in result.stderr) == (2, True)
    assert jianbao("backfill", "--from", "April", "--to", "2023-03-01").exit_code == 2


def test_night_that_might_fill_the_disk_does_not_begin(archive: Settings) -> None:
    settings = archive.model_copy(update={"min_free_mb": 10**9})
    with pytest.raises(SpaceError, match=r"MB free.*jianbao doctor"):
        run_night(settings)
    last = read_last_night(archive.home)
    assert last and (last.outcome, last.step) == ("failed", "start")
    assert not (archive.home / "landing").exists()


def test_old_logs_and_damaged_files_are_put_away(archive: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    this_night = Night(archive, accept_changes=False, show=Show(), now=NOW)
    day = 86_400
    for folder, name, age in (("logs", "a.log", 15), ("logs", "b.log", 13), ("work", "x.broken-1", 15)):
        path = archive.home / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (NOW.timestamp() - age * day,) * 2)
    steps._remove_old_files(this_night)
    assert sorted(path.name for path in archive.home.rglob("*") if path.is_file()) == ["b.log"]


def test_old_runs_leave_prefects_book(fresh_home: Path, tmp_path: Path) -> None:
    database = fresh_home / "prefect" / "prefect.db"
    with sqlite3.connect(database) as connection:
        connection.execute("update flow_run set start_time = '2024-01-01 00:00:00.000000'")
    program = f"""
from pathlib import Path
from flows.environment import set_environment
from flows.server import await_server, run_server
home, log = Path({str(fresh_home)!r}), Path({str(tmp_path / "log")!r})
set_environment(home, log)
with run_server(log):
    from flows.runs import remove_old_runs
    await_server(log)
    print(remove_old_runs(14))
"""
    result = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert result.stdout.split() == ["1"], result.stderr
    with sqlite3.connect(database) as connection:
        assert connection.execute("select count(*) from flow_run").fetchall() == [(0,)]


def test_doctor_says_what_takes_how_much_and_how_the_last_night_ended(
    jianbao: Callable[..., Result], published_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.doctor.check_dbt", lambda _: iter(()))
    output = jianbao("doctor", "--home", published_home).output
    assert all(f"{folder}/ " in output for folder in ("landing", "work", "published"))
    assert "ok   last run: nightly of " in output
