"""Keywords, numbered formulas and slogans: what an article is about in words."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from warehouse.parse import segment, words
from warehouse.parse.quantities import find_quantities
from warehouse.parse.rows import PageRows
from warehouse.parse.segment import SEGMENTERS, cut_words, load_cutter
from warehouse.parse.terms import KEYWORDS, find_formulas, find_keywords, find_terms
from warehouse.parse.text import find_unreadable, fold
from warehouse.settings import CHECKOUT

Case = dict[str, Any]
FOLDERS = ("seeds/pages/chengwan", "seeds/pages/lanxi", "tests/cases/press/pages")
FILES = [file for folder in FOLDERS for file in sorted(CHECKOUT.joinpath(folder).glob("*.txt"))]
PAGES = [file for file in FILES if not find_unreadable(file.read_bytes())]
HAN = re.compile(r"[\u4e00-\u9fff]")
BREEDING = "本报讯 青港乡渔民唐海生在海上养殖贻贝，贻贝养殖户今年丰收，贻贝亩产翻番。"


@pytest.mark.cases("terms")
def test_formulas_and_slogans_are_read_as_written_and_in_one_form(case: Case) -> None:
    text = fold(case["text"])
    found = [term for term in find_terms(text, []) if term.kind != "keyword"]
    assert [[term.term, term.canonical_term, term.kind] for term in found] == case["terms"]
    assert all(text[term.start : term.end] == term.term for term in found)


@pytest.mark.parametrize("text", ["六稳六保", "“三个望川”", "三纵四横", "1+6+N", "一网通办", "“十四五”"])
def test_what_is_a_formula_is_no_quantity(text: str) -> None:
    assert find_formulas(text)
    assert find_quantities(text) == []


def test_keywords_tell_the_article_from_others() -> None:
    found = find_keywords(cut_words(BREEDING), ["唐海生"])
    assert [term.term for term in found[:2]] == ["贻贝", "养殖户"]
    assert found[0].mention_count == 3
    assert {"本报讯", "今年", "海生"}.isdisjoint(term.term for term in found)
    assert all(BREEDING[term.start : term.end] == term.term for term in found)
    assert [term.score for term in found] == sorted((term.score for term in found), reverse=True)


def test_pieces_of_names_are_no_keywords() -> None:
    tokens = ["白石", "镇", "学校", "，", "学校"]
    (school,) = find_keywords(tokens, taken=[(0, 5)])
    assert (school.term, school.mention_count, school.start) == ("学校", 1, 6)


def test_an_article_without_words_has_no_keywords() -> None:
    assert find_keywords([]) == find_keywords(["，", "。"]) == []


def test_terms_stand_on_the_page_and_in_the_article(read_page: Callable[..., PageRows]) -> None:
    rows = read_page(f"贻贝丰收\n\n{BREEDING}做好“六稳”\n工作。\n")
    (article,) = rows.articles
    assert article.keywords[0] == "贻贝"
    assert len(article.keywords) <= KEYWORDS
    assert [row.canonical_term for row in rows.article_terms if row.kind == "keyword"] == article.keywords
    assert [row.term for row in rows.article_terms if row.kind == "formula"] == ["六稳"]


def test_the_lists_hold_each_term_once() -> None:
    written = [row.term for row in words.terms()]
    assert len(set(written)) == len(written)
    assert {row.kind for row in words.terms()} == {"formula", "slogan"}
    assert all(row.canonical_term in written for row in words.terms() if row.kind == "formula")


@pytest.mark.skipif(not importlib.util.find_spec("rjieba"), reason="there is no rjieba for this platform")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_both_segmenters_give_the_same_words(page: Path, read_page: Callable[..., PageRows]) -> None:
    """In all sample articles; telephone numbers and mail addresses are cut differently, but they are no words."""
    for article in read_page(page.read_bytes()).articles:
        text = fold(f"{article.title}\n{article.body}")
        rust, python = ([word for word in load_cutter(name)(text) if HAN.search(word)] for name in SEGMENTERS)
        assert rust == python


def test_the_segmenter_is_told_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    read = segment.read_segmenter.__wrapped__
    monkeypatch.setenv("JIANBAO_SEGMENTER", "jieba")
    assert read().startswith("jieba ")
    monkeypatch.setenv("JIANBAO_SEGMENTER", "")
    assert read().startswith("rjieba ")
    monkeypatch.setenv("JIANBAO_SEGMENTER", "hanlp")
    with pytest.raises(ValueError, match="rjieba or jieba"):
        read()


def test_terms_of_long_runs_take_linear_time(within: Callable[[float], AbstractContextManager[None]]) -> None:
    with within(10):
        for run in ("六稳", "“三个", "一环", "1+", "“六稳”", "贻贝"):
            text = run * 30_000
            find_terms(text, cut_words(text))
