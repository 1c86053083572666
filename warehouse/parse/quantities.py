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
    r"""(?=[\d一二三四五六七八九十〇零○第A-Za-z〔初周星高大老农百千前后过未今头])(?:
        (?:(?:19|20)\d\d|[二一][〇零○九][〇零○一二三四五六七八九]{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?
      | \d{1,2}月(?:份|底|初|末|中旬|上旬|下旬)?(?:\d{1,2}日?(?:[至到—~、-]+(?:\d{1,2}月)?\d{1,2}日)*)?
      | \d{1,2}日(?!元|本) | \d{1,2}[时点:：]\d{1,2}分? | \d{1,2}[时点](?:整|半|许|左右|
          前|后)? | [一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?
      | 第[\d一二三四五六七八九十百千零〇两]+[\u4e00-\u9fff]? | [A-Za-z]+\d[A-Za-z0-9.-]* | \d+[A-Za-z][A-Za-z0-9]* |
           \d+号 | (?:第|〔)?\d+版 | \d{3,4}-\d{7,8} | \d{11} | \d+路(?!段|口|径)
      | [一二三四五六七八九十]{1,3}[月路街巷中小院里号]
      | (?:初|周|星期|高|大|九|四|老|农历)[一二三四五六日](?!十)
      | [百千]年(?:大计|奋斗|征程|华诞|党史|梦|基业)
      | (?:前|后|过去|未来|今后)[\d一二两三四五六七八九十]{1,3}(?:年|天|个月|周)(?=[，来间里内全我以])
      | (?:前|头|后)[\d一二两三四五六七八九十]{1,2}个月
      | \d{1,4}周年 | [一二三四五六七八九十百]{1,4}周年)""",
    re.VERBOSE,
)
# 168cm, 12亿: digits and letters that are no name
MEASURED = re.compile(
    r"\d+(?:\.\d+)?(?:[%℃亿万]|(?:[cmk]?m|CM|KM|Km|kg|KG|k?Wh?|MW|GW|m[Ll]|[KMGT]B|TEU|m[2²³]|km/h)(?![A-Za-z]))"
)
QUOTED = re.compile(r"[“‘《〈][^”’》〉]{0,40}[”’》〉]")
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
        mask[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
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


def _masked(sentence: str) -> bytearray:
    """For each character whether it belongs to a date, an ordinal, a quoted name or a formula."""
    mask = bytearray(len(sentence))
    spans = [match.span() for match in DATE_LIKE.finditer(sentence) if not MEASURED.match(sentence, match.start())]
    for match in QUOTED.finditer(sentence):
        if match.end() - match.start() <= 16 or sentence[match.start()] in "《〈":
            spans.append(match.span())
    spans += [(formula.start, formula.end) for formula in find_formulas(sentence)]
    for start, end in spans:
        mask[start:end] = b"\1" * (end - start)
    return mask


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


IDIOM = re.compile(r"[百千万亿]")
HALVES = frozenset(("年", "个月", "个小时", "小时", "公里", "亩", "斤", "吨", "里", "天"))
FIXED = re.compile(
    r"五角大楼|三次产业|两年平均|万里长|千家|万家|万户|百姓|千方百计|千言万语|万一|万事|百花|百货|千禧|千载|万众|万里|一下|一线|一手|一旦|一起|一样|一直|一定|一切|一致|一体|一些|一家(?:人|亲|子)|四家班子|四大班子|四套班子|八项规定|两班倒|三班倒|三农|五一|六一|七一|八一|十一"
)


def _is_quantity(sentence: str, number: Number, match: re.Match[str], word_ends: set[int]) -> bool:
    """Leave out articles (一名女子), ordinals, idioms, formulas and the text's own points."""
    unit, entry = match["unit"], words.units()[match["unit"]]
    after = sentence[match.end() :]
    before = sentence[: number.start]
    if before.endswith(("第", "No.", "十四", "十三", "届")) or (
        unit == "年"
        and ((after and after[0] in "前内级度代底初末中来间后") or (number.value >= 1000 and not number.is_han))
    ):
        return (
            unit == "年"
            and number.value < 200
            and after[:1] in ("来", "间")
            and not number.is_han
            and before[-1:] not in "近"
        )
    if unit == "级":  # a grade, but for the ranges of wind: 7至8级
        return False
    if unit == "分" and (
        re.match("[公局会院店校队部支钱类区场为成之行]", after) or (number.is_han and number.value < 20)
    ):
        return False
    if unit == "个人" and re.match("会员|所得|账户|消费|贷款|住房|先进", after):
        return False
    if unit == "个点" and re.match("[球心位子名评赞]", after):  # 两个点球
        return False
    if (before[-1:].isalnum() and before[-1:].isascii() and not re.search(r"(?<![A-Za-z])[A-Z]{3,4}$", before)) or (
        unit == "周" and after.startswith("年")
    ):
        return False
    if after[:1] and unit in ("年", "天", "周") and re.match(r"级|前|后|内|行动|计划|规划|攻坚", after):
        return False
    if number.is_han:
        if FIXED.match(sentence, number.start):
            return False
        if number.text == "半":
            return unit in HALVES and before[-1:] not in "上下大多前后这那" and not re.match("前|后|以|间|来", after)
        if number.value == 1 and not match["half"] and number.high is None:
            return False
        if unit == "个" and after.startswith("“"):  # 三个“没想到”
            return False
        if unit == "类":  # 一类、二类: ranks
            return False
        if IDIOM.match(number.text) and not (
            re.search(r"[上近逾超约几数]$", before) or number.is_vague or match["more"]
        ):
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
