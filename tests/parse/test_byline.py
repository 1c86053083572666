"""Bylines in the forms in which papers print them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.parse.byline import (
    Credit,
    find_front,
    find_tail,
    is_byline_line,
    is_name,
    is_photo_credit,
    read_byline,
)
from warehouse.parse.text import bare, fold

BYLINE_CHARS = "记者通讯员本报首席摄文图□（）()/ 　、：李明欧阳清岚·王。，8县融媒体中心"
byline_texts = st.text(st.sampled_from(BYLINE_CHARS), max_size=40)


@pytest.mark.cases("bylines", having="line")
def test_a_byline_line_names_its_people(case: dict[str, Any]) -> None:
    line = fold(case["line"])
    assert is_byline_line(line)
    credits = read_byline(line)
    assert people_of(credits) == case["credits"]
    if "qualifiers" in case:
        assert [credit.qualifier for credit in credits] == case["qualifiers"]
    if "units" in case:
        assert [credit.unit for credit in credits] == case["units"]


@pytest.mark.cases("bylines", having="not_line")
def test_a_line_that_speaks_of_reporters_is_no_byline(case: dict[str, Any]) -> None:
    assert not is_byline_line(fold(case["not_line"]))


@pytest.mark.cases("bylines", having="tail")
def test_the_byline_behind_a_body_is_found(case: dict[str, Any]) -> None:
    found = find_tail(fold(case["tail"]))
    assert (people_of(found[1]) if found else None) == case["credits"]


@pytest.mark.cases("bylines", having="front")
def test_the_byline_in_a_lead_is_found(case: dict[str, Any]) -> None:
    found = find_front(fold(case["front"]))
    assert (people_of(found[2]) if found else None) == case["credits"]


@pytest.mark.parametrize("name", ["殷一帆", "乔麦", "欧阳清岚", "阿依古丽·买买提", "尉迟明"])
def test_a_name_is_a_name(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("word", ["本报", "记者", "供稿", "县委宣传部", "文图", "", "2023", "欧阳清岚与人民"])
def test_another_word_is_no_name(word: str) -> None:
    assert not is_name(word)


@pytest.mark.parametrize(
    "text",
    [
        "贾图 摄",
        "记者 贾图 摄",
        "本报记者 贾图 摄影报道",
        "贾图/摄",
    ],
)
def test_a_photo_credit_is_told(text: str) -> None:
    assert is_photo_credit(text)


@pytest.mark.parametrize("text", ["记者 殷一帆", "摄影展开幕", "非遗项目申报启动"])
def test_what_credits_no_picture_is_no_photo_credit(text: str) -> None:
    assert not is_photo_credit(text)


@settings(max_examples=200, deadline=None)
@example("明8/")
@given(byline_texts)
def test_no_text_breaks_the_reading_and_credits_cut_their_names(text: str) -> None:
    is_byline_line(text)
    is_photo_credit(text)
    tail, front = find_tail(text), find_front(text)
    for credit in [*read_byline(text), *(tail[1] if tail else []), *(front[2] if front else [])]:
        assert bare(text[credit.start : credit.end]) == bare(credit.name)


def people_of(credits: list[Credit]) -> list[list[str]]:
    return [[credit.name, credit.kind] for credit in credits]
