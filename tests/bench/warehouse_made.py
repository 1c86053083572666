"""A warehouse of any size for measuring growth: pages made up and read, their rows in staging cloned until it is full.

A clone has keys, file names, days, papers and places of its own, as pages of other papers and other seasons would, and
the texts of its original.  Twenty clones are twenty groups of papers in one season; the next twenty are a season later.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import sqlalchemy as sa

from tests.bench.pages_made import PAGES_A_DAY, write_pages
from warehouse.night import run_night
from warehouse.settings import read_settings
from warehouse.store.database import begin_transaction, open_work
from warehouse.store.ledger import LandedFile, append_entries
from warehouse.store.schema import PAGE_TABLES

GROUPS = 20  # of papers
SEASON_DAYS = 120
# what tells one group of papers from another
PLACES = ("paper", "jurisdiction", "place", "scope", "parent_name", "organiser", "body_name")
MEGABYTES_OF_10K_ARTICLES = 10.6
DAYS_OF_ORIGINALS = 100
NEW_SEED = 3  # of pages that are new to the warehouse
BEGIN = dt.datetime(2024, 3, 1, 2, tzinfo=dt.UTC)


def fill_home(home: Path, landing: Path, *, articles: int, base: Path | None = None) -> int:
    """Make ``home`` a published warehouse of at least so many articles; gives their number.

    ``base`` is a smaller one to start from.  The pages are read as any; clones never were files, so only the ledger and
    staging know them.
    """
    if base is None:
        write_pages(landing, megabytes=min(articles, 10_000) / 10_000 * MEGABYTES_OF_10K_ARTICLES)
    else:
        shutil.copytree(base, home, symlinks=True)
    settings = read_settings(home=home, landing=landing, source="made", min_free_mb=0, keep_versions=1)
    if base is None:
        run_night(settings, now=BEGIN)
    with open_work(home) as connection:
        originals = _count(connection)
        clone = _count_clones(connection)
        while _count(connection) < articles:
            clone += 1
            _clone_pages(connection, clone)
            append_entries(home, _read_files(connection, clone))
        count = _count(connection)
    if count > originals:
        run_night(settings, now=BEGIN + dt.timedelta(hours=1))
    return count


def find_new_page(articles: int) -> int:
    """The number of a page that is published on one of the last days of a warehouse of so many articles."""
    seasons = max(articles // 10_000 - 1, 0) // GROUPS
    return (seasons * SEASON_DAYS + DAYS_OF_ORIGINALS) * PAGES_A_DAY


def _count(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("select count(*) from staging.articles").scalar_one())


def _count_clones(connection: sa.Connection) -> int:
    query = "select coalesce(max(cast(regexp_extract(source_file, '^clone-(\\d+)/', 1) as integer)), 0) "
    query += "from staging.pages where source_file like 'clone-%'"
    return int(connection.exec_driver_sql(query).scalar_one())


def _clone_pages(connection: sa.Connection, clone: int) -> None:
    """Write every original row of staging again, as those of clone number ``clone``."""
    originals = "select page_id from staging.pages where source_file not like 'clone-%'"
    with begin_transaction(connection):
        connection.exec_driver_sql(f"create or replace temp table originals as {originals}")
        for table in PAGE_TABLES:
            columns = ", ".join(_clone_column(column, clone) for column in table.columns)
            connection.exec_driver_sql(
                f"insert into {table} select {columns} from {table} where page_id in (from originals)"
            )


def _clone_column(column: sa.Column[object], clone: int) -> str:
    group, days = clone % GROUPS, clone // GROUPS * SEASON_DAYS
    name = column.name
    if name.endswith("_id"):
        return f"left(sha256({name} || '#{clone}'), 16)"
    if name == "file_sha256":
        return f"sha256({name} || '#{clone}')"
    if name == "source_file":
        return f"'clone-{clone}/' || {name}"
    if name in PLACES and group:
        other = f"substr({name}, 1, 1) || '{chr(0x4E00 + 97 * group)}' || substr({name}, 2)"
        return f"case when {name} = '全国' then {name} else {other} end"
    if name == "publication_year":
        return f"year(publication_date + {days})"
    if name == "event_dates":
        return f"list_transform({name}, lambda day: day + {days})"
    if name == "signature":
        return f"list_transform({name}, lambda slot: slot + {clone * 1_000_003})"
    return f"{name} + {days}" if isinstance(column.type, sa.Date) else f'"{name}"'


def _read_files(connection: sa.Connection, clone: int) -> list[LandedFile]:
    """What the ledger would say of the clone's pages."""
    with begin_transaction(connection):
        rows = connection.exec_driver_sql(
            "select pages.source_name, pages.source_file, pages.file_sha256, "
            "1000, pages.landed_at, pages.landed_at, cast(pages.landed_at as date), 'clones', "
            "null, null, null, null, null from staging.pages as pages where starts_with(source_file, $1)",
            (f"clone-{clone}/",),
        ).all()
    return [LandedFile(*row) for row in rows]
