"""What the schedule needs to know, and who is told when a night fails; the servers are in tests/services."""

from __future__ import annotations

import datetime as dt
import errno
import shlex
import sys
from pathlib import Path

import pytest

from flows.schedule import ScheduleError, find_missed_night, find_next_night
from flows.tasks import may_pass
from warehouse.journal import NightEnd, enter_night, journal_path, read_last_night
from warehouse.night import run_night
from warehouse.notify import notify_failure
from warehouse.settings import Settings, read_settings
from warehouse.store.landing import LandingError
from warehouse.store.place import UnreachablePlaceError

SHANGHAI, AT_TWO = "Asia/Shanghai", "0 2 * * *"
NOON = dt.datetime(2024, 3, 5, 4, tzinfo=dt.UTC)  # 12:00 in Shanghai


def enter(home: Path, started_at: dt.datetime, mode: str = "nightly") -> None:
    enter_night(home, NightEnd(f"{started_at:%Y%m%dT%H%M%S}000Z", mode, started_at, started_at, "published"))


def test_nights_are_due_in_the_time_zone_of_the_settings() -> None:
    due = find_next_night(AT_TWO, SHANGHAI, NOON)
    assert due is not None
    assert due.isoformat() == "2024-03-06T02:00:00+08:00"


def test_cron_line_that_can_not_be_read_says_how_to_write_one() -> None:
    with pytest.raises(ScheduleError, match="five fields"):
        find_next_night("daily", SHANGHAI, NOON)


@pytest.mark.parametrize(
    ("last", "missed"),
    [
        (None, None),  # a new home waits for its first night
        (dt.datetime(2024, 3, 4, 18, 0, tzinfo=dt.UTC), None),  # tonight's
        (dt.datetime(2024, 3, 4, 17, 59, tzinfo=dt.UTC), "2024-03-05T02:00:00+08:00"),  # a minute before it
        (dt.datetime(2024, 2, 1, tzinfo=dt.UTC), "2024-02-02T02:00:00+08:00"),  # a month ago: the first of many
    ],
)
def test_missed_night_is_found(tmp_path: Path, last: dt.datetime | None, missed: str | None) -> None:
    if last:
        enter(tmp_path, last)
        enter(tmp_path, NOON, "reparse")  # is no night
    found = find_missed_night(tmp_path, AT_TWO, SHANGHAI, NOON)
    assert (found and found.isoformat()) == missed


def test_journal_survives_a_torn_line_and_does_not_grow_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.journal.LINES", 5)
    for day in range(1, 21):
        enter(tmp_path, dt.datetime(2024, 3, day, tzinfo=dt.UTC))
    with journal_path(tmp_path).open("a") as file:
        file.write('{"load_id": "2024')
    last = read_last_night(tmp_path)
    assert last and last.started_at.day == 20
    assert len(journal_path(tmp_path).read_text().splitlines()) <= 11


# --- who is told ---


@pytest.fixture
def telling(tmp_path: Path) -> Settings:
    """Settings whose on_failure appends what it was told to a file."""
    script = tmp_path / "tell me.py"
    script.write_text(
        "import os, sys\nwith open(sys.argv[1], 'a') as file:\n"
        "    print({k[16:]: v for k, v in os.environ.items() if k.startswith('JIANBAO_FAILURE_')}, file=file)\n"
    )
    command = shlex.join([sys.executable, str(script), str(tmp_path / "told")])
    return read_settings(home=tmp_path / "home", landing=tmp_path / "nowhere", on_failure=command)


def test_failed_night_runs_the_users_command_once_with_the_details(telling: Settings, tmp_path: Path) -> None:
    with pytest.raises(LandingError) as failure:
        run_night(telling)
    notify_failure(telling, failure.value, step="start")  # as the command would, after the night
    (told,) = (tmp_path / "told").read_text().splitlines()
    assert "'STEP': 'start'" in told
    assert "there is no landing folder" in told
    last = read_last_night(telling.home)
    assert last and (last.outcome, last.step) == ("failed", "start")


@pytest.mark.parametrize("command", ["/no/such/command", "false", "'", ""])
def test_command_that_fails_itself_changes_nothing(telling: Settings, command: str) -> None:
    with pytest.raises(LandingError):
        run_night(telling.model_copy(update={"on_failure": command}))


def test_nothing_of_the_message_reaches_a_shell(telling: Settings, tmp_path: Path) -> None:
    bad = f"$(touch {tmp_path / 'touched'}); `touch {tmp_path / 'touched'}` \0"
    notify_failure(telling, ValueError(bad), step="land")
    assert (tmp_path / "told").exists()
    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize(
    ("error", "tried_again"),
    [
        (UnreachablePlaceError("the landing place doesn't answer"), True),
        (LandingError("there is no landing place"), False),
        (OSError(errno.EIO, "input/output error"), True),
        (OSError(errno.ENOSPC, "no space left"), False),
    ],
)
def test_only_what_may_pass_is_tried_again(error: Exception, tried_again: bool) -> None:
    class Failed:
        def result(self, *, raise_on_failure: bool) -> Exception:
            return error

    assert may_pass(None, None, Failed()) is tried_again  # type: ignore[arg-type]
