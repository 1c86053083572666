"""What a night does when it is killed, when the disk is full and when the home can't be written.

    python tests/bench/faults.py kills [--count 60] [--seed 1]   SIGKILL at random moments of random steps
    python tests/bench/faults.py full-disk | read-only           at the start of each step
    python tests/bench/faults.py readers [--publishes 50]        4 processes that query while versions switch

After each fault readers must have the version before, whole; the night is run again, and its marts must equal, row for
row, those of a night that nothing disturbed (landing and reading times aside). Nights are plain: no Prefect.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import functools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.night import run_night
from warehouse.report import Show
from warehouse.settings import CHECKOUT, read_settings
from warehouse.store.versions import find_damage, read_published

STEPS = ("land", "parse", "build", "publish", "report")
TIMES = frozenset({"landed_at", "parsed_at", "seen_at"})
NOW = dt.datetime(2024, 3, 1, 2, tzinfo=dt.UTC)
FIRST_PAGES, ALL_PAGES = 4, 8


class Fault(NamedTuple):
    """One fault and what came of it; ``wrong`` is None if all is well."""

    what: str
    wrong: str | None


class TellingShow(Show):
    """Says on standard output which step begins, for whoever waits to disturb it; ``disturb`` does so in here."""

    def __init__(self, disturbed_step: str | None = None, disturb: object = None) -> None:
        self.disturbed_step, self.disturb = disturbed_step, disturb

    def begin(self, step: str) -> None:
        print(step, flush=True)
        if step == self.disturbed_step and callable(self.disturb):
            self.disturb()

    def warn(self, message: str) -> None:
        print(f"warning {message}", file=sys.stderr, flush=True)


class Grounds:
    """The landing folders and the undisturbed marts that all faults are measured against."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        pages = sorted((CHECKOUT / "seeds" / "pages").rglob("*.txt"))[:ALL_PAGES]
        self.landing, self.fewer = folder / "all" / "pages", folder / "fewer" / "pages"
        self.others = folder / "others" / "pages"
        halves = (self.fewer, pages[:FIRST_PAGES]), (self.others, pages[FIRST_PAGES:])
        for place, chosen in ((self.landing, pages), *halves):
            place.mkdir(parents=True)
            for page in chosen:
                shutil.copy(page, place)
        self.first, self.whole = folder / "first", folder / "whole"
        run(self.first, self.fewer, 0)
        shutil.copytree(self.first, self.whole, symlinks=True)
        self.seconds = {"report": 0.5} | run(self.whole, self.landing, 1)

    def new_home(self) -> Path:
        """A home in which the first pages are published."""
        self.count += 1
        return Path(shutil.copytree(self.first, self.folder / f"home-{self.count}", symlinks=True))


def run(home: Path, landing: Path, minute: int) -> dict[str, float]:
    """A night in this process that nothing disturbs; gives its seconds by step."""
    settings = read_settings(home=home, landing=landing, min_free_mb=0)
    return run_night(settings, now=NOW + dt.timedelta(minutes=minute)).seconds


def find_difference(home: Path, whole: Path) -> str | None:
    """What differs between the published marts of two homes, times aside, or None."""
    with duckdb.connect() as connection:
        for name, place in (("one", home), ("other", whole)):
            connection.execute(f"attach '{(place / 'published' / 'jianbao.duckdb').resolve()}' as {name} (read_only)")
        tables = "select table_name from information_schema.tables where table_catalog = 'other'"
        for (mart,) in connection.execute(f"{tables} and table_name <> 'loads'").fetchall():
            columns = [row[0] for row in connection.execute(f"describe other.marts.{mart}").fetchall()]
            names = ", ".join(f'"{column}"' for column in columns if column not in TIMES)
            for a, b in (("one", "other"), ("other", "one")):
                rows = f"select {names} from {a}.marts.{mart} except all select {names} from {b}.marts.{mart}"
                count = connection.execute(f"select count(*) from ({rows})").fetchall()[0][0]
                if count:
                    return f"{count} rows of {mart} are only in {a}"
    return None


# --- killed ---


def kill_at(grounds: Grounds, *moments: tuple[str, float]) -> Fault:
    """Kill second nights one after the other, each a share of the way through a step, and run the last to its end.

    After each kill readers must have a whole version, and not a new one before its time.
    """
    home = grounds.new_home()
    before = read_published(home)
    what = "killed " + ", then ".join(f"{share:.0%} through {step}" for step, share in moments)
    try:
        for number, (step, share) in enumerate(moments):
            last_step = _run_and_kill(home, grounds, number + 2, step, share)
            if last_step is None:
                return Fault(what, f"the night failed before {step}")
            published = read_published(home)
            if published is None or find_damage(home, published):
                return Fault(what, f"readers have no whole version after {step}")
            if published != before and last_step not in ("publish", "report"):
                return Fault(what, f"a version was published before its time, in {step}")
        run(home, grounds.landing, len(moments) + 2)
        return Fault(what, find_difference(home, grounds.whole))
    except Exception as error:
        return Fault(what, f"the next night failed: {error}")
    finally:
        shutil.rmtree(home)


def _run_and_kill(home: Path, grounds: Grounds, minute: int, step: str, share: float) -> str | None:
    """Begin a night and kill it; gives the step that it had come to by then, None if it never came to ``step``.

    A night may be faster than the one that was timed, and so a step further.
    """
    command = [sys.executable, __file__, "night", str(home), str(grounds.landing), str(minute)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(), cwd=CHECKOUT) as process:
        assert process.stdout is not None
        has_come = any(line.strip() == step for line in process.stdout)
        time.sleep(share * grounds.seconds[step])
        process.send_signal(signal.SIGKILL)
        later = [line.strip() for line in process.stdout]
    return [step, *later][-1] if has_come else None


def kill_often(grounds: Grounds, count: int, seed: int) -> Iterator[Fault]:
    """Kills at random moments, spread evenly over the steps."""
    random_share = random.Random(seed)
    for number in range(count):
        yield kill_at(grounds, (STEPS[number % len(STEPS)], random_share.random()))


# --- no space, no permission ---


def fill_disk(home: Path) -> None:
    """Leave 16 KB."""
    with contextlib.suppress(OSError), (home / "filler").open("wb", buffering=0) as file:
        while shutil.disk_usage(home).free > 16_384:
            file.write(b"x" * min(2**20, max(4096, shutil.disk_usage(home).free - 16_384)))


def make_read_only(home: Path, *, undone: bool = False) -> None:
    for path in (home, *home.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o200 if undone else mode & ~0o222)


def disturb_steps(grounds: Grounds, kind: str) -> Iterator[Fault]:
    """Take away space or permission as each step begins; the message must name the cause, and the next night heal."""
    words = ("space", "full") if kind == "full-disk" else ("ermission", "read-only", "denied")
    for step in STEPS[:4]:
        home = grounds.new_home()
        before = read_published(home)
        show = TellingShow(step, functools.partial(fill_disk if kind == "full-disk" else make_read_only, home))
        settings = read_settings(home=home, landing=grounds.landing, min_free_mb=0)
        what = f"{kind} at {step}"
        try:
            run_night(settings, now=NOW + dt.timedelta(minutes=1), show=show)
            message = None
        except Exception as error:
            message = str(error)
        if kind == "full-disk":
            (home / "filler").unlink(missing_ok=True)
        else:
            make_read_only(home, undone=True)
        published = read_published(home)
        if message is None:
            yield Fault(what, "the night did not fail")
        elif not any(word in message for word in words):
            yield Fault(what, f"the message names no cause: {message[:300]}")
        elif published != before or (published and find_damage(home, published)):
            yield Fault(what, "readers lost the version before")
        else:
            run(home, grounds.landing, 3)
            yield Fault(what, find_difference(home, grounds.whole))
        shutil.rmtree(home)


def inside(kind: str) -> list[str]:
    """The command that gives this program what it needs: a small disk of its own, or no power over permissions."""
    again = [sys.executable, __file__, kind, "--here"]
    if kind == "full-disk":
        script = 'd=$(mktemp -d) && mount -t tmpfs -o size=400m tmpfs "$d" && TMPDIR="$d" exec "$@"'
        return ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", *again]
    caps = "-dac_override,-dac_read_search"
    return ["setpriv", "--inh-caps", caps, "--bounding-set", caps, *again] if os.geteuid() == 0 else again


# --- readers ---

READER = """
import duckdb, os, sys, time
path, stop, keeps = sys.argv[1], sys.argv[2], sys.argv[3] == "long"
marts = ("count(*) from marts.pages", "max(load_id) from marts.loads", "count(*) from marts.article_spans")
query = "select " + ", ".join(f"(select {mart})" for mart in marts)
count, connection = 0, None
while not os.path.exists(stop):
    if connection is None or not keeps or count % 50 == 0:
        if connection: connection.close()
        connection = duckdb.connect(os.path.realpath(path), read_only=True)
    pages, load, spans = connection.execute(query).fetchall()[0]
    assert pages > 0 and spans > 0 and load, (pages, load, spans)
    count += 1
print(count)
"""


def read_while_publishing(grounds: Grounds, publishes: int) -> Iterator[Fault]:
    """Four readers query without pause, two of them on connections that last, while versions switch."""
    from warehouse.store.publish import publish_marts

    home, stop = grounds.new_home(), grounds.folder / "stop"
    path = str(home / "published" / "jianbao.duckdb")
    commands = [[sys.executable, "-c", READER, path, str(stop), kind] for kind in ("short", "long") * 2]
    readers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for command in commands
    ]
    try:
        for number in range(publishes):
            now = NOW + dt.timedelta(minutes=number + 1)
            publish_marts(home, f"n{number:05}", f"f{number}", keep=2, now=now)
    finally:
        stop.touch()
    for reader, command in zip(readers, commands, strict=True):
        output, errors = reader.communicate(timeout=60)
        what = f"{output.strip() or 'no'} queries ({command[-1]}) during {publishes} publishes"
        yield Fault(what, errors.strip()[-300:] or None if reader.returncode else None)


# --- the program ---


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(CHECKOUT)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["kills", "full-disk", "read-only", "readers", "night"])
    parser.add_argument("places", nargs="*")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--publishes", type=int, default=50)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.kind == "night":
        settings = read_settings(home=Path(given.places[0]), landing=Path(given.places[1]), min_free_mb=0)
        run_night(settings, now=NOW + dt.timedelta(minutes=int(given.places[2])), show=TellingShow())
        return 0
    if given.kind in ("full-disk", "read-only") and not given.here:
        return subprocess.run(inside(given.kind), env=environment(), check=False).returncode
    with tempfile.TemporaryDirectory() as folder:
        grounds = Grounds(Path(folder))
        if given.kind == "kills":
            faults = kill_often(grounds, given.count, given.seed)
        elif given.kind == "readers":
            faults = read_while_publishing(grounds, given.publishes)
        else:
            faults = disturb_steps(grounds, given.kind)
        return tell(faults)


def tell(faults: Iterator[Fault]) -> int:
    """Print each fault as it is over, and how many went well; gives the exit code."""
    good = bad = 0
    for fault in faults:
        good, bad = good + (fault.wrong is None), bad + (fault.wrong is not None)
        print(
            f"{'ok  ' if fault.wrong is None else 'FAIL'} {fault.what}{f': {fault.wrong}' if fault.wrong else ''}",
            flush=True,
        )
    print(f"{good} of {good + bad} well")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
