"""Alternatives opened with literals find what the same patterns find unopened."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse import words
from warehouse.parse.alternatives import compile_alternatives, open_with_literal

MOODS = sorted({row["mood"] or "" for row in words.read_list("word_moods")})


@pytest.mark.parametrize("mood", MOODS)
@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from("要将力争确保计划目标年底内前已去上完成了有望预计不主一20"), max_size=20))
def test_opened_alternatives_find_the_same_place(mood: str, text: str) -> None:
    patterns = [row["pattern"] or "" for row in words.read_list("word_moods") if row["mood"] == mood]
    found, expected = compile_alternatives(patterns).search(text), re.search("|".join(patterns), text)
    assert (found and found.start()) == (expected and expected.start())


def test_what_cannot_be_opened_stays() -> None:
    assert open_with_literal(r"\d+年") == [r"\d+年"]
    assert open_with_literal("(?<!上)应?当") == ["(?<!上)应?当"]
