"""One night, in order: land -> parse -> build -> publish -> report.  Works with and without an orchestrator.

A reparse, a rebuild and a refresh are nights without landing that say what they change before they publish it.

``run_night`` is the only description of the order.  It takes each step (``steps.py``) through ``call``, which an
orchestrator replaces (``flows/tasks.py`` makes every step a task); alone, steps are called plainly.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from warehouse.build import Built
from warehouse.journal import NightEnd, enter_night
from warehouse.loads import end_failed_load
from warehouse.masking import mask_secrets
from warehouse.notify import notify_failure
from warehouse.report import NOTHING_LANDED, Landed, Mode, NightReport, Parsed, Show
from warehouse.settings import Settings
from warehouse.steps import (
    Days,
    Night,
    build,
    check_place,
    check_space,
    compare,
    land,
    parse,
    publish,
    report,
)
from warehouse.store.database import hold_night_lock, open_work
from warehouse.store.diff import MartChange
from warehouse.store.durable import StoreError
from warehouse.store.publish import Published, read_published

log = logging.getLogger(__name__)

Step = Callable[..., Any]
CallStep = Callable[..., Any]


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
    failure = (night.step, mask_secrets(str(error))[:1000]) if error else (None, None)
    enter_night(night.home, NightEnd(night.load_id, night.mode.name.lower(), started_at, now, outcome, *failure))
