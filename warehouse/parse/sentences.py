"""A sentence as it is read for its numbers: its words, its clauses, and which of its words are verbs.

Everything that asks what a number says (status, period, indicator) reads the same ``Sentence``, so that a sentence is
cut into words once.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.segment import cut_words

CLAUSE_END = re.compile(r"[，；：。！？\n]")
SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]|[^。！？\n]+")
LONGEST = 300  # characters of a sentence; what runs on longer is no prose, and is read in pieces


class Sentence(NamedTuple):
    """One sentence of a folded text: ``bounds[i]`` is where word i starts, the last bound the end of the text."""

    text: str
    offset: int  # of the sentence in its text
    bounds: list[int]
    clause_ends: list[int]  # indices of the marks that end clauses

    def clause_at(self, start: int, end: int) -> tuple[int, int]:
        """Start and end of the clause that holds ``text[start:end]``."""
        before = bisect.bisect_right(self.clause_ends, start - 1)
        after = bisect.bisect_left(self.clause_ends, end)
        return (
            self.clause_ends[before - 1] + 1 if before else 0,
            self.clause_ends[after] if after < len(self.clause_ends) else len(self.text),
        )

    def words_between(self, start: int, end: int) -> list[str]:
        """The words that lie in ``text[start:end]``; one that reaches over a limit is left out."""
        first, last = bisect.bisect_left(self.bounds, start), bisect.bisect_right(self.bounds, end)
        return [self.text[self.bounds[at] : self.bounds[at + 1]] for at in range(first, last - 1)]

    def verbs_between(self, start: int, end: int) -> list[str]:
        """The verbs among the words of ``text[start:end]``, in order."""
        return [word for word in self.words_between(start, end) if word in words.all_verbs()]


def cut_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each sentence; what has no full stop for 300 characters is cut there."""
    for match in SENTENCE.finditer(text):
        start, end = match.span()
        for at in range(start, end, LONGEST):
            yield at, text[at : min(at + LONGEST, end)]


def read_sentence(text: str, offset: int = 0) -> Sentence:
    """
    >>> sentence = read_sentence("全县建成公园3个，改造12个。")
    >>> sentence.clause_at(6, 8), sentence.verbs_between(0, 6)
    ((0, 8), ['建成'])
    """
    return Sentence(text, offset, find_word_bounds(text), [match.start() for match in CLAUSE_END.finditer(text)])


@functools.lru_cache(maxsize=8)
def find_word_bounds(text: str) -> list[int]:
    """Where the words of a text start, and its end; asked twice for a sentence with Chinese numerals."""
    return list(itertools.accumulate(map(len, cut_words(text)), initial=0))
