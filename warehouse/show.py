"""What a person sees of a night: progress while it runs, the closing table, and why it failed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType

from rich.console import Console, Group
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from warehouse.build import BuildError
from warehouse.report import Mode, NightReport, Show
from warehouse.store.diff import MartChange

SHOWN_WARNINGS = 10
SHOWN_FAILURES, SHOWN_LINES = 10, 12
PIPE_WIDTH = 200
SHOWN_COLUMNS = 6
SILENT_SECONDS = 30
NOTHING_NEW = {
    Mode.NIGHTLY: "no page was landed or parsed, nothing was built or published",
    Mode.BACKFILL: "no page of these days was landed or parsed, nothing was built or published",
    Mode.REPARSE: "all pages were read by this version of the parser, nothing was built or published",
    Mode.REBUILD: "no page ever landed in this home; put pages into the landing folder and run jianbao nightly",
    Mode.REFRESH: "nothing was built or published",
}
BOX = None  # plain columns: they survive copying, logs and narrow windows


class OutputConsole(Console):
    """Standard output; whoever stops reading it (``| head``) has read enough, and that is no error."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def make_console() -> Console:
    """Standard output: colours and the terminal's width on a terminal, neither elsewhere."""
    console = OutputConsole(highlight=False)
    return console if console.is_terminal else OutputConsole(highlight=False, width=PIPE_WIDTH, color_system=None)


class TerminalShow(Show):
    """Progress bars on a terminal; elsewhere (cron, a pipe) a line as each step ends, and some during a long one."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.step, self.told_at = "", time.monotonic()
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.fields[step]:<8}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self.task: TaskID | None = None

    def __enter__(self) -> TerminalShow:
        self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.progress.stop()

    def begin(self, step: str) -> None:
        self.step, self.told_at = step, time.monotonic()
        if self.task is not None:
            self.progress.remove_task(self.task)
        self.task = self.progress.add_task(step, step=step, total=None)

    def advance(self, done: int, total: int) -> None:
        if self.task is not None:
            self.progress.update(self.task, completed=done, total=total)
        if not self.console.is_terminal and time.monotonic() - self.told_at >= SILENT_SECONDS:
            self.told_at = time.monotonic()
            self.console.print(f"{self.step:<8} {done} of {total} …")

    def end(self, step: str, words: str, seconds: float) -> None:
        if self.task is not None:
            self.progress.remove_task(self.task)
            self.task = None
        if words:
            self.console.print(f"[bold]{step:<8}[/bold] {escape(words)} [dim]({seconds:.1f} s)[/dim]", soft_wrap=True)

    def warn(self, message: str) -> None:
        self.console.print(f"[yellow]warning[/yellow]  {escape(message)}", soft_wrap=True)

    def tell_changes(self, changes: list[MartChange]) -> None:
        show_changes(self.console, changes)


def show_changes(console: Console, changes: list[MartChange]) -> None:
    """Print by mart how many rows were gained, lost and changed, in which columns, and the examples asked for."""
    if not changes:
        return
    table = Table("mart", "gained", "lost", "changed", "columns that changed", box=BOX, pad_edge=False)
    for column in table.columns[1:4]:
        column.justify = "right"
    for change in changes:
        columns = ", ".join(f"{name} {count}" for name, count in list(change.changed_columns.items())[:SHOWN_COLUMNS])
        counts = (change.gained_count, change.lost_count, change.changed_count)
        table.add_row(change.mart, *map(str, counts), columns)
    console.print(table)
    for change in changes:
        for what, key, words in change.examples:
            console.print(f"{change.mart} {what} {key}: {escape(_on_one_line(words))}", soft_wrap=True)


def show_report(console: Console, report: NightReport) -> None:
    """Print what went to quarantine tonight, what the tests of fact warn of, and the closing table."""
    if not report.is_new:
        console.print(f"[bold]nothing new[/bold]: {NOTHING_NEW[report.mode]}", soft_wrap=True)
    elif report.changes == []:
        console.print("every row of every mart is as it was")
    for line in _list_some("quarantined tonight", report.landed.quarantined):
        console.print(line, soft_wrap=True)
    for line in _list_some("wrong with manifests", report.landed.manifest_problems):
        console.print(line, soft_wrap=True)
    if report.built:
        for line in _list_some("tests of fact that warn (see marts.problems)", report.built.warnings):
            console.print(line, soft_wrap=True)
    if report.landed.seen_count == 0 and report.mode is Mode.NIGHTLY:
        console.print("the landing folder holds no pages: put some in and run again", soft_wrap=True)
    if report.parsed.broken_count:
        words = "pages could not be read (select * from problems where kind in ('parser_error', 'raw_file_missing'))"
        console.print(f"[bold red]{report.parsed.broken_count} {words}[/]", soft_wrap=True)
    if report.parsed.stale_count:
        words = "pages were read by an older parser; to read them again and see what that changes: jianbao reparse"
        console.print(f"{report.parsed.stale_count} {words}", soft_wrap=True)
    table = Table("", "tonight", "in all", box=BOX, pad_edge=False, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in count_rows(report):
        table.add_row(*row)
    seconds = Table("step", "seconds", box=BOX, pad_edge=False, header_style="bold")
    seconds.columns[1].justify = "right"
    for step, taken in report.seconds.items():
        seconds.add_row(step, f"{taken:.1f}")
    side_by_side = Table.grid(padding=(0, 6))
    side_by_side.add_row(table, seconds)
    console.print(Group(Text(), side_by_side, Text()))
    if report.published:
        console.print(f"published version {report.published.load_id}", soft_wrap=True)


def count_rows(report: NightReport) -> Iterator[tuple[str, str, str]]:
    """What, tonight's count (if it means something), and the count in all, of the closing table."""
    marts = report.published.counts if report.published else {}
    landed, parsed = report.landed, report.parsed.counts
    yield "files landed", str(landed.landed_count), str(report.file_count)
    yield "quarantined", str(len(landed.quarantined)), str(report.quarantined_count)
    yield "pages", str(parsed.page_count), str(marts.get("pages", 0))
    yield "articles", str(parsed.article_count), str(marts.get("articles", 0))
    yield "people", "", str(marts.get("people", 0))
    yield "metrics", str(parsed.metric_count), str(marts.get("metrics", 0))
    problem_count = len(landed.quarantined) + len(landed.manifest_problems) + parsed.problem_count
    yield "problems", str(problem_count), str(marts.get("problems", 0))


def write_markdown(report: NightReport) -> str:
    """The closing table in Markdown, for an orchestrator's pages."""
    lines = [f"# Night {report.load_id}", "" if report.is_new else "\nNothing new.\n"]
    lines += ["| | tonight | in all |", "|---|---:|---:|"]
    lines += [f"| {what} | {tonight} | {in_all} |" for what, tonight, in_all in count_rows(report)]
    lines += ["", "| step | seconds |", "|---|---:|"]
    lines += [f"| {step} | {taken:.1f} |" for step, taken in report.seconds.items()]
    return "\n".join(lines)


def show_build_error(console: Console, error: BuildError) -> None:
    """Print why dbt failed: each failed test with the rows that it objects to, each broken model with its error."""
    for node in error.failed[:SHOWN_FAILURES]:
        console.print(f"[bold red]{node.kind}[/] [bold]{escape(node.name)}[/] ({escape(node.file)})", soft_wrap=True)
        for line in node.message.splitlines()[:SHOWN_LINES]:
            console.print(f"  {escape(line)}", soft_wrap=True)
        if node.rows:
            table = Table(*node.columns, box=BOX, pad_edge=False, header_style="bold")
            for row in node.rows:
                table.add_row(*("null" if value is None else escape(str(value)[:120]) for value in row))
            console.print(table)
    if len(error.failed) > SHOWN_FAILURES:
        console.print(f"… and {len(error.failed) - SHOWN_FAILURES} more")


def _list_some(heading: str, entries: Sequence[str]) -> Iterable[str]:
    if entries:
        yield f"[bold]{heading}[/bold]"
        yield from (f"  {escape(_on_one_line(entry))}" for entry in entries[:SHOWN_WARNINGS])
    if len(entries) > SHOWN_WARNINGS:
        yield f"  … and {len(entries) - SHOWN_WARNINGS} more"


def _on_one_line(text: str) -> str:
    r"""File names may hold line breaks and control characters; a terminal must not obey them.

    >>> _on_one_line("a\nb.txt: \x1b[31mempty")
    'a\\nb.txt: \\x1b[31mempty'
    """
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
