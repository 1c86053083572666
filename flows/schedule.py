"""The schedule: the nightly flow as a deployment that this process serves; a missed night is caught up once.

Nights never overlap: the deployment lets one run at a time and cancels a second, and the home's lock refuses whoever
comes another way.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from prefect import get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.server.schemas.schedules import CronSchedule
from prefect.types.entrypoint import EntrypointType

from flows.nightly import nightly
from flows.runs import close_dead_runs
from warehouse.journal import read_last_night
from warehouse.settings import Settings

ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


class NightRunner(Runner):
    """Prefect's runner, which on SIGTERM would leave a running night behind; this one cancels its tasks and ends."""

    def handle_sigterm(self, *_: object) -> None:
        sys.exit(143)


class ScheduleError(Exception):
    """The cron line can't be read; the message says why."""


def serve_nightly(settings: Settings, cron: str, *, missed: bool) -> None:
    """Serve the nightly flow of one home until the process is told to stop; Prefect's server is up already.

    A night that was ``missed`` begins at once.
    """
    home = settings.home.resolve()
    close_dead_runs(home)
    runner = NightRunner(name="jianbao", pause_on_shutdown=False)
    parameters = {"home": str(home), "landing": settings.landing_place, "source": settings.source_name}
    deployment_id: Any = runner.add_flow(  # a UUID, for there is no event loop yet
        nightly,
        name="nightly",
        schedules=[Cron(cron, timezone=settings.timezone)],
        concurrency_limit=ONE_AT_A_TIME,
        parameters=parameters,
        enforce_parameter_schema=False,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    if missed:
        with get_client(sync_client=True) as client:
            client.create_flow_run_from_deployment(deployment_id)
    asyncio.run(runner.start())


def find_missed_night(home: Path, cron: str, timezone: str, now: dt.datetime) -> dt.datetime | None:
    """The first time that a night should have begun since the last one did, if there is any; None in a new home."""
    last = read_last_night(home, "nightly")
    return find_next_night(cron, timezone, last.started_at + dt.timedelta(seconds=1), now) if last else None


def find_next_night(cron: str, timezone: str, start: dt.datetime, end: dt.datetime | None = None) -> dt.datetime | None:
    """The first time from ``start`` (to ``end``) at which a night is due, in ``timezone``; raises ScheduleError."""
    try:
        schedule = CronSchedule(cron=cron, timezone=timezone)
    except ValueError as error:
        told = f"--cron {cron!r} can't be read; write five fields, such as '0 2 * * *' (each day at 2:00)"
        raise ScheduleError(told) from error
    times = asyncio.run(schedule.get_dates(n=1, start=start, end=end))
    return times[0].astimezone(ZoneInfo(timezone)) if times else None
