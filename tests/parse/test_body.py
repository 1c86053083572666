"""The body of an article: paragraphs and section headings in reading order, joined by line feeds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from warehouse.parse.rows import PageRows

Reader = Callable[..., PageRows]
FIRST = "本报讯 7月12日，区长岳明川到清水河沿线检查防汛工作，察看了河道清淤和物资储备情况。"
SECOND = "岳明川要求，各镇街要落实巡堤查险责任，备足沙袋、冲锋舟等物资，确保群众安全度汛。"


def columns(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("width", [13, 18, 27, 40])
def test_lines_of_a_column_are_joined(read_page: Reader, width: int) -> None:
    (article,) = read_page(columns(FIRST, width) + "\n").articles
    assert article.body == FIRST.replace(" ", "")


@pytest.mark.parametrize("width", [13, 18, 27, 40])
def test_an_indent_begins_a_paragraph(read_page: Reader, width: int) -> None:
    page = columns("　　" + FIRST, width) + "\n" + columns("　　" + SECOND, width) + "\n"
    (article,) = read_page(page).articles
    assert article.body == FIRST.replace(" ", "") + "\n" + SECOND


def test_a_blank_line_behind_a_full_stop_begins_a_paragraph(read_page: Reader) -> None:
    (article,) = read_page(columns(FIRST, 18) + "\n\n" + columns(SECOND, 18) + "\n").articles
    assert article.body == FIRST.replace(" ", "") + "\n" + SECOND


def test_a_blank_line_in_mid_sentence_begins_none(read_page: Reader) -> None:
    page = columns(FIRST[:36], 18) + "\n\n" + columns(FIRST[36:], 18) + "\n"
    (article,) = read_page(page).articles
    assert article.body == FIRST.replace(" ", "")


def test_the_lead_is_the_first_paragraph(read_page: Reader) -> None:
    (article,) = read_page(FIRST + "\n\n" + SECOND + "\n").articles
    assert article.lead == article.body.split("\n")[0]


def test_neither_byline_nor_caption_is_body(read_page: Reader) -> None:
    page = f"岳明川检查防汛工作\n\n{FIRST}\n\n{SECOND}\n记者 殷一帆\n\n图为清水河泵站。贾图 摄\n"
    (article,) = read_page(page).articles
    assert article.body == FIRST.replace(" ", "") + "\n" + SECOND
