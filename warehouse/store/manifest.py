"""``manifest.csv``: what the people who put the pages there know of them; it wins over file names and text.

Spreadsheets write it, so it comes as UTF-8 with or without BOM or as GB18030, dates come as 2023/7/5, and any column
but ``file`` may be missing.  A manifest never stops a page from landing: what is wrong with it becomes a problem.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

MANIFEST_NAME = "manifest.csv"
FACT_COLUMNS = ("paper", "edition", "page_no", "publication_date", "source_url")
DATE = re.compile(
    r"""
    (?P<year>\d{4})(?P<separator>[-/.])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})   # 2023-07-05, 2023/7/5
    | (?P<year_8>\d{4})(?P<month_8>\d{2})(?P<day_8>\d{2})                                 # 20230705
    | (?P<year_zh>\d{4})年(?P<month_zh>\d{1,2})月(?P<day_zh>\d{1,2})日                    # 2023年7月5日
    """,
    re.VERBOSE | re.ASCII,
)


class ManifestFacts(NamedTuple):
    """What a manifest says of one file; None where it says nothing."""

    paper: str | None = None
    edition: str | None = None
    page_no: str | None = None
    publication_date: dt.date | None = None
    source_url: str | None = None


class ManifestProblem(NamedTuple):
    """Something in a manifest that can't be used: a kind for counting and a reason for people."""

    kind: str
    reason: str


class Manifest(NamedTuple):
    """The facts by source_file, and what was wrong."""

    facts: dict[str, ManifestFacts]
    problems: list[ManifestProblem]


def read_manifest(data: bytes, folder: str, known_files: Iterable[str]) -> Manifest:
    """Read the bytes of the manifest.csv that lies in ``folder`` of the landing place ('' or 'sub/').

    ``known_files`` are the source_files that can be meant; a row about any other becomes a problem.
    """
    try:
        text = _decode(data)
        reader = csv.DictReader(io.StringIO(text, newline=""))
        header = [(name or "").strip().lower() for name in reader.fieldnames or []]
        reader.fieldnames = header
        if "file" not in header:
            return Manifest({}, [_missing_file_column(header)])
        rows = [(reader.line_num, row) for row in reader]
    except UnicodeDecodeError as error:
        return Manifest({}, [_bad_encoding(error)])
    except csv.Error as error:
        reason = f"it is no readable CSV: {error}; save it as 'CSV UTF-8' and land it again"
        return Manifest({}, [ManifestProblem("manifest_broken", reason)])
    problems = [_unknown_column(name) for name in header if name and name not in ("file", *FACT_COLUMNS)]
    return _read_rows(rows, folder, set(known_files), problems)


def read_manifest_date(written: str) -> dt.date | None:
    """A day as people and spreadsheets write it, or None if it is none.

    >>> read_manifest_date("2023/7/5"), read_manifest_date("2023-02-30")
    (datetime.date(2023, 7, 5), None)
    """
    found = DATE.fullmatch(written)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part and part.isdigit())
    try:
        found_day = dt.date(year, month, day)
    except ValueError:
        return None
    return found_day if 1900 <= year < 2100 else None  # 0001 and 9999 are slips of the pen


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _read_rows(
    rows: list[tuple[int, dict[str, str | None]]], folder: str, known: set[str], problems: list[ManifestProblem]
) -> Manifest:
    facts: dict[str, ManifestFacts] = {}
    for line, row in rows:
        name = _read_cell(row, "file")
        if name is None:
            if any(isinstance(value, str) and value.strip() for value in row.values()):
                problems.append(ManifestProblem("manifest_row", f"line {line} names no file; fill in the column file"))
            continue
        if beyond := [cell for cell in row.get(None) or [] if cell.strip()]:  # type: ignore[call-overload]
            reason = f"line {line} ({name!r}) has more cells than the first line: {', '.join(map(repr, beyond))}; put "
            problems.append(ManifestProblem("manifest_row", reason + "texts that hold commas between double quotes"))
        source_file = _match_file(name, folder, known)
        if source_file is None:
            problems.append(_unknown_file(line, name))
            continue
        if source_file in facts:
            reason = f"line {line} names {name!r} a second time; this later line is used, delete one of them"
            problems.append(ManifestProblem("manifest_row", reason))
        facts[source_file] = _read_facts(line, name, row, problems)
    return Manifest(facts, problems)


def _match_file(name: str, folder: str, known: set[str]) -> str | None:
    """The source_file that a manifest means: relative to its folder, NFC, Windows' backslashes and './' allowed."""
    name = unicodedata.normalize("NFC", name)
    slashed = name.replace("\\", "/").removeprefix("./")
    return next((folder + spelt for spelt in (name, slashed) if folder + spelt in known), None)


def _read_facts(line: int, name: str, row: Mapping[str, str | None], problems: list[ManifestProblem]) -> ManifestFacts:
    written = _read_cell(row, "publication_date")
    date = read_manifest_date(written) if written else None
    if written and not date:
        reason = f"line {line} ({name!r}): publication_date {written!r} is no date; write it like 2023-07-05"
        problems.append(ManifestProblem("manifest_date", reason))
    paper, edition, page_no = (_read_cell(row, column) for column in ("paper", "edition", "page_no"))
    return ManifestFacts(paper, edition, page_no, date, _read_cell(row, "source_url"))


def _read_cell(row: Mapping[str, str | None], column: str) -> str | None:
    return (row.get(column) or "").strip() or None


def _unknown_file(line: int, name: str) -> ManifestProblem:
    reason = f"line {line} tells of {name!r}, which is not in the landing folder and never was; check the spelling"
    return ManifestProblem("manifest_file", reason)


def _unknown_column(name: str) -> ManifestProblem:
    reason = f"the column {name!r} is not used; the columns are file, {', '.join(FACT_COLUMNS)}"
    return ManifestProblem("manifest_column", reason)


def _missing_file_column(header: list[str]) -> ManifestProblem:
    found = ", ".join(repr(name) for name in header) or "nothing"
    reason = f"the column 'file' is missing (found: {found}); the first line must name the columns, separated by commas"
    return ManifestProblem("manifest_column", reason)


def _bad_encoding(error: UnicodeDecodeError) -> ManifestProblem:
    reason = f"it is neither UTF-8 nor GB18030 ({error.reason} at byte {error.start}); save it as 'CSV UTF-8'"
    return ManifestProblem("manifest_encoding", reason)
