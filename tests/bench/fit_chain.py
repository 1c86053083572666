"""Fit the weights by which ``warehouse/parse/chain.py`` tells which piece of prose goes on with which.

    python -m tests.bench.fit_chain [--without CORPUS,PREFIX] [--kinds N] [--rounds N]

The pieces of each page, as it is and set anew (``relayout.py``), are chained with the present weights; then each weight
is moved by turns and stays where more pieces find their place (an averaged perceptron and a logistic regression over
the choices of each piece, tried first, cut fewer of the pages right).  Pages as they are count three times.  Prints the
weights, to be copied, and before and after the share of right choices, and of pages without a wrong one.
``--lines`` gives the weights of signs (``fit_lines.py --without``) by which the lines of some corpora or papers are
told, so that the pieces are as faulty as those of pages that nobody has seen.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tests.bench.accuracy import DEVELOPMENT, read_samples
from tests.bench.relayout import LAYOUTS, choose_layouts, relay, tag_lines
from warehouse.parse.chain import (
    LINKS,
    ROUNDS,
    STARTS,
    WEIGHTS,
    WORDS,
    compare_words,
    read_words,
    solve,
    weigh_links,
    weigh_starts,
)
from warehouse.parse.evidence import Evidence, gather_evidence, read_pieces, split_briefs, split_signed
from warehouse.parse.line_roles import Table, read_table
from warehouse.parse.page import read_lines
from warehouse.parse.text import decode_page
from warehouse.parse.units import read_units

KEPT = 3.0


class Case(NamedTuple):
    pieces: Any
    words: Any
    starts: Any
    links: Any
    gold: list[int | None]
    worth: float  # a page as it is tells more than one set anew


def read_cases(without: list[str], kinds: int, tables: list[tuple[list[str], Table]], only: bool = False) -> list[Case]:
    cases = []
    for name, folders in DEVELOPMENT.items():
        if not folders[1].is_dir():
            continue
        for sample in read_samples(*folders):
            if _is_of(name, sample.source_file, without) != only:
                continue
            gold, page = json.loads(sample.gold_data), decode_page(sample.data).text
            chance = random.Random(f"chain {sample.source_file}")
            for kind in ["kept", *choose_layouts(chance, kinds)]:
                text, relaid = relay(page, gold, LAYOUTS[kind], f"chain {sample.source_file} {kind}")
                case = _read_case(
                    text, relaid, next((t for owned, t in tables if _is_of(name, sample.source_file, owned)), None)
                )
                if case:
                    cases.append(case._replace(worth=KEPT if kind == "kept" else 1.0))
    return cases


def _is_of(corpus: str, source_file: str, owned: list[str]) -> bool:
    return any(word in (corpus, Path(source_file).name.split("_")[0]) for word in owned)


def _read_case(text: str, gold: dict[str, Any], table: Table | None = None) -> Case | None:
    units, briefs = split_briefs(split_signed(read_units(read_lines(text), table)))
    evidence, titles = gather_evidence(text, units)
    if len(evidence) < 2:
        return None
    pieces = read_pieces(evidence, briefs)
    found = read_words(pieces, [title.text for title in titles])
    return Case(pieces, found, weigh_starts(pieces, found), weigh_links(pieces), _read_gold(text, gold, evidence), 1.0)


def _read_gold(text: str, gold: dict[str, Any], evidence: list[Evidence]) -> list[int | None]:
    starts, at = [], 0
    for line in text.split("\n"):
        starts.append(at)
        at += len(line) + 1
    tagged = tag_lines(text, gold)
    last: dict[str, int] = {}
    follows: list[int | None] = []
    for index, item in enumerate(evidence):
        numbers = np.searchsorted(starts, [line.start for line in item.unit.lines], side="right") - 1
        owners = Counter(tag.article for n in numbers if (tag := tagged[n]) and tag.article and tag.role[:4] == "body")
        owner = owners.most_common(1)[0][0] if owners else None
        follows.append(last.get(owner) if owner else None)
        if owner:
            last[owner] = index
    return follows


def predict(case: Case, weights: np.ndarray) -> tuple[list[int | None], np.ndarray]:
    """The choices, and the evidence of links by which they were made."""
    own, worth = weights[: len(STARTS)], weights[len(STARTS) :]
    links = case.links.copy()
    starts = case.starts @ own
    follows = solve(starts, links @ worth)
    for _ in range(ROUNDS):
        links[:, :, WORDS] = compare_words(case.pieces, case.words, follows)
        solved = solve(starts, links @ worth)
        if solved == follows:
            break
        follows = solved
    return follows, links


def fit(cases: list[Case], rounds: int) -> np.ndarray:
    """Climb: each weight is moved up and down by turns, and stays where the pages are cut better."""
    weights = np.array(WEIGHTS, dtype=np.float64)
    best = _rate(cases, weights)
    for number in range(rounds):
        for at in range(len(weights)):
            for sign in (1, -1):
                trial = weights.copy()
                trial[at] += sign * max(0.3, 0.3 * abs(trial[at])) / (1 + number)
                found = _rate(cases, trial)
                if found > best + LEAST:
                    best, weights = found, trial
                    break
        print(f"round {number + 1}: {best:.4f}", flush=True)
    return weights


LEAST = 0.0003  # gain below which a weight stays


def _rate(cases: list[Case], weights: np.ndarray) -> float:
    """Share of right choices, and half that of pages without a wrong one; pages as they are count KEPT times."""
    total = worth = 0.0
    for case in cases:
        follows, _ = predict(case, weights)
        right = sum(a == b for a, b in zip(follows, case.gold, strict=True)) / len(follows)
        total += case.worth * (right + 0.5 * (right == 1)) / 1.5
        worth += case.worth
    return total / max(1.0, worth)


def rate_cases(cases: list[Case], weights: np.ndarray) -> tuple[float, float]:
    """Share of right choices, and of pages with no wrong one."""
    right = count = whole = 0
    for case in cases:
        follows, _ = predict(case, weights)
        same = sum(a == b for a, b in zip(follows, case.gold, strict=True))
        right, count, whole = right + same, count + len(follows), whole + (same == len(follows))
    return right / max(1, count), whole / max(1, len(cases))


def _read_table(file: str) -> Table:
    with open(file, encoding="utf-8", newline="") as lines:
        return read_table(dict(row) for row in csv.DictReader(lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", default="")
    parser.add_argument("--lines", action="append", default=[], metavar="FILE:WORDS", help="weights of signs for pages")
    parser.add_argument("--kinds", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    without = [word for word in options.without.split(",") if word]
    tables = [
        (words.split(","), _read_table(file)) for file, _, words in (item.partition(":") for item in options.lines)
    ]
    cases = read_cases(without, options.kinds, tables)
    held = read_cases(without, options.kinds, tables, only=True) if without else []
    old = np.array(WEIGHTS, dtype=np.float64)
    print(len(cases), "before", rate_cases(cases, old), len(held), rate_cases(held, old))
    weights = fit(cases, options.rounds)
    print("after", rate_cases(cases, weights), rate_cases(held, weights))
    for name, value, before in zip((*STARTS, *LINKS), weights, WEIGHTS, strict=True):
        print(f"    {name}: float = {value:.2f}  # {before}")


if __name__ == "__main__":
    main()
