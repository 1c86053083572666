"""How much each sign speaks for a name: the weights of a log-linear model, looked up by characters and words.

A candidate's score is a sum of log-odds: its characters (family name, given name, or the syllables that foreign names
are written with), the word before and the word behind, how the dictionary would cut the same characters, and whether
they are a known name or place.  The weights were fitted by logistic regression to the sample pages and to 2,318
sentences of national news (People's Daily 1998, OYE93/Chinese-NLP-Corpus, dev split) over character counts in jieba's
dictionary; fitted to three quarters of the sentences and tried on the fourth, F1 is 0.825 (national) and 0.91 (local).

Signs in ``seeds/word_name_signs.csv``: ``L:`` and ``R:`` are classes of the word before and behind, ``Lw:``/``Rw:``
words, ``Lc:``/``Rc:`` the character that touches the name, with the shape in front where the weight is for one shape
only (C2 and C3 Chinese names of two and three characters, T foreign, D dotted, J Japanese, O other, S family name
alone); ``pat_`` is the dictionary's cut (pat_C1|2> : a character, then a word of two characters that the name splits).
"""

from __future__ import annotations

import functools
import math
from operator import add
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.text import fold

Edge = tuple[float, ...]  # the weight of a neighbour for each of SHAPES
SHAPES = ("C2", "C3", "T", "D", "J", "O", "S")
C2, C3, FOREIGN, DOTTED, JAPANESE, OTHER, ALONE = range(len(SHAPES))
PLACE_TAILS = frozenset(
    "路街道村镇乡县区市州省庄屯寨沟湾河江湖桥站奖杯祠庙寺塔园馆堂陵墓岭峰岛港里巷弄坡坝渠井店厂矿院校"
)  # what makes a place, a house or a prize of the name before it
MARKS = frozenset("，。；：！？、（）“”‘’《》—…□·/／\n")
NO_ENTRY = (0, "")  # of a word that the dictionary lacks
MOST_KEPT = 200_000
LONGEST_KEPT = 8  # characters of a word whose weight is kept; longer ones are numbers and Latin runs


class CharWeights(NamedTuple):
    """What one character adds as each part of a name; None where it can't be that part."""

    surname_one: float | None  # before a given name of one character
    surname_two: float | None
    surname_alone: float | None  # 陈 in 陈教授
    given: float  # the only character of a given name
    first: float
    last: float
    foreign_first: float | None
    foreign_middle: float
    foreign_last: float


@functools.cache
def signs() -> dict[str, float]:
    """Weights by sign."""
    return {row["sign"] or "": float(row["weight"] or 0) for row in words.read_list("word_name_signs")}


@functools.cache
def char_weights() -> dict[str, CharWeights]:
    """Weights by character; ``other`` stands for all that are not listed."""
    return {row["char"] or "": _read_char(row) for row in words.read_list("word_name_chars")}


def _read_char(row: dict[str, str | None]) -> CharWeights:
    one, two, alone, given, first, last, foreign, middle, foreign_last = (
        None if row[column] is None else float(row[column] or 0) for column in CharWeights._fields
    )
    return CharWeights(
        one, two, alone, given or 0.0, first or 0.0, last or 0.0, foreign, middle or 0.0, foreign_last or 0.0
    )


class EdgeWeights(dict[str, Edge]):
    """Word -> what it adds to a name that it stands before (``side`` L) or behind (R), for each shape of name."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self.read = read_left if side == "L" else read_right

    def __missing__(self, word: str) -> Edge:
        found = self.read(word)
        edge = _edge_of(found[0])
        for sign in found[1:]:
            edge = tuple(map(add, edge, _edge_of(sign)))
        if len(word) <= LONGEST_KEPT:
            self[word] = edge
        return edge


@functools.lru_cache(MOST_KEPT)
def _edge_of(sign: str) -> Edge:
    weight = signs().get
    return tuple(weight(sign, 0.0) + weight(shape + sign, 0.0) for shape in SHAPES)


def read_left(word: str) -> list[str]:
    """The signs of the word before a name.

    >>> read_left("区长"), read_left("，")
    (['L:title_government', 'Lw:区长'], ['L:，'])
    """
    if not word:
        return ["L:start"]
    if (mark := _read_mark(word[-1])) is not None:
        return ["L:" + mark]
    titles = words.titles()
    title = next((word[-length:] for length in range(min(7, len(word)), 1, -1) if word[-length:] in titles), None)
    tag = words.dictionary().get(word, NO_ENTRY)[1]
    if title is not None:
        found = ["L:title_" + ("generic" if title in words.generic_titles() else titles[title])]
    else:
        found = ["L:tag_" + tag[0] if tag else "L:unk"]
        if len(word) > 1:
            found.append("Lc:" + word[-1])
    return [*found, "Lw:" + word] if tag and not tag.startswith("nr") else found


def read_right(word: str) -> list[str]:
    """The signs of the word behind a name.

    >>> read_right("强调"), read_right("，")
    (['R:verb_speech', 'Rw:强调'], ['R:，'])
    """
    if not word:
        return ["R:end"]
    if (mark := _read_mark(word[0])) is not None:
        return ["R:" + mark]
    tag = words.dictionary().get(word, NO_ENTRY)[1]
    found = _read_verb(word)
    if not found:
        found = ["R:tag_" + tag[0] if tag else "R:unk"]
        if len(word) > 1:
            found.append("Rc:" + word[0])
    if word[0] in PLACE_TAILS and (len(word) == 1 or not tag.startswith("v")):
        found.append("R:place")
    return [*found, "Rw:" + word] if tag and not tag.startswith("nr") else found


def _read_mark(char: str) -> str | None:
    if "\u3400" <= char <= "\u9fff":
        return None
    char = fold(char)
    return char if char in MARKS else "digit" if char.isdigit() else "latin" if char.isalpha() else "mark"


def _read_verb(word: str) -> list[str]:
    verbs = words.verbs_after_names().get(word[0], {})
    for length in range(min(5, len(word)), 0, -1):
        head = word[:length]
        if head in verbs and (length > 1 or len(word) == 1):
            return [f"R:verb_{verbs[head]}" + ("1" if length == 1 else "")]
        if length > 1 and head in words.titles_after_set():
            return ["R:title"]
    return []


class PatternWeights(dict[int, float]):
    """Lengths of the covered words in base 4, times 2, plus 1 if the last word is split -> weight of that cut."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def __missing__(self, key: int) -> float:
        code, is_split = divmod(key, 2)
        lengths: list[str] = []
        while code:
            code, length = divmod(code, 4)
            lengths.insert(0, str(length))
        weight = signs().get(f"pat_{self.kind}{'|'.join(lengths[:4])}" + ">" * is_split, 0.0)
        self[key] = weight + is_split * signs().get("e_inside", 0.0)
        return self[key]


class Oddity(dict[str, float]):
    """Word -> minus log10 of its share of all words; where the dictionary lacks it, of its characters'."""

    def __init__(self) -> None:
        super().__init__()
        self.total = math.log10(words.total_count())

    def __missing__(self, word: str) -> float:
        count = words.dictionary().get(word, NO_ENTRY)[0]
        if count:
            odd = self.total - math.log10(count)
        elif len(word) == 1:
            odd = self.total + 0.3
        else:
            odd = max(self.total + 1, sum(self[char] for char in word) - 1.0)
        if len(word) <= LONGEST_KEPT:
            self[word] = odd
        return odd


def weigh_size(kind: str, length: int) -> float:
    """What the length of a name weighs for a kind of names (J, T, O have one weight per length, D one for all)."""
    if kind == "D":
        return signs().get("dotted", 0.0)
    return signs().get(f"{kind}{min(length, 4 if kind == 'O' else 5)}", 0.0) if kind in "TJO" else 0.0


def weigh_known(name: str, shape: str) -> float:
    """What the dictionary and the list of known names say of the whole candidate; ``shape`` without its length."""
    weight = signs().get
    score = 0.0
    kind = words.known_names().get(name)
    if kind == "person":
        score += weight("known", 0.0)
    elif kind == "place":
        score += weight("place", 0.0)
    count, tag = words.dictionary().get(name, NO_ENTRY)
    if tag:
        tag = tag if tag.startswith("nr") else tag[:2] if tag in ("ns", "nz", "nt") else tag[:1]
        size = math.log10(count + 1)
        score += weight(f"{shape}dict_{tag}", 0.0)
        score += weight(f"Otag_{words.dictionary()[name][1]}", 0.0) if shape == "O" else 0.0
        score += size * weight(f"{shape}dictf_{'nr' if tag.startswith('nr') else 'x'}", 0.0)
    return score


def weigh_glued(name: str) -> float:
    """尼日利亚奥利塞赫: what it costs a foreign name to hold the name of a place."""
    places = words.known_names()
    holds_place = any(places.get(part) == "place" for part in (name[:2], name[:3], name[:4], name[-3:]))
    return signs().get("part_place", 0.0) if holds_place else 0.0


def weigh_given(given: str) -> float:
    """A given name that is a word (建国, 晓明): what its commonness adds; 0 for what is no word."""
    count, tag = words.dictionary().get(given, NO_ENTRY)
    if not tag:
        return 0.0
    sign = "given_nr" if tag.startswith("nr") else "given_word"
    return signs().get(sign, 0.0) * math.log10(count + 1)
