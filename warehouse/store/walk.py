"""What lies in a landing folder: a walk that follows no link out of it, opens no pipe and trusts no file name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from warehouse.store.place import (
    CHUNK_BYTES,
    ChangedWhileReadError,
    FoundFile,
    LandingError,
    UnreadableFileError,
    clean_name,
    is_ignored,
    settle_names,
)


class Folder:
    """A landing place on this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self, home: Path) -> None:
        """Raise LandingError for a folder that isn't there, can't be read or is Jianbao's own."""
        check_folder(self.path)
        if not os.access(self.path, os.R_OK | os.X_OK):
            raise LandingError(
                f"the landing folder {self.path} can't be read. Give yourself the permission (chmod u+rx)"
            )
        real_place, real_home = self.path.resolve(), home.resolve()
        owned = [real_home / name for name in ("landing", "work", "published")]
        if real_place == real_home or any(real_place.is_relative_to(folder) for folder in owned):
            raise LandingError(
                f"{self.path} is where Jianbao keeps its own files. Put pages into another folder (--landing)"
            )

    def find_files(self, home: Path) -> list[FoundFile]:
        """All files below the folder in the order of their names, without hidden and lock files and ``home``."""
        return settle_names(_walk(_Bounds(self.path, self.path.resolve(), home.resolve())))

    def read_chunks(self, file: FoundFile) -> Iterator[bytes]:
        """The bytes of a found file; raises FileNotFoundError, UnreadableFileError, ChangedWhileReadError."""
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


def check_folder(path: Path) -> None:
    """Raise LandingError for a landing folder that isn't there."""
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:
        raise LandingError(f"can't look at the landing folder {path}: {error.strerror}. Check permissions") from error
    if not is_there:
        raise LandingError(f"there is no landing folder {path}. Make it and put pages in, or name another (--landing)")
    if not is_folder:
        raise LandingError(f"{path} is a file, not a landing folder. Name the folder that it lies in (--landing)")


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
            if name not in links and not is_ignored(name) and bounds.hold(Path(folder, name).resolve())
        ]
        for name in (*links, *file_names):
            if not is_ignored(name):
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
