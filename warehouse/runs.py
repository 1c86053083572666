"""How the command runs a night, with or without Prefect: settings, early checks, errors as one line, exit codes.

Exit codes: 0 fine, also "nothing new"; 1 it failed; 2 wrong usage or settings; 3 another night is running.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import difflib
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfoNotFoundError

from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.markup import escape

from warehouse.logs import log_to, name_log
from warehouse.masking import mask_secrets
from warehouse.notify import notify_failure
from warehouse.settings import Settings, SettingsFileError, find_unknown_variables, read_settings

if TYPE_CHECKING:  # night imports the database; a misspelt option needs none
    from warehouse.report import Mode
    from warehouse.steps import Days

FAILED, MISUSED, ALREADY_RUNNING = 1, 2, 3
STOPPED = (130, 143)  # by Ctrl-C, by SIGTERM


def load_settings(**given: object) -> Settings:
    """The settings in force; a wrong one ends the command, named as it was given."""
    for name in find_unknown_variables():
        complain(
            f"there is no setting {name} (environment){_suggest(name.removeprefix('JIANBAO_').lower())}; it is ignored"
        )
    try:
        return read_settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "settings"
        if first["type"] == "extra_forbidden":
            fail(f"there is no setting {name!r} (jianbao.toml){_suggest(name)}", MISUSED)
        told = first["msg"].removeprefix("Value error, ")
        fail(f"the setting {name} (JIANBAO_{name.upper()}, jianbao.toml) is wrong: {told}", MISUSED)
    except ZoneInfoNotFoundError as error:
        fail(f"the setting timezone (JIANBAO_TIMEZONE, jianbao.toml) is wrong: {error.args[0]}", MISUSED)
    except (SettingsFileError, SettingsError) as error:
        fail(f"the settings can't be read: {error}", MISUSED)


def _suggest(name: str) -> str:
    alike = difflib.get_close_matches(name, Settings.model_fields, 1)
    return f"; did you mean {alike[0]}?" if alike else f"; there are: {', '.join(Settings.model_fields)}"


def load_reading_settings(**given: object) -> Settings:
    """The same for a command that reads pages: the lists of the home are in force before the parser is imported."""
    from warehouse.lists import ListError, use_lists

    settings = load_settings(**given)
    try:
        use_lists(settings.home.resolve())
    except ListError as error:
        fail(str(error), MISUSED)
    return settings


def fail(message: str, code: int) -> NoReturn:
    """Say what is wrong on standard error and end."""
    complain(message)
    sys.exit(code)


def complain(message: str) -> None:
    told = escape(mask_secrets(message))
    Console(stderr=True, highlight=False).print(f"[bold red]jianbao:[/bold red] {told}", soft_wrap=True)


def check_start(settings: Settings, *, lands: bool = True) -> None:
    """End the command at once where the night could not begin; Prefect takes seconds to start."""
    from warehouse.steps import check_place
    from warehouse.store.durable import StoreError, make_home_folder
    from warehouse.store.lock import NightRunningError, hold_night_lock

    home = settings.home.resolve()
    try:
        if lands:
            check_place(settings.landing)
        with hold_night_lock(home, "starting"):
            make_home_folder(home, "logs")
            make_home_folder(home, "prefect")
    except StoreError as error:
        if not isinstance(error, NightRunningError):
            notify_failure(settings, error, step="start")
        fail(str(error), exit_code(error))


def run_flow(settings: Settings, accept_changes: bool, days: Days | None = None) -> None:
    """Run the nightly flow, or that of a backfill, in Prefect and print its closing table, or why it failed."""
    from flows.environment import set_environment
    from flows.server import await_server, run_server

    home, log_file = settings.home.resolve(), name_log(settings.home.resolve())
    set_environment(home, log_file)  # before anything imports prefect
    from warehouse.show import TerminalShow, make_console, show_report

    console, began = make_console(), time.monotonic()
    with _errors_told(console, settings, log_file), run_server(log_file), TerminalShow(console) as show:
        show.begin("start")
        from flows.backfill import run_backfill  # takes its time, as the server does
        from flows.nightly import run_nightly

        await_server(log_file)
        start_seconds = time.monotonic() - began
        if days:
            report = run_backfill(settings, days, accept_changes=accept_changes, show=show)
        else:
            report = run_nightly(settings, accept_changes=accept_changes, show=show)
    seconds = {"start": start_seconds, **report.seconds, "in all": time.monotonic() - began}
    show_report(console, report._replace(seconds=seconds))


def run_schedule(settings: Settings, cron: str, port: int) -> None:
    """Run a night whenever ``cron`` says, in the time zone of the settings, until told to stop."""
    from flows.environment import set_environment
    from flows.server import await_server, run_server
    from warehouse.show import make_console

    check_start(settings)
    home = settings.home.resolve()
    log_file = home / "logs" / f"serve-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}.log"
    set_environment(home, log_file, has_schedule=True)
    console = make_console()
    with _errors_told(console, settings, log_file), run_server(log_file, lasts=True, port=port):
        from flows.schedule import ScheduleError, find_missed_night, find_next_night, serve_nightly

        now = dt.datetime.now(dt.UTC)
        try:
            due = find_next_night(cron, settings.timezone, now)
        except ScheduleError as error:
            fail(str(error), MISUSED)
        await_server(log_file)
        if missed := find_missed_night(home, cron, settings.timezone, now):
            console.print(f"the night of {missed:%Y-%m-%d %H:%M} was missed; it is caught up now", soft_wrap=True)
        if due:
            console.print(f"next night: {due:%Y-%m-%d %H:%M} ({settings.timezone})", soft_wrap=True)
        if port:
            console.print(f"Prefect's pages: http://127.0.0.1:{port}", soft_wrap=True)
        console.print(f"log: {log_file}; stop with Ctrl-C", soft_wrap=True)
        serve_nightly(settings, cron, missed=missed is not None)


def run_plainly(settings: Settings, mode: Mode, *, accept_changes: bool = False, examples: int = 0) -> None:
    """Run a night without landing and without Prefect, and print its closing table, or why it failed."""
    from warehouse.night import run_night
    from warehouse.show import TerminalShow, make_console, show_report

    check_start(settings, lands=False)
    console, log_file = make_console(), name_log(settings.home.resolve())
    with _errors_told(console, settings, log_file), log_to(log_file), TerminalShow(console) as show:
        report = run_night(settings, mode=mode, accept_changes=accept_changes, examples=examples, show=show)
    show_report(console, report)


def withdraw_page(settings: Settings, page: str, reason: str, source: str | None, erase: bool) -> None:
    """Enter a page as withdrawn and say what comes next; if it is to be erased, do that and publish without it."""
    from warehouse.report import Mode
    from warehouse.store.durable import StoreError
    from warehouse.store.lock import hold_night_lock
    from warehouse.store.withdraw import erase_bytes, withdraw

    check_start(settings, lands=False)
    home, now = settings.home.resolve(), dt.datetime.now(dt.UTC).replace(tzinfo=None)
    if not reason.strip():
        fail("--reason is empty; say why the page is taken back", MISUSED)
    try:
        with hold_night_lock(home, "withdraw"):
            name = withdraw(home, page, source, reason=reason.strip(), is_erased=erase, now=now)
            erased = erase_bytes(home, name) if erase else None
    except StoreError as error:
        fail(str(error), exit_code(error))
    where = "/".join(name)
    if erased is None:
        print(f"{where} is withdrawn: it leaves the marts with the next night (jianbao nightly); its bytes are kept")
        return
    print(f"{where} is withdrawn and erased: {erased.raw_count} raw files removed")
    for other in erased.shared_with:
        print(f"its bytes are still kept, for {'/'.join(other)} has the same: withdraw that too")
    run_plainly(settings, Mode.REFRESH)


def restore_page(settings: Settings, page: str, reason: str, source: str | None) -> None:
    """Enter that a withdrawal is taken back and say what comes next."""
    from warehouse.store.durable import StoreError
    from warehouse.store.lock import hold_night_lock
    from warehouse.store.withdraw import restore

    check_start(settings, lands=False)
    home, now = settings.home.resolve(), dt.datetime.now(dt.UTC).replace(tzinfo=None)
    try:
        with hold_night_lock(home, "withdraw"):
            name = restore(home, page, source, reason=reason.strip() or None, now=now)
    except StoreError as error:
        fail(str(error), exit_code(error))
    print(f"{'/'.join(name)} counts again: it is in the marts with the next night (jianbao nightly)")


@contextlib.contextmanager
def _errors_told(console: Console, settings: Settings, log_file: Path) -> Iterator[None]:
    """End the command with one message, and for a failed build the failing rows, if the block raises."""
    from warehouse.build import BuildError
    from warehouse.show import show_build_error
    from warehouse.store.durable import StoreError

    logging.raiseExceptions = False  # a full disk is told once, by the night, not by each line of its log
    try:
        yield
    except BuildError as error:
        show_build_error(console, error)
        fail(str(error), FAILED)
    except StoreError as error:
        fail(str(error), exit_code(error))
    except OSError as error:
        notify_failure(settings, error, step="start")
        where = f"If the disk is full, make room on that of {settings.home.resolve()}"
        fail(f"the night failed: {error}. {where}; then run it again", FAILED)
    except Exception as error:
        notify_failure(settings, error, step="start")
        logging.getLogger("warehouse").exception("the night failed")
        fail(f"the night failed: {error}. What happened is in {log_file}; run it again, or: jianbao doctor", FAILED)


def exit_code(error: Exception) -> int:
    """What a night's error means to who called it."""
    from warehouse.store.landing import LandingError
    from warehouse.store.lock import NightRunningError

    if isinstance(error, NightRunningError):
        return ALREADY_RUNNING
    return MISUSED if isinstance(error, LandingError) else FAILED
