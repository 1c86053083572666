"""What a number measures: the noun behind it (14条断头路), or the noun phrase before it (县域内就诊率提高2.1个百分点).

The phrase before a number is read backwards from it, word by word: past the words that only join it to the number
(达到, 为, 提高到), then over the noun and what makes it distinct, up to a word that ends it (a verb, 在, 今年, 全县,
seeds/word_indicator_stops.csv).
"""

from __future__ import annotations

import bisect
import re
from typing import NamedTuple

from warehouse.parse.changes import Change, find_list_end, find_list_start
from warehouse.parse.indicator_nouns import find_noun_behind
from warehouse.parse.indicator_phrases import find_phrase, trim_names
from warehouse.parse.indicator_times import name_duration
from warehouse.parse.quantity import Quantity
from warehouse.parse.sentences import Sentence
from warehouse.parse.word_kinds import BEHIND, ENDING, JOINING, MARK, VERB, word_kinds


class Indicator(NamedTuple):
    """What is measured, and the run of text that holds it and the number."""

    name: str | None
    start: int
    end: int


class Named(NamedTuple):
    """A number of the sentence whose indicator is known."""

    quantity: Quantity
    indicator: str | None


def read_indicator(
    sentence: Sentence,
    quantities: list[Quantity],
    index: int,
    clause: tuple[int, int],
    change: Change | None,
    done: list[Named],
) -> Indicator:
    """The indicator of a number: behind it, of a list of names before it, before it, or that of the number before."""
    quantity, text = quantities[index], sentence.text
    if quantity.dimension == "age":
        lifetime = LIFETIME.search(text, clause[0], quantity.start)
        return Indicator(lifetime.group() if lifetime else "年龄", quantity.start, quantity.end)
    after = quantities[index + 1].start if index + 1 < len(quantities) else len(text)
    noun_start, noun_end = find_noun_behind(sentence, quantity, clause[1], after)
    end = change.start if change else quantity.start
    floor = max(clause[0], done[-1].quantity.end if done else 0)
    if done and (tail := TAIL.match(text, floor)):
        floor = tail.end()
    phrase = find_phrase(sentence, floor, end)
    if noun_end > noun_start:
        noun = text[noun_start:noun_end]
        if quantity.dimension == "money" and text[quantity.end] == "的" and phrase:
            return Indicator(noun + text[slice(*phrase)], phrase[0], quantity.end)
        return Indicator(noun, quantity.start, noun_end)
    changed = _find_changed(sentence, quantity, clause[0], done)
    if changed:
        return Indicator(changed, quantity.start, quantity.end)
    if quantity.dimension == "duration":
        return Indicator(name_duration(sentence, quantity, floor, phrase), quantity.start, quantity.end)
    name = _distribute(sentence, quantities, index, clause[0], end)
    if name:
        return Indicator(name, quantity.start, quantity.end)
    if phrase:
        is_near = quantity.start - phrase[0] <= LONGEST_RUN
        start = phrase[0] if is_near else change.start if change else quantity.start
        return Indicator(text[slice(*phrase)], max(start, floor), quantity.end)
    start = change.start if change and change.start >= floor else quantity.start
    return Indicator(_inherit(quantities, sentence, clause[0], done), start, quantity.end)


TAIL = re.compile(r"(?:以上|以下|左右|以内|之内|上下)的?|的")  # of the number before
LIFETIME = re.compile(r"(?:人均)?(?:预期)?寿命|平均年龄")
LONGEST_RUN = 14  # characters between what is measured and the number, so that one run still holds both


# 地区生产总值、一般公共预算收入分别完成86.2亿元、5.7亿元; 城镇、农村居民人均可支配收入
NAMES = re.compile(r"、|和|与|及")
COMMON = re.compile(r"(?:居民)?(?:人均可支配收入|收入|投资|产量|面积|增加值|余额|总额)$")


def _distribute(sentence: Sentence, quantities: list[Quantity], index: int, floor: int, end: int) -> str | None:
    """A、B分别增长7.4%、2.3%: the n-th number belongs to the n-th name of the list."""
    text = sentence.text
    first = find_list_start(text, quantities, index)
    last = find_list_end(text, quantities, index)
    if last == first:
        return None
    names = [name for name in NAMES.split(trim_names(sentence, floor, min(end, quantities[first].start))) if name]
    count = last - first + 1
    if len(names) < count:
        return None
    name = names[-count:][index - first]
    common = COMMON.search(names[-1])
    return name + common.group() if common and not name.endswith(common.group()) and index < last else name


COUNTS_OF = {"户": "户数", "人": "人数"}


def _inherit(quantities: list[Quantity], sentence: Sentence, clause_start: int, done: list[Named]) -> str | None:
    """What the last number of the same kind measures, else the last number, else the subject of the clause before."""
    quantity = quantities[len(done)]
    index = len(done)
    if index:  # 收入3亿元，支出5亿元，分别增长7%和9%; 收入分别达到3万元、2万元，增长5%、7%
        first = find_list_start(sentence.text, quantities, index)
        count = find_list_end(sentence.text, quantities, index) - first + 1
        is_told = "分别" in sentence.text[clause_start : quantity.start]
        is_list = count > 1 and find_list_start(sentence.text, quantities, first - 1) == first - count
        if first - count >= 0 and (is_told or is_list):
            return done[index - count].indicator
    if quantity.dimension not in ("share", "share_points"):  # 收入5亿元，增长7%: of the number right before
        for named in reversed(done):
            if named.quantity.family == quantity.family and named.indicator:
                return named.indicator
    for named in reversed(done):
        if named.indicator and named.quantity.dimension not in ("age", "duration"):
            return named.indicator
    if quantity.unit in COUNTS_OF:  # 全村408户
        return sentence.text[clause_start : quantity.start][-6:].strip("，、") + COUNTS_OF[quantity.unit]
    end = clause_start - 1
    if end <= 0:
        return None
    start, _ = sentence.clause_at(max(0, end - 1), end)
    kinds = word_kinds()
    for position in range(bisect.bisect_left(sentence.bounds, start), len(sentence.bounds) - 1):
        word = sentence.text[sentence.bounds[position] : sentence.bounds[position + 1]]
        if sentence.bounds[position] >= end:
            break
        at = sentence.bounds[position]
        if kinds[word] & (VERB | ENDING | JOINING | MARK | BEHIND):
            if at - start >= 2:
                return sentence.text[start:at]
            start = sentence.bounds[position + 1]
    return sentence.text[start:end] if end - start >= 2 else None


# 由上年的86家增加到97家, 从25分钟缩短到8分钟
FROM = re.compile(r"[由从](?:[^，。；、\d]{0,4}的)?$")
TO = re.compile(r"[由从](?!今年|明年)[^，。；]{1,14}(?:到|至|为|成)(?:了|近|约|超过?|目前的|[去今上]年的)?$")
# 户均可增收1400元
MEAN = re.compile(
    r"(?P<whose>[户人亩]均)(?:年|可|能|再|约|预计)*(?P<what>增收|分红|收入|纯收入|产值|税收|投入)[^，。；]{0,3}$"
)


FINE = re.compile(r"罚金(?:人民币)?(?:共计)?$")  # 并处罚金30万元: the dictionary reads 处罚, 金


def _find_changed(sentence: Sentence, quantity: Quantity, clause_start: int, done: list[Named]) -> str | None:
    """What grows from one number to the next, or what each has on average, if the words before the number say so."""
    text = sentence.text
    mean = MEAN.search(text, clause_start, quantity.start)
    if mean:
        return mean["whose"] + mean["what"]
    if FINE.search(text, clause_start, quantity.start):
        return "罚金"
    start = FROM.search(text, clause_start, quantity.start)
    if start:
        subject = find_phrase(sentence, clause_start, start.start())
        return text[slice(*subject)] if subject else None
    end = TO.search(text, clause_start, quantity.start) if done else None
    return done[-1].indicator if end and done[-1].quantity.start > end.start() else None
