"""The bench measures what it says: pages are the same each time and like real ones, figures reach table and history."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from tests.bench.pages_made import make_page, write_pages
from tests.bench.speed import Figure, Sizes, append_history, measure, write_table
from warehouse.parse.laws import check_laws
from warehouse.parse.records import parse_page
from warehouse.parse.rows import PageMeta

AT = dt.datetime(2024, 3, 1, 18, 30)


def test_a_page_is_the_same_each_time_and_no_other() -> None:
    assert make_page(7) == make_page(7)
    assert len({make_page(number)[:300] for number in range(20)}) == 20
    assert make_page(7, seed=2) != make_page(7)


def test_pages_have_the_size_and_the_parts_of_real_ones(tmp_path: Path) -> None:
    count = write_pages(tmp_path, megabytes=0.12)
    assert 8 <= count <= 12
    assert len(list(tmp_path.iterdir())) == count
    rows = parse_page(make_page(3).encode(), PageMeta("made", "p.txt", "0" * 64, AT, AT, AT.date()))
    check_laws(rows)
    assert 5 <= len(rows.articles) <= 20
    assert all((rows.metrics, rows.appearances, rows.bylines, rows.article_terms, rows.article_entities))
    assert rows.page.publication_date == dt.date(2019, 1, 1)


def test_parse_is_measured_against_jieba(tmp_path: Path) -> None:
    figures = measure(["parse"], Sizes(2, 0, 0, (), ()), tmp_path)
    assert [figure.unit for figure in figures[:2]] == ["×", "×"]
    assert all(figure.value > 0 for figure in figures)


def test_figures_reach_table_and_history(tmp_path: Path) -> None:
    figures = [Figure("night against baseline", 12.5, "×", "scaled"), Figure("night", 8, "s")]
    assert write_table(figures).splitlines()[0] == "night against baseline       12.50 ×       scaled"
    for _ in range(2):
        append_history(tmp_path / "history.csv", figures)
    rows = list(csv.DictReader((tmp_path / "history.csv").open(encoding="utf-8")))
    assert [(row["figure"], row["value"], row["unit"]) for row in rows[:2]] == [
        ("night against baseline", "12.500", "×"),
        ("night", "8.000", "s"),
    ]
    assert len(rows) == 4 and all(row["commit"] and row["machine"] for row in rows)
