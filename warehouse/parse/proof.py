"""What some words prove about the day on which they were printed: a window of days, and how strong the proof is."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

RANKS = ("text", "anniversary", "era")  # strong to weak
TEXT, ANNIVERSARY, ERA = range(3)


class Proof(NamedTuple):
    """The first and last day on which some words can have been printed.

    The first day is sure.  The last is, where ``is_firm``; else the words may be said later of what is past.
    """

    rank: int
    words: str
    low: dt.date
    high: dt.date
    is_firm: bool = False
