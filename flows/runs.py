"""Runs that Prefect still believes in although their process is gone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import UUID

from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed
from prefect.types import DateTime

from warehouse.store.lock import find_running_night

UNENDED = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]


def close_dead_runs(home: Path, *, but: str | None = None, of_deployment: str | None = None) -> int:
    """Mark runs as crashed that Prefect believes to be running although no night runs in ``home``; gives how many.

    A run whose process was killed together with its server would stay Running for ever and block the next.  ``but`` is
    the run that asks; a server that other homes share is asked for the runs ``of_deployment`` only.
    """
    if find_running_night(home):
        return 0
    unended = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNENDED)))
    with get_client(sync_client=True) as client:
        runs = _find_runs(client, unended, of_deployment)
        dead = [run for run in runs if str(run.id) != but]
        for run in dead:
            client.set_flow_run_state(run.id, Crashed(message="its process is gone"), force=True)
    return len(dead)


def remove_old_runs(days: int, *, of_deployment: str | None = None) -> int:
    """Remove runs that began more than ``days`` ago from Prefect's book, with their tasks; gives how many."""
    before = DateTime.now(dt.UTC) - dt.timedelta(days=days)
    old = FlowRunFilter(start_time=FlowRunFilterStartTime(before_=before))
    count = 0
    with get_client(sync_client=True) as client:
        while runs := _find_runs(client, old, of_deployment):  # a page of 200 at a time
            for run in runs:
                client.delete_flow_run(run.id)
            count += len(runs)
    return count


def _find_runs(client: SyncPrefectClient, which: FlowRunFilter, of_deployment: str | None) -> list[FlowRun]:
    deployment = DeploymentFilter(id=DeploymentFilterId(any_=[UUID(of_deployment)])) if of_deployment else None
    ours = FlowFilter(name=FlowFilterName(any_=["nightly", "backfill"]))
    return client.read_flow_runs(flow_filter=ours, flow_run_filter=which, deployment_filter=deployment)
