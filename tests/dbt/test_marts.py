"""The marts of four tiny pages: an empty warehouse, the pages in order, in reverse order, and with broken rows."""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
import sqlalchemy as sa

from warehouse.parse.rows import PageRows, make_id
from warehouse.settings import CHECKOUT
from warehouse.store.database import begin_transaction, open_work, work_path
from warehouse.store.load import Load, load_pages, write_load
from warehouse.store.schema import PAGE_TABLES

Table = list[dict[str, Any]]
Marts = dict[str, Table]

MARTS = [
    *("appearances", "article_entities", "article_spans", "article_terms", "articles", "bylines", "calendar"),
    *("co_appearances", "commitment_reports", "commitments", "coverage_days", "entities", "event_people", "events"),
    *("indicators", "loads", "metric_conflicts", "metrics", "page_quality", "pages", "people", "person_precedence"),
    *("post_sightings", "posts_held", "problems", "seat_conflicts"),
]
# One broken row of a mart for each test of form
BREAK = {
    "spans_partition_pages": "update marts.article_spans set char_end = char_end - 1 where role = 'headline'",
    "bodies_equal_their_spans": "update marts.articles set body = body || '！' where title = '县长时光调研'",
    "facts_are_cut_exactly": "update marts.metrics set char_start = char_start + 1 where text = '130岁'",
    "metric_values_are_in_order": "update marts.metrics set value = 99 where value_low = 15",
    "no_row_is_lost": "delete from marts.appearances where name = '高峰' and mention_count = 2",
    "reprints_lead_to_first_printings": "update marts.articles set duplicate_of = article_id where seq = 2",
    "spells_are_in_order": "update marts.posts_held set end_min_on = start_max_on - 1 where post = '县长'",
    "seat_overlaps_are_told": "update marts.posts_held set end_min_on = '2024-12-31' where post = '县委书记'; "
    "delete from marts.seat_conflicts",
    "lists_equal_bridges": "update marts.articles set reporters = ['王小红'] where title = '县长时光调研'",
}


class Builds(NamedTuple):
    """The same work database after each build."""

    empty: Marts
    forward: Marts
    backward: Marts
    reference: dict[str, Table]
    broken: dict[str, str]  # status by test of form, after BREAK


@pytest.fixture(scope="module")
def builds(
    tmp_path_factory: pytest.TempPathFactory,
    tiny_pages: list[PageRows],
    run_dbt: Callable[..., subprocess.CompletedProcess[str]],
) -> Builds:
    home = tmp_path_factory.mktemp("marts")
    database = work_path(home)

    def build(*arguments: str) -> Marts:
        done = run_dbt(database, "build", "--full-refresh", *arguments)
        assert done.returncode == 0, done.stdout
        return read_schema(database, "marts")

    load(home, [])
    empty = build()  # with the unit tests of the models
    load(home, [tiny_pages])
    forward = build("--exclude-resource-type", "unit_test")
    load(home, [[page] for page in reversed(tiny_pages)])
    backward = build("--exclude-resource-type", "unit_test")
    with duckdb.connect(str(database)) as connection:
        for statement in BREAK.values():
            connection.execute(statement)
    run_dbt(database, "test", "--select", "test_type:singular")
    results = json.loads((database.parent / "dbt" / "run_results.json").read_text())["results"]
    broken = {result["unique_id"].split(".")[2]: result["status"] for result in results}
    return Builds(empty, forward, backward, read_schema(database, "reference"), broken)


def load(home: Path, batches: Sequence[Sequence[PageRows]]) -> None:
    """Make staging hold these pages and no others, landed batch by batch, and tell of one night."""
    at = dt.datetime(2024, 3, 5, 18, 30)
    with open_work(home) as connection:
        with begin_transaction(connection):
            for table in PAGE_TABLES:
                connection.execute(sa.delete(table))
        for batch in batches:
            load_pages(connection, batch)
        if batches:
            write_load(connection, Load("n1", at, None, 4, 0, None, None, None, None, None, False, "v1", None))


def read_schema(database: Path, schema: str) -> dict[str, Table]:
    """All tables of a schema, rows by their first column."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() where schema_name = ? order by 1", [schema]
        ).fetchall()
        tables = {}
        for (name,) in names:
            cursor = connection.execute(f'select * from {schema}."{name}" order by 1')
            columns = [column[0] for column in cursor.description or []]
            tables[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return tables


def pick(table: Table, **wanted: Any) -> dict[str, Any]:
    """The one row that has these values."""
    found = [row for row in table if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def test_an_empty_warehouse_has_every_mart_and_no_row(builds: Builds) -> None:
    assert list(builds.empty) == MARTS
    assert not any(builds.empty.values())


def test_pages_in_any_order_make_the_same_marts(builds: Builds) -> None:
    assert builds.forward == builds.backward
    assert all(builds.forward.values())


def test_facts_carry_paper_and_days_of_their_page(builds: Builds) -> None:
    articles = {row["title"]: row for row in builds.forward["articles"]}
    days = {title: (row["paper"], str(row["filed_on"]), str(row["event_on"])) for title, row in articles.items()}
    assert days == {
        "县委召开会议": ("岚溪报", "2024-03-01", "2024-02-29"),
        "高峰今年130岁。": ("岚溪报", "2024-03-01", "2024-03-01"),
        "县长时光调研": ("岚溪报", "2024-03-04", "2024-03-04"),
        "县长到工地": ("岚溪报", "2024-03-05", "2024-03-05"),
        "澄湾区开会": ("dbt", "2024-03-05", "None"),  # undated, of no known paper
    }


def test_officials_are_one_person_and_citizens_are_not(builds: Builds) -> None:
    people = builds.forward["people"]
    mayor = pick(people, name="时光")
    assert mayor["person_id"] == make_id("people", "name_and_jurisdiction", "时光", "岚溪县")
    assert (mayor["article_count"], mayor["latest_post"], mayor["latest_organisation"]) == (2, "县长", "县委")
    namesakes = [row for row in people if row["name"] == "方便"]
    assert {(row["jurisdiction"], row["latest_post"]) for row in namesakes} == {
        ("岚溪县", "县委书记"),
        ("澄湾区", "副区长"),
    }
    assert [row["same_name_count"] for row in namesakes] == [1, 1]
    citizens = [row for row in people if row["name"] == "高峰"]
    assert [(row["identity_basis"], row["is_public_role"]) for row in citizens] == [("article", False)] * 2
    reporter = pick(people, name="王小明")
    assert (reporter["identity_basis"], reporter["article_count"], reporter["byline_count"]) == ("byline", 0, 2)


def test_metrics_know_speaker_and_indicator(builds: Builds) -> None:
    indicator = pick(builds.forward["indicators"], name="道路")
    assert (indicator["aliases"], indicator["metric_count"]) == (["“道路”"], 2)
    done = pick(builds.forward["metrics"], text="道路30条")
    assert done["indicator_id"] == indicator["indicator_id"]
    assert done["speaker_person_id"] == make_id("people", "name_and_jurisdiction", "方便", "岚溪县")
    assert pick(builds.forward["metrics"], text="130岁")["indicator_id"] is None


def test_a_reprint_stays_an_article_and_is_counted_nowhere_else(builds: Builds) -> None:
    reprint, first = (pick(builds.forward["articles"], title=title) for title in ("县长到工地", "县长时光调研"))
    assert (reprint["duplicate_of"], first["duplicate_of"]) == (first["article_id"], None)
    assert pick(builds.forward["people"], name="时光")["article_count"] == 2  # of three articles
    assert pick(builds.forward["indicators"], name="道路")["metric_count"] == 2
    assert pick(builds.forward["entities"], name="岚溪县")["article_count"] == 1


def test_who_took_part_in_one_event_met(builds: Builds) -> None:
    (pair,) = builds.forward["co_appearances"]
    assert {pair["name_a"], pair["name_b"]} == {"方便", "时光"}  # 高峰 is private
    assert (pair["event_count"], str(pair["first_event_on"])) == (1, "2024-02-29")
    (order,) = builds.forward["person_precedence"]
    assert (order["name_before"], order["name_after"], order["list_count"], order["order_note"]) == (
        "方便",
        "时光",
        1,
        None,
    )


def test_an_event_told_in_a_reprint_is_the_event_of_the_first_printing(builds: Builds) -> None:
    first, second = (row for row in builds.forward["events"] if row["kind"] == "inspection")
    assert first["event_id"] != second["event_id"]
    assert first["first_event_id"] == second["first_event_id"] in (first["event_id"], second["event_id"])
    article = pick(builds.forward["articles"], title="县长时光调研")
    assert pick(builds.forward["events"], article_id=article["article_id"])["event_id"] == first["first_event_id"]


def test_entities_know_their_forms_and_the_place_above(builds: Builds) -> None:
    entities = {row["name"]: row for row in builds.forward["entities"]}
    above = {row["entity_id"]: name for name, row in entities.items()}
    assert {name: above.get(row["parent_id"]) for name, row in entities.items()} == {
        "岚溪县": None,
        "石碓镇": "岚溪县",
        "金盆村": "石碓镇",
        "中共岚溪县委": None,
    }
    assert entities["中共岚溪县委"]["aliases"] == ["县委"]
    assert entities["金盆村"]["entity_id"] == make_id("entities", "place", "金盆村", "岚溪县")


def test_a_promise_meets_its_report_on_a_later_page(builds: Builds) -> None:
    commitment = pick(builds.forward["commitments"])
    told = ("target_value", "actual_value", "mention_count", "state", "pages_after_deadline_count")
    assert [commitment[column] for column in told] == [12, 8, 1, "in_progress", 0]
    assert [str(commitment[day]) for day in ("said_on", "deadline_on", "actual_on", "as_of_on")] == [
        *("2024-02-29", "2024-12-31", "2024-03-04", "2024-03-06")
    ]
    report = pick(builds.forward["commitment_reports"])
    assert report["metric_id"] == commitment["actual_metric_id"]
    conflict = pick(builds.forward["metric_conflicts"])
    assert (conflict["value_a"], conflict["value_b"], conflict["difference"]) == (5, 6, 1)


def test_doubted_facts_are_problems_of_their_page(builds: Builds) -> None:
    problems = {(row["step"], row["kind"], row["source_file"]) for row in builds.forward["problems"]}
    assert problems == {
        ("build", "implausible_age", "01.txt"),
        ("build", "seat_conflict", "01.txt"),
        ("parse", "undated", "03.txt"),
    }


def test_quality_counts_what_a_page_lacks(builds: Builds) -> None:
    quality = {row["page_id"]: row for row in builds.forward["page_quality"]}
    by_file = {row["source_file"]: {**row, **quality[row["page_id"]]} for row in builds.forward["pages"]}
    counts = ("article_count", "without_headline_count", "without_byline_count", "problem_count")
    assert {file: [row[count] for count in counts] for file, row in by_file.items()} == {
        "01.txt": [2, 1, 1, 2],
        "02.txt": [1, 0, 0, 0],
        "03.txt": [1, 0, 1, 1],
        "04.txt": [0, 0, 0, 0],
        "05.txt": [1, 0, 1, 0],
    }
    assert {file: row["is_undated"] for file, row in by_file.items() if row["is_undated"]} == {"03.txt": True}
    assert {row["coverage"] for row in by_file.values()} == {1.0}
    assert by_file["04.txt"]["furniture_share"] == 1.0


def test_the_calendar_spans_the_days_of_pages_and_listings(builds: Builds) -> None:
    days = [row["day"] for row in builds.forward["calendar"]]
    assert (days[0], days[-1], len(days)) == (dt.date(2023, 3, 1), dt.date(2024, 3, 31), 397)


def test_each_day_of_a_listed_paper_says_what_became_of_it(builds: Builds) -> None:
    """岚溪报 is listed for Fridays and has pages of Friday 2024-03-01 and of three days on which it doesn't appear."""
    days = {str(row["day"]): row["state"] for row in builds.forward["coverage_days"] if str(row["day"]) >= "2024-03-01"}
    told = {day: state for day, state in days.items() if state not in ("not_printed", "missing")}
    assert told == {"2024-03-01": "partial", **{f"2024-03-0{day}": "extra" for day in (4, 5, 6)}}
    missing = sorted(day for day, state in days.items() if state == "missing")
    assert missing == ["2024-03-08", "2024-03-15", "2024-03-22", "2024-03-29"]
    assert {row["paper"] for row in builds.forward["coverage_days"]} == {"岚溪报"}  # nobody collects the other here


def test_each_broken_row_fails_its_test_of_form(builds: Builds) -> None:
    assert builds.broken == {**dict.fromkeys(BREAK, "fail"), "facts_are_plausible": "warn"}


def test_word_lists_stay_text(builds: Builds) -> None:
    for name, table in builds.reference.items():
        with (CHECKOUT / "seeds" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
            written = [[cell or None for cell in row.values()] for row in csv.DictReader(lines)]
        assert sorted(map(str, (list(row.values()) for row in table))) == sorted(map(str, written)), name
    assert set(builds.reference) == {path.stem for path in (CHECKOUT / "seeds").glob("*.csv")}
