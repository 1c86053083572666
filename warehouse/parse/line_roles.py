"""The role of each line of a page, told for all lines together from their signs.

Prose, title, byline and furniture are told by many weak signs, none of which every page has: papers print without
indents, extractions drop blank lines, titles end in full stops.  So the signs are weighed
(``seeds/word_line_signs.csv``, fitted by ``tests/bench/fit_lines.py``) and the best sequence of roles for the whole
page is taken (Viterbi 1967): a line of prose goes on with prose, a title stands beside titles.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from warehouse.parse import words
from warehouse.parse.likeness import Floats
from warehouse.parse.line_signs import read_signs
from warehouse.parse.page import Line

ROLES = ("prose+", "prose", "title+", "title", "heading", "byline", "caption+", "caption", "furniture")
COLUMNS = tuple(role.replace("+", "_begins") for role in ROLES)  # of the list of weights
GOES_ON = {"prose": ("prose+", "prose"), "title": ("title+", "title"), "caption": ("caption+", "caption")}
FORBIDDEN = np.array([[role in GOES_ON and last not in GOES_ON[role] for role in ROLES] for last in ROLES])
BEGINS_PAGE = np.array([role not in GOES_ON for role in ROLES])


PRIORS = {  # what the pages with gold show too seldom to be fitted
    "caption": {"caption+": 2.5},  # 图为…
    "byline": {"furniture": -4.0},
    "lead": {"prose+": 2.0, "title": -4.0},  # 本报讯 is never a headline
    "uncredited": {"byline": -4.0},
    "plain": {"furniture": -1.0},
}


class Table(NamedTuple):
    """The weights of signs."""

    rows: dict[str, int]  # sign -> row of ``weights``
    weights: NDArray[np.float32]
    moves: NDArray[np.float32]  # of neighbouring roles, across a blank line and without


def read_table(rows: Iterable[dict[str, str | None]]) -> Table:
    """The weights of a list such as ``word_line_signs``."""
    table = {row["sign"] or "": [float(row[column] or 0) for column in COLUMNS] for row in rows}
    for sign, prior in PRIORS.items():
        own = table.get(sign, [0.0] * len(ROLES))
        table[sign] = [weight + prior.get(role, 0.0) for role, weight in zip(ROLES, own, strict=True)]
    moves = [[table.pop(f"after:{last},{gap}") for last in ROLES] for gap in ("blank", "next")]
    return Table(
        {sign: at for at, sign in enumerate(table)},
        np.array([*table.values()], dtype=np.float32),
        np.where(FORBIDDEN, -1e4, np.array(moves)).astype(np.float32),
    )


@functools.cache
def _table() -> Table:
    return read_table(words.read_list("word_line_signs"))


def read_roles(lines: Sequence[Line], table: Table | None = None) -> list[str]:
    """The role of each line, of ROLES; those ending in + begin a new piece of prose, a new title, a new caption."""
    if not lines:
        return []
    scores, moves = _score_lines(lines, table or _table())
    last = np.where(BEGINS_PAGE, scores[0], -1e4)
    back = np.zeros(scores.shape, dtype=np.intp)
    for index in range(1, len(lines)):
        step = last[:, None] + moves[int(lines[index].block == lines[index - 1].block)]
        back[index] = step.argmax(axis=0)
        last = scores[index] + step[back[index], np.arange(len(ROLES))]
    role = int(last.argmax())
    found = [role]
    for index in range(len(lines) - 1, 0, -1):
        role = int(back[index, role])
        found.append(role)
    return [ROLES[role] for role in reversed(found)]


def _score_lines(lines: Sequence[Line], table: Table) -> tuple[Floats, Floats]:
    rows, weights = table.rows, table.weights
    known = [[rows[sign] for sign in signs if sign in rows] for signs in read_signs(lines)]  # "any" is in each
    starts = np.cumsum([0, *map(len, known[:-1])])
    scores = np.add.reduceat(weights[list(chain.from_iterable(known))], starts, axis=0)
    return scores.astype(np.float64), table.moves.astype(np.float64)
