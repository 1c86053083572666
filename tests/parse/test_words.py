"""The word lists of ``seeds/``: read once, without gaps, and consistent with each other."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from warehouse.parse import words
from warehouse.settings import CHECKOUT

BY_HAND = {"ref_corrections", "ref_people"}  # shipped empty, for the user's own rows
LISTS = sorted({path.stem for path in (CHECKOUT / "seeds").glob("*.csv")} - BY_HAND)


@pytest.mark.parametrize("name", LISTS)
def test_each_row_of_a_list_has_a_source_and_stands_once(name: str) -> None:
    rows = words.read_list(name)
    assert rows
    assert [row for row in rows if not row.get("source")] == []
    assert len({tuple(row.items()) for row in rows}) == len(rows)


def test_a_list_is_read_once() -> None:
    assert words.read_list("ref_titles") is words.read_list("ref_titles")


def test_a_column_can_be_narrowed_by_other_columns() -> None:
    party = words.read_column("ref_titles", "title", kind="party")
    assert "区委书记" in party
    assert "区长" not in party


def test_family_names_are_of_one_or_two_characters() -> None:
    assert {len(name) for name in words.surnames()} == {1}
    assert {len(name) for name in words.compound_surnames()} == {2}
    assert {"王", "李", "张"} <= words.surnames()
    assert {"欧阳", "司徒", "令狐"} <= words.compound_surnames()


def test_single_seats_are_titles_and_deputies_hold_none() -> None:
    assert words.single_seat_titles() <= words.titles().keys()
    assert {"区委书记", "区长", "县长"} <= words.single_seat_titles()
    assert [title for title in words.single_seat_titles() if "副" in title or title[-2:] == "常委"] == []


def test_collective_words_are_no_posts_of_one_person() -> None:
    assert words.titles()["区领导"] == "collective"


def test_each_unit_has_a_dimension_and_a_positive_factor() -> None:
    for written, entry in words.units().items():
        assert written and entry.unit and entry.family and entry.dimension, written
        assert Decimal(entry.factor) > 0, written


@pytest.mark.parametrize(
    ("written", "unit", "dimension"),
    [
        ("元", "元", "money"),
        ("㎡", "平方米", "area"),
        ("公里", "公里", "length"),
        ("人次", "人次", "count"),
        ("个百分点", "个百分点", "share_points"),
        ("倍", "倍", "ratio"),
        ("岁", "岁", "age"),
        ("℃", "℃", "temperature"),
    ],
)
def test_a_written_unit_is_told_by_its_plain_word(written: str, unit: str, dimension: str) -> None:
    entry = words.units()[written]
    assert (entry.unit, entry.dimension) == (unit, dimension)


def test_the_units_of_one_unit_word_agree_on_their_dimension() -> None:
    dimensions: dict[str, set[str]] = {}
    for entry in words.units().values():
        dimensions.setdefault(entry.unit, set()).add(entry.dimension)
    assert {unit: found for unit, found in dimensions.items() if len(found) > 1} == {}


def test_known_names_are_people_or_places() -> None:
    assert set(words.known_names().values()) == {"person", "place"}


def test_the_version_follows_from_the_code_and_the_lists() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", words.read_version())
    assert words.read_version() == words.read_version()


def test_an_announcement_dates_a_start_or_an_end_or_nothing_whatever_its_word() -> None:
    bounds: dict[str | None, set[str | None]] = {}
    for row in words.read_list("ref_announcements"):
        bounds.setdefault(row["announcement"], set()).add(row["bounds"])
    assert bounds == {
        "appointed": {"start"},
        "elected": {"start"},
        "nominated": {None},
        "removed": {"end"},
        "resigned": {"end"},
    }
