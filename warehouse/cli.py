"""The command ``jianbao``: its subcommands, their options and their help.

Errors are one message on standard error that says what to do; the traceback goes to the log. Exit codes: ``runs.py``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import signal
import sys
import traceback
from importlib import metadata
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from warehouse.runs import (
    FAILED,
    MISUSED,
    STOPPED,
    check_start,
    complain,
    fail,
    load_reading_settings,
    load_settings,
    run_flow,
    run_plainly,
)

app = typer.Typer(
    help="Jianbao 剪报: a nightly warehouse of newspaper pages.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="Where the warehouse lives (JIANBAO_HOME; default ./data).")
]
LandingOption = Annotated[
    str | None,
    typer.Option("--landing", metavar="DIR", help="Folder or URL of pages (JIANBAO_LANDING; default the samples)."),
]
AcceptOption = Annotated[bool, typer.Option("--accept-changes", help="Publish even if pages or articles became fewer.")]
SourceOption = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Name of this source; default the folder's name.")
]
ExamplesOption = Annotated[
    int, typer.Option("--examples", metavar="N", min=0, help="Show so many rows of each kind of change.")
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
    except BrokenPipeError:  # who reads our output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        code = STOPPED[0]
        complain("stopped")
    except Exception as error:
        code = FAILED
        if os.environ.get("JIANBAO_DEBUG"):
            traceback.print_exc()
        complain(f"{type(error).__name__}: {error}. This should not happen; JIANBAO_DEBUG=1 shows where it did")
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BrokenPipeError):
            stream.flush()
    os._exit(code if isinstance(code, int) else FAILED)  # DuckDB's bindings complain for pages if threads still run


@app.callback(invoke_without_command=True)
def start(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    if version:
        print(f"jianbao {metadata.version('jianbao')}")
        raise typer.Exit


@app.command()
def nightly(
    landing: LandingOption = None,
    source: SourceOption = None,
    home: HomeOption = None,
    accept_changes: AcceptOption = False,
) -> None:
    """One night: land, parse, build, publish, report.

    \b
    Examples:
      jianbao nightly
      jianbao nightly --landing ~/pages --source county-paper --home ~/jianbao
    """
    settings = load_reading_settings(landing=landing, source=source, home=home)
    check_start(settings)
    run_flow(settings, accept_changes)


@app.command()
def serve(
    cron: Annotated[
        str, typer.Option("--cron", metavar="CRON", help="When: minute, hour, day, month, weekday.")
    ] = "0 2 * * *",
    landing: LandingOption = None,
    source: SourceOption = None,
    home: HomeOption = None,
    port: Annotated[
        int,
        typer.Option("--port", metavar="N", min=0, max=65535, help="Show Prefect's pages there (default: nowhere)."),
    ] = 0,
) -> None:
    """Stay, and run a night whenever the schedule says (in the time zone of the settings).

    Nights never overlap. Nights that were missed while this was not running are caught up by one, at once.

    \b
    Examples:
      jianbao serve
      jianbao serve --cron "30 3 * * 1-5" --landing ~/pages --home ~/jianbao --port 4200
    """
    from warehouse.runs import run_schedule

    run_schedule(load_reading_settings(landing=landing, source=source, home=home), cron, port)


@app.command()
def backfill(
    first: Annotated[dt.datetime, typer.Option("--from", metavar="DAY", formats=["%Y-%m-%d"], help="First day.")],
    last: Annotated[dt.datetime, typer.Option("--to", metavar="DAY", formats=["%Y-%m-%d"], help="Last day, included.")],
    landing: LandingOption = None,
    source: SourceOption = None,
    home: HomeOption = None,
    accept_changes: AcceptOption = False,
) -> None:
    """A night over the pages that were published in a range of days, out of an archive.

    The day is that of the manifest, else of the file name or its folders; pages without one are left to
    `jianbao nightly`. Stopped or killed, it takes up where it ended when it is run again.

    \b
    Examples:
      jianbao backfill --from 2020-07-01 --to 2021-09-30 --landing ~/archive --home ~/jianbao
    """
    if last < first:
        fail(f"--to {last:%Y-%m-%d} is before --from {first:%Y-%m-%d}; give the first day first", MISUSED)
    settings = load_reading_settings(landing=landing, source=source, home=home)
    check_start(settings)
    run_flow(settings, accept_changes, (first.date(), last.date()))


@app.command()
def reparse(home: HomeOption = None, accept_changes: AcceptOption = False, examples: ExamplesOption = 0) -> None:
    """After a rule or a word list changed: read stale pages again, and say what that changes.

    Stale are pages that another version of the parser read. Before publishing, rows gained, lost and changed are
    printed by mart.

    \b
    Examples:
      jianbao reparse
      jianbao reparse --examples 5
    """
    settings = load_reading_settings(home=home)
    from warehouse.report import Mode

    run_plainly(settings, Mode.REPARSE, accept_changes=accept_changes, examples=examples)


@app.command()
def rebuild(home: HomeOption = None, accept_changes: AcceptOption = False, examples: ExamplesOption = 0) -> None:
    """Make work/ again from landing/: read all pages, build, say what differs, publish.

    For a work database that is damaged or lost, and as a check: with the same version it changes no row.

    \b
    Examples:
      jianbao rebuild
      jianbao rebuild --home ~/jianbao --examples 5
    """
    settings = load_reading_settings(home=home)
    from warehouse.report import Mode

    run_plainly(settings, Mode.REBUILD, accept_changes=accept_changes, examples=examples)


@app.command()
def withdraw(
    page: Annotated[str, typer.Argument(metavar="PAGE", help="Its source_file or page_id, as `pages` has it.")],
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why (not needed to undo); kept in landing/ledger.jsonl.")
    ] = "",
    erase: Annotated[
        bool, typer.Option("--erase", help="Remove its bytes too, and older versions of the marts that hold it.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Let a withdrawn page count again, if it wasn't erased.")
    ] = False,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="Its source, where several have such a file.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Take a page back: it leaves the marts with the next night, and the same bytes don't land again.

    Other bytes under its name do. With --erase the marts are published without it at once, and nothing is left of it
    but its name and the reason. What lies in the landing folder is yours to remove.

    \b
    Examples:
      jianbao withdraw chengwan/p-8841.txt --reason "printed by mistake, corrected on page 2 of the next day"
      jianbao withdraw chengwan/p-8841.txt --reason "court order 12/2024" --erase
      jianbao withdraw chengwan/p-8841.txt --undo
    """
    from warehouse.runs import restore_page, withdraw_page

    settings = load_reading_settings(home=home)
    if undo and erase:
        fail("--undo lets a page count again and --erase removes its bytes; give one of them", MISUSED)
    if undo:
        restore_page(settings, page, reason, source)
    else:
        withdraw_page(settings, page, reason, source, erase)


@app.command(context_settings={"ignore_unknown_options": True})  # SQL may begin with a comment: -- who held which post
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
    html: Annotated[
        Path | None, typer.Option("--html", metavar="OUT", help="Write a page for a browser: facts show their place.")
    ] = None,
) -> None:
    """Show how a page is read: spans by role, headline scores, the proof of its date, facts by article, problems.

    \b
    Examples:
      jianbao explain seeds/pages/chengwan/p-8841.txt
      jianbao explain seeds/pages/chengwan/p-8841.txt | less
      jianbao explain seeds/pages/chengwan/p-8841.txt --html page.html
    """
    settings = load_reading_settings()
    from warehouse.explain import describe_page
    from warehouse.explain_html import write_story
    from warehouse.explain_text import print_story
    from warehouse.loose_page import UnreadablePageError, read_loose_page
    from warehouse.show import make_console

    try:
        rows = read_loose_page(file, settings, dt.datetime.now(dt.UTC))
    except UnreadablePageError as error:
        fail(str(error), FAILED)
    story = describe_page(rows)
    if html is None:
        print_story(story, make_console())
        return
    try:
        html.write_text(write_story(story), "utf-8")
    except OSError as error:
        fail(f"{html} can't be written: {error.strerror}", FAILED)
    print(f"written to {html}: open it in a browser")


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


if __name__ == "__main__":
    main()
