"""How fast Jianbao is, how much memory it takes and how it grows: one table, and a line of tests/bench/history.csv.

    python -m tests.bench.speed [parse] [night] [memory] [growth]     all four without a name (hours); make bench
    python -m tests.bench.speed --quick                               small sizes (minutes)
    python -m tests.bench.speed growth --articles 10000 100000        other sizes

parse   pages/s and MB/s on one core, against jieba.lcut and jieba.posseg on the same pages, in turn
night   `jianbao nightly` with 1 and 2 workers against the baseline (a plain script of an afternoon), which reads a part
        of the same pages and is scaled
memory  peak of the night's process, of each worker and of dbt at several sizes (Linux only)
growth  the same 500 articles on warehouses of several sizes, land to publish

Times on a shared machine say little; ratios, taken side by side in one run, come first.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.pages_made import make_page, write_pages
from warehouse.settings import CHECKOUT

HISTORY = Path(__file__).with_name("history.csv")
BASELINE = CHECKOUT.parent / "shared" / "bench" / "baseline.py"
BASELINE_PACKAGES = CHECKOUT / ".venv" / "baseline"  # pandas, apart: where it is found, pyarrow loads it too
PARTS = ("parse", "night", "memory", "growth")
FIRST_COLUMNS = ("date", "commit", "machine")
AT = dt.datetime(2024, 3, 1, 18, 30)
NEW_ARTICLES, ARTICLES_A_PAGE = 500, 11
STEP = re.compile(r"^(land|parse|build|publish) .*\((\d+\.\d) s\)$", re.MULTILINE)
CLOCK = re.compile(r"(\d\d):(\d\d):(\d\d\.\d+)Z")


class Figure(NamedTuple):
    """One number of the table; ratios are those whose unit is ×."""

    name: str
    value: float
    unit: str
    note: str = ""


class Sizes(NamedTuple):
    """How much is measured."""

    parse_pages: int
    night_megabytes: float
    baseline_megabytes: float
    memory_megabytes: Sequence[float]
    articles: Sequence[int]
    new_articles: int = NEW_ARTICLES
    baseline_packages: Path = BASELINE_PACKAGES


FULL = Sizes(400, 50, 10, (5, 20, 100), (10_000, 100_000, 1_000_000))
QUICK = Sizes(60, 3, 1, (1, 3), (1_000, 3_000))


class Run(NamedTuple):
    """One night as a process of its own."""

    seconds: float
    steps: dict[str, float]
    start_seconds: float  # of Python and Prefect: all that is no step
    dbt_start_seconds: float
    peaks: dict[str, int]  # MB by kind of process; empty where /proc doesn't tell


# --- parse ---


def measure_parse(sizes: Sizes, _folder: Path) -> Iterator[Figure]:
    """Each page is cut by both of jieba's ways and parsed, in turn, so that a slow moment is slow for all three."""
    import jieba
    import jieba.posseg

    from warehouse.parse.laws import check_laws
    from warehouse.parse.records import parse_page
    from warehouse.parse.rows import PageMeta

    def parse(number: int, data: bytes) -> None:
        meta = PageMeta("made", f"p-{number}.txt", "0" * 64, AT, AT, AT.date())
        check_laws(parse_page(data, meta))

    jieba.setLogLevel(60)
    for number in range(min(10, sizes.parse_pages)):  # all caches and lists are loaded
        parse(number, make_page(number, seed=2).encode())
        jieba.lcut(make_page(number, seed=2))
        list(jieba.posseg.cut(make_page(number, seed=2)))
    spent, size = dict.fromkeys(("parse", "lcut", "posseg"), 0.0), 0
    for number in range(sizes.parse_pages):
        text = make_page(number)
        data = text.encode()
        size += len(data)
        moments = [time.process_time()]
        parse(number, data)
        moments.append(time.process_time())
        jieba.lcut(text)
        moments.append(time.process_time())
        list(jieba.posseg.cut(text))
        moments.append(time.process_time())
        for name, begin, end in zip(spent, moments, moments[1:], strict=False):
            spent[name] += end - begin
    yield Figure("parse against jieba.lcut", spent["lcut"] / spent["parse"], "×", "the same pages, one core")
    yield Figure("parse against jieba.posseg", spent["posseg"] / spent["parse"], "×", "the same pages, one core")
    for name, seconds in spent.items():
        yield Figure(f"{name} pages a second", sizes.parse_pages / seconds, "pages/s", f"{sizes.parse_pages} pages")
        yield Figure(f"{name} megabytes a second", size / 1e6 / seconds, "MB/s")


# --- night ---


def measure_night(sizes: Sizes, folder: Path) -> Iterator[Figure]:
    pages = _make_pages(folder, sizes.night_megabytes)
    part = _make_pages(folder, sizes.baseline_megabytes)
    baseline = _run_baseline(part, folder / "baseline.duckdb", sizes.baseline_packages)
    if baseline is not None:
        baseline *= _size(pages) / _size(part)
        scaled = f"{sizes.baseline_megabytes:g} MB scaled to {sizes.night_megabytes:g}"
    runs = {workers: run_night(folder / f"night-{workers}", pages, workers) for workers in (1, 2)}
    for workers, run in runs.items():
        if baseline is not None:
            yield Figure(f"night against baseline, {_processes(workers)}", baseline / run.seconds, "×", scaled)
    if baseline is not None:
        yield Figure("baseline", baseline, "s", scaled)
    for workers, run in runs.items():
        yield from _tell_run(f"night, {_processes(workers)}", run)


def _tell_run(name: str, run: Run) -> Iterator[Figure]:
    yield Figure(name, run.seconds, "s")
    yield Figure(f"{name}: start of Python and Prefect", run.start_seconds, "s")
    for step, seconds in run.steps.items():
        yield Figure(f"{name}: {step}", seconds, "s")
    yield Figure(f"{name}: start of dbt (in build)", run.dbt_start_seconds, "s")


def _run_baseline(pages: Path, database: Path, packages: Path) -> float | None:
    """Seconds of the baseline as it tells them, or None where it can't run."""
    if not BASELINE.is_file() or not (packages / "pandas").is_dir():
        print(f"no baseline: needs {BASELINE} and {packages}/pandas (make bench installs it)", file=sys.stderr)
        return None
    command = [sys.executable, str(BASELINE), str(pages), str(database)]
    environment = {**os.environ, "PYTHONPATH": str(packages)}
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.monotonic() - began


def run_night(home: Path, landing: Path, workers: int) -> Run:
    """`jianbao nightly` as a user starts it, watched from outside."""
    command = [sys.executable, "-m", "warehouse.cli", "nightly", "--home", str(home), "--landing", str(landing)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(CHECKOUT),
        "JIANBAO_WORKERS": str(workers),
        "JIANBAO_MIN_FREE_MB": "0",
        "JIANBAO_KEEP_VERSIONS": "1",
        "JIANBAO_SOURCE": "made",
        "COLUMNS": "200",
    }
    began = time.monotonic()
    peaks: dict[str, int] = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, cwd=home.parent)
        while process.poll() is None:
            for kind, peak in _read_peaks(process.pid):
                peaks[kind] = max(peak, peaks.get(kind, 0))
            time.sleep(0.2)
        seconds = time.monotonic() - began
        output.seek(0)
        told = output.read()
    if process.returncode:
        raise SystemExit(f"the night failed:\n{told[-3000:]}")
    steps = {step: float(lasted) for step, lasted in STEP.findall(told)}
    return Run(seconds, steps, seconds - sum(steps.values()), _read_dbt_start(home), peaks)


def _read_dbt_start(home: Path) -> float:
    """From dbt's first word to its first node, by its log; Python's own start before that isn't in it."""
    log = max((home / "logs").glob("dbt-*.log"))
    moments = []
    for line in log.read_text(encoding="utf-8").splitlines():
        if moment := CLOCK.search(line):
            hours, minutes, seconds = moment.groups()
            moments.append(int(hours) * 3600 + int(minutes) * 60 + float(seconds))
            if "START" in line:
                return moments[-1] - moments[0]
    return 0.0


# --- memory ---


def measure_memory(sizes: Sizes, folder: Path) -> Iterator[Figure]:
    for megabytes in sizes.memory_megabytes:
        run = run_night(folder / f"memory-{megabytes:g}", _make_pages(folder, megabytes), 2)
        for kind in ("parent", "worker", "dbt"):
            if kind in run.peaks:
                yield Figure(f"peak of {kind} at {megabytes:g} MB", run.peaks[kind], "MB")


def _read_peaks(root: int) -> Iterator[tuple[str, int]]:
    """Kind and peak memory of a process and of all that it started, as far as they live."""
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        try:
            status = Path(f"/proc/{pid}/status").read_text()
            command = Path(f"/proc/{pid}/cmdline").read_text()
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):  # it ended meanwhile, or there is no /proc
            continue
        peak = re.search(r"VmHWM:\s+(\d+) kB", status)
        kind = (
            "parent" if pid == root else "worker" if "spawn_main" in command else "dbt" if "dbt" in command else "other"
        )
        if peak:
            yield kind, int(peak[1]) // 1024


# --- growth ---


def measure_growth(sizes: Sizes, folder: Path) -> Iterator[Figure]:
    """Each size grows out of the smallest; nights are measured when all stand, the sizes in turn."""
    from tests.bench.warehouse_made import NEW_SEED, fill_home, find_new_page

    homes: dict[int, Path] = {}
    filling = folder / "filling"
    for articles in sizes.articles:
        home = folder / f"home-{articles}"
        if not home.exists():
            base = next(iter(homes.values()), None)
            told = fill_home(home, filling, articles=articles, base=base)
            print(f"filled: {told} articles", file=sys.stderr, flush=True)
        homes[articles] = home
    runs = {}
    for articles, home in homes.items():
        tonight, landing = folder / f"tonight-{articles}", folder / f"new-{articles}"
        pages = sizes.new_articles // ARTICLES_A_PAGE
        write_pages(landing, pages=pages, seed=NEW_SEED, first=find_new_page(articles))
        shutil.copytree(home, tonight, symlinks=True)
        runs[articles] = run_night(tonight, landing, 1)
        shutil.rmtree(tonight)
    least, most = min(runs), max(runs)
    times = {articles: run.seconds - run.start_seconds for articles, run in runs.items()}
    name = f"growth {least:,} to {most:,} articles"
    yield Figure(f"{name}, land to publish", times[most] / times[least], "×", f"{sizes.new_articles} new articles")
    for step in runs[least].steps:
        yield Figure(f"{name}, {step}", runs[most].steps[step] / max(runs[least].steps[step], 0.05), "×")
    for articles, run in runs.items():
        yield Figure(f"{articles:,} articles, land to publish", times[articles], "s")
        for step, seconds in run.steps.items():
            yield Figure(f"{articles:,} articles: {step}", seconds, "s")


# --- the table and its history ---


def measure(parts: Sequence[str], sizes: Sizes, folder: Path) -> list[Figure]:
    measures = {"parse": measure_parse, "night": measure_night, "memory": measure_memory, "growth": measure_growth}
    figures = []
    for part in parts:
        print(f"measuring {part} …", file=sys.stderr, flush=True)
        figures += list(measures[part](sizes, folder))
    return sorted(figures, key=lambda figure: figure.unit != "×")


def write_table(figures: Sequence[Figure]) -> str:
    width = max(len(figure.name) for figure in figures)
    return "\n".join(f"{one.name:{width}}  {one.value:>10.2f} {one.unit:8}{one.note}".rstrip() for one in figures)


def append_history(path: Path, figures: Sequence[Figure]) -> None:
    """One row per figure of the run, ratios first: of date, commit and machine what, how much and of what unit."""
    is_new = not path.exists()
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow([*FIRST_COLUMNS, "figure", "value", "unit", "note"])
        for one in figures:
            writer.writerow([moment, _read_commit(), _name_machine(), one.name, f"{one.value:.3f}", one.unit, one.note])


def _read_commit() -> str:
    command = ["git", "-C", str(CHECKOUT), "describe", "--always", "--dirty"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _name_machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _make_pages(folder: Path, megabytes: float) -> Path:
    pages = folder / f"pages-{megabytes:g}"
    if not pages.exists():
        write_pages(pages, megabytes=megabytes)
    return pages


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _processes(workers: int) -> str:
    return "1 process" if workers == 1 else f"{workers} workers"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="small sizes, for a look")
    parser.add_argument("--parse-pages", type=int)
    parser.add_argument("--night-megabytes", type=float)
    parser.add_argument("--baseline-megabytes", type=float)
    parser.add_argument("--memory-megabytes", type=float, nargs="+")
    parser.add_argument("--articles", type=int, nargs="+", help="sizes of the warehouse for growth")
    parser.add_argument("--new-articles", type=int, help="articles of the night that is measured on them")
    parser.add_argument("--baseline-packages", type=Path, help="folder with pandas (default: .venv/baseline)")
    parser.add_argument("--folder", type=Path, help="where pages and homes are made and kept (default: nowhere)")
    parser.add_argument("--history", type=Path, default=HISTORY)
    given = parser.parse_args()
    sizes = QUICK if given.quick else FULL
    sizes = sizes._replace(**{name: getattr(given, name) for name in Sizes._fields if getattr(given, name)})
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        figures = measure(given.parts or PARTS, sizes, folder)
    print(write_table(figures))
    append_history(given.history, figures)


if __name__ == "__main__":
    main()
