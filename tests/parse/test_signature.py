"""Signatures: reprints share bands of slots, other articles don't, and a text's slots never change."""

from __future__ import annotations

import re

import pytest

from warehouse.parse.signature import SHORTEST, SLOTS, read_signature
from warehouse.parse.text import fold

TEXT = fold(
    "本报讯7月9日，全县春耕生产现场会在白鹭镇召开。会议要求，各乡镇要抓好田间管理，做好农资储备，加强技术指导，"
    "确保粮食播种面积稳定。与会人员参观了育秧工厂，观看了无人机作业演示，听取了合作社负责人的介绍。县农业农村局表示，"
    "将组织农技人员进村入户，帮助种植大户解决困难，推广节水灌溉，落实防灾减灾措施，为丰收打下坚实基础。"
)
OTHER = fold(
    "为丰富群众文化生活，区图书馆新馆正式开放。新馆设有少儿阅览区，还有自习空间和报告厅。读者可以凭身份证借书，"
    "也可以在网上预约座位。馆长介绍说，周末将举办讲座，邀请作家与读者见面，开馆首日接待读者两千余人。"
)
PINNED = [3704180851, 34848270, 721278435, 374750262]


def shared_bands(a: str, b: str) -> int:
    pairs = [list(zip(slots[::2], slots[1::2], strict=True)) for slots in (read_signature(a), read_signature(b))]
    return sum(one == other for one, other in zip(*pairs, strict=True))


def test_a_reprint_with_another_day_and_byline_meets_the_first_printing() -> None:
    assert shared_bands(TEXT, TEXT.replace("7月9日", "7月10日").replace("本报讯", "据县报消息，")) >= 8


def test_an_edited_reprint_meets_the_first_printing() -> None:
    assert shared_bands(TEXT, TEXT.replace("加强技术指导，", "").replace("表示", "负责人说")) >= 2


def test_other_articles_do_not_meet() -> None:
    assert shared_bands(TEXT, OTHER) == 0


@pytest.mark.parametrize("text", ["", "今日晴转多云。", "晴，" * SHORTEST, TEXT[: SHORTEST - 1]])
def test_what_is_too_short_to_be_told_from_others_has_no_signature(text: str) -> None:
    assert read_signature(text) == []


def test_slots_are_the_same_in_every_process_and_on_every_platform() -> None:
    slots = read_signature(TEXT)
    assert len(slots) == SLOTS
    assert all(0 <= slot < 2**32 for slot in slots)
    assert slots[:4] == PINNED


def test_the_order_of_clauses_does_not_matter() -> None:
    clauses = re.split("[，。]", TEXT)
    assert read_signature("，".join(reversed(clauses))) == read_signature(TEXT)
