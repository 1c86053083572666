"""Names, posts and roles of the people in an article."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse.people import Person, find_names, find_people, read_posts
from warehouse.parse.text import bare, squeeze

SPEECH_CHARS = "王李张高方欧阳清岚建国区县长委书记副主任局领导等、，。：“”（）·说强调出席参加2岁\n 　"
speech_texts = st.text(st.sampled_from(SPEECH_CHARS), max_size=60)


@pytest.mark.cases("names")
def test_names_are_found_in_order(case: dict[str, Any]) -> None:
    assert names_of(case["text"]) == case["names"]


@pytest.mark.cases("not_names")
def test_words_that_look_like_names_are_left_alone(case: dict[str, Any]) -> None:
    assert names_of(case["text"]) == []


@pytest.mark.cases("posts")
def test_posts_stand_as_written(case: dict[str, Any]) -> None:
    assert {person.name: person.posts for person in people_of(case["text"])} == case["people"]


@pytest.mark.cases("roles")
def test_roles_follow_from_what_people_do(case: dict[str, Any]) -> None:
    assert {person.name: person.role for person in people_of(case["text"])} == case["people"]


def test_posts_end_where_the_name_before_ends() -> None:
    text = "区长虞国峰、区委书记潘立群"
    assert read_posts(text, text.index("潘立群"), text.index("、")) == ["区委书记"]


def test_a_person_is_one_row_however_often_named() -> None:
    (person,) = people_of("区长虞国峰主持会议。虞国峰强调，要抓好落实。虞国峰要求，要压实责任。")
    assert (person.name, person.mention_count, person.start) == ("虞国峰", 3, 2)


def test_mentions_are_counted_over_headline_and_body() -> None:
    headline, body = "虞国峰检查防汛工作", "本报讯7月12日，区长虞国峰检查防汛工作。"
    (person,) = find_people([flow_of(headline), flow_of(body)], set())
    assert (person.mention_count, person.flow, person.posts) == (2, 0, ["区长"])


def test_a_list_numbers_its_people() -> None:
    people = people_of("区领导竺亚芬、翁时光、栾丽、申屠剑参加。")
    assert [(person.name, person.list_position) for person in people] == [
        ("竺亚芬", 1),
        ("翁时光", 2),
        ("栾丽", 3),
        ("申屠剑", 4),
    ]


def test_who_speaks_is_told_from_who_is_named() -> None:
    people = people_of("区委书记潘立群强调，要抓好落实。区领导栾丽、申屠剑参加。")
    assert [(person.name, person.is_speaker) for person in people] == [
        ("潘立群", True),
        ("栾丽", False),
        ("申屠剑", False),
    ]


def test_masked_bylines_are_left_out() -> None:
    text = "本报讯（记者沈一舟）7月12日，区长虞国峰检查防汛工作。"
    flow = flow_of(text)
    byline = range(text.index("沈"), text.index("）"))
    assert [person.name for person in find_people([flow], set(byline))] == ["虞国峰"]


def test_a_name_broken_by_the_column_is_found() -> None:
    flow = flow_of("本报讯 7月12日，区长虞\n国峰检查防汛工作。")
    (person,) = find_people([flow], set())
    assert person.name == "虞国峰"


@settings(max_examples=150, deadline=None)
@given(speech_texts)
def test_no_text_breaks_the_reading_and_people_cut_their_names(text: str) -> None:
    end = 0
    for start, stop in find_names(text):
        assert end <= start < stop <= len(text)
        end = stop
    flow = squeeze(text, [(0, len(text))])
    for person in find_people([flow], set()):
        assert bare(flow.text[person.start : person.end]) == person.name
        assert person.mention_count >= 1


@pytest.mark.parametrize("piece", ["王", "李明、", "区委书记", "高峰", "·", "阿不都·", "区长李明说，", "1岁的", "“", "方便副"])
def test_a_long_run_of_names_is_read_in_linear_time(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    started = time.perf_counter()
    find_names(text)
    assert time.perf_counter() - started < 3


def names_of(text: str) -> list[str]:
    return [text[start:end] for start, end in find_names(text)]


def people_of(text: str) -> list[Person]:
    return find_people([flow_of(text)], set())


def flow_of(text: str) -> Any:
    return squeeze(text, [(0, len(text))])
