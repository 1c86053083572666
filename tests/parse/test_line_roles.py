"""What each line of a page is, told from its signs."""

from __future__ import annotations

import pytest

from warehouse.parse.line_roles import COLUMNS, ROLES, read_roles
from warehouse.parse.line_signs import read_signs
from warehouse.parse.page import read_lines
from warehouse.parse.units import read_units
from warehouse.parse.words import read_list

BODY = """本报讯 7月9日，区图书馆新馆正式
开放。新馆设有少儿阅览区、古籍特
藏室和自习空间，藏书达到四十二万
册。馆长殷一帆介绍，新馆每天开放
十二个小时，周一闭馆整理。
"""
TITLE = "区图书馆新馆开放\n藏书四十二万册\n"


def roles_of(page: str) -> list[str]:
    return [role.removesuffix("+") for role in read_roles(read_lines(page))]


@pytest.mark.parametrize("gap", ["\n", ""])
def test_a_title_is_told_from_its_body_with_blank_lines_and_without(gap: str) -> None:
    assert roles_of(TITLE + gap + BODY) == ["title"] * 2 + ["prose"] * 5
    assert roles_of(BODY + gap + TITLE) == ["prose"] * 5 + ["title"] * 2


def test_a_byline_behind_a_body_is_told() -> None:
    assert roles_of(TITLE + "\n" + BODY + "记者 何清\n")[-1] == "byline"


def test_a_page_without_lines_has_no_roles() -> None:
    assert read_roles([]) == []


def test_every_line_has_signs() -> None:
    lines = read_lines(TITLE + BODY)
    signs = read_signs(lines)
    assert len(signs) == len(lines)
    assert "lead" in signs[2]
    assert all("any" in own for own in signs)


def test_the_list_has_a_weight_for_every_role_and_every_pair_of_neighbours() -> None:
    rows = read_list("word_line_signs")
    assert set(COLUMNS) < set(rows[0])
    moves = {row["sign"] for row in rows if (row["sign"] or "").startswith("after:")}
    assert moves == {f"after:{role},{gap}" for role in ROLES for gap in ("blank", "next")}


def test_a_piece_of_prose_ends_at_a_blank_line() -> None:
    page = BODY.replace("古籍特\n", "古籍特\n\n")
    assert [unit.kind for unit in read_units(read_lines(page))] == ["lead", "prose"]


def test_a_byline_that_runs_on_is_one_unit() -> None:
    page = TITLE + "\n" + BODY + "（记者 何清 通讯\n员 殷一帆）\n"
    assert [unit.kind for unit in read_units(read_lines(page))][-1] in ("byline", "lead")
