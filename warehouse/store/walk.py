"""What lies in a landing place: a walk that follows no link out of it, opens no pipe and trusts no file name."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from warehouse.store.manifest import MANIFEST_NAME

IGNORED_NAMES = (".[!.]*", "~$*", "*.lock")  # hidden files and the lock files of editors and office programs
UNFINISHED_NAMES = ("*.part", "*.partial", "*.crdownload", "*.download", "*.filepart", "*.tmp")  # still being copied
CHUNK_BYTES = 1 << 20
SAME_NAME = ("same_name", "another file has the same name once Unicode is normalised (NFC); rename one of them")


class FoundFile(NamedTuple):
    """Something in a landing place that is to land; with ``problem`` (kind, reason) where it can't."""

    source_file: str
    path: Path
    size_bytes: int = 0
    modified_ns: int = 0
    problem: tuple[str, str] | None = None


class UnreadableFileError(Exception):
    """A file in the landing place can't be opened or read; the message says why."""


class ChangedWhileReadError(Exception):
    """A file in the landing place was written to while it was read."""


def find_files(place: Path, home: Path) -> list[FoundFile]:
    """All files below ``place`` in the order of their names, without hidden and lock files and without ``home``.

    Of files whose names differ only in Unicode normalisation (macOS writes é as two code points, Linux keeps what it
    gets), the one in NFC keeps the name and the others carry the problem 'same_name'.
    """
    bounds = _Bounds(place, place.resolve(), home.resolve())
    files: dict[str, FoundFile] = {}
    twins: list[FoundFile] = []
    for _, file in sorted(_walk(bounds), key=_order):
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
    return _matches(file.path.name, UNFINISHED_NAMES)


def clean_name(name: str) -> str:
    r"""A name that can be stored: NFC; bytes that are no UTF-8 are written as backslash-escapes.

    >>> clean_name("版\udcff.txt")
    '版\\xff.txt'
    """
    readable = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", readable)


def read_chunks(file: FoundFile) -> Iterator[bytes]:
    """The bytes of a found file; raises FileNotFoundError if it went, UnreadableFileError, ChangedWhileReadError."""
    size = 0
    try:
        descriptor = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb", buffering=0) as handle:
            while size <= file.size_bytes and (chunk := handle.read(CHUNK_BYTES)):
                size += len(chunk)
                yield chunk
            now = os.fstat(descriptor)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableFileError(f"it can't be read: {error.strerror or error}; check its permissions") from error
    if (size, now.st_size, now.st_mtime_ns) != (file.size_bytes, file.size_bytes, file.modified_ns):
        raise ChangedWhileReadError


class _Bounds(NamedTuple):
    """Where a walk may go: into ``place`` (``real_place`` with links resolved), not into ``home``."""

    place: Path
    real_place: Path
    home: Path

    def hold(self, target: Path) -> bool:
        return target.is_relative_to(self.real_place) and not (
            target.is_relative_to(self.home) and self.home.is_relative_to(self.real_place)
        )


def _walk(bounds: _Bounds) -> Iterator[tuple[str, FoundFile]]:
    """Each file with its name inside the place as the file system has it."""
    errors: list[OSError] = []
    for folder, folder_names, file_names in os.walk(bounds.place, onerror=errors.append):
        links = [name for name in folder_names if os.path.islink(os.path.join(folder, name))]
        folder_names[:] = [
            name
            for name in folder_names
            if name not in links and not _matches(name, IGNORED_NAMES) and bounds.hold(Path(folder, name).resolve())
        ]
        for name in (*links, *file_names):
            if not _matches(name, IGNORED_NAMES):
                yield from _look_at(Path(folder, name), bounds)
    for error in errors:
        path = Path(error.filename)
        reason = f"the folder can't be read: {error.strerror}; check its permissions"
        yield _describe(path, bounds, problem=("unreadable", reason))


def _look_at(path: Path, bounds: _Bounds) -> Iterator[tuple[str, FoundFile]]:
    """The file, link or other thing at ``path``; nothing if it went in the meantime."""
    try:
        target, problem = _follow(path, bounds) if path.is_symlink() else (path, None)
        status = os.lstat(target)
    except FileNotFoundError:
        return
    except OSError as error:
        reason = f"it can't be looked at: {error.strerror}; check the permissions of its folder"
        yield _describe(path, bounds, problem=("unreadable", reason))
        return
    if not problem and not stat.S_ISREG(status.st_mode):
        problem = ("not_a_file", "it is a pipe, a socket or a device, not a file; remove it")
    yield _describe(path, bounds, target, status.st_size, status.st_mtime_ns, problem)


def _follow(link: Path, bounds: _Bounds) -> tuple[Path, tuple[str, str] | None]:
    """Where a link leads, if to a file inside the landing place; else the link itself and why it isn't followed."""
    target = Path(os.path.realpath(link))
    if not bounds.hold(target):
        return link, ("symlink", "it is a link out of the landing folder, not followed; put the file itself there")
    if not target.exists():
        return link, ("symlink", "it is a link that leads nowhere; remove it or put the file itself there")
    if target.is_dir():
        return link, ("symlink", "it is a link to a folder; its files land where they are, remove the link")
    return target, None


def _describe(
    path: Path,
    bounds: _Bounds,
    target: Path | None = None,
    size_bytes: int = 0,
    modified_ns: int = 0,
    problem: tuple[str, str] | None = None,
) -> tuple[str, FoundFile]:
    name = os.path.relpath(path, bounds.place).replace(os.sep, "/")
    return name, FoundFile(clean_name(name), target or path, size_bytes, modified_ns, problem)


def _order(found: tuple[str, FoundFile]) -> tuple[str, bool, bytes]:
    name, file = found
    return file.source_file, name != file.source_file, os.fsencode(name)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name.lower(), pattern) for pattern in patterns)
