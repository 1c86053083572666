"""Landing: every new or changed file of a folder is copied byte for byte into the home and entered in the ledger.

The order makes it safe to be killed anywhere: bytes first (temporary file, fsync, rename to their hash), the ledger
after.  Bytes without an entry land again under the same name; an entry never lacks its bytes.  All files are read and
hashed every night: sizes and times lie (copying tools keep them, editors write within one tick), hashes don't.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from warehouse.store.durable import make_home_folder
from warehouse.store.ledger import LandedFile, Ledger, QuarantinedFile, ReadManifest, SolvedFile, is_same, read_ledger
from warehouse.store.manifest import FACT_COLUMNS, MANIFEST_NAME, ManifestFacts, read_manifest
from warehouse.store.place import (
    ChangedWhileReadError,
    FoundFile,
    LandingError,
    Place,
    UnreadableFileError,
    clean_name,
    is_manifest,
    is_unfinished,
)
from warehouse.store.raw import read_raw, remove_raw_leftovers, store_raw
from warehouse.store.remote import RemotePlace
from warehouse.store.seen import SeenFiles
from warehouse.store.walk import Folder

__all__ = ["LandedFile", "Landing", "LandingError", "QuarantinedFile", "land_files", "read_ledger", "read_raw"]

FindUnreadable = Callable[[bytes, str], tuple[str, str] | None]
IsWanted = Callable[[str, dt.date | None], bool]
EPOCH = dt.datetime(1970, 1, 1)


class Landing(NamedTuple):
    """What one night's landing did: each file seen is in one of the lists or among the unchanged.

    ``quarantined`` also holds what is wrong with manifests; manifests aren't counted among the files seen.
    """

    landed: list[LandedFile]
    quarantined: list[QuarantinedFile]
    waiting: list[str]  # source_files that are still being written
    unchanged_count: int
    seen_count: int
    passed_over_count: int = 0  # pages that weren't wanted; not among those seen


def open_place(place: Path | str) -> Place:
    """The landing place that a path or a URL names."""
    return Folder(place) if isinstance(place, Path) else RemotePlace(place)


def land_files(
    where: Path | str,
    home: Path,
    *,
    source_name: str,
    load_id: str,
    now: dt.datetime,
    timezone: str,
    max_file_bytes: int,
    settle_seconds: float,
    find_unreadable: FindUnreadable,
    progress: Callable[[int, int], None] | None = None,
    is_wanted: IsWanted | None = None,
) -> Landing:
    """Land what is new or changed at ``where``; ``now`` is aware, ``progress`` is told (files done, files in all).

    ``is_wanted`` chooses among the pages by name and the day that the manifest gives; without it all are.
    Raises LandingError for a place that can't be used, UnreachablePlaceError for one that doesn't answer, and another
    StoreError where the home can't be read or written.
    """
    place = open_place(where)
    place.check(home)
    make_home_folder(home, "landing")
    remove_raw_leftovers(home)
    ledger = Ledger(home, clean_name(source_name))
    night = _Night(place, ledger, load_id, now, timezone, max_file_bytes, settle_seconds, find_unreadable)
    found = place.find_files(home)
    manifests = [file for file in found if is_manifest(file) and not file.problem and file.size_bytes <= max_file_bytes]
    pages = [file for file in found if file not in manifests]
    night.read_manifests(manifests, pages)
    wanted = [file for file in pages if not is_wanted or is_wanted(file.source_file, night.day_of(file.source_file))]
    for done, file in enumerate(wanted, 1):
        night.land(file)
        if progress:
            progress(done, len(wanted))
    night.land_new_facts({file.source_file for file in pages})
    night.settle_problems({file.source_file for file in (*manifests, *wanted)})
    ledger.write()
    night.seen.write()
    counts = (night.unchanged_count, night.seen_count, len(pages) - len(wanted))
    return Landing(night.landed, night.quarantined, night.waiting, *counts)


class _Night:
    """The landing under way: its circumstances, what the manifests say, what was done so far."""

    def __init__(
        self,
        place: Place,
        ledger: Ledger,
        load_id: str,
        now: dt.datetime,
        timezone: str,
        max_file_bytes: int,
        settle_seconds: float,
        find_unreadable: FindUnreadable,
    ) -> None:
        if now.tzinfo is None:
            raise ValueError(f"now ({now}) has no time zone; give datetime.now(datetime.UTC)")
        self.place, self.ledger, self.home, self.load_id = place, ledger, ledger.home, load_id
        self.seen = SeenFiles(ledger.home, ledger.source_name)
        self.max_file_bytes, self.settle_seconds = max_file_bytes, settle_seconds
        self.find_unreadable = find_unreadable
        self.now = now.astimezone(dt.UTC).replace(tzinfo=None)
        self.landed_on = now.astimezone(ZoneInfo(timezone)).date()
        self.facts: dict[str, ManifestFacts] = {}
        self.landed: list[LandedFile] = []
        self.quarantined: list[QuarantinedFile] = []
        self.waiting: list[str] = []
        self.unchanged_count = self.seen_count = 0
        self._wrong: dict[str, list[QuarantinedFile]] = {}  # tonight, by source_file, whether or not known before

    def read_manifests(self, manifests: list[FoundFile], pages: list[FoundFile]) -> None:
        """Gather what all manifests say, a deeper folder's winning, and keep their bytes; bad ones are reported."""
        known_files = {file.source_file for file in pages} | self.ledger.known_files()
        for file in sorted(manifests, key=lambda file: file.source_file.count("/")):
            try:
                self._read_manifest(file, known_files)
            except FileNotFoundError:
                continue
            except ChangedWhileReadError:
                self.waiting.append(file.source_file)
            except UnreadableFileError as error:
                self._report(file, None, "unreadable", str(error))

    def day_of(self, source_file: str) -> dt.date | None:
        """The day of publication that tonight's manifests give a file."""
        return self.facts.get(source_file, ManifestFacts()).publication_date

    def land(self, file: FoundFile) -> None:
        """Land, quarantine or pass over one file; a file that vanishes meanwhile isn't counted."""
        self.seen_count += 1
        try:
            self._land(file)
        except FileNotFoundError:
            self.seen_count -= 1
        except ChangedWhileReadError:
            self.waiting.append(file.source_file)
        except UnreadableFileError as error:
            self._quarantine(file, None, "unreadable", str(error))

    def land_new_facts(self, present: set[str]) -> None:
        """Land files again that have left the landing place, where a manifest now says something else of them."""
        for source_file in sorted(self.facts.keys() - present):
            last = self.ledger.versions.get(source_file)  # none of a file that was withdrawn
            if last and self.facts[source_file] != _facts_in(last):
                self.seen_count += 1
                self._enter(last)

    def settle_problems(self, present: set[str]) -> None:
        """Enter as solved what was wrong with files that are there tonight, and no longer is."""
        for source_file in sorted(present - set(self.waiting)):
            wrong = self._wrong.get(source_file, [])
            if any(known not in wrong for known in self.ledger.problems_of(source_file)):
                self.ledger.add(SolvedFile(self.ledger.source_name, source_file, self.now, self.load_id))
                for entry in wrong:
                    self.ledger.add(entry)

    def _land(self, file: FoundFile) -> None:
        if file.problem and file.problem[0] != "same_name":
            self._quarantine(file, None, *file.problem)
            return
        self._check_settled(file)
        known_sha256 = self.seen.find_hash(file)
        if known_sha256 and self._is_known(file, known_sha256):
            return
        is_large = file.size_bytes > self.max_file_bytes
        data = b"" if is_large else b"".join(self.place.read_chunks(file))
        # one that is known to be too large isn't fetched from afar each night
        sha256 = known_sha256 or self._hash_file(file) if is_large else hashlib.sha256(data).hexdigest()
        self.seen.keep_hash(file, sha256)
        if self._is_known(file, sha256):
            return
        problem = file.problem or (self._too_large(file) if is_large else self.find_unreadable(data, file.source_file))
        if problem:
            self._quarantine(file, sha256, *problem)
            return
        store_raw(self.home, [data])
        names = (self.ledger.source_name, file.source_file, sha256, file.size_bytes)
        self._enter(LandedFile(*names, _read_time(file.modified_ns), self.now, self.landed_on, self.load_id))

    def _is_known(self, file: FoundFile, sha256: str) -> bool:
        """Whether these bytes were taken back or are those that landed last; those may land again with new facts."""
        last = self.ledger.versions.get(file.source_file)
        if self.ledger.is_withdrawn(file.source_file, sha256):
            self.unchanged_count += 1
            return True
        if not last or last.file_sha256 != sha256 or file.problem:
            return False
        if self._facts_of(file.source_file) == _facts_in(last):
            self.unchanged_count += 1
        else:
            self._enter(last)
        return True

    def _hash_file(self, file: FoundFile) -> str:
        digest = hashlib.sha256()
        for chunk in self.place.read_chunks(file):
            digest.update(chunk)
        return digest.hexdigest()

    def _enter(self, version: LandedFile) -> None:
        """Enter a new version with tonight's facts, later than the version before even if the clock went back."""
        last = self.ledger.versions.get(version.source_file)
        landed_at = max(self.now, last.landed_at + dt.timedelta(microseconds=1)) if last else self.now
        facts = self._facts_of(version.source_file)
        version = version._replace(
            landed_at=landed_at,
            landed_on=self.landed_on,
            load_id=self.load_id,
            paper=facts.paper,
            edition=facts.edition,
            page_no=facts.page_no,
            publication_date=facts.publication_date,
            source_url=facts.source_url,
        )
        self.landed.append(version)
        self.ledger.add(version)

    def _quarantine(self, file: FoundFile, sha256: str | None, kind: str, reason: str) -> None:
        """Keep the bytes of a file that can't be a page (where it has any) and report it, unless that is known."""
        if sha256 and self.ledger.is_withdrawn(file.source_file, sha256):
            self.unchanged_count += 1
        elif self._find_known(self._describe(file, sha256, kind, reason)):
            self._report(file, sha256, kind, reason)
            self.unchanged_count += 1
        else:
            if sha256:  # bytes first, the ledger after
                sha256, _ = store_raw(self.home, self.place.read_chunks(file))
            self._report(file, sha256, kind, reason)

    def _report(self, file: FoundFile, sha256: str | None, kind: str, reason: str) -> None:
        """Enter what is wrong with a file, unless it is entered already."""
        entry = self._describe(file, sha256, kind, reason)
        known = self._find_known(entry)
        self._wrong.setdefault(file.source_file, []).append(known or entry)
        if not known:
            self.quarantined.append(entry)
            self.ledger.add(entry)

    def _describe(self, file: FoundFile, sha256: str | None, kind: str, reason: str) -> QuarantinedFile:
        where = (self.ledger.source_name, file.source_file, sha256, file.size_bytes)
        facts = self.facts.get(file.source_file, ManifestFacts())
        told = (facts.paper, facts.page_no, facts.publication_date)
        return QuarantinedFile(*where, kind, reason, self.now, self.load_id, *told)

    def _find_known(self, entry: QuarantinedFile) -> QuarantinedFile | None:
        return next((known for known in self.ledger.problems_of(entry.source_file) if is_same(known, entry)), None)

    def _read_manifest(self, file: FoundFile, known_files: set[str]) -> None:
        self._check_settled(file)
        data = b"".join(self.place.read_chunks(file))
        sha256 = hashlib.sha256(data).hexdigest()
        manifest = read_manifest(data, file.source_file[: -len(MANIFEST_NAME)], known_files)
        if not self.ledger.knows_manifest(file.source_file, sha256):
            store_raw(self.home, [data])
            names = (self.ledger.source_name, file.source_file, sha256, len(data))
            self.ledger.add(ReadManifest(*names, self.now, self.load_id))
        for problem in manifest.problems:
            self._report(file, sha256, *problem)
        self.facts |= manifest.facts

    def _facts_of(self, source_file: str) -> ManifestFacts:
        """What the manifests say tonight; of a file that none mentions, what was last said of it."""
        last = self.ledger.versions.get(source_file)
        return self.facts.get(source_file) or (_facts_in(last) if last else ManifestFacts())

    def _check_settled(self, file: FoundFile) -> None:
        """Raise ChangedWhileReadError for a file that was written to just now or is named like half a download.

        Where the place tells no time, the first night that saw the file so counts.
        """
        modified_at = _read_time(file.modified_ns)
        if modified_at is None and self.settle_seconds:
            modified_at = self.seen.find_first(file, self.now)
        age = abs(self.now - modified_at).total_seconds() if modified_at else self.settle_seconds
        if is_unfinished(file) or age < self.settle_seconds:
            raise ChangedWhileReadError

    def _too_large(self, file: FoundFile) -> tuple[str, str]:
        size, limit = file.size_bytes / 2**20, self.max_file_bytes / 2**20
        reason = f"it has {size:.1f} MB, more than {limit:.1f} MB (JIANBAO_MAX_FILE_MB); split it or raise the limit"
        return "too_large", reason


def _facts_in(version: LandedFile) -> ManifestFacts:
    return ManifestFacts(*(getattr(version, name) for name in FACT_COLUMNS))


def _read_time(modified_ns: int | None) -> dt.datetime | None:
    """A file's modification time in UTC; one that can't be stored (year 300,000) becomes the nearest that can."""
    if modified_ns is None:
        return None
    try:
        return EPOCH + dt.timedelta(microseconds=modified_ns // 1000)
    except OverflowError:
        return dt.datetime.max if modified_ns > 0 else dt.datetime.min
