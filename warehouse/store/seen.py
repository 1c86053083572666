"""``work/seen/``: what a remote landing place called the bytes that were read (their ETags), so that they aren't
fetched again every night, and since when a file of unknown age stands as it does.

A cache: without it everything is read once more.  Local files have no such names; they are read and hashed every night.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

from warehouse.store.durable import make_home_folder, write_file
from warehouse.store.place import FoundFile

Entry = dict[str, str | int | None]  # version, size_bytes, since (UTC, ISO) and, once it was read, sha256


class SeenFiles:
    """The files of one source as they were last seen."""

    def __init__(self, home: Path, source_name: str) -> None:
        self.home = home
        self._name = f"{hashlib.sha256(source_name.encode()).hexdigest()[:16]}.json"
        self._entries = _read_entries(home / "work" / "seen" / self._name)
        self._is_changed = False

    def find_hash(self, file: FoundFile) -> str | None:
        """The SHA-256 of a file's bytes, if its place still calls them what it did when they were read."""
        entry = self._find(file) if file.version else None
        sha256 = entry.get("sha256") if entry else None
        return sha256 if isinstance(sha256, str) else None

    def keep_hash(self, file: FoundFile, sha256: str) -> None:
        """Remember the bytes of a file that was read."""
        if file.version:
            entry = self._find(file) or _describe(file)
            self._enter(file, {**entry, "sha256": sha256})

    def find_first(self, file: FoundFile, now: dt.datetime) -> dt.datetime:
        """When the file was first seen as it is now; ``now`` if that is the first time."""
        entry = self._find(file) or _describe(file)
        if not entry.get("since"):
            entry = {**entry, "since": now.isoformat()}
            self._enter(file, entry)
        return dt.datetime.fromisoformat(str(entry["since"]))

    def write(self) -> None:
        """Put on disk what was seen."""
        if self._is_changed:
            make_home_folder(self.home, "work")
            folder = make_home_folder(self.home, "work/seen")
            write_file(folder / self._name, json.dumps(self._entries, ensure_ascii=False).encode())

    def _find(self, file: FoundFile) -> Entry | None:
        entry = self._entries.get(file.source_file)
        return entry if entry and entry.items() >= _describe(file).items() else None

    def _enter(self, file: FoundFile, entry: Entry) -> None:
        self._is_changed = self._is_changed or self._entries.get(file.source_file) != entry
        self._entries[file.source_file] = entry


def _describe(file: FoundFile) -> Entry:
    return {"version": file.version, "size_bytes": file.size_bytes}


def _read_entries(path: Path) -> dict[str, Entry]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
