"""Periods and deadlines as written -> days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.parse.metrics import find_metrics
from warehouse.parse.period_days import resolve_period


@pytest.mark.cases("periods")
def test_a_period_is_resolved_where_the_year_is_proven(case: dict[str, Any]) -> None:
    day = dt.date.fromisoformat(case["day"]) if case.get("day") else None
    year = case.get("year", day.year if day else None)
    found = [str(end) if end else None for end in resolve_period(case["text"], day, year)]
    assert found == [case.get("start"), case.get("end")]


@settings(max_examples=150, deadline=None)
@example("前0二月", dt.date(2000, 1, 1))
@given(
    st.text(st.sampled_from("0123456789一二三四今去明上下半前截至到底年月日季度份以来末～-—间"), max_size=14),
    st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2049, 12, 31)),
)
def test_no_text_breaks_the_reading_and_a_period_never_ends_before_it_starts(text: str, day: dt.date | None) -> None:
    start, end = resolve_period(text, day, day.year if day else None)
    assert start is None or end is None or start <= end


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("城镇化率从2018年的61.5%提高到去年的88.2%。", ["2018年", "去年"]),  # each end of a change has its own
        ("产量是上年的1.6倍。", [None]),  # what is only compared with is none
        ("到10月底，开展宣讲60余场，发放图书1.2万册。", ["到10月底", "到10月底"]),  # of what is done, until when
    ],
)
def test_numbers_have_the_period_that_the_sentence_gives_them(text: str, periods: list[str | None]) -> None:
    assert [metric.period_text for metric in find_metrics(text)] == periods
