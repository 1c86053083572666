"""Our reading of numbers held against cn2an: what it writes we read back, and what both read they read the same."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse.numerals import read_number

LARGEST = 10**16 - 1  # that cn2an writes
wholes = st.integers(0, LARGEST) | st.integers(0, 200_000)
amounts = st.decimals(0, 10**12, places=4, allow_nan=False, allow_infinity=False) | st.decimals(0, 100, places=2)


@pytest.mark.parametrize("style", ["low", "up"])
@settings(max_examples=300, deadline=None)
@given(value=wholes)
def test_a_whole_number_that_cn2an_writes_is_read_back(value: int, style: str) -> None:
    assert read_number(cn2an.an2cn(str(value), style)) == value


@settings(max_examples=300, deadline=None)
@given(value=amounts)
def test_a_decimal_that_cn2an_writes_is_read_back(value: Decimal) -> None:
    assert read_number(cn2an.an2cn(f"{value:f}", "low")) == value


@settings(max_examples=200, deadline=None)
@given(value=st.integers(1, 10**12))
def test_a_negative_number_that_cn2an_writes_is_read_back(value: int) -> None:
    assert read_number(cn2an.an2cn(str(-value), "low")) == -value


@settings(max_examples=200, deadline=None)
@given(value=st.decimals(1, 10**10, places=2))
def test_an_amount_as_on_a_cheque_is_read_back(value: Decimal) -> None:
    assert read_number(cn2an.an2cn(f"{value:f}", "rmb")) == value


@settings(max_examples=500, deadline=None)
@given(text=st.text(st.sampled_from("零一二两三五九十百千万亿点"), min_size=1, max_size=9))
def test_what_cn2an_reads_strictly_is_read_the_same(text: str) -> None:
    try:
        expected = cn2an.cn2an(text, "strict")
    except ValueError:
        return
    found = read_number(text)
    assert found is not None and float(found) == pytest.approx(float(expected))
