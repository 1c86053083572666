"""One night, in order: land -> parse -> build -> publish -> report.  Works with and without an orchestrator.

A reparse, a rebuild and a refresh are nights without landing that say what they change before they publish it.

``run_night`` is the only description of the order.  It takes each step through ``call``, which an orchestrator
replaces (``flows/tasks.py`` makes every step a task); alone, steps are called plainly.  Steps hand on small counts;
pages travel through the work database.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import enum
import functools
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from warehouse.build import DBT_PROJECT, Built, build_marts
from warehouse.journal import NightEnd, enter_night
from warehouse.loads import begin_load, end_failed_load, settle_load
from warehouse.notify import notify_failure
from warehouse.parse import words
from warehouse.parse.corrections import find_corrections
from warehouse.parse.masthead import read_file_date
from warehouse.parse.records import PARSER_VERSION
from warehouse.parse.text import find_unreadable
from warehouse.read_pages import PageFile, ReadCounts, make_executor, read_pages
from warehouse.settings import Settings
from warehouse.store.database import discard_work, hold_night_lock, open_work
from warehouse.store.diff import MartChange, compare_marts
from warehouse.store.durable import StoreError
from warehouse.store.landing import LandingError, land_files
from warehouse.store.load import find_pages_to_parse, find_stale_pages, load_landing, remove_pages
from warehouse.store.publish import Published, fingerprint_inputs, publish_marts, read_published
from warehouse.store.versions import find_damage
from warehouse.store.walk import is_manifest_name
from warehouse.store.withdraw import remove_erased_versions

log = logging.getLogger(__name__)

BROKEN_PAGES = "select distinct page_id from staging.problems where kind in ('parser_error', 'raw_file_missing')"

Days = tuple[dt.date, dt.date]  # first and last
Step = Callable[..., Any]
CallStep = Callable[..., Any]


class Mode(enum.Enum):
    """What a run does beside building and publishing what is new."""

    NIGHTLY = "land and read what is new"
    BACKFILL = "land and read what was published in a range of days"
    REPARSE = "read again what an older parser read"
    REBUILD = "read everything again, into a new work database"
    REFRESH = "nothing"


class SpaceError(StoreError):
    """The disk has too little room for a night."""


class Show:
    """What a night tells while it runs; this one says nothing."""

    def begin(self, step: str) -> None:
        """A step begins."""

    def advance(self, done: int, total: int) -> None:
        """The step has done so many of so many."""

    def end(self, step: str, words: str, seconds: float) -> None:
        """A step has ended; ``words`` say how many in, out and wrong."""

    def warn(self, message: str) -> None:
        """Something that a person should look at, and the night goes on."""

    def tell_changes(self, changes: list[MartChange]) -> None:
        """What is about to be published differs so from what readers see."""


class Landed(NamedTuple):
    """What the landing step did."""

    seen_count: int
    landed_count: int
    unchanged_count: int
    quarantined: list[str]  # tonight's files, as 'file: reason'; with landed, unchanged and waiting all that were seen
    waiting: list[str]
    manifest_problems: list[str]  # tonight's, in the same form; manifests aren't among the files seen
    passed_over_count: int = 0  # by a backfill: of another day, or of none that file name or manifest tells

    def in_words(self) -> str:
        words = f"{self.seen_count} files seen: {self.landed_count} landed, {self.unchanged_count} unchanged"
        words += f", {len(self.quarantined)} quarantined" if self.quarantined else ""
        words += f", {len(self.waiting)} still being written" if self.waiting else ""
        words += f"; {len(self.manifest_problems)} problems in manifests" if self.manifest_problems else ""
        return words + (f"; {self.passed_over_count} of other or unknown days" if self.passed_over_count else "")


NOTHING_LANDED = Landed(0, 0, 0, [], [], [])


class Parsed(NamedTuple):
    """What the parse step did, and whether there is anything to build."""

    counts: ReadCounts
    stale_count: int
    broken_count: int  # in the warehouse: pages that the parser failed on, or whose bytes are gone
    fingerprint: str
    is_new: bool

    def in_words(self) -> str:
        pages, articles, metrics, problems = self.counts
        if not pages:
            return "no new pages"
        return f"{pages} pages: {articles} articles, {metrics} metrics, {problems} problems"


class NightReport(NamedTuple):
    """What a night did: the closing table."""

    load_id: str
    is_new: bool
    landed: Landed
    parsed: Parsed
    built: Built | None
    published: Published | None  # the version that readers see now
    quarantined_count: int  # in all nights
    file_count: int  # in all nights
    seconds: dict[str, float]  # by step
    mode: Mode = Mode.NIGHTLY
    changes: list[MartChange] | None = None  # against the version before; None if they weren't compared


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


def call_plainly(step: Step, *args: Any) -> Any:
    """Call a step as the function that it is."""
    return step(*args)


def run_night(
    settings: Settings,
    *,
    mode: Mode = Mode.NIGHTLY,
    accept_changes: bool = False,
    examples: int = 0,
    days: Days | None = None,
    show: Show | None = None,
    call: CallStep = call_plainly,
    now: dt.datetime | None = None,
) -> NightReport:
    """Run one night under the home's lock and report it.

    Of each kind of change ``examples`` are shown; ``days`` (first, last) are those of a backfill.

    Raises LandingError (no landing folder), NightRunningError, BuildError (a test of form failed) or another
    StoreError, with readers left where they were.
    """
    now = now or dt.datetime.now(dt.UTC)
    show = show or Show()
    night = Night(settings, accept_changes=accept_changes, show=show, now=now, mode=mode, examples=examples, days=days)
    with hold_night_lock(night.home, night.load_id), _warnings_shown(night.show), _end_recorded(night):
        check_space(settings)
        if night.lands:
            check_place(settings.landing)
        landed: Landed = _do(night, call, land) if night.lands else NOTHING_LANDED
        parsed: Parsed = _do(night, call, parse, landed)
        built: Built | None = None
        changes: list[MartChange] | None = None
        if parsed.is_new:
            built = _do(night, call, build)
            if not night.lands and read_published(night.home):
                changes = _do(night, call, compare)
                night.show.tell_changes(changes)
            _do(night, call, publish, parsed.fingerprint)
        night_report: NightReport = _do(night, call, report, landed, parsed, built)
        night.is_new = parsed.is_new
    return night_report._replace(mode=mode, changes=changes)


def check_place(place: Path) -> None:
    """Raise LandingError at once for a landing folder that isn't there, before anything is started or made."""
    if not place.exists():
        raise LandingError(f"there is no landing folder {place}. Make it and put pages in, or name another (--landing)")
    if not place.is_dir():
        raise LandingError(f"{place} is a file, not a landing folder. Name the folder that it lies in (--landing)")


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
        with make_executor(night.settings.workers, len(files)) or contextlib.nullcontext() as executor:
            counts = read_pages(
                connection,
                files,
                batch_pages=night.settings.batch_pages,
                executor=executor,
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


def _do(night: Night, call: CallStep, step: Callable[..., Any], *args: Any) -> Any:
    """Take one step, timed and told."""
    night.step = name = step.__name__
    night.show.begin(name)
    began = time.monotonic()
    result = call(step, night, *args)
    night.seconds[name] = round(time.monotonic() - began, 3)
    night.show.end(name, _in_words(result), night.seconds[name])
    return result


def _in_words(result: Landed | Parsed | Built | Published | NightReport | list[MartChange]) -> str:
    match result:
        case Landed() | Parsed():
            return result.in_words()
        case Built():
            warned = f", {len(result.warnings)} with warnings" if result.warnings else ""
            return f"{result.model_count} models, {result.test_count} tests{warned}"
        case Published():
            return f"{len(result.counts)} marts as version {result.load_id}"
        case list():
            gained = sum(change.gained_count for change in result)
            lost = sum(change.lost_count for change in result)
            changed = sum(change.changed_count for change in result)
            return f"{gained} rows gained, {lost} lost, {changed} changed in {len(result)} marts"
    return ""


class _TellingHandler(logging.Handler):
    """Passes warnings on to a Show; errors are told by who raises them."""

    def __init__(self, show: Show) -> None:
        super().__init__(logging.WARNING)
        self.show = show

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno == logging.WARNING:
            self.show.warn(record.getMessage())


@contextlib.contextmanager
def _warnings_shown(show: Show) -> Iterator[None]:
    """Tell whoever watches what is logged as a warning meanwhile."""
    handler = _TellingHandler(show)
    logger = logging.getLogger("warehouse")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


@contextlib.contextmanager
def _end_recorded(night: Night) -> Iterator[None]:
    """Enter how a night ends in the journal; one that fails also in landing.loads, and whoever is to know is told."""
    try:
        yield
    except Exception as error:
        log.exception("night %s failed", night.load_id)
        with contextlib.suppress(StoreError), open_work(night.home) as connection:
            end_failed_load(connection, night.load_id, night.elapsed())
        _enter_end(night, "failed", error)
        notify_failure(night.settings, error, step=night.step, load_id=night.load_id)
        raise
    _enter_end(night, "published" if night.is_new else "nothing new")


def _enter_end(night: Night, outcome: str, error: Exception | None = None) -> None:
    now = dt.datetime.now(dt.UTC)
    started_at = night.now.astimezone(dt.UTC)
    failure = (night.step, str(error)[:1000]) if error else (None, None)
    enter_night(night.home, NightEnd(night.load_id, night.mode.name.lower(), started_at, now, outcome, *failure))


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
