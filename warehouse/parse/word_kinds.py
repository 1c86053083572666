"""What a word does in the name of what is measured: one look-up a word for all that is asked of it."""

from __future__ import annotations

import functools

from warehouse.parse import words

JOINING, ENDING, MARK, VERB, SET_PHRASE, NOMINAL, LOOSE, BEHIND, HEAD = (1 << place for place in range(9))
PLACES = {
    "before_number": JOINING,  # 达到, 为: joins the name to its number
    "before_noun": ENDING,  # 在, 今年: ends the name read backwards
    "part_of_name": NOMINAL,  # 停车泊位, 一般公共预算收入: verbs that stand in names
    "behind_number": BEHIND,  # 左右, 已: no noun that is counted
    "head_noun": HEAD,  # 项目, 中心: a verb before it belongs to it
}
LOOSE_TAGS = frozenset(("d", "t", "f", "c"))  # adverbs, times, places and links belong to no name
MARKS = frozenset("，。；：！？、“”‘’《》（）—…·")
NO_ENTRY = (0, "")
MOST_KEPT = 200_000


class WordKinds(dict[str, int]):
    """Word -> the kinds that it is of, as bits; worked out once a word."""

    def __init__(self) -> None:
        super().__init__()
        self.listed: dict[str, int] = {}
        for row in words.read_list("word_indicator_stops"):
            word = row["word"] or ""
            self.listed[word] = self.listed.get(word, 0) | PLACES[row["place"] or ""]

    def __missing__(self, word: str) -> int:
        kinds = self.listed.get(word, 0)
        kinds |= MARK if word in MARKS else 0
        kinds |= VERB if word in words.all_verbs() else 0
        kinds |= SET_PHRASE if word in words.verbs() else 0
        kinds |= LOOSE if words.dictionary().get(word, NO_ENTRY)[1] in LOOSE_TAGS else 0
        kinds |= BEHIND if self.listed.get(word[:2], 0) & BEHIND else 0
        if len(self) < MOST_KEPT:
            self[word] = kinds
        return kinds


@functools.cache
def word_kinds() -> WordKinds:
    """
    >>> bool(word_kinds()["达到"] & JOINING), bool(word_kinds()["，"] & MARK), bool(word_kinds()["建成"] & VERB)
    (True, True, True)
    """
    return WordKinds()
