"""Numbers as newspapers write them -> Decimal: 三亿五千万, ３１９, 340.64亿, 百分之三点五, 两成, 一万三千, 四万六.

``find_numbers`` finds them in folded text, ``read_number`` reads one.  Everything is Decimal; a number keeps the step
to which it was written (340.64亿 -> 1000000), so that 340.6亿 and 340.64亿 can be held against each other.
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
    high: Decimal | None = None  # of two neighbouring digits: 两三 (2 to 3), 七八十


NUMBER = re.compile(
    rf"""(?P<ascii>(?:\d{{1,3}}(?:[,，]\d{{3}})+(?!\d)|\d+)(?:\.\d+)?)
         (?P<scale>[十百千]?[万亿]{{0,2}}|[百千])
         (?P<rest>(?:\d+(?:\.\d+)?[十百千]?[万亿]?|[{HAN_NUMBER}]+[千百]?万?){{1,3}})?
       | (?P<vague>[几数](?:十|百|千)?[万亿]{{0,2}}(?<=[十百千万亿]))
       | (?P<han>[{HAN_NUMBER}万亿兆半点]+)""",
    re.VERBOSE,
)


def read_number(text: str) -> Decimal | None:
    """The value of a text that is one number, or None: any string, in any script that Chinese writes numbers in.

    Percentages, tenths (成) and discounts (折) give per cent, fractions their value, 十余万 and 二十几万 the number
    that they exceed; 两三 (two to three) and 几十 have no one value.

    >>> [str(read_number(text)) for text in ("三亿五千万", "３１９", "340.64亿", "一万三千", "四万六", "百分之三点五")]
    ['350000000', '319', '34064000000', '13000', '46000', '3.5']
    >>> [str(read_number(text)) for text in ("三成五", "二〇二三", "三点五万", "3亿5千万", "1,234.5", "半", "高兴")]
    ['35', '2023', '35000', '350000000', '1234.5', '0.5', 'None']
    >>> [str(read_number(text)) for text in ("负十二", "壹佰零伍", "一又二分之一", "十餘萬", "1.2M", "八五折")]
    ['-12', '105', '1.5', '100000', '1200000', '85']
    """
    if len(text) > LONGEST:
        return None
    mixed = MIXED.fullmatch(fold(text).strip())
    if mixed:  # 1 3/5
        return _divide(mixed["above"], mixed["below"], mixed["sign"], mixed["whole"])
    text = re.sub(r"\s", "", fold(text)).translate(VARIANTS)
    sign = -1 if SIGN.match(text) and len(text) > 1 else 1
    value = _read_unsigned(text[1:] if sign < 0 else text)
    return None if value is None else sign * plain(value)


LONGEST = 60  # characters of the longest text that is read as one number
SIGN = re.compile(r"[-−－负]")
VARIANTS = str.maketrans("俩倆貳參陸億萬負點餘幾", "两两贰叁陆亿万负点余几")
MIXED = re.compile(r"(?P<sign>[-−负])?(?:(?P<whole>\d{1,9})\s+)?(?P<above>\d{1,9})\s*/\s*(?P<below>\d{1,9})")
LATIN = {"k": 3, "m": 6, "g": 9, "t": 12}
SHARES = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}
# the forms of one number, most special first
FORMS = re.compile(
    r"""(?P<share>[百千万])分之(?P<shared>[^分]+)          # 百分之三点五, 千分之二
      | (?P<percent>.+?)[%％]                              # 7.5%
      | (?P<tenths>.+?)(?:成(?P<part>[半\d一二三四五六七八九])?|折)   # 三成五, 9.5成, 八折
      | (?:(?P<whole>.+?)又)?(?P<below>.+?)分之(?P<above>.+)    # 一又二分之一, 三分之二
      | (?P<mantissa>\d*\.?\d+)(?:(?P<latin>[kKmMgGtT])|[eE](?P<power>[+-]?\d{1,2}))   # 40k, 1.04M, 2e5
      | (?P<dozens>.+)打                                   # 一打
      | (?P<about>[^余多几]+)[余多几](?P<scale>[万亿]{0,2})         # 十余万, 二十几万
      | (?P<decimal>\.\d+)                                # .77
    """,
    re.VERBOSE,
)


def _read_unsigned(text: str) -> Decimal | None:
    form = FORMS.fullmatch(text)
    if form is None:
        return _read_plain(text)
    if form["share"]:
        return _times(_read_unsigned(form["shared"]), SHARES[form["share"]])
    if form["percent"]:
        return _read_plain(form["percent"])
    if form["tenths"]:
        return _read_tenths(form["tenths"], form["part"], text)
    if form["below"]:
        return _divide(form["above"], form["below"], None, form["whole"])
    if form["mantissa"]:
        return Decimal(form["mantissa"]).scaleb(LATIN[form["latin"].lower()] if form["latin"] else int(form["power"]))
    if form["dozens"]:
        return _times(_read_plain(form["dozens"]), Decimal(12))
    if form["about"]:
        about = form["about"].rstrip("零〇") if form["about"][-1:] in "零〇" else form["about"]
        return _times(_read_plain(about), _scale(form["scale"])) if about else None
    return Decimal(form["decimal"])


def _read_tenths(tenths: str, part: str | None, text: str) -> Decimal | None:
    """三成 30, 三成五 35, 半成 5; 八折 80, 八五折 85, 半折 50."""
    if text.endswith("折"):
        if tenths == "半":
            return Decimal(50)
        digits = "".join(str(DIGITS.get(char, char)) for char in tenths)
        if len(digits) == 2 and digits.isdigit() and digits != "10" and "十" not in tenths:
            return Decimal(digits)
    value = _times(_read_plain(tenths), Decimal(10))
    if value is None or value > 100:
        return None
    return value + (5 if part == "半" else int(DIGITS.get(part, part)) if part else 0)


def _divide(above: str, below: str, sign: str | None, whole: str | None) -> Decimal | None:
    top, bottom = _read_signed(above), _read_signed(below)
    added = _read_plain(whole) if whole else Decimal(0)
    if top is None or not bottom or added is None:
        return None
    return (added + top / bottom) * (-1 if sign else 1)


def _read_signed(text: str) -> Decimal | None:
    value = _read_plain(text[1:] if SIGN.match(text) else text)
    return -value if value is not None and SIGN.match(text) else value


def _times(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else value * factor


def _read_plain(text: str) -> Decimal | None:
    if text == "半百":
        return Decimal(50)
    if text[:1] == "点":
        text = "零" + text
    found = find_numbers(text)
    is_one = len(found) == 1 and found[0].start == 0 and found[0].end == len(text)
    return found[0].value if is_one and not found[0].is_vague and found[0].high is None else None


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
            unit = _scale(match["vague"][1:])
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
        tail = _read_tail(rest, scale) if match["scale"] else None
        if tail is None:
            end -= len(rest)
        else:
            value, step, end = value + tail[0], tail[1], end - len(rest) + tail[2]
    return Number(match.start(), end, match.string[match.start() : end], value, step, False, False)


def _scale(chars: str) -> Decimal:
    scale = Decimal(1)
    for char in chars:
        scale *= SMALL.get(char) or LARGE[char]
    return scale


TAIL = re.compile(rf"(\d+(?:\.\d+)?|[{HAN_NUMBER}]+?)([十百千]?[万亿]|[十百千])")


def _read_tail(rest: str, scale: Decimal) -> tuple[Decimal, Decimal, int] | None:
    """5千万 after 3亿, 1万4千6百 after 5亿: each part less than the scale before it; value, step and length."""
    total, at, step = Decimal(0), 0, scale
    while match := TAIL.match(rest, at):
        unit = _scale(match[2])
        value = Decimal(match[1]) if match[1][0].isdigit() else _read_han(match[1])
        if value is None or value * unit >= step:
            break
        total, step, at = total + value * unit, unit, match.end()
    return (total, step, at) if at else None


# 两三, 七八十, 三四百万, 十七八, 二十三四: two neighbouring digits are two ends
PAIR = re.compile(
    r"(?P<tens>[一二三四五六七八九]?十)?(?P<low>[一二两三四五六七八])(?P<high>[二两三四五六七八九])(?P<scale>[十百千]?[万亿]{0,2})"
)


def _read_han_match(match: re.Match[str]) -> Number | None:
    text, start = match["han"], match.start()
    while text and text[-1] == "点":
        text = text[:-1]
    while text and text[0] in "点万亿兆":
        text, start = text[1:], start + 1
    end = start + len(text)
    value = _read_han(text)
    if value is not None:
        return Number(start, end, text, value, _han_step(text), False, True)
    pair = PAIR.fullmatch(text)
    if pair and DIGITS[pair["high"]] - DIGITS[pair["low"]] == 1 and not (pair["tens"] and pair["scale"][:1] in SMALL):
        tens, scale = _read_han(pair["tens"]) if pair["tens"] else Decimal(0), _scale(pair["scale"])
        low, high = ((tens or 0) + DIGITS[pair[end]] for end in ("low", "high"))
        return Number(start, end, text, low * scale, scale, False, True, high * scale)
    return None


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
    if not text or len(text) > LONGEST:
        return None
    if text == "半":
        return Decimal("0.5")
    if "半" in text:
        return None
    if "点" in text:
        return _read_han_decimal(text)
    if len(text) > 1 and all(char in DIGITS for char in text):
        is_number = len(text) <= MOST_DIGITS and (len(text) >= 3 or text[0] in "零〇○")
        return Decimal("".join(str(DIGITS[char]) for char in text)) if is_number else None
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
            if part == 0 and (total == 0 or last < 10**4):
                return None
            if part == 0:  # 四万万
                total *= LARGE[char]
                continue
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
