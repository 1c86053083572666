"""What a night tells: while it runs (Show), of each step (Landed, Parsed) and at its end (NightReport)."""

from __future__ import annotations

import enum
from typing import NamedTuple

from warehouse.build import Built
from warehouse.read_pages import ReadCounts
from warehouse.store.diff import MartChange
from warehouse.store.publish import Published


class Mode(enum.Enum):
    """What a run does beside building and publishing what is new."""

    NIGHTLY = "land and read what is new"
    BACKFILL = "land and read what was published in a range of days"
    REPARSE = "read again what an older parser read"
    REBUILD = "read everything again, into a new work database"
    REFRESH = "nothing"


class Show:
    """What a night tells while it runs; this one says nothing."""

    def begin(self, step: str) -> None:
        """A step begins."""

    def advance(self, done: int, total: int) -> None:
        """The step has done so many of so many."""

    def end(self, step: str, words: str, seconds: float) -> None:
        """A step has ended; ``words`` say how many in, out and wrong."""

    def warn(self, message: str) -> None:
        """Something that a person should look at, and the night goes on."""

    def tell_changes(self, changes: list[MartChange]) -> None:
        """What is about to be published differs so from what readers see."""


class Landed(NamedTuple):
    """What the landing step did."""

    seen_count: int
    landed_count: int
    unchanged_count: int
    quarantined: list[str]  # tonight's files, as 'file: reason'; with landed, unchanged and waiting all that were seen
    waiting: list[str]
    manifest_problems: list[str]  # tonight's, in the same form; manifests aren't among the files seen
    passed_over_count: int = 0  # by a backfill: of another day, or of none that file name or manifest tells

    def in_words(self) -> str:
        words = f"{self.seen_count} files seen: {self.landed_count} landed, {self.unchanged_count} unchanged"
        words += f", {len(self.quarantined)} quarantined" if self.quarantined else ""
        words += f", {len(self.waiting)} still being written" if self.waiting else ""
        words += f"; {len(self.manifest_problems)} problems in manifests" if self.manifest_problems else ""
        return words + (f"; {self.passed_over_count} of other or unknown days" if self.passed_over_count else "")


NOTHING_LANDED = Landed(0, 0, 0, [], [], [])


class Parsed(NamedTuple):
    """What the parse step did, and whether there is anything to build."""

    counts: ReadCounts
    stale_count: int
    broken_count: int  # in the warehouse: pages that the parser failed on, or whose bytes are gone
    fingerprint: str
    is_new: bool

    def in_words(self) -> str:
        pages, articles, metrics, problems = self.counts
        if not pages:
            return "no new pages"
        return f"{pages} pages: {articles} articles, {metrics} metrics, {problems} problems"


class NightReport(NamedTuple):
    """What a night did: the closing table."""

    load_id: str
    is_new: bool
    landed: Landed
    parsed: Parsed
    built: Built | None
    published: Published | None  # the version that readers see now
    quarantined_count: int  # in all nights
    file_count: int  # in all nights
    seconds: dict[str, float]  # by step
    mode: Mode = Mode.NIGHTLY
    changes: list[MartChange] | None = None  # against the version before; None if they weren't compared
