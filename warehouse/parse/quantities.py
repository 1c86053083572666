"""Numbers with units: the quantities of a sentence, and what stands in numerals but measures nothing.

A quantity is a number before a unit of ``seeds/ref_units.csv``, a percentage, share or multiple.  Dates,
ordinals, names,
slogans, numbered formulas, articles (一名女子) and counts of the text's own points (六个方面) are none.
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.numerals import Number, find_numbers, read_number
from warehouse.parse.sentences import find_word_bounds
from warehouse.parse.terms import find_formulas


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
BEFORE_AT_LEAST = r"(?:超过|超出|突破|不低于|不少于|至少|逾|高于|大于|超|不小于|上)"
BEFORE_AT_MOST = r"(?:不得超过|不超过|不高于|不多于|至多|最多|不足|低于|少于|不到|小于|控制在)"
BEFORE_APPROX = r"(?:约为|大约|将近|接近|约|近|大概|差不多|左右)"
MODIFIER_BEFORE = re.compile(
    rf"(?:(?P<at_least>{BEFORE_AT_LEAST})|(?P<at_most>{BEFORE_AT_MOST})|(?P<approx>{BEFORE_APPROX}))(?:了|达到?)?$"
)
AT_LEAST_DO = re.compile(r"(?P<at_least>至少|不少于)[^，。；、\d]{1,4}$")  # 至少培训20名
MODIFIER_AFTER = re.compile(r"(?P<at_least>以上|之多|有余|及以上)|(?P<at_most>以下|以内|之内)|(?P<approx>左右|上下|许)")
DATE_LIKE = re.compile(
    r"""(?:(?:19|20)\d\d|[二一][〇零○九][〇零○一二三四五六七八九]{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?
      | \d{1,2}月(?:份|底|初|末|中旬|上旬|下旬)?(?:\d{1,2}日?(?:[至到—~、-]+(?:\d{1,2}月)?\d{1,2}日)*)?
      | \d{1,2}日(?!元|本) | \d{1,2}[时点:：]\d{1,2}分? | \d{1,2}[时点](?:整|半|许|左右|
          前|后)? | [一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?
      | 第[\d一二三四五六七八九十百千零〇两]+[\u4e00-\u9fff]? | [A-Za-z]+\d[A-Za-z0-9.-]* | \d+[A-Za-z][A-Za-z0-9]* |
           \d+号 | (?:第|〔)?\d+版 | \d{3,4}-\d{7,8} | \d{11} | \d+路(?!段|口|径)
      | [一二三四五六七八九十]{1,3}[月路街巷中小院里号]
      | (?:初|周|星期|高|大|九|四|老|农历)[一二三四五六日](?!十)
      | [百千]年(?:大计|奋斗|征程|华诞|党史|梦|基业)
      | \d{1,4}周年 | [一二三四五六七八九十百]{1,4}周年""",
    re.VERBOSE,
)
QUOTED = re.compile(r"[“‘《〈][^”’》〉]{0,40}[”’》〉]")
SPECIAL = re.compile(
    r"""(?P<share>(?:百|千|万)分之[零〇一二两三四五六七八九十百点\d.]+)
      | (?P<tenths>[一二两三四五六七八九\d](?:\.\d)?成[半]?(?=以上|左右|多|的|，|。|、|
          以下|股|$|企业|群众|居民|农|受访|由|是|为))
      | (?P<fraction>[二三四五六七八九十]分之[一二三四五六七八九])
      | (?P<half>一半(?=以上|左右|的|，|。|多|是|由))
      | (?P<double>翻[一两二三]番|翻番)""",
    re.VERBOSE,
)


@functools.cache
def _unit_pattern() -> re.Pattern[str]:
    written = "|".join(sorted(map(re.escape, words.units()), key=len, reverse=True))
    return re.compile(
        rf"(?P<more>多|余|来|几)?(?P<scale>(?:[十百千]?[万亿]{{1,2}})??)(?P<more2>多|余)?(?P<unit>{written})"
        r"(?P<half>半(?![\u4e00-\u9fff]))?(?P<more3>[多余])?"
    )


@functools.cache
def _own_points() -> re.Pattern[str]:
    """六个方面, 四个发力点: counts of the text's own points; most nouns of them only where the phrase ends."""
    points = "|".join(words.read_patterns("word_own_points"))
    behind = r"(?=$|[，。；、：？！“”（）]|上|下功夫|的|来|推进|工作|抓|入手|出发)"
    return re.compile(rf"(?:大|个|项|条|点|种)?(?:方面|环节|层面|维度|等次|发力点|(?:{points}){behind})")


def find_quantities(sentence: str) -> list[Quantity]:
    mask = _masked(sentence)
    found = [
        quantity
        for match in SPECIAL.finditer(sentence)
        if (quantity := _read_special(sentence, match)) and not mask[match.start()]
    ]
    for quantity in found:
        mask[quantity.start : quantity.end] = [True] * (quantity.end - quantity.start)
    numbers = [number for number in find_numbers(sentence) if not mask[number.start]]
    word_ends = set(find_word_bounds(sentence)) if any(number.is_han for number in numbers) else set()
    index = 0
    while index < len(numbers):
        number = numbers[index]
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        index += 1
        if following and re.fullmatch(rf"(?:[\u4e00-\u9fff%℃]{{0,3}}?){LINK}", sentence[number.end : following.start]):
            both = _read_range(sentence, number, following)
            if both:
                found.append(both)
                index += 1
                continue
        quantity = _read_quantity(sentence, number, word_ends)
        if quantity:
            found.append(quantity)
    apart: list[Quantity] = []
    for quantity in sorted(found, key=lambda item: (item.start, -item.end)):
        if not apart or quantity.start >= apart[-1].end:
            apart.append(quantity)
    return apart


def _masked(sentence: str) -> list[bool]:
    mask = [False] * len(sentence)
    for match in DATE_LIKE.finditer(sentence):
        if re.match(r"\d+(?:\.\d+)?(?:[%℃]|亿|万)", sentence[match.start() :]):
            continue
        mask[match.start() : match.end()] = [True] * (match.end() - match.start())
    for match in QUOTED.finditer(sentence):
        if len(match.group()) <= 16 or match.group()[0] in "《〈":
            mask[match.start() : match.end()] = [True] * (match.end() - match.start())
    for formula in find_formulas(sentence):
        mask[formula.start : formula.end] = [True] * (formula.end - formula.start)
    return mask


def _read_special(sentence: str, match: re.Match[str]) -> Quantity | None:
    """百分之三点五, 三成, 三分之二, 一半, 翻一番."""
    text = match.group()
    if match["double"]:
        count = read_number(text[1:-1]) or Decimal(1)
        return Quantity(
            match.start(), match.end(), count, None, None, Decimal(1), "番", "番", "ratio", "ratio", None, "double"
        )
    if match["half"]:
        value: Decimal | None = Decimal(50)
    elif match["fraction"]:
        value = read_number(text)
        value = None if value is None else round(value * 100, 4)
    else:
        value = read_number(text)
    if value is None:
        return None
    modifier = _read_modifier(sentence, match.start(), match.end(), "")
    return Quantity(
        match.start(),
        match.end(),
        value,
        None,
        None,
        Decimal("0.1") if value % 1 else Decimal(1),
        "%",
        text,
        "percent",
        "share",
        modifier,
        "share_in_words",
    )


BELOW_ZERO = re.compile(r"(?<![\d%℃])(零下|负|-|−)$")


def _read_quantity(sentence: str, number: Number, word_ends: set[int]) -> Quantity | None:
    number = _give_back_scale(sentence, number)
    match = _unit_pattern().match(sentence, number.end)
    if match is None or not _is_quantity(sentence, number, match, word_ends):
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
    sign = BELOW_ZERO.search(sentence[max(0, number.start - 3) : number.start])
    start = number.start - len(sign[1]) if sign else number.start
    value = -value if sign else value
    return Quantity(
        start, end, value, None, None, step, unit, unit_written, family, dimension, modifier, "number_and_unit"
    )


def _give_back_scale(sentence: str, number: Number) -> Number:
    """110千伏, 5千克: the 千 belongs to the unit."""
    if not number.is_han and number.text[-1] in "千百" and number.text[:-1].replace(".", "").isdigit():
        match = _unit_pattern().match(sentence, number.end - 1)
        if match and match["unit"].startswith(number.text[-1]) and not match["scale"]:
            return number._replace(
                end=number.end - 1,
                text=number.text[:-1],
                value=Decimal(number.text[:-1]),
                step=number.step / _scale_of(number.text[-1]),
            )
    return number


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
    if bare_low == low.text and bare_high != high.text:  # 30—40万元
        low_value *= high.value / (read_number(bare_high) or high.value)
    if low_value >= high_value or sentence[high.end : high.end + 1] in "月日":
        return None
    factor = Decimal(entry.factor)
    return Quantity(
        low.start, match.end("unit"), low_value * factor, low_value * factor, high_value * factor,
        high.step * factor * scale,
        entry.unit, match["unit"], entry.family, entry.dimension, None, "range",
    )  # fmt: skip


IDIOM = re.compile(r"[百千万亿]")
FIXED = re.compile(
    r"千家|万家|万户|百姓|千方百计|千言万语|万一|万事|百花|百货|千禧|千载|万众|万里|一下|一线|一手|一旦|一起|一样|一直|一定|一切|一致|一体|一些|一家(?:人|亲|子)|四家班子|四大班子|四套班子|八项规定|两班倒|三班倒|三农|五一|六一|七一|八一|十一"
)


def _is_quantity(sentence: str, number: Number, match: re.Match[str], word_ends: set[int]) -> bool:
    """Leave out articles (一名女子), ordinals, idioms, formulas and the text's own points."""
    unit, entry = match["unit"], words.units()[match["unit"]]
    after = sentence[match.end() :]
    before = sentence[: number.start]
    if before.endswith(("第", "No.", "十四", "十三", "届")) or (
        unit == "年" and (after[:1] in "前内级度代底初末中来间后" or (number.value >= 1000 and not number.is_han))
    ):
        return (
            unit == "年"
            and number.value < 200
            and after[:1] in "来间"
            and not number.is_han
            and before[-1:] not in "近"
        )
    if (before[-1:].isalnum() and before[-1:].isascii()) or (unit == "周" and after.startswith("年")):
        return False
    if after[:1] and unit in ("年", "天", "周") and re.match(r"级|前|后|内|行动|计划|规划|攻坚", after):
        return False
    if number.is_han:
        if FIXED.match(sentence, number.start) or number.text == "半":
            return False
        if number.value == 1 and not match["half"]:
            return False
        if unit == "类":  # 一类、二类: ranks
            return False
        if IDIOM.match(number.text) and not re.search(r"[上近逾超约几数]$", before) and not number.is_vague:
            return False
        scaled = re.search(r"[百千万亿]", number.text) is not None  # 近四万亩: too long to be a piece of a word
        if not scaled and (
            number.start not in word_ends
            or (
                match.end("unit") not in word_ends
                and entry.dimension == "count"
                and len(unit) == 1
                and not match["more3"]
            )
        ):
            return False
        if (
            re.match(r"[一二三四五六七八九十]", after)
            and entry.dimension == "count"
            and not re.match(r"[一二三四五六七八九十百千]+[余多]?[人名个条]", after)
        ):
            return False
    if (
        entry.dimension == "count"
        and number.value <= 20
        and _own_points().match(after)
        and unit in ("个", "项", "条", "点", "种", "大")
    ):
        return False
    return not (number.value == 0 and number.is_han)


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
