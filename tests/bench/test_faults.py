"""A night that is killed is finished by the next, and the order in which pages come makes no difference.

`make bench-faults` does more of it: 60 kills, a full disk and a read-only home at each step, readers meanwhile.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.faults import STEPS, Grounds, find_difference, kill_at, run


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Grounds:
    """Eight pages in two nights, four and four."""
    return Grounds(tmp_path_factory.mktemp("faults"))


def test_five_nights_killed_one_in_each_step_end_in_the_same_marts(grounds: Grounds) -> None:
    assert kill_at(grounds, *zip(STEPS, (0.5, 0.7, 0.4, 0.6, 0.1), strict=True)).wrong is None


def test_one_night_gives_the_marts_of_two(grounds: Grounds, tmp_path: Path) -> None:
    run(tmp_path / "home", grounds.landing, 0)
    assert find_difference(tmp_path / "home", grounds.whole) is None


def test_the_reverse_order_gives_the_same_marts(grounds: Grounds, tmp_path: Path) -> None:
    run(tmp_path / "home", grounds.others, 0)
    run(tmp_path / "home", grounds.fewer, 1)
    assert find_difference(tmp_path / "home", grounds.whole) is None
