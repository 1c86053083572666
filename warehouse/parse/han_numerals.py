"""Chinese numerals -> Decimal: 三亿五千万, 一百零五, 二〇二三, 三点五万, 四万六, 廿二, 半; pairs in them (七八十)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

DIGITS = {
    char: value
    for value, chars in enumerate(("零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
TENS = {"廿": 20, "卅": 30}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
HAN_DIGIT = "零〇○一壹二两贰三叁四肆五伍六陆七柒八捌九玖"
HAN_NUMBER = f"{HAN_DIGIT}廿卅十拾百佰千仟"
LONGEST = 60  # characters of the longest text that is read as one number
MOST_DIGITS = 20  # what is longer is a code, not a number


def read_han(text: str) -> Decimal | None:
    """The value of a text that is one Chinese numeral, or None.

    >>> [str(read_han(text)) for text in ("三亿五千万", "一千零十", "四万六", "二〇二三", "四万万", "廿二")]
    ['350000000', '1010', '46000', '2023', '400000000', '22']
    >>> read_han("三点五万")
    Decimal('35000.0')
    >>> read_han("十百"), read_han("一二"), read_han("万")
    (None, None, None)
    """
    if not text or len(text) > LONGEST:
        return None
    if text == "半":
        return Decimal("0.5")
    if "点" in text:
        return _read_decimal(text)
    if len(text) > 1 and all(char in DIGITS for char in text):
        is_number = len(text) <= MOST_DIGITS and (len(text) >= 3 or text[0] in "零〇○")
        return Decimal("".join(str(DIGITS[char]) for char in text)) if is_number else None
    value = _add_up(text)
    return Decimal(value) if value is not None and value < 10**20 else None


def _add_up(text: str) -> int | None:
    """Sections of 万, 亿 and 兆, each of thousands, hundreds and tens in falling order."""
    total = section = last = 0
    small, digit = 10**4, None
    for char in text:
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
        elif char in SMALL:
            if SMALL[char] >= small:
                return None
            section += (digit or 1) * SMALL[char]
            digit, last = None, SMALL[char]
            small = last
        elif char in TENS:
            if small <= 10 or digit:
                return None
            section, digit, last, small = section + TENS[char], None, 10, 10
        elif char in LARGE:
            part = section + (digit or 0)
            if part == 0 and (total == 0 or last < 10**4):
                return None
            if part == 0:  # 四万万
                total *= LARGE[char]
                continue
            total = (total + part) * LARGE[char] if total and total < LARGE[char] else total + part * LARGE[char]
            section, digit, last, small = 0, None, LARGE[char], 10**4
        else:
            return None
    if digit and last >= 100 and text[-2] in "百佰千仟万亿兆":
        digit = digit * last // 10  # 四万六, 三百五
    return total + section + (digit or 0)


def _read_decimal(text: str) -> Decimal | None:
    whole, _, part = text.partition("点")
    match = re.fullmatch(rf"([{HAN_DIGIT}]+)([十百千]?[万亿]{{0,2}})", part)
    base = read_han(whole)
    if match is None or base is None:
        return None
    decimals = "".join(str(DIGITS[char]) for char in match[1])
    return (base + Decimal(f"0.{decimals}")) * read_scale(match[2])


def read_pair(text: str) -> tuple[Decimal, Decimal] | None:
    """The two ends that two neighbouring digits give, or None.

    >>> read_pair("七八十"), read_pair("十七八"), read_pair("三五百"), read_pair("一二三")
    ((Decimal('70'), Decimal('80')), (Decimal('17'), Decimal('18')), (Decimal('300'), Decimal('500')), None)
    """
    pairs = [at for at in range(len(text) - 1) if text[at] in DIGITS and text[at + 1] in DIGITS]
    pairs = [at for at in pairs if text[at] not in "零〇○"]
    if len(pairs) != 1:
        return None
    at = pairs[0]
    is_pair = DIGITS[text[at + 1]] - DIGITS[text[at]] == 1 or text[at : at + 2] == "三五"
    low, high = read_han(text[: at + 1] + text[at + 2 :]), read_han(text[:at] + text[at + 1 :])
    return (low, high) if is_pair and low is not None and high is not None and low < high else None


def read_step(text: str) -> Decimal:
    """The step to which a Chinese numeral is written: 三亿五千万 -> 10000000, 四万六 -> 1000, 三点五 -> 0.1."""
    if "点" in text:
        _, _, part = text.partition("点")
        scale = part.lstrip(HAN_DIGIT)
        return read_scale(char for char in scale if char in LARGE).scaleb(len(scale) - len(part))
    step = Decimal(1)
    for char in reversed(text):
        if char in LARGE:
            step *= LARGE[char]
        elif char in SMALL:
            step *= SMALL[char]
            break
        else:
            break
    if len(text) > 1 and text[-1] in DIGITS and text[-2] in "万千百" and text[-1] not in "零〇○":
        step = read_scale(text[-2]) / 10
    return step


def read_scale(chars: Iterable[str]) -> Decimal:
    """The product of 十, 百, 千, 万, 亿; of none, one.

    >>> read_scale("千万"), read_scale("")
    (Decimal('10000000'), Decimal('1'))
    """
    scale = 1
    for char in chars:
        scale *= SMALL.get(char) or LARGE[char]
    return Decimal(scale)
