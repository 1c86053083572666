"""The units behind numbers: ``seeds/ref_units.csv`` as one pattern, with what may stand between number and unit."""

from __future__ import annotations

import functools
import re

from warehouse.parse import words

# what a unit may not be followed by: 62个亿元以上项目 counts 个; 85度假村; 3圆桌
NOT_BEFORE = {
    "个亿": "(?!元)",
    "圆": "(?![桌形])",
    "毛": "(?=钱|[，。、；！？”）（分]|[一二两三四五六七八九\\d]|$)",
    "块": "",
    "日": "(?=内)",
    "里": "(?=[山水土石]?路|地[，。]|长|外|多|[，。；、]|$)",
    "两": "(?=[半重酒茶黄白金银肉米面]|[，。、；！？”）（]|$)",
    "平": "(?=[，。、；左]|$)",
}
LATIN_UNIT = re.compile(r"[A-Za-zμ°]")


@functools.cache
def unit_pattern() -> re.Pattern[str]:
    """Number words that may follow a number (多, 万余), then the unit, then half of it (一吨半).

    >>> match = unit_pattern().match("万多株", 0)
    >>> match["scale"], match["more2"], match["unit"]
    ('万', '多', '株')
    """
    written = sorted(words.units(), key=len, reverse=True)
    return re.compile(
        r"(?P<more>多|余|来|几)?(?P<scale>(?:[十百千]?[万亿]{1,2})??)(?P<more2>多|余|来)?"
        rf"(?P<unit>{'|'.join(map(_guard, written))})"
        r"(?P<half>半(?![年天个月岁小数路价途夜导成山坡]))?(?P<more3>[多余])?"
    )


def _guard(unit: str) -> str:
    if LATIN_UNIT.match(unit):  # 5GB, but no name: 5Gbase
        return re.escape(unit) + "(?![A-Za-z])"
    return re.escape(unit) + NOT_BEFORE.get(unit, "")


@functools.cache
def latin_units() -> str:
    """The units that are written in letters, as alternatives, the longest first."""
    written = sorted((unit for unit in words.units() if LATIN_UNIT.match(unit)), key=len, reverse=True)
    return "|".join(map(re.escape, written))
