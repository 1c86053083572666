"""Numbers as newspapers write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.parse.number_spans import find_numbers
from warehouse.parse.numerals import plain, read_digits, read_number
from warehouse.parse.text import fold

NUMBER_CHARS = "0123456789０１９.．,，一二两三五十百千万亿零〇几数余多半成点分之第％%个元年月日至～-"
number_texts = st.text(st.sampled_from(NUMBER_CHARS), max_size=60)


@pytest.mark.cases("numerals", having="value")
def test_a_number_is_read(case: dict[str, Any]) -> None:
    expected = None if case["value"] is None else Decimal(case["value"])
    assert read_number(case["text"]) == expected


@pytest.mark.cases("numerals", having="values")
def test_the_numbers_of_a_sentence_are_found_in_order(case: dict[str, Any]) -> None:
    assert [number.value for number in find_numbers(fold(case["text"]))] == [Decimal(v) for v in case["values"]]


@pytest.mark.cases("numerals", having="step")
def test_a_number_keeps_the_step_to_which_it_is_written(case: dict[str, Any]) -> None:
    assert [number.step for number in find_numbers(fold(case["text"]))] == [Decimal(case["step"])]


@pytest.mark.cases("numerals", having="is_vague")
def test_a_vague_number_is_told(case: dict[str, Any]) -> None:
    assert [number.is_vague for number in find_numbers(fold(case["text"]))] == [case["is_vague"]]


@pytest.mark.parametrize(
    ("text", "value"), [("二〇二四", 2024), ("十二", 12), ("二十", 20), ("三十一", 31), ("07", 7), ("九", 9)]
)
def test_the_digits_of_a_date_are_read(text: str, value: int) -> None:
    assert read_digits(text) == value


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**15))
def test_a_whole_number_is_read_back(value: int) -> None:
    assert read_number(str(value)) == value
    assert read_number(f"{value:,}") == value


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**12 - 1))
def test_a_number_in_chinese_numerals_is_read_back(value: int) -> None:
    assert read_number(write_han(value)) == value


@settings(max_examples=50, deadline=None)
@given(st.decimals("0", "1000000", places=3))
def test_a_plain_value_is_equal_and_without_exponent(value: Decimal) -> None:
    assert plain(value) == value
    assert "E" not in str(plain(value))


@settings(max_examples=200, deadline=None)
@example("1" + "0" * 28)
@given(number_texts)
def test_no_text_breaks_the_reading_and_numbers_cut_their_text(text: str) -> None:
    read_number(text)
    folded = fold(text)
    end = 0
    for number in find_numbers(folded):
        assert folded[number.start : number.end] == number.text
        assert number.start >= end
        assert number.value.is_finite()
        assert number.step > 0
        end = number.end


@pytest.mark.cases("long_runs", having="numbers")
def test_a_long_run_of_numerals_is_read_in_linear_time(case: dict[str, Any], within: Any) -> None:
    text = (case["numbers"] * 20_000)[:20_000]
    with within(2):
        read_number(text)
        find_numbers(text)


def write_han(value: int) -> str:
    """A whole number below a trillion as a careful newspaper writes it: 10203 -> 一万零二百零三."""
    if value >= 10**8:
        high, low = divmod(value, 10**8)
        return write_han(high) + "亿" + ("零" if low and low < 10**7 else "") + (write_han(low) if low else "")
    high, low = divmod(value, 10_000)
    if not high:
        return _write_group(low).removeprefix("零")
    middle = "零" if low and low < 1000 else ""
    return _write_group(high).removeprefix("零") + "万" + middle + _write_group(low).removeprefix("零")


def _write_group(value: int) -> str:
    text = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            text += "一二三四五六七八九"[digit - 1] + unit
        elif text and value % place and not text.endswith("零"):
            text += "零"
    return text
