"""Numbers with units: the quantities of a sentence, and what stands in numerals but measures nothing.

A quantity is a number before a unit of ``seeds/ref_units.csv``, a percentage, share or multiple.  Dates,
ordinals, names,
slogans, numbered formulas, articles (一名女子) and counts of the text's own points (六个方面) are none
(``not_quantities``).
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from warehouse.parse import words
from warehouse.parse.compounds import join_neighbours
from warehouse.parse.han_numerals import read_scale
from warehouse.parse.not_quantities import is_quantity, mask_names
from warehouse.parse.number_spans import Number, find_numbers
from warehouse.parse.numerals import read_number
from warehouse.parse.quantities_in_words import find_in_words
from warehouse.parse.quantity import Quantity, read_modifier
from warehouse.parse.sentences import find_word_bounds
from warehouse.parse.unit_words import unit_pattern

LINK = r"(?:至|到|-|~|—{1,2}|－|–)"
BETWEEN = re.compile(rf"(?:[\u4e00-\u9fff%℃]{{0,3}}?){LINK}")  # 3至5, 5%到8%, 3元—5
LONGEST_BETWEEN = 5  # characters of it


def find_quantities(sentence: str) -> list[Quantity]:
    """The quantities of a folded sentence, in order and apart from each other.

    >>> [(float(q.value), q.unit, q.modifier) for q in find_quantities("近三百名党员种树1.2万多株，占七成以上")]
    [(300.0, '名', 'approx'), (12000.0, '株', 'at_least'), (70.0, '%', 'at_least')]
    """
    mask = mask_names(sentence)
    found = [quantity for quantity in find_in_words(sentence) if not mask[quantity.start]]
    for quantity in found:
        mask[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
    numbers = [number for number in find_numbers(sentence) if not mask[number.start]]
    word_ends = set(find_word_bounds(sentence)) if any(number.is_han for number in numbers) else set()
    index = 0
    while index < len(numbers):
        number = numbers[index]
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        index += 1
        is_near = following is not None and following.start - number.end <= LONGEST_BETWEEN
        if following and is_near and BETWEEN.fullmatch(sentence, number.end, following.start):
            both = _read_range(sentence, number, following)
            if both:
                found.append(both)
                index += 1
                continue
        one = _read_quantity(sentence, number, word_ends)
        if one:
            found.append(one)
    join_neighbours(sentence, found)
    apart: list[Quantity] = []
    for quantity in sorted(found, key=lambda item: (item.start, -item.end)):
        if not apart or quantity.start >= apart[-1].end:
            apart.append(quantity)
    return apart


# 12.7万农村贫困人口, 2000多万群众: people need no unit behind 万
PEOPLE = re.compile(
    r"(?P<more>[多余]?)[\u4e00-\u9fff]{0,5}?(?:人口|群众|居民|农民|市民|党员|学生|职工|老人|游客)(?![均口])"
)
BELOW_ZERO = re.compile(r"(?<![\d%℃元角毛块减抱背肩胜担])(零下|负|-|−)$")
# 人民币3.14, ￥20: money whose unit stands before the number
CURRENCY = re.compile(r"(人民币|港币|美元|欧元|日元|英镑|CNY|￥|¥|\$)[ ]?$")
SYMBOLS = {"CNY": "元", "￥": "元", "¥": "元", "$": "美元"}


def _read_quantity(sentence: str, number: Number, word_ends: set[int]) -> Quantity | None:
    number = _give_back_scale(sentence, number)
    match = unit_pattern().match(sentence, number.end)
    people = PEOPLE.match(sentence, number.end) if number.text[-1] in "万亿" else None
    if people and (match is None or match["unit"] == "群"):
        modifier = read_modifier(sentence, number.start, number.end, people["more"])
        return Quantity(
            number.start, number.end, number.value, None, None, number.step, "人", "", "people", "count", modifier,
            "number_and_people",
        )  # fmt: skip
    if match is None:
        return _read_price(sentence, number)
    if not is_quantity(sentence, number, match, word_ends):
        return None
    before, scale, between, written, half, behind = match.group("more", "scale", "more2", "unit", "half", "more3")
    entry = words.units()[written]
    factor = _factor(written) * read_scale(scale) if scale else _factor(written)
    value, step = number.value * factor, number.step * factor
    if half and not before:
        value += factor / 2
    more = "".join(("多" if "多" in written else "", before or "", between or "", behind or ""))
    end = match.end()
    if written == "块" and _is_price(sentence, number, match):
        entry = words.units()["元"]
    unit, unit_written, dimension, family = _with_rate(sentence, match, entry)
    if unit_written != written:
        end = match.start("unit") + len(unit_written)
    modifier = read_modifier(sentence, number.start, end, more + ("几" if number.is_vague else ""))
    if dimension == "duration" and modifier is None and sentence.startswith("内", end):
        modifier = "at_most"  # 7日内
    if number.high is not None:
        low, high = value, number.high * factor
        return Quantity(
            number.start, end, low, low, high, step, unit, unit_written, family, dimension,
            read_modifier(sentence, number.start, end, more), "pair",
        )  # fmt: skip
    sign = BELOW_ZERO.search(sentence[max(0, number.start - 3) : number.start])
    start = number.start - len(sign[1]) if sign else number.start
    value = -value if sign else value
    return Quantity(
        start, end, value, None, None, step, unit, unit_written, family, dimension, modifier, "number_and_unit"
    )


@functools.cache
def _factor(unit: str) -> Decimal:
    return Decimal(words.units()[unit].factor)


def _read_price(sentence: str, number: Number) -> Quantity | None:
    currency = CURRENCY.search(sentence, max(0, number.start - 4), number.start)
    if currency is None or number.is_vague:
        return None
    written = currency[1]
    entry = words.units()[SYMBOLS.get(written, written)]
    return Quantity(
        currency.start(), number.end, number.value, None, None, number.step,
        entry.unit, written, entry.family, entry.dimension, None, "unit_before",
    )  # fmt: skip


# 挣八百来块, 5万块: nothing is counted behind it, and a price or a wage stands before it
PAID = re.compile(r"(?:^|[挣赚卖花要收给奖交费价罚欠借涨赔付领得值省补多少共就才约近奖金工资的元了到：“]|[，。])$")
NOTHING_COUNTED = re.compile(r"$|[，。、；！？”）]|以上|以下|左右|到|至|[-—~]|[\d零一二两三四五六七八九]")


def _is_price(sentence: str, number: Number, match: re.Match[str]) -> bool:
    if NOTHING_COUNTED.match(sentence, match.end()) is None:
        return False
    return PAID.search(sentence, max(0, number.start - 1), number.start) is not None or number.start == 0


def _give_back_scale(sentence: str, number: Number) -> Number:
    """110千伏, 一百千瓦, 五十兆字节: the 千 belongs to the unit."""
    text, last = number.text[:-1], number.text[-1]
    is_digits = not number.is_han and last in "千百" and text.replace(".", "").isdigit()
    is_han = number.is_han and (last == "兆" or (last == "千" and text[-1:] in ("十", "百", "千", "万")))
    if not (is_digits or is_han):
        return number
    match = unit_pattern().match(sentence, number.end - 1)
    if match is None or not match["unit"].startswith(last) or match["scale"]:
        return number
    value = read_number(text)
    if value is None:
        return number
    step = number.step / read_scale(last) if is_digits else Decimal(1)
    return number._replace(end=number.end - 1, text=text, value=value, step=step)


PER = re.compile(
    r"[/／](?:平方米|㎡|吨|公斤|斤|人|小时|立方米|月|年|亩|千瓦时|度|天|日|户|次|株|米|公里|名|辆|个|家|间|套|晚|件|张|秒|分钟?|平方公里)"
)


def _with_rate(sentence: str, match: re.Match[str], entry: words.UnitEntry) -> tuple[str, str, str, str]:
    """元/平方米, 元每吨: a unit per another."""
    per = PER.match(sentence, match.end("unit"))
    if per:
        written = match["unit"] + per.group()
        return entry.unit + per.group(), written, "rate", "rate"
    return entry.unit, match["unit"], entry.dimension, entry.family


def _read_range(sentence: str, low: Number, high: Number) -> Quantity | None:
    """3至5个, 30—40万元, 1.2万至1.5万元; not 从28家到35家, which are two."""
    match = unit_pattern().match(sentence, high.end)
    if match is None or low.is_han != high.is_han:
        return None
    between = re.sub(LINK, "", sentence[low.end : high.start])
    entry = words.units()[match["unit"]]
    scale = read_scale(match["scale"])
    if high.value == 0:
        return None
    if between and not (
        between == match["unit"] or (between in words.units() and words.units()[between].unit == entry.unit)
    ):
        return None
    if between and re.search(r"(?:从|由)[^，。]{0,6}$", sentence[: low.start]):
        return None
    high_value, low_value = high.value * scale, low.value * scale
    bare_low, bare_high = low.text.rstrip("万亿千百"), high.text.rstrip("万亿千百")
    if not between and bare_low == low.text and bare_high != high.text:  # 30—40万元; not 3000元至1万元
        low_value *= high.value / (read_number(bare_high) or high.value)
    sign = BELOW_ZERO.search(sentence, max(0, low.start - 3), low.start)
    low_value = -low_value if sign else low_value
    if low_value >= high_value or sentence[high.end : high.end + 1] in "月日":
        return None
    factor = Decimal(entry.factor)
    return Quantity(
        low.start - (len(sign[1]) if sign else 0), match.end("unit"),
        low_value * factor, low_value * factor, high_value * factor,
        high.step * factor * scale,
        entry.unit, match["unit"], entry.family, entry.dimension, None, "range",
    )  # fmt: skip
