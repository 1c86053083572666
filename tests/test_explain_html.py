"""``explain --html``: the whole page, each fact tied to its place, nothing from elsewhere, nothing unescaped."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import Result

from warehouse.explain import describe_page
from warehouse.explain_html import cut_text, write_story
from warehouse.parse.records import parse_page
from warehouse.parse.rows import PageMeta, PageRows
from warehouse.settings import CHECKOUT

AT = dt.datetime(2024, 3, 1)


class Shown(HTMLParser):
    """What a browser makes of the page: its text, the words tied to each fact, the rows of facts, the tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.words, self.rows, self.tags = "", dict[str, str](), set[str](), set[str]()
        self._open: list[dict[str, str | None]] = []
        self.feed(html.partition('<div id="page">')[2].partition("<script>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._open.append(dict(attrs))
        self.rows |= {value for name, value in attrs if name == "data-fact" and value}

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and "title" in self._open[-1]:  # a piece of the text
            self.text += data
            for key in (self._open[-1].get("data-facts") or "").split():
                self.words[key] = self.words.get(key, "") + data


def read(page: str, source_file: str = "p.txt") -> PageRows:
    return parse_page(page.encode(), PageMeta("s", source_file, "0" * 64, AT, AT, AT.date()))


@pytest.fixture(scope="module")
def sample() -> PageRows:
    page = CHECKOUT / "seeds" / "pages" / "chengwan" / "p-8841.txt"
    return read(page.read_text("utf-8"))


def test_the_text_of_the_page_stands_there_whole(sample: PageRows) -> None:
    assert "".join(piece.text for piece in cut_text(describe_page(sample))) == sample.page.text
    assert Shown(write_story(describe_page(sample))).text == sample.page.text


def test_each_fact_is_tied_to_the_words_that_say_so(sample: PageRows) -> None:
    shown = Shown(write_story(describe_page(sample)))
    facts = {row.appearance_id: row.name for row in sample.appearances}
    facts |= {row.metric_id: row.text for row in sample.metrics}
    assert len(facts) > 10
    assert {key: re.sub(r"\s", "", shown.words[key]) for key in facts} == facts
    assert shown.rows >= set(facts)


def test_words_of_the_page_are_never_markup() -> None:
    page = '本报讯（记者 <b>甲</b>）11月18日，<script>alert(1)</script>区长"路遥远&lt;调研，投入3亿元。\n'
    html = write_story(describe_page(read(page, '"><img src=x>.txt')))
    shown = Shown(html)
    assert shown.text == page
    assert not shown.tags & {"script", "b", "img"} and "<img" not in html


def test_nothing_is_fetched(sample: PageRows) -> None:
    html = write_story(describe_page(sample))
    assert "default-src 'none'" in html
    assert not re.search(r"(?:src|href)=|url\(|@import", html)


def test_the_command_writes_it(jianbao: Callable[..., Result], tmp_path: Path) -> None:
    page = CHECKOUT / "seeds" / "pages" / "chengwan" / "p-8841.txt"
    result = jianbao("explain", page, "--html", tmp_path / "page.html")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "page.html").read_text("utf-8").startswith("<!doctype html>")
    assert jianbao("explain", page, "--html", tmp_path / "no" / "page.html").exit_code == 1
