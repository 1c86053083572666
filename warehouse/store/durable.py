"""Files and folders that survive a power cut: written whole or not at all, and on disk before anyone relies on them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PRIVATE = 0o700  # folders of the home
PUBLIC = 0o755  # the home itself and published/


class StoreError(Exception):
    """Base of all errors that the storage half raises on purpose; the message names the value and the remedy."""


def make_folder(path: Path, mode: int = PRIVATE) -> Path:
    """Make ``path`` and its missing parents with ``mode``, each entered durably into its parent; gives ``path``."""
    with explain_write_errors(path):
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            folder.chmod(mode)
            sync_path(folder.parent)
        if not path.is_dir():
            raise NotADirectoryError(20, "Not a directory")
    return path


def make_home_folder(home: Path, name: str) -> Path:
    """Make ``home`` if it isn't there (0755, for ``published/`` must be reachable) and the private folder in it."""
    make_folder(home, PUBLIC)
    return make_folder(home / name)


@contextlib.contextmanager
def open_durably(folder: Path) -> Iterator[IO[bytes]]:
    """A new ``*.tmp`` file in ``folder``; ``keep_as`` gives it its name, else it is gone when the block ends."""
    with explain_write_errors(folder):
        handle = tempfile.NamedTemporaryFile(dir=folder, suffix=".tmp", delete=False)  # noqa: SIM115 (closed below)
    try:
        yield handle
    finally:
        handle.close()
        Path(handle.name).unlink(missing_ok=True)


def keep_as(handle: IO[bytes], path: Path) -> None:
    """Give a file of ``open_durably`` its name: flush, fsync, rename, fsync the folder. Replaces what was there."""
    with explain_write_errors(path):
        handle.flush()
        os.fsync(handle.fileno())
        os.replace(handle.name, path)
        sync_path(path.parent)


def write_file(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all."""
    with open_durably(path.parent) as handle:
        with explain_write_errors(path):
            handle.write(data)
        keep_as(handle, path)


def link_durably(link: Path, target: str) -> None:
    """Point the symbolic link ``link`` at ``target`` by one atomic rename, whether or not it pointed elsewhere."""
    fresh = link.with_name(f".{link.name}.tmp")
    with explain_write_errors(link):
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        os.replace(fresh, link)
        sync_path(link.parent)


def sync_path(path: Path) -> None:
    """fsync a file or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """fsync every folder below ``folder`` and every file that has no other name, then the folder itself.

    A file with another name was synced under that one.
    """
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() or path.stat().st_nlink == 1:
            sync_path(path)
    sync_path(folder)


def remove_leftovers(folder: Path) -> None:
    """Remove the ``*.tmp`` files, links and folders that a killed run left directly in ``folder``."""
    for path in folder.glob("*.tmp"):
        with explain_write_errors(path):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def explain_write_errors(path: Path) -> Iterator[None]:
    """Turn an OSError from writing into the home into a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"can't write {path}: {error.strerror or error}. Check free space and permissions, or choose another home "
            "(--home or JIANBAO_HOME), then run again: nothing that was stored before is lost"
        ) from error
