"""What a time is the time of: 刑期, what is to be done in it (7日内整改), or the last thing done (工作31年)."""

from __future__ import annotations

import re

from warehouse.parse.quantity import Quantity
from warehouse.parse.sentences import Sentence
from warehouse.parse.word_kinds import JOINING, SET_PHRASE, VERB, word_kinds

KIND_OF_TIME = re.compile(r"党龄|教龄|工龄|军龄|刑期|试用期|有期徒刑|成绩")  # 50年党龄
SENTENCED = re.compile(r"徒刑|拘役|判处|缓刑")
WON = re.compile(r"的?成绩|[^，。；]{0,3}(?:夺|摘|获|打破|跑|游)")


def name_duration(sentence: Sentence, quantity: Quantity, floor: int, phrase: tuple[int, int] | None) -> str:
    """What a time is the time of: its own kind, what is to be done in it, what was changed, or the last thing done."""
    text, at = sentence.text, quantity.end
    kind = KIND_OF_TIME.match(text, at)
    if kind:
        return kind.group()
    if SENTENCED.search(text, max(0, quantity.start - 6), quantity.start):
        return "刑期"
    if quantity.unit == "秒" and WON.match(text, at):
        return "成绩"
    if quantity.modifier == "at_most" and text.startswith("内", at):
        deed = sentence.words_between(at + 1, min(len(text), at + 8))
        if deed and len(deed[0]) >= 2 and word_kinds()[deed[0]] & (VERB | SET_PHRASE):
            return deed[0]
    kinds = word_kinds()
    acts = [
        word
        for word in sentence.words_between(floor, quantity.start)
        if len(word) >= 2 and kinds[word] & VERB and not kinds[word] & JOINING
    ]
    return acts[-1] if acts else text[slice(*phrase)] if phrase else "时间"
