"""The people of an article, one row each: how often they are named, in which role, who speaks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse.people import Person, find_people
from warehouse.parse.text import Flow, squeeze

ROLES = {"leader", "attendee", "citizen", "expert", "national"}
SPEECH_CHARS = "王李张高方欧阳清岚建国区县长委书记副主任局领导等、，。：“”（）·说强调出席参加2岁\n 　"


@pytest.mark.cases("roles")
def test_roles_follow_from_what_people_do(case: dict[str, Any]) -> None:
    assert {person.name: person.role for person in people_of(case["text"])} == case["people"]


def test_a_person_is_one_row_however_often_named() -> None:
    (person,) = people_of("区长岳明川主持会议。岳明川强调，要抓好落实。岳明川要求，要压实责任。")
    assert (person.name, person.mention_count) == ("岳明川", 3)
    assert [start for _, start, _ in person.places] == [2, 10, 22]


def test_mentions_are_counted_over_headline_and_body() -> None:
    headline, body = "岳明川检查防汛工作", "本报讯7月12日，区长岳明川检查防汛工作。"
    (person,) = find_people([flow_of(headline), flow_of(body)], set())
    assert (person.mention_count, person.posts) == (2, ["区长"])
    assert [flow for flow, _, _ in person.places] == [0, 1]


def test_a_list_numbers_its_people() -> None:
    people = people_of("区领导楼亚琴、卞时雨、佘丽、上官剑参加。")
    assert [(person.name, person.list_position) for person in people] == [
        ("楼亚琴", 1),
        ("卞时雨", 2),
        ("佘丽", 3),
        ("上官剑", 4),
    ]


def test_who_speaks_is_told_from_who_is_named() -> None:
    people = people_of("区委书记丁怀远强调，要抓好落实。区领导佘丽、上官剑参加。")
    assert [(person.name, person.is_speaker) for person in people] == [
        ("丁怀远", True),
        ("佘丽", False),
        ("上官剑", False),
    ]


def test_masked_bylines_are_left_out() -> None:
    text = "本报讯（记者殷一帆）7月12日，区长岳明川检查防汛工作。"
    byline = range(text.index("殷"), text.index("）"))
    assert [person.name for person in find_people([flow_of(text)], set(byline))] == ["岳明川"]


def test_a_name_broken_by_the_column_is_found() -> None:
    (person,) = people_of("本报讯 7月12日，区长岳\n明川检查防汛工作。")
    assert person.name == "岳明川"


def test_an_article_without_people_has_none() -> None:
    assert people_of("全区上下要提高站位，压实责任。") == []
    assert find_people([], set()) == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40) | st.text(st.sampled_from(SPEECH_CHARS), max_size=60))
def test_no_text_breaks_the_reading_and_people_cut_their_names(text: str) -> None:
    flow = flow_of(text)
    people = find_people([flow], set())
    assert len({person.name for person in people}) == len(people)
    for person in people:
        assert [flow.text[start:end] for _, start, end in person.places] == [person.name] * len(person.places)
        assert person.mention_count >= 1
        assert person.role in ROLES


def people_of(text: str) -> list[Person]:
    return find_people([flow_of(text)], set())


def flow_of(text: str) -> Flow:
    return squeeze(text, [(0, len(text))])
