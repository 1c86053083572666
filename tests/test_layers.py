"""Who may import whom, read from the source; the rules are DESIGN.md §1."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from warehouse.settings import CHECKOUT

FILES = sorted([*CHECKOUT.glob("warehouse/**/*.py"), *CHECKOUT.glob("flows/**/*.py")])
SHARED_BY_PARSE_AND_STORE = "warehouse.parse.rows"
ORCHESTRATORS = {"prefect"}
DATABASES = {"duckdb", "sqlalchemy", "duckdb_engine", "pyarrow", "dbt"}
OUTSIDE_WORLD = {"os", "subprocess", "socket", "urllib", "httpx", "requests", "tempfile", "shutil", "time", "random"}
TOUCHING = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "now", "today", "utcnow", "unlink", "mkdir"}


def name_of(file: Path) -> str:
    parts = file.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(file): ast.parse(file.read_text(encoding="utf-8")) for file in FILES}
PARSE = [name for name in MODULES if name.startswith("warehouse.parse")]
STORE = [name for name in MODULES if name.startswith("warehouse.store")]


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Full names of the modules imported anywhere below ``tree``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


def top_packages(name: str) -> set[str]:
    return {imported.partition(".")[0] for imported in imports_of(MODULES[name])}


@pytest.mark.parametrize("name", MODULES)
def test_only_flows_import_the_orchestrator(name: str) -> None:
    assert name.startswith("flows") or not top_packages(name) & ORCHESTRATORS


@pytest.mark.parametrize("name", STORE)
def test_store_knows_of_parse_only_its_rows(name: str) -> None:
    parse = {imported for imported in imports_of(MODULES[name]) if imported.startswith("warehouse.parse")}
    assert parse <= {SHARED_BY_PARSE_AND_STORE}


@pytest.mark.parametrize("name", PARSE)
def test_parse_imports_nothing_above_it_and_no_database(name: str) -> None:
    ours = {imported for imported in imports_of(MODULES[name]) if imported.startswith(("warehouse", "flows"))}
    assert all(imported.startswith("warehouse.parse") for imported in ours)
    by_environment = ("warehouse.parse.segment", "warehouse.parse.words")  # which segmenter, whose lists
    told = {"os"} if name in by_environment else set()
    assert not top_packages(name) & (DATABASES | OUTSIDE_WORLD - told)


@pytest.mark.parametrize("name", [name for name in PARSE if name != "warehouse.parse.words"])
def test_parse_touches_no_file_and_no_clock(name: str) -> None:
    called = [node.func for node in ast.walk(MODULES[name]) if isinstance(node, ast.Call)]
    names = {func.id for func in called if isinstance(func, ast.Name)}
    names |= {func.attr for func in called if isinstance(func, ast.Attribute)}
    assert not names & TOUCHING


def test_imports_point_down_without_cycles() -> None:
    graph = {name: {other for other in imports_of(tree) if other in MODULES} - {name} for name, tree in MODULES.items()}
    TopologicalSorter(graph).prepare()


def test_dbt_folder_is_no_package() -> None:
    assert not list((CHECKOUT / "dbt").rglob("__init__.py"))
