"""Runs that Prefect still believes in although their process is gone."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from prefect import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

from warehouse.store.lock import find_running_night

UNENDED = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]


def close_dead_runs(home: Path, *, but: str | None = None, of_deployment: str | None = None) -> int:
    """Mark runs as crashed that Prefect believes to be running although no night runs in ``home``; gives how many.

    A run whose process was killed together with its server would stay Running for ever and block the next.  ``but`` is
    the run that asks; a server that other homes share is asked for the runs ``of_deployment`` only.
    """
    if find_running_night(home):
        return 0
    unended = FlowRunFilterState(type=FlowRunFilterStateType(any_=UNENDED))
    deployment = DeploymentFilter(id=DeploymentFilterId(any_=[UUID(of_deployment)])) if of_deployment else None
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=["nightly", "backfill"])),
            flow_run_filter=FlowRunFilter(state=unended),
            deployment_filter=deployment,
        )
        dead = [run for run in runs if str(run.id) != but]
        for run in dead:
            client.set_flow_run_state(run.id, Crashed(message="its process is gone"), force=True)
    return len(dead)
