"""How much each sign speaks for a name: the weights of a log-linear model, looked up by characters and words.

What speaks for a stretch of text is said by ``name_signs``; a weight per sign and a weight per character and the part
it plays (family name, given name, syllable of a foreign name) make log-odds of it.  The weights are fitted by
``tests/bench/fit_names.py``, whose head says on what and how well; it writes ``seeds/word_name_signs.csv`` and
``seeds/word_name_chars.csv``.  The tables here add up what belongs together once per word and keep the sum.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable

from warehouse.parse import words
from warehouse.parse.name_signs import (
    C2,
    FOREIGN,
    JAPANESE,
    PREFIXES,
    SHAPES,
    Sign,
    log_count,
    read_chars,
    read_left,
    read_name,
    read_neighbour,
    read_right,
)

Edge = tuple[float, ...]  # what a neighbour adds for each of SHAPES, and the most that it adds for any
LONGEST_KEPT = 8  # characters of a word whose weight is kept; longer ones are numbers and Latin runs
MOST_KEPT = 200_000  # words


@functools.cache
def sign_weights() -> dict[str, Edge]:
    """Sign -> its weight for each of SHAPES: what the list has for all, for the kind and for the shape alone."""
    weights: dict[str, list[float]] = {}
    for row in words.read_list("word_name_signs"):
        match = SIGN.fullmatch(row["sign"] or "")
        if match is None:
            raise ValueError(f"word_name_signs.csv: {row['sign']!r} is no sign")
        weight = weights.setdefault(match["sign"], [0.0] * len(SHAPES))
        for shape, prefixes in enumerate(PREFIXES):
            if match["prefix"] in prefixes:
                weight[shape] += float(row["weight"] or 0)
    return {sign: tuple(weight) for sign, weight in weights.items()}


SIGN = re.compile(r"(?P<prefix>C2|C3|[CKTDJOS]?)(?P<sign>[a-zLR].*)", re.DOTALL)
NOTHING: Edge = (0.0,) * len(SHAPES)


@functools.cache
def char_weights(part: str) -> dict[str, float]:
    """Weights of the characters that can play a part (a column of the list); others play it at ``OTHER_CHAR``."""
    return {row["char"] or "": float(row[part] or 0) for row in words.read_list("word_name_chars") if row[part]}


OTHER_CHAR = "other"


@functools.cache
def other_weight(part: str) -> float:
    """The weight of a character that isn't listed."""
    return char_weights(part).get(OTHER_CHAR, 0.0)


def weigh_char(part: str, char: str) -> float:
    """What a character adds as a part of a name."""
    weight = char_weights(part).get(char)
    return other_weight(part) if weight is None else weight


def weigh_signs(found: Iterable[Sign], shape: int) -> float:
    """What signs add for a shape of name."""
    weights = sign_weights()
    return sum(value * weights[sign][shape] for sign, value in found if sign in weights)


def weigh_neighbour_of(left: str, right: str, shape: int) -> float:
    """What the characters that touch a name add: they could have been part of a longer one."""
    return _weigh_touching(left, "L", shape) + _weigh_touching(right, "R", shape)


def _weigh_touching(word: str, side: str, shape: int) -> float:
    part, char = read_neighbour(word, side, shape)
    return weigh_char(part, char) if char else 0.0


class EdgeWeights(dict[str, Edge]):
    """Word -> what it adds to a name that it stands before (``side`` L) or behind (R), for each shape of name."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self.side = side

    def __missing__(self, word: str) -> Edge:
        weights = sign_weights()
        found = read_left(word) if self.side == "L" else read_right(word)
        rows = [weights[sign] for sign, _ in found if sign in weights]
        edge = [sum(column, 0.0) for column in zip(NOTHING, *rows, strict=True)]
        for shape in (C2, FOREIGN, JAPANESE):
            edge[shape] += _weigh_touching(word, self.side, shape)
        full = (*edge, max(edge))
        if len(word) <= LONGEST_KEPT:
            if len(self) > MOST_KEPT:
                self.clear()
            self[word] = full
        return full


class NameWeights(dict[str, float]):
    """Name of a shape -> what it adds as a whole: its length, what the dictionary knows of it and of its parts."""

    def __init__(self, shape: int) -> None:
        super().__init__()
        self.shape = shape

    def __missing__(self, name: str) -> float:
        if len(self) > MOST_KEPT:
            self.clear()
        weight = self[name] = weigh_signs(read_name(name, self.shape), self.shape)
        return weight


class CutWeights(dict[str, float]):
    """The dictionary's cut of a name (``name_signs.read_cut``) -> what it adds for a shape."""

    def __init__(self, shape: int) -> None:
        super().__init__()
        self.shape = shape

    def __missing__(self, cut: str) -> float:
        weight = self[cut] = weigh_signs([("pat" + cut, 1.0)], self.shape)
        return weight


class SplitWeights(dict[str, float]):
    """A word of the dictionary -> what it adds that a name of a shape ends within it."""

    def __init__(self, shape: int) -> None:
        super().__init__()
        self.each = weigh_signs([("split", 1.0)], shape)
        self.by_count = weigh_signs([("split_count", 1.0)], shape)

    def __missing__(self, word: str) -> float:
        weight = self[word] = self.each + self.by_count * log_count(word)
        return weight


def weigh_chars(name: str, shape: int) -> float:
    """What the characters of a name add, each as the part it plays."""
    return math.fsum(weigh_char(part, char) for part, char in read_chars(name, shape))


WHOLE = [NameWeights(shape) for shape in range(len(SHAPES))]
CUT = [CutWeights(shape) for shape in range(len(SHAPES))]
SPLIT = [SplitWeights(shape) for shape in range(len(SHAPES))]
LEFT, RIGHT = EdgeWeights("L"), EdgeWeights("R")
