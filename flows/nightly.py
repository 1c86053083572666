"""The nightly flow: ``run_night`` with every step a task, on the Prefect that the environment names."""

from __future__ import annotations

from contextvars import ContextVar

from prefect import flow

from flows.tasks import call_as_task
from warehouse.night import NightReport, Show, run_night
from warehouse.settings import Settings, read_settings

SHOW: ContextVar[Show | None] = ContextVar("SHOW", default=None)


@flow(name="nightly", persist_result=False, validate_parameters=False)
def nightly(
    home: str | None = None,
    landing: str | None = None,
    source: str | None = None,
    accept_changes: bool = False,
) -> NightReport:
    """One night; what is None comes from jianbao.toml and JIANBAO_*."""
    settings = read_settings(home=home, landing=landing, source=source)
    return run_night(settings, accept_changes=accept_changes, show=SHOW.get(), call=call_as_task)


def run_nightly(settings: Settings, *, accept_changes: bool, show: Show) -> NightReport:
    """Run the flow in this process with someone watching."""
    token = SHOW.set(show)
    try:
        report: NightReport = nightly(
            str(settings.home), str(settings.landing), settings.source, accept_changes=accept_changes
        )
    finally:
        SHOW.reset(token)
    return report
