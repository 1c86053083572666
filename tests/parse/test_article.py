"""Pages are cut into articles, in whatever order their columns come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from warehouse.parse.article import cut_articles
from warehouse.parse.rows import ArticleRow, PageRows
from warehouse.parse.text import bare


@pytest.mark.cases("layouts")
def test_a_page_is_cut_into_its_articles(
    case: dict[str, Any], read_page: Callable[..., PageRows], lay_out: Callable[[dict[str, Any]], str]
) -> None:
    rows = read_page(lay_out(case))
    assert [bare(article.body)[:12] for article in rows.articles if not article.body] == []
    assert len(rows.articles) == len(case["articles"]), [article.body for article in rows.articles]
    for article, expected in zip(rows.articles, case["articles"], strict=True):
        assert facts_of(article, rows, expected) == {key: bare_of(value) for key, value in expected.items()}
    furniture = "".join(
        rows.page.text[span.char_start : span.char_end] for span in rows.article_spans if span.role == "furniture"
    )
    assert [line for line in case.get("furniture", []) if bare(line) not in bare(furniture)] == []


def test_nothing_is_cut_from_nothing() -> None:
    assert cut_articles("", []) == ([], [])


def facts_of(article: ArticleRow, rows: PageRows, expected: dict[str, Any]) -> dict[str, Any]:
    body = bare(article.body)
    found = {
        **article._asdict(),
        "first": body[: len(bare(expected.get("first", "")))],
        "last": body[-len(bare(expected.get("last", ""))) :],
        "sections": [
            rows.page.text[span.char_start : span.char_end]
            for span in sorted(rows.article_spans, key=lambda span: span.seq)
            if span.article_id == article.article_id and span.role == "section_heading"
        ],
    }
    return {key: bare_of(found[key]) for key in expected}


def bare_of(value: Any) -> Any:
    if isinstance(value, list):
        return [bare_of(item) for item in value]
    return bare(value) if value is not None else None
