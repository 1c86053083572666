"""The steps of ``warehouse/steps.py`` as Prefect tasks; retries only where a disk or a network share can fail."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

from prefect import Task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from warehouse import steps
from warehouse.report import NightReport
from warehouse.show import write_markdown
from warehouse.store.place import UnreachablePlaceError

LASTING = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR}


def may_pass(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a second try can help: an error of input or output that is not a full disk or a missing permission."""
    error: object = state.result(raise_on_failure=False)
    while isinstance(error, BaseException):
        if isinstance(error, UnreachablePlaceError):
            return True
        if isinstance(error, OSError):
            return error.errno not in LASTING
        error = error.__cause__
    return False


def report_with_artifact(night: steps.Night, *results: Any) -> NightReport:
    """The report step, and its closing table as a Prefect artifact."""
    report = steps.report(night, *results)
    create_markdown_artifact(write_markdown(report), key="nightly", description=f"Night {report.load_id}")
    return report


def make_task(step: Callable[..., Any], name: str, retries: int = 0) -> Task[..., Any]:
    return Task(
        step,
        name=name,
        retries=retries,
        retry_delay_seconds=2,
        retry_condition_fn=may_pass if retries else None,
        cache_policy=NO_CACHE,
        persist_result=False,
    )


TASKS: dict[Callable[..., Any], Task[..., Any]] = {
    steps.land: make_task(steps.land, "land", retries=2),
    steps.parse: make_task(steps.parse, "parse"),
    steps.build: make_task(steps.build, "build"),
    steps.compare: make_task(steps.compare, "compare"),
    steps.publish: make_task(steps.publish, "publish", retries=2),
    steps.report: make_task(report_with_artifact, "report"),
}


def call_as_task(step: Callable[..., Any], *args: Any) -> Any:
    """Run a step of the night as the task that it is here, in this thread."""
    return TASKS[step](*args)
