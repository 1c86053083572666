"""A scheduled night seen to complete on Prefect: served by the command, and by a process worker of a real server."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.journal import NightEnd, enter_night, read_last_night
from warehouse.settings import CHECKOUT

pytestmark = pytest.mark.services
PREFECT = [sys.executable, "-m", "prefect"]
EVERY_MINUTE, NEVER = "* * * * *", "0 0 29 2 *"


@contextlib.contextmanager
def running(*command: str, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program in the background, told to end with the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, stdout=output, stderr=output, env={**os.environ, **environment}
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def wait_for(condition: Callable[[], object], log: Path, seconds: int = 600) -> None:
    for _ in range(seconds):
        if condition():
            return
        time.sleep(1)
    pytest.fail(log.read_text()[-3000:])


def answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with contextlib.suppress(OSError), opener.open(url, timeout=5):
        return True
    return False


def states(database: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return [state for (state,) in connection.execute("select state_name from flow_run")]


def list_paper(home: Path) -> None:
    """A list of the user's own: the paper appears on Wednesdays."""
    (home / "seeds").mkdir()
    header = "paper,first_on,weekdays,month_days,page_count,last_on,not_printed,aliases,source"
    (home / "seeds" / "ref_papers.csv").write_text(f"{header}\n云溪区报,2023-07-01,3,,4,2023-07-31,,,mine\n", "utf-8")


def read_coverage(home: Path) -> set[str]:
    with duckdb.connect(str((home / "published" / "jianbao.duckdb").resolve()), read_only=True) as connection:
        return {state for (state,) in connection.execute("select state from marts.coverage_days").fetchall()}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text("云溪区报 2023年7月5日\n本报讯 7月4日，云溪区召开会议。\n", encoding="utf-8")
    return folder


def test_served_schedule_completes_a_night_and_ends_when_told(pages: Path, tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "serve.log"
    serve = [sys.executable, "-m", "warehouse.cli", "serve", "--home", str(home), "--landing", str(pages)]
    with running(*serve, "--cron", EVERY_MINUTE, log=log) as process:
        wait_for(lambda: read_last_night(home, "nightly"), log)
        wait_for(lambda: "Completed" in states(home / "prefect" / "prefect.db"), log, 30)
        assert (home / "published" / "jianbao.duckdb").exists()
        list_paper(home)
        wait_for(lambda: "missing" in read_coverage(home), log)  # the next night reads the lists of its day
    assert process.returncode == 143
    assert "Traceback" not in log.read_text()


def test_missed_nights_are_caught_up_by_one_and_dead_runs_are_closed(pages: Path, tmp_path: Path) -> None:
    """The last night was in another leap year's February; before it, a run was killed together with its server."""
    home, log = tmp_path / "home", tmp_path / "serve.log"
    (home / "logs").mkdir(parents=True)
    long_ago = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)
    enter_night(home, NightEnd("20190101T000000000Z", "nightly", long_ago, long_ago, "nothing new"))
    serve = [sys.executable, "-m", "warehouse.cli", "serve", "--home", str(home), "--landing", str(pages)]
    database = home / "prefect" / "prefect.db"
    with running(*serve, "--cron", NEVER, log=log):
        wait_for(lambda: (last := read_last_night(home, "nightly")) and last.started_at.year > 2019, log)
        wait_for(lambda: "Completed" in states(database), log, 30)
    assert states(database).count("Completed") == 1
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("update flow_run set state_name = 'Running', state_type = 'RUNNING'")
        connection.commit()
    with running(*serve, "--cron", NEVER, log=log):
        wait_for(lambda: "Crashed" in states(database), log)
    assert "was missed" not in log.read_text()


def test_process_worker_of_a_server_completes_a_scheduled_night(pages: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = str(listening.getsockname()[1])
    home, config = tmp_path / "home", tmp_path / "prefect.yaml"
    text = (CHECKOUT / "flows" / "prefect.yaml").read_text("utf-8")
    config.write_text(text.replace("0 2 * * *", EVERY_MINUTE), "utf-8")
    environment = {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_API_PORT": port,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "NO_PROXY": "127.0.0.1",
        "JIANBAO_HOME": str(home),
        "JIANBAO_LANDING": str(pages),
        "PWD": str(CHECKOUT),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }

    def prefect(*arguments: str) -> None:
        command = [*PREFECT, *arguments]
        result = subprocess.run(
            command, cwd=CHECKOUT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stdout + result.stderr

    server, worker = tmp_path / "server.log", tmp_path / "worker.log"
    with running(*PREFECT, "server", "start", "--no-ui", log=server, **environment):
        wait_for(lambda: answers(f"{environment['PREFECT_API_URL']}/health"), server, 90)
        prefect("work-pool", "create", "jianbao", "--type", "process")
        prefect("--no-prompt", "deploy", "--prefect-file", str(config), "--all")
        with running(*PREFECT, "worker", "start", "--pool", "jianbao", log=worker, **environment):
            wait_for(lambda: read_last_night(home, "nightly"), worker)
            wait_for(lambda: "Completed" in states(tmp_path / "prefect" / "prefect.db"), worker, 30)
    assert (home / "published" / "jianbao.duckdb").exists()
    assert list((home / "logs").glob("night-*.log")) or read_last_night(home, "nightly")
