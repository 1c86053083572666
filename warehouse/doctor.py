"""Checks of installation, home, lock, files and disk: each gives one line and, where something is wrong, what to do."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import duckdb
from packaging.requirements import Requirement
from rich.console import Console
from rich.markup import escape

from warehouse.build import DBT_PROJECT, QUIET
from warehouse.journal import read_last_night
from warehouse.settings import CHECKOUT, Settings
from warehouse.store.database import find_running_night, work_path
from warehouse.store.durable import StoreError
from warehouse.store.remote import RemotePlace
from warehouse.store.versions import find_damage, read_published

PYTHONS = ((3, 11), (3, 14))  # from, and below
LITTLE_DISK, TOO_LITTLE_DISK = 2 * 2**30, 200 * 2**20
PRIVATE_FOLDERS = ("landing", "work", "logs", "prefect")
FOLDERS = ("landing", "work", "published", "logs", "prefect")


STATE_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


class Finding(NamedTuple):
    """One line of the doctor: state is 'ok', 'warn' or 'fail'; ``remedy`` says what to do unless it is ok."""

    state: str
    subject: str
    words: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """All findings, one after the other; the slow ones last."""
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        check_python,
        check_packages,
        check_landing,
        check_home,
        check_disk,
        check_lock,
        check_last_night,
        check_work,
        check_published,
        check_dbt,
    )
    for check in checks:
        yield from check(settings)


def show_finding(console: Console, finding: Finding) -> None:
    """Print one finding, and below it what to do."""
    style = STATE_STYLES[finding.state]
    console.print(f"[{style}]{finding.state:<4}[/] {finding.subject}: {escape(finding.words)}", soft_wrap=True)
    if finding.remedy:
        console.print(f"     -> {escape(finding.remedy)}", soft_wrap=True)


def check_python(_: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    if PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]:
        yield Finding("ok", "Python", version)
    else:
        yield Finding("fail", "Python", version, "Jianbao needs 3.11, 3.12 or 3.13: make clean, then make nightly")


def check_packages(_: Settings) -> Iterator[Finding]:
    """Compare what is installed with requirements.lock."""
    lock = CHECKOUT / "requirements.lock"
    try:
        lines = re.findall(r"^[\w.-]+==[^\\\n]+", lock.read_text(), re.MULTILINE)
    except OSError as error:
        yield Finding("fail", "packages", f"{lock} can't be read: {error.strerror}", f"git checkout {lock.name}")
        return
    locked = map(Requirement, lines)
    wanted = [package for package in locked if package.marker is None or package.marker.evaluate()]
    missing = [package.name for package in wanted if _installed(package.name) is None]
    others = [
        f"{package.name} {found}, not {str(package.specifier).removeprefix('==')}"
        for package in wanted
        if (found := _installed(package.name)) and not package.specifier.contains(found, prereleases=True)
    ]
    if missing:
        yield Finding("fail", "packages", f"missing: {', '.join(missing)}", "make clean, then make nightly")
    if others:
        yield Finding("warn", "packages", f"other than locked: {'; '.join(others)}", "make clean, then make nightly")
    if not missing and not others:
        yield Finding("ok", "packages", f"{len(wanted)} as in requirements.lock")


def check_landing(settings: Settings) -> Iterator[Finding]:
    place = settings.landing
    if isinstance(place, str):
        yield from check_remote_landing(place, settings)
    elif not place.is_dir():
        remedy = "make it and put pages in, or name another (--landing, JIANBAO_LANDING)"
        yield Finding("fail", "landing folder", f"{place} is not there", remedy)
    elif not os.access(place, os.R_OK | os.X_OK):
        yield Finding("fail", "landing folder", f"{place} can't be read", f"chmod u+rx {place}")
    elif not any(place.iterdir()):
        yield Finding("warn", "landing folder", f"{place} is empty", "put pages in")
    else:
        yield Finding("ok", "landing folder", f"{place}, source name {settings.source_name!r}")


def check_remote_landing(url: str, settings: Settings) -> Iterator[Finding]:
    try:
        RemotePlace(url, tries=(None,)).check(settings.home)
    except StoreError as error:
        yield Finding("fail", "landing place", str(error), "see Pages from elsewhere in the README")
    else:
        yield Finding("ok", "landing place", f"{url} answers, source name {settings.source_name!r}")


def check_home(settings: Settings) -> Iterator[Finding]:
    home = settings.home.resolve()
    if not home.exists():
        yield Finding("warn", "home", f"{home} is not there yet", "the first night makes it: jianbao nightly")
        return
    if not home.is_dir() or not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        yield Finding("fail", "home", f"{home} can't be written", "get the permission, or choose another (--home)")
        return
    private = [home / name for name in PRIVATE_FOLDERS if (home / name).exists()]
    open_to_others = [str(folder) for folder in private if folder.stat().st_mode & 0o077]
    if open_to_others:
        folders = " ".join(open_to_others)
        yield Finding("warn", "home", f"others may read {folders}", f"chmod 700 {folders}")
    else:
        yield Finding("ok", "home", str(home))


def check_disk(settings: Settings) -> Iterator[Finding]:
    place = next(path for path in (settings.home.resolve(), *settings.home.resolve().parents) if path.exists())
    free = shutil.disk_usage(place).free
    sizes = ((name, measure_folder(settings.home.resolve() / name)) for name in FOLDERS)
    used = ", ".join(f"{name}/ {size / 2**20:.1f} MB" for name, size in sizes if size)
    words = f"{free / 2**30:.1f} GB free" + (f"; used by {used}" if used else "")
    if free < TOO_LITTLE_DISK:
        yield Finding("fail", "disk", words, f"make room on the disk of {place}")
    elif free < LITTLE_DISK:
        yield Finding(
            "warn", "disk", words, f"marts are copied before readers switch: make room on the disk of {place}"
        )
    else:
        yield Finding("ok", "disk", words)


def measure_folder(folder: Path) -> int:
    """Bytes of all files below a folder; those that others hard-link count once."""
    found = {}
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                found[status.st_dev, status.st_ino] = status.st_size
    return sum(found.values())


def check_lock(settings: Settings) -> Iterator[Finding]:
    night = find_running_night(settings.home.resolve())
    if night:
        words = f"a night is running: process {night.pid} on {night.host} since {night.started_at} UTC"
        yield Finding("warn", "lock", words, f"wait for it; if it hangs, end it with: kill {night.pid}")
    else:
        yield Finding("ok", "lock", "no night is running")


def check_last_night(settings: Settings) -> Iterator[Finding]:
    last = read_last_night(settings.home.resolve())
    if last is None:
        return
    when = f"{last.mode} of {last.started_at.astimezone(ZoneInfo(settings.timezone)):%Y-%m-%d %H:%M}"
    if last.outcome == "failed":
        yield Finding("warn", "last run", f"{when} failed at {last.step}: {last.message}", "run it again")
    else:
        yield Finding("ok", "last run", f"{when}: {last.outcome}")


def check_work(settings: Settings) -> Iterator[Finding]:
    home = settings.home.resolve()
    path = work_path(home)
    if not path.exists():
        yield Finding("warn", "work database", "not there yet", "the next night makes it: jianbao nightly")
    elif find_running_night(home):
        yield Finding("ok", "work database", "in use by the night that is running")
    else:
        try:
            counts = read_all_rows(path)
            yield Finding("ok", "work database", f"all rows can be read, {counts.get('staging.pages', 0)} pages")
        except duckdb.Error as error:
            words = str(error).strip().partition("\n")[0]
            remedy = f"close what has it open; if it is damaged, delete {path}: the next night makes it from landing/"
            yield Finding("fail", "work database", words, remedy)


def read_all_rows(path: Path) -> dict[str, int]:
    """Rows by table of a DuckDB file, every value read: damage shows only there. Raises duckdb.Error."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database()"
        ).fetchall()
        query = "select count(*), sum(hash(all_columns)) from {} as all_columns"
        return {name: connection.execute(query.format(name)).fetchall()[0][0] for (name,) in tables}


def check_published(settings: Settings) -> Iterator[Finding]:
    home = settings.home.resolve()
    published = read_published(home)
    if published is None:
        yield Finding("warn", "published marts", "none yet", "jianbao nightly")
        return
    damage = find_damage(home, published)
    try:
        counts = read_all_rows((home / "published" / "jianbao.duckdb").resolve())
        if not damage and any(counts.get(f"marts.{mart}") != count for mart, count in published.counts.items()):
            damage = "rows are missing"
    except duckdb.Error as error:
        damage = str(error).strip().partition("\n")[0]
    if damage:
        remedy = "jianbao rebuild publishes anew; jianbao nightly does, if a file is missing or cut off"
        yield Finding("fail", "published marts", damage, remedy)
        return
    yield Finding("ok", "published marts", f"version {published.load_id}, {len(published.counts)} marts, all readable")


def check_dbt(_: Settings) -> Iterator[Finding]:
    """Whether dbt starts and can read the models: the slowest check (6 s)."""
    with tempfile.TemporaryDirectory() as folder:
        dbt = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet", "parse"]
        project = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
        command = [*dbt, *project, "--log-path", folder, "--target-path", folder]
        environment = {**os.environ, **QUIET, "JIANBAO_WORK_DB": str(Path(folder) / "none.duckdb")}
        try:
            result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            yield Finding("fail", "dbt", str(error), "make clean, then make nightly")
            return
    if result.returncode:
        words = (result.stdout + result.stderr).strip()[-2000:]
        yield Finding("fail", "dbt", words, "correct the model that it names, or: git status dbt seeds")
    else:
        yield Finding("ok", "dbt", f"dbt-core {_installed('dbt-core')} reads the models")


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
