"""Personal names in any news text, found by evidence that adds up, not by one pattern.

How likely the characters are in names, what stands before (a title, a list, the start of a clause) and behind
(a verb of
saying or doing, a title), whether the word boundaries agree, and whether the text names the person again.  A name seen
once with strong evidence is found everywhere in the text.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

import rjieba
from ahocorasick_rs import AhoCorasick

from warehouse.parse import words
from warehouse.parse.text import fold


class Name(NamedTuple):
    """A name in a text; ``rule`` says which evidence weighed most."""

    start: int
    end: int
    name: str
    score: float
    rule: str


ACCEPT = 2.4  # score at which a candidate is taken for a name
SURE = 4.0  # score at which it is looked for in the whole article
FUNCTION_BEFORE = "由向与对给请据在听让被是和及同跟把为从受经到以有指令使劝找问见，。；：！？、（）“”‘’《》—…·□/"
PUNCTUATION = "，。；：！？、（）“”‘’《》—…/□"
NOT_AFTER = "区县市镇乡村街路桥河江湖山岛湾沟庄寨屯坡店港巷楼寺庙祠塔庵峡岭泉溪渠坝渡"  # 张家湾, 王府井 are places
THING_TAIL = frozenset("港口汤菜饭酒制节杯")  # what enumerations of places and dishes end in
FUNCTION_TAIL = frozenset("等在和与说的是了将为到对向把被让及")
PLACE_TAIL = frozenset("区县市镇乡村街路桥河江湖省州厂局院部委办校队党层组台站")
STRONG = frozenset(("title_before", "verb_after", "title_after", "bracket_after", "after_verb"))
PARTIAL = re.compile(
    r".(?:女士|先生|大姐|大爷|大妈|大娘|大叔|奶奶|爷爷|阿姨|老|某.?|师傅|老师|总|书记|医生|同志|家.?|氏|局长?|主任|校长|镇长|县长|区长|市长|经理|工)$"
)
PLACE_AFTER = re.compile(
    r"小区|社区|花园|广场|中心|公司|集团|小学|中学|学校|幼儿园|医院|项目|街道|片区|景区|大桥|公园|水库|路|湖|酒店|超市|合作社|农场|基地|工程|板块|行动|园区|银行|支行|书院|国际|工业园|产业园|大道|村|镇|大厦|卡|杯|章"
)
DOTTED = re.compile(r"[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fff]{1,8}){1,3}")
HAN = re.compile(r"[\u3400-\u9fff]")


def find_names(text: str) -> list[tuple[int, int]]:
    """Spans of the person names in any text, in order, not overlapping.

    >>> text = "区委书记陈红民主持会议，区长苏建设讲话。"
    >>> [text[s:e] for s, e in find_names(text)]
    ['陈红民', '苏建设']
    """
    return [(name.start, name.end) for name in score_names(fold(text))]


def score_names(text: str, known: frozenset[str] = frozenset()) -> list[Name]:
    """The names in folded text without white space, with their scores.

    ``known`` are names that other articles of the page are sure of: they are found here too where they stand apart.
    """
    bounds, tokens = _cut_words(text)
    candidates = _weigh_candidates(text, bounds, tokens)
    candidates |= {(name.start, name.end): name for word in known for name in _find_known(text, word)}
    _support_lists(text, candidates)
    chosen = _choose([name for name in candidates.values() if name.score >= ACCEPT])
    return _find_again(text, chosen, bounds)


def _find_known(text: str, word: str) -> list[Name]:
    """Where a known name stands between marks, titles, function words and verbs, not inside another word."""
    found = []
    for start in _occurrences(text, word):
        end = start + len(word)
        apart = start == 0 or text[start - 1] in FUNCTION_BEFORE or title_before(text, start) is not None
        if apart and (end >= len(text) or text[end] in PUNCTUATION or verb_after(text, end) or title_after(text, end)):
            found.append(Name(start, end, word, SURE, "page_agreement"))
    return found


def _cut_words(text: str) -> tuple[set[int], set[tuple[int, int]]]:
    bounds, tokens, at = {0}, set(), 0
    for token in rjieba.cut(text):
        tokens.add((at, at + len(token)))
        at += len(token)
        bounds.add(at)
    return bounds, tokens


def _weigh_candidates(text: str, bounds: set[int], tokens: set[tuple[int, int]]) -> dict[tuple[int, int], Name]:
    candidates: dict[tuple[int, int], Name] = {}
    surnames, compound, wordlike = words.surnames(), words.compound_surnames(), words.wordlike_surnames()
    national = words.national_leaders()
    candidates |= {(name.start, name.end): name for name in _weigh_dotted(text)}
    for start, char in enumerate(text):
        if char in words.transliterated_chars() and (name := _weigh_transliterated(text, start)):
            candidates[name.start, name.end] = name
        is_compound = text[start : start + 2] in compound
        if char not in surnames and not is_compound:
            continue
        before, rule = _weigh_before(text, start)
        for length in (2, 3, 4):
            end = start + length
            if end > len(text) or not all(HAN.match(c) for c in text[start:end]):
                break
            doubled = (
                text[start + 1] in words.common_surnames() and text[start : start + 2] not in words.ordinary_words()
            )
            if length == 4 and not is_compound and not doubled:
                continue
            score = before + _weigh_word(text, start, end, is_compound, bounds, tokens)
            after, rule_after = _weigh_after(text, end)
            score += after
            if rule not in STRONG and rule_after not in STRONG:
                score -= 2.2 if char in wordlike else 1.0
            if text[start:end] in national:
                score += 5.0
            in_list = (start > 0 and text[start - 1] == "、") or (end < len(text) and text[end] == "、")
            score += _fit_slot(text, start, end) if in_list else 0.0
            if score > (-4.0 if in_list else 0.5) and not (
                PARTIAL.match(text[start:end])
                or PARTIAL.match(text[start : start + 3])
                or text[start:end] in words.titles()
            ):
                candidates[start, end] = Name(
                    start, end, text[start:end], score, rule if before >= after else rule_after
                )
    return candidates


def _fit_slot(text: str, start: int, end: int) -> float:
    """In an enumeration a name fills the space between two marks; what stops short of the mark is a piece of a
    longer one."""
    if end >= len(text) or text[end] in PUNCTUATION or text[end] in "等和与及":
        return 0.6
    return 0.0 if verb_after(text, end) or title_after(text, end) else -1.5


def _weigh_transliterated(text: str, start: int) -> Name | None:
    """拉巴次仁, 巴特尔: names without a Chinese family name, right behind a title and before a verb or a mark."""
    if not title_before(text, start):
        return None
    length = _run_of(text, start, 6)
    while length >= 3:
        end = start + length
        if end >= len(text) or text[end] in PUNCTUATION or verb_after(text, end):
            return Name(start, end, text[start:end], SURE + 4, "transliterated")
        length -= 1
    return None


def _run_of(text: str, start: int, most: int) -> int:
    """How many characters from ``start`` on are of those that transliterated names are made of."""
    return next((n for n in range(most) if text[start + n : start + n + 1] not in words.transliterated_chars()), most)


def _weigh_dotted(text: str) -> list[Name]:
    """阿依古丽·买买提, 约翰·史密斯: cut free of what stands around them by the characters that such names are made of.

    Where a text has a name several times, what follows it differs: the name is what the places have in common.
    """
    found: list[tuple[int, str, str]] = []  # start, parts before the last with their dots, last part
    tails: dict[str, list[str]] = {}
    for match in DOTTED.finditer(text):
        first, *_, last = match.group().split("·")
        before = next(
            (n for n, char in enumerate(reversed(first)) if char not in words.transliterated_chars()), len(first)
        )
        after = _run_of(text, match.end() - len(last), len(last))
        if 1 <= before <= 8 and after:
            start = match.start() + len(first) - before
            titled = [at for at in range(start + 1, match.start() + len(first)) if title_before(text, at)]
            start = titled[-1] if titled else start
            prefix = text[start : match.end() - len(last)]
            found.append((start, prefix, last[:after]))
            tails.setdefault(prefix, []).append(last[:after])
    names = []
    for start, prefix, last in found:
        common = min(_common_length(last, other) for other in tails[prefix][:LONGEST])
        name = prefix + last[: common or len(last)]
        if len(name) >= 4:
            names.append(Name(start, start + len(name), name, SURE + 9, "dotted_name"))
    return names


def _occurrences(text: str, word: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(word), text)]


def _common_length(one: str, other: str) -> int:
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _weigh_word(
    text: str, start: int, end: int, is_compound: bool, bounds: set[int], tokens: set[tuple[int, int]]
) -> float:
    """How name-like the characters and the word boundaries are."""
    name, length = text[start:end], end - start
    weights = words.given_weights()
    given = name[2:] if is_compound and length > 2 else name[1:]
    score = sum(weights.get(char, 0.2) for char in given) * (1.0 if len(given) == 1 else 0.7)
    score = max(-3.0, min(2.2, score))
    if is_compound:
        score += 1.2 if length > 2 else -3.0
    else:
        score += 0.5 if name[0] in words.common_surnames() else -1.2
        score += -2.0 if length == 4 else 0.5 if length == 3 else 0.0
    if name in words.ordinary_words():
        score -= (
            3.0 if title_before(text, start) and words.titles()[title_before(text, start) or ""] != "citizen" else 4.2
        )
    elif length > 2 and name[:2] in words.ordinary_words():
        score -= 2.0
    elif name in words.dictionary_names():
        score += 0.8
    if (start, end) in tokens:
        score += 1.2
    else:
        score += (0.3 if start in bounds else -1.2) + (0.3 if end in bounds else -0.9)
    if name[-1] in FUNCTION_TAIL:
        score -= 3.0
    if (
        text[start - 1 : start + 1] in words.compound_surnames()
        or text[max(0, start - 2) : start] in words.compound_surnames()
    ):
        score -= 4.0  # 马南亭 and 明玥 are pieces of 司马南亭 and 诸葛明玥
    if name[-1] in PLACE_TAIL or (end < len(text) and (text[end] in NOT_AFTER or PLACE_AFTER.match(text, end))):
        score -= 2.5
    return score


def _weigh_before(text: str, start: int) -> tuple[float, str]:
    title = title_before(text, start)
    if text[max(0, start - 2) : start] == "岁的":
        return 3.0, "after_verb"
    if title:
        if title in words.generic_titles():
            return 1.6, "after_function_word"
        return (5.0 if words.titles()[title] != "citizen" else 3.6), "title_before"
    if start == 0 or text[start - 1] in PUNCTUATION:
        return 0.8, "clause_start"
    if text[start - 1] in FUNCTION_BEFORE:
        return 0.4, "after_function_word"
    if re.search(r"(?:任命|免去|接受|选举|推选|补选|批准|聘任|提名|决定)$", text[max(0, start - 2) : start]):
        return 3.0, "after_verb"
    if re.search(
        r"(?:会议由|活动由|获悉|邀请|选举|任命|决定|免去|接受|推选|叫|名叫|姓名|主任医师|同志|其中|感谢|采访|见到|帮助|祝贺)$",
        text[max(0, start - 4) : start],
    ):
        return 1.2, "after_verb"
    return -1.2, "inside"


def _weigh_after(text: str, end: int) -> tuple[float, str]:
    if end >= len(text):
        return 0.5, "text_end"
    verb = verb_after(text, end)
    if verb and (len(verb) > 1 or verb in "说率"):
        return 2.6, "verb_after"
    if verb:
        return 0.7, "particle_after"
    if title_after(text, end):
        return 2.4, "title_after"
    if re.match(r"（(?:女|男|左|右|中|前|后|[^（）]{0,6}[族岁任]|[左右前后][一二三四五1-9])", text[end : end + 9]):
        return 2.2, "bracket_after"
    if text[end] in PUNCTUATION:
        return 0.7, "clause_end"
    return -1.0, "inside"


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
    for title in words.titles_after():
        if text.startswith(title, end):
            return title
    return None


def _support_lists(text: str, candidates: dict[tuple[int, int], Name]) -> None:
    """甲、乙、丙: what fills exactly the space between marks of enumeration gains from its neighbours, forward
    and back."""
    for _ in range(3):
        changed = False
        by_end = {name.end: name for name in candidates.values() if name.score >= ACCEPT}
        by_start = {name.start: name for name in candidates.values() if name.score >= ACCEPT}
        for key, name in candidates.items():
            if name.score >= ACCEPT or name.name[-1] in PLACE_TAIL or name.name[-1] in THING_TAIL:
                continue
            left = name.start > 0 and text[name.start - 1] in "、和与及" and by_end.get(name.start - 1)
            right = name.end < len(text) and text[name.end] in "、和与及" and by_start.get(name.end + 1)
            fits_left = name.start == 0 or text[name.start - 1] in "、和与及，：（"
            fits_right = name.end >= len(text) or text[name.end] in "、和与及，。；）等" or verb_after(text, name.end)
            both = bool(left and right)
            if name.score < (-4.0 if both else -0.2):
                continue
            if both or (left and fits_right) or (right and (fits_left or title_before(text, name.start))):
                candidates[key] = name._replace(score=max(name.score + 2.6, ACCEPT if both else 0.0), rule="list")
                changed = True
        if not changed:
            return


def _choose(names: list[Name]) -> list[Name]:
    """The best names that don't overlap (weighted interval scheduling)."""
    names = sorted(names, key=lambda name: name.end)
    ends = [name.end for name in names]
    best = [0.0]  # of the first n names
    before: list[int] = []  # how many names end before this one begins
    for index, name in enumerate(names):
        before.append(bisect.bisect_right(ends, name.start, 0, index))
        best.append(max(best[-1], best[before[-1]] + name.score))
    chosen = []
    index = len(names)
    while index:
        if best[index] == best[index - 1]:
            index -= 1
        else:
            chosen.append(names[index - 1])
            index = before[index - 1]
    return chosen[::-1]


LONGEST = 12  # characters of a name that a shorter reading can belong to


def _find_again(text: str, chosen: list[Name], bounds: set[int]) -> list[Name]:
    """Names with strong evidence are found wherever else the text has them; a shorter reading gives way to a
    longer, surer one."""
    support = Counter(name.name for name in chosen)
    repeated = _count_words(text, {name.name for name in chosen if len(name.name) > 2})
    sure = {
        name.name: name
        for name in sorted(chosen, key=lambda item: item.score)
        if name.score >= SURE or support[name.name] > 1 or repeated[name.name] > 1
    }
    for longer in list(sure):
        for length in range(2, len(longer)):
            if longer in sure and support[longer] >= support[longer[:length]]:
                sure.pop(longer[:length], None)
    taken = [name for name in chosen if not _is_cut_short(text, name, sure)]
    kept = {name.start for name in taken}
    cut_off = {index for name in chosen if name.start not in kept for index in range(name.start, name.end + 2)}
    taken = [name for name in taken if name.start not in cut_off or name.score >= SURE]
    covered = {index for name in taken for index in range(name.start, name.end)}
    for start, word in sorted(_find_words(text, sure), key=lambda item: (-len(item[1]), item[0])):
        span = range(start, start + len(word))
        whole = start in bounds and (start + len(word) in bounds or word not in words.ordinary_words())
        if not covered.intersection(span) and (len(word) > 2 or whole):
            taken.append(Name(start, start + len(word), word, sure[word].score, "agreement"))
            covered.update(span)
    return sorted(taken)


def _is_cut_short(text: str, name: Name, sure: dict[str, Name]) -> bool:
    """A longer name that the text is sure of stands where this one begins."""
    return any(text[name.start : name.start + length] in sure for length in range(len(name.name) + 1, LONGEST))


def _find_words(text: str, wanted: Collection[str]) -> list[tuple[int, str]]:
    """All places of all words, as (start, word), in one pass over the text."""
    listed = sorted(wanted)
    if not listed:
        return []
    automaton = AhoCorasick(listed)
    return [(start, listed[index]) for index, start, _ in automaton.find_matches_as_indexes(text, overlapping=True)]


def _count_words(text: str, wanted: Collection[str]) -> Counter[str]:
    return Counter(word for _, word in _find_words(text, wanted))
