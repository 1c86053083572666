"""Numbers as newspapers write them -> Decimal: 三亿五千万, ３１９, 340.64亿, 百分之三点五, 两成, 一万三千, 四万六.

``find_numbers`` finds them in folded text, ``read_number`` reads one.  Everything is Decimal; a number keeps
the step to
which it was written (340.64亿 -> 1000000), so that 340.6亿 and 340.64亿 can be held against each other.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from warehouse.parse.text import fold

DIGITS = {
    char: value
    for value, chars in enumerate(("零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
HAN_DIGIT = "零〇○一壹二两贰三叁四肆五伍六陆七柒八捌九玖"
HAN_NUMBER = f"{HAN_DIGIT}十拾百佰千仟"


class Number(NamedTuple):
    """A number read from a text: ``value`` and the ``step`` to which it is written; start and end are indices."""

    start: int
    end: int
    text: str
    value: Decimal
    step: Decimal
    is_vague: bool  # 几十, 数百: value is the low end
    is_han: bool  # written in Chinese numerals


NUMBER = re.compile(
    rf"""(?P<ascii>(?:\d{{1,3}}(?:[,，]\d{{3}})+(?!\d)|\d+)(?:\.\d+)?)(?P<scale>[十百千]?[万亿]{{0,2}}|[百千])(?P<rest>(?:\d+(?:\.\d+)?|[{HAN_NUMBER}]+)[千百]?万?)?
       | (?P<vague>[几数](?:十|百|千)?[万亿]{{0,2}}(?<=[十百千万亿]))
       | (?P<han>[{HAN_NUMBER}万亿半点]+)""",
    re.VERBOSE,
)


def read_number(text: str) -> Decimal | None:
    """The value of a text that is one number, or None.

    >>> [str(read_number(text)) for text in ("三亿五千万", "３１９", "340.64亿", "一万三千", "四万六", "百分之三点五")]
    ['350000000', '319', '34064000000', '13000', '46000', '3.5']
    >>> [str(read_number(text)) for text in ("两成", "二〇二三", "三点五万", "3亿5千万", "1,234.5", "半", "高兴")]
    ['20', '2023', '35000', '350000000', '1234.5', '0.5', 'None']
    """
    text = re.sub(r"\s", "", fold(text))
    sign = 1
    if text[:1] in ("-", "−", "负") and len(text) > 1:
        sign, text = -1, text[1:]
    share = re.fullmatch(r"(百|千|万)分之([^分]+)", text)
    if share:
        inner = read_number(share[2])
        return None if inner is None else sign * inner / {"百": 1, "千": 10, "万": 100}[share[1]]
    if text.endswith("%") and not text.endswith("%%"):
        return read_number(text[:-1])
    tenths = re.fullmatch(r"([^成]+)成(半)?", text)
    if tenths:
        inner = read_number(tenths[1])
        return None if inner is None else sign * (inner * 10 + (5 if tenths[2] else 0))
    fraction = re.fullmatch(rf"([{HAN_NUMBER}]+)分之([{HAN_NUMBER}]+)", text)
    if fraction:
        low, high = _read_han(fraction[1]), _read_han(fraction[2])
        return None if not low or high is None else sign * high / low
    found = find_numbers(text)
    if len(found) == 1 and found[0].start == 0 and found[0].end == len(text) and not found[0].is_vague:
        return sign * plain(found[0].value)
    return None


def plain(value: Decimal) -> Decimal:
    """The same value without trailing zeros or exponent.

    >>> plain(Decimal("34064000000.00")), plain(Decimal("7.50"))
    (Decimal('34064000000'), Decimal('7.5'))
    """
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def find_numbers(text: str) -> list[Number]:
    """All numbers of a folded text, in order; what stands in words (一切, 统一) is for the caller to leave out.

    >>> [str(n.value) for n in find_numbers("从28家增至三十五家，投资3.5亿元")]
    ['28', '35', '350000000.0']
    """
    found = []
    for match in NUMBER.finditer(text):
        if match["ascii"]:
            number = _read_mixed(match)
        elif match["vague"]:
            unit = Decimal(1)
            for char in match["vague"][1:]:
                unit *= SMALL.get(char) or LARGE[char]
            number = Number(match.start(), match.end(), match.group(), unit, unit, True, True)
        else:
            number = _read_han_match(match)
        if number:
            found.append(number)
    return found


MOST_DIGITS = 20  # what is longer is a code, not a number


def _read_mixed(match: re.Match[str]) -> Number | None:
    """ASCII digits with a scale, and what may follow it: 3亿5千万, 1万3千, 340.64亿."""
    digits = match["ascii"].replace(",", "").replace("，", "")
    if len(digits) > MOST_DIGITS:
        return None
    value = Decimal(digits)
    scale = _scale(match["scale"])
    step = scale if "." not in digits else scale.scaleb(-len(digits.split(".")[1]))
    value, end = value * scale, match.end()
    if value >= 10**24:
        return None
    rest = match["rest"]
    if rest:
        tail = _read_tail(rest, scale)
        if tail is None or not match["scale"]:
            end -= len(rest)
        else:
            value, step = value + tail[0], tail[1]
    return Number(match.start(), end, match.string[match.start() : end], value, step, False, False)


def _scale(chars: str) -> Decimal:
    scale = Decimal(1)
    for char in chars:
        scale *= SMALL.get(char) or LARGE[char]
    return scale


def _read_tail(rest: str, scale: Decimal) -> tuple[Decimal, Decimal] | None:
    """5千万 after 3亿: less than the scale before it and written with a scale of its own."""
    match = re.fullmatch(rf"(\d+(?:\.\d+)?|[{HAN_NUMBER}]+?)([千百]?万|[千百])", rest)
    if not match:
        return None
    unit = _scale(match[2])
    value = Decimal(match[1]) if match[1][0].isdigit() else _read_han(match[1])
    if value is None or value * unit >= scale:
        return None
    return value * unit, unit


def _read_han_match(match: re.Match[str]) -> Number | None:
    text = match["han"]
    start = match.start()
    while text and text[-1] in "点":
        text = text[:-1]
    while text and text[0] in "点万亿":
        text, start = text[1:], start + 1
    value = _read_han(text)
    if value is None:
        return None
    return Number(start, start + len(text), text, value, _han_step(text), False, True)


def _han_step(text: str) -> Decimal:
    if "点" in text:
        _, _, part = text.partition("点")
        decimals = len(re.match(rf"[{HAN_DIGIT}]*", part).group())  # type: ignore[union-attr]
        return _scale("".join(char for char in part if char in LARGE)).scaleb(-decimals)
    step = Decimal(1)
    for char in reversed(text):
        if char in LARGE:
            step *= LARGE[char]
        elif char in SMALL:
            step *= SMALL[char]
            break
        else:
            break
    if re.search(r"[万千百][一二三四五六七八九]$", text):
        step = _scale(text[-2]) / 10
    return step


def _read_han(text: str) -> Decimal | None:
    """Chinese numerals: 三亿五千万, 一百零五, 二〇二三, 三点五万, 四万六 (= 46000), 半."""
    if not text or len(text) > MOST_DIGITS:
        return None
    if text == "半":
        return Decimal("0.5")
    if "半" in text:
        return None
    if "点" in text:
        return _read_han_decimal(text)
    if len(text) > 1 and all(char in DIGITS for char in text):
        return Decimal("".join(str(DIGITS[char]) for char in text)) if len(text) >= 3 or text[0] in "零〇○" else None
    total, section, digit, last = 0, 0, None, 0
    for char in text:
        if char in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[char]
        elif char in SMALL:
            section += (1 if digit is None else digit) * SMALL[char]
            digit, last = None, SMALL[char]
        elif char in LARGE:
            part = section + (digit or 0)
            if part == 0 and total == 0:
                return None
            total = (total + part) * LARGE[char] if total and total < LARGE[char] else total + part * LARGE[char]
            section, digit, last = 0, None, LARGE[char]
        else:
            return None
    if digit and last >= 100 and text[-2:-1] not in ("零", "〇") and text[-2] in "百千万亿":
        digit = digit * last // 10  # 四万六, 三百五
    value = total + section + (digit or 0)
    return Decimal(value) if value < 10**20 else None


def _read_han_decimal(text: str) -> Decimal | None:
    whole, _, part = text.partition("点")
    match = re.fullmatch(rf"([{HAN_DIGIT}]+)([十百千]?[万亿]{{0,2}})", part)
    base = _read_han(whole)
    if match is None or base is None or "点" in part:
        return None
    decimals = "".join(str(DIGITS[char]) for char in match[1])
    return (base + Decimal(f"0.{decimals}")) * _scale(match[2])


def read_digits(text: str) -> int:
    """A small whole number in ASCII or Chinese digits (years digit by digit).

    >>> read_digits("二〇二三"), read_digits("十五"), read_digits("09"), read_digits("一百")
    (2023, 15, 9, 100)
    """
    if text.isascii() and text.isdigit():
        return int(text)
    value = _read_han(text)
    if value is None:
        raise ValueError(f"not a number: {text!r}")
    return int(value)
