"""What the person mart must show of five real pages, from their text alone. They are not in the repository."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.dbt.conftest import AT
from tests.dbt.test_marts import Marts, load, read_schema
from warehouse.parse.records import parse_page
from warehouse.parse.rows import PageMeta
from warehouse.settings import CHECKOUT
from warehouse.store.database import work_path

PAGES = CHECKOUT.parent / "shared" / "pages"


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory, run_dbt: Callable[..., subprocess.CompletedProcess[str]]) -> Marts:
    files = sorted(PAGES.glob("*.txt"))
    if not files:
        pytest.skip(f"the five real pages are not in {PAGES}")
    home = tmp_path_factory.mktemp("real")
    load(home, [[parse_page(file.read_bytes(), PageMeta("real", file.name, "", AT, AT, AT.date())) for file in files]])
    done = run_dbt(work_path(home), "build", "--exclude-resource-type", "unit_test")
    assert done.returncode == 0, done.stdout
    return read_schema(work_path(home), "marts")


def held(marts: Marts, post: str, month: str) -> list[str]:
    """Who was proven in the post of the district in a month."""
    rows = [row for row in marts["posts_held"] if row["post"] == post and row["jurisdiction"] == "二七区"]
    return [row["name"] for row in rows if f"{row['start_max_on']:%Y-%m}" <= month <= f"{row['end_min_on']:%Y-%m}"]


def test_chairs_of_congress_and_cppcc_are_told_from_the_text(marts: Marts) -> None:
    assert held(marts, "区人大常委会主任", "2020-07") == ["许广佑"]
    assert held(marts, "区人大常委会主任", "2021-02") == ["吕安民"]
    assert held(marts, "区政协主席", "2020-07") == ["张全金"]
    assert held(marts, "区政协主席", "2021-02") == []  # the page says no more than 区政协领导


def test_the_next_chair_bounds_the_end_of_the_one_before(marts: Marts) -> None:
    chairs = {row["name"]: row for row in marts["posts_held"] if row["post"] == "区人大常委会主任"}
    assert chairs["许广佑"]["seat_id"] == chairs["吕安民"]["seat_id"]
    assert chairs["许广佑"]["end_max_on"] == chairs["吕安民"]["start_max_on"]
    assert chairs["许广佑"]["end_basis"] == "successor"


def test_every_spell_shows_its_words(marts: Marts) -> None:
    texts = {row["page_id"]: row["text"] for row in marts["pages"]}
    shown: dict[str, list[str]] = {}
    sighting: dict[str, Any]
    for sighting in marts["post_sightings"]:
        words = "".join(texts[sighting["page_id"]][sighting["char_start"] : sighting["char_end"]].split())
        assert words == sighting["post_written"]
        shown.setdefault(sighting["spell_id"], []).append(words)
    assert {row["spell_id"]: row["sighting_count"] for row in marts["posts_held"]} == {
        spell: len(words) for spell, words in shown.items() if spell
    }


def test_the_secretary_and_the_head_of_the_district_hold_one_spell_each(marts: Marts) -> None:
    seats = {(row["name"], row["organisation"]) for row in marts["posts_held"] if row["post"] in ("区委书记", "区长")}
    assert seats == {("陈红民", "中共二七区委"), ("苏建设", "二七区人民政府")}
    assert marts["seat_conflicts"] == []
