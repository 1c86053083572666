"""The lists of ``seeds/`` with the user's own rows: shipped lists < ``seeds/*.csv`` in the home, joined by key.

Joined lists are files in ``<home>/work/lists``, so that Python and dbt read the same ones.  ``JIANBAO_LISTS`` names
the folder to both, and to every process that they start; it has to be set before ``warehouse.parse`` is imported.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import sys
from pathlib import Path

from warehouse.settings import CHECKOUT
from warehouse.store.durable import StoreError, make_home_folder, write_file

SHIPPED = CHECKOUT / "seeds"
VARIABLE = "JIANBAO_LISTS"
# how many columns make the key of a list; the first alone where nothing is said
KEYS = {"ref_corrections": 3, "ref_papers": 3, "ref_people": 2}
MONTH_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
DAY = rf"\d{{4}}-{MONTH_DAY}"
DAYS = rf"({DAY}(/{DAY})?|{MONTH_DAY}(/{MONTH_DAY})?)"
FORMS = {  # of the cells in columns that only dbt reads, which would pass over what it can't use; with an example
    "ref_papers": {
        "first_on": (DAY, "2023-03-01"),
        "last_on": (DAY, "2024-03-31"),
        "weekdays": (r"[1-7](\|[1-7])*", "1|5 for Monday and Friday"),
        "month_days": (r"(3[01]|[12]\d|[1-9])(\|(3[01]|[12]\d|[1-9]))*", "1|15"),
        "page_count": (r"[1-9]\d{0,3}", "4"),
        "not_printed": (rf"{DAYS}(\|{DAYS})*", "2024-02-09/2024-02-17|10-01/10-03"),
    }
}

Rows = dict[tuple[str, ...], list[str]]


class ListError(StoreError):
    """A list of the user's can't be used; the message says which, why and what would do."""


def use_lists(home: Path) -> Path:
    """Join the lists of ``home`` with the shipped ones and let every reader have them; gives their folder."""
    own = sorted((home / "seeds").glob("*.csv"))
    folder = join_lists(home, own) if own else SHIPPED
    os.environ[VARIABLE] = str(folder)
    parser = sys.modules.get("warehouse.parse.words")
    if parser is not None and folder != parser.SEEDS:
        raise RuntimeError(f"the parser was imported with the lists of {parser.SEEDS}; use_lists comes first")
    return folder


def join_lists(home: Path, own: list[Path]) -> Path:
    """Write every list, with the rows of ``own`` in it, to ``<home>/work/lists``. Raises ListError."""
    make_home_folder(home, "work")
    folder = make_home_folder(home, "work/lists")
    known = {path.name: path for path in SHIPPED.glob("*.csv")}
    if unknown := [path.name for path in own if path.name not in known]:
        raise ListError(f"{own[0].parent} has no list to go with {unknown[0]}; there are {', '.join(sorted(known))}")
    by_name = {path.name: path for path in own}
    for name, shipped in known.items():
        content = shipped.read_bytes() if name not in by_name else _join(shipped, by_name[name])
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            write_file(path, content)
    for path in folder.glob("*.csv"):
        if path.name not in known:
            path.unlink()
    return folder


def check_forms(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """Raise ListError for the first cell that has another form than its column asks for."""
    for number, row in enumerate(rows, 2):
        cells = dict(zip(header, row, strict=True))
        for column, (form, example) in FORMS.get(path.stem, {}).items():
            if cells[column] and not (re.fullmatch(form, cells[column]) and _is_day(cells[column], form)):
                told = f"{cells[column]!r} in column {column} of row {number} of {path}"
                raise ListError(f"{told} can't be read; write it like {example}")


def _is_day(written: str, form: str) -> bool:
    """Whether a cell for one day names one that exists."""
    try:
        return form != DAY or dt.date.fromisoformat(written) is not None
    except ValueError:
        return False


def _join(shipped: Path, own: Path) -> bytes:
    """The rows of both; one of the user's takes the place of that with its key, the others follow."""
    header, rows = _read(shipped)
    own_header, own_rows = _read(own)
    if own_header != header:
        raise ListError(f"{own} begins with {','.join(own_header)!r}; it must begin with {','.join(header)!r}")
    check_forms(own, header, own_rows)
    width = KEYS.get(shipped.stem, 1)
    replaced = {tuple(row[:width]) for row in own_rows}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([header, *(row for row in rows if tuple(row[:width]) not in replaced), *own_rows])
    return out.getvalue().encode()


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows; blank lines and a byte order mark don't count."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListError(f"{path} is not in UTF-8 (byte {error.start}). Save it as CSV UTF-8") from error
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    if not rows:
        raise ListError(f"{path} is empty; its first line must name the columns, as in {SHIPPED / path.name}")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            raise ListError(f"row {number} of {path} has {len(row)} cells instead of {len(rows[0])}: {','.join(row)}")
    return rows[0], rows[1:]
