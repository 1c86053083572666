"""What any landing place gives, a folder (walk.py) or a URL (remote.py): files, and names that are only names."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple, Protocol

from warehouse.store.durable import StoreError
from warehouse.store.manifest import MANIFEST_NAME

IGNORED_NAMES = (".[!.]*", "~$*", "*.lock")  # hidden files and the lock files of editors and office programs
UNFINISHED_NAMES = ("*.part", "*.partial", "*.crdownload", "*.download", "*.filepart", "*.tmp")  # still being copied
SAME_NAME = ("same_name", "another file has the same name once Unicode is normalised (NFC); rename one of them")
CHUNK_BYTES = 1 << 20


class FoundFile(NamedTuple):
    """Something in a landing place that is to land; with ``problem`` (kind, reason) where it can't."""

    source_file: str
    path: Path | str  # a Path in a folder, else the name that the remote place has for it
    size_bytes: int = 0
    modified_ns: int | None = 0  # None where the place doesn't tell
    problem: tuple[str, str] | None = None
    version: str | None = None  # what a remote place calls these very bytes (an ETag), if it has such names


class Place(Protocol):
    """Where pages come from."""

    def check(self, home: Path) -> None:
        """Raise LandingError for a place that can't be used."""

    def find_files(self, home: Path) -> list[FoundFile]:
        """All files in the order of their names, without hidden and lock files and without ``home``."""

    def read_chunks(self, file: FoundFile) -> Iterator[bytes]:
        """The bytes of a found file; raises FileNotFoundError, UnreadableFileError, ChangedWhileReadError."""


class LandingError(StoreError):
    """The landing place can't be used."""


class UnreachablePlaceError(StoreError):
    """The landing place, or the network to it, doesn't answer now; a later try may do."""


class UnreadableFileError(Exception):
    """A file in the landing place can't be opened or read; the message says why."""


class ChangedWhileReadError(Exception):
    """A file in the landing place was written to while it was read."""


def settle_names(found: Iterable[tuple[str, FoundFile]]) -> list[FoundFile]:
    """The files, given with the names that their place has for them, each with a name of its own.

    Of files whose names differ only in Unicode normalisation (macOS writes é as two code points, Linux keeps what it
    gets), the one in NFC keeps the name and the others carry the problem 'same_name'.
    """
    files: dict[str, FoundFile] = {}
    twins: list[FoundFile] = []
    for _, file in sorted(found, key=_order):
        if file.source_file in files:
            twins.append(file._replace(problem=file.problem or SAME_NAME))
        else:
            files[file.source_file] = file
    return [*files.values(), *twins]


def is_manifest(file: FoundFile) -> bool:
    return is_manifest_name(file.source_file)


def is_manifest_name(source_file: str) -> bool:
    """Whether a file is a manifest; Manifest.csv and MANIFEST.CSV are too.

    >>> is_manifest_name("2023/Manifest.csv"), is_manifest_name("my_manifest.csv")
    (True, False)
    """
    return source_file.rpartition("/")[2].lower() == MANIFEST_NAME


def is_unfinished(file: FoundFile) -> bool:
    """Whether the name says that a browser or a copying program is still writing the file."""
    return _matches(os.path.basename(file.path), UNFINISHED_NAMES)


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name, without what is above it, is hidden or a lock."""
    return _matches(name, IGNORED_NAMES)


def clean_name(name: str) -> str:
    r"""A name that can be stored: NFC; bytes that are no UTF-8 are written as backslash-escapes.

    >>> clean_name("版\udcff.txt")
    '版\\xff.txt'
    """
    readable = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", readable)


def _order(found: tuple[str, FoundFile]) -> tuple[str, bool, bytes]:
    name, file = found
    return file.source_file, name != file.source_file, name.encode("utf-8", "surrogatepass")


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name.lower(), pattern) for pattern in patterns)
