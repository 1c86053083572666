"""The command ``jianbao``: nightly, query, explain, doctor.

Exit codes: 0 fine, also "nothing new"; 1 it failed; 2 wrong usage or settings; 3 another night is running.
Errors are one message on standard error that says what to do; the traceback goes to the log.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import sys
import time
import tomllib
import traceback
from importlib import metadata
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfoNotFoundError

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.markup import escape

from warehouse.settings import Settings, read_settings

app = typer.Typer(
    help="Jianbao 剪报: a nightly warehouse of newspaper pages.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

FAILED, MISUSED, ALREADY_RUNNING = 1, 2, 3
STOPPED = (130, 143)  # by Ctrl-C, by SIGTERM
HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="Where the warehouse lives (JIANBAO_HOME; default ./data).")
]


def main() -> NoReturn:
    """The entry point: any error that no command expected becomes one line too."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started ends with us
    code: object = 0
    try:
        app(prog_name="jianbao")
    except SystemExit as end:
        code = end.code or 0
        if code in STOPPED:
            complain("stopped. Nothing is half done: the next run takes up where this one ended")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        code = FAILED
        if os.environ.get("JIANBAO_DEBUG"):
            traceback.print_exc()
        complain(f"{type(error).__name__}: {error}. This should not happen; JIANBAO_DEBUG=1 shows where it did")
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else FAILED)  # DuckDB's bindings complain for pages if threads still run


@app.callback(invoke_without_command=True)
def start(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    if version:
        print(f"jianbao {metadata.version('jianbao')}")
        raise typer.Exit


@app.command()
def nightly(
    landing: Annotated[
        Path | None,
        typer.Option("--landing", metavar="DIR", help="Folder of pages (JIANBAO_LANDING; default the samples)."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="Name of this source; default the folder's name.")
    ] = None,
    home: HomeOption = None,
    accept_changes: Annotated[
        bool, typer.Option("--accept-changes", help="Publish even if pages or articles became fewer.")
    ] = False,
) -> None:
    """One night: land, parse, build, publish, report.

    \b
    Examples:
      jianbao nightly
      jianbao nightly --landing ~/pages --source county-paper --home ~/jianbao
    """
    settings = load_settings(landing=landing, source=source, home=home)
    check_start(settings)
    run_flow(settings, accept_changes)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One select; '-' reads it from standard input.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file; its name tells the format.")
    ] = None,
    format_name: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="table, csv, json or parquet.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="At most so many rows (a table: 40 unless told).")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Ask the published marts; reads only: no files, no network.

    \b
    Examples:
      jianbao query "select name, latest_post, article_count from people order by article_count desc"
      jianbao query "show tables"
      jianbao query "select * from metrics where status = 'target'" -o targets.csv
    """
    from warehouse.query import QueryError, run_query
    from warehouse.show import make_console

    place = load_settings(home=home).home.resolve()
    sql = sys.stdin.read() if sql == "-" else sql
    try:
        run_query(place, sql, make_console(), output=output, format_name=format_name, limit=limit)
    except QueryError as error:
        fail(str(error), FAILED)


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="A page.")],
) -> None:
    """Show how a page is read: spans by role, facts by article.

    \b
    Examples:
      jianbao explain seeds/pages/chengwan/p-8841.txt
      jianbao explain seeds/pages/chengwan/p-8841.txt | less
    """
    from warehouse.explain import explain_page
    from warehouse.loose_page import UnreadablePageError, read_loose_page
    from warehouse.show import make_console

    try:
        rows = read_loose_page(file, load_settings(), dt.datetime.now(dt.UTC))
    except UnreadablePageError as error:
        fail(str(error), FAILED)
    explain_page(rows, make_console())


@app.command()
def doctor(home: HomeOption = None) -> None:
    """Check installation, home, lock and disk; say what to do.

    \b
    Examples:
      jianbao doctor
      jianbao doctor --home ~/jianbao
    """
    from warehouse.doctor import examine, show_finding
    from warehouse.show import make_console

    console = make_console()
    has_failed = False
    for finding in examine(load_settings(home=home)):
        show_finding(console, finding)
        has_failed = has_failed or finding.state == "fail"
    if has_failed:
        raise typer.Exit(FAILED)


def load_settings(**given: object) -> Settings:
    """The settings in force; a wrong one ends the command, named as it was given."""
    try:
        return read_settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "settings"
        fail(f"the setting {name} (JIANBAO_{name.upper()}, jianbao.toml) is wrong: {first['msg']}", MISUSED)
    except ZoneInfoNotFoundError as error:
        fail(f"the setting timezone (JIANBAO_TIMEZONE, jianbao.toml) is wrong: {error.args[0]}", MISUSED)
    except (tomllib.TOMLDecodeError, SettingsError, OSError) as error:
        fail(f"the settings can't be read: {error}. Look at jianbao.toml in the home and at JIANBAO_*", MISUSED)


def fail(message: str, code: int) -> NoReturn:
    """Say what is wrong on standard error and end."""
    complain(message)
    sys.exit(code)


def complain(message: str) -> None:
    Console(stderr=True, highlight=False).print(f"[bold red]jianbao:[/bold red] {escape(message)}", soft_wrap=True)


def check_start(settings: Settings) -> None:
    """End the command at once where the night could not begin; Prefect takes seconds to start."""
    from warehouse.night import check_place
    from warehouse.store.durable import StoreError, make_home_folder
    from warehouse.store.lock import hold_night_lock

    home = settings.home.resolve()
    try:
        check_place(settings.landing)
        with hold_night_lock(home, "starting"):
            make_home_folder(home, "logs")
            make_home_folder(home, "prefect")
    except StoreError as error:
        fail(str(error), exit_code(error))


def run_flow(settings: Settings, accept_changes: bool) -> None:
    """Run the nightly flow and print its closing table, or why it failed."""
    from flows.environment import set_environment
    from flows.server import await_server, run_server

    home = settings.home.resolve()
    log_file = home / "logs" / f"night-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}.log"
    set_environment(home, log_file)  # before anything imports prefect
    from warehouse.build import BuildError
    from warehouse.show import TerminalShow, make_console, show_build_error, show_report
    from warehouse.store.durable import StoreError

    logging.raiseExceptions = False  # a full disk is told once, by the night, not by each line of its log
    console, began = make_console(), time.monotonic()
    try:
        with run_server(log_file), TerminalShow(console) as show:
            show.begin("start")
            from flows.nightly import run_nightly  # takes its time, as the server does

            await_server(log_file)
            start_seconds = time.monotonic() - began
            report = run_nightly(settings, accept_changes=accept_changes, show=show)
    except BuildError as error:
        show_build_error(console, error)
        fail(str(error), FAILED)
    except StoreError as error:
        fail(str(error), exit_code(error))
    except OSError as error:
        fail(f"the night failed: {error}. If the disk is full, make room on that of {home}; then run it again", FAILED)
    except Exception as error:
        logging.getLogger("warehouse").exception("the night failed")
        fail(f"the night failed: {error}. What happened is in {log_file}; run it again, or: jianbao doctor", FAILED)
    seconds = {"start": start_seconds, **report.seconds, "in all": time.monotonic() - began}
    show_report(console, report._replace(seconds=seconds))


def exit_code(error: Exception) -> int:
    """What a night's error means to who called it."""
    from warehouse.store.landing import LandingError
    from warehouse.store.lock import NightRunningError

    if isinstance(error, NightRunningError):
        return ALREADY_RUNNING
    return MISUSED if isinstance(error, LandingError) else FAILED


if __name__ == "__main__":
    main()
