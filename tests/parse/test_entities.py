"""Places, organisations and projects of an article: what they are called, where they belong, what they are to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from warehouse.parse import words
from warehouse.parse.entities import Entity, find_entities
from warehouse.parse.prose import MASK, Prose, join_flows
from warehouse.parse.rows import PageRows
from warehouse.parse.segment import cut_words
from warehouse.parse.text import fold, squeeze

Case = dict[str, Any]
PAGE = """清泉县教育局走进白鹭镇

本报讯（记者 殷一帆 通讯员 县融媒体中心何清）7月9日，由县教育局主办的送教活动走进白
鹭镇。教育局表示，要办好“春雨润苗”行动，清泉县教育局已为白鹭镇送教十次。白鹭镇中心小
学的学生参加。
"""


def read(case: Case, kind: str) -> list[Entity]:
    text = fold(case["text"])
    prose = Prose(text, list(range(len(text))), 0)
    found = find_entities(prose, cut_words(text), case.get("jurisdiction"), case.get("names", []))
    return [entity for entity in found if entity.kind == kind]


@pytest.mark.cases("entities", having="places")
def test_places_have_a_name_a_level_and_a_parent(case: Case) -> None:
    found = read(case, "place")
    assert [[place.name, place.level, place.parent] for place in found] == case["places"]


@pytest.mark.cases("entities", having="organisations")
def test_organisations_are_cut_as_written_and_named_in_full(case: Case) -> None:
    found = read(case, "organisation")
    assert [[item.names_written[0], item.name, item.relation] for item in found] == case["organisations"]


@pytest.mark.cases("entities", having="projects")
def test_projects_are_named(case: Case) -> None:
    assert [item.name for item in read(case, "project")] == case["projects"]


def test_places_of_the_list_have_their_codes() -> None:
    codes = {place.name: place.code for place in read({"text": "河南省郑州市二七区和鼓楼区"}, "place")}
    assert codes == {"河南省": "410000", "郑州市": "410100", "二七区": "410103", "鼓楼区": None}


def test_a_district_whose_name_several_bear_is_told_by_its_city() -> None:
    (_, district) = read({"text": "开封市鼓楼区"}, "place")
    assert (district.name, district.code) == ("鼓楼区", "410204")


def test_entities_stand_on_the_page_in_the_lists_and_outside_the_byline(read_page: Callable[..., PageRows]) -> None:
    rows = read_page(PAGE)
    (article,) = rows.articles
    relations = {row.name_written: row.relation for row in rows.article_entities}
    assert relations == {
        "清泉县": "subject",
        "清泉县教育局": "organiser",
        "白鹭镇": "site",
        "白鹭镇中心小学": "participant",
        "“春雨润苗”行动": "mentioned",
    }
    assert article.places == ["清泉县", "白鹭镇"]
    assert article.organisations == ["清泉县教育局", "白鹭镇中心小学"]
    (office,) = (row for row in rows.article_entities if row.name_written == "清泉县教育局")
    assert (office.names_written, office.mention_count) == (["清泉县教育局", "县教育局", "教育局"], 4)


def test_masked_words_keep_the_length() -> None:
    page = "甲乙 丙丁\n戊己"
    prose = join_flows([squeeze(page, [(0, 5)]), squeeze(page, [(6, 8)])], [(1, 4), (7, 8)])
    assert prose.text == f"甲{MASK}{MASK}丁\n戊{MASK}"
    assert (prose.at, prose.headline_end) == ([0, 1, 3, 4, -1, 6, 7], 4)
    assert prose.cut(page, 0, 4) == (0, 5)
    assert prose.cut("甲乙丙", 0, 4) is None


def test_the_list_of_places_is_whole() -> None:
    rows = words.read_list("ref_places")
    present = [row for row in rows if "abolished" not in (row["source"] or "")]
    levels = [row["level"] for row in present]
    assert {level: levels.count(level) for level in set(levels)} == {"province": 34, "city": 333, "county": 2851}
    codes = {row["code"] for row in rows}
    assert all(row["parent_code"] in codes for row in rows if row["level"] != "province")


def test_entities_of_long_runs_take_linear_time(within: Callable[[float], AbstractContextManager[None]]) -> None:
    with within(20):
        for run in ("村", "石碓镇", "有限公司", "县教育局", "和", "郑州市", "人民", "第一", "“甲乙”行动", "区委"):
            read({"text": run * 20_000, "jurisdiction": "清泉县"}, "place")
