"""The three laws on generated pages: nothing is lost, everything can be shown, and reading again gives the same.

The pages are made of what local papers print (columns of 13 to 40 characters, blank lines in mid-sentence, headlines
before, behind and far from their bodies, bylines in front, below and at the end, padded and full-width digits) and, for
"never raises", of anything that can be decoded.
"""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.parse.rows import AppearanceRow, BylineRow, PageRows, SpanRow
from warehouse.parse.text import bare, decode_page, find_unreadable

Reader = Callable[..., PageRows]
EXAMPLES = settings(max_examples=60, deadline=None)
ROLES = {
    *("kicker", "headline", "deck", "section_heading", "dateline", "body"),
    *("byline", "caption", "summary", "column_flag", "furniture"),
}


def split(words: str) -> list[str]:
    return words.split()


NAMES = split("丁怀远 岳明川 鲁宇 欧阳清岚 司徒海波 楼亚琴 高峰 方便 吐尔洪·亚生 令狐望北 粟玉花")
POSTS = split("区委书记 区委副书记、区长 副区长 区人大常委会主任 县水务局局长 村民 省农科院研究员")
THINGS = split("个重点项目 条断头路 公里供水管网 所学校 亩水稻 名志愿者 亿元 % 个百分点 万平方米 户居民")
NUMBERS = split("3 12 319 1,286 7.4 三 十二 三千二百 近300 5至8 30—50 数十 两 2886 0.5")
DAYS = split("9月15日 11月18日、25日 6月11日至13日 昨日 近日 12月30日上午 2023年3月4日 三月五日")
TITLES = (
    "岳明川检查防汛工作",
    "严防死守 确保安澜",
    "区图书馆新馆开放",
    "以项目之进支撑发展之进",
    "——上瑶村第一书记的故事",
    "风 正 帆 悬",
    "3天跑完13个章",
)
BYLINES = ("记者 殷一帆", "记者 殷一帆 通讯员 何　清", "□本报记者 李 明 文/图", "（盛璐 乔麦）", "贾图 摄")
FURNITURE = ("望川时讯", "2023年7月14日 星期五 第2版", "责任编辑：王晓 美编：李丽", "简讯", "广告", "·望川时评·")
BYLINE_BETWEEN = """本报讯 7月9日，区图书馆新馆正式开放。新馆设有
少儿阅览区、古籍特藏室和自习空间，藏书达到42
万册。

7月12日，区长岳明川到清水河沿线检查防汛工作，
察看了河道清淤和物资储备情况，要求确保安全度汛
。记者 殷一帆

要备足沙袋、冲锋舟等物资，落实巡堤查险责任，确
保清水河沿线群众安全度汛。

记者 何清
"""
WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")

SENTENCES_WITHOUT_FACTS = (
    "会议指出，要提高站位，压实责任。",
    "要在六个方面下功夫，推进“三个望川”建设。",
    "一是抓部署；二是抓落实。",
)

sentences = st.one_of(
    st.builds("{}，{}{}主持召开第三次推进会并讲话。".format, *map(st.sampled_from, (DAYS, POSTS, NAMES))),
    st.builds("{}强调，年底前要建成{}{}，确保群众满意。".format, *map(st.sampled_from, (NAMES, NUMBERS, THINGS))),
    st.builds("上半年，全区完成{}{}，同比增长{}%。".format, *map(st.sampled_from, (NUMBERS, THINGS, NUMBERS))),
    st.builds("区领导{}、{}、{}参加。".format, *map(st.sampled_from, (NAMES, NAMES, NAMES))),
    st.builds("“今年能收{}{}。”村民{}高兴地说。".format, *map(st.sampled_from, (NUMBERS, THINGS, NAMES))),
    st.sampled_from(SENTENCES_WITHOUT_FACTS),
)


@st.composite
def articles(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """(title lines, paragraphs and byline lines) of one article."""
    titles = draw(st.lists(st.sampled_from(TITLES), max_size=3, unique=True))
    paragraphs = ["".join(draw(st.lists(sentences, min_size=1, max_size=4))) for _ in range(draw(st.integers(1, 3)))]
    formula = draw(st.sampled_from(("本报讯 ", "本报讯（记者 殷一帆 通讯员 何清）", "", "新华社北京9月27日电 ")))
    paragraphs[0] = formula + paragraphs[0]
    byline = draw(st.none() | st.sampled_from(BYLINES))
    if byline and draw(st.booleans()):
        paragraphs[-1] += byline
    elif byline:
        paragraphs.append("\n" + byline)
    if draw(st.booleans()):
        paragraphs.append("\n图为活动现场。贾图 摄")
    return titles, paragraphs


@st.composite
def pages(draw: st.DrawFn) -> str:
    """The text of a page in some layout."""
    width, indent = draw(st.integers(13, 40)), draw(st.sampled_from(("", "　　", "  ")))
    lines: list[str] = draw(st.lists(st.sampled_from(FURNITURE), max_size=3))
    late: list[str] = []
    for titles, paragraphs in draw(st.lists(articles(), min_size=1, max_size=4)):
        body = [line for paragraph in paragraphs for line in wrap(indent + paragraph, width)]
        place = draw(st.sampled_from(("before", "behind", "far")))
        lines += ["", *(titles if place == "before" else []), "", *body, "", *(titles if place == "behind" else [])]
        late += ["", *titles] if place == "far" else []
    lines += late
    for position in sorted(draw(st.lists(st.integers(0, len(lines)), max_size=4)), reverse=True):
        lines.insert(position, draw(st.sampled_from(("", "  ", "　"))))
    text = "\n".join(lines)
    return text.translate(WIDE) if draw(st.booleans()) else text


def wrap(paragraph: str, width: int) -> list[str]:
    if paragraph.lstrip().startswith(("记者", "□", "（王", "贾", "图为")) or "\n" in paragraph:
        return paragraph.split("\n")
    return [paragraph[at : at + width] for at in range(0, len(paragraph), width)]


any_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
MARKS = ("本报讯", "，", "。", "：“", "”", "、", "\n", "\n\n")
pieces = st.sampled_from([*NAMES, *POSTS, *THINGS, *NUMBERS, *DAYS, *TITLES, *BYLINES, *FURNITURE, *MARKS])
odd_texts = st.lists(pieces | st.text(st.characters(exclude_categories=["Cs"]), max_size=4), max_size=40).map("".join)


@EXAMPLES
@given(pages())
def test_spans_partition_the_page(read_page: Reader, text: str) -> None:
    check_spans(read_page(text))


@EXAMPLES
@given(pages())
def test_every_fact_is_cut_from_the_page_by_its_offsets(read_page: Reader, text: str) -> None:
    check_facts(read_page(text))


@EXAMPLES
@example(BYLINE_BETWEEN)
@given(pages())
def test_every_part_of_an_article_is_its_spans(read_page: Reader, text: str) -> None:
    check_parts(read_page(text))


@EXAMPLES
@given(pages())
def test_reading_twice_gives_equal_rows(read_page: Reader, text: str) -> None:
    assert read_page(text) == read_page(text)


@EXAMPLES
@given(pages(), st.integers(1, 5))
def test_keys_and_facts_stay_when_the_page_moves_down(read_page: Reader, text: str, count: int) -> None:
    rows, moved = read_page(text), read_page("\n" * count + text)
    people = ("bylines", "appearances", "post_sightings", "events", "event_people")
    for table in ("articles", *people, "metrics", "article_entities", "article_terms", "problems"):
        assert move_up(getattr(moved, table), count) == list(getattr(rows, table)), table
    assert [span.span_id for span in moved.article_spans] == [span.span_id for span in rows.article_spans]


@EXAMPLES
@given(pages())
def test_keys_are_unique(read_page: Reader, text: str) -> None:
    rows = read_page(text)
    for table in (
        "article_spans",
        "articles",
        "bylines",
        "appearances",
        "post_sightings",
        "events",
        "event_people",
        "metrics",
        "article_entities",
        "article_terms",
    ):
        keys = [row[0] for row in getattr(rows, table)]
        assert len(set(keys)) == len(keys), table


def test_two_problems_of_one_page_have_keys_of_their_own(read_page: Reader) -> None:
    rows = read_page("本报讯 9月15日，区委书记丁怀远主持召开第三次推进会并讲话。\n\n" * 2)
    keys = [row.problem_id for row in rows.problems]
    assert len(set(keys)) == len(keys)


@EXAMPLES
@given(pages(), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), st.booleans())
def test_the_encoding_of_a_page_changes_nothing(read_page: Reader, text: str, encoding: str, is_windows: bool) -> None:
    data = (text.replace("\n", "\r\n") if is_windows else text).encode(encoding)
    assert decode_page(data).text == text
    assert read_page(data).metrics == read_page(text).metrics


@EXAMPLES
@given(pages(), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf_16_is_told_with_and_without_its_mark(text: str, encoding: str) -> None:
    mark = codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE
    assert decode_page(mark + text.encode(encoding)).text == text
    assert decode_page((text + "\n2023\n").encode(encoding)).text == text + "\n2023\n"


@settings(max_examples=150, deadline=None)
@given(any_texts | odd_texts)
def test_no_text_breaks_a_page_or_its_laws(read_page: Reader, text: str) -> None:
    data = text.encode("utf-8")
    if find_unreadable(data):
        return
    rows = read_page(data)
    check_spans(rows)
    check_facts(rows)
    check_parts(rows)


@pytest.mark.cases("long_runs", having="page")
def test_a_long_page_is_read_in_linear_time(case: dict[str, Any], read_page: Reader, within: Any) -> None:
    text = (case["page"] * 20_000)[:20_000] + "\n望川时讯\n"
    with within(3):
        read_page(text)


def check_spans(rows: PageRows) -> None:
    """Law 1: each character in exactly one span."""
    end = 0
    for span in sorted(rows.article_spans, key=lambda span: span.char_start):
        assert span.char_start == end < span.char_end
        assert span.role in ROLES
        assert (span.article_id is None) == (span.role == "furniture")
        end = span.char_end
    assert end == len(rows.page.text)
    assert {span.article_id for span in rows.article_spans} - {None} == {row.article_id for row in rows.articles}


def check_facts(rows: PageRows) -> None:
    """Law 2: the offsets cut the words of every fact out of the page."""
    text, keys = rows.page.text, {row.article_id for row in rows.articles}
    named: list[AppearanceRow | BylineRow] = [*rows.appearances, *rows.bylines]
    for row in named:
        assert bare(text[row.char_start : row.char_end]) == row.name
        assert row.article_id in keys
    appearances = {row.appearance_id for row in rows.appearances}
    for person in rows.event_people:
        assert bare(text[person.char_start : person.char_end]) == person.name
        assert person.appearance_id in appearances
    for event in rows.events:
        assert bare(text[event.char_start : event.char_end]) == event.text != ""
        assert event.article_id in keys
    for entity in rows.article_entities:
        assert bare(text[entity.char_start : entity.char_end]) == entity.name_written
    for term in rows.article_terms:
        assert bare(text[term.char_start : term.char_end]) == term.term
    for metric in rows.metrics:
        assert bare(text[metric.char_start : metric.char_end]) == metric.text
        assert metric.article_id in keys
        assert metric.value_low is None or metric.value_high is None or metric.value_low <= metric.value_high


def check_parts(rows: PageRows) -> None:
    """A body is its spans in reading order, white space aside; so is each part of a headline."""
    spans: dict[tuple[str | None, str], list[SpanRow]] = defaultdict(list)
    for span in sorted(rows.article_spans, key=lambda span: span.seq):
        spans[span.article_id, "body" if span.role == "section_heading" else span.role].append(span)
    for article in rows.articles:
        for part in ("body", "kicker", "headline", "deck"):
            cut = "".join(rows.page.text[s.char_start : s.char_end] for s in spans[article.article_id, part])
            assert bare(cut) == bare(getattr(article, part) or ""), part


def move_up(rows: list[Any], count: int) -> list[Any]:
    """The rows as they would be without the lines put before the page, which the first span takes in."""
    return [
        row._replace(char_start=max(0, row.char_start - count), char_end=row.char_end - count)
        if hasattr(row, "char_start")
        else row
        for row in rows
    ]
