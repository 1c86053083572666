"""What the marts in the work database are made of, so that a night makes and copies only what it touched.

``landing.touched_pages`` gathers the pages whose rows changed, in the transactions that change them.
``landing.builds`` holds one row while the marts are whole: equal to what a build of everything would give, but for the
touched pages.  A build takes the row out and puts it back at its good end; after one that failed or was killed all is
made again.
"""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from warehouse.store.database import begin_transaction
from warehouse.store.schema import BUILDS, TOUCHED_PAGES


class Build(NamedTuple):
    """One row per build whose marts stand in the work database and are whole; the columns of landing.builds."""

    inputs_hash: str
    base_load_id: str | None  # published version that the touched pages are counted from; None: all is to be copied
    keys: str  # JSON object: by mart with rows by page the column, page_id or article_id, that they are replaced by


class TouchedPage(NamedTuple):
    """One row per page that was read anew or removed since; the columns of landing.touched_pages."""

    page_id: str


def read_build(connection: sa.Connection) -> Build | None:
    """The build whose marts are whole, or None."""
    with begin_transaction(connection):
        rows = connection.execute(sa.select(BUILDS)).all()
    return Build(*rows[0]) if len(rows) == 1 else None


def begin_build(connection: sa.Connection, inputs_hash: str) -> Build | None:
    """Take the build before out; gives it if tonight's may go on from it: made with the same models and word lists."""
    build = read_build(connection)
    with begin_transaction(connection):
        connection.execute(sa.delete(BUILDS))
    return build if build and build.inputs_hash == inputs_hash else None


def end_build(connection: sa.Connection, build: Build) -> None:
    """Enter a build that ended well, and count the pages that others touched among the touched."""
    with begin_transaction(connection):
        connection.exec_driver_sql(f"insert into {TOUCHED_PAGES} select page_id from prep.int_pages_recounted")
        connection.execute(sa.insert(BUILDS).values(**build._asdict()))


def settle_build(connection: sa.Connection, load_id: str) -> None:
    """Enter that the marts are published: from this version on touched pages are counted."""
    with begin_transaction(connection):
        connection.execute(sa.delete(TOUCHED_PAGES))
        connection.execute(sa.update(BUILDS).values(base_load_id=load_id))
