"""Posts as an article writes them, and whose they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse.people import find_people
from warehouse.parse.posts import read_posts
from warehouse.parse.text import squeeze

post_texts = st.text(st.sampled_from("区县市委书记副常务代原前局长主任、，和的兼教育第一随后由李明"), max_size=30)


@pytest.mark.cases("posts")
def test_posts_stand_as_written(case: dict[str, Any]) -> None:
    people = find_people([squeeze(case["text"], [(0, len(case["text"]))])], set())
    assert {person.name: person.posts for person in people} == case["people"]


def test_posts_end_where_the_name_before_ends() -> None:
    text = "区长岳明川、区委书记丁怀远"
    assert [post.text for post in read_posts(text, text.index("丁怀远"), text.index("、"))] == ["区委书记"]


def test_a_name_without_a_post_has_none() -> None:
    text = "记者见到了丁怀远"
    assert read_posts(text, text.index("丁怀远"), 0) == []


@settings(max_examples=150, deadline=None)
@given(post_texts)
def test_a_post_is_always_cut_from_the_text(text: str) -> None:
    for post in read_posts(text, len(text), 0):
        assert post.text and text[post.start : post.end] == post.text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("区委副书记、代区长令狐望北作报告。", [("区委副书记", "full", None), ("代区长", "acting", None)]),
        ("会议决定任命林知夏为县财政局局长。", [("县财政局局长", "full", "appointed")]),
        ("会议决定免去：石青岩的县教育局局长职务。", [("县教育局局长", "former", "removed")]),
        ("接受丁怀远辞去县人民政府县长职务的请求。", [("县人民政府县长", "former", "resigned")]),
        ("原县委书记丁怀远到会。", [("原县委书记", "former", None)]),
        ("副区长（主持区教育局工作）李国庆到会。", [("副区长", "in_charge", None)]),
        ("区领导楼亚琴、佘丽参加。", []),
    ],
)
def test_a_sighting_says_how_the_post_is_held(text: str, seen: list[tuple[str, str, str | None]]) -> None:
    people = find_people([squeeze(text, [(0, len(text))])], set())
    sightings = [sighting for person in people for sighting in person.sightings]
    assert [(post.text, post.tenure_status, post.announcement) for post, _, _ in sightings] == seen
    assert [text[start:end] for _, (_, start, end), _ in sightings] == [post for post, _, _ in seen]
