"""Quantities in words: 百分之三点五, 三成, 三分之二, 一半, 翻一番, 两个半小时, 13秒2, 打八折, 摄氏37度."""

from __future__ import annotations

import re
from decimal import Decimal

from warehouse.parse import words
from warehouse.parse.numerals import read_number
from warehouse.parse.quantity import Quantity, read_modifier

HALF = Decimal("0.5")
MAY_STAND = re.compile("[成半番折秒°氏]|分之")  # one of these stands in each of them
IN_WORDS = re.compile(
    r"""(?=[一二两三四五六七八九十百千万翻半对\d摄华])(?:
        (?P<share>(?:百|千|万)分之[零〇一二两三四五六七八九十百点\d.]+)
        # 变成, 组成, 三人成行: 成 of another word; 三成, 六成八, 近四成股份
      | (?P<tenths>(?<![一二三四五六七八九十百千\d.点])[一二两三四五六七八九\d](?:[.点][一二三四五六七八九\d])?成
            (?:[一二三四五六七八九半](?![个名家户项条人位次十百千年月天成])
            |(?![为功立果本员绩长熟语因分效型套像天百群批行名吉婚才事风不都])))
      | (?P<fraction>[二三四五六七八九十]{1,3}分之[一二三四五六七八九]十?(?!决赛))
      | (?P<half>一半|半数(?=以上|左右|[的以，。]))
      | (?P<double>翻了?(?P<about>近|将近|约)?(?P<times>[一两二三四])?番(?P<and_half>半)?)
      | (?P<halves>[一二两三四五六七八九\d]{1,2}个半(?:小时|月|钟头|学期))
      | (?P<evenly>(?<=打)对折)
      | (?P<discount>(?<![百曲骨\d.])(?:[一二三四五六七八九](?:点?[一二三四五六七八九])?|\d\.\d|\d{1,2})折
            (?![叠腾射合页扇返线子断]))
      | (?P<degrees>(?P<scale>摄氏|华氏)(?:温度)?(?P<cold>零下)?(?P<degree>\d+(?:\.\d+)?)[度°])
      | (?P<time>\d{1,3}秒\d{1,2}(?!\d)))""",
    re.VERBOSE,
)


def find_in_words(sentence: str) -> list[Quantity]:
    """The shares, multiples and times of a folded sentence that are written in words.

    >>> [(float(q.value), q.unit) for q in find_in_words("三分之二的货打八折，产值翻了两番，占百分之三点五")]
    [(66.67, '%'), (80.0, '%'), (2.0, '番'), (3.5, '%')]
    """
    if MAY_STAND.search(sentence) is None:
        return []
    return [quantity for match in IN_WORDS.finditer(sentence) if (quantity := _read(sentence, match))]


def _read(sentence: str, match: re.Match[str]) -> Quantity | None:
    text, start, end = match.group(), match.start(), match.end()
    modifier = read_modifier(sentence, start, end, "")
    if match["double"]:
        count = Decimal("一两三四".find(match["times"] or "一") + 1)
        count += HALF if match["and_half"] else 0
        modifier = "approx" if match["about"] else modifier
        return Quantity(start, end, count, None, None, Decimal(1), "番", "番", "ratio", "ratio", modifier, "double")
    if match["time"]:
        whole, _, part = text.partition("秒")
        return _measure(start, end, Decimal(f"{whole}.{part}"), Decimal(1).scaleb(-len(part)), "秒", None)
    if match["halves"]:
        count_written, _, unit = text.partition("个半")
        count = (read_number(count_written) or Decimal(0)) + HALF
        return _measure(start, end, count, HALF, "个月" if unit == "月" else unit, modifier)
    if match["degrees"]:
        degrees = Decimal(match["degree"]) * (-1 if match["cold"] else 1)
        return _measure(start, end, degrees, Decimal(1), "℃" if match["scale"] == "摄氏" else "华氏度", modifier)
    value = Decimal(50) if match["half"] or match["evenly"] else read_number(text)
    if value is None:
        return None
    if match["fraction"]:
        value = round(value * 100, 2)
    step = Decimal("0.1") if value % 1 else Decimal(1)
    return Quantity(start, end, value, None, None, step, "%", text, "percent", "share", modifier, "share_in_words")


def _measure(start: int, end: int, value: Decimal, step: Decimal, unit: str, modifier: str | None) -> Quantity:
    entry = words.units().get(unit, words.units()["小时"])
    return Quantity(
        start, end, value, None, None, step, entry.unit, unit, entry.family, entry.dimension, modifier, "time_span"
    )
