"""The noun phrase before a number, read backwards word by word (县域内就诊率提高2.1个百分点)."""

from __future__ import annotations

import bisect
import re

from warehouse.parse.sentences import Sentence
from warehouse.parse.word_kinds import ENDING, JOINING, MARK, NOMINAL, VERB, word_kinds

# 全区累计投入4.37亿元: with no noun before it, a number measures what its verb gives or takes
MEASURING = re.compile(r"投入|增收|奖励|发放|收取|使用|历时|用时|耗时|花|差|做")


DATE_LEFT = re.compile(
    r"(?:个?月(?:底|末|份|初)?|年(?:底|末)?|日)(?:之?前|以来)?"
)  # 6月底前开工率: the digit ends the phrase
GLUED = frozenset("达为至到约超近共降升")


def find_phrase(sentence: Sentence, floor: int, end: int) -> tuple[int, int] | None:
    """Start and end of the noun phrase that the number before ``end`` measures, or None if there is none."""
    text, bounds, kinds = sentence.text, sentence.bounds, word_kinds()
    position = bisect.bisect_right(bounds, end) - 1
    while position > 0 and bounds[position - 1] >= floor:
        word = text[bounds[position - 1] : bounds[position]]
        if (
            not kinds[word] & (JOINING | MARK)
            and "每" not in text[max(floor, bounds[position - 1] - 1) : bounds[position]]
        ):
            break
        position -= 1
    right = start = bounds[position]
    if (
        position > 0
        and bounds[position - 1] >= floor
        and text[right - 1] in GLUED
        and right - bounds[position - 1] == 2
    ):
        right -= 1  # the dictionary reads 率达, 比降 as words
        position -= 1
        start = bounds[position]
    if text.startswith("占比", right - 2, right) and right - 2 >= floor:  # 占, 比 are two words to the dictionary
        start = right - 2
        position = bisect.bisect_right(bounds, start) - 1
    while position > 0 and bounds[position - 1] >= floor:
        word = text[bounds[position - 1] : bounds[position]]
        kind = kinds[word]
        is_available = text.startswith("可支配", bounds[position - 1])  # 人均可支配收入; elsewhere 可 ends a phrase
        if kind & MARK or word[0] in "0123456789" or (kind & ENDING and not is_available):
            break
        if right - start >= 2 and (word == "的" or (kind & VERB and not kind & NOMINAL)):
            break
        position -= 1
        start = bounds[position]
    if start and text[start - 1].isdigit() and (left := DATE_LEFT.match(text, start, right)):
        start = left.end()
    if right - start >= 2:
        return start, right
    verb = MEASURING.search(text, right, end) if right >= floor else None
    return (verb.start(), verb.end()) if verb else None


def trim_names(sentence: Sentence, start: int, end: int) -> str:
    """A list of names without the words that lead to it (全年, 其中) and that join it to its numbers (分别完成)."""
    found, kinds = sentence.words_between(start, end), word_kinds()
    while found and kinds[found[-1]] & (JOINING | MARK):
        found.pop()
    while found and kinds[found[0]] & (ENDING | MARK):
        found.pop(0)
    return "".join(found)
