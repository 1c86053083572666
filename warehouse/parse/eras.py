"""Years by what was going on: campaigns, congresses, plans, disasters (``seeds/ref_eras.csv``, with their days)."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from warehouse.parse import words
from warehouse.parse.almanac import LATEST
from warehouse.parse.proof import ERA, Proof

LOOKED_BACK = re.compile(
    r"(?:\d年[^。；，]{0,10}|巩固[^。；，]{0,6}|曾[^。；，]{0,6}|当年[^。；，]{0,6}|历史上|回顾|自从?|从)[“《]?$"
)
KEPT_ON = re.compile(r"[”》]?(?:以来|期间|成果|常态化|经验|后，|之后|那年|时期)")
AROUND = 24  # characters on both sides of a key in which its pattern is looked for


class Era(NamedTuple):
    """One row of ``ref_eras``: from its first day its words can be printed, as news until its last."""

    pattern: re.Pattern[str] | None  # what must stand around the key; None where the key is enough
    low: dt.date
    high: dt.date


@functools.cache
def _eras() -> tuple[AhoCorasick, list[list[Era]]]:
    """An automaton over the keys, and the rows of each."""
    rows: dict[str, list[Era]] = {}
    for row in words.read_list("ref_eras"):
        era = Era(
            re.compile(row["pattern"]) if row["pattern"] else None,
            dt.date.fromisoformat(row["from_on"] or ""),
            dt.date.fromisoformat(row["to_on"]) if row["to_on"] and row["says"] == "news" else LATEST,
        )
        for key in (row["keys"] or "").split("|"):
            rows.setdefault(key, []).append(era)
    return AhoCorasick(list(rows), implementation=Implementation.DFA), list(rows.values())


def find_eras(text: str) -> Iterator[Proof]:
    """Each era once: as news if it is told as news anywhere."""
    automaton, rows = _eras()
    found: dict[Era, Proof] = {}
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        for era in rows[index]:
            if era in found and found[era].high == era.high:
                continue
            match = _match_era(era, text, start, end)
            if match:
                is_past = LOOKED_BACK.search(text, max(0, match[0] - 16), match[0]) or KEPT_ON.match(text, match[1])
                high = LATEST if is_past else era.high
                found[era] = Proof(ERA, text[match[0] : match[1]], era.low, high)
    yield from found.values()


def _match_era(era: Era, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words of the era stand around its key."""
    if era.pattern is None:
        return start, end
    for match in era.pattern.finditer(text, max(0, start - AROUND), end + AROUND):
        if match.start() <= start and end <= match.end():
            return match.span()
    return None
