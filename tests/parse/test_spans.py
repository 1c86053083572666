"""Spans: each part of a page has its role, and begins where its first word stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from warehouse.parse.rows import PageRows
from warehouse.parse.text import bare

Reader = Callable[..., PageRows]
PAGE = """区委召开常委会会议研究深化改革工作
以改革大突破促民生大改善
丁怀远主持并讲话

本报讯 7月12日，区委召开常委会会议，研究深化改革工作。区委书记丁怀远主持会议并讲话。
会议强调，要以改革大突破促民生大改善，咬定目标不放松，一件接着一件干。

记者 殷一帆

图为会议现场。贾图 摄
"""


@pytest.fixture(scope="module")
def rows(read_page: Reader) -> PageRows:
    return read_page(PAGE)


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("kicker", "区委召开常委会会议研究深化改革工作"),
        ("headline", "以改革大突破促民生大改善"),
        ("deck", "丁怀远主持并讲话"),
        ("byline", "记者殷一帆"),
        ("caption", "图为会议现场。贾图摄"),
    ],
)
def test_each_part_has_its_role(rows: PageRows, role: str, text: str) -> None:
    cut = [PAGE[span.char_start : span.char_end] for span in rows.article_spans if span.role == role]
    assert bare("".join(cut)) == text


def test_the_editors_and_the_masthead_are_furniture(read_page: Reader) -> None:
    page = "望川时讯\n2023年7月14日 星期五 第2版\n\n" + PAGE + "\n责任编辑：王晓 美编：李丽\n"
    cut = [page[span.char_start : span.char_end] for span in read_page(page).article_spans if span.role == "furniture"]
    assert bare("".join(cut)) == "望川时讯2023年7月14日星期五第2版责任编辑：王晓美编：李丽"


def test_a_span_begins_with_a_word_and_takes_the_space_behind_it(rows: PageRows) -> None:
    cuts = [PAGE[span.char_start : span.char_end] for span in rows.article_spans]
    assert [cut for cut in cuts if cut[0].isspace()] == []


def test_the_reading_order_of_an_article_counts_from_one(rows: PageRows) -> None:
    orders = [span.seq for span in rows.article_spans if span.article_id]
    assert sorted(orders) == list(range(1, len(orders) + 1))


def test_a_page_of_white_space_around_one_word_is_one_span(read_page: Reader) -> None:
    rows = read_page("\n\n　望川时讯　\n\n")
    assert [(span.char_start, span.char_end, span.role) for span in rows.article_spans] == [(0, 10, "furniture")]
