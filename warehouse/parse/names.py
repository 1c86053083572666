"""Personal names in any news text, found by evidence that adds up, not by one pattern.

``name_candidates`` gives every stretch that could be a name with its log-odds; here the best that don't overlap are
chosen, lists lend their members weight, and a name that a text is sure of is found everywhere in it.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from warehouse.parse import words
from warehouse.parse.name_candidates import Candidate, find_candidates
from warehouse.parse.name_signs import ALONE, SHAPES, read_left, read_right
from warehouse.parse.text import fold


class Name(NamedTuple):
    """A name in a text; ``score`` are log-odds, ``rule`` says which evidence weighed most."""

    start: int
    end: int
    name: str
    score: float
    rule: str


ACCEPT = 0.25  # log-odds from which a candidate is a name
DOUBTFUL = -3.5  # … in a list whose neighbours are names
LISTED = 2.5  # what a neighbour in a list is worth
SURE = 2.0  # log-odds from which a name is looked for in the whole text
LONGEST = 12  # characters of a name that a shorter reading can belong to
SPACE = re.compile(r"\s")
ODD = re.compile(rf"[\s•‧∙●{''.join(words.simplified_chars())}]")  # white space, dots that fold to one, traditional
NEXT_IN_LIST = frozenset("、和与及/")


def find_names(text: str) -> list[tuple[int, int]]:
    """Spans of the person names in any text, in order, not overlapping.

    A family name alone counts where an address makes it a person (陈 in 陈教授).

    >>> text = "区委书记陈红民主持会议，区长苏建设讲话。"
    >>> [text[s:e] for s, e in find_names(text)]
    ['陈红民', '苏建设']
    """
    if ODD.search(text):
        if SPACE.search(text):
            return _find_spaced(text)
        text = fold(text)
    return [(name.start, name.end) for name in choose(find_candidates(text, ACCEPT))]


def _find_spaced(text: str) -> list[tuple[int, int]]:
    """李　明 and names broken by line ends: read without the white space, shown with it."""
    at = [index for index, char in enumerate(text) if not char.isspace()]
    return [(at[start], at[end - 1] + 1) for start, end in find_names("".join(text[index] for index in at))]


def choose(candidates: list[Candidate]) -> list[Candidate]:
    """The best candidates that don't overlap (weighted interval scheduling), in order."""
    if len(candidates) < 2:
        return candidates
    candidates.sort(key=_end)
    ends = [candidate.end for candidate in candidates]
    best = [0.0]  # of the first n
    before: list[int] = []  # how many end before this one begins
    for index, candidate in enumerate(candidates):
        before.append(bisect.bisect_right(ends, candidate.start, 0, index))
        best.append(max(best[-1], best[before[-1]] + candidate.odds - ACCEPT))
    chosen = []
    index = len(candidates)
    while index:
        if best[index] == best[index - 1]:
            index -= 1
        else:
            chosen.append(candidates[index - 1])
            index = before[index - 1]
    return chosen[::-1]


def _end(candidate: Candidate) -> int:
    return candidate.end


def score_names(text: str, known: frozenset[str] = frozenset()) -> list[Name]:
    """The names in folded text without white space, with their scores; a family name alone is given with
    what it is addressed by (马女士, 老潘).

    ``known`` are names that other articles of the page are sure of: they are found here too where they stand apart.
    """
    candidates = find_candidates(text, DOUBTFUL)
    alone = (_read_address(text, found) for found in candidates if found.shape == ALONE)
    candidates = [found for found in candidates if found.shape != ALONE]
    chosen = choose([found for found in _support_lists(text, candidates) if found.odds > ACCEPT])
    names = [
        Name(found.start, found.end, text[found.start : found.end], found.odds, _tell_rule(found)) for found in chosen
    ]
    taken = {at for name in names for at in range(name.start, name.end)}
    names += [name for name in alone if name and taken.isdisjoint(range(name.start, name.end))]
    names.sort()
    return _find_again(text, names, known)


ADDRESS = re.compile(r"女士|先生|大姐|大爷|大妈|大娘|大叔|阿姨|奶奶|爷爷|师傅|老师|某(?![某一些])")


def _read_address(text: str, found: Candidate) -> Name | None:
    """马女士, 老潘, 张某: all that the text tells of a private person's name."""
    if found.odds <= ACCEPT:
        return None
    start, end = found.start, found.end
    if match := ADDRESS.match(text, end):
        end = match.end()
    elif text[start - 1 : start] == "老" and (end == len(text) or text[end] in PUNCTUATION or verb_after(text, end)):
        start -= 1
    else:
        return None
    return Name(start, end, text[start:end], found.odds, "partial")


def _support_lists(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """甲、乙、丙: what fills the space between marks of enumeration gains from neighbours that are names, forward and
    back, so that one sure name carries a whole list."""
    lists = [
        found
        for found in candidates
        if text[found.start - 1 : found.start] in NEXT_IN_LIST or text[found.end : found.end + 1] in NEXT_IN_LIST
    ]
    starts = {found.start for found in candidates if found.odds > ACCEPT}
    ends = {found.end for found in candidates if found.odds > ACCEPT}
    lifted: dict[tuple[int, int, int], Candidate] = {}
    for found in [*lists, *reversed(lists)]:
        key = (found.start, found.end, found.shape)
        if key in lifted:
            continue
        left = text[found.start - 1 : found.start] in NEXT_IN_LIST and found.start - 1 in ends
        right = text[found.end : found.end + 1] in NEXT_IN_LIST and found.end + 1 in starts
        if left or right:
            lifted[key] = found._replace(odds=found.odds + LISTED)
            if lifted[key].odds > ACCEPT:
                starts.add(found.start)
                ends.add(found.end)
    return [lifted.get((found.start, found.end, found.shape), found) for found in candidates]


def _tell_rule(found: Candidate) -> str:
    """The evidence that weighed most, for people who ask why."""
    if any(sign.startswith("L:title") for sign, _ in read_left(found.left)):
        return "title_before"
    if any(sign.startswith(("R:verb", "R:title")) for sign, _ in read_right(found.right)):
        return "verb_after"
    if found.left in NEXT_IN_LIST or found.right in NEXT_IN_LIST:
        return "list"
    return {"D": "dotted_name", "T": "foreign_name", "J": "japanese_name", "O": "known_name"}.get(
        SHAPES[found.shape], "characters"
    )


def _find_again(text: str, names: list[Name], known: frozenset[str]) -> list[Name]:
    """Names with strong evidence are found wherever else the text has them; a shorter reading gives way to a longer,
    surer one."""
    support = Counter(name.name for name in names)
    sure = {name.name: name.score for name in sorted(names, key=_score) if name.score >= SURE or support[name.name] > 1}
    sure |= {name: SURE for name in known if name not in sure}
    if not sure:
        return names
    taken = [name for name in names if name.score >= SURE + 2 or not _is_cut_short(text, name, sure)]
    covered = {index for name in taken for index in range(name.start, name.end)}
    for start, word in _find_words(text, sure):
        end = start + len(word)
        if covered.isdisjoint(range(start, end)) and (len(word) > 2 or _stands_apart(text, start, end)):
            taken.append(Name(start, end, word, sure[word], "page_agreement" if word in known else "agreement"))
            covered.update(range(start, end))
    return sorted(taken)


def _score(name: Name) -> float:
    return name.score


def _is_cut_short(text: str, name: Name, sure: dict[str, float]) -> bool:
    """A longer name that the text is sure of stands where this one begins."""
    return any(text[name.start : name.start + length] in sure for length in range(len(name.name) + 1, LONGEST))


def _find_words(text: str, wanted: Collection[str]) -> list[tuple[int, str]]:
    """All places of all words, as (start, word), longest first, in one pass over the text."""
    listed = sorted(wanted)
    found = AhoCorasick(listed).find_matches_as_indexes(text, overlapping=True)
    return sorted(((start, listed[index]) for index, start, _ in found), key=lambda item: (-len(item[1]), item[0]))


def _stands_apart(text: str, start: int, end: int) -> bool:
    """A name of two characters between marks, titles, function words and verbs, not inside another word."""
    before = start == 0 or text[start - 1] in FUNCTION_BEFORE or title_before(text, start) is not None
    after = end >= len(text) or text[end] in PUNCTUATION or title_after(text, end) is not None
    return before and (after or verb_after(text, end) is not None)


PUNCTUATION = "，。；：！？、（）“”‘’《》—…/□\n"
FUNCTION_BEFORE = "由向与对给请据在听让被是和及同跟把为从受经到以有指令使劝找问见·" + PUNCTUATION


def verb_after(text: str, end: int) -> str | None:
    """The longest verb of saying or doing that stands at ``end``."""
    return next(
        (verb for verb in words.verbs_after_names().get(text[end : end + 1], ()) if text.startswith(verb, end)), None
    )


def title_before(text: str, start: int) -> str | None:
    """The longest title that ends at ``start``."""
    for length in range(min(9, start), 1, -1):
        if text[start - length : start] in words.titles():
            return text[start - length : start]
    return None


def title_after(text: str, end: int) -> str | None:
    """The longest title or address that stands at ``end``."""
    return next((title for title in words.titles_after() if text.startswith(title, end)), None)
