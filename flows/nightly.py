"""The nightly flow: ``run_night`` with every step a task, on the Prefect that the environment names."""

from __future__ import annotations

import atexit
import contextlib
import os
from collections.abc import Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from prefect import flow, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.runs import close_dead_runs, remove_old_runs
from warehouse.journal import read_last_night
from warehouse.lists import use_lists
from warehouse.logs import log_to, name_log
from warehouse.settings import Settings, read_settings

if TYPE_CHECKING:  # they import the parser, which reads the lists that are in force then
    from warehouse.report import NightReport, Show

SHOW: ContextVar[Show | None] = ContextVar("SHOW", default=None)


@flow(name="nightly", persist_result=False, validate_parameters=False)
def nightly(
    home: str | None = None,
    landing: str | None = None,
    source: str | None = None,
    accept_changes: bool = False,
) -> NightReport | State[Any]:
    """One night; what is None comes from jianbao.toml and JIANBAO_*.

    A scheduled run that comes late, when a night has begun since its time, does nothing: missed nights are caught up
    once, not each.
    """
    # one line: Prefect's runner pickles a flow together with all that its body names
    return run_one(read_settings(home=home, landing=landing, source=source), accept_changes)


def run_one(settings: Settings, accept_changes: bool) -> NightReport | State[Any]:
    """The body of the flow."""
    if last := _find_night_since_due(settings):
        return Completed(name="CaughtUp", message=f"night {last} has begun since this one was due")
    use_lists(settings.home.resolve())  # each night those of the day; refuses if the parser was imported with others
    from flows.tasks import call_as_task
    from warehouse.night import run_night

    with contextlib.ExitStack() as stack:
        if runtime.deployment.id:  # alone in its process, with nobody who opened a log for it
            atexit.register(_be_quiet)
            close_dead_runs(settings.home.resolve(), but=runtime.flow_run.id, of_deployment=runtime.deployment.id)
            stack.enter_context(log_to(name_log(settings.home.resolve())))
        report = run_night(settings, accept_changes=accept_changes, show=SHOW.get(), call=call_as_task)
        if runtime.deployment.id:
            remove_old_runs(settings.keep_days, of_deployment=runtime.deployment.id)
        return report


@contextlib.contextmanager
def watched(settings: Settings, show: Show) -> Iterator[None]:
    """Let the flow that runs in the block tell ``show``; before it dead runs are closed, after it old ones removed."""
    close_dead_runs(settings.home.resolve())
    token = SHOW.set(show)
    try:
        yield
    finally:
        SHOW.reset(token)
    remove_old_runs(settings.keep_days)


def _be_quiet() -> None:
    """At the end of the process DuckDB's bindings complain for pages if threads still run."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _find_night_since_due(settings: Settings) -> str | None:
    """The load_id of the last night, if this is a run of a deployment and that night began after this one was due."""
    last = read_last_night(settings.home.resolve(), "nightly")
    if not last or not runtime.deployment.id:
        return None
    return last.load_id if last.started_at >= runtime.flow_run.scheduled_start_time else None


def run_nightly(settings: Settings, *, accept_changes: bool, show: Show) -> NightReport:
    """Run the flow in this process with someone watching."""
    with watched(settings, show):
        report = nightly(str(settings.home), settings.landing_place, settings.source, accept_changes=accept_changes)
    assert not isinstance(report, State)  # only a scheduled run can come late
    return report
