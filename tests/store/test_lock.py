"""The night's lock: one night at a time, and a killed one leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from warehouse.store.lock import NightRunningError, find_running_night, hold_night_lock

HOLDER = """
import os, sys, time
from pathlib import Path
from warehouse.store.lock import hold_night_lock
with hold_night_lock(Path(sys.argv[1]), "n1"):
    child = os.fork() if sys.argv[2] == "fork" else 1
    if child:
        print(child, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(home, request):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home), getattr(request, "param", "alone")], stdout=subprocess.PIPE
    ) as process:
        process.child = int(process.stdout.readline())
        yield process
        process.kill()


def test_the_second_night_is_told_who_runs(home, holder):
    told = rf"process {holder.pid} on .* since 20.*kill {holder.pid}"
    with pytest.raises(NightRunningError, match=told), hold_night_lock(home, "n2"):
        pass
    night = find_running_night(home)
    assert (night.pid, night.load_id) == (holder.pid, "n1")


def test_a_killed_night_leaves_no_lock(home, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert find_running_night(home) is None
    with hold_night_lock(home, "n2"):
        assert find_running_night(home).load_id == "n2"


@pytest.mark.parametrize("holder", ["fork"], indirect=True)
def test_a_worker_that_outlives_its_killed_night_does_not_hold_the_lock(home, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    try:
        os.kill(holder.child, 0)  # it lives
        with hold_night_lock(home, "n2"):
            pass
    finally:
        os.kill(holder.child, signal.SIGKILL)


def test_the_lock_holds_within_one_process_too_and_opens_when_the_block_fails(home):
    with pytest.raises(ZeroDivisionError), hold_night_lock(home, "n1"):
        with pytest.raises(NightRunningError), hold_night_lock(home, "n2"):
            pass
        raise ZeroDivisionError
    with hold_night_lock(home, "n3"):
        pass
    assert (find_running_night(home), (home / "night.lock").read_bytes()) == (None, b"")


def test_no_home_means_no_night(home):
    assert find_running_night(home) is None


def test_one_who_only_looks_does_not_stop_a_night_even_after_a_killed_one(home):
    script = (
        "import sys; from pathlib import Path; from warehouse.store.lock import find_running_night\n"
        "print(flush=True)\nwhile True: find_running_night(Path(sys.argv[1]))"
    )
    with hold_night_lock(home, "n0"):
        told = (home / "night.lock").read_bytes()
    with subprocess.Popen([sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE) as looker:
        looker.stdout.readline()
        end = time.monotonic() + 0.15
        while time.monotonic() < end:
            (home / "night.lock").write_bytes(told)
            with hold_night_lock(home, "n1"):
                pass
        looker.kill()
