"""The journal of nights, ``logs/nights.jsonl``: how each ended, also those that had nothing to do or failed early.

The schedule reads it to see whether a night was missed, the doctor to tell of the last one.  A night that was killed
writes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

log = logging.getLogger(__name__)

LINES = 1000  # kept at least; twice as many at most


class NightEnd(NamedTuple):
    """One row per run that ended by itself; times are UTC with their zone."""

    load_id: str
    mode: str  # nightly, backfill, reparse, rebuild, refresh
    started_at: dt.datetime
    ended_at: dt.datetime
    outcome: str  # published, nothing new, failed
    step: str | None = None  # this and message: of a night that failed
    message: str | None = None


def enter_night(home: Path, night: NightEnd) -> None:
    """Add a line to the journal; a journal that can't be written never fails a night."""
    path = journal_path(home)
    line = json.dumps(night._asdict(), ensure_ascii=False, default=str)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        if len(lines) >= 2 * LINES:
            path.write_text("".join(f"{old}\n" for old in lines[-LINES:]), "utf-8")
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    except OSError as error:
        log.warning("%s can't be written: %s", path, error.strerror)


def read_last_night(home: Path, *modes: str) -> NightEnd | None:
    """The last run that ended, of these modes if any are given."""
    return next((night for night in _read_backwards(home) if not modes or night.mode in modes), None)


def journal_path(home: Path) -> Path:
    return home / "logs" / "nights.jsonl"


def _read_backwards(home: Path) -> Iterator[NightEnd]:
    try:
        lines = journal_path(home).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in reversed(lines):
        try:
            told = json.loads(line)
            times = {name: dt.datetime.fromisoformat(told[name]) for name in ("started_at", "ended_at")}
            yield NightEnd(**{name: told[name] for name in NightEnd._fields if name in told} | times)
        except (ValueError, KeyError, TypeError):  # a line torn by a full disk
            continue
