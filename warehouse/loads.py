"""The book of nights, ``landing.loads``: begun before the build, settled after the switch, ended when a night fails."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from warehouse.parse.page_rows import PARSER_VERSION
from warehouse.store.load import Load, read_loads, write_load
from warehouse.store.publish import Published


def begin_load(
    connection: sa.Connection, *, load_id: str, started_at: dt.datetime, file_count: int, quarantined_count: int
) -> None:
    """Enter a night before its build, with what staging counts; dbt counts tonight's people and problems."""
    pages, articles, people, metrics, problems = connection.exec_driver_sql(
        "select (select count(*) from staging.pages), (select count(*) from staging.articles), "
        "(select count(distinct (name, jurisdiction)) from staging.appearances), "
        "(select count(*) from staging.metrics), (select count(*) from staging.problems)"
    ).one()
    load = Load(
        load_id=load_id,
        started_at=started_at,
        finished_at=None,
        file_count=file_count,
        quarantined_count=quarantined_count,
        page_count=pages,
        article_count=articles,
        people_count=people,
        metric_count=metrics,
        problem_count=problems,
        is_published=False,
        parser_version=PARSER_VERSION,
        seconds=None,
    )
    write_load(connection, load)


def settle_load(connection: sa.Connection, published: Published, seconds: float | None) -> None:
    """Enter the published load as such, with the marts' counts; ``seconds`` is None for a load of another night.

    That one's night was killed between the switch and this: it ended when it was published.
    """
    for row in read_loads(connection):
        if row.load_id == published.load_id and not row.is_published:
            lasted = (published.published_at - row.started_at).total_seconds() if seconds is None else seconds
            settled = row._replace(
                finished_at=published.published_at if seconds is None else _now(),
                seconds=lasted,
                is_published=True,
                page_count=published.counts["pages"],
                article_count=published.counts["articles"],
                people_count=published.counts["people"],
                metric_count=published.counts["metrics"],
                problem_count=published.counts["problems"],
            )
            write_load(connection, settled)


def end_failed_load(connection: sa.Connection, load_id: str, seconds: float) -> None:
    """Enter the end of a night that failed after it was begun; one that failed earlier has no load."""
    for row in read_loads(connection):
        if row.load_id == load_id and row.finished_at is None:
            write_load(connection, row._replace(finished_at=_now(), seconds=seconds))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
