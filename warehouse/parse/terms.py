"""What an article is about in words: keywords, numbered formulas (六稳六保, “三个二七”) and set slogans.

Keywords are ranked by tf-idf as jieba does it: a word's share of the article's words × jieba's idf.  Formulas and
slogans come from ``seeds/ref_terms.csv``; formulas that no list can know are told by their form.  ``quantities`` leaves
the numbers of formulas out by the same function.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from warehouse.parse import words

KEYWORDS = 8  # of an article, at most


class Term(NamedTuple):
    """A keyword, formula or slogan of an article; ``start`` and ``end`` are its first mention in the text."""

    term: str
    canonical_term: str
    kind: str
    score: float | None
    mention_count: int
    start: int
    end: int
    rule: str


class Formula(NamedTuple):
    """A place where a formula or slogan stands."""

    start: int
    end: int
    canonical_term: str
    kind: str
    rule: str


def find_terms(
    text: str, tokens: Sequence[str], names: Collection[str] = (), taken: Sequence[tuple[int, int]] = ()
) -> list[Term]:
    """The terms of an article: ``tokens`` are the words of ``text``, ``names`` its people, ``taken`` where places and
    organisations are named: pieces of names are no keywords."""
    return [*find_keywords(tokens, names, taken), *_count_formulas(text)]


def find_keywords(
    tokens: Sequence[str], names: Collection[str] = (), taken: Sequence[tuple[int, int]] = ()
) -> list[Term]:
    """The best words by tf-idf, at most ``KEYWORDS``, the best first; among equals the first in the text.

    >>> [term.term for term in find_keywords(["贻贝", "养殖", "，", "贻贝", "丰收"])]
    ['贻贝', '丰收', '养殖']
    """
    starts = list(accumulate(map(len, tokens), initial=0))
    kept = list(tokens)
    for low, high in taken:
        first, last = bisect_right(starts, low) - 1, bisect_right(starts, high - 1)
        kept[first:last] = [""] * (last - first)
    several = [word for word in kept if len(word) > 1]
    counts, idf, people = Counter(several), words.keyword_weights().get, " ".join(names)
    scored = [(count * weight, word) for word, count in counts.items() if (weight := idf(word))]
    scored.sort(key=itemgetter(0), reverse=True)  # stable: among equals the first mention comes first
    best = [(score, word) for score, word in scored[: 2 * KEYWORDS] if word not in people][:KEYWORDS]
    mentions = dict(zip(reversed(kept), reversed(starts[:-1]), strict=True))
    return [
        Term(word, word, "keyword", round(score / len(several), 6), counts[word], start, start + len(word), "tf_idf")
        for score, word in best
        for start in [mentions[word]]
    ]


NUMBER = "[一二两三四五六七八九十百]"
IN_FORMS = (  # each begins with what is rare in a text
    (
        "quoted_formula",  # “三个机遇”, “两高四着力”; not “一站式”, “五一”, “十佳家庭”, “二七精神”
        re.compile(
            rf"""“((?!一[^一二两三四五六七八九十]+”|[百十](?:佳|强|大|家)|[一二三四五六七八九十]{{2}})
                 {NUMBER}[^一二两三四五六七八九十”]{{1,5}}(?:{NUMBER}[^一二两三四五六七八九十”]{{1,4}}){{0,4}})”""",
            re.VERBOSE,
        ),
    ),
    (
        "planned_formula",  # 一环十横十纵, 一核两翼
        re.compile("((?:[一二两三四五六七八九十][环横纵核轴带心翼区园廊圈极网点片谷港屏]){2,6})"),
    ),
    ("plus_formula", re.compile(r"(\d\+(?:\d\+)*[\dN])(?![\d.%])")),  # 1+6+N
)
IDIOMS = re.compile("(.)(.)\\1\\2|三座大山|三分钟热度|三天两夜|百分之百")  # 一点一点


def find_formulas(text: str) -> list[Formula]:
    """Where formulas and slogans stand in folded text, in order, without overlaps: the list first, then the forms.

    >>> [(item.canonical_term, item.rule) for item in find_formulas("做好“六稳”工作，打造“三个机遇”，构建一核两翼")]
    [('六稳', 'term_list'), ('三个机遇', 'quoted_formula'), ('一核两翼', 'planned_formula')]
    """
    found = []
    for index, start, end in _terms_automaton().find_matches_as_indexes(text):
        row, before = words.terms()[index], text[start - 1 : start] if start else ""
        if before not in ("第", "十") and (not row.needs_quotes or before == "“" or text[end : end + 1] == "”"):
            found.append(Formula(start, end, row.canonical_term, row.kind, "term_list"))
    covered = {offset for item in found for offset in range(item.start, item.end)}
    for rule, form in IN_FORMS:
        for match in form.finditer(text) if rule != "plus_formula" or "+" in text else ():
            start, end = match.span(1)
            if not IDIOMS.fullmatch(match[1]) and covered.isdisjoint(range(start, end)):
                found.append(Formula(start, end, match[1], "formula", rule))
                covered.update(range(start, end))
    return sorted(found)


@functools.cache
def _terms_automaton() -> AhoCorasick:
    return AhoCorasick([row.term for row in words.terms()], matchkind=MatchKind.LeftmostLongest)


def _count_formulas(text: str) -> list[Term]:
    """One term per canonical formula or slogan, at its first mention."""
    mentions: dict[tuple[str, str], list[Formula]] = {}
    for item in find_formulas(text):
        mentions.setdefault((item.kind, item.canonical_term), []).append(item)
    return [
        Term(text[first.start : first.end], canonical, kind, None, len(items), first.start, first.end, first.rule)
        for (kind, canonical), items in mentions.items()
        for first in items[:1]
    ]
