"""A page explained in a terminal: in colours, or with ⟦role⟧ before each span where there are none."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.explain import FactTable, PageStory, Pairs

ROLE_STYLES = {
    "headline": "bold green",
    "kicker": "green",
    "deck": "cyan",
    "section_heading": "bold blue",
    "dateline": "magenta",
    "body": "default",
    "byline": "yellow",
    "caption": "italic cyan",
    "summary": "italic",
    "column_flag": "bold magenta",
    "furniture": "bright_black",
}


def print_story(story: PageStory, console: Console) -> None:
    """Print what there is to tell of a page."""
    is_coloured = console.color_system is not None
    console.print(_as_pairs(story.pairs))
    console.print(_heading("the page"))
    if is_coloured:
        console.print(Text("  ").join(Text(role, style) for role, style in ROLE_STYLES.items()), "")
    console.print(_mark_spans(story, is_coloured), soft_wrap=True)
    for article in story.articles:
        console.print(_heading(f"article {article.seq}"))
        console.print(_as_pairs(article.pairs))
        for table in article.tables:
            console.print(_as_table(table))
    console.print(_heading("problems"))
    for kind, message in story.problems:
        console.print(Text(f"{kind}: {message}"))
    if not story.problems:
        console.print("none")


def _heading(words: str) -> Text:
    return Text(f"\n── {words} ──", "bold")


def _mark_spans(story: PageStory, is_coloured: bool) -> Text:
    """The page text; a span is coloured, or labelled with its role."""
    marked = Text()
    for span in story.spans:
        words = story.text[span.char_start : span.char_end]
        if not is_coloured and words.strip():
            marked.append(f"⟦{span.role}⟧")
        marked.append(words, ROLE_STYLES.get(span.role, "default") if is_coloured else "")
    return marked


def _as_pairs(pairs: Pairs) -> Table:
    table = Table.grid(padding=(0, 2))
    for label, words in pairs:
        table.add_row(Text(label, "bold"), Text(words))
    return table


def _as_table(facts: FactTable) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in (*facts.columns, "at", ""):
        table.add_column(column, overflow="fold", style="bold red" if not column else "")
    for fact in facts.facts:
        table.add_row(*(Text(cell) for cell in fact.cells), f"{fact.start}–{fact.end}", fact.fault)
    return table
