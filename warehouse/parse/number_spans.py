"""Where the numbers of a text stand, in digits, Chinese numerals or both (3亿5千万), each with its value and step."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from warehouse.parse.han_numerals import DIGITS, HAN_NUMBER, MOST_DIGITS, read_han, read_pair, read_scale, read_step


class Number(NamedTuple):
    """A number read from a text: ``value`` and the ``step`` to which it is written; start and end are indices."""

    start: int
    end: int
    text: str
    value: Decimal
    step: Decimal
    is_vague: bool  # 几十, 数百: value is the low end
    is_han: bool  # written in Chinese numerals
    high: Decimal | None = None  # of two neighbouring digits: 两三 (2 to 3), 七八十


NUMBER = re.compile(
    rf"""(?P<ascii>(?:\d{{1,3}}(?:[,，]\d{{3}})+(?!\d)|\d+)(?:\.\d+)?)
         (?P<scale>[十百千]?[万亿]{{0,2}}|[百千])
         (?P<rest>(?:\d+(?:\.\d+)?[十百千]?[万亿]?|[{HAN_NUMBER}]+[千百]?万?){{1,3}})?
       | (?P<vague>[几数](?:十|百|千)?[万亿]{{0,2}}(?<=[十百千万亿]))
       | (?P<han>[{HAN_NUMBER}万亿兆半点]+)""",
    re.VERBOSE,
)


def find_numbers(text: str) -> list[Number]:
    """All numbers of a folded text, in order; what stands in words (一切, 统一) is for the caller to leave out.

    >>> [str(n.value) for n in find_numbers("从28家增至三十五家，投资3.5亿元")]
    ['28', '35', '350000000.0']
    """
    found = []
    for match in NUMBER.finditer(text):
        kind = match.lastgroup
        if kind == "han":
            number = _read_han_run(match)
        elif kind == "vague":
            unit = read_scale(match["vague"][1:])
            number = Number(match.start(), match.end(), match.group(), unit, unit, True, True)
        else:
            number = _read_mixed(match)
        if number:
            found.append(number)
    return found


def _read_mixed(match: re.Match[str]) -> Number | None:
    """ASCII digits with a scale, and what may follow it: 3亿5千万, 1万3千, 340.64亿."""
    written, scale_written, rest = match["ascii"], match["scale"], match["rest"]
    digits = written.replace(",", "").replace("，", "") if not written.isascii() or "," in written else written
    if len(digits) > MOST_DIGITS:
        return None
    value, end = Decimal(digits), match.end()
    scale = read_scale(scale_written)
    _, dot, decimals = digits.partition(".")
    step = scale.scaleb(-len(decimals)) if dot else scale
    value *= scale
    if value >= 10**24:
        return None
    if rest:
        tail = _read_tail(rest, scale, match.string[end : end + 1]) if scale_written else None
        if tail is None:
            end -= len(rest)
        else:
            value, step, end = value + tail[0], tail[1], end - len(rest) + tail[2]
    start = match.start()
    return Number(start, end, match.string[start:end], value, step, False, False)


TAIL = re.compile(rf"(\d+(?:\.\d+)?|[{HAN_NUMBER}]+?)([十百千]?[万亿]|[十百千])")
DIGITS_LEFT = re.compile(r"\d{3,}$")


def _read_tail(rest: str, scale: Decimal, after: str) -> tuple[Decimal, Decimal, int] | None:
    """5千万 after 3亿, 1万4千6百 after 5亿, 2800 after 1万: each part less than the scale before it; value, step
    and length."""
    total, at, step = Decimal(0), 0, scale
    while match := TAIL.match(rest, at):
        unit = read_scale(match[2])
        value = Decimal(match[1]) if match[1][0].isdigit() else read_han(match[1])
        if value is None or value * unit >= step:
            break
        total, step, at = total + value * unit, unit, match.end()
    left = DIGITS_LEFT.match(rest, at)
    if left and Decimal(left.group()) < step <= 10**4 and after not in ("年", "月", "日"):
        return total + Decimal(left.group()), Decimal(1), left.end()
    return (total, step, at) if at else None


def _read_han_run(match: re.Match[str]) -> Number | None:
    """One run of numerals; 点 and 万 at its edges are no part of it."""
    run, start = match.group(), match.start()
    text = run.rstrip("点")
    stripped = text.lstrip("点万亿兆")
    start += len(text) - len(stripped)
    text = stripped
    value, pair = _read_value(text)
    while value is None and pair is None and len(text) > 1 and text[-1] in "两千半":  # of the unit: 三十两, 一百千瓦
        text = text[:-1]
        value, pair = _read_value(text)
    end = start + len(text)
    if value is not None:
        return Number(start, end, text, value, read_step(text), False, True)
    if pair:
        step = read_step("".join(char for char in text if char not in DIGITS))
        return Number(start, end, text, pair[0], step, False, True, pair[1])
    return None


def _read_value(text: str) -> tuple[Decimal | None, tuple[Decimal, Decimal] | None]:
    """The value, or both ends of a pair (一两, 七八十); 三百两 is no 320."""
    value = None if len(text) > 1 and text[-1] == "两" else read_han(text)
    return value, (read_pair(text) if value is None else None)
