"""Quantities in two units, or that share one: 五元三角, 4块5, 三斤八两, 2小时40分, 4年零2个月; 1.8个、0.9个百分点."""

from __future__ import annotations

import re
from decimal import Decimal

from warehouse.parse import words
from warehouse.parse.han_numerals import DIGITS
from warehouse.parse.quantity import Quantity

# the greater unit as written, the smaller one, how many of it make the greater, and whether the sum is told in it
MONEY = ("元", "圆", "块", "块钱", "美元")
HOURS, MINUTES = ("小时", "个小时", "个钟头"), ("分", "分钟")
IN_GREATER, IN_SMALLER = False, True
UNITS = {
    **{(yuan, dime): (Decimal(1), IN_GREATER) for yuan in MONEY for dime in ("角", "毛", "分", "分钱", "毛钱", "美分")},
    **{(dime, cent): (Decimal(1), IN_GREATER) for dime in ("角", "毛") for cent in ("分", "分钱")},
    ("斤", "两"): (Decimal(10), IN_GREATER),
    **{(hour, minute): (Decimal(60), IN_SMALLER) for hour in HOURS for minute in MINUTES},
    **{(minute, "秒"): (Decimal(60), IN_SMALLER) for minute in MINUTES},
    **{(hour, "秒"): (Decimal(3600), IN_SMALLER) for hour in HOURS},
    ("年", "个月"): (Decimal(12), IN_SMALLER),
}
LINKS = ("", "零", "又")
# 9块5, 两毛五: the digit behind counts in the next lower place; behind 零 in the one after
LAST_DIGIT = re.compile(r"(?P<none>零)?(?P<digit>[\d一二两三四五六七八九])(?![\d.个十百千万亿年月日元角毛分块到至])")
TENTHS = {"块": Decimal("0.1"), "角": Decimal("0.01"), "毛": Decimal("0.01")}


def join_neighbours(sentence: str, found: list[Quantity]) -> None:
    """Join in place what is one quantity; ``found`` is in order afterwards."""
    found.sort(key=lambda item: item.start)
    for index in range(len(found) - 1, -1, -1):
        found[index] = _add_last_digit(sentence, found[index])
        if index + 1 == len(found):
            continue
        first, last = found[index], found[index + 1]
        link = sentence[first.end : last.start]
        if first.unit == "个" and last.unit == "个百分点" and link in ("、", "和"):
            found[index] = first._replace(unit=last.unit, family=last.family, dimension=last.dimension)
        elif link in LINKS and first.high is None and last.high is None:
            joined = _join(first, last)
            if joined:
                found[index] = joined
                del found[index + 1]


def _join(first: Quantity, last: Quantity) -> Quantity | None:
    found = UNITS.get((first.unit_written, last.unit_written))
    if found is None or (first.value % 1 and first.unit_written not in ("角", "毛")):
        return None
    ratio, in_smaller = found
    cents = last.unit_written in ("分", "分钱") and first.family == "money"
    if in_smaller:
        if last.value >= ratio:
            return None
        unit = "分钟" if last.unit_written == "分" else last.unit
        entry = words.units()[unit]
        value = first.value * ratio + last.value
        return last._replace(
            start=first.start, value=value, unit=entry.unit, family=entry.family, dimension=entry.dimension,
            modifier=first.modifier or last.modifier,
        )  # fmt: skip
    part = last.value / 100 if last.unit_written == "分" and cents else last.value / ratio
    if part >= 1:
        return None
    value = first.value + part
    step = part if part else first.step
    return first._replace(
        end=last.end, value=value, step=Decimal(1).scaleb(step.normalize().adjusted()), modifier=last.modifier,
        unit="元" if first.unit == "块" else first.unit,
        family="money" if first.unit == "块" else first.family,
        dimension="money" if first.unit == "块" else first.dimension,
    )  # fmt: skip


def _add_last_digit(sentence: str, quantity: Quantity) -> Quantity:
    place = TENTHS.get(quantity.unit_written)
    match = LAST_DIGIT.match(sentence, quantity.end) if place else None
    if match is None or place is None or quantity.value % (place * 10):
        return quantity
    place = place / 10 if match["none"] else place
    digit = DIGITS.get(match["digit"]) or int(match["digit"])
    return quantity._replace(
        end=match.end(), value=quantity.value + digit * place, step=place, unit="元", family="money", dimension="money"
    )
