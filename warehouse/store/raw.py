"""``landing/raw/``: every file that arrived, byte for byte, named by the SHA-256 of its bytes and by nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from warehouse.store.durable import (
    StoreError,
    explain_write_errors,
    keep_as,
    make_folder,
    make_home_folder,
    open_durably,
    remove_leftovers,
)


class RawFileError(StoreError):
    """Raw bytes are asked for that aren't there, or aren't what they were."""


def store_raw(home: Path, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write bytes under their hash, replacing what stands there (the same bytes, or damaged ones); (hash, size)."""
    make_home_folder(home, "landing")
    folder = make_folder(home / "landing" / "raw")
    digest, size = hashlib.sha256(), 0
    with open_durably(folder) as handle:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            with explain_write_errors(folder):
                handle.write(chunk)
        path = raw_path(home, digest.hexdigest())
        make_folder(path.parent)
        keep_as(handle, path)
    return digest.hexdigest(), size


def read_raw(home: Path, file_sha256: str) -> bytes:
    """The bytes that landed under ``file_sha256``; raises RawFileError if they are missing or changed."""
    path = raw_path(home, file_sha256)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RawFileError(
            f"can't read the raw file {path}: {error.strerror}. Restore landing/raw from your backup, or put the page "
            "into the landing folder again and delete its lines from landing/ledger.jsonl"
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if found != file_sha256:
        raise RawFileError(
            f"the raw file {path} was changed after it landed (its hash is now {found}). Restore it from your backup"
        )
    return data


def raw_path(home: Path, file_sha256: str) -> Path:
    """Where the bytes with this hash stand; raises RawFileError for anything that is no SHA-256 in hex."""
    if not re.fullmatch(r"[0-9a-f]{64}", file_sha256):
        raise RawFileError(f"{file_sha256!r} is not a SHA-256 (64 hex digits); take it from landing.files")
    return home / "landing" / "raw" / file_sha256[:2] / file_sha256


def remove_raw_leftovers(home: Path) -> None:
    """Remove the temporary files of a run that was killed while it copied."""
    remove_leftovers(home / "landing" / "raw")
