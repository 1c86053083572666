"""Headlines: reunited with their bodies wherever they stand, told apart from kicker, deck, flag and section heading."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from warehouse.parse.headline import assign_titles
from warehouse.parse.rows import ArticleRow, PageRows


@pytest.mark.cases("headlines")
def test_headlines_find_their_bodies_and_their_parts(
    case: dict[str, Any], read_page: Callable[..., PageRows], lay_out: Callable[[dict[str, Any]], str]
) -> None:
    rows = read_page(lay_out(case))
    assert len(rows.articles) == len(case["articles"])
    for article, expected in zip(rows.articles, case["articles"], strict=True):
        assert parts_of(article, rows, expected) == {key: letters_of(value) for key, value in expected.items()}


def test_an_article_without_a_headline_is_called_by_its_lead(read_page: Callable[..., PageRows]) -> None:
    (article,) = read_page("本报讯 7月9日，区图书馆新馆正式开放，藏书达到42万册。").articles
    assert (article.headline, article.title_basis, article.headline_score) == (None, "lead", None)
    assert article.title
    assert article.title in article.body


RUN = """本报讯 7月9日，区图书馆新馆正式开放。新馆设有少儿阅览区、古籍特藏室和自习空间，藏书达到42万册。
记者 何清

本报讯 7月10日，桃源村的水蜜桃进入采摘期，果农们忙着采摘、分拣、装箱。全村种桃三百亩，亩产四千斤。
记者 何清

本报讯 7月11日，清溪桥加固工程完工，桥面拓宽到十二米，两岸居民出行不再绕路。
记者 何清

水蜜桃采摘正当时
桃源村果农忙
清溪桥加固完工
区图书馆新馆开放
"""


def test_a_run_of_titles_is_divided_by_the_bodies_that_have_their_words(read_page: Callable[..., PageRows]) -> None:
    found = [letters_of(article.headline) for article in read_page(RUN).articles]
    assert found == ["区图书馆新馆开放", "水蜜桃采摘正当时桃源村果农忙", "清溪桥加固完工"]


def test_titles_without_bodies_are_nobodys() -> None:
    assert assign_titles([], []) == []


def parts_of(article: ArticleRow, rows: PageRows, expected: dict[str, Any]) -> dict[str, Any]:
    headings = [
        rows.page.text[span.char_start : span.char_end]
        for span in sorted(rows.article_spans, key=lambda span: span.seq)
        if span.article_id == article.article_id and span.role == "section_heading"
    ]
    found = {**article._asdict(), "sections": headings}
    return {key: letters_of(found[key]) for key in expected}


def letters_of(value: Any) -> Any:
    """Titles are compared without spaces and punctuation, as GUIDE.md says."""
    if isinstance(value, list):
        return [letters_of(item) for item in value]
    return re.sub(r"[\s\W_]+", "", value) if value is not None else None
