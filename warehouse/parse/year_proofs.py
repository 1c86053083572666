"""What the words of an article prove about the day on which they were printed, as windows of days.

Three ranks: explicit years (今年（2023年）, 截至2021年8月20日, a signed notice), anniversaries and numbered days
(今年是建党100周年, 第39个教师节), eras (campaigns, congresses, plans, disasters).  ``publication.py`` intersects them.

Everything is found from literals (年, 周年, 第, the keys of the eras in one automaton): linear, one pass each.
"""

from __future__ import annotations

from warehouse.parse.anniversaries import find_anniversaries, find_numbered_days
from warehouse.parse.eras import find_eras
from warehouse.parse.explicit_years import find_years
from warehouse.parse.proof import Proof


def find_proofs(text: str) -> list[Proof]:
    """The proofs in an article: folded text without white space, body first.

    >>> [(proof.words, proof.low.year, proof.high.year) for proof in find_proofs("今年是建党100周年。")]
    [('今年是建党100周年', 2021, 2021)]
    """
    return [*find_years(text), *find_anniversaries(text), *find_numbered_days(text), *find_eras(text)]
