"""Where a text can have a name, and how much speaks for it: one look at each of its words, one sum per candidate.

Most words of a text can begin no name; whether a word can is looked up once per word and kept.  Where one can, its
characters are weighed first, and the words around only if the characters leave a chance: the bounds below are what the
rest can add at most, nearly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.name_signs import (
    ALONE,
    C2,
    C3,
    COMPOUND,
    DOTTED,
    FOREIGN,
    JAPANESE,
    NO_ENTRY,
    OTHER,
    Sign,
    addresses,
    log_count,
    read_cut,
    read_left,
    read_name,
    read_right,
)
from warehouse.parse.name_weights import (
    CUT,
    LEFT,
    OTHER_CHAR,
    RIGHT,
    SPLIT,
    WHOLE,
    char_weights,
    other_weight,
    weigh_char,
    weigh_chars,
    weigh_signs,
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
    word: int  # index of the one that it begins with


class Start(NamedTuple):
    """What can begin with a word, whatever stands around it."""

    best: float  # the most that a name within the word weighs before its neighbours
    inside: list[tuple[int, int, float, str]]  # names within the word: length, shape, weight, what is left of the word
    one: float | None  # a family name that is the whole word: its weight before a given name of one character
    two: float | None  # … of two; or of a family name and the first of two
    syllables: float | None  # the whole word as the beginning of a foreign name
    listed: bool  # may begin like a compound family name, a known name or a Japanese one


class GivenWeights(dict[str, float]):
    """Character -> its weight as part of a given name; what is no Chinese character rules the name out."""

    def __init__(self, part: str) -> None:
        super().__init__(char_weights(part))
        self.other = other_weight(part)

    def __missing__(self, char: str) -> float:
        weight = self[char] = self.other if "\u3400" <= char <= "\u9fff" else IMPOSSIBLE
        return weight


class Syllables(dict[str, float | None]):
    """Word -> its weight within a foreign name; None for what foreign names aren't written with."""

    def __missing__(self, word: str) -> float | None:
        fits = word and SYLLABLES.issuperset(word)
        weight = self[word] = sum(weigh_char("foreign_middle", char) for char in word) if fits else None
        return weight


IMPOSSIBLE = -1e9

# --- the tables, made when the module is imported: every process that reads pages needs them ---

SURNAMES_ONE, SURNAMES_TWO, SURNAMES_ALONE = (
    char_weights(part) for part in ("surname_one", "surname_two", "surname_alone")
)
GIVEN, FIRST, LAST = GivenWeights("given"), GivenWeights("first"), GivenWeights("last")
MOST_LAST = max(LAST.values())
SYLLABLES = words.transliterated_chars()
COMPOUND_SURNAMES, JAPANESE_SURNAMES = words.compound_surnames(), words.japanese_surnames()
BETWEEN = "\0"  # words of a text that is searched as a whole; no page has it (``decode_page``)
KNOWN = frozenset(name for name, kind in words.known_names().items() if kind == "person" and "·" not in name)
ENTRIES = words.dictionary()
RARE = 100  # times up to which a word of two characters may as well be the beginning of a name
NAME_WORDS = KNOWN | {
    word
    for word, (_, tag) in ENTRIES.items()
    if tag[:2] == "nr" and len(word) > 1 and (word[0] in SURNAMES_ONE or word[0] in SYLLABLES)
    if len(word) == 2 or ENTRIES.get(word[:2], NO_ENTRY)[0] < RARE  # 国家X is no name
}
PAIRS = COMPOUND_SURNAMES | {name[:2] for name in (*(KNOWN - ENTRIES.keys()), *JAPANESE_SURNAMES)}
LISTED_FIRSTS = frozenset(name[:2] for name in KNOWN - ENTRIES.keys())
BEFORE_SURNAME = frozenset("老小姓阿")
BEHIND_SURNAME = frozenset("老某氏家总工杯先")
PAIR_FIRSTS = frozenset(pair[0] for pair in PAIRS)
ADDRESSES = addresses()
ADDRESS_FIRSTS = BEHIND_SURNAME | {address[0] for address in ADDRESSES}
LONGEST_WORD = 8  # characters of a word of the dictionary that is a name
LONGEST_FOREIGN = 9  # … of a foreign name without a dot
# what is known of a name that isn't one word adds at most, nearly, by shape
MOST_WHOLE = (-0.8, 0.8, 7.0, -0.4, 4.0, 0.0, 9.0, 0.0)
MOST_RIGHT = 2.5  # … and the word behind it
DOTS = re.compile(r"[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fff]{1,8})+")


def find_candidates(text: str, accept: float, starts: Starts | None = None) -> list[Candidate]:
    """All stretches whose log-odds are above ``accept``, by where they begin; they may overlap.

    ``starts`` are those that reach ``accept``, where it is below ``LEAST``.
    """
    if BETWEEN in text:
        text = text.replace(BETWEEN, "\ufffd")
    tokens = cut_dictionary_words(text)
    joined = BETWEEN.join(tokens)
    tokens += ("", "", "")  # behind the last word, and before the first
    found: list[Candidate] = []
    least = accept - MOST_RIGHT
    starts = STARTS if starts is None else starts
    for hit in starts.pattern.finditer(joined):
        place = hit.end()
        index = joined.count(BETWEEN, 0, place)
        start = starts[tokens[index]]
        if start is None:
            continue
        at = place - index
        best, inside, one, two, syllables, listed = start
        before = tokens[index - 1]
        left = LEFT[before]
        if best + left[-1] > least:
            _weigh_inside(tokens, index, at, inside, before, left, accept, found)
        following = tokens[index + 1]
        if two is not None and two + left[C3] > least - MOST_BEYOND:
            char = following[:1]
            if one is None:  # a word of two characters
                odds = two + LAST[char] + left[C3]
                if odds + MOST_WHOLE[C3] > least:
                    _weigh_cut(text, tokens, index, at, 3, C3, odds, before, accept, found)
            else:
                odds = one + GIVEN[char] + left[C2]
                if odds + MOST_WHOLE[C2] > least:
                    _weigh_cut(text, tokens, index, at, 2, C2, odds, before, accept, found)
                odds = two + FIRST[char] + left[C3]
                if odds + MOST_LAST + MOST_WHOLE[C3] > least:
                    odds += LAST[following[1:2] or tokens[index + 2][:1]]
                    if odds + MOST_WHOLE[C3] > least:
                        _weigh_cut(text, tokens, index, at, 3, C3, odds, before, accept, found)
                if char in ADDRESS_FIRSTS or before[-1:] in BEFORE_SURNAME:
                    _weigh_alone(text, tokens, index, at, before, left, accept, found)
        if syllables is not None and following[:1] in SYLLABLES:
            odds = syllables + left[FOREIGN]
            if odds + MOST_FOREIGN > least and FOREIGN_WORDS[following] is not None:
                _weigh_foreign(text, tokens, index, at, odds, before, accept, found)
        if listed and (tokens[index] + following)[:2] in PAIRS:
            _weigh_listed(text, tokens, index, at, before, left, accept, found)
    if "·" in text:
        found = [candidate for candidate in found if not _touches_dot(text, candidate)]
        _weigh_dotted(text, tokens, accept, found)
    return found


def read_signs(text: str, tokens: list[str], candidate: Candidate) -> list[Sign]:
    """All signs of a candidate but its characters: what its odds are the sum of.  ``tokens`` are the words of text."""
    name = text[candidate.start : candidate.end]
    cut, right, split = read_cut(tokens, candidate.word, len(name))
    found = [*read_name(name, candidate.shape), ("pat" + cut, 1.0), *read_left(candidate.left), *read_right(right)]
    return [*found, ("split", 1.0), ("split_count", log_count(split))] if split else found


class Starts(dict[str, Start | None]):
    """Word -> what can begin with it and reach ``least`` log-odds, nearly; None for nothing."""

    def __init__(self, least: float) -> None:
        super().__init__()
        self.bound = least + SLACK - MOST_LEFT - MOST_RIGHT
        self.pattern = _start_pattern() if least > IMPOSSIBLE / 100 else ANYWHERE

    def __missing__(self, word: str) -> Start | None:
        if len(self) > MOST_STARTS:
            self.clear()
        start = self[word] = _read_start(word, self.bound)
        return start


MOST_STARTS = 200_000
ANYWHERE = re.compile(f"(?:^|{BETWEEN})(?=.)", re.DOTALL)


def _start_pattern() -> re.Pattern[str]:
    """Where, between the words of a joined text, a name can begin: by its first two characters alone."""
    rare = [char for char, weight in SURNAMES_TWO.items() if weight < WEAK]
    frequent = SURNAMES_TWO.keys() - set(rare)
    given = char_weights("given").keys() - {OTHER_CHAR}
    pairs = PAIRS | {name[:2] for name in KNOWN if name[0] not in SURNAMES_ONE and name[0] not in SYLLABLES}
    good = {char for char in given if max(GIVEN[char], FIRST[char] - 1) > WORST_GIVEN}
    branches = [
        (frequent, given),
        (rare, good | ADDRESS_FIRSTS | {name[1] for name in KNOWN if name[0] in rare}),
        (SYLLABLES, SYLLABLES),
        ({pair[0] for pair in pairs}, {pair[1] for pair in pairs}),
    ]
    pattern = "|".join(f"{_join_chars(first)}{BETWEEN}?{_join_chars(second)}" for first, second in branches)
    return re.compile(
        f"(?:^|{BETWEEN})(?={pattern}|(?<={_join_chars(BEFORE_SURNAME)}{BETWEEN}){_join_chars(SURNAMES_ONE)})"
    )


WEAK, WORST_GIVEN = 0.0, -2.5  # weights of a family name before two characters, and of a given name's


def _join_chars(chars: Iterable[str]) -> str:
    return f"[{''.join(sorted(set(chars)))}]"


def _read_start(word: str, bound: float) -> Start | None:
    char, size = word[:1], len(word)
    is_surname = char in SURNAMES_ONE
    if not (is_surname or char in SYLLABLES or char in PAIR_FIRSTS or word in NAME_WORDS):
        return None
    inside = [
        (length, shape, weight, word[length:])
        for length, shape in _shapes_inside(word).items()
        if (weight := _weigh_word(word, length, shape)) > bound
    ]
    one = two = syllables = None
    if is_surname and size == 1:
        one, two = SURNAMES_ONE[char], SURNAMES_TWO[char]
    elif is_surname and size == 2:
        two = SURNAMES_TWO[char] + FIRST[word[1]]
        pair = weigh_signs([("pair_count", log_count(word))], C3)
        if two + pair + MOST_LAST + MOST_WHOLE[C3] <= bound:
            two = None
    if word and SYLLABLES.issuperset(word):
        syllables = weigh_char("foreign_first", char) + sum(weigh_char("foreign_middle", char) for char in word[1:])
        if syllables + MOST_FOREIGN <= bound:
            syllables = None
    listed = (size == 1 and char in PAIR_FIRSTS) or word[:2] in PAIRS
    if not inside and two is None and syllables is None and not listed:
        return None
    return Start(max((weight for _, _, weight, _ in inside), default=IMPOSSIBLE), inside, one, two, syllables, listed)


MOST_BEYOND = 9.0  # what the characters behind a family name add at most, nearly
MOST_FOREIGN = 4.0  # what further syllables add to a foreign name at most, nearly
SLACK = 1.5  # by which the sum of all bounds is above what is ever reached
MOST_LEFT = 3.0  # what the word before adds at most, nearly


def _shapes_inside(word: str) -> dict[int, int]:
    """Length -> shape of the names that begin a word and end in it or with it; one shape each."""
    shapes: dict[int, int] = {}
    size = len(word)
    for length in range(1, min(size, LONGEST_WORD) + 1):
        name = word[:length]
        if length in (3, 4) and name[:2] in COMPOUND_SURNAMES:
            shapes[length] = COMPOUND
        elif length in (2, 3) and name[0] in SURNAMES_ONE:
            shapes[length] = C2 if length == 2 else C3
        elif length > 1 and name in NAME_WORDS:
            shapes[length] = OTHER
        elif length == size and length > 1 and all(char in SYLLABLES for char in name):
            shapes[length] = FOREIGN
        elif length == 1 and size > 1 and name in SURNAMES_ONE and _is_address(word[1:]):
            shapes[length] = ALONE
    return shapes


def _weigh_word(word: str, length: int, shape: int) -> float:
    name = word[:length]
    cut, _, split = read_cut([word], 0, length)
    return weigh_chars(name, shape) + WHOLE[shape][name] + CUT[shape][cut] + (SPLIT[shape][split] if split else 0.0)


def _is_address(behind: str) -> bool:
    return behind[:1] in BEHIND_SURNAME or any(behind[:length] in ADDRESSES for length in (2, 3, 4))


LEAST = -3.5  # log-odds below which nobody asks for candidates
STARTS = Starts(LEAST)


def _weigh_inside(
    tokens: list[str],
    index: int,
    at: int,
    inside: list[tuple[int, int, float, str]],
    before: str,
    left: tuple[float, ...],
    accept: float,
    found: list[Candidate],
) -> None:
    """Names within the word ``index``, which begins at the character ``at``."""
    for length, shape, weight, rest in inside:
        odds = weight + left[shape]
        if odds + MOST_RIGHT > accept:
            right = rest or tokens[index + 1]
            odds += RIGHT[right][shape]
            if odds > accept:
                found.append(Candidate(at, at + length, odds, shape, before, right, index))


def _weigh_cut(
    text: str,
    tokens: list[str],
    index: int,
    at: int,
    size: int,
    shape: int,
    odds: float,
    before: str,
    accept: float,
    found: list[Candidate],
) -> None:
    """Add a candidate that reaches beyond its first word; ``odds`` is what its characters and the word before weigh."""
    cut, right, split = read_cut(tokens, index, size)
    odds += CUT[shape][cut] + RIGHT[right][shape]
    if split:
        odds += SPLIT[shape][split]
    if odds + MOST_WHOLE[shape] > accept:
        odds += WHOLE[shape][text[at : at + size]]
        if odds > accept:
            found.append(Candidate(at, at + size, odds, shape, before, right, index))


def _weigh_alone(
    text: str,
    tokens: list[str],
    index: int,
    at: int,
    before: str,
    left: tuple[float, ...],
    accept: float,
    found: list[Candidate],
) -> None:
    """A family name alone, by what it is addressed with."""
    if before[-1:] in BEFORE_SURNAME or _is_address(text[at + 1 : at + 5]):
        odds = SURNAMES_ALONE[text[at]] + left[ALONE]
        _weigh_cut(text, tokens, index, at, 1, ALONE, odds, before, accept, found)


def _weigh_foreign(
    text: str,
    tokens: list[str],
    index: int,
    at: int,
    odds: float,
    before: str,
    accept: float,
    found: list[Candidate],
) -> None:
    """A run of words whose characters foreign names are written with, two words and more; ``odds`` of the first and
    the word before."""
    size = len(tokens[index])
    is_chinese = text[at] in SURNAMES_ONE  # then what has three characters has been weighed as a Chinese name
    last = index + 1
    while (middle := FOREIGN_WORDS[tokens[last]]) is not None:
        token = tokens[last]
        size += len(token)
        if size > LONGEST_FOREIGN:
            return
        odds += middle
        whole = odds - FOREIGN_MIDDLE[token[-1]] + FOREIGN_LAST[token[-1]]
        if whole + MOST_WHOLE[FOREIGN] + MOST_RIGHT > accept and not (is_chinese and size < 4):
            _weigh_cut(text, tokens, index, at, size, FOREIGN, whole, before, accept, found)
        last += 1


FOREIGN_WORDS = Syllables()
FOREIGN_MIDDLE = {char: weigh_char("foreign_middle", char) for char in SYLLABLES}
FOREIGN_LAST = {char: weigh_char("foreign_last", char) for char in SYLLABLES}


def _weigh_listed(
    text: str,
    tokens: list[str],
    index: int,
    at: int,
    before: str,
    left: tuple[float, ...],
    accept: float,
    found: list[Candidate],
) -> None:
    """What begins like a family name of two characters, a known name or a Japanese one, and isn't one word.

    A known name may have been weighed for its characters already; being known can outweigh them.
    """
    size = len(tokens[index])
    shapes: dict[int, int] = {}
    if text[at : at + 2] in COMPOUND_SURNAMES:
        shapes |= {length: COMPOUND for length in (3, 4) if length > size}
    for length in range(size + 1, LONGEST_WORD + 1) if text[at : at + 2] in LISTED_FIRSTS else ():
        if text[at : at + length] in KNOWN:
            shapes[length] = {2: C2, 3: C3}.get(length, OTHER) if text[at] in SURNAMES_ONE else OTHER
    for family in (2, 3):
        if text[at : at + family] in JAPANESE_SURNAMES:
            for length in range(family, family + 4):
                if length > size and not (length < 4 and text[at] in SURNAMES_ONE):
                    shapes.setdefault(length, JAPANESE)
    for length, shape in shapes.items():
        name = text[at : at + length]
        if len(name) == length and HAN.fullmatch(name):
            odds = weigh_chars(name, shape) + left[shape]
            _weigh_cut(text, tokens, index, at, length, shape, odds, before, accept, found)


HAN = re.compile(r"[\u3400-\u9fff]+")


def _weigh_dotted(text: str, tokens: list[str], accept: float, found: list[Candidate]) -> None:
    """约翰·史密斯: cut free of the words around."""
    index_at = {offset: index for index, offset in enumerate(accumulate(map(len, tokens[:-2]), initial=0))}
    for match in DOTS.finditer(text):
        first, last = text.index("·", match.start()), text.rindex("·", match.start(), match.end())
        ends = [end for end in range(last + 2, match.end() + 1) if end in index_at]
        ends = [end for end in ends if SYLLABLES.issuperset(text[last + 1 : end - 1])] or ends[:1]
        for at in range(match.start(), first):
            if at not in index_at or not SYLLABLES.issuperset(text[at + 1 : first]):
                continue
            index = index_at[at]
            before = tokens[index - 1] if index else ""
            for end in ends:
                odds = weigh_chars(text[at:end], DOTTED) + LEFT[before][DOTTED]
                _weigh_cut(text, tokens, index, at, end - at, DOTTED, odds, before, accept, found)


def _touches_dot(text: str, candidate: Candidate) -> bool:
    """A part of a dotted name, cut off at the dot."""
    return text[candidate.end : candidate.end + 1] == "·" or (
        candidate.start > 1 and text[candidate.start - 1] == "·" and bool(HAN.match(text[candidate.start - 2]))
    )


def _warm_up() -> None:
    """Look up the dictionary's common words now, not with the first texts; the segmenter reads its dictionary too."""
    cut_dictionary_words("王")
    for word, (count, _) in ENTRIES.items():
        if count >= COMMON:
            STARTS[word]
            if count >= VERY_COMMON:
                LEFT[word], RIGHT[word]


COMMON, VERY_COMMON = 100, 600  # times that the dictionary's corpus has a word
_warm_up()
