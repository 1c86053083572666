"""A page outside of any warehouse, read as landing would see it: with its path and the manifest above it."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from pathlib import Path
from zoneinfo import ZoneInfo

from warehouse.parse.records import parse_page
from warehouse.parse.rows import PageMeta, PageRows
from warehouse.parse.text import find_unreadable
from warehouse.settings import Settings
from warehouse.store.manifest import ManifestFacts, read_manifest
from warehouse.store.place import is_manifest_name


class UnreadablePageError(Exception):
    """The file is no page; the message says why."""


def read_loose_page(file: Path, settings: Settings, now: dt.datetime) -> PageRows:
    """Parse a file where it lies; nothing is written. Raises UnreadablePageError."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UnreadablePageError(f"{file} can't be read: {error.strerror}") from error
    if unreadable := find_unreadable(data, file.name):
        raise UnreadablePageError(f"{file} can't be read as a page: {unreadable[1]}")
    place = find_landing_place(file.resolve(), settings.landing)
    source_file = unicodedata.normalize("NFC", file.resolve().relative_to(place).as_posix())
    source_file = source_file.encode("utf-8", "backslashreplace").decode()
    facts = _read_facts(place, source_file)
    utc = now.astimezone(dt.UTC).replace(tzinfo=None)
    meta = PageMeta(
        source_name=settings.source or place.name,
        source_file=source_file,
        file_sha256=hashlib.sha256(data).hexdigest(),
        landed_at=utc,
        parsed_at=utc,
        landed_on=now.astimezone(ZoneInfo(settings.timezone)).date(),
        paper=facts.paper,
        edition=facts.edition,
        page_no=facts.page_no,
        publication_date=facts.publication_date,
        source_url=facts.source_url,
    )
    return parse_page(data, meta)


def find_landing_place(file: Path, landing: Path | str) -> Path:
    """The folder that the file would be landed from: the landing folder, the nearest with a manifest, or its own."""
    if isinstance(landing, Path) and file.is_relative_to(landing.resolve()):
        return landing.resolve()
    return next((folder for folder in file.parents if _find_manifest(folder)), file.parent)


def _read_facts(place: Path, source_file: str) -> ManifestFacts:
    manifest = _find_manifest(place)
    try:
        data = manifest.read_bytes() if manifest else None
    except OSError:
        data = None
    if data is None:
        return ManifestFacts()
    return read_manifest(data, "", [source_file]).facts.get(source_file, ManifestFacts())


def _find_manifest(folder: Path) -> Path | None:
    """The manifest of a folder, however its name is capitalised; None where there is none or it can't be listed."""
    try:
        return next((path for path in sorted(folder.iterdir()) if is_manifest_name(path.name) and path.is_file()), None)
    except OSError:
        return None
