"""``published/``: one folder per version, and the links that lead readers to the current one.

published/versions/<load_id>/   jianbao.duckdb, parquet/<mart>.parquet, version.json
published/current               -> versions/<load_id>, switched by one rename
published/jianbao.duckdb        -> current/jianbao.duckdb
published/parquet               -> current/parquet
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from warehouse.store.durable import (
    PUBLIC,
    StoreError,
    explain_write_errors,
    link_durably,
    make_folder,
    remove_leftovers,
    sync_path,
    sync_tree,
    write_file,
)

log = logging.getLogger(__name__)

LINKS = {"jianbao.duckdb": "current/jianbao.duckdb", "parquet": "current/parquet"}
LOAD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class Published(NamedTuple):
    """What version.json says of a published version."""

    load_id: str
    published_at: dt.datetime  # UTC, without tzinfo
    counts: dict[str, int]  # rows by mart
    fingerprint: str = ""  # of what it was made from; this and the rest: '' where another version of Jianbao wrote it
    duckdb_version: str = ""
    storage_version: str = ""
    sizes: dict[str, int] | None = None  # bytes by path in the version's folder


class PublishError(StoreError):
    """The marts were not published; readers keep the version that they had."""


def read_published(home: Path) -> Published | None:
    """The version that readers see, or None if there is none (or none that can be told: then all is published anew)."""
    return read_version(home / "published" / "current")


def read_version(folder: Path) -> Published | None:
    """What a version folder says of itself; None, with a warning in the log, if it says nothing readable."""
    path = folder / "version.json"
    try:
        told = json.loads(path.read_bytes())
        told["published_at"] = dt.datetime.fromisoformat(told["published_at"])
        return Published(**{name: told[name] for name in Published._fields if name in told})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s can't be read (%r); it counts as unpublished", path, error)
        return None


def find_damage(home: Path, published: Published) -> str | None:
    """What is missing or cut off of the published version and its links, in words; None if all is there.

    Files are looked at, not read: this runs every night.
    """
    folder = home / "published"
    for name, target in LINKS.items():
        if not (folder / name).is_symlink() or os.readlink(folder / name) != target:
            return f"published/{name} does not lead to {target}"
    for path, size in (published.sizes or {}).items():
        try:
            found = (folder / "current" / path).stat().st_size
        except OSError as error:
            return f"published/current/{path}: {error.strerror}"
        if found != size:
            return f"published/current/{path} has {found} bytes, not {size}"
    return None


def start_version(home: Path, load_id: str) -> Path:
    """An empty folder to build a version in; what killed publishings left behind is removed first."""
    if not LOAD_ID.fullmatch(load_id):
        raise PublishError(f"the load id {load_id!r} can't name a folder; use letters, digits, '-', '_' and '.'")
    for folder in (home, home / "published", home / "published" / "versions"):
        make_folder(folder, PUBLIC)
    remove_leftovers(home / "published")
    remove_leftovers(home / "published" / "versions")
    return make_folder(home / "published" / "versions" / f".{load_id}.tmp", PUBLIC)


def finish_version(home: Path, built: Path, version: Published) -> Published:
    """Put a built version on disk for good, give it its name, and lead readers to it by one rename."""
    sizes = {path.relative_to(built).as_posix(): path.stat().st_size for path in built.rglob("*") if path.is_file()}
    version = version._replace(sizes=sizes)
    told = {**version._asdict(), "published_at": version.published_at.isoformat()}
    write_file(built / "version.json", json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n")
    published = home / "published"
    folder = published / "versions" / version.load_id
    with explain_write_errors(folder):
        for path in (built, *built.rglob("*")):
            path.chmod(PUBLIC if path.is_dir() else 0o644)
        sync_tree(built)
        if folder.exists():  # finished by a night that was killed before it switched: this one is as good
            remove_version(folder)
        os.replace(built, folder)
        sync_path(folder.parent)
    for name, target in LINKS.items():
        _lead(published / name, target)
    _lead(published / "current", f"versions/{version.load_id}")
    return version


def remove_old_versions(home: Path, keep: int, before: str | None) -> None:
    """Keep the latest ``keep`` versions, the current one and the one ``before`` it whatever their age.

    A reader that is just opening the version before has followed the links already: it must find the file.
    """
    current = (home / "published" / "current").resolve()
    by_age = sorted(
        find_versions(home),
        key=lambda found: (found[1].published_at if found[1] else dt.datetime.min, found[0].name),
        reverse=True,
    )
    spared = {current.name, before}
    others = [folder for folder, _ in by_age if folder.name not in spared]
    for folder in others[max(keep - (len(by_age) - len(others)), 0) :]:
        remove_version(folder)


def find_versions(home: Path) -> list[tuple[Path, Published | None]]:
    """The folder of each published version, by name, with what it says of itself."""
    versions = (home / "published" / "versions").resolve()
    if not versions.is_dir():
        return []
    folders = (folder for folder in versions.iterdir() if folder.is_dir() and not folder.name.endswith(".tmp"))
    return [(folder, read_version(folder)) for folder in sorted(folders)]


def remove_version(folder: Path) -> None:
    """Remove a folder so that a kill leaves a ``.tmp`` for the next night, never half a version."""
    aside = folder.with_name(f".{folder.name}.old.tmp")
    with explain_write_errors(folder):
        os.replace(folder, aside)
        shutil.rmtree(aside)


def _lead(link: Path, target: str) -> None:
    if link.is_symlink() and os.readlink(link) == target:
        return
    if link.exists() and not link.is_symlink():
        raise PublishError(
            f"{link} should be a link that Jianbao makes, but is a file or folder; move it away, run again"
        )
    link_durably(link, target)
