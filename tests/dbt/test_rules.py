"""Rules over dbt's manifest: what STYLE.md asks of every model, and the sources held to the rows that Python writes."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warehouse.parse import rows
from warehouse.store.builds import TouchedPage
from warehouse.store.ledger import LandedFile, QuarantinedFile
from warehouse.store.load import Load

PROJECT = Path(__file__).parents[2] / "dbt"
PREFIXES = {"prep": ("stg_", "int_"), "marts": ("",)}
MOST_PARENTS = 6
MOST_YML_LINES = 300
WRITTEN_BY_PYTHON: dict[str, type[Any]] = {
    "landing.files": LandedFile,
    "landing.quarantine": QuarantinedFile,
    "landing.loads": Load,
    "landing.touched_pages": TouchedPage,
    "staging.pages": rows.PageRow,
    "staging.article_spans": rows.SpanRow,
    "staging.articles": rows.ArticleRow,
    "staging.bylines": rows.BylineRow,
    "staging.appearances": rows.AppearanceRow,
    "staging.post_sightings": rows.PostSightingRow,
    "staging.events": rows.EventRow,
    "staging.event_people": rows.EventPersonRow,
    "staging.metrics": rows.MetricRow,
    "staging.article_entities": rows.EntityRow,
    "staging.article_terms": rows.TermRow,
    "staging.problems": rows.ProblemRow,
}
# From DESIGN.md §4: a column that is no VARCHAR tells its type by its name; these are the others
TYPES = {
    **dict.fromkeys(
        ["headline_score", "runner_up_score", "value", "value_low", "value_high", "value_step", "confidence"], "double"
    ),
    **dict.fromkeys(["target_value", "actual_value", "attainment", "value_a", "value_b", "difference"], "double"),
    **dict.fromkeys(["score", "seconds", "coverage", "furniture_share"], "double"),
    **dict.fromkeys(["publication_year", "change_sign"], "integer"),
    **dict.fromkeys(["year", "month", "weekday", "day_of_month", "week", "quarter", "week_year"], "integer"),
    **dict.fromkeys(["publication_date", "event_date_start", "event_date_end", "day"], "date"),
    **dict.fromkeys(["reporters", "correspondents", "photographers", "editors", "places"], "varchar[]"),
    **dict.fromkeys(["organisations", "keywords", "posts", "aliases", "date_evidence"], "varchar[]"),
    "event_dates": "date[]",
}
EXPLAINED_APART = {("articles", "char_start"), ("articles", "char_end")}  # a hull, never for cutting

Node = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(
    tmp_path_factory: pytest.TempPathFactory, run_dbt: Callable[..., subprocess.CompletedProcess[str]]
) -> dict[str, Any]:
    database = tmp_path_factory.mktemp("rules") / "warehouse.duckdb"
    done = run_dbt(database, "parse", "--warn-error")
    assert done.returncode == 0, done.stdout
    parsed: dict[str, Any] = json.loads((database.parent / "dbt" / "manifest.json").read_text(encoding="utf-8"))
    return parsed


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, Node]:
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


@pytest.fixture(scope="module")
def marts(models: dict[str, Node]) -> dict[str, Node]:
    return {name: node for name, node in models.items() if node["schema"] == "marts"}


@pytest.fixture(scope="module")
def tests(manifest: dict[str, Any]) -> list[Node]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]


def columns_with(tests: list[Node], model: Node, kind: str) -> set[str]:
    """Columns of a model that have a generic test of this kind."""
    own = [test for test in tests if test.get("attached_node") == model["unique_id"]]
    return {test["column_name"] for test in own if test["test_metadata"]["name"] == kind}


def test_sources_are_what_python_writes(manifest: dict[str, Any]) -> None:
    sources = {f"{node['schema']}.{node['name']}": list(node["columns"]) for node in manifest["sources"].values()}
    assert sources == {table: list(row._fields) for table, row in WRITTEN_BY_PYTHON.items()}


def test_each_source_is_read_by_its_staging_view_alone(manifest: dict[str, Any], models: dict[str, Node]) -> None:
    readers = {
        source["name"]: [name for name, node in models.items() if key in node["depends_on"]["nodes"]]
        for key, source in manifest["sources"].items()
    }
    assert readers == {name: [f"stg_{name}"] for name in readers}


def test_staging_views_rename_and_cast_only(models: dict[str, Node]) -> None:
    for name in (name for name in models if name.startswith("stg_")):
        sql = models[name]["raw_code"]
        assert models[name]["config"]["materialized"] == "view", name
        assert not re.search(r"\b(join|where|group|union|qualify|case|distinct|coalesce|order)\b", sql), name


def test_descriptions_begin_with_the_grain(manifest: dict[str, Any], models: dict[str, Node]) -> None:
    for node in [*models.values(), *manifest["sources"].values()]:
        assert node["description"].startswith("One row per "), node["name"]


def test_prefixes_match_folders(models: dict[str, Node]) -> None:
    for name, node in models.items():
        folder = Path(node["original_file_path"]).parts[1]
        assert name.startswith(PREFIXES[folder]), name
        assert folder == "prep" or not name.startswith(PREFIXES["prep"]), name
        assert node["schema"] == folder, name


def test_models_have_few_parents(models: dict[str, Node]) -> None:
    parents = {name: len(set(node["depends_on"]["nodes"])) for name, node in models.items()}
    assert {name: count for name, count in parents.items() if count > MOST_PARENTS} == {}


def test_no_table_is_named_without_ref(manifest: dict[str, Any]) -> None:
    """After ``from`` and ``join`` stand refs, sources and the CTEs of the file, nothing else."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "seed" or node.get("test_metadata"):
            continue
        sql = re.sub(r"--.*|'[^'\n]*'|is (?:not )?distinct from", "", re.sub(r"\{\{.*?\}\}", "{{}}", node["raw_code"]))
        ctes = set(re.findall(r"^(\w+) as \($", sql, re.MULTILINE))
        named = re.findall(r"\b(?:from|join)\s+(?!\{\{)([\w.\"]+)", sql)
        assert set(named) <= ctes, node["name"]
        assert re.search(r"\nselect \* from \w+\n?$", sql), f"{node['name']}: the last line is `select * from <cte>`"
        assert not re.search(r"\*\s+from\s+\{\{", sql), f"{node['name']}: takes all columns of a model, unnamed"


def test_every_mart_is_a_table_with_an_enforced_contract(marts: dict[str, Node]) -> None:
    for name, node in marts.items():
        assert node["config"]["materialized"] in ("table", "incremental"), name
        assert node["config"]["contract"]["enforced"], name
        assert all(column["data_type"] and column["description"] for column in node["columns"].values()), name


def test_every_mart_tests_its_key(marts: dict[str, Node], tests: list[Node]) -> None:
    for name, node in marts.items():
        key = next(iter(node["columns"]))
        assert key in columns_with(tests, node, "unique") & columns_with(tests, node, "not_null"), f"{name}.{key}"


def test_every_foreign_key_is_tested(marts: dict[str, Node], tests: list[Node]) -> None:
    keys = {next(iter(node["columns"])) for node in marts.values()}
    for name, node in marts.items():
        columns = list(node["columns"])[1:]
        foreign = {column for column in columns if column in keys or column.endswith("person_id")}
        assert foreign <= columns_with(tests, node, "relationships"), name


def test_column_types_follow_from_names(marts: dict[str, Node]) -> None:
    for name, node in marts.items():
        for column in node["columns"].values():
            assert column["data_type"] == type_of(column["name"]), f"{name}.{column['name']}"


def type_of(column: str) -> str:
    endings = {"_count": "bigint", "_on": "date", "_at": "timestamp", "_position": "integer"}
    beginnings = {"is_": "boolean", "char_": "integer", "seq": "integer"}
    fits = [TYPES[column]] if column in TYPES else []
    fits += [kind for ending, kind in endings.items() if column.endswith(ending)]
    fits += [kind for beginning, kind in beginnings.items() if column.startswith(beginning)]
    return fits[0] if fits else "varchar"


def test_one_column_has_one_explanation(marts: dict[str, Node]) -> None:
    """A key, an offset, a day mean the same everywhere: their descriptions hold the doc block of columns.md."""
    words = (PROJECT / "models" / "columns.md").read_text("utf-8")
    blocks = dict(re.findall(r"{% docs (\w+) %}(.*?){% enddocs %}", words))
    for name, node in marts.items():
        for column in set(blocks) & set(node["columns"]):
            if (name, column) not in EXPLAINED_APART:
                assert blocks[column] in node["columns"][column]["description"], f"{name}.{column}"


def test_only_doubts_of_fact_warn(tests: list[Node]) -> None:
    assert [test["name"] for test in tests if test["config"]["severity"].lower() != "error"] == ["facts_are_plausible"]


def test_yml_files_are_short_and_dbt_is_no_package() -> None:
    assert not list(PROJECT.rglob("__init__.py"))
    for path in PROJECT.rglob("*.yml"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_YML_LINES, path
