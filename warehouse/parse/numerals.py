"""One number as newspapers write it -> Decimal: 三亿五千万, ３１９, 340.64亿, 百分之三点五, 两成, 一万三千, 四万六.

``read_number`` reads any string.  Chinese numerals are read in ``han_numerals``, the numbers of a running text found
in ``number_spans``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from warehouse.parse.han_numerals import DIGITS, LONGEST, read_han, read_scale
from warehouse.parse.number_spans import find_numbers
from warehouse.parse.text import fold


def read_number(text: str) -> Decimal | None:
    """The value of a text that is one number, or None: any string, in any script that Chinese writes numbers in.

    Percentages, percentage points, tenths (成) and discounts (折) give per cent, fractions their value, 十余万 and
    二十几万 the number that they exceed; 两三 (two to three) and 几十 have no one value.  What counts (个, 打, 双) may
    follow, and so may 元 with its parts (五元三角).

    >>> [str(read_number(text)) for text in ("三亿五千万", "３１９", "340.64亿", "一万三千", "四万六", "百分之三点五")]
    ['350000000', '319', '34064000000', '13000', '46000', '3.5']
    >>> [str(read_number(text)) for text in ("三成五", "二〇二三", "三点五万", "3亿5千万", "1,234.5", "半", "高兴")]
    ['35', '2023', '35000', '350000000', '1234.5', '0.5', 'None']
    >>> [str(read_number(text)) for text in ("负十二", "壹佰零伍", "一又二分之一", "十餘萬", "1.2M", "八五折")]
    ['-12', '105', '1.5', '100000', '1200000', '85']
    """
    if len(text) > LONGEST:
        return None
    folded = fold(text).strip()
    mixed = MIXED.fullmatch(folded)
    if mixed:  # 1 3/5
        return _divide(mixed["above"], mixed["below"], mixed["sign"], mixed["whole"])
    if LISTED.search(folded):
        return None
    folded = re.sub(r"\s", "", folded).translate(VARIANTS)
    sign = -1 if SIGN.match(folded) and len(folded) > 1 else 1
    value = _read_unsigned(folded[1:] if sign < 0 else folded)
    return None if value is None else sign * plain(value)


SIGN = re.compile(r"[-−－负]")
LISTED = re.compile(r"[,，]\s")  # 1, 234 are two numbers
VARIANTS = str.maketrans("俩倆貳參陸億萬負點餘幾佰仟個雙對圆", "两两贰叁陆亿万负点余几百千个双对元")
MIXED = re.compile(r"(?P<sign>[-−负])?(?:(?P<whole>\d{1,9})\s+)?(?P<above>\d{1,9})\s*/\s*(?P<below>\d{1,9})")
LATIN = {"k": 3, "m": 6, "g": 9, "t": 12}
SHARES = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}
COUNTED = {"打": Decimal(12), "双": Decimal(2), "对": Decimal(2), "个": Decimal(1), "百分点": Decimal(1)}
HIGHEST_POWER = 60
# the forms of one number, most special first
FORMS = re.compile(
    r"""(?P<share>[百千万])分之(?P<shared>[^分]+)          # 百分之三点五, 千分之二
      | (?P<percent>.+?)[%％]                              # 7.5%
      | (?P<tenths>.+?)(?:成(?P<part>[半\d一二三四五六七八九])?|折)   # 三成五, 9.5成, 八折
      | (?:(?P<whole>.+?)又)?(?P<below>.+?)分之(?P<above>.+)    # 一又二分之一, 三分之二
      | (?P<mantissa>\d*\.?\d+)(?:(?P<latin>[kKmMgGtT])|[eE](?P<power>[-+]?\d{1,2}))   # 40k, 1.04M, 2e5
      | (?P<base>\d+(?:\.\d+)?)\^(?P<exponent>[-+]?\d{1,2})    # 2^5
      | (?P<counted>.+?)个?(?P<counter>打|双|对|个|百分点)         # 一打, 三双, 两个, 六个百分点
      | (?P<money>.+)元(?:(?P<dimes>.)[角毛])?(?:零?(?P<cents>.)分)?[整正]?(?<=[角毛分整正])   # 五元三角, 伍佰元整
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
    if form["base"]:
        return _raise(Decimal(form["base"]), int(form["exponent"]))
    if form["counted"]:
        return _times(_read_unsigned(form["counted"]), COUNTED[form["counter"]])
    if form["money"]:
        return _read_money(form["money"], form["dimes"], form["cents"])
    if form["about"]:
        about = form["about"].rstrip("零〇") if form["about"][-1:] in "零〇" else form["about"]
        return _times(_read_plain(about), read_scale(form["scale"])) if about else None
    return Decimal(form["decimal"])


def _read_tenths(tenths: str, part: str | None, text: str) -> Decimal | None:
    """三成 30, 三成五 35, 半成 5; 八折 80, 八五折 85, 半折 50; ten tenths off (十折) is none."""
    if text.endswith("折"):
        if tenths == "半":
            return Decimal(50)
        digits = "".join(str(DIGITS.get(char, char)) for char in tenths)
        if "十" in tenths or digits == "10":
            return None
        if len(digits) == 2 and digits.isdigit():
            return Decimal(digits)
    value = _times(_read_plain(tenths), Decimal(10))
    if value is None or value > 100:
        return None
    return value + (5 if part == "半" else int(DIGITS.get(part, part)) if part else 0)


def _read_money(whole: str, dimes: str | None, cents: str | None) -> Decimal | None:
    value = _read_plain(whole)
    for part, share in ((dimes, Decimal("0.1")), (cents, Decimal("0.01"))):
        if value is not None and part:
            added = _read_plain(part)
            value = value + added * share if added is not None and 0 < added < 10 else None
    return value


def _raise(base: Decimal, exponent: int) -> Decimal | None:
    return base**exponent if base and abs(base.adjusted() * exponent) < HIGHEST_POWER else None


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
    if len(text) == 2 and text[0] == text[1] and text[0] in DIGITS:  # 一一: no pair, two digits
        return Decimal(11 * DIGITS[text[0]])
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


def read_digits(text: str) -> int:
    """A small whole number in ASCII or Chinese digits (years digit by digit).

    >>> read_digits("二〇二三"), read_digits("十五"), read_digits("09"), read_digits("一百")
    (2023, 15, 9, 100)
    """
    if text.isascii() and text.isdigit():
        return int(text)
    value = read_han(text)
    if value is None:
        raise ValueError(f"not a number: {text!r}")
    return int(value)
