"""Where a text can have a name, and how much speaks for it: one pass over its words, one sum per candidate.

Most words of a text can begin no name; they cost one look at their first character.  Where a name can begin, its
characters are weighed first, and the words around only if the characters leave a chance.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.name_weights import (
    ALONE,
    C2,
    C3,
    DOTTED,
    FOREIGN,
    JAPANESE,
    OTHER,
    PLACE_TAILS,
    SHAPES,
    CharWeights,
    EdgeWeights,
    Oddity,
    PatternWeights,
    char_weights,
    signs,
    weigh_given,
    weigh_glued,
    weigh_known,
    weigh_size,
)
from warehouse.parse.segment import cut_dictionary_words


class Candidate(NamedTuple):
    """A stretch of text with the log-odds that it is a name; ``left`` and ``right`` are the words that touch it."""

    start: int
    end: int
    odds: float
    shape: int
    left: str
    right: str


# --- the tables, made when the module is imported: every process that reads pages needs them ---

CHARS = char_weights()
OTHER_CHAR = CHARS["other"]
ENTRIES = words.dictionary()
PEOPLE = frozenset(name for name, kind in words.known_names().items() if kind == "person" and "·" not in name)
LISTED = ENTRIES.keys() | words.known_names().keys()
JAPANESE_SURNAMES = words.japanese_surnames()
COMPOUND_SURNAMES = words.compound_surnames()
SURNAMES = {char: weights for char, weights in CHARS.items() if weights.surname_one is not None}
SYLLABLES = {char: weights for char, weights in CHARS.items() if weights.foreign_first is not None}
LEFT, RIGHT, ODDITY = EdgeWeights("L"), EdgeWeights("R"), Oddity()
KINDS = tuple(shape.rstrip("23") for shape in SHAPES)
PATTERNS = [PatternWeights(kind) for kind in KINDS]
ODD = [  # weight of the dictionary's difficulty with a candidate, by shape and length
    [signs().get(f"lex_{kind}", 0.0) + signs().get(f"lexper_{kind}{length}", 0.0) for length in range(5)]
    for kind in KINDS
]
SIZES = [[weigh_size(kind, length) for length in range(6)] for kind in KINDS]
BIAS = signs()["bias"]
COMPOUND = (BIAS + signs()["Cc1"], BIAS + signs()["Cc2"])  # a family name of two characters, before one or two more


def _is_name_word(word: str, tag: str) -> bool:
    """Words of the dictionary that are or may be whole names: 周恩来 is tagged as a time, 金正日 as a proper noun."""
    return len(word) > 1 and (tag[:2] == "nr" or (len(word) == 3 and tag[:1] in "nt" and word[0] in SURNAMES))


NAME_WORDS = frozenset(word for word, (_, tag) in ENTRIES.items() if _is_name_word(word, tag))


def _lengths_by_first(names: frozenset[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for name in names:
        found.setdefault(name[0], set()).add(len(name))
    return {char: tuple(sorted(lengths)) for char, lengths in found.items()}


RARE = 60  # times that jieba's dictionary saw a word, up to which a name may well begin with it (穆勒, 西卡)


def _can_start(word: str, count: int) -> bool:
    """Words that a name can begin with, whatever stands before: 毛泽东思想, 桥本, 穆勒."""
    if len(word) < 2:
        return False
    if word[:2] in PEOPLE or word[:3] in PEOPLE or word in PEOPLE or word[:2] in JAPANESE_SURNAMES:
        return True
    return count <= RARE and (
        (len(word) == 2 and word[0] in SURNAMES) or (len(word) < 4 and all(char in SYLLABLES for char in word))
    )


STARTERS = NAME_WORDS | {word for word, (count, _) in ENTRIES.items() if _can_start(word, count)}
KNOWN_LENGTHS, JAPANESE_LENGTHS = _lengths_by_first(PEOPLE), _lengths_by_first(JAPANESE_SURNAMES)
PAIRS = COMPOUND_SURNAMES | {name[:2] for name in (*PEOPLE, *JAPANESE_SURNAMES)}
FIRSTS = frozenset(
    [*SURNAMES, *SYLLABLES, *KNOWN_LENGTHS, *JAPANESE_LENGTHS, *(name[0] for name in COMPOUND_SURNAMES)]
    + [word[0] for word in NAME_WORDS]
) - {"other"}
TITLE_LASTS = frozenset(title[-1] for title in words.titles()) | {"、"}  # before a name that is an everyday word
CONTEXT = 6.5  # what the words on both sides can add at most, nearly
HOPELESS = -3.0  # weight of a family name with any word before, below which no given name makes a name of it
DOTS = re.compile(r"[\u3400-\u9fff]{1,7}(?:·[\u3400-\u9fff]{1,7})+")
LONGEST_FOREIGN = 9  # characters of a name without a dot
LONGEST_JAPANESE = 5
PLACE_ENDS = frozenset("市县镇乡村街路")  # of a candidate of three characters
BEFORE_SURNAME = frozenset("老小姓阿")
BEHIND_SURNAME = frozenset("老某氏家总工")
ADDRESSES = words.titles().keys() | frozenset(words.titles_after()) | {"大夫", "小姐", "太太", "夫人", "大娘"}


def find_candidates(text: str, accept: float) -> list[Candidate]:
    """All stretches whose log-odds are above ``accept``, by where they begin; they may overlap."""
    tokens = cut_dictionary_words(text)
    tokens.append("")
    tokens.append("")
    found: list[Candidate] = []
    at, before = 0, ""
    firsts, starters, title_lasts = FIRSTS, STARTERS, TITLE_LASTS
    for index, token in enumerate(tokens):
        if token[:1] in firsts and (len(token) == 1 or token in starters or before[-1:] in title_lasts):
            _weigh_from(text, tokens, index, at, before, accept, found)
        at += len(token)
        before = token
    if "·" in text:
        _weigh_dotted(text, tokens, accept, found)
    return found


def _weigh_from(
    text: str, tokens: list[str], index: int, at: int, before: str, accept: float, found: list[Candidate]
) -> None:
    """Add what begins with the word ``index`` at the character ``at``."""
    token = tokens[index]
    char = token[0]
    surname = SURNAMES.get(char)
    if surname is not None:
        one, two = BIAS + (surname.surname_one or 0.0), BIAS + (surname.surname_two or 0.0)
        behind = token[1:] or tokens[index + 1]
        if "\u3400" <= behind[:1] <= "\u9fff":
            _weigh_chinese(text, tokens, index, at, 1, one, two, before, accept, found)
        if (
            behind[:1] in BEHIND_SURNAME
            or behind[:2] in ADDRESSES
            or behind[:3] in ADDRESSES
            or before in BEFORE_SURNAME
        ):
            _weigh_span(text, tokens, index, at, at + 1, ALONE, surname.surname_alone or 0.0, before, accept, found)
    size = len(token)
    if char in SYLLABLES and (
        tokens[index + 1][:1] in SYLLABLES if size == 1 else token in NAME_WORDS or surname is None
    ):
        _weigh_foreign(text, tokens, index, at, before, accept, found)
    if size > 1 and token in NAME_WORDS:
        _weigh_span(text, tokens, index, at, at + size, OTHER, 0.0, before, accept, found)
    if text[at : at + 2] in PAIRS:
        _weigh_listed(text, tokens, index, at, before, accept, found)


def _weigh_listed(
    text: str, tokens: list[str], index: int, at: int, before: str, accept: float, found: list[Candidate]
) -> None:
    """What begins like a family name of two characters, a known name or a Japanese one."""
    char = text[at]
    if text[at : at + 2] in COMPOUND_SURNAMES:
        _weigh_chinese(text, tokens, index, at, 2, *COMPOUND, before, accept, found)
    for length in KNOWN_LENGTHS.get(char, ()):
        if at + length <= len(text) and text[at : at + length] in PEOPLE:
            _weigh_span(text, tokens, index, at, at + length, OTHER, 0.0, before, accept, found)
    for length in JAPANESE_LENGTHS.get(char, ()):
        if text[at : at + length] in JAPANESE_SURNAMES:
            _weigh_japanese(text, tokens, index, at, before, accept, found)


def _weigh_chinese(
    text: str,
    tokens: list[str],
    index: int,
    at: int,
    skip: int,
    one: float,
    two: float,
    before: str,
    accept: float,
    found: list[Candidate],
) -> None:
    """A family name of ``skip`` characters with one or two more; ``one`` and ``two`` are its weight in either case."""
    token = tokens[index]
    last, stop, code, odd = index, at + len(token), min(len(token), 3), ODDITY[token]
    for given in (1, 2):
        end = at + skip + given
        while stop < end:
            last += 1
            token = tokens[last]
            if not token:
                return
            stop += len(token)
            code = code * 4 + min(len(token), 3)
            odd += ODDITY[token]
        name = text[at:end]
        char = CHARS.get(name[-1], OTHER_CHAR)
        shape = C2 if len(name) == 2 else C3
        if given == 1:
            if not "\u3400" <= name[-1] <= "\u9fff":
                return
            odds = one + char.given
        elif "\u3400" <= name[-1] <= "\u9fff":
            odds = two + CHARS.get(name[-2], OTHER_CHAR).first + char.last
            if name[-2:] in ADDRESSES or name[-1] in PLACE_ENDS:  # 李大娘, 陈教授, 高平市
                return
            if name[-2:] in ENTRIES:
                odds += weigh_given(name[-2:])
        else:
            return
        if stop > end:
            right = token[end - stop :]
            odds += PATTERNS[C2][code * 2 + 1] + ODD[C2][len(name)] * (odd - ODDITY[right])
        else:
            right = tokens[last + 1]
            odds += PATTERNS[C2][code * 2] + ODD[C2][len(name)] * odd
        if name in LISTED and right[:1] not in PLACE_TAILS:
            odds += weigh_known(name, "C")
        if odds > accept - CONTEXT:
            odds += LEFT[before][shape] + RIGHT[right][shape]
            if odds > accept:
                found.append(Candidate(at, end, odds, shape, before, right))


def _weigh_foreign(
    text: str, tokens: list[str], index: int, at: int, before: str, accept: float, found: list[Candidate]
) -> None:
    """A run of words whose characters foreign names are written with."""
    begin = SYLLABLES[tokens[index][0]]
    odds, end = (begin.foreign_first or 0.0) - begin.foreign_middle, at
    for token in tokens[index:]:
        weights: CharWeights | None = None
        for char in token:
            weights = SYLLABLES.get(char)
            if weights is None:
                return
            odds += weights.foreign_middle
        end += len(token)
        if weights is None or end - at > LONGEST_FOREIGN:
            return
        if end - at > 1:
            whole = odds + weights.foreign_last - weights.foreign_middle
            _weigh_span(text, tokens, index, at, end, FOREIGN, whole, before, accept, found)


def _weigh_japanese(
    text: str, tokens: list[str], index: int, at: int, before: str, accept: float, found: list[Candidate]
) -> None:
    """A Japanese family name, alone or with up to three characters more."""
    end = at
    for token in tokens[index:]:
        end += len(token)
        if end - at > LONGEST_JAPANESE or not "\u3400" <= token[-1:] <= "\u9fff":
            return
        if end - at > 1:
            _weigh_span(text, tokens, index, at, end, JAPANESE, 0.0, before, accept, found)


def _weigh_dotted(text: str, tokens: list[str], accept: float, found: list[Candidate]) -> None:
    """约翰·史密斯: cut free of the words around by the characters that such names are made of."""
    starts, at = {}, 0
    for index, token in enumerate(tokens):
        starts[at] = index
        at += len(token)
    for match in DOTS.finditer(text):
        first, last = text.index("·", match.start()), text.rindex("·", match.start(), match.end()) + 1
        start, stop = first - 1, last + 1
        while start > match.start() and first - start < 6 and text[start - 1] in SYLLABLES:
            start -= 1
        while stop < match.end() and stop - last < 8 and text[stop] in SYLLABLES:
            stop += 1
        for begin in [at for at in range(start, first) if at in starts] or [start]:
            if begin not in starts:
                continue
            index = starts[begin]
            for end in [at for at in range(last + 1, stop + 1) if at in starts or at == stop]:
                _weigh_span(
                    text, tokens, index, begin, end, DOTTED, 0.0, tokens[index - 1] if index else "", accept, found
                )


def _weigh_span(
    text: str,
    tokens: list[str],
    index: int,
    at: int,
    end: int,
    shape: int,
    odds: float,
    before: str,
    accept: float,
    found: list[Candidate],
) -> None:
    """Add a candidate that begins with the word ``index``; ``odds`` is what its characters weigh."""
    token = tokens[index]
    stop, code, odd, last = at + len(token), min(len(token), 3), ODDITY[token], index
    while stop < end:
        last += 1
        token = tokens[last]
        stop += len(token)
        code = code * 4 + min(len(token), 3) if code < 64 else code
        odd += ODDITY[token]
    right = token[end - stop :] if stop > end else tokens[last + 1]
    if stop > end:
        odd -= ODDITY[right]
    odds += BIAS + PATTERNS[shape][code * 2 + (stop > end)] + ODD[shape][min(end - at, 4)] * odd
    odds += SIZES[shape][min(end - at, 5)]
    if text[at:end] in LISTED and right[:1] not in PLACE_TAILS:
        odds += weigh_known(text[at:end], KINDS[shape])
    if odds > accept - CONTEXT:
        odds += LEFT[before][shape] + RIGHT[right][shape]
        if odds > accept and shape == FOREIGN and end - at > 2:
            odds += weigh_glued(text[at:end])
        if odds > accept:
            found.append(Candidate(at, end, odds, shape, before, right))
