"""The night's lock: one night at a time per home, and none left behind by a process that was killed.

``night.lock`` is locked with flock, which the kernel lifts when the process dies; what it holds (JSON) only tells
others who it is.  Worker processes forked by the night close their copy, or they would hold the lock after it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from warehouse.store.durable import PUBLIC, StoreError, explain_write_errors, make_folder


class RunningNight(NamedTuple):
    """Who holds the lock."""

    pid: int
    host: str
    started_at: dt.datetime  # UTC, without tzinfo
    load_id: str


class NightRunningError(StoreError):
    """Another night is running in this home."""


@contextlib.contextmanager
def hold_night_lock(home: Path, load_id: str) -> Iterator[None]:
    """Hold the lock of ``home`` while the block runs; raises NightRunningError at once if another process has it."""
    make_folder(home, PUBLIC)
    path = home / "night.lock"
    with explain_write_errors(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    _held.add(descriptor)
    try:
        _lock(descriptor, home)
        with explain_write_errors(path):
            _write_night(descriptor, load_id)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def find_running_night(home: Path) -> RunningNight | None:
    """The night that runs in ``home`` now, or None; only looks, and stops nobody."""
    try:
        descriptor = os.open(home / "night.lock", os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        night = _read_night(descriptor)
        if night:  # running, or killed
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return night
    finally:
        os.close(descriptor)
    return None


_held: set[int] = set()


def _close_inherited() -> None:
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_close_inherited)


def _lock(descriptor: int, home: Path) -> None:
    """Take the lock or raise NightRunningError; for an instant one who only looks may have it, so a few tries."""
    for _ in range(10):
        with contextlib.suppress(BlockingIOError):
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(0.03)
    raise NightRunningError(_tell_who(home, _read_night(descriptor)))


def _write_night(descriptor: int, load_id: str) -> None:
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    told = {"pid": os.getpid(), "host": socket.gethostname(), "started_at": now.isoformat(), "load_id": load_id}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(told).encode(), 0)
    os.fsync(descriptor)


def _read_night(descriptor: int) -> RunningNight | None:
    """What the holder wrote; None where nobody runs, and in the instant before a holder has written."""
    try:
        told = json.loads(os.pread(descriptor, 4096, 0))
        return RunningNight(told["pid"], told["host"], dt.datetime.fromisoformat(told["started_at"]), told["load_id"])
    except (ValueError, KeyError, TypeError):
        return None


def _tell_who(home: Path, night: RunningNight | None) -> str:
    who = f"process {night.pid} on {night.host} since {night.started_at} UTC" if night else "another process"
    remedy = f"end it with: kill {night.pid}" if night else "look for it with: ps aux | grep jianbao"
    return f"a night is already running in {home}: {who}. Wait for it; if it hangs, {remedy}"
