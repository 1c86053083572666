"""A page in, rows of every table out: what ``parse_page`` says of one small page."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest

from warehouse.parse.laws import check_laws
from warehouse.parse.page_rows import PARSER_VERSION
from warehouse.parse.records import parse_page
from warehouse.parse.rows import AppearanceRow, MetricRow, PageMeta, PageRows
from warehouse.parse.text import UnreadableError, bare
from warehouse.settings import CHECKOUT

Reader = Callable[..., PageRows]
PAGE = """望川时讯
2023年7月14日 星期五 第2版

岳明川检查防汛工作
严防死守 确保安澜

本报讯 7月12日，区委副书记、区长岳明
川到清水河沿线检查防汛工作，副区长鲁宇
陪同。岳明川一行察看了河道清淤和物资储
备情况。上半年，全区清淤河道１２．６公里，
完成投资3400万元，同比增长15%。

岳明川要求，年底前改造泵站8座，确保群众
安全度汛。

记者 殷一帆 通讯员 何清
"""


@pytest.fixture(scope="module")
def rows(read_page: Reader) -> PageRows:
    return read_page(PAGE)


def test_the_page_row_says_what_was_read_and_from_where(rows: PageRows) -> None:
    page = rows.page
    assert (page.text, page.char_count, page.encoding) == (PAGE, len(PAGE), "utf-8")
    assert (page.source_name, page.source_file, page.parser_version) == ("区报", "p-0001.txt", PARSER_VERSION)


def test_the_masthead_dates_the_page(rows: PageRows) -> None:
    page = rows.page
    assert (page.publication_date, page.publication_year, page.date_basis) == (dt.date(2023, 7, 14), 2023, "masthead")
    assert page.date_evidence
    assert page.filed_on == page.publication_date


def test_an_undated_page_is_filed_on_its_landing_day_and_says_so(read_page: Reader) -> None:
    rows = read_page("本报讯 7月9日，区图书馆新馆正式开放，藏书达到42万册。")
    assert (rows.page.publication_date, rows.page.publication_year, rows.page.date_basis) == (None, None, "none")
    assert rows.page.filed_on == dt.date(2024, 3, 2)
    assert [problem.kind for problem in rows.problems if problem.kind == "undated"] == ["undated"]
    (article,) = rows.articles
    assert (article.event_date_start, article.event_month_day) == (None, "07-09")


def test_a_manifest_wins_over_what_the_page_says(read_page: Reader) -> None:
    page = read_page(PAGE, publication_date=dt.date(2022, 7, 15), paper="望川日报", edition="晨刊", page_no="A2").page
    assert (page.publication_date, page.date_basis) == (dt.date(2022, 7, 15), "manifest")
    assert (page.paper, page.edition, page.page_no) == ("望川日报", "晨刊", "A2")


def test_paper_and_page_number_are_read_where_no_manifest_tells_them(rows: PageRows) -> None:
    assert rows.page.paper == "望川时讯"
    assert "2" in (rows.page.edition, rows.page.page_no)


def test_the_article_holds_its_parts(rows: PageRows) -> None:
    (article,) = rows.articles
    assert article.kicker == "岳明川检查防汛工作"
    assert article.headline == "严防死守 确保安澜"
    assert (article.title, article.title_basis) == (article.headline, "headline")
    assert article.body.startswith("本报讯")
    assert article.body.endswith("确保群众安全度汛。")
    assert article.body.count("\n") == 1
    assert (article.reporters, article.correspondents, article.photographers) == (["殷一帆"], ["何清"], [])
    assert (article.event_date_start, article.event_date_end) == (dt.date(2023, 7, 12), dt.date(2023, 7, 12))


def test_the_bylines_are_rows_of_their_own_and_no_appearances(rows: PageRows) -> None:
    assert [(row.name, row.kind, row.seq) for row in rows.bylines] == [
        ("殷一帆", "reporter", 1),
        ("何清", "correspondent", 2),
    ]
    assert {row.name for row in rows.appearances}.isdisjoint({"殷一帆", "何清"})


def test_the_people_are_one_row_each(rows: PageRows) -> None:
    assert [(row.name, row.posts, row.role, row.mention_count) for row in rows.appearances] == [
        ("岳明川", ["区委副书记", "区长"], "leader", 4),
        ("鲁宇", ["副区长"], "attendee", 1),
    ]


def test_a_name_that_a_column_breaks_is_cut_with_its_break(read_page: Reader) -> None:
    body = PAGE.replace("岳明川检查防汛工作\n", "")
    row = read_page(body).appearances[0]
    assert (row.name, body[row.char_start : row.char_end]) == ("岳明川", "岳明\n川")


def test_the_metrics_are_rows_in_order_with_their_days(rows: PageRows) -> None:
    facts = [(row.value, row.unit, row.status) for row in rows.metrics]
    assert facts == [
        (Decimal("12.6"), "公里", "actual"),
        (Decimal(34_000_000), "元", "actual"),
        (Decimal(15), "%", "actual"),
        (Decimal(8), "座", "target"),
    ]
    half, deadline = rows.metrics[0], rows.metrics[-1]
    assert (half.period_start_on, half.period_end_on) == (dt.date(2023, 1, 1), dt.date(2023, 6, 30))
    assert deadline.period_end_on == dt.date(2023, 12, 31)


def test_every_fact_has_a_rule_a_confidence_and_a_key(rows: PageRows) -> None:
    facts: list[AppearanceRow | MetricRow] = [*rows.appearances, *rows.metrics]
    for row in facts:
        assert row.rule
        assert 0 < row.confidence <= 1
        assert re.fullmatch(r"[0-9a-f]{16}", str(row[0]))


def test_the_masthead_is_furniture(rows: PageRows) -> None:
    furniture = "".join(PAGE[row.char_start : row.char_end] for row in rows.article_spans if row.article_id is None)
    assert bare(furniture) == bare("".join(PAGE.split("\n")[:2]))


def test_a_page_without_any_article_says_so_and_is_all_furniture(read_page: Reader) -> None:
    rows = read_page("望川时讯\n")
    assert (rows.articles, rows.appearances, rows.metrics, rows.bylines) == ([], [], [], [])
    assert {row.role for row in rows.article_spans} == {"furniture"}
    assert "no_article" in {problem.kind for problem in rows.problems}


def test_two_articles_that_begin_with_the_same_words_have_keys_of_their_own(read_page: Reader) -> None:
    brief = "本报讯 7月9日，区图书馆新馆正式开放。新馆设有少儿阅览区和自习空间，藏书达到42万册。\n记者 殷一帆\n\n"
    rows = read_page(brief * 2)
    assert len({article.article_id for article in rows.articles}) == len(rows.articles) == 2


def test_the_page_key_follows_from_source_and_path_alone(read_page: Reader) -> None:
    key = read_page(PAGE).page.page_id
    assert read_page("望川时讯\n").page.page_id == key
    assert read_page(PAGE, source_file="p-0002.txt").page.page_id != key
    composed, decomposed = unicodedata.normalize("NFC", "é.txt"), unicodedata.normalize("NFD", "é.txt")
    assert read_page(PAGE, source_file=composed).page.page_id == read_page(PAGE, source_file=decomposed).page.page_id


def test_a_conflict_of_dates_is_a_problem(read_page: Reader) -> None:
    page = PAGE.replace("岳明川一行", "今年是建党100周年。岳明川一行")
    rows = read_page(page, source_file="望川时讯_2023-07-14_02.txt")
    assert "date_conflict" in {problem.kind for problem in rows.problems}


def test_what_is_no_page_is_refused(read_page: Reader) -> None:
    with pytest.raises(UnreadableError):
        read_page(b"")


def test_a_padded_name_in_a_byline_loses_its_padding(read_page: Reader) -> None:
    rows = read_page(PAGE.replace("何清", "何　清"))
    assert [row.name for row in rows.bylines] == ["殷一帆", "何清"]
    assert rows.articles[0].correspondents == ["何清"]


@pytest.mark.parametrize("odd", ["\ufeff", "\ufffd", "\u200b", "\x0c"])
def test_a_line_without_words_stays_in_a_span_and_out_of_the_body(read_page: Reader, odd: str) -> None:
    rows = read_page(f"标题\n\n本报讯 8月15日，区长王立新主持会议。\n{odd}\n记者 刘洋\n")
    check_laws(rows)
    assert len(rows.articles) == 1


@pytest.mark.parametrize("words", ["二七周年", "在建党二七周年之际", "一" * 30 + "个", "二七月三日"])
def test_odd_numerals_cost_no_page_its_articles(read_page: Reader, words: str) -> None:
    assert read_page(f"本报讯 8月15日，区长王立新主持会议，{words}。").articles


def test_the_numbers_of_a_headline_are_metrics_behind_those_of_the_body(read_page: Reader) -> None:
    page = "打通断头路12条\n\n  本报讯（记者 甲某某）今年以来，全区打通断头路12条，新增通车里程9.6公里。\n"
    rows = read_page(page)
    assert [row.text for row in rows.metrics] == ["断头路12条", "通车里程9.6公里", "断头路12条"]
    last = rows.metrics[-1]
    assert page[last.char_start : last.char_end] == last.text and last.char_start < page.index("本报讯")
    assert last.period_text == rows.metrics[0].period_text == "今年以来"


def test_rows_do_not_depend_on_the_order_of_sets() -> None:
    """Every process has its own hashes of strings; what pages say may not follow from them."""
    script = (
        "import sys; from tests.parse.test_records import read_samples_whole; "
        "import hashlib; sys.stdout.write(hashlib.sha256(read_samples_whole().encode()).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=CHECKOUT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def read_samples_whole() -> str:
    """All rows of the samples that are hardest to cut, as text."""
    pages = sorted((CHECKOUT / "tests" / "cases" / "courier" / "pages").glob("*.txt"))[:12]
    day = dt.datetime(2026, 1, 1)
    return "".join(
        repr(parse_page(page.read_bytes(), PageMeta("bench", page.name, "0" * 64, day, day, day.date())))
        for page in pages
    )
