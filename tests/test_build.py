"""The build step beside dbt itself: files of another checkout, tables that no model makes any longer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

from warehouse.build import DBT_PROJECT, drop_unmade, prepare_target
from warehouse.store.database import work_path


def test_files_of_a_checkout_that_was_moved_are_removed_once(tmp_path: Path) -> None:
    target = prepare_target(tmp_path, tmp_path / "old" / "dbt")
    (target / "partial_parse.msgpack").write_bytes(b"paths into the old checkout")
    assert prepare_target(tmp_path, tmp_path / "old" / "dbt") == target
    assert (target / "partial_parse.msgpack").exists()
    prepare_target(tmp_path, tmp_path / "new" / "dbt")
    assert not (target / "partial_parse.msgpack").exists()


def test_files_of_an_unknown_checkout_are_removed(tmp_path: Path) -> None:
    target = tmp_path / "work" / "dbt"
    target.mkdir(parents=True)
    (target / "manifest.json").write_text("{}")
    prepare_target(tmp_path, DBT_PROJECT)
    assert [path.name for path in target.iterdir()] == ["checkout.txt"]


def test_tables_that_no_model_makes_are_dropped(tmp_path: Path) -> None:
    path = work_path(tmp_path)
    path.parent.mkdir()
    kept = ["marts.pages", "prep.stg_pages", "reference.ref_units", "staging.pages"]
    with duckdb.connect(str(path)) as connection:
        for schema in ("marts", "prep", "reference", "staging"):
            connection.execute(f"create schema {schema}")
        for table in (*kept, "marts.old_mart", "reference.ref_old"):
            connection.execute(f"create table {table} (i integer)")
        connection.execute("create view prep.stg_old as from staging.pages")
    made = [("model", "marts", "pages"), ("model", "prep", "stg_pages"), ("seed", "reference", "ref_units")]
    nodes = {name: {"resource_type": kind, "schema": schema, "name": name} for kind, schema, name in made}
    nodes["test"] = {"resource_type": "test", "schema": "marts", "name": "old_mart"}
    drop_unmade(tmp_path, nodes)
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute("select table_schema || '.' || table_name from information_schema.tables").fetchall()
    assert sorted(name for (name,) in found) == kept


def test_the_parser_is_not_imported_before_the_lists_of_the_night_are_joined() -> None:
    """A served flow runs in a process of its own: importing the flow must not read the lists."""
    script = "import sys, flows.nightly, flows.schedule; print('warehouse.parse.words' in sys.modules)"
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert output.split() == ["False"]
