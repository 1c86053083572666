"""Periods and deadlines as written -> days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

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
