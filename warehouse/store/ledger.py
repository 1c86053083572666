"""``landing/ledger.jsonl``, the truth about what arrived: one JSON object per line, only ever appended to.

A line counts once its newline is on disk.  A night killed while it wrote leaves a torn last line: readers drop it, the
next writer cuts it off, and the files it told of land again, since landing copies bytes first and writes the ledger
after.  A broken line anywhere else is damage from outside and stops the night.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from warehouse.store.durable import StoreError, explain_write_errors, make_home_folder, sync_path


class LandedFile(NamedTuple):
    """One row per version of a landed file: new bytes or new manifest facts make a new version."""

    source_name: str
    source_file: str  # path inside the landing place, NFC, with forward slashes
    file_sha256: str  # also its name in landing/raw/
    size_bytes: int
    modified_at: dt.datetime | None  # UTC, without tzinfo; None where the place doesn't tell
    landed_at: dt.datetime  # UTC, without tzinfo; later versions of a file have later ones, always
    landed_on: dt.date  # the landing day in JIANBAO_TIMEZONE
    load_id: str
    paper: str | None = None  # this and the rest: from the manifest
    edition: str | None = None
    page_no: str | None = None
    publication_date: dt.date | None = None
    source_url: str | None = None


class QuarantinedFile(NamedTuple):
    """One row per file that can't become a page, or per thing wrong with a manifest, with the reason."""

    source_name: str
    source_file: str
    file_sha256: str | None  # None where no bytes could be read
    size_bytes: int
    kind: str
    reason: str
    seen_at: dt.datetime  # UTC, without tzinfo
    load_id: str
    paper: str | None = None  # this and the rest: from the manifest
    page_no: str | None = None
    publication_date: dt.date | None = None


class ReadManifest(NamedTuple):
    """One row per version of a manifest.csv: kept byte for byte like the pages, but no page."""

    source_name: str
    source_file: str
    file_sha256: str
    size_bytes: int
    seen_at: dt.datetime  # UTC, without tzinfo
    load_id: str


class SolvedFile(NamedTuple):
    """One row each time that something is no longer wrong with a file: it ends all earlier quarantine of it."""

    source_name: str
    source_file: str
    seen_at: dt.datetime  # UTC, without tzinfo
    load_id: str


class WithdrawnFile(NamedTuple):
    """One row per file that was taken back: none of its earlier versions counts, and their bytes don't land again."""

    source_name: str
    source_file: str
    reason: str
    is_erased: bool  # whether the bytes were removed too
    withdrawn_at: dt.datetime  # UTC, without tzinfo


class RestoredFile(NamedTuple):
    """One row per file whose withdrawal was taken back: what counted before it counts again."""

    source_name: str
    source_file: str
    reason: str | None
    restored_at: dt.datetime  # UTC, without tzinfo


LedgerEntry = LandedFile | QuarantinedFile | ReadManifest | SolvedFile | WithdrawnFile | RestoredFile
ENTRY_KINDS: dict[str, type[LedgerEntry]] = {
    "landed": LandedFile,
    "quarantined": QuarantinedFile,
    "manifest": ReadManifest,
    "solved": SolvedFile,
    "withdrawn": WithdrawnFile,
    "restored": RestoredFile,
}
BATCH_ENTRIES = 64  # entries per fsync; a killed night lands at most so many files again


class LedgerError(StoreError):
    """A line in the ledger, not the last, can't be read."""


def read_ledger(home: Path) -> tuple[list[LandedFile], list[QuarantinedFile]]:
    """Landed files that weren't withdrawn since, and quarantine that wasn't solved, in the order of arrival."""
    entries = read_entries(home)
    taken_back = _find_taken_back(entries)
    settled = _find_last(entries, SolvedFile)
    landed = [
        entry
        for number, entry in enumerate(entries)
        if isinstance(entry, LandedFile) and number > taken_back.get(name_of(entry), -1)
    ]
    quarantined = [
        entry
        for number, entry in enumerate(entries)
        if isinstance(entry, QuarantinedFile)
        and number > max(settled.get(name_of(entry), -1), taken_back.get(name_of(entry), -1))
    ]
    return landed, quarantined


def read_withdrawn(home: Path) -> list[WithdrawnFile]:
    """All files that were taken back and did not land again since, the latest entry of each."""
    last: dict[tuple[str, str], WithdrawnFile] = {}
    for entry in read_entries(home):
        if isinstance(entry, WithdrawnFile):
            last[name_of(entry)] = entry
        elif isinstance(entry, LandedFile | RestoredFile):
            last.pop(name_of(entry), None)
    return list(last.values())


def name_of(entry: LedgerEntry) -> tuple[str, str]:
    """What an entry is about: source_name and source_file."""
    return entry.source_name, entry.source_file


def read_entries(home: Path) -> list[LedgerEntry]:
    """All entries of the ledger in order, manifests too. A torn last line is dropped."""
    path = ledger_path(home)
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise LedgerError(f"can't read {path}: {error.strerror}. Check its permissions") from error
    return [_read_entry(line, path, number) for number, line in enumerate(lines, 1) if line.strip()]


def append_entries(home: Path, entries: Sequence[LedgerEntry]) -> None:
    """Add entries to the ledger; when this returns they are on disk."""
    if not entries:
        return
    path = make_home_folder(home, "landing") / "ledger.jsonl"
    data = b"".join(_write_entry(entry) for entry in entries)
    with explain_write_errors(path):
        is_new = not path.exists()
        with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            file.truncate(_find_end(file))
            file.seek(0, os.SEEK_END)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_path(path.parent)


def ledger_path(home: Path) -> Path:
    return home / "landing" / "ledger.jsonl"


def is_same(one: QuarantinedFile, other: QuarantinedFile) -> bool:
    """Whether two entries say the same of a file; the reason counts for manifests only, which have several of a kind.

    A reason may name a limit or an encoding in words that change with a version.
    """
    same_reason = one.reason == other.reason or not one.kind.startswith("manifest_")
    return same_reason and (name_of(one), one.file_sha256, one.kind) == (name_of(other), other.file_sha256, other.kind)


class Ledger:
    """The ledger seen from one source while it lands: the last version of each file, and what is wrong with which."""

    def __init__(self, home: Path, source_name: str) -> None:
        self.home, self.source_name = home, source_name
        self.versions: dict[str, LandedFile] = {}  # by source_file, the last one
        self._problems: dict[str, list[QuarantinedFile]] = {}  # by source_file, those not solved
        self._manifests: dict[str, str] = {}  # by source_file, the hash of the last one read
        self._hashes: dict[tuple[str, str], set[str]] = {}  # of all bytes that ever came under a name
        self._withdrawn: dict[str, set[str]] = {}
        self._erased: set[str] = set()  # of any source
        self._set_aside: dict[str, tuple[LandedFile | None, list[QuarantinedFile]]] = {}  # by the last withdrawal
        self._unwritten: list[LedgerEntry] = []
        for entry in read_entries(home):
            self._remember(entry)

    def add(self, entry: LedgerEntry) -> None:
        """Enter what happened to a file; it is on disk at the latest after ``write``."""
        self._remember(entry)
        self._unwritten.append(entry)
        if len(self._unwritten) >= BATCH_ENTRIES:
            self.write()

    def write(self) -> None:
        """Put the entries added so far on disk."""
        append_entries(self.home, self._unwritten)
        self._unwritten = []

    def knows_manifest(self, source_file: str, file_sha256: str) -> bool:
        """Whether these are the bytes of the manifest that were read last."""
        return self._manifests.get(source_file) == file_sha256

    def problems_of(self, source_file: str) -> list[QuarantinedFile]:
        """What is wrong with the file, as entered, until it is entered as solved."""
        return self._problems.get(source_file, [])

    def is_withdrawn(self, source_file: str, file_sha256: str) -> bool:
        """Whether these bytes were taken back under this name, or erased under any."""
        return file_sha256 in self._erased or file_sha256 in self._withdrawn.get(source_file, ())

    def known_files(self) -> set[str]:
        """All names under which something ever landed."""
        return self.versions.keys() | self._withdrawn.keys()

    def _remember(self, entry: LedgerEntry) -> None:
        if isinstance(entry, LandedFile | QuarantinedFile) and entry.file_sha256:
            self._hashes.setdefault(name_of(entry), set()).add(entry.file_sha256)
        if isinstance(entry, WithdrawnFile) and entry.is_erased:
            self._erased |= self._hashes.get(name_of(entry), set())
        if entry.source_name != self.source_name:
            return
        match entry:
            case LandedFile():
                self.versions[entry.source_file] = entry
            case QuarantinedFile():
                self._problems.setdefault(entry.source_file, []).append(entry)
            case ReadManifest():
                self._manifests[entry.source_file] = entry.file_sha256
            case SolvedFile():
                self._problems.pop(entry.source_file, None)
            case WithdrawnFile():
                name = entry.source_file
                self._withdrawn[name] = set(self._hashes.get(name_of(entry), ()))
                self._set_aside[name] = (self.versions.pop(name, None), self._problems.pop(name, []))
            case RestoredFile():
                name = entry.source_file
                self._withdrawn.pop(name, None)
                version, problems = self._set_aside.pop(name, (None, []))
                if version:
                    self.versions[name] = version
                if problems:
                    self._problems[name] = problems


def _find_last(entries: Sequence[LedgerEntry], *kinds: type[LedgerEntry]) -> dict[tuple[str, str], int]:
    """The number of the last entry of these kinds for each file that has one."""
    return {name_of(entry): number for number, entry in enumerate(entries) if isinstance(entry, kinds)}


def _find_taken_back(entries: Sequence[LedgerEntry]) -> dict[tuple[str, str], int]:
    """The number of the last withdrawal of each file; a restored one counts from the withdrawal before, if any."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for number, entry in enumerate(entries):
        if isinstance(entry, WithdrawnFile):
            numbers.setdefault(name_of(entry), []).append(number)
        elif isinstance(entry, RestoredFile) and numbers.get(name_of(entry)):
            numbers[name_of(entry)].pop()
    return {name: found[-1] for name, found in numbers.items() if found}


def _find_end(file: BinaryIO) -> int:
    """The offset after the last newline: where a torn last line, if any, begins."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - 65536)
        file.seek(start)
        newline = file.read(end - start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        end = start
    return 0


def _write_entry(entry: LedgerEntry) -> bytes:
    kind = next(kind for kind, row_type in ENTRY_KINDS.items() if isinstance(entry, row_type))
    return json.dumps({"entry": kind, **entry._asdict()}, ensure_ascii=False, default=_write_date).encode() + b"\n"


def _write_date(value: dt.date) -> str:
    return value.isoformat()


def _read_entry(line: bytes, path: Path, number: int) -> LedgerEntry:
    """One entry; fields that a newer version added are passed over, facts that an older one didn't know are None."""
    try:
        values = json.loads(line)
        row_type = ENTRY_KINDS[values["entry"]]
        return row_type(**{name: _read_value(name, values[name]) for name in row_type._fields if name in values})
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerError(
            f"line {number} of {path} can't be read ({error!r}): {line[:80]!r}. Restore the ledger from your backup, "
            "or delete this line: if its file is still in the landing folder it lands again"
        ) from error


def _read_value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_at"):
        return dt.datetime.fromisoformat(value)
    if name.endswith("_on") or name == "publication_date":
        return dt.date.fromisoformat(value)
    return value
