"""The noun behind a number: what is counted (14条断头路), past the size of each (2个10亿元以上项目)."""

from __future__ import annotations

import bisect
import functools
import re

from warehouse.parse import words
from warehouse.parse.quantity import MODIFIER_AFTER, Quantity
from warehouse.parse.sentences import Sentence
from warehouse.parse.word_kinds import BEHIND, HEAD, LOOSE, NOMINAL, SET_PHRASE, VERB, word_kinds

COUNTED = frozenset(("count", "area", "length", "mass", "volume", "power", "energy"))
# 10个10亿元以上项目; 270个总投资2886亿元的重点项目: what is counted stands behind its size
SIZE = re.compile(
    r"(?:\d+(?:\.\d+)?[千百]?[万亿]*元(?:以上|以下)的?|(?:总?投资|面积|长|总长|产值)(?:约|超|达)?\d+(?:\.\d+)?[万亿]*(?:元|公里|平方米|亩|米)(?:以上)?的)"
)
PAYMENT = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4})(?:金|费|款|券|贷款|补贴|补助|奖励|资金|物资|工资|订单|基金)(?![\u4e00-\u9fff]{0,2}元)"
)
RELATIVE = re.compile(r"(?:在|来自|从|获)[^，。；、]{2,16}的(?=[\u4e00-\u9fff]{2})")
QUOTED = re.compile(r"“[^“”]{2,12}”")


def find_noun_behind(sentence: Sentence, quantity: Quantity, clause_end: int, limit: int) -> tuple[int, int]:
    """Start and end of the noun phrase of what is counted; both the same if none follows."""
    text, at = sentence.text, quantity.end
    if quantity.dimension == "count" and (size := SIZE.match(text, at)):
        at, limit = size.end(), len(text)
    if tail := MODIFIER_AFTER.match(text, at):
        at = tail.end()
    is_of = text.startswith("的", at)
    at += is_of
    if quantity.dimension == "money" and not is_of and not tail:
        payment = PAYMENT.match(text, at, clause_end)
        return (at, payment.end()) if payment else (at, at)
    if not (is_of or tail or quantity.dimension in COUNTED) or quantity.dimension in ("age", "share", "share_points"):
        return at, at
    relative = RELATIVE.match(text, at, clause_end) if quantity.dimension == "count" else None
    if relative:  # 412名在乡村从教30年以上的教师
        return relative.end(), _find_noun_end(sentence, relative.end(), min(clause_end, relative.end() + 8), len(text))
    return at, _find_noun_end(sentence, at, min(clause_end, at + 16), limit)


@functools.cache
def _noun_stop() -> re.Pattern[str]:
    """What ends a noun phrase: marks, digits and the words of ``seeds/word_noun_stops.csv``."""
    return re.compile(r"[，。；：！？、“”‘’《》（）—…\d]|" + "|".join(words.read_patterns("word_noun_stops")))


def _find_noun_end(sentence: Sentence, start: int, clause_end: int, limit: int) -> int:
    """Word by word to the end of a noun phrase; a verb ends it, unless it belongs to a head noun (改造 项目)."""
    text, bounds, kinds = sentence.text, sentence.bounds, word_kinds()
    quoted = QUOTED.match(text, start, clause_end)
    at = end = quoted.end() if quoted else start
    position = bisect.bisect_right(bounds, at)
    while position < len(bounds) and bounds[position] <= clause_end:
        word = text[at : bounds[position]]
        kind = kinds[word]
        if kind & (BEHIND | LOOSE) or _noun_stop().match(word) or (bounds[position] > limit and word[:1].isdigit()):
            break
        following = text[bounds[position] : bounds[position + 1]] if position + 1 < len(bounds) else ""
        is_verb = kind & (VERB | SET_PHRASE) and not kind & NOMINAL and not kinds[following] & HEAD
        if is_verb and (at > start or following[:1] in ("到", "至", "为", "了", "过", "着", "出")):
            break
        at = bounds[position]
        end = at
        position += 1
    while end > start and (text[end - 1] in "的地得了着" or (end - start > 2 and text[end - 1] in "中里内")):
        end -= 1
    return end
