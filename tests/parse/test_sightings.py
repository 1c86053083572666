"""The posts of an article's people: chains, who is named before whom, what is no post, where a person is at home."""

from __future__ import annotations

import pytest

from warehouse.parse.people import find_people
from warehouse.parse.sightings import place_seats, read_sightings, tell_jurisdiction, tell_organisation
from warehouse.parse.text import squeeze


def read(text: str, jurisdiction: str | None = "望川区") -> dict[str, list[tuple[str, str | None]]]:
    """Person -> (post, organisation) of each sighting."""
    people = find_people([squeeze(text, [(0, len(text))])], set())
    seen = place_seats(people, jurisdiction)
    return {
        person.name: [(seat.post, seat.organisation) for _, seat in seats]
        for person, seats in zip(people, seen, strict=True)
        if seats
    }


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        (
            "市委常委、组织部长林知夏，区委常委、组织部长楼亚琴到会。",
            {
                "林知夏": [("市委常委", "市委"), ("组织部部长", "组织部")],
                "楼亚琴": [("区委常委", "中共望川区委"), ("区委组织部部长", "中共望川区委组织部")],
            },
        ),
        (
            "区人大常委会主任林知夏主持会议，副主任楼亚琴出席会议。",
            {
                "林知夏": [("区人大常委会主任", "望川区人大常委会")],
                "楼亚琴": [("区人大常委会副主任", "望川区人大常委会")],
            },
        ),
        ("企业负责人林知夏、教师代表楼亚琴发言。", {}),
        ("区人大代表林知夏到会。", {"林知夏": [("区人大代表", "望川区人大")]}),
    ],
)
def test_a_post_knows_what_stands_before_it(text: str, posts: dict[str, list[tuple[str, str | None]]]) -> None:
    assert read(text) == posts


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("市委常委、区委书记林知夏到会。", "望川区"),
        ("岚山市教育局局长林知夏到会。", "岚山市"),
        ("岚山市委常委、望川区委书记林知夏到会。", "望川区"),
        ("心血管内科主任林知夏到会。", "望川区"),
    ],
)
def test_a_person_is_at_home_in_the_pages_district_if_any_post_is(text: str, home: str) -> None:
    (seen,) = place_seats(find_people([squeeze(text, [(0, len(text))])], set()), "望川区")
    assert tell_jurisdiction(seen, "望川区") == home


def test_a_sighting_is_cut_from_the_page_and_numbered_in_its_article() -> None:
    text = "区长林知夏到会。区长林知夏讲话。"
    flow = squeeze(text, [(0, len(text))])
    (seen,) = place_seats(find_people([flow], set()), "望川区")
    rows = read_sightings("g1", text, "a1", [flow], "林知夏", seen)
    assert [text[row.char_start : row.char_end] for row in rows] == ["区长", "区长"]
    assert len({row.sighting_id for row in rows}) == 2
    assert tell_organisation(seen) == "望川区人民政府"
