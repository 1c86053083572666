"""Pages parsed on a Dask cluster, a scheduler and two workers that see nothing of the home, give the same rows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from warehouse import executors
from warehouse.executors import open_workers
from warehouse.night import run_night
from warehouse.settings import CHECKOUT, Settings, read_settings
from warehouse.store.database import open_work
from warehouse.store.schema import PAGE_TABLES

pytestmark = pytest.mark.services


class Cluster:
    """A Dask scheduler and two worker processes, each of them a program of its own."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "cluster.log"
        self.programs: list[subprocess.Popen[bytes]] = []
        self._start("distributed.cli.dask_scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
        self.address = self._await(r"Scheduler at:\s+(tcp://\S+)")
        for number in range(2):
            places = ["--local-directory", str(folder / f"worker-{number}"), "--no-dashboard", "--no-nanny"]
            self._start("distributed.cli.dask_worker", self.address, "--nthreads", "1", *places)

    def stop(self) -> None:
        for program in reversed(self.programs):
            program.kill()
            program.wait()

    def _start(self, module: str, *arguments: str) -> None:
        command, environment = [sys.executable, "-m", module, *arguments], {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        with self.log.open("ab") as log:
            program = subprocess.Popen(command, cwd=self.log.parent, env=environment, stdout=log, stderr=log)
        self.programs.append(program)

    def _await(self, pattern: str) -> str:
        for _ in range(120):
            if found := re.search(pattern, self.log.read_text()):
                return found[1]
            time.sleep(1)
        pytest.fail(self.log.read_text()[-2000:])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.stop()


def read_staging(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that the parser wrote, but for the moments when it did."""
    with open_work(home) as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.exec_driver_sql(
                    f"select columns(lambda c: not ends_with(c, '_at')) from {table} order by all"
                )
            ]
            for table in PAGE_TABLES
        }


def test_a_dask_cluster_gives_the_rows_of_this_machine(
    cluster: Cluster, fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work database is lost and made again: once here, once by the cluster, whose workers are sent what landed."""
    monkeypatch.setattr(executors, "MANY_PAGES", 0)
    used: list[Any] = []

    def note(settings: Settings, page_count: int) -> Any:
        used.append(settings.dask_address)
        return open_workers(settings, page_count)

    monkeypatch.setattr("warehouse.steps.open_workers", note)
    rows = []
    for address in (None, cluster.address):
        (fresh_home / "work" / "warehouse.duckdb").unlink()
        settings = read_settings(home=fresh_home, workers=1, batch_pages=5, dask_address=address)
        report = run_night(settings)
        assert report.parsed.counts.page_count == 32
        rows.append(read_staging(fresh_home))
    assert used == [None, cluster.address]
    assert rows[0] == rows[1]
    log = cluster.log.read_text()
    assert "Traceback" not in log
    assert "Receive client connection" in log
