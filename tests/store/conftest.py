"""What the storage tests share: a home and a landing place, a landing with defaults, pages of made-up rows."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from warehouse.parse.rows import (
    AppearanceRow,
    ArticleRow,
    BylineRow,
    EntityRow,
    EventPersonRow,
    EventRow,
    MetricRow,
    PageRow,
    PageRows,
    PostSightingRow,
    ProblemRow,
    SpanRow,
    TermRow,
)
from warehouse.store.database import begin_transaction, open_work, work_path
from warehouse.store.landing import Landing, land_files
from warehouse.store.load import Load, write_load
from warehouse.store.publish import publish_marts

NOW = dt.datetime(2024, 3, 1, 18, 30, tzinfo=dt.UTC)  # 2 March in Shanghai


def find_unreadable(data: bytes, file_name: str) -> tuple[str, str] | None:
    """As strict as these tests need: empty files and images are no pages."""
    if not data:
        return "empty", "the file is empty"
    return ("image", f"{file_name} is an image") if data.startswith(b"\x89PNG") else None


def land_once(place: Path, home: Path, **changes: Any) -> Landing:
    given: dict[str, Any] = {
        "source_name": "区报",
        "load_id": "n1",
        "now": NOW,
        "timezone": "Asia/Shanghai",
        "max_file_bytes": 1000,
        "settle_seconds": 0.0,
        "find_unreadable": find_unreadable,
    }
    return land_files(place, home, **{**given, **changes})


def make_rows(page_id: str = "p1", words: str = "旧", **page_changes: Any) -> PageRows:
    """A page with one row in each table; ``words`` mark them."""
    at, day = dt.datetime(2024, 3, 1, 18, 30), dt.date(2024, 3, 2)
    page = PageRow(
        page_id=page_id,
        source_name="区报",
        source_file=f"{page_id}.txt",
        file_sha256="0" * 64,
        paper=None,
        edition=None,
        page_no=None,
        publication_date=None,
        publication_year=2024,
        date_basis="text",
        date_evidence=["2024年"],
        encoding="utf-8",
        media_type="text/plain",
        text=words,
        char_count=len(words),
        jurisdiction=None,
        source_url=None,
        corrections=[],
        correction_count=0,
        parser_version="v1",
        landed_at=at,
        parsed_at=at,
        filed_on=day,
    )._replace(**page_changes)
    ids, place = (f"a-{page_id}", page_id), {"char_start": 0, "char_end": len(words)}
    article = ArticleRow(
        article_id=ids[0],
        page_id=page_id,
        seq=0,
        title=words,
        title_basis="lead",
        kicker=None,
        headline=None,
        deck=None,
        headline_score=None,
        runner_up=None,
        runner_up_score=None,
        body=words,
        lead=words,
        form="news",
        genre="meeting",
        dateline_place=None,
        source_agency=None,
        column_name=None,
        event_date_start=None,
        event_date_end=None,
        event_dates=[day, dt.date(2024, 3, 4)],
        event_month_day=None,
        event_month_day_end=None,
        event_date_text=None,
        reporters=["王小明"],
        correspondents=[],
        photographers=[],
        editors=[],
        places=[],
        organisations=[],
        keywords=["道路"],
        signature=[2**31],
        **place,
    )
    metric = MetricRow(
        *(f"m-{page_id}", *ids, "340.64亿元"),
        value=Decimal("34064000000"),
        value_low=None,
        value_high=None,
        value_step=Decimal(1000000),
        unit="元",
        unit_written="亿元",
        unit_family="元",
        dimension="money",
        indicator=None,
        modifier=None,
        comparison=None,
        comparison_basis=None,
        change_sign=None,
        is_cumulative=None,
        period_text=None,
        period_start_on=None,
        period_end_on=None,
        status="actual",
        action=None,
        stage=None,
        place=None,
        organisation=None,
        speaker_name=None,
        section_heading=None,
        sentence=words,
        rule="test",
        confidence=0.5,
        **place,
    )
    appearance = AppearanceRow(
        *(f"n-{page_id}", *ids, "李明", "leader", ["区长"]), None, None, True, 1, 2, 0, 1, "test", 0.9
    )
    return PageRows(
        page=page,
        article_spans=[SpanRow(f"s-{page_id}", page_id, ids[0], "body", 0, len(words), 0)],
        articles=[article],
        bylines=[BylineRow(f"b-{page_id}", *ids, "王小明", "reporter", None, None, 0, 0, 1)],
        appearances=[appearance],
        post_sightings=[
            PostSightingRow(
                *(f"o-{page_id}", *ids, "李明", "区长", "区长", None, None, None, None, "county", "full", None),
                *(0, 1, "test", 0.9),
            )
        ],
        events=[
            EventRow(
                *(f"v-{page_id}", *ids, 1, "meeting", None, None, None, None, None, None, day, day, None, True),
                *(words, 0, len(words), "test"),
            )
        ],
        event_people=[
            EventPersonRow(
                *(f"w-{page_id}", f"v-{page_id}", *ids, f"n-{page_id}", "李明", "主持"),
                *(None, None, None, None, None, None, 0, 1, "test"),
            )
        ],
        metrics=[metric],
        article_entities=[
            EntityRow(
                *(f"e-{page_id}", *ids, "place", "望川区", "望川区", ["望川区"], "全国", None, "county", None),
                *("mentioned", 1, 0, 1, "test"),
            )
        ],
        article_terms=[TermRow(f"t-{page_id}", *ids, "道路", "道路", "keyword", 0.5, 1, 0, 1, "test")],
        problems=[ProblemRow(f"x-{page_id}", page_id, "区报", page.source_file, "parse", "undated", words, at)],
    )


@pytest.fixture(scope="session")
def land_into() -> Callable[..., Landing]:
    """Land any place into any home; keyword arguments replace the defaults."""
    return land_once


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "区报"
    folder.mkdir()
    return folder


@pytest.fixture
def land(place: Path, home: Path) -> Callable[..., Landing]:
    """Land ``place`` into ``home``; keyword arguments replace the defaults."""
    return lambda **changes: land_once(place, home, **changes)


@pytest.fixture
def make_page() -> Callable[..., PageRows]:
    return make_rows


@pytest.fixture(scope="session")
def empty_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work database as ``open_work`` makes it, to be copied: making one takes three times as long."""
    home = tmp_path_factory.mktemp("empty")
    with open_work(home):
        pass
    return work_path(home)


@pytest.fixture
def home_with_work(home: Path, empty_work: Path) -> Path:
    work_path(home).parent.mkdir(parents=True, mode=0o700)
    shutil.copy(empty_work, work_path(home))
    return home


@pytest.fixture
def work(home_with_work: Path) -> Iterator[sa.Connection]:
    with open_work(home_with_work) as connection:
        yield connection


@pytest.fixture
def publish_loads() -> Callable[[Path, list[str]], None]:
    """Publish a version whose mart ``loads`` tells of these nights, as it stands while the last of them runs."""

    def publish(home: Path, load_ids: list[str]) -> None:
        with open_work(home) as connection:
            for load_id in load_ids:
                at = dt.datetime(2024, 3, 1, 18, 30)
                write_load(connection, Load(load_id, at, None, 1, 0, None, None, None, None, None, False, "v1", None))
            with begin_transaction(connection):
                connection.exec_driver_sql("create schema marts")
                connection.exec_driver_sql("create table marts.loads as from landing.loads")
        publish_marts(home, load_ids[-1], "f1", keep=1, now=NOW)

    return publish
