"""The build step: dbt as a subprocess in the work database, and what it says put into words.

dbt runs apart because it and SQLAlchemy's engine can't have one DuckDB file open in one process, and because its
memory goes back when it ends.  It dies with the night: its standard input is a pipe that only this process holds.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from warehouse.parse import words
from warehouse.settings import CHECKOUT
from warehouse.store.builds import Build, begin_build, end_build
from warehouse.store.database import open_work, quote_name, work_path
from warehouse.store.durable import explain_write_errors
from warehouse.store.publish import fingerprint_folders

log = logging.getLogger(__name__)

DBT_PROJECT = CHECKOUT / "dbt"
DBT_SCHEMAS = ("marts", "prep", "reference")
SHOWN_ROWS = 10
QUIET = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DBT_VERSION_CHECK": "true",  # of dbt_project.yml's require-dbt-version; nothing is asked of the network
    "DBT_USE_COLORS": "false",
    "DBT_USE_COLORS_FILE": "false",
    "DO_NOT_TRACK": "1",
    "NO_COLOR": "1",
}
DBT_THAT_DIES_WITH_US = """
import os, threading
def wait_for_parent():
    os.read(0, 1)
    os._exit(1)
threading.Thread(target=wait_for_parent, daemon=True).start()
from dbt.cli.main import cli
cli()
"""


class FailedNode(NamedTuple):
    """A test that failed or a model, seed or test that could not run; ``rows`` are the first that a test objects to."""

    name: str
    kind: str  # 'test', 'model', 'seed', 'unit_test'
    file: str
    message: str
    columns: list[str]
    rows: list[tuple[object, ...]]


class Built(NamedTuple):
    """What a good build says."""

    model_count: int
    test_count: int
    warnings: list[str]  # one per test of fact that warns


class BuildError(Exception):
    """dbt could not build the marts, or a test of form failed: nothing may be published."""

    def __init__(self, message: str, failed: list[FailedNode]) -> None:
        super().__init__(message)
        self.failed = failed


def build_marts(home: Path, *, started_at: dt.datetime, progress: Callable[[int, int], None] | None = None) -> Built:
    """Run ``dbt build`` on the work database of ``home``; raises BuildError with the failed tests and their rows.

    Only what was touched is made and tested again, unless models or word lists changed or the build before failed: then
    all is.  Unit tests of models are left to ``make test``: they say nothing about tonight's data.
    """
    target = prepare_target(home, DBT_PROJECT)
    (target / "run_results.json").unlink(missing_ok=True)
    inputs_hash = fingerprint_folders(DBT_PROJECT, words.SEEDS)
    with open_work(home) as connection:
        before = begin_build(connection, inputs_hash)
    log_file = home / "logs" / f"dbt-{started_at:%Y%m%dT%H%M%S}.log"
    code, errors = _run_dbt(home, target, progress, log_file, *([] if before else ["--full-refresh"]))
    results = _read_json(target / "run_results.json").get("results", [])
    nodes = _read_json(target / "manifest.json").get("nodes", {})
    failed = [_read_failure(home, result, nodes) for result in results if result["status"] in ("fail", "error")]
    if failed or code:
        raise BuildError(_summarise(failed, errors, home), failed)
    with open_work(home) as connection:
        base = before.base_load_id if before else None
        end_build(connection, Build(inputs_hash, base, json.dumps(_find_keys(nodes))))
    drop_unmade(home, nodes)
    kinds = [result["unique_id"].partition(".")[0] for result in results]
    warned = [f"{_name(result, nodes)}: {result['message']}" for result in results if result["status"] == "warn"]
    return Built(kinds.count("model"), kinds.count("test"), warned)


def prepare_target(home: Path, project: Path) -> Path:
    """The folder for dbt's own files; emptied where another checkout wrote them, for dbt keeps full paths in them."""
    target = home / "work" / "dbt"
    told = target / "checkout.txt"
    path = os.fsencode(project.resolve())
    with explain_write_errors(target):
        if target.exists() and (not told.exists() or told.read_bytes() != path):
            shutil.rmtree(target)
        target.mkdir(parents=True, exist_ok=True)
        told.write_bytes(path)
    return target


def drop_unmade(home: Path, nodes: dict[str, Any]) -> None:
    """Drop what an earlier version's models and lists left in dbt's schemas: it would be published as if it held."""
    made = {
        (node["schema"], node.get("alias") or node["name"])
        for node in nodes.values()
        if node["resource_type"] in ("model", "seed")
    }
    query = "select table_schema, table_name, table_type from information_schema.tables "
    query += f"where table_catalog = current_database() and table_schema in {DBT_SCHEMAS}"
    with duckdb.connect(str(work_path(home))) as connection:
        for schema, name, kind in connection.execute(query).fetchall():
            if (schema, name) not in made:
                log.info("%s.%s is made by no model and is dropped", schema, name)
                relation = f"{quote_name(schema)}.{quote_name(name)}"
                connection.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {relation}")


def make_dbt_environment(home: Path) -> dict[str, str]:
    """The environment in which dbt finds the work database and tells nobody."""
    return {**os.environ, **QUIET, "JIANBAO_WORK_DB": str(work_path(home))}


def _run_dbt(
    home: Path, target: Path, progress: Callable[[int, int], None] | None, log_file: Path, *arguments: str
) -> tuple[int, list[str]]:
    """Run dbt, its events to ``log_file``; gives its exit code and its error messages."""
    command = [
        *(sys.executable, "-c", DBT_THAT_DIES_WITH_US, "build", "--log-format", "json", "--log-level-file", "none"),
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target-path", str(target)),
        *("--log-path", str(log_file.parent), "--exclude-resource-type", "unit_test", *arguments),
    ]
    errors: list[str] = []
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with (
        log_file.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            env=make_dbt_environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C is for the night, which ends dbt
        ) as process,
    ):
        assert process.stdout is not None  # it is a pipe
        try:
            for event in _read_events(process.stdout):
                info, data = event.get("info", {}), event.get("data", {})
                log.write(f"{info.get('ts', '')} {info.get('level', ''):5} {info.get('msg', '')}\n")
                if info.get("level") == "error":
                    errors.append(str(info.get("msg", "")).strip())
                if progress and "status" in data and data.get("total"):
                    progress(data["index"], data["total"])
        except BaseException:
            process.kill()
            raise
    return process.returncode, errors


def _read_events(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """dbt's JSON events; a line that is none (a traceback, a library's warning) becomes an event of its own."""
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        yield event if isinstance(event, dict) else {"info": {"level": "plain", "msg": line.rstrip()}}


def _find_keys(nodes: dict[str, Any]) -> dict[str, str]:
    """By mart with rows by page or article, of which only what was touched is made: the column of these."""
    configs = {node["name"]: node["config"] for node in nodes.values() if node.get("schema") == "marts"}
    return {
        name: config["unique_key"]
        for name, config in configs.items()
        if config.get("materialized") == "incremental" and config["unique_key"] in ("page_id", "article_id")
    }


def _read_failure(home: Path, result: dict[str, Any], nodes: dict[str, Any]) -> FailedNode:
    node = nodes.get(result["unique_id"], {})
    columns, rows = _fetch_failing_rows(home, result) if result["status"] == "fail" else ([], [])
    return FailedNode(
        _name(result, nodes),
        result["unique_id"].partition(".")[0],
        node.get("original_file_path", ""),
        str(result.get("message") or result["status"]).strip(),
        columns,
        rows,
    )


def _fetch_failing_rows(home: Path, result: dict[str, Any]) -> tuple[list[str], list[tuple[object, ...]]]:
    """Run the test's own query again, read-only, for the first rows that it objects to."""
    query = result.get("compiled_code")
    if not query:
        return [], []
    try:
        with duckdb.connect(str(work_path(home)), read_only=True) as connection:
            cursor = connection.execute(f"select * from (\n{query}\n) limit {SHOWN_ROWS}")
            return [column[0] for column in cursor.description or []], cursor.fetchall()
    except duckdb.Error as error:
        return ["failing rows"], [(f"can't be shown: {error}",)]


def _summarise(failed: list[FailedNode], errors: list[str], home: Path) -> str:
    if failed:
        tests = [node.name for node in failed if node.kind == "test"]
        others = [f"{node.kind} {node.name}" for node in failed if node.kind != "test"]
        said = [f"failed: {_name_some(tests)}"] if tests else []
        said += [f"could not be built: {_name_some(others)}"] if others else []
        return "; ".join(said) + ". Nothing was published; readers keep the version before"
    said = errors or [f"it stopped without a word; its log is in {home / 'logs'}"]
    return "dbt could not build the marts; nothing was published. It says:\n" + "\n".join(dict.fromkeys(said))


def _name_some(names: list[str]) -> str:
    """The first three names, and how many more.

    >>> _name_some(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _name(result: dict[str, Any], nodes: dict[str, Any]) -> str:
    return str(nodes.get(result["unique_id"], {}).get("name") or result["unique_id"])


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
