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
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.not_quantities import is_quantity, mask_names
from warehouse.parse.number_spans import Number, find_numbers
from warehouse.parse.numerals import read_number
from warehouse.parse.sentences import find_word_bounds


class Quantity(NamedTuple):
    """Number and unit, before their surroundings are read."""

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


LINK = r"(?:至|到|-|~|—{1,2}|－|–)"
BETWEEN = re.compile(rf"(?:[\u4e00-\u9fff%℃]{{0,3}}?){LINK}")  # 3至5, 5%到8%, 3元—5
BEFORE_AT_LEAST = r"(?:超过|超出|突破|不低于|不少于|至少|逾|高于|大于|超|不小于|上)"
BEFORE_AT_MOST = r"(?:不得超过|不超过|不高于|不多于|至多|最多|不足|低于|少于|不到|小于|控制在)"
BEFORE_APPROX = r"(?:约为|大约|将近|接近|约|近|大概|差不多|左右)"
MODIFIER_BEFORE = re.compile(
    rf"(?:(?P<at_least>{BEFORE_AT_LEAST})|(?P<at_most>{BEFORE_AT_MOST})|(?P<approx>{BEFORE_APPROX}))(?:了|达到?)?$"
)
AT_LEAST_DO = re.compile(r"(?P<at_least>至少|不少于)[^，。；、\d]{1,4}$")  # 至少培训20名
MODIFIER_AFTER = re.compile(r"(?P<at_least>以上|之多|有余|及以上)|(?P<at_most>以下|以内|之内)|(?P<approx>左右|上下|许)")
# 变成, 组成, 三人成行: 成 of another word; 三成, 六成八, 近四成股份
SPECIAL = re.compile(
    r"""(?=[一二两三四五六七八九十百千万翻半\d])(?:(?P<share>(?:百|千|万)分之[零〇一二两三四五六七八九十百点\d.]+)
      | (?P<tenths>(?<![一二三四五六七八九十百千\d.])[一二两三四五六七八九\d](?:\.\d)?成
            (?:[一二三四五六七八九半](?![个名家户项条人位次十百千年月天成])
            |(?![为功立果本员绩长熟语因分效型套像天百群批行名吉婚才事风不都])))
      | (?P<fraction>[二三四五六七八九十]分之[一二三四五六七八九])
      | (?P<half>一半|半数(?=以上|左右|[的以，。]))
      | (?P<double>翻了?(?P<about>近|将近|约)?(?P<times>[一两二三四])?番(?P<and_half>半)?)
      | (?P<halves>[一二两三四五六七八九\d]{1,2}个半(?:小时|月|钟头|学期))
      | (?P<discount>(?<=打)(?:[一二三四五六七八九]{1,2}|\d(?:\.\d)?|\d\d)折)
      | (?P<time>\d{1,3}秒\d{1,2}(?!\d)))""",
    re.VERBOSE,
)


@functools.cache
def _unit_pattern() -> re.Pattern[str]:
    written = "|".join(sorted(map(re.escape, words.units()), key=len, reverse=True))
    return re.compile(
        rf"(?P<more>多|余|来|几)?(?P<scale>(?:[十百千]?[万亿]{{1,2}})??)(?P<more2>多|余)?(?P<unit>{written})"
        r"(?P<half>半(?![年天个月岁小数路价途夜导成山坡]))?(?P<more3>[多余])?"
    )


def find_quantities(sentence: str) -> list[Quantity]:
    """The quantities of a folded sentence, in order and apart from each other.

    >>> [(float(q.value), q.unit, q.modifier) for q in find_quantities("近三百名党员种树1.2万多株，占七成以上")]
    [(300.0, '名', 'approx'), (12000.0, '株', 'at_least'), (70.0, '%', 'at_least')]
    """
    mask = mask_names(sentence)
    found = [
        quantity
        for match in SPECIAL.finditer(sentence)
        if (quantity := _read_special(sentence, match)) and not mask[match.start()]
    ]
    for quantity in found:
        mask[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
    numbers = [number for number in find_numbers(sentence) if not mask[number.start]]
    word_ends = set(find_word_bounds(sentence)) if any(number.is_han for number in numbers) else set()
    index = 0
    while index < len(numbers):
        number = numbers[index]
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        index += 1
        if following and BETWEEN.fullmatch(sentence, number.end, following.start):
            both = _read_range(sentence, number, following)
            if both:
                found.append(both)
                index += 1
                continue
        quantity = _read_quantity(sentence, number, word_ends)
        if quantity:
            found.append(quantity)
    _join_neighbours(sentence, found)
    apart: list[Quantity] = []
    for quantity in sorted(found, key=lambda item: (item.start, -item.end)):
        if not apart or quantity.start >= apart[-1].end:
            apart.append(quantity)
    return apart


def _join_neighbours(sentence: str, found: list[Quantity]) -> None:
    """1.8个、0.9个百分点: the first number has the unit of the last; 五元三角 is one amount."""
    found.sort(key=lambda item: item.start)
    for index in range(len(found) - 2, -1, -1):
        first, last = found[index], found[index + 1]
        if first.unit == "个" and last.unit == "个百分点" and sentence[first.end : last.start] in ("、", "和"):
            found[index] = first._replace(unit=last.unit, family=last.family, dimension=last.dimension)
        elif first.end == last.start and first.unit == last.unit == "元" and last.value < 1 and first.modifier is None:
            value = first.value + last.value
            found[index] = first._replace(end=last.end, value=value, step=last.step, modifier=last.modifier)
            del found[index + 1]


def _read_special(sentence: str, match: re.Match[str]) -> Quantity | None:
    """百分之三点五, 三成, 三分之二, 一半, 翻一番, 两个半小时, 13秒2."""
    text, start, end = match.group(), match.start(), match.end()
    modifier = _read_modifier(sentence, start, end, "")
    if match["double"]:
        count = Decimal("一两三四".find(match["times"] or "一") + 1)
        count += Decimal("0.5") if match["and_half"] else 0
        modifier = "approx" if match["about"] else modifier
        return Quantity(start, end, count, None, None, Decimal(1), "番", "番", "ratio", "ratio", modifier, "double")
    if match["time"]:
        whole, _, part = text.partition("秒")
        return _span(start, end, Decimal(f"{whole}.{part}"), Decimal(1).scaleb(-len(part)), "秒", None)
    if match["halves"]:
        count_written, _, unit = text.partition("个半")
        count = (read_number(count_written) or Decimal(0)) + HALF
        return _span(start, end, count, HALF, "个月" if unit == "月" else unit, modifier)
    value = Decimal(50) if match["half"] else read_number(text)
    if value is None:
        return None
    if match["fraction"]:
        value = round(value * 100, 6)
    step = Decimal("0.1") if value % 1 else Decimal(1)
    return Quantity(start, end, value, None, None, step, "%", text, "percent", "share", modifier, "share_in_words")


HALF = Decimal("0.5")


def _span(start: int, end: int, value: Decimal, step: Decimal, unit: str, modifier: str | None) -> Quantity:
    entry = words.units().get(unit, words.units()["小时"])
    return Quantity(
        start, end, value, None, None, step, entry.unit, unit, entry.family, entry.dimension, modifier, "time_span"
    )


# 12.7万农村贫困人口, 2000多万群众: people need no unit behind 万
PEOPLE = re.compile(
    r"(?P<more>[多余]?)[\u4e00-\u9fff]{0,5}?(?:人口|群众|居民|农民|市民|党员|学生|职工|老人|游客)(?![均口])"
)
BELOW_ZERO = re.compile(r"(?<![\d%℃])(零下|负|-|−)$")


def _read_quantity(sentence: str, number: Number, word_ends: set[int]) -> Quantity | None:
    number = _give_back_scale(sentence, number)
    match = _unit_pattern().match(sentence, number.end)
    people = PEOPLE.match(sentence, number.end) if number.text[-1] in "万亿" else None
    if people and (match is None or match["unit"] == "群"):
        modifier = _read_modifier(sentence, number.start, number.end, people["more"])
        return Quantity(
            number.start, number.end, number.value, None, None, number.step, "人", "", "people", "count", modifier,
            "number_and_people",
        )  # fmt: skip
    if match is None or not is_quantity(sentence, number, match, word_ends):
        return None
    scale = _scale_of(match["scale"])
    entry = words.units()[match["unit"]]
    factor = Decimal(entry.factor) * scale
    value, step = number.value * factor, number.step * factor
    if match["half"] and not match["more"]:
        value += factor / 2
    more = (
        ("多" if "多" in match["unit"] else "")
        + (match["more"] or "")
        + (match["more2"] or "")
        + (match["more3"] or "")
    )
    end = match.end()
    unit, unit_written, dimension, family = _with_rate(sentence, match, entry)
    if unit_written != match["unit"]:
        end = match.start("unit") + len(unit_written)
    modifier = _read_modifier(sentence, number.start, end, more + ("几" if number.is_vague else ""))
    if number.high is not None:
        low, high = value, number.high * factor
        return Quantity(
            number.start, end, low, low, high, step, unit, unit_written, family, dimension,
            _read_modifier(sentence, number.start, end, more), "pair",
        )  # fmt: skip
    sign = BELOW_ZERO.search(sentence[max(0, number.start - 3) : number.start])
    start = number.start - len(sign[1]) if sign else number.start
    value = -value if sign else value
    return Quantity(
        start, end, value, None, None, step, unit, unit_written, family, dimension, modifier, "number_and_unit"
    )


def _give_back_scale(sentence: str, number: Number) -> Number:
    """110千伏, 一百千瓦, 五十兆字节: the 千 belongs to the unit."""
    text, last = number.text[:-1], number.text[-1]
    is_digits = not number.is_han and last in "千百" and text.replace(".", "").isdigit()
    is_han = number.is_han and (last == "兆" or (last == "千" and text[-1:] in ("十", "百", "千", "万")))
    if not (is_digits or is_han):
        return number
    match = _unit_pattern().match(sentence, number.end - 1)
    if match is None or not match["unit"].startswith(last) or match["scale"]:
        return number
    value = read_number(text)
    if value is None:
        return number
    step = number.step / _scale_of(last) if is_digits else Decimal(1)
    return number._replace(end=number.end - 1, text=text, value=value, step=step)


def _scale_of(chars: str) -> Decimal:
    scale = Decimal(1)
    for char in chars or "":
        scale *= {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[char]
    return scale


def _with_rate(sentence: str, match: re.Match[str], entry: words.UnitEntry) -> tuple[str, str, str, str]:
    """元/平方米, 元每吨: a unit per another."""
    rest = sentence[match.end("unit") :]
    per = re.match(
        r"[/／](?:平方米|㎡|吨|公斤|斤|人|小时|立方米|月|年|亩|千瓦时|度|天|日|户|次|株|米|公里|名|辆|个|家|间|套|晚|件|张|秒|分钟?|平方公里)",
        rest,
    )
    if per:
        written = match["unit"] + per.group()
        return entry.unit + per.group(), written, "rate", "rate"
    return entry.unit, match["unit"], entry.dimension, entry.family


def _read_range(sentence: str, low: Number, high: Number) -> Quantity | None:
    """3至5个, 30—40万元, 1.2万至1.5万元; not 从28家到35家, which are two."""
    match = _unit_pattern().match(sentence, high.end)
    if match is None or low.is_han != high.is_han:
        return None
    between = re.sub(LINK, "", sentence[low.end : high.start])
    entry = words.units()[match["unit"]]
    scale = _scale_of(match["scale"])
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


def _read_modifier(sentence: str, start: int, end: int, more: str) -> str | None:
    if "几" in more or "来" in more:
        return "approx"
    if more:
        return "at_least"
    after = MODIFIER_AFTER.match(sentence, end)
    if after:
        return after.lastgroup
    head = sentence[max(0, start - 8) : start]
    before = MODIFIER_BEFORE.search(head) or AT_LEAST_DO.search(head)
    return before.lastgroup if before else None
