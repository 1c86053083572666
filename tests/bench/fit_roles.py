"""Fit the weights of ``warehouse.parse.roles`` to the pages with gold, and say how well they do on pages left out.

    python -m tests.bench.fit_roles [--write]

The articles are gold's own (its lines are cut out of the pages), the people those that the parser finds in them.
Accuracy is cross-validated over ten parts of whole pages; ``--write`` fits to all pages and writes
``seeds/word_role_weights.csv``.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from tests.bench.accuracy import CHECKOUT, DEVELOPMENT, read_samples
from warehouse.parse import people
from warehouse.parse.roles import ROLES
from warehouse.parse.text import decode_page, squeeze

WEIGHTS = CHECKOUT / "seeds" / "word_role_weights.csv"
PARTS = 10
PENALTY = 3.0  # of the squares of the weights
RAREST = 4  # people who must show a sign for it to have a weight


class Example(NamedTuple):
    """A person of a gold article: the page, the signs, the role that gold gives."""

    page: str
    signs: frozenset[str]
    role: str


def read_examples() -> Iterator[Example]:
    """The people whom the parser finds in gold's articles and gold knows too, national leaders aside."""
    for pages, gold in DEVELOPMENT.values():
        for sample in read_samples(pages, gold) if gold.is_dir() else []:
            answer, text = json.loads(sample.gold_data), decode_page(sample.data).text
            starts = [0]
            for line in text.split("\n"):
                starts.append(starts[-1] + len(line) + 1)
            for article in answer["articles"]:
                flows = [
                    squeeze(text, [(starts[low - 1], starts[high] - 1) for low, high in article["lines"].get(role, [])])
                    for role in ("headline", "body")
                ]
                roles = {person["name"]: person["role"] for person in article["people"]}
                for person in people.find_people(flows, set()):
                    if roles.get(person.name) in ROLES:
                        yield Example(answer["page"], person.signs, roles[person.name])


def fit(examples: list[Example]) -> dict[str, list[float]]:
    """Sign -> weight per role, by maximum likelihood with an L2 penalty."""
    counts = Counter(sign for example in examples for sign in example.signs)
    signs = ["always", *sorted(sign for sign, count in counts.items() if count >= RAREST)]
    index = {sign: at for at, sign in enumerate(signs)}
    shows = np.zeros((len(examples), len(signs)))
    shows[:, 0] = 1
    for row, example in enumerate(examples):
        shows[row, [index[sign] for sign in example.signs if sign in index]] = 1
    is_role = np.eye(len(ROLES))[[ROLES.index(example.role) for example in examples]]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(len(signs), len(ROLES))
        sums = shows @ weights
        sums -= sums.max(axis=1, keepdims=True)
        shares = np.exp(sums) / np.exp(sums).sum(axis=1, keepdims=True)
        missed = -np.log(shares[is_role == 1]).sum()
        return missed + PENALTY * (flat**2).sum() / 2, (shows.T @ (shares - is_role)).ravel() + PENALTY * flat

    best = minimize(loss, np.zeros(len(signs) * len(ROLES)), jac=True, method="L-BFGS-B").x
    return dict(zip(signs, best.reshape(len(signs), len(ROLES)).tolist(), strict=True))


def tell(weights: dict[str, list[float]], signs: frozenset[str]) -> str:
    sums = np.sum([weights[sign] for sign in ("always", *sorted(signs)) if sign in weights], axis=0)
    return ROLES[int(np.argmax(sums))]


def cross_validate(examples: list[Example]) -> float:
    """The share of roles that weights fitted to the other pages tell right."""
    right = 0
    for part in range(PARTS):
        is_out = [zlib.crc32(example.page.encode()) % PARTS == part for example in examples]
        weights = fit([example for example, out in zip(examples, is_out, strict=True) if not out])
        right += sum(
            tell(weights, example.signs) == example.role for example, out in zip(examples, is_out, strict=True) if out
        )
    return right / len(examples)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.relative_to(CHECKOUT)}")
    options = parser.parse_args()
    examples = list(read_examples())
    weights = fit(examples)
    inside = sum(tell(weights, example.signs) == example.role for example in examples) / len(examples)
    sys.stdout.write(
        f"{len(examples)} people, {len(weights)} signs: {cross_validate(examples):.3f} right on pages left out, "
        f"{inside:.3f} on the pages fitted to\n"
    )
    if options.write:
        with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(["sign", *ROLES, "source"])
            for sign, values in weights.items():
                rows.writerow([sign, *(f"{value:.2f}" for value in values), "fit_roles.py to the pages with gold"])


if __name__ == "__main__":
    main()
