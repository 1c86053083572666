"""Page text -> lines -> units."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse.page import read_lines
from warehouse.parse.text import fold
from warehouse.parse.units import read_units

KINDS = {"prose", "lead", "title", "byline", "caption", "furniture"}
PAGE = """望川时讯
2023年7月14日 星期五 第2版

区图书馆新馆开放

本报讯 7月9日，区图书馆新馆正式
开放。新馆设有少儿阅览区、古籍特
藏室和自习空间，藏书达到４２万册。

记者 殷一帆
"""
LINE_PIECES = ("本报讯 ", "9月15日，", "区图书馆", "开放", "。", "记者 殷一帆", "　　", " ", "图为", "\n", "\n\n", "①")
any_pages = st.lists(st.sampled_from(LINE_PIECES) | st.text(max_size=5), max_size=40).map("".join)


def test_lines_cut_the_page_and_hold_folded_text() -> None:
    lines = read_lines(PAGE)
    assert [line.text for line in lines] == [fold(raw) for raw in PAGE.split("\n") if raw]
    assert [PAGE[line.start : line.end] for line in lines] == [raw for raw in PAGE.split("\n") if raw]


def test_blank_lines_divide_blocks() -> None:
    blocks = [line.block for line in read_lines(PAGE)]
    assert [blocks.count(block) for block in sorted(set(blocks))] == [2, 1, 3, 1]


def test_an_indent_is_counted_in_characters_and_stands_outside_the_line() -> None:
    lines = read_lines("　　据介绍，新馆全年开放。\n每周一闭馆整理。")
    assert [(line.indent, line.start) for line in lines] == [(2, 2), (0, 14)]


def test_each_kind_of_line_is_told() -> None:
    kinds = {line.text[:6]: unit.kind for unit in read_units(read_lines(PAGE)) for line in unit.lines}
    assert kinds["2023年7"] == "furniture"
    assert kinds["区图书馆新馆"] == "title"
    assert kinds["记者 殷一帆"[:6]] == "byline"
    assert kinds["本报讯 7月"] in ("prose", "lead")


@pytest.mark.parametrize(("text", "is_open"), [("区长丁怀远到", True), ("区长到场。", False), ("“好！”", False)])
def test_a_unit_is_open_until_its_sentence_ends(text: str, is_open: bool) -> None:
    (unit,) = read_units(read_lines(text))
    assert unit.is_open == is_open


def test_a_page_without_lines_has_no_units() -> None:
    assert read_lines("\n 　\n") == []
    assert read_units([]) == []


@settings(max_examples=150, deadline=None)
@given(any_pages)
def test_every_line_stands_in_exactly_one_unit_in_order(text: str) -> None:
    lines = read_lines(text)
    units = read_units(lines)
    assert [line for unit in units for line in unit.lines] == lines
    assert {unit.kind for unit in units} <= KINDS
    assert all(fold(text[line.start : line.end]) == line.text for line in lines)
