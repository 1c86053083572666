"""The backfill flow: a night over the pages of a range of days, out of an archive that may hold many more.

Killed or stopped, it takes up where it ended when it is run again: what has landed and was read is not done twice.
"""

from __future__ import annotations

import datetime as dt

from prefect import flow

from flows.nightly import SHOW, watched
from flows.tasks import call_as_task
from warehouse.night import run_night
from warehouse.report import Mode, NightReport, Show
from warehouse.settings import Settings, read_settings
from warehouse.steps import Days


@flow(name="backfill", persist_result=False, validate_parameters=False)
def backfill(
    from_day: str,
    to_day: str,
    home: str | None = None,
    landing: str | None = None,
    source: str | None = None,
    accept_changes: bool = False,
) -> NightReport:
    """The pages published from ``from_day`` to ``to_day`` (2020-07-01), as manifests, else file names say."""
    days = (dt.date.fromisoformat(from_day), dt.date.fromisoformat(to_day))
    return run_days(read_settings(home=home, landing=landing, source=source), days, accept_changes)


def run_days(settings: Settings, days: Days, accept_changes: bool) -> NightReport:
    """The body of the flow."""
    mode, show = Mode.BACKFILL, SHOW.get()
    return run_night(settings, mode=mode, days=days, accept_changes=accept_changes, show=show, call=call_as_task)


def run_backfill(settings: Settings, days: Days, *, accept_changes: bool, show: Show) -> NightReport:
    """Run the flow in this process with someone watching."""
    first, last = (day.isoformat() for day in days)
    home, landing = str(settings.home), settings.landing_place
    with watched(settings, show):
        return backfill(first, last, home, landing, settings.source, accept_changes)
