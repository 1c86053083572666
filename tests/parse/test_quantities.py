"""Numbers with units, before what they measure is asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse.quantities import find_quantities
from warehouse.parse.text import fold

QUANTITY_CHARS = "123456789.%一二三十百千万亿几余多近超约个条元亩人岁公里年月日第次至～-、，。“”"


@pytest.mark.parametrize(
    ("text", "value", "unit", "modifier"),
    [
        ("完成投资340.64亿元", "34064000000", "元", None),
        ("近300名", "300", "名", "approx"),
        ("1.2万余人", "12000", "人", "at_least"),
        ("超过15分钟", "15", "分钟", "at_least"),
        ("8分钟以内", "8", "分钟", "at_most"),
        ("不少于500套", "500", "套", "at_least"),
        ("50公里左右", "50", "公里", "approx"),
        ("四万二千亩", "42000", "亩", None),
        ("百分之三点五", "3.5", "%", None),
        ("两成以上", "20", "%", "at_least"),
        ("2.3个百分点", "2.3", "个百分点", None),
        ("1,286户", "1286", "户", None),
    ],
)
def test_number_unit_and_modifier_are_read(text: str, value: str, unit: str, modifier: str | None) -> None:
    (quantity,) = find_quantities(fold(text))
    assert (quantity.value, quantity.unit, quantity.modifier) == (Decimal(value), unit, modifier)


@pytest.mark.cases("quantities")
def test_a_number_with_its_unit_is_one_quantity(case: dict[str, Any]) -> None:
    (quantity,) = find_quantities(fold(case["text"]))
    assert (quantity.value, quantity.unit) == (Decimal(case["value"]), case["unit"])
    if "high" in case:
        assert (quantity.low, quantity.high) == (Decimal(case["value"]), Decimal(case["high"]))
    else:
        assert quantity.modifier == case["modifier"]


@pytest.mark.parametrize("text", ["第3次", "9月15日", "2023年", "六稳六保", "十六届", "三个望川", "一网通办", "全区"])
def test_what_is_no_quantity_is_left_alone(text: str) -> None:
    assert find_quantities(f"“{text}”" if text == "三个望川" else text) == []


def test_a_range_has_both_ends() -> None:
    (quantity,) = find_quantities("每组10至15人")
    assert (quantity.value, quantity.low, quantity.high) == (Decimal(10), Decimal(10), Decimal(15))


def test_a_range_from_nothing_to_nothing_breaks_nothing() -> None:
    find_quantities("补贴0至0万元")


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(QUANTITY_CHARS), max_size=60))
def test_quantities_stand_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert quantity.value.is_finite() and quantity.step > 0 and quantity.unit
        end = quantity.end
