"""Fit the weights by which ``warehouse/parse/line_roles.py`` tells what each line of a page is.

    python -m tests.bench.fit_lines [--without CORPUS,PREFIX] [--kinds N] [--out FILE]

A conditional random field over the lines of a page: every sign of a line (``line_signs.py``) weighs for or against
every role, and every pair of neighbouring roles has a weight (after Lafferty, McCallum and Pereira 2001).  It is fitted
to all pages with gold, as they are and set anew (``relayout.py``), with an L2 penalty; signs seen in fewer than 8 lines
are left out.  ``--without`` keeps corpora, or pages whose names begin so, for a trial.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from tests.bench.accuracy import DEVELOPMENT, read_samples
from tests.bench.relayout import LAYOUTS, choose_layouts, relay, tag_lines, thin
from warehouse.parse.line_roles import COLUMNS, FORBIDDEN, ROLES
from warehouse.parse.line_signs import read_signs
from warehouse.parse.page import Line, read_lines
from warehouse.parse.text import bare, decode_page
from warehouse.settings import CHECKOUT

LEAST = 8
PENALTY = 3.0
SOURCE = "fit_lines.py"
THINNED = 0.4  # share of the pages set anew that keep only some articles
ROLE_OF = {"headline": "title", "body": "prose", "byline": "byline", "caption": "caption", "furniture": "furniture"}


Page = tuple[list[list[str]], list[int], list[bool]]  # signs and role of each line, and whether no blank line parts it


def label_lines(text: str, gold: dict[str, Any], lines: list[Line]) -> list[int]:
    """The role of each line by gold."""
    headings = {bare(section["heading"]) for article in gold["articles"] for section in article.get("sections") or []}
    tagged = tag_lines(text, gold)
    starts, at = [], 0
    for line in text.split("\n"):
        starts.append(at)
        at += len(line) + 1
    number = np.searchsorted(starts, [line.start for line in lines], side="right") - 1
    roles, before, block = [], ("", "", 0), -1
    for line, n in zip(lines, number, strict=True):
        tag = tagged[n]
        if tag is None:
            raise ValueError(f"line {n + 1} is blank in gold: {line.text!r}")
        kind, _, rank = tag.role.partition(" ")
        role = ROLE_OF[kind]
        if role in ("prose", "title") and bare(tag.text) in headings:
            role = "heading"
        goes_on = (
            line.block == block and before[:2] == (tag.article or "", role) and (not rank or before[2] + 1 == int(rank))
        )
        if role in ("prose", "title", "caption") and not goes_on:
            role += "+"
        before = (tag.article or "", role.rstrip("+"), int(rank or 0))
        block = line.block
        roles.append(ROLES.index(role))
    return roles


def read_pages(without: list[str], kinds: int) -> list[Page]:
    pages = []
    for name, folders in DEVELOPMENT.items():
        if not folders[1].is_dir():
            continue
        for sample in read_samples(*folders):
            held = any(word in (name, Path(sample.source_file).name.split("_")[0]) for word in without)
            if held:
                continue
            gold, page = json.loads(sample.gold_data), decode_page(sample.data).text
            chance = random.Random(sample.source_file)
            for kind in ["kept", *choose_layouts(chance, kinds)]:
                text, relaid = relay(page, gold, LAYOUTS[kind], f"fit {sample.source_file} {kind}")
                if kind != "kept" and chance.random() < THINNED:
                    ids = [article["id"] for article in relaid["articles"]]
                    kept = set(chance.sample(ids, chance.randint(1, len(ids))))
                    text, relaid = thin(text, relaid, kept, chance.random() < 0.3)
                lines = read_lines(text)
                try:
                    roles = label_lines(text, relaid, lines)
                except ValueError as error:
                    print(sample.source_file, error)
                    continue
                same = [False] + [a.block == b.block for a, b in itertools.pairwise(lines)]
                pages.append((read_signs(lines), roles, same))
    return pages


def fit(pages: list[Page], rounds: int, penalty: float) -> tuple[dict[str, np.ndarray], np.ndarray]:
    counts = Counter(sign for signs, *_ in pages for line in signs for sign in line)
    names = sorted(sign for sign, count in counts.items() if count >= LEAST)
    column = {name: at for at, name in enumerate(names)}
    height, size = len(ROLES), len(names)
    longest = max(len(roles) for _, roles, _ in pages)
    count = len(pages)
    indices, pointers = [], [0]
    for signs, *_ in pages:
        for line in signs:
            indices += [column[sign] for sign in line if sign in column]
            pointers.append(len(indices))
    matrix = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, pointers), shape=(len(pointers) - 1, size))
    page_of = np.concatenate([np.full(len(roles), at) for at, (_, roles, _) in enumerate(pages)])
    place = np.concatenate([np.arange(len(roles)) for _, roles, _ in pages])
    gold = np.concatenate([roles for _, roles, _ in pages])
    is_same = np.concatenate([same for *_, same in pages]).astype(int)
    lengths = np.array([len(roles) for _, roles, _ in pages])
    same_at = np.zeros((count, longest), dtype=int)
    same_at[page_of, place] = is_same
    forbidden = np.where(FORBIDDEN, -1e4, 0.0)
    transposed = matrix.T.tocsr()
    counted = np.zeros((2, height, height))
    inner = place > 0
    np.add.at(counted, (is_same[inner], gold[np.flatnonzero(inner) - 1], gold[inner]), 1)

    def measure(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights, moves = flat[: size * height].reshape(size, height), flat[size * height :].reshape(2, height, height)
        emitted = matrix @ weights
        scores = np.zeros((count, longest, height))
        scores[page_of, place] = emitted
        full = moves + forbidden
        forward = np.zeros((count, longest, height))
        forward[:, 0] = scores[:, 0]
        for t in range(1, longest):
            step = forward[:, t - 1, :, None] + full[same_at[:, t]]
            top = step.max(axis=1)
            forward[:, t] = scores[:, t] + top + np.log(np.exp(step - top[:, None]).sum(axis=1))
        last = forward[np.arange(count), lengths - 1]
        top = last.max(axis=1)
        total = top + np.log(np.exp(last - top[:, None]).sum(axis=1))
        backward = np.zeros((count, longest, height))
        expected = np.zeros((2, height, height))
        for t in range(longest - 2, -1, -1):
            step = full[same_at[:, t + 1]] + (scores[:, t + 1] + backward[:, t + 1])[:, None, :]
            top = step.max(axis=2)
            found = top + np.log(np.exp(step - top[:, :, None]).sum(axis=2))
            alive = t + 1 < lengths
            backward[:, t] = np.where(alive[:, None], found, 0.0)
            both = np.exp(forward[:, t, :, None] + step - total[:, None, None])[alive]
            np.add.at(expected, same_at[alive, t + 1], both)
        marginal = np.exp(forward + backward - total[:, None, None])[page_of, place]
        gold_score = emitted[np.arange(len(gold)), gold].sum() + (counted * moves).sum()
        loss = total.sum() - gold_score + 0.5 * penalty * (flat**2).sum()
        marginal[np.arange(len(gold)), gold] -= 1
        gradient = np.concatenate([(transposed @ marginal).ravel(), (expected - counted).ravel()]) + penalty * flat
        return loss, gradient

    result = minimize(
        measure, np.zeros(size * height + 2 * height**2), jac=True, method="L-BFGS-B", options={"maxiter": rounds}
    )
    print(f"{len(gold)} lines, {size} signs, loss {result.fun:.0f} after {result.nit} rounds")
    weights = result.x[: size * height].reshape(size, height)
    return {name: weights[at] for name, at in column.items()}, result.x[size * height :].reshape(2, height, height)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", default="", help="corpora or beginnings of page names that are left out")
    parser.add_argument("--kinds", type=int, default=6, help="how many layouts of each page")
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--penalty", type=float, default=PENALTY)
    parser.add_argument("--out", type=Path, default=CHECKOUT / "seeds" / "word_line_signs.csv")
    options = parser.parse_args()
    pages = read_pages([word for word in options.without.split(",") if word], options.kinds)
    weights, moves = fit(pages, options.rounds, options.penalty)
    with options.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sign", *COLUMNS, "source"])
        for name, row in weights.items():
            if np.abs(row).max() >= 0.02:
                writer.writerow([name, *(f"{value:.2f}" for value in row), SOURCE])
        for same in (0, 1):
            for role, row in zip(ROLES, moves[same], strict=True):
                writer.writerow(
                    [f"after:{role},{'next' if same else 'blank'}", *(f"{value:.2f}" for value in row), SOURCE]
                )


if __name__ == "__main__":
    main()
