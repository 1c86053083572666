"""Dates of events, and what proves the day or year of a page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.parse.dates import find_dates
from warehouse.parse.event_dates import read_event
from warehouse.parse.masthead import read_file_date, read_masthead
from warehouse.parse.publication import Publication, read_publication
from warehouse.parse.text import bare, fold

NOTHING = Publication(None, None, "none", [], None)
date_texts = st.text(st.sampled_from("0123456789年月日至、—-昨今天近上午本报讯一二三十〇。，截自起"), max_size=40)


@pytest.mark.cases("dates")
def test_the_day_of_the_event_is_read_as_far_as_it_is_proven(case: dict[str, Any]) -> None:
    around = [bare(fold(case.get(key, ""))) for key in ("titles", "signed")]
    event = read_event(bare(fold(case["lead"])), published_on(case["published"]), case.get("newest_month"), *around)
    found = {"start": event.start, "end": event.end, "month_day": event.month_day, "month_day_end": event.month_day_end}
    assert {key: str(value) for key, value in found.items() if value} == {
        **({"end": case["start"]} if "start" in case else {}),
        **{key: case[key] for key in found if key in case},
    }
    assert [str(day) for day in event.dates] == case.get("dates", [str(day) for day in event.dates])
    assert event.text == case.get("text", event.text)


@pytest.mark.cases("publication")
def test_the_publication_is_what_is_proven(case: dict[str, Any]) -> None:
    given = dt.date.fromisoformat(case["given"]) if "given" in case else None
    articles = [bare(fold(text)) for text in case["articles"]]
    found = read_publication(given, case["file"], case.get("furniture", []), articles, case.get("edges", []))
    date = dt.date.fromisoformat(case["date"]) if "date" in case else None
    assert (found.basis, found.date) == (case["basis"], date)
    assert found.year == (date.year if date else case.get("year"))
    assert bool(found.evidence) == (case["basis"] != "none")
    if "conflict" in case:
        assert bool(found.conflict) == case["conflict"]


@pytest.mark.parametrize(
    ("text", "days", "is_range"),
    [
        ("9月15日", [(9, 15)], False),
        ("11月18日、25日", [(11, 18), (11, 25)], False),
        ("9月15、16日", [(9, 15), (9, 16)], False),
        ("6月11日至13日", [(6, 11), (6, 13)], True),
        ("8月30日至9月1日", [(8, 30), (9, 1)], True),
        ("十月一日", [(10, 1)], False),
    ],
)
def test_a_date_mention_holds_its_days(text: str, days: list[tuple[int, int]], is_range: bool) -> None:
    (mention,) = find_dates(f"会议于{text}召开。")
    assert (mention.text, list(mention.days), mention.is_range) == (text, days, is_range)


@pytest.mark.parametrize("text", ["3.5万元", "13月40日", "第9次", "1~6月", "8月中旬", "2023年", "九月"])
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("file", "day"),
    [
        ("2024-01-12/01.txt", dt.date(2024, 1, 12)),
        ("岚溪报_2024-1-2.txt", dt.date(2024, 1, 2)),
        ("20240112.txt", dt.date(2024, 1, 12)),
        ("A20240112B03.txt", dt.date(2024, 1, 12)),
        ("120240112.txt", None),
        ("2024-13-12.txt", None),
        ("2024.txt", None),
    ],
)
def test_a_file_name_tells_its_day(file: str, day: dt.date | None) -> None:
    assert read_file_date(file) == day


def test_a_masthead_with_a_weekday_beats_a_bare_date() -> None:
    found = read_masthead(["2023年7月1日", "2023年7月14日 星期五 第2版"])
    assert found is not None
    assert found[0] == dt.date(2023, 7, 14)


BULLETIN = """\
县里部署夏粮收购
　　本报讯（记者 石文） 6月11日，澧河县召开
夏粮收购工作会议，部署收购、仓储和资金保障。
副县长宁远讲话。今年全县预计收购小麦12万吨。
　　会议要求，各收购点要早准备、早开秤，让农民
卖上放心粮。

老街夜市亮灯
　　本报讯（通讯员 安然） 6月12日晚，澧河老街
夜市开市，86个摊位迎来首批食客。
"""


@pytest.mark.cases("mastheads")
def test_a_masthead_is_found_above_and_below_in_whatever_form(case: dict[str, Any], read_page: Any) -> None:
    lines = "\n".join(case["lines"])
    for text in (f"{lines}\n\n{BULLETIN}", f"{lines}\n{BULLETIN}", f"{BULLETIN}\n{lines}\n"):
        page = read_page(text).page
        assert (page.date_basis, page.publication_date) == ("masthead", dt.date(2019, 6, 14))


@settings(max_examples=150, deadline=None)
@example("0月一一", None)
@given(date_texts, st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2049, 12, 31)))
def test_no_text_breaks_the_reading_and_mentions_cut_their_text(text: str, day: dt.date | None) -> None:
    end = 0
    for mention in find_dates(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        end = mention.end
    event = read_event(text, published_on(str(day) if day else None))
    assert event.start is None or event.end is None or event.start <= event.end
    assert (event.start is None) or (event.month_day is None)
    read_publication(None, text, [text], [text])


@pytest.mark.cases("long_runs", having="dates")
def test_a_long_run_of_date_words_is_read_in_linear_time(case: dict[str, Any], within: Any) -> None:
    text = (case["dates"] * 20_000)[:20_000]
    with within(2):
        read_publication(dt.date(2023, 5, 10), text, [text], [text], [text])
        read_event(text, published_on("2023-05-10"), 5, text)


def published_on(published: str | int | None) -> Publication:
    if isinstance(published, int):
        return Publication(None, published, "text", [str(published)], None)
    if published is None:
        return NOTHING
    day = dt.date.fromisoformat(published)
    return Publication(day, day.year, "manifest", [published], None)
