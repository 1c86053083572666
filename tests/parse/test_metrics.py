"""Quantities: what measures something is found with all that is said of it; what only looks like it is left alone."""

from __future__ import annotations

import random
import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse.metrics import Metric, find_metrics, repeat_metric
from warehouse.parse.text import bare

MEASURE_CHARS = (
    "0123456789１９.．%％一二两三十百千万亿零几余多近超约以上下增长同比"
    "年月日底前个条元亩人岁公里第次和、，。至～-（）“”"
)
measure_texts = st.text(st.sampled_from(MEASURE_CHARS), max_size=60)


@pytest.mark.cases("metrics")
def test_what_measures_something_is_found(case: dict[str, Any]) -> None:
    metrics = find_metrics(case["text"], case.get("heading", ""))
    assert [metric.text for metric in metrics if not metric.text] == []
    assert len(metrics) == len(case["metrics"]), [metric.text for metric in metrics]
    for metric, expected in zip(metrics, case["metrics"], strict=True):
        assert {key: told(metric, key) for key in expected if key not in LOOSE} == {
            key: wanted(key, value) for key, value in expected.items() if key not in LOOSE
        }
        for key in LOOSE & expected.keys():
            assert same_thing(getattr(metric, LOOSE_FIELDS[key]), expected[key]), (metric, expected)


@pytest.mark.cases("not_metrics")
def test_what_only_looks_like_a_quantity_is_left_alone(case: dict[str, Any]) -> None:
    assert [metric.text for metric in find_metrics(case["text"])] == []


def test_a_text_without_numbers_has_no_metrics() -> None:
    assert find_metrics("会议强调，要提高站位，压实责任。") == []
    assert find_metrics("") == []


def test_a_metric_holds_its_sentence_and_cuts_its_text() -> None:
    text = "会议听取了汇报。上半年，全县新建公园3个。大家一致认为，成绩来之不易。"
    (metric,) = find_metrics(text)
    assert metric.sentence == "上半年，全县新建公园3个。"
    assert text[metric.start : metric.end] == metric.text


def test_the_step_follows_from_how_the_amount_is_written() -> None:
    (metric,) = find_metrics("固定资产投资完成340.64亿元。")
    assert (metric.value, metric.value_step) == (Decimal("34064000000"), Decimal("1000000"))


def test_dimension_and_family_follow_from_the_unit_alone() -> None:
    metrics = find_metrics("全县有党员1200名、企业86家，修路12公里，投资3亿元，占比62%，提高2个百分点。")
    assert [metric.dimension for metric in metrics] == ["count", "count", "length", "money", "share", "share_points"]


def test_a_quantity_beside_what_is_none_is_found_alone() -> None:
    metrics = find_metrics("2023年9月15日，第三次推进会在建设路20号院召开，“三个望川”建设的25个项目亮相。")
    assert [(metric.value, metric.unit) for metric in metrics] == [(Decimal(25), "个")]


@settings(max_examples=200, deadline=None)
@given(measure_texts)
def test_no_text_breaks_the_reading_and_metrics_cut_their_text(text: str) -> None:
    for metric in find_metrics(text):
        assert bare(text[metric.start : metric.end]) == bare(metric.text)
        assert metric.start <= metric.number_start < metric.number_end <= metric.end
        assert metric.value.is_finite()
        assert metric.unit


@pytest.mark.cases("long_runs", having="metrics")
def test_a_long_run_of_quantities_is_read_in_linear_time(case: dict[str, Any], within: Any) -> None:
    with within(2):
        find_metrics((case["metrics"] * 20_000)[:20_000])


@pytest.mark.parametrize("seed", range(3))
def test_a_long_jumble_is_read_in_linear_time(seed: int, within: Any) -> None:
    text = "".join(random.Random(seed).choices(MEASURE_CHARS, k=20_000))
    with within(4):
        find_metrics(text)


LOOSE_FIELDS = {"indicator": "indicator", "period": "period_text"}  # worded freely: compared as the accuracy bench does
LOOSE = LOOSE_FIELDS.keys()


def told(metric: Metric, key: str) -> Any:
    if key == "value" and metric.value_low is not None and metric.value_high is not None:
        return [metric.value_low, metric.value_high]
    return getattr(metric, key)


def wanted(key: str, value: Any) -> Any:
    if key == "value":
        return [Decimal(str(end)) for end in value] if isinstance(value, list) else Decimal(str(value))
    return value


def same_thing(found: str | None, expected: str) -> bool:
    """One wording holds the other, or they share most of their pairs of characters."""
    a, b = (re.sub(r"[\s\W_]+", "", text or "") for text in (found, expected))
    if not a:
        return False
    pairs = [Counter(text[i : i + 2] for i in range(max(1, len(text) - 1))) for text in (a, b)]
    return a in b or b in a or 2 * (pairs[0] & pairs[1]).total() >= 0.6 * (pairs[0] + pairs[1]).total()


def test_a_number_of_a_headline_says_what_the_body_says_of_it() -> None:
    (headline,) = find_metrics("48个项目集中亮相")
    (body,) = find_metrics("今年，全县计划实施重点水利项目48个。")
    repeated = repeat_metric(headline, body)
    assert (repeated.indicator, repeated.status, repeated.period_text) == (body.indicator, "target", "今年")
    assert repeated.rule == "repeated"
    assert (repeated.start, repeated.text) == (headline.start, headline.text)
    assert repeat_metric(headline, None) == headline
