"""Runs beside the night: reparse, rebuild, withdraw; and a home that an earlier version wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import Result

from warehouse import read_pages as read_module
from warehouse import steps
from warehouse.night import run_night
from warehouse.parse.rows import PageRows
from warehouse.report import Mode
from warehouse.settings import read_settings
from warehouse.store.database import open_work, work_path
from warehouse.store.landing import read_ledger
from warehouse.store.load import read_loads
from warehouse.store.publish import read_published

Jianbao = Callable[..., Result]
NEWER = "0" * 12


def ask(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "published" / "jianbao.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def set_in_work(home: Path, sql: str) -> None:
    with duckdb.connect(str(work_path(home))) as connection:
        connection.execute(sql)


# --- reparse ---


def test_reparse_reads_stale_pages_only_and_says_what_that_changes(
    fresh_home: Path, jianbao: Jianbao, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new rule finds no metrics on the one page that an older parser read."""
    page_id, count = ask(
        fresh_home, "select page_id, count(*) from marts.metrics join marts.articles using (article_id) group by 1"
    )[0]
    set_in_work(fresh_home, f"update staging.pages set parser_version = '{NEWER}' where page_id <> '{page_id}'")
    parse, read = read_module.parse_page, []

    def parse_without_metrics(data: bytes, meta: Any) -> PageRows:
        read.append(meta.source_file)
        rows = parse(data, meta)
        return rows._replace(metrics=[], page=rows.page._replace(parser_version=NEWER))

    for module in (steps, read_module):
        monkeypatch.setattr(module, "PARSER_VERSION", NEWER)
    monkeypatch.setattr(read_module, "parse_page", parse_without_metrics)
    before = read_published(fresh_home)
    result = jianbao("reparse", "--examples", 1, "--home", fresh_home)
    assert result.exit_code == 0, result.stderr
    assert len(read) == 1
    assert ["metrics", "0", str(count), "0"] in [line.split()[:4] for line in result.output.splitlines()]
    assert "metrics lost " in result.output
    assert read_published(fresh_home) != before
    assert (
        jianbao("reparse", "--home", fresh_home).output.count("nothing new: all pages were read by this version") == 1
    )


def test_night_counts_stale_pages_and_names_the_remedy(fresh_home: Path) -> None:
    set_in_work(fresh_home, "update staging.pages set parser_version = 'older'")
    assert run_night(read_settings(home=fresh_home)).parsed.stale_count == len(ask(fresh_home, "from marts.pages"))


# --- rebuild ---


def test_rebuild_makes_the_work_database_again_and_changes_no_row(fresh_home: Path) -> None:
    work_path(fresh_home).unlink()
    report = run_night(read_settings(home=fresh_home), mode=Mode.REBUILD)
    assert report.parsed.counts.page_count == len(ask(fresh_home, "from marts.pages"))
    assert report.changes == []
    assert report.published and report.published.load_id == report.load_id
    with open_work(fresh_home) as connection:
        assert [load.is_published for load in read_loads(connection)] == [True, True]


def test_rebuild_of_an_empty_home_has_nothing_to_do(jianbao: Jianbao, tmp_path: Path) -> None:
    result = jianbao("rebuild", "--home", tmp_path / "home")
    assert (result.exit_code, "no page ever landed" in result.output) == (0, True)


# --- withdraw ---


def test_withdrawn_page_leaves_the_marts_and_an_erased_one_the_older_versions_too(
    fresh_home: Path, jianbao: Jianbao
) -> None:
    """Fewer pages and articles than before: the night knows why and publishes."""
    (page, page_id), (other, _) = ask(fresh_home, "select source_file, page_id from marts.pages order by 1 limit 2")
    result = jianbao("withdraw", other, "--reason", "误排", "--home", fresh_home)
    assert (result.exit_code, "with the next night" in result.output) == (0, True), result.output
    result = jianbao("withdraw", page, "--reason", "法院判决", "--erase", "--home", fresh_home)
    assert result.exit_code == 0, result.stderr
    assert ask(fresh_home, f"from marts.pages where source_file in ('{page}', '{other}')") == []
    assert ask(fresh_home, f"from marts.articles where page_id = '{page_id}'") == []
    assert len(list((fresh_home / "published" / "versions").iterdir())) == 1
    assert not run_night(read_settings(home=fresh_home)).is_new


def test_withdrawing_what_never_landed_is_told(jianbao: Jianbao, fresh_home: Path) -> None:
    result = jianbao("withdraw", "nosuch.txt", "--reason", "误排", "--home", fresh_home)
    assert (result.exit_code, "no file 'nosuch.txt' ever landed" in result.stderr) == (1, True)
    result = jianbao("withdraw", "nosuch.txt", "--reason", " ", "--home", fresh_home)
    assert (result.exit_code, "--reason is empty" in result.stderr) == (2, True)


# --- a home that an earlier version wrote ---


def test_home_of_an_earlier_version_is_read_again_and_keeps_its_history(fresh_home: Path) -> None:
    """Its staging lacks a column, its marts of loads another, its version.json a field, its ledger no facts."""
    set_in_work(fresh_home, "alter table staging.pages drop column jurisdiction; drop table staging.bylines")
    version = (fresh_home / "published" / "current").resolve()
    with duckdb.connect(str(version / "jianbao.duckdb")) as connection:
        connection.execute(
            "alter table marts.loads drop column parser_version; alter table marts.pages drop column text"
        )
    told = json.loads((version / "version.json").read_text())
    del told["fingerprint"], told["storage_version"]
    (version / "version.json").write_text(json.dumps(told))
    before = ask(fresh_home, "select load_id from marts.loads")
    report = run_night(read_settings(home=fresh_home))
    assert report.published and report.published.load_id == report.load_id
    assert ask(fresh_home, "select load_id from marts.loads order by 1")[:-1] == before
    assert ask(fresh_home, "select count(text) from marts.pages") == [(report.published.counts["pages"],)]


def test_withdrawn_page_counts_again_when_that_is_undone(fresh_home: Path, jianbao: Jianbao) -> None:
    (page,) = ask(fresh_home, "select min(source_file) from marts.pages")[0]
    before = read_ledger(fresh_home)
    assert jianbao("withdraw", page, "--home", fresh_home).exit_code == 2  # no reason
    assert jianbao("withdraw", page, "--reason", "误排", "--home", fresh_home).exit_code == 0
    assert jianbao("withdraw", page, "--undo", "--erase", "--home", fresh_home).exit_code == 2
    result = jianbao("withdraw", page, "--undo", "--home", fresh_home)
    assert (result.exit_code, "counts again" in result.output) == (0, True), result.output
    assert read_ledger(fresh_home) == before
    assert not run_night(read_settings(home=fresh_home)).is_new
