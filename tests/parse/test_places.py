"""Whose affairs a page reports, and the paper and page that file name and masthead tell."""

from __future__ import annotations

import pytest

from warehouse.parse.places import (
    read_edition,
    read_jurisdiction,
    read_paper,
    read_place,
)


@pytest.mark.parametrize(
    ("text", "paper", "jurisdiction"),
    [
        ("望川区召开会议。望川区委书记丁怀远到场。", None, "望川区"),
        ("韦可担任清泉县县长。清泉县委决定。清泉县各乡镇。", None, "清泉县"),
        ("我区召开会议，望川区委书记到场。", "望川时讯", "望川区"),
        ("全区上下，市区，景区，我县，开发区，城区。全区，我县，开发区，城区。", None, None),
        ("各县区要高度重视，各县区要压实责任。", None, None),
        ("常务副区长参加，副县长参加，副市长参加。常务副区长参加，副县长参加。", None, None),
        ("", None, None),
    ],
)
def test_the_jurisdiction_is_what_the_page_names_most(text: str, paper: str | None, jurisdiction: str | None) -> None:
    assert read_jurisdiction(text, paper) == jurisdiction


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("清江市纪委监委第四监督检查室", "清江市"),
        ("望川区委", "望川区"),
        ("常务副区长", None),
        ("区委常委", None),
        ("", None),
    ],
)
def test_words_may_begin_with_a_place(text: str, place: str | None) -> None:
    assert read_place(text) == place


@pytest.mark.parametrize(
    ("file", "furniture", "paper"),
    [
        ("望川时讯_2023-03-14_A01.txt", [], "望川时讯"),
        ("a/b/清泉日报 20230314.txt", [], "清泉日报"),
        ("p-8841.txt", ["望川时讯"], "望川时讯"),
        ("p-8841.txt", ["2023年7月4日 星期二"], None),
        ("新建文本文档.txt", [], None),
    ],
)
def test_the_paper_is_read_from_file_name_or_masthead(file: str, furniture: list[str], paper: str | None) -> None:
    assert read_paper(file, furniture) == paper


@pytest.mark.parametrize(
    ("file", "furniture", "edition"),
    [
        ("望川时讯_2023-03-14_A01.txt", [], "A01"),
        ("清泉报_2023-04-14_02版.txt", [], "02"),
        ("p-8841.txt", ["2023年7月4日 星期二 第3版"], "3"),
        ("p-8841.txt", [], None),
    ],
)
def test_the_page_number_is_read_as_written(file: str, furniture: list[str], edition: str | None) -> None:
    assert read_edition(file, furniture) == edition
