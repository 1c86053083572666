"""What the tests of ``parse`` share: cases from ``tests/cases``, a page read without files or clock, a time limit.

``@pytest.mark.cases("numerals", having="value")`` runs a test once per case of ``tests/cases/numerals.json`` that has
the key ``value``; the test takes it as ``case``.  A case with ``known_failure`` is right, but not yet read right: it
runs as a strict xfail, so that the fix is noticed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from warehouse.parse.records import parse_page
from warehouse.parse.rows import PageMeta, PageRows
from warehouse.settings import CHECKOUT

CASES = CHECKOUT / "tests" / "cases"
AT = dt.datetime(2024, 3, 1, 18, 30)
Case = dict[str, Any]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "cases(name, having=None): run once per case of tests/cases/<name>.json")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for marker in metafunc.definition.iter_markers("cases"):
        metafunc.parametrize("case", [as_parameter(case) for case in read_cases(*marker.args, **marker.kwargs)])


def read_cases(name: str, having: str | None = None) -> list[Case]:
    cases: list[Case] = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    found = [case for case in cases if having is None or having in case]
    assert found, f"no case of {name}.json has the key {having!r}"
    return found


def as_parameter(case: Case) -> Any:
    reason = case.get("known_failure")
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=case["why"], marks=marks)


@pytest.fixture(scope="session")
def read_page() -> Callable[..., PageRows]:
    """Read a page of text (or bytes); what a manifest would say goes in as keywords."""

    def read(page: str | bytes, source_file: str = "p-0001.txt", **facts: Any) -> PageRows:
        data = page.encode("utf-8") if isinstance(page, str) else page
        return parse_page(data, PageMeta("区报", source_file, "0" * 64, AT, AT, dt.date(2024, 3, 2), **facts))

    return read


@pytest.fixture(scope="session")
def within() -> Callable[[float], AbstractContextManager[None]]:
    """Fail what takes more than some seconds of this process, instead of waiting for it: reading must be linear in
    the text. Others on the machine don't count."""

    @contextlib.contextmanager
    def limit(seconds: float) -> Iterator[None]:
        def fail(*_: object) -> None:
            raise AssertionError(f"not done after {seconds} seconds of processor time")

        before = signal.signal(signal.SIGPROF, fail)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    return limit


@pytest.fixture(scope="session")
def lay_out() -> Callable[[Case], str]:
    """The page of a case: strings are lines as they stand, ``prose`` is wrapped at the case's column width."""

    def lay(case: Case) -> str:
        width = case.get("width", 20)
        lines: list[str] = []
        for item in case["page"]:
            lines += [item] if isinstance(item, str) else wrap(item["prose"], width)
        return "\n".join(lines) + "\n"

    return lay


def wrap(prose: str, width: int) -> list[str]:
    """Cut prose as a column does: ASCII is half as wide, and no line begins with a closing mark."""
    lines, line, used = [], "", 0.0
    for char in prose:
        wide = 0.5 if char.isascii() else 1.0
        if used + wide > width and char not in "，。、；：！？”）》":
            lines.append(line)
            line, used = "", 0.0
        line, used = line + char, used + wide
    return [*lines, line]
