"""The schema: the tables are the NamedTuples, and a newcomer understands every column."""

from __future__ import annotations

import datetime as dt
import typing
from decimal import Decimal

import pytest

from warehouse.parse import rows
from warehouse.store.builds import Build, TouchedPage
from warehouse.store.landing import LandedFile, QuarantinedFile
from warehouse.store.load import Load
from warehouse.store.schema import METADATA

ROW_TYPES = {
    "landing.files": LandedFile,
    "landing.quarantine": QuarantinedFile,
    "landing.loads": Load,
    "landing.touched_pages": TouchedPage,
    "landing.builds": Build,
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
LIST_TYPES = {str: "VARCHAR[]", dt.date: "DATE[]", int: "BIGINT[]"}
SQL_TYPES = {str: "VARCHAR", float: "DOUBLE", Decimal: "DOUBLE", bool: "BOOLEAN"}
ALL_COLUMNS = [(name, column.name) for name, table in METADATA.tables.items() for column in table.columns]


def test_every_table_has_a_named_tuple_and_no_key():
    assert METADATA.tables.keys() == ROW_TYPES.keys()
    assert not any(table.primary_key or table.indexes for table in METADATA.tables.values())


@pytest.mark.parametrize("name", ROW_TYPES)
def test_columns_are_the_fields_of_the_named_tuple(name):
    table, hints = METADATA.tables[name], typing.get_type_hints(ROW_TYPES[name])
    assert [column.name for column in table.columns] == list(ROW_TYPES[name]._fields)
    assert [column.nullable for column in table.columns] == [type(None) in typing.get_args(h) for h in hints.values()]


def test_every_field_of_a_page_has_its_table():
    tables = {name.removeprefix("staging.") for name in METADATA.tables if name.startswith("staging.")}
    assert tables == {"pages", *rows.PageRows._fields[1:]}


def test_types_follow_from_names_and_fields(work):
    found = work.exec_driver_sql(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "where schema_name in ('landing', 'staging')"
    ).all()
    assert len(found) == len(ALL_COLUMNS)
    for table, column, sql_type in found:
        assert (column, sql_type) == (column, expected_type(column, typing.get_type_hints(ROW_TYPES[table])[column]))


def expected_type(column, hint):
    hint = next((part for part in typing.get_args(hint) if type(None) in typing.get_args(hint)), hint)
    if typing.get_origin(hint) is list:
        return LIST_TYPES[typing.get_args(hint)[0]]
    if column.endswith("_at"):
        return "TIMESTAMP"
    if column.endswith("_on") or column in {"publication_date", "event_date_start", "event_date_end"}:
        return "DATE"
    if hint is int:
        return "BIGINT" if column.endswith("_count") or column == "size_bytes" else "INTEGER"
    return SQL_TYPES[hint]


def test_table_comments_begin_with_the_grain():
    assert all(table.comment and table.comment.startswith("One row per ") for table in METADATA.tables.values())


@pytest.mark.parametrize(("table", "name"), ALL_COLUMNS)
def test_column_comments_explain(table, name):
    column = METADATA.tables[table].columns[name]
    comment = column.comment
    assert comment
    if column.nullable:
        assert "null" in comment, "what does null mean?"
    if name in ("char_start", "char_end"):
        assert "0-based code points" in comment
    if name == "char_end":
        assert "exclusive" in comment
    if name.endswith("_at"):
        assert "UTC" in comment


def test_comments_are_in_the_database(work):
    rows = work.exec_driver_sql(
        "select comment from duckdb_columns() where schema_name in ('landing', 'staging') "
        "union all select comment from duckdb_tables() where schema_name in ('landing', 'staging')"
    ).scalars()
    assert all(rows)
