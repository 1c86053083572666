"""Personal names: found by evidence; words that only look like names are left alone."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse.name_candidates import Candidate, Starts, find_candidates, read_signs
from warehouse.parse.name_weights import weigh_chars, weigh_neighbour_of, weigh_signs
from warehouse.parse.names import ACCEPT, choose, find_names
from warehouse.parse.segment import cut_dictionary_words

SPEECH_CHARS = "王李张高方欧阳清岚建国区县长委书记副主任局领导等、，。：“”（）·说强调出席参加2岁\n 　"
speech_texts = st.text(st.sampled_from(SPEECH_CHARS), max_size=60)


@pytest.mark.cases("names")
def test_names_are_found_in_order(case: dict[str, Any]) -> None:
    assert names_of(case["text"]) == case["names"]


@pytest.mark.cases("not_names")
def test_words_that_look_like_names_are_left_alone(case: dict[str, Any]) -> None:
    assert [name for name in names_of(case["text"]) if len(name) > 1] == []


def test_a_family_name_counts_alone_where_an_address_makes_it_a_person() -> None:
    assert names_of("陈教授和李大娘到了，老于没有来。") == ["陈", "李", "于"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40) | speech_texts)
def test_no_text_breaks_the_reading_and_names_do_not_overlap(text: str) -> None:
    end = 0
    for start, stop in find_names(text):
        assert end <= start < stop <= len(text)
        end = stop


@pytest.mark.cases("long_runs", having="names")
def test_a_long_run_of_names_is_read_in_linear_time(case: dict[str, Any], within: Any) -> None:
    with within(2):
        find_names((case["names"] * 20_000)[:20_000])


@pytest.mark.parametrize("seed", range(3))
def test_a_long_jumble_is_read_in_linear_time(seed: int, within: Any) -> None:
    text = "".join(random.Random(seed).choices(SPEECH_CHARS, k=20_000))
    with within(4):
        find_names(text)


def names_of(text: str) -> list[str]:
    return [text[start:end] for start, end in find_names(text)]


def test_a_known_name_may_end_the_text() -> None:
    assert names_of("李强") == ["李强"]


EVERYTHING = -1e8


@pytest.fixture(scope="module")
def all_starts() -> Starts:
    return Starts(EVERYTHING)


@pytest.mark.cases("names")
def test_the_odds_of_a_candidate_are_the_sum_of_its_signs(case: dict[str, Any], all_starts: Starts) -> None:
    tokens = cut_dictionary_words(case["text"])
    for found in find_candidates(case["text"], EVERYTHING, all_starts):
        assert found.odds == pytest.approx(weigh_apart(case["text"], tokens, found), abs=0.01), found


def weigh_apart(text: str, tokens: list[str], found: Candidate) -> float:
    name = text[found.start : found.end]
    signs = weigh_signs(read_signs(text, tokens, found), found.shape)
    return signs + weigh_chars(name, found.shape) + weigh_neighbour_of(found.left, found.right, found.shape)


@pytest.mark.cases("names")
def test_what_is_passed_over_is_no_name(case: dict[str, Any], all_starts: Starts) -> None:
    every = choose([found for found in find_candidates(case["text"], EVERYTHING, all_starts) if found.odds > ACCEPT])
    assert [found[:4] for found in choose(find_candidates(case["text"], ACCEPT))] == [found[:4] for found in every]
