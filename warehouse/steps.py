"""The steps of a night: land -> parse -> build -> compare -> publish -> report, each a plain function of the night.

Steps hand on small counts; pages travel through the work database.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import logging
import shutil
import time
from pathlib import Path

import sqlalchemy as sa

from warehouse.build import DBT_PROJECT, Built, build_marts
from warehouse.executors import open_workers
from warehouse.loads import begin_load, settle_load
from warehouse.parse import words
from warehouse.parse.corrections import find_corrections
from warehouse.parse.masthead import read_file_date
from warehouse.parse.page_rows import PARSER_VERSION
from warehouse.parse.text import find_unreadable
from warehouse.read_pages import PageFile, read_pages
from warehouse.report import Landed, Mode, NightReport, Parsed, Show
from warehouse.settings import Settings
from warehouse.store.database import discard_work, open_work
from warehouse.store.diff import MartChange, compare_marts
from warehouse.store.durable import StoreError
from warehouse.store.landing import land_files
from warehouse.store.load import find_pages_to_parse, find_stale_pages, load_landing, remove_pages
from warehouse.store.place import is_manifest_name
from warehouse.store.publish import Published, fingerprint_inputs, publish_marts, read_published
from warehouse.store.versions import find_damage
from warehouse.store.walk import check_folder
from warehouse.store.withdraw import remove_erased_versions

log = logging.getLogger(__name__)

BROKEN_PAGES = "select distinct page_id from staging.problems where kind in ('parser_error', 'raw_file_missing')"

Days = tuple[dt.date, dt.date]  # first and last


class SpaceError(StoreError):
    """The disk has too little room for a night."""


class Night:
    """A night under way: its settings, its id, its clock and who watches."""

    def __init__(
        self,
        settings: Settings,
        *,
        accept_changes: bool,
        show: Show,
        now: dt.datetime,
        mode: Mode = Mode.NIGHTLY,
        examples: int = 0,
        days: Days | None = None,
    ) -> None:
        self.settings, self.accept_changes, self.show = settings, accept_changes, show
        self.mode, self.examples, self.days = mode, examples, days
        self.lands = mode in (Mode.NIGHTLY, Mode.BACKFILL)
        self.home = settings.home.resolve()
        self.now = now
        self.started_at = now.astimezone(dt.UTC).replace(tzinfo=None)
        self.load_id = f"{self.started_at:%Y%m%dT%H%M%S}{self.started_at.microsecond // 1000:03}Z"
        self.seconds: dict[str, float] = {}
        self.step, self.is_new = "start", False
        self._began = time.monotonic()

    def elapsed(self) -> float:
        return round(time.monotonic() - self._began, 3)


def check_place(place: Path | str) -> None:
    """Raise LandingError at once for a landing folder that isn't there, before anything is started or made."""
    if isinstance(place, Path):  # a URL is asked by the step that may try it again
        check_folder(place)


def check_space(settings: Settings) -> None:
    """Raise SpaceError where a night would fill the disk: it needs ``min_free_mb`` and twice the published version."""
    home = settings.home.resolve()
    published = read_published(home)
    needed = settings.min_free_mb * 2**20 + 2 * sum((published.sizes or {}).values() if published else ())
    free = shutil.disk_usage(home).free
    if free < needed:
        raise SpaceError(
            f"the disk of {home} has {free / 2**20:.0f} MB free, and a night may need {needed / 2**20:.0f} MB "
            "(twice the published version and JIANBAO_MIN_FREE_MB). Make room: jianbao doctor says what takes how much"
        )


def land(night: Night) -> Landed:
    """Copy what is new in the landing place into the home."""
    settings = night.settings
    landing = land_files(
        settings.landing,
        night.home,
        source_name=settings.source_name,
        load_id=night.load_id,
        now=night.now,
        timezone=settings.timezone,
        max_file_bytes=settings.max_file_mb * 2**20,
        settle_seconds=settings.settle_seconds,
        find_unreadable=find_unreadable,
        progress=night.show.advance,
        is_wanted=night.days and functools.partial(_is_within, night.days),
    )
    told: dict[bool, list[str]] = {True: [], False: []}
    for file in landing.quarantined:
        told[is_manifest_name(file.source_file)].append(f"{file.source_file}: {file.reason}")
    counts = (landing.seen_count, len(landing.landed), landing.unchanged_count)
    waiting = [name for name in landing.waiting if not is_manifest_name(name)]
    return Landed(*counts, told[False], waiting, told[True], landing.passed_over_count)


def parse(night: Night, landed: Landed) -> Parsed:
    """Read every current file that staging lacks, and say whether the marts need building."""
    if night.mode is Mode.REBUILD:
        discard_work(night.home)
    with open_work(night.home) as connection:
        load_landing(connection, night.home, read_file_date)
        again = _find_broken_by_older_parser(connection) + _find_corrected_otherwise(connection)
        remove_pages(connection, again)  # and so read them again
        todo = find_pages_to_parse(connection, PARSER_VERSION)
        remove_pages(connection, todo.removed)
        stale = find_stale_pages(connection, PARSER_VERSION) if night.mode is Mode.REPARSE else []
        files = [PageFile(night.home, file, night.started_at) for file in (*todo.new, *stale)]
        with open_workers(night.settings, len(files)) as workers:
            counts = read_pages(
                connection,
                files,
                batch_pages=night.settings.batch_pages,
                workers=workers,
                progress=night.show.advance,
            )
        fingerprint = fingerprint_inputs(connection, DBT_PROJECT, words.SEEDS)
        published = read_published(night.home)
        if published:
            is_new = published.fingerprint != fingerprint or night.mode is Mode.REBUILD
            if damage := find_damage(night.home, published):
                log.warning("the published version is damaged (%s); it is published anew", damage)
                is_new = True
        else:
            is_new = _has_anything(connection)
        if is_new:
            begin_load(
                connection,
                load_id=night.load_id,
                started_at=night.started_at,
                file_count=landed.landed_count,
                quarantined_count=len(landed.quarantined),
            )
        broken_count = connection.exec_driver_sql(f"select count(*) from ({BROKEN_PAGES})").scalar_one()
    return Parsed(counts, todo.stale_count - len(stale), broken_count, fingerprint, is_new)


def build(night: Night) -> Built:
    """Build and test the marts with dbt."""
    return build_marts(night.home, started_at=night.started_at, progress=night.show.advance)


def compare(night: Night) -> list[MartChange]:
    """Compare the marts just built with those that readers see."""
    return compare_marts(night.home, examples=night.examples)


def publish(night: Night, fingerprint: str) -> Published:
    """Copy the marts aside, check them, and switch readers to them."""
    return publish_marts(
        night.home,
        night.load_id,
        fingerprint,
        keep=night.settings.keep_versions,
        accept_changes=night.accept_changes,
        now=dt.datetime.now(dt.UTC),
    )


def report(night: Night, landed: Landed, parsed: Parsed, built: Built | None) -> NightReport:
    """Enter the end of the night in landing.loads, put old logs away, and gather the closing table."""
    published = read_published(night.home)
    with open_work(night.home) as connection:
        if published:
            settle_load(connection, published, night.elapsed() if published.load_id == night.load_id else None)
        file_count, quarantined_count = connection.exec_driver_sql(
            "select (select count(distinct (source_name, source_file)) from landing.files), "
            "(select count(distinct (source_name, source_file)) from landing.quarantine "
            "where parse_filename(lower(source_file)) <> 'manifest.csv')"
        ).one()
    for name in remove_erased_versions(night.home):
        log.info("version %s held an erased page and was removed", name)
    _remove_old_files(night)
    return NightReport(
        night.load_id,
        parsed.is_new,
        landed,
        parsed,
        built,
        published,
        quarantined_count,
        file_count,
        {**night.seconds, "in all": night.elapsed()},
    )


def _has_anything(connection: sa.Connection) -> bool:
    """Whether any file ever landed or was refused: a first night on an empty folder has nothing to build."""
    query = "select exists (from landing.files) or exists (from landing.quarantine)"
    return bool(connection.exec_driver_sql(query).scalar_one())


def _find_broken_by_older_parser(connection: sa.Connection) -> list[str]:
    """The page_ids of pages that an older parser failed on; this one may do better."""
    query = f"select page_id from ({BROKEN_PAGES}) join staging.pages using (page_id) where parser_version <> $1"
    return list(connection.exec_driver_sql(query, (PARSER_VERSION,)).scalars())


def _find_corrected_otherwise(connection: sa.Connection) -> list[str]:
    """The page_ids of pages that were read with other corrections by hand than now stand in the list."""
    query = "select page_id, source_file, corrections from staging.pages where len(corrections) > 0 "
    query += "or list_contains($1, source_file) or list_contains($1, page_id)"
    pages = connection.exec_driver_sql(query, (list(words.corrections()),))
    return [
        page_id
        for page_id, source_file, corrections in pages
        if corrections != [str(correction) for correction in find_corrections(source_file, page_id)]
    ]


def _remove_old_files(night: Night) -> None:
    """Logs, and work databases that were moved aside, older than ``keep_days``."""
    oldest = night.now.timestamp() - night.settings.keep_days * 86_400
    for path in (*(night.home / "logs").glob("*.log*"), *(night.home / "work").glob("*.broken-*")):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def _is_within(days: Days, source_file: str, day: dt.date | None) -> bool:
    """Whether a page was published in the range: as its manifest, else its name says."""
    day = day or read_file_date(source_file)
    return day is not None and days[0] <= day <= days[1]
