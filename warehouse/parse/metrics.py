"""Quantities: every number of a text that measures something, with its unit, indicator, modifier, comparison,
period, status.

``find_metrics(text)`` reads any string.  A quantity is a number with a unit of ``seeds/ref_units.csv`` (or a
percentage, a
share, a multiple) that is no date, ordinal, name, slogan, numbered formula or count of the text's own points.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from warehouse.parse.alternatives import compile_alternatives
from warehouse.parse.changes import read_change
from warehouse.parse.indicators import Named, read_indicator
from warehouse.parse.numerals import plain
from warehouse.parse.periods import (
    FRESH_SUBJECT,
    PERIOD,
    Period,
    carry_period,
    find_periods,
    holds_for,
    is_period,
    read_period,
)
from warehouse.parse.quantities import find_quantities
from warehouse.parse.quantity import Quantity
from warehouse.parse.sentences import Sentence, cut_sentences, read_sentence
from warehouse.parse.stages import read_action
from warehouse.parse.status import Told, read_status
from warehouse.parse.text import fold


class Metric(NamedTuple):
    """A quantity of a text; start and end are indices and cut exactly ``text``."""

    start: int
    end: int
    text: str
    value: Decimal
    value_low: Decimal | None
    value_high: Decimal | None
    value_step: Decimal
    unit: str
    unit_written: str
    unit_family: str
    dimension: str
    indicator: str | None
    modifier: str | None
    comparison: str | None
    comparison_basis: str | None
    change_sign: int | None
    is_cumulative: bool | None
    period_text: str | None
    status: str
    status_rule: str
    action: str | None
    stage: str | None
    speaker: str | None  # who says it, as the sentence writes it: 区住建局局长甲某
    sentence: str
    number_start: int
    number_end: int  # of number and unit
    rule: str
    confidence: float


class Context(NamedTuple):
    """What the sentences before say for this one: mood (target, actual) and period of statistics."""

    mood: str | None
    period: str | None
    heading: str | None  # mood of the section's heading
    periods: list[Period]  # of this sentence
    speakers: list[tuple[int, str]]


def repeat_metric(metric: Metric, told: Metric | None) -> Metric:
    """A number of a headline, with what the body says of the same number: headlines leave out what it measures."""
    if told is None:
        return metric
    return metric._replace(
        indicator=told.indicator or metric.indicator,
        period_text=told.period_text,
        status=told.status,
        status_rule=told.status_rule,
        modifier=metric.modifier or told.modifier,
        rule="repeated",  # so that the ledger can count it once
    )


NUMERAL = re.compile("[0-9一二两三四五六七八九十百千万几数半折廿卅壹贰叁肆伍陆柒捌玖拾佰仟]")


def find_metrics(text: str, heading: str = "", period: str | None = None) -> list[Metric]:
    """All quantities of a string, in order; a heading over it (工作安排, 工作回顾) sets the mood; ``period`` is what
    the text is about where it names none itself.

    >>> [(m.text, str(m.value), m.unit) for m in find_metrics("打通14条断头路，完成投资340.64亿元，同比增长7.4%。")]
    [('14条断头路', '14', '条'), ('投资340.64亿元', '34064000000', '元'), ('同比增长7.4%', '7.4', '%')]
    """
    folded = fold(text)
    if " " in folded and SPACE.search(folded):
        return _read_spaced(text, folded, heading, period)
    metrics: list[Metric] = []
    of_heading, named = _read_heading(heading)
    period = named or period
    mood: str | None = None
    for offset, sentence in cut_sentences(folded):
        section = SECTION.search(sentence) if "、" in sentence else None
        if section:
            of_heading, period = _read_heading(text[offset + section.start() : offset + section.end()])
        periods = find_periods(sentence)
        if FRESH_SUBJECT.match(sentence):
            mood = None
        if AGENDA.search(sentence):
            mood = "target"
        elif not of_heading and _is_review(sentence):
            mood = "actual"
        if NUMERAL.search(sentence):
            context = Context(mood, period, of_heading, periods, find_speakers(sentence))
            metrics += _read_sentence(sentence, text[offset : offset + len(sentence)], offset, context)
        carried = carry_period(sentence, periods, period)
        period = text[offset + carried.start : offset + carried.end] if isinstance(carried, Period) else carried
    return metrics


# white space beside Chinese characters, or between a number and its unit: 一百五十 个百分点, 3 km
SPACE = re.compile(r"(?<=[^\sA-Za-z\d，]) +| +(?=[^\sA-Za-z\d])|(?<=\d) +(?=[A-Za-z])")


def _read_spaced(text: str, folded: str, heading: str, period: str | None) -> list[Metric]:
    """The metrics of a text that pads its words with spaces, which its own offsets count."""
    kept = list(range(len(folded)))
    for match in reversed(list(SPACE.finditer(folded))):
        del kept[match.start() : match.end()]
    found = []
    for metric in find_metrics("".join(text[at] for at in kept), heading, period):
        start, end = kept[metric.start], kept[metric.end - 1] + 1
        found.append(
            metric._replace(
                start=start,
                end=end,
                text=text[start:end],
                number_start=kept[metric.number_start],
                number_end=kept[metric.number_end - 1] + 1,
            )
        )
    return found


# 二、2023年工作安排: a heading that the layout has run into its text still holds for what follows
SECTION = re.compile(r"[一二三四五六]、[^，。；：、]{0,10}(?:工作回顾|工作安排|工作打算|目标任务|重点工作|工作任务)")


def find_section(text: str) -> str | None:
    """The last heading of a plan or a review that stands in a text.

    >>> find_section("…圆满完成。二、2024年工作安排做好今年工作，要坚持稳中求进。")
    '二、2024年工作安排'
    """
    found = list(SECTION.finditer(fold(text))) if "、" in text else []
    return text[found[-1].start() : found[-1].end()] if found else None


def _read_heading(heading: str) -> tuple[str | None, str | None]:
    """The mood (target, actual) and the period that a heading sets."""
    folded = fold(heading)
    named = PERIOD.search(folded)
    is_span = named and named.start() <= 4 and is_period(folded, named) and "日" not in named.group()
    mood = "target" if AGENDA.search(folded) else "actual" if _is_review(folded) else None
    return mood, heading[named.start() : named.end()] if named and is_span else None


def _read_sentence(text: str, original: str, offset: int, context: Context) -> list[Metric]:
    quantities = find_quantities(text)
    if not quantities:
        return []
    sentence = read_sentence(text, offset)
    metrics: list[Metric] = []
    named: list[Named] = []
    before: tuple[Quantity, str] | None = None
    for index, quantity in enumerate(quantities):
        metric = _describe(sentence, original, quantities, index, named, before, context)
        metrics.append(metric)
        named.append(Named(quantity, metric.indicator))
        if quantity.dimension != "age":
            before = quantity, metric.status
    return metrics


# --- what a quantity says ---

REVIEWED = compile_alternatives(
    ["成绩单", "过去一年", "一年来", "过去五年", "回眸", "去年", r"20\d\d年，(?<!到20\d\d年，)"]
)
AGENDA = compile_alternatives(
    [
        "目标(?:是|为|任务)",
        r"(?:提出|要求|明确|部署)[，：](?:明年|今年|到20|20\d\d年)",
        *("工作安排", "工作打算", "重点工作", "工作任务", "民生实事", "主要目标"),
        r"实事\d*[件个]?(?:项目|$)",
    ]
)


def _is_review(text: str) -> bool:
    """A review opens within its first words: 2023年工作回顾, 一年来, 过去五年."""
    found = REVIEWED.search(text, 0, 12)
    return text.find("工作回顾", 0, 16) >= 0 or (found is not None and found.start() <= 6)


CUMULATIVE = re.compile(r"累计|1[至到~—-]+\d+月|今年以来|截至")


def _describe(
    sentence: Sentence,
    original: str,
    quantities: list[Quantity],
    index: int,
    named: list[Named],
    before: tuple[Quantity, str] | None,
    context: Context,
) -> Metric:
    text, offset, quantity = sentence.text, sentence.offset, quantities[index]
    clause = sentence.clause_at(quantity.start, quantity.end)
    change = read_change(text, quantities, index, clause[0])
    indicator = read_indicator(sentence, quantities, index, clause, change, named)
    candidate = read_period(text, context.periods, quantity, clause, context.period)
    told = Told(
        clause,
        before,
        change is not None,
        candidate.text if isinstance(candidate, Period) else candidate,
        context.mood,
        context.heading,
    )
    status, rule = read_status(sentence, quantity, told)
    if status == "actual" and _is_whole(text, quantities, index, clause[1]):
        status, rule = "standing", "whole"
    period = holds_for(candidate, status, clause, context.periods)
    action, stage = read_action(text[clause[0] : quantity.start], text[quantity.end : clause[1]])
    return Metric(
        start=offset + indicator.start,
        end=offset + indicator.end,
        text=original[indicator.start : indicator.end],
        value=plain(quantity.value),
        value_low=None if quantity.low is None else plain(quantity.low),
        value_high=None if quantity.high is None else plain(quantity.high),
        value_step=plain(quantity.step),
        unit=quantity.unit,
        unit_written=quantity.unit_written,
        unit_family=quantity.family,
        dimension=quantity.dimension,
        indicator=indicator.name,
        modifier=quantity.modifier,
        comparison=change.text if change else None,
        comparison_basis=change.basis if change else None,
        change_sign=change.sign if change else None,
        is_cumulative=True if CUMULATIVE.search(text, max(0, quantity.start - 40), quantity.start) else None,
        period_text=original[period.start : period.end] if isinstance(period, Period) else period,
        status=status,
        status_rule=rule,
        action=action,
        stage=stage,
        speaker=next((who for at, who in reversed(context.speakers) if at <= quantity.start), None),
        sentence=original.strip(),
        number_start=offset + quantity.start,
        number_end=offset + quantity.end,
        rule=quantity.rule,
        confidence=0.9 if indicator.name else 0.6,
    )


def _is_whole(text: str, quantities: list[Quantity], index: int, clause_end: int) -> bool:
    """12条断头路已打通9条, 136个重点项目开工118个: the first number is the whole of which the second is a part."""
    if index + 1 == len(quantities):
        return False
    whole, part = quantities[index], quantities[index + 1]
    between = text[whole.end : part.start]
    same = (
        whole.dimension == "count" and whole.unit == part.unit and part.end <= clause_end and part.value <= whole.value
    )
    return same and 2 <= len(between) <= 14 and not re.search(r"[、和及与]|增|比", between)


# 区住建局局长上官云鹏介绍，…; 合作社理事长毕胜说：“…
SAYING = re.compile(
    r"(?:告诉记者|介绍说?|说(?<![据学小解]说)|表示|指出|强调|透露|汇报|坦言|回应|要求|提出|通报)(?=[，：]|“)"
)
BEFORE_NAME = re.compile(r"[，。；：！？、“”]")


def find_speakers(text: str) -> list[tuple[int, str]]:
    """Where a sentence lets somebody speak, and whom: post and name as written.

    >>> find_speakers("县水务局局长阳光介绍，工程总投资6380万元")
    [(10, '县水务局局长阳光')]
    """
    found = []
    for match in SAYING.finditer(text):
        start = max((mark.end() for mark in BEFORE_NAME.finditer(text, 0, match.start())), default=0)
        who = text[start : match.start()]
        if 2 <= len(who) <= 24 and who[0] not in "据会":
            found.append((match.end(), who))
    return found
