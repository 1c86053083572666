"""Pages that are parsed elsewhere give the same rows; corrected pages stay here. A cluster: tests/services."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from warehouse import executors
from warehouse import read_pages as read_module
from warehouse.executors import Workers, open_dask, open_workers
from warehouse.parse.corrections import Correction
from warehouse.read_pages import PageFile, WorkersError, read_pages
from warehouse.settings import read_settings
from warehouse.store.database import open_work
from warehouse.store.landing import read_ledger
from warehouse.store.raw import raw_path
from warehouse.store.schema import PAGE_TABLES


@pytest.fixture
def threads() -> Iterator[Workers]:
    with ThreadPoolExecutor(2) as pool:
        yield Workers(pool, 2, sends_bytes=True)


def landed_pages(home: Path) -> list[PageFile]:
    return [PageFile(home, file, file.landed_at) for file in read_ledger(home)[0]]


def read_staging(connection: sa.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All that the parser wrote, but for the names of the tables' keys of the load."""
    return {
        table.name: [tuple(row) for row in connection.exec_driver_sql(f"from {table} order by all")]
        for table in PAGE_TABLES
    }


def test_a_cluster_that_does_not_answer_is_told_and_the_night_parses_here(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 1)
    with open_dask("tcp://127.0.0.1:9") as workers:
        assert workers is None
    assert "tcp://127.0.0.1:9 can't be used" in caplog.text and "parsed here" in caplog.text


def test_few_pages_are_read_by_this_process_alone() -> None:
    settings = read_settings(dask_address="tcp://127.0.0.1:9")
    with open_workers(settings, executors.MANY_PAGES) as workers:
        assert workers is None


def test_pages_parsed_by_any_executor_give_the_same_rows(fresh_home: Path, threads: Workers) -> None:
    pages = landed_pages(fresh_home)
    with open_work(fresh_home) as connection:
        here = read_pages(connection, pages, batch_pages=3)
        rows = read_staging(connection)
        assert read_pages(connection, pages, batch_pages=3, workers=threads) == here
        assert read_staging(connection) == rows


def test_rows_that_fit_no_table_cost_only_their_page_elsewhere_too(
    fresh_home: Path, threads: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = landed_pages(fresh_home)[:3]
    parse = read_module.parse_page

    def misfit(data: bytes, meta: Any) -> Any:
        rows = parse(data, meta)
        is_second = meta.source_file == pages[1].file.source_file
        return rows._replace(page=rows.page._replace(encoding=None)) if is_second else rows

    monkeypatch.setattr(read_module, "parse_page", misfit)
    with open_work(fresh_home) as connection:
        assert read_pages(connection, pages, batch_pages=10, workers=threads).page_count == 3
        query = "select source_file from staging.problems where kind = 'parser_error'"
        assert list(connection.exec_driver_sql(query).scalars()) == [pages[1].file.source_file]


def test_lost_raw_bytes_become_a_problem_elsewhere_too(fresh_home: Path, threads: Workers) -> None:
    pages = landed_pages(fresh_home)[:3]
    raw_path(fresh_home, pages[0].file.file_sha256).unlink()
    with open_work(fresh_home) as connection:
        counts = read_pages(connection, pages, batch_pages=2, workers=threads)
        kinds = connection.exec_driver_sql("select kind from staging.problems where kind = 'raw_file_missing'").all()
    assert (counts.page_count, len(kinds)) == (2, 1)


def test_workers_of_another_version_are_refused(
    fresh_home: Path, threads: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_part_of = read_module.read_part_of
    monkeypatch.setattr(read_module, "read_part_of", lambda batch: read_part_of(batch)._replace(parser_version="other"))
    with open_work(fresh_home) as connection, pytest.raises(WorkersError, match=r"version other .* same checkout"):
        read_pages(connection, landed_pages(fresh_home), batch_pages=3, workers=threads)


def test_workers_without_jianbao_are_told(fresh_home: Path, threads: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    def lack(batch: object) -> None:
        raise ModuleNotFoundError("No module named 'warehouse'")

    monkeypatch.setattr(read_module, "read_part_of", lack)
    with open_work(fresh_home) as connection, pytest.raises(WorkersError, match="install Jianbao there too"):
        read_pages(connection, landed_pages(fresh_home), batch_pages=3, workers=threads)


def test_pages_with_corrections_are_read_here(
    fresh_home: Path, threads: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of corrections lies in the home; other machines may have none or an older one."""
    pages = landed_pages(fresh_home)[:4]
    corrected, elsewhere = pages[0].file.source_file, list[str]()
    read_part_of = read_module.read_part_of

    def note(batch: list[PageFile]) -> Any:
        elsewhere.extend(page.file.source_file for page in batch)
        return read_part_of(batch)

    monkeypatch.setattr(read_module, "read_part_of", note)
    monkeypatch.setattr(read_module, "find_corrections", lambda file, _: [Correction] if file == corrected else [])
    with open_work(fresh_home) as connection:
        assert read_pages(connection, pages, batch_pages=1, workers=threads).page_count == 4
    assert elsewhere == [page.file.source_file for page in pages[1:]]
