"""What a number is compared with: 同比增长 7.4%, 比计划多3.5公里; its basis and its sign."""

from __future__ import annotations

import re
from typing import NamedTuple

from warehouse.parse.quantity import Quantity


class Change(NamedTuple):
    """A verb of change before a number; start is where its words start in the sentence."""

    start: int
    text: str
    basis: str | None
    sign: int


# 同比增长7.4%; 比上年提高2.1个百分点; 年均增长25%; 较常年同期偏高8.4℃; 下降1.8%
CHANGE = re.compile(
    r"""(?P<comparison>
        (?P<basis>同比|环比|(?:比|较)(?:上年|去年|上一年|前年|上月|上季度|年初|原?计划|原来|过去|以往|传统|往年|常年|全[国省市区县]|[^，。；、]{1,8})
            (?:同期|底|末|平均水平)? | 与[^，。；]{2,10}相比 | 年均|平均每年)?，?
        (?:实际|净|再|共|约|分别|平均|大幅|仅|又|可|均|累计)*
        (?P<verb>增长|下降|减少|增加|提高|上升|回落|降低|压减|缩短|提升|增收|净增|偏[高低多少]|高出?|低|多|少|便宜|上涨|下跌|翻|压缩|扩大|节约|节省|提前|滞后|收窄|放缓|加快|改善|缩减|(?:高|低)于[^，。；、]{1,8}|涨|增|减|降|升)
      )(?:了|约|近|超过?|逾|达|幅度?达?|不低于|不少于|至少|将?近|在|收|种|打|卖)*$""",
    re.VERBOSE,
)
CHANGE_ENDS = frozenset(
    "出长降少加高升落低减短提收多少宜涨跌翻缩大约省前后窄缓快善增了近超过逾达幅度于至在种打卖"
)  # of CHANGE
LEVEL = re.compile(r"(?:增长|增加|提高|提升|上升|扩大|增|升|下降|减少|降低|回落|缩短|压缩|压减|降)(?:到|至|为)$")
UP = re.compile(r"增|提|升|涨|高|多|翻|扩|加快|改善|上")
NEEDS_BASIS = frozenset(("高", "低", "多", "少", "翻", "加快", "改善", "扩大", "便宜"))
RELATIVE = frozenset(("share", "share_points", "ratio"))
LONGEST_HEAD = 40  # characters before a number in which its comparison stands
BASES = (
    (re.compile(r"同比|[比较](?:去年|上年|上一年)|上年同期"), "yoy"),
    (re.compile(r"环比|上月"), "mom"),
    (re.compile(r"上季度"), "qoq"),
    (re.compile(r"年初"), "since_year_start"),
    (re.compile(r"计划"), "vs_plan"),
    (re.compile(r"年均|平均每年"), "other"),
    (re.compile(r"[比较于]"), "vs_base"),
)


def read_change(text: str, quantities: list[Quantity], index: int, clause_start: int) -> Change | None:
    """The verb of change right before the number, directly or for a list of numbers (增长7.4%、2.3%).

    >>> from warehouse.parse.quantities import find_quantities
    >>> text = "零售额同比下降1.8%"
    >>> read_change(text, find_quantities(text), 0, 0)
    Change(start=3, text='同比下降', basis='yoy', sign=-1)
    """
    quantity, first = quantities[index], find_list_start(text, quantities, index)
    start = max(clause_start, quantities[first].start - LONGEST_HEAD)
    head = text[start : quantities[first].start]
    may_change = head[-1:] in CHANGE_ENDS or "于" in head[-9:]
    match = CHANGE.search(head) if may_change and not LEVEL.search(head) else None
    if match is None:
        return Change(quantity.start, quantity.unit_written, None, 1) if quantity.rule == "double" else None
    verb, has_basis = match["verb"], match["basis"] is not None
    if not has_basis and (verb in NEEDS_BASIS or (len(verb) == 1 and quantity.dimension not in RELATIVE)):
        return None
    return Change(
        start + match.start(), match["comparison"], read_basis(match["comparison"]), 1 if UP.search(verb) else -1
    )


def find_list_start(text: str, quantities: list[Quantity], index: int) -> int:
    """The first number of the list in which a number stands: 7.4%、2.3%和1.1%."""
    while index > 0 and text[quantities[index - 1].end : quantities[index].start] in ("、", "和"):
        index -= 1
    return index


def find_list_end(text: str, quantities: list[Quantity], index: int) -> int:
    """The last number of the list in which a number stands."""
    while index + 1 < len(quantities) and text[quantities[index].end : quantities[index + 1].start] in ("、", "和"):
        index += 1
    return index


def read_basis(comparison: str) -> str | None:
    """
    >>> read_basis("比年初增加"), read_basis("同比下降"), read_basis("增长")
    ('since_year_start', 'yoy', None)
    """
    return next((basis for pattern, basis in BASES if pattern.search(comparison)), None)
