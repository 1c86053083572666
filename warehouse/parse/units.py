"""Lines -> units: runs of lines that play one part (prose, lead, title, heading, byline, caption, furniture)."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.parse.line_roles import Table, read_roles
from warehouse.parse.marks import LEAD
from warehouse.parse.page import Line, Unit


def read_units(lines: Sequence[Line], table: Table | None = None) -> list[Unit]:
    """Cut the lines of a page into units, in file order; every line stands in exactly one.

    Prose, titles and captions end at blank lines too: what goes on behind one is told later (``chain.py``).
    """
    units: list[Unit] = []
    for line, role in zip(lines, read_roles(lines, table), strict=True):
        kind, begins = role.removesuffix("+"), role.endswith("+")
        last = units[-1] if units else None
        if last is not None and not begins and _goes_on(last, kind, line):
            last.lines.append(line)
        else:
            units.append(Unit("lead" if kind == "prose" and LEAD.match(line.text) else kind, [line]))
    return units


def _goes_on(last: Unit, kind: str, line: Line) -> bool:
    if last.lines[-1].block != line.block:
        return False
    if kind == "byline":
        return last.kind in ("prose", "lead", "byline") and _is_open_bracket(last)
    return kind == ("prose" if last.kind == "lead" else last.kind)


def _is_open_bracket(unit: Unit) -> bool:
    """（记者 甲 通讯员: the byline goes on in the next line."""
    text = unit.text[-LONGEST:]
    return text.rfind("（") > text.rfind("）")


LONGEST = 60  # characters of a byline in brackets
