"""What speaks for a stretch of text being a name, as signs with a value; the same signs are fitted and read.

    b                    the shape itself
    L:…  R:…             the word before and behind: its class (title, verb of saying, part of speech, mark), with
                         Lw: Rw: the word itself, Lc: Rc: the character that touches the name
    pat1|2>              how the dictionary cuts the stretch (a character, then two of a longer word that it splits)
    split, split_count   it ends within a word of the dictionary, and how common that word is
    dict_…, dict_count…  the dictionary knows the whole; known_…: so do the lists of people and places
    given_…, pair_count  what the dictionary knows of the given name, and of the family name with the next character

``PREFIXES`` tells which weights count for a shape: those for all, for its kind and for itself alone.
"""

from __future__ import annotations

import functools
import math
from collections import Counter

from warehouse.parse import words
from warehouse.parse.text import fold

Sign = tuple[str, float]
SHAPES = ("C2", "C3", "K", "T", "D", "J", "O", "S")
C2, C3, COMPOUND, FOREIGN, DOTTED, JAPANESE, OTHER, ALONE = range(len(SHAPES))
# Chinese of two and three characters, with a compound family name; foreign, foreign with dots, Japanese; other words of
# the dictionary that are names; a family name alone (陈 in 陈教授)
PREFIXES = (
    *(("", "C", "C2"), ("", "C", "C3"), ("", "C", "K")),
    *(("", "T"), ("", "T", "D"), ("", "T", "J"), ("", "O"), ("", "S")),
)
PLACE_TAILS = frozenset(
    "路街道村镇乡县区市州省庄屯寨沟湾河江湖桥站奖杯祠庙寺塔园馆堂陵墓岭峰岛港里巷弄坡坝渠井店厂矿院校山氏家"
)  # what makes a place, a house or a prize of the name before it
MARKS = frozenset("，。；：！？、（）“”‘’《》—…□·/／\n")
NO_ENTRY = (0, "")  # of a word that the dictionary lacks
LONGEST_TITLE = 7


def read_left(word: str) -> list[Sign]:
    """The signs of the word before a name.

    >>> read_left("区长"), read_left("，")
    ([('L:title_government', 1.0), ('Lw:区长', 1.0)], [('L:，', 1.0)])
    """
    if not word:
        return [("L:start", 1.0)]
    if (mark := _read_mark(word[-1])) is not None:
        return [("L:" + mark, 1.0)]
    titles = words.titles()
    for length in range(min(LONGEST_TITLE, len(word)), 1, -1):
        if (title := word[-length:]) in titles:
            kind = "generic" if title in words.generic_titles() else titles[title]
            return [("L:title_" + kind, 1.0), ("Lw:" + word, 1.0)]
    return _read_word(word, "L", word[-1])


def read_right(word: str) -> list[Sign]:
    """The signs of the word behind a name.

    >>> read_right("强调"), read_right("，")
    ([('R:verb_speech', 1.0), ('Rw:强调', 1.0)], [('R:，', 1.0)])
    """
    if not word:
        return [("R:end", 1.0)]
    if (mark := _read_mark(word[0])) is not None:
        return [("R:" + mark, 1.0)]
    found = _read_verb(word) or _read_word(word, "R", word[0])
    if word[0] in PLACE_TAILS:
        found += [("Rtail", 1.0), ("Rt:" + word[0], 1.0)]
    return found


def _read_mark(char: str) -> str | None:
    if "\u3400" <= char <= "\u9fff":
        return None
    char = fold(char)
    return char if char in MARKS else "digit" if char.isdigit() else "latin" if char.isalpha() else "mark"


def _read_verb(word: str) -> list[Sign]:
    verbs = words.verbs_after_names().get(word[0], {})
    for length in range(min(5, len(word)), 0, -1):
        head = word[:length]
        if head in verbs and (length > 1 or len(word) == 1):
            return [(f"R:verb_{verbs[head]}" + ("1" if length == 1 else ""), 1.0), ("Rw:" + word, 1.0)]
        if length > 1 and head in words.titles_after_set():
            return [("R:title", 1.0), ("Rw:" + word, 1.0)]
    return []


def _read_word(word: str, side: str, touching: str) -> list[Sign]:
    tag = words.dictionary().get(word, NO_ENTRY)[1]
    if not tag:
        return [(f"{side}:unk", 1.0), (f"{side}c:{touching}", 1.0)]
    found = [(f"{side}:tag_{_class_of(tag)}", 1.0), (f"{side}:len{len(word)}", 1.0), (f"{side}w:{word}", 1.0)]
    return [*found, (f"{side}c:{touching}", 1.0)] if len(word) > 1 else found


def _class_of(tag: str) -> str:
    """A part of speech, coarse: proper names keep two letters."""
    return tag[:2] if tag[:2] in ("nr", "ns", "nt", "nz") else tag[:1]


def read_neighbour(word: str, side: str, shape: int) -> tuple[str, str]:
    """The character that touches a name, and the part that it could have played in a longer one; empty for none."""
    char = word[-1:] if side == "L" else word[:1]
    if not "\u3400" <= char <= "\u9fff":
        return "", ""
    if shape in (FOREIGN, JAPANESE):
        return ("foreign_before" if side == "L" else "foreign_next"), char
    return ("given_next", char) if shape == C2 and side == "R" else ("", "")


def read_cut(tokens: list[str], index: int, size: int) -> tuple[str, str, str]:
    """How the dictionary cuts the ``size`` characters from the word ``index`` on; the word behind them, or what is left
    of a word that they split; and that word, if any.

    >>> read_cut(["葛", "德厚实", "。"], 0, 3)
    ('1|2>', '实', '德厚实')
    """
    cut = ""
    while True:
        token = tokens[index]
        length = len(token)
        if length > size:
            return f"{cut}{min(size, 4)}>", token[size:], token
        size -= length
        index += 1
        cut += f"{min(length, 4)}"
        if not size:
            return cut, tokens[index] if index < len(tokens) else "", ""
        cut = "+" + cut[-6:] if len(cut) > 8 else cut + "|"


def log_count(word: str) -> float:
    """log10 of how often the dictionary's corpus has the word."""
    return math.log10(words.dictionary().get(word, NO_ENTRY)[0] + 1)


def read_chars(name: str, shape: int) -> list[tuple[str, str]]:
    """The parts that the characters of a name play, as (part, character).

    >>> read_chars("葛德厚", C3)
    [('surname_two', '葛'), ('first', '德'), ('last', '厚')]
    """
    if shape == C2:
        return [("surname_one", name[0]), ("given", name[1])]
    if shape == C3:
        return [("surname_two", name[0]), ("first", name[1]), ("last", name[2])]
    if shape == COMPOUND:
        return [("given", name[2])] if len(name) == 3 else [("first", name[2]), ("last", name[3])]
    if shape in (FOREIGN, DOTTED):
        bare = name.replace("·", "")
        middle = [("foreign_middle", char) for char in bare[1:-1]]
        return [("foreign_first", bare[0]), *middle, ("foreign_last", bare[-1])]
    if shape == ALONE:
        return [("surname_alone", name)]
    return []


def read_name(name: str, shape: int) -> list[Sign]:
    """The signs of a name as a whole."""
    found: list[Sign] = [("b", 1.0)]
    if shape in (C3, COMPOUND) and len(name) - 2 + (shape == C3) == 2:
        found += _read_given(name, shape)
    if shape == COMPOUND:
        found.append((f"given{len(name) - 2}", 1.0))
    elif shape == C2 and name[1] == name[0]:
        found.append(("twice", 1.0))
    elif shape in (FOREIGN, OTHER):
        found.append((f"length{min(len(name), 6)}", 1.0))
    elif shape == JAPANESE:
        surname = 3 if name[:3] in words.japanese_surnames() else 2
        found.append((f"given{len(name) - surname}", 1.0))
    if shape == ALONE:
        return found
    if shape == OTHER:
        found += _read_other(name)
    if shape in (FOREIGN, DOTTED):
        found += _read_foreign(name)
    if shape != DOTTED:
        found += _read_whole(name)
    if name[-1] in PLACE_TAILS:
        found += [("tail", 1.0), ("t:" + name[-1], 1.0)]
    if (kind := words.known_names().get(name)) is not None:
        found.append(("known_" + kind, 1.0))
    return found


def _read_whole(name: str) -> list[Sign]:
    """What dictionary and gazetteer know of the whole."""
    found: list[Sign] = [("place", 1.0)] if name in place_names() else []
    count, tag = words.dictionary().get(name, NO_ENTRY)
    if tag:
        kind = _class_of(tag)
        found += [(f"dict_{kind}", 1.0), ("dict_count_" + ("nr" if kind == "nr" else "x"), math.log10(count + 1))]
        if kind == "nr":
            found.append((f"dict_{tag}", 1.0))
    return found


def _read_given(name: str, shape: int) -> list[Sign]:
    """A given name of two characters: how many people of the dictionary bear it, and whether it is a word."""
    given = name[-2:]
    others = given_counts()[given] - (shape == C3 and is_listed_person(name))  # the name doesn't prove itself
    found: list[Sign] = [("given_bearers", math.log(1 + others))] if others else []
    if given[0] == given[1]:
        found.append(("given_twice", 1.0))
    if given in addresses():
        found.append(("given_address", 1.0))
    count, tag = words.dictionary().get(given, NO_ENTRY)
    if tag:
        kind = _class_of(tag)
        found += [("given_" + kind, 1.0), ("given_count_" + ("nr" if kind == "nr" else "x"), math.log10(count + 1))]
    if shape == C3 and name[:2] in words.dictionary():
        found.append(("pair_count", log_count(name[:2])))
    return found


def _read_other(name: str) -> list[Sign]:
    syllables = words.transliterated_chars()
    found: list[Sign] = [("family", 1.0)] if name[0] in words.surnames() and len(name) < 4 else []
    return [*found, ("syllables", 1.0)] if all(char in syllables for char in name) else found


def _read_foreign(name: str) -> list[Sign]:
    """Words and places within a name that is written by sound, and syllables of the peoples of the west and north."""
    bare = name.replace("·", "")
    syllables, entries = words.transliterated_chars(), words.dictionary()
    found: list[Sign] = []
    if odd := sum(char not in syllables for char in bare):
        found.append(("odd_chars", float(odd)))
    if share := _share_of_parts(bare):
        found.append(("parts", share))
        if share == 1:
            found.append(("parts_only", 1.0))
    if name == bare:
        for length in (2, 3, 4):
            if len(name) > length:
                found += [("begins_place", 1.0)] * _is_place(name[:length]) + [("ends_place", 1.0)] * _is_place(
                    name[-length:]
                )
        if len(name) > 2:
            for sign, part in (("begins_word", name[:2]), ("ends_word", name[-2:])):
                if entries.get(part, NO_ENTRY)[1][:1] not in ("", "n"):
                    found.append((sign, log_count(part)))
    return found


def _is_place(word: str) -> bool:
    return words.dictionary().get(word, NO_ENTRY)[1] == "ns" or words.known_names().get(word) == "place"


def _share_of_parts(name: str) -> float:
    parts = words.name_parts()
    at = covered = 0
    while at < len(name):
        length = next((length for length in (4, 3, 2) if name[at : at + length] in parts), 0)
        covered += length
        at += length or 1
    return covered / len(name)


# --- what the dictionary tells about names ---


@functools.cache
def given_counts() -> Counter[str]:
    """Given name of two characters -> how many people of the dictionary bear it."""
    return Counter(word[1:] for word in words.dictionary() if is_listed_person(word))


def is_listed_person(word: str) -> bool:
    """Whether the dictionary has the word as a person with a family name of one character and two more."""
    return len(word) == 3 and word[0] in words.surnames() and words.dictionary().get(word, NO_ENTRY)[1] in PERSON_TAGS


PERSON_TAGS = ("nr", "nrfg")


@functools.cache
def addresses() -> frozenset[str]:
    """What people are called by behind their family name (教授, 大娘)."""
    return words.titles_after_set() | words.titles().keys() | {"大夫", "小姐", "太太", "夫人", "大娘"}


@functools.cache
def place_names() -> frozenset[str]:
    """Provinces, cities and counties, in full and short."""
    short = {name for row in words.read_list("ref_places") for name in (row["short_names"] or "").split("|") if name}
    return frozenset(words.places_by_name().keys() | short)
