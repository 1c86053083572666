"""Which seat a post's words mean: body, place, level, and whether one person holds it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse import words
from warehouse.parse.seats import Seat, find_title, read_seat

post_texts = st.text(
    st.sampled_from("区县市镇村街道委党组书记副常务代原长主任主席院人大政协局部公司第一届（）、望川白鹭"), max_size=16
)


def read_chains(posts: str, jurisdiction: str | None) -> list[Seat]:
    """Chains are parted by ；, the posts of a chain by 、."""
    seats: list[Seat] = []
    for chain in posts.split("；"):
        before = None
        for post in chain.split("、"):
            before = read_seat(post, jurisdiction, before)
            seats.append(before)
    return seats


@pytest.mark.cases("seats")
def test_a_post_means_a_seat(case: dict[str, Any]) -> None:
    found = read_chains(case["posts"], case["jurisdiction"])
    named = [[seat.post, seat.organisation, seat.jurisdiction, seat.level, seat.title] for seat in found]
    assert named == case["seats"]


def test_a_bare_deputy_belongs_to_the_one_body_whose_chief_the_article_has_named() -> None:
    chair, office = read_seat("区人大常委会主任", "望川区"), read_seat("区政府办公室主任", "望川区")
    deputy = read_seat("副主任", "望川区", earlier=[chair, chair])
    assert (deputy.post, deputy.organisation, deputy.title) == ("区人大常委会副主任", "望川区人大常委会", None)
    assert read_seat("副主任", "望川区", earlier=[chair, office]).organisation is None
    assert read_seat("副局长", "望川区", earlier=[chair]).organisation is None


def test_a_missing_place_leaves_its_mark() -> None:
    forms = {
        "县委书记": "中共~县委",
        "县教育局局长": "~县教育局",
        "组织部长": "中共~委组织部",
        "公司董事长": None,
        "镇长": None,
    }
    assert {post: read_seat(post, None).organisation_form for post in forms} == forms
    assert [read_seat(post, "清泉县").organisation_form for post in forms] == [None] * len(forms)


@settings(max_examples=300, deadline=None)
@given(post_texts, st.sampled_from([None, "望川区", "二七区"]))
def test_any_words_have_a_post_and_deputies_no_seat(text: str, jurisdiction: str | None) -> None:
    seat = read_seat(text, jurisdiction, read_seat("白鹭镇党委书记", jurisdiction))
    assert seat.post or not text
    assert (seat.organisation or "~").count("~") <= 1
    title = find_title(text)
    if title and text.endswith("副" + title):
        assert seat.title is None


def test_bodies_stand_behind_a_place() -> None:
    assert {name for name in words.bodies().values() if name.count("~") != 1} == set()
