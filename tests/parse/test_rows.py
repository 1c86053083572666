"""Rows: one NamedTuple per staging table, with keys that depend on content alone."""

from __future__ import annotations

import pytest

from warehouse.parse import rows
from warehouse.parse.rows import PageRows, make_id

TABLES = [
    rows.PageRow,
    rows.SpanRow,
    rows.ArticleRow,
    rows.BylineRow,
    rows.AppearanceRow,
    rows.PostSightingRow,
    rows.EventRow,
    rows.EventPersonRow,
    rows.MetricRow,
    rows.EntityRow,
    rows.TermRow,
]


@pytest.mark.parametrize("table", [*TABLES, rows.ProblemRow], ids=lambda table: table.__name__)
def test_a_row_begins_with_its_key_and_says_what_one_row_is(table: type) -> None:
    assert table._fields[0].endswith("_id")  # type: ignore[attr-defined]
    assert (table.__doc__ or "").startswith("One row per ")


@pytest.mark.parametrize("table", TABLES[1:], ids=lambda table: table.__name__)
def test_what_stands_on_a_page_has_offsets_into_it(table: type) -> None:
    assert {"page_id", "char_start", "char_end"} <= set(table._fields)  # type: ignore[attr-defined]


def test_the_rows_of_a_page_are_those_of_every_table() -> None:
    assert len(PageRows._fields) == len(TABLES) + 1


def test_a_key_is_short_stable_and_tells_its_parts_apart() -> None:
    assert make_id("a", "b") == make_id("a", "b") == make_id(*"ab")
    assert len(make_id("a")) == 16
    assert len({make_id("a", "b"), make_id("ab"), make_id("b", "a"), make_id("a", "b", "")}) == 4


def test_a_key_does_not_change_between_releases() -> None:
    assert make_id("pages", "望川时讯_2023-07-14_A01.txt", 1) == "1b0d236caecfe573"
