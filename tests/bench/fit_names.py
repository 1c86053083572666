"""Fit the weights by which names are found, and say how well they do on text that they were not fitted to.

    python tests/bench/fit_names.py                 cross-validate, then fit to everything and write the two lists
    python tests/bench/fit_names.py --check         cross-validate only
    python tests/bench/fit_names.py --check --without-known-names

The model is a semi-Markov conditional random field: of all sets of candidates that don't overlap, gold's shall be the
likeliest.  A candidate's score is the sum of its signs (``warehouse/parse/name_signs.py``) and characters; candidates
and signs come from the code that reads pages.  A character's weight is what its statistics in jieba's dictionary and
tagger predict, which generalises, and a small correction of its own.  L-BFGS, quadratic penalty, no chance involved:
the same input gives the same weights.

Fitted to national news (../shared/eval/names, People's Daily 1998, one sentence a document) and to the articles of all
development pages with gold.  Cross-validation leaves out blocks of consecutive sentences, and whole files of pages.
``word_known_names.csv`` was written as general knowledge, but by people who saw the sentences: figures with and
without it bound what unseen news gives.  With it, three blocks: F1 0.862 on national news (precision 0.935, recall
0.800), 0.914 on pages, name by name; without it about 0.03 less on national news and the same on pages.
"""

from __future__ import annotations

import argparse
import bisect
import collections
import csv
import functools
import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.optimize
import scipy.sparse

from warehouse.parse import words

CHECKOUT = Path(__file__).resolve().parents[2]
if "--without-known-names" in sys.argv:  # before the tables are made
    words.known_names = functools.cache(dict)

from warehouse.parse.name_candidates import Candidate, Starts, find_candidates, read_signs  # noqa: E402
from warehouse.parse.name_signs import (  # noqa: E402
    PERSON_TAGS,
    PREFIXES,
    is_listed_person,
    read_chars,
    read_neighbour,
)
from warehouse.parse.names import ACCEPT, choose  # noqa: E402
from warehouse.parse.segment import cut_dictionary_words  # noqa: E402
from warehouse.parse.text import bare, decode_page, fold  # noqa: E402

NATIONAL = CHECKOUT.parent / "shared" / "eval" / "names" / "people_daily_1998_dev.bio"
CORPORA = {  # pages, gold
    "seeds": (CHECKOUT / "seeds" / "pages", CHECKOUT / "tests" / "cases" / "pages"),
    **{name: (CHECKOUT / "tests/cases" / name / "pages", CHECKOUT / "tests/cases" / name / "gold")
       for name in ("press", "courier", "mirror", "district")},
    "real": (CHECKOUT.parent / "shared" / "pages", CHECKOUT.parent / "shared" / "eval" / "gold"),
}  # fmt: skip
PENALTY = 0.5
NEWS, PAGES = "national news", "pages"
WEIGHTS = {PAGES: 0.6, "names": 4.0, "not_names": 4.0}  # of a page's sentence or a case against one of national news
SELDOM = 3  # signs that fewer candidates have are left out
EVERYTHING = -1e8  # log-odds that every candidate has
Span = tuple[int, int]
Feature = tuple[str, float]


class Document(NamedTuple):
    """A sentence or article, its names, and the block that is left out together with it."""

    text: str
    names: frozenset[Span]
    kind: str
    block: int


class Example(NamedTuple):
    """A candidate, the document it is of, whether gold has it, and what speaks for it."""

    document: int
    found: Candidate
    is_name: bool
    features: list[Feature]


# --- what is fitted to ---


def read_documents(folds: int) -> list[Document]:
    """All sentences and articles, in order."""
    sentences = list(read_sentences(NATIONAL))
    documents = [
        Document(fold(text), frozenset(spans), NEWS, index * folds // len(sentences))
        for index, (text, spans) in enumerate(sentences)
    ]
    number = 0
    for pages, gold in CORPORA.values():
        files = {file.name: file for file in sorted(pages.rglob("*.txt"))}
        for answer in sorted(gold.glob("*.json")):
            facts = json.loads(answer.read_text("utf-8"))
            lines = fold(decode_page(files[facts["page"]].read_bytes()).text).split("\n")
            for article in facts["articles"]:
                text = "\n".join(_join_lines(lines, article["lines"]))
                documents.append(Document(text, frozenset(_find_gold(text, article)), PAGES, number % folds))
            number += 1
    for file, case in _read_cases():
        text = fold(bare(case["text"]))
        names = [fold(bare(name)) for name in case.get("names", ())]
        documents.append(Document(text, frozenset(_find_words(text, names)), file, number % folds))
        number += 1
    return documents


def _read_cases() -> Iterable[tuple[str, dict]]:
    """The sentences that tests hold up: what they say is fitted to, and never measured."""
    for file in ("names", "not_names"):
        for case in json.loads((CHECKOUT / "tests" / "cases" / f"{file}.json").read_text("utf-8")):
            yield file, case


def _find_words(text: str, names: list[str]) -> Iterable[Span]:
    """Where names stand that are listed in their order."""
    end = 0
    for name in names:
        start = text.index(name, end)
        end = start + len(name)
        yield start, end


def read_sentences(path: Path) -> Iterable[tuple[str, list[Span]]]:
    """(text, spans of names) of each sentence of a file with one character and its BIO tag a line."""
    for block in path.read_text("utf-8").strip().split("\n\n"):
        rows = [line.rpartition(" ") for line in block.replace("\t", " ").split("\n")]
        tags = "".join({"B-PER": "B", "I-PER": "I"}.get(tag, "O") for _, _, tag in rows)
        yield "".join(char[:1] or " " for char, _, _ in rows), [match.span() for match in re.finditer("BI*", tags)]


def _join_lines(lines: list[str], ranges: dict[str, list[Span]]) -> Iterable[str]:
    """The paragraphs of an article: a new one where a line is indented."""
    for role in ("headline", "body", "byline", "caption"):
        paragraph = ""
        for low, high in ranges.get(role, []):
            for line in lines[low - 1 : high]:
                if paragraph and line.startswith(("　", "  ")):
                    yield paragraph
                    paragraph = ""
                paragraph += bare(line)
        if paragraph:
            yield paragraph


ADDRESS = re.compile(r"女士|先生|大姐|大爷|大妈|大娘|大叔|阿姨|奶奶|爷爷|师傅|老师|某")


def _find_gold(text: str, article: dict) -> Iterable[Span]:
    """Where the people and the bylines of an article stand; of 马女士 and 老潘 the family name."""
    names = {person["name"] for person in article["people"]} | {
        name for kind in article["byline"].values() for name in kind
    }
    taken: set[int] = set()
    for name in sorted({fold(bare(name)) for name in names if name}, key=lambda name: (-len(name), name)):
        address = ADDRESS.search(name)
        cut = slice(0, 1) if address and address.start() == 1 else slice(1, 2) if re.fullmatch("老.", name) else None
        for match in re.finditer(re.escape(name), text):
            if taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                start, end = match.span()
                yield (start + cut.start, start + cut.stop) if cut else (start, end)


# --- what is known of a character beforehand ---


class CharCounts:
    """Log-odds of a character in a place of names against text at large, from jieba's dictionary and its tagger."""

    def __init__(self) -> None:
        from jieba.posseg.prob_emit import P

        self.emitted = P
        entries = words.dictionary()
        counts: collections.Counter[str] = collections.Counter()
        for word, (count, _) in entries.items():
            for char in word:
                counts[char] += count
        total = sum(counts.values())
        self.everywhere = {char: math.log(count / total) for char, count in counts.items()}
        three = [word for word in entries if is_listed_person(word)]
        people = [word for word, (_, tag) in entries.items() if tag in PERSON_TAGS and word[0] in words.surnames()]
        two = [word for word in people if len(word) == 2]
        foreign = [word for word, (_, tag) in entries.items() if tag == "nrt" and len(word) > 1]
        self.listed = {
            "surname": collections.Counter(word[0] for word in three + two),
            "first": collections.Counter(word[1] for word in three),
            "last": collections.Counter(word[2] for word in three),
            "given": collections.Counter(word[1] for word in two),
            "foreign_first": collections.Counter(word[0] for word in foreign),
            "foreign_middle": collections.Counter(char for word in foreign for char in word[1:-1]),
            "foreign_last": collections.Counter(word[-1] for word in foreign),
        }  # fmt: skip
        self.totals = {place: sum(count.values()) for place, count in self.listed.items()}

    def read(self, statistic: str, char: str) -> float:
        """``tag B nr`` of the tagger's states, ``list first`` of the dictionary's names."""
        kind, _, rest = statistic.partition(" ")
        usual = self.everywhere.get(char, RARE)
        if kind == "tag":
            place, _, tag = rest.partition(" ")
            logarithm = self.emitted[place, tag].get(char, RAREST)
            return max(-6.0, min(8.0, max(logarithm, RAREST) - usual))
        return max(-5.0, min(6.0, math.log((self.listed[rest][char] + 0.3) / self.totals[rest]) - usual))


RARE, RAREST = -13.8, -13.0
FAMILY = ("tag B nr", "list surname")
PARTS = {  # column of word_name_chars -> the statistics that its weights follow from
    "surname_one": FAMILY,
    "surname_two": FAMILY,
    "surname_alone": FAMILY,
    "given": ("tag E nr", "list given", "list last"),
    "first": ("tag M nr", "list first"),
    "last": ("tag E nr", "list last"),
    "given_next": ("tag E nr", "list last"),
    "foreign_first": ("tag B nrt", "list foreign_first"),
    "foreign_middle": ("tag M nrt", "list foreign_middle"),
    "foreign_last": ("tag E nrt", "list foreign_last"),
    "foreign_before": ("tag M nrt", "tag B nrt", "list foreign_middle", "list foreign_first"),
    "foreign_next": ("tag M nrt", "tag E nrt", "list foreign_middle", "list foreign_last"),
}
char_counts = functools.cache(CharCounts)


@functools.cache
def describe_char(part: str, char: str) -> tuple[Feature, ...]:
    """The features of a character as a part of a name; the last one is its own."""
    found = [(f"{part}~{statistic}", char_counts().read(statistic, char)) for statistic in PARTS[part]]
    if part.startswith("surname_"):
        found += [("surname~" + statistic, char_counts().read(statistic, char)) for statistic in FAMILY]
        found.append(("surname=" + char, 1.0))
    elif part in ("foreign_before", "foreign_next") and char in words.transliterated_chars():
        found.append((part + "~syllable", 1.0))
    return (*found, (f"{part}={char}", 1.0))


def describe(text: str, tokens: list[str], found: Candidate) -> list[Feature]:
    """All features of a candidate: its signs, for all shapes, its kind and its own, and its characters."""
    signs = read_signs(text, tokens, found)
    features = [(prefix + sign, value) for sign, value in signs for prefix in PREFIXES[found.shape]]
    chars = read_chars(text[found.start : found.end], found.shape)
    chars += [read_neighbour(found.left, "L", found.shape), read_neighbour(found.right, "R", found.shape)]
    return features + [feature for part, char in chars if char for feature in describe_char(part, char)]


def read_examples(documents: Sequence[Document]) -> list[Example]:
    """Every candidate of every document, one for each span, by document and end."""
    examples = []
    starts = Starts(EVERYTHING)
    for number, document in enumerate(documents):
        tokens = cut_dictionary_words(document.text)
        by_span = {(found.start, found.end): found for found in find_candidates(document.text, EVERYTHING, starts)}
        for span, found in sorted(by_span.items(), key=lambda item: (item[0][1], item[0][0])):
            examples.append(Example(number, found, span in document.names, describe(document.text, tokens, found)))
    return examples


# --- the fit ---


class Charts:
    """For every group of candidates that overlap, the sum over all ways to choose some that don't: step by step, the
    n-th candidate of all groups at once."""

    def __init__(self, examples: Sequence[Example]) -> None:
        steps: dict[int, list[tuple[int, int, int, int]]] = collections.defaultdict(list)
        self.ends: list[int] = []  # the state of each group when all its candidates have been seen
        self.group_of = np.zeros(len(examples), int)
        states = 0
        for group in _group(examples):
            ends = [examples[index].found.end for index in group]
            for rank, index in enumerate(group):
                before = bisect.bisect_right(ends, examples[index].found.start, 0, rank)
                steps[rank].append((index, states + rank, states + before, states + rank + 1))
                self.group_of[index] = len(self.ends)
            states += len(group) + 1
            self.ends.append(states - 1)
        self.states = states
        self.steps = [tuple(np.array(column) for column in zip(*steps[rank], strict=True)) for rank in sorted(steps)]

    def sum_up(self, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The log of each group's sum, and each candidate's share of it."""
        state = np.zeros(self.states)
        for index, without, before, after in self.steps:
            state[after] = np.logaddexp(state[without], state[before] + scores[index])
        shares, weight = np.zeros(len(scores)), np.zeros(self.states)
        weight[self.ends] = 1.0
        for index, without, before, after in reversed(self.steps):
            taken = np.exp(state[before] + scores[index] - state[after])
            shares[index] = weight[after] * taken
            np.add.at(weight, before, shares[index])
            np.add.at(weight, without, weight[after] * (1 - taken))
        return state[self.ends], shares


def _group(examples: Sequence[Example]) -> Iterable[list[int]]:
    """Indexes of candidates that overlap, directly or through others, each group by end."""
    group: list[int] = []
    reach, document = 0, -1
    order = sorted(range(len(examples)), key=lambda index: (examples[index].document, examples[index].found.start))
    for index in order:
        example = examples[index]
        if group and (example.document != document or example.found.start >= reach):
            yield sorted(group, key=lambda index: (examples[index].found.end, examples[index].found.start))
            group, reach = [], 0
        group.append(index)
        document, reach = example.document, max(reach, example.found.end)
    if group:
        yield sorted(group, key=lambda index: (examples[index].found.end, examples[index].found.start))


def list_features(examples: Sequence[Example]) -> dict[str, int]:
    """Feature -> its column."""
    counts = collections.Counter(name for example in examples for name, _ in example.features)
    return {name: column for column, name in enumerate(sorted(name for name, n in counts.items() if n >= SELDOM))}


def make_matrix(examples: Sequence[Example], columns: dict[str, int]) -> scipy.sparse.csr_matrix:
    rows, places, values = [0], [], []
    for example in examples:
        for name, value in example.features:
            if name in columns:
                places.append(columns[name])
                values.append(value)
        rows.append(len(places))
    matrix = scipy.sparse.csr_matrix((values, places, rows), shape=(len(examples), len(columns)))
    matrix.sum_duplicates()
    return matrix


# weights of one word or character, of a value and not of a yes
OWN = re.compile(r"=|^(?:C|C2|C3|K|T|D|J|O|S)?(?:[LR][wc]:|Rt:|t:)|^(?:C2|C3|K|D|J)[LR]")
NUMBER = re.compile(r"~|count|bearers|parts$|odd_chars")


def fit(
    examples: Sequence[Example], documents: Sequence[Document], columns: dict[str, int], penalty: float
) -> np.ndarray:
    """The weights of the columns."""
    charts, matrix = Charts(examples), make_matrix(examples, columns)
    turned = matrix.T.tocsr()
    weights = np.array([WEIGHTS.get(documents[example.document].kind, 1.0) for example in examples])
    names = weights * np.array([example.is_name for example in examples], float)
    group_weights = np.zeros(len(charts.ends))
    group_weights[charts.group_of] = weights
    penalties = penalty * np.array([_hold_back(name) for name in columns])

    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ at
        sums, shares = charts.sum_up(scores)
        value = group_weights @ sums - names @ scores + 0.5 * penalties @ (at * at)
        return value, turned @ (weights * shares - names) + penalties * at

    start = np.zeros(len(columns))
    return scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x


ROUNDS = 120


BIASES = frozenset(prefix + "b" for prefixes in PREFIXES for prefix in prefixes)


def _hold_back(feature: str) -> float:
    """How much a weight is held near zero: words and characters that were seen a few times more than classes."""
    if feature in BIASES:
        return 0.02
    return 2.0 if OWN.search(feature) else 0.1 if NUMBER.search(feature) else 1.0


# --- how well ---


class Rate(NamedTuple):
    right: int
    extra: int
    missed: int

    def __str__(self) -> str:
        precision, recall = self.right / (self.right + self.extra), self.right / (self.right + self.missed)
        return f"F1 {2 * precision * recall / (precision + recall):.3f}  precision {precision:.3f}  recall {recall:.3f}"


def rate(
    examples: Sequence[Example], scores: np.ndarray, documents: Sequence[Document], *, kind: str, errors: list[str]
) -> Rate:
    """How many of the names are found, when the best candidates are chosen by their scores."""
    candidates = collections.defaultdict(list)
    for example, score in zip(examples, scores, strict=True):
        if score > ACCEPT:
            candidates[example.document].append(example.found._replace(odds=float(score)))
    right = extra = missed = 0
    for number, document in enumerate(documents):
        if document.kind == kind:
            found = {(name.start, name.end) for name in choose(candidates[number])}
            right += len(found & document.names)
            extra += len(found - document.names)
            missed += len(document.names - found)
            for sign, spans in (("+", found - document.names), ("-", document.names - found)):
                for start, end in sorted(spans):
                    text = document.text
                    errors.append(f"{sign} {text[max(0, start - 6) : start]}[{text[start:end]}]{text[end : end + 6]}")
    return Rate(right, extra, missed)


def cross_validate(
    examples: Sequence[Example], documents: Sequence[Document], folds: int, penalty: float
) -> np.ndarray:
    """The score of each candidate by weights that were fitted without its block."""
    scores = np.zeros(len(examples))
    blocks = np.array([documents[example.document].block for example in examples])
    for block in range(folds):
        kept = [example for example, own in zip(examples, blocks, strict=True) if own != block]
        left_out = np.flatnonzero(blocks == block)
        columns = list_features(kept)
        weights = fit(kept, documents, columns, penalty)
        scores[left_out] = make_matrix([examples[index] for index in left_out], columns) @ weights
    return scores


# --- the lists ---

SOURCE = "tests/bench/fit_names.py"


def write_lists(weights: dict[str, float]) -> None:
    """``word_name_signs.csv`` and ``word_name_chars.csv``; who can play which part stays as the latter has it."""
    chars = list(words.read_list("word_name_chars"))
    with _open("word_name_chars") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["char", *PARTS, "source"])
        for row in chars:
            char = row["char"] or ""
            cells = ["" if row[part] is None else f"{_weigh_part(part, char, weights):.2f}" for part in PARTS]
            writer.writerow([char, *cells, SOURCE])
    with _open("word_name_signs") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sign", "weight", "source"])
        for sign, weight in sorted(weights.items()):
            if not re.search("[~=]", sign) and abs(weight) >= 0.01:
                writer.writerow([sign, f"{weight:.3f}", SOURCE])


def _open(name: str):
    return (CHECKOUT / "seeds" / f"{name}.csv").open("w", encoding="utf-8", newline="")


def _weigh_part(part: str, char: str, weights: dict[str, float]) -> float:
    return sum(value * weights.get(name, 0.0) for name, value in describe_char(part, char))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="cross-validate only, write nothing")
    parser.add_argument("--without-known-names", action="store_true", help="as if word_known_names.csv were empty")
    parser.add_argument("--folds", type=int, default=5, help="blocks to leave out in turn; 0 skips cross-validation")
    parser.add_argument("--penalty", type=float, default=PENALTY)
    parser.add_argument("--errors", type=int, default=0, help="errors to show of either kind of text")
    chosen = parser.parse_args(arguments)
    documents = read_documents(chosen.folds or 1)
    examples = read_examples(documents)
    spans = {(example.document, example.found.start, example.found.end) for example in examples if example.is_name}
    names = sum(len(document.names) for document in documents)
    print(
        f"{len(documents)} documents, {names} names, {len(spans)} of them among {len(examples)} candidates", flush=True
    )
    if chosen.folds:
        scores = cross_validate(examples, documents, chosen.folds, chosen.penalty)
        for kind in (NEWS, PAGES):
            errors: list[str] = []
            found = rate(examples, scores, documents, kind=kind, errors=errors)
            print(f"{kind}, left out: {found}", flush=True)
            print("\n".join(errors[: chosen.errors]), end="\n" * bool(chosen.errors))
    if not chosen.check and not chosen.without_known_names:
        columns = list_features(examples)
        write_lists(dict(zip(columns, map(float, fit(examples, documents, columns, chosen.penalty)), strict=True)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
