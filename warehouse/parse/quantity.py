"""A quantity: a number with its unit, and how exact it is (近, 超过, 以上, 左右)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple


class Quantity(NamedTuple):
    """Number and unit, before their surroundings are read; start and end are indices."""

    start: int
    end: int
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    step: Decimal
    unit: str
    unit_written: str
    family: str
    dimension: str
    modifier: str | None
    rule: str


BEFORE_AT_LEAST = r"(?:超过|超出|突破|不低于|不少于|至少|最少|逾|高于|大于|超|不小于|上)"
BEFORE_AT_MOST = r"(?:不得超过|不超过|不高于|不多于|至多|最多|不足|低于|少于|不到|小于|控制在)"
BEFORE_APPROX = r"(?:约为|大约|将近|接近|约|近|大概|差不多|左右)"
MODIFIER_BEFORE = re.compile(
    rf"(?:(?P<at_least>{BEFORE_AT_LEAST})|(?P<at_most>{BEFORE_AT_MOST})|(?P<approx>{BEFORE_APPROX}))(?:了|达到?)?$"
)
MODIFIER_ENDS = frozenset("过出破于少逾超上多足到小在为约近概右了达")  # how the words of MODIFIER_BEFORE end
AT_LEAST_DO = re.compile(r"(?P<at_least>至少|不少于)[^，。；、\d]{1,4}$")  # 至少培训20名
MODIFIER_AFTER = re.compile(
    r"(?P<at_least>以上|之多|有余|及以上|或以上)|(?P<at_most>以下|以内|之内|或以下)|(?P<approx>左右|上下|许)"
)
LONGEST_MODIFIER = 8  # characters before a number in which its modifier stands


def read_modifier(sentence: str, start: int, end: int, more: str) -> str | None:
    """approx, at_least, at_most or None for the number at ``[start:end]``; ``more`` are 多, 余, 来, 几 inside it.

    >>> read_modifier("近300名党员", 1, 5, ""), read_modifier("8分钟以内", 0, 3, ""), read_modifier("3万人", 0, 3, "多")
    ('approx', 'at_most', 'at_least')
    """
    if more:
        return "approx" if "几" in more or "来" in more else "at_least"
    after = MODIFIER_AFTER.match(sentence, end)
    if after:
        return after.lastgroup
    head = sentence[max(0, start - LONGEST_MODIFIER) : start]
    before = MODIFIER_BEFORE.search(head) if head[-1:] in MODIFIER_ENDS else None
    before = before or (AT_LEAST_DO.search(head) if "少" in head else None)
    return before.lastgroup if before else None
