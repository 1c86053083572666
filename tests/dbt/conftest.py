"""What the dbt tests share: how dbt is run, and four tiny pages whose every fact is known."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

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
    make_id,
)
from warehouse.settings import CHECKOUT

PROJECT = CHECKOUT / "dbt"
AT = dt.datetime(2024, 3, 5, 18, 30)


def leave_empty(row: type[Any]) -> dict[str, Any]:
    """None or an empty list for each field of a row that may be so."""
    hints = get_type_hints(row).items()
    empty: dict[str, Any] = {field: None for field, hint in hints if type(None) in get_args(hint)}
    return empty | {field: [] for field, hint in hints if get_origin(hint) is list}


class PageMaker:
    """Writes a page piece by piece, as the parser would have read it: ``text`` grows, rows point into it."""

    def __init__(self, source_file: str, **page: Any) -> None:
        self.page_id = make_id("dbt", source_file)
        self.source_file, self.given, self.text = source_file, page, ""
        self.spans: list[SpanRow] = []
        self.articles: list[ArticleRow] = []
        self.bylines: list[BylineRow] = []
        self.appearances: list[AppearanceRow] = []
        self.sightings: list[PostSightingRow] = []
        self.events: list[EventRow] = []
        self.event_people: list[EventPersonRow] = []
        self.metrics: list[MetricRow] = []
        self.entities: list[EntityRow] = []
        self.terms: list[TermRow] = []
        self.problems: list[ProblemRow] = []

    def furniture(self, words: str) -> PageMaker:
        self._lay(None, "furniture", words)
        return self

    def article(self, headline: str | None, body: str, reporter: str | None = None, **article: Any) -> PageMaker:
        """Lay headline, body and byline, in this order."""
        article_id, start = make_id(self.page_id, body[:20]), len(self.text)
        if headline:
            self._lay(article_id, "headline", headline + "\n")
        self._lay(article_id, "body", body + "　\n")
        if reporter:
            at = self._lay(article_id, "byline", f"记者 {reporter}\n") + 3
            place = (at, at + len(reporter))
            ids = (make_id(article_id, reporter), article_id, self.page_id)
            self.bylines.append(BylineRow(*ids, reporter, "reporter", None, None, 1, *place))
        row = {
            **leave_empty(ArticleRow),
            "article_id": article_id,
            "page_id": self.page_id,
            "seq": len(self.articles) + 1,
            "title": headline or body[:10],
            "title_basis": "headline" if headline else "lead",
            "headline": headline,
            "headline_score": 0.9 if headline else None,
            "body": body,
            "lead": body,
            "form": "news",
            "genre": "meeting",
            "reporters": [reporter] if reporter else [],
            "char_start": start,
            "char_end": len(self.text),
        }
        self.articles.append(ArticleRow(**{**row, **article}))
        return self

    def person(self, name: str, role: str, *posts: str, jurisdiction: str | None = None) -> PageMaker:
        """A person of the article laid last."""
        article_id, place = self._find(name)
        row: dict[str, Any] = {
            "appearance_id": make_id(article_id, name),
            "article_id": article_id,
            "page_id": self.page_id,
            "name": name,
            "role": role,
            "posts": list(posts),
            "organisation": f"{posts[0][0]}委" if posts else None,
            "jurisdiction": jurisdiction,
            "is_speaker": False,
            "list_position": None,
            "mention_count": self.text.count(name),
            "char_start": place[0],
            "char_end": place[1],
            "rule": "test",
            "confidence": 0.9,
        }
        self.appearances.append(AppearanceRow(**row))
        return self

    def sighting(self, name: str, written: str, **sighting: Any) -> PageMaker:
        """A post of a person of the article laid last, as the parser would have placed it."""
        article_id, place = self._find(written)
        rank = sum(row.article_id == article_id and row.post_written == written for row in self.sightings) + 1
        row: dict[str, Any] = {
            **leave_empty(PostSightingRow),
            "sighting_id": make_id(article_id, name, written, rank),
            "article_id": article_id,
            "page_id": self.page_id,
            "name": name,
            "post_written": written,
            "post": written,
            "tenure_status": "full",
            "char_start": place[0],
            "char_end": place[1],
            "rule": "test",
            "confidence": 0.9,
        }
        self.sightings.append(PostSightingRow(**{**row, **sighting}))
        return self

    def metric(self, text: str, value: int, unit: str, dimension: str, **metric: Any) -> PageMaker:
        """A metric of the article laid last."""
        article_id, (start, end) = self._find(text)
        row = {
            **leave_empty(MetricRow),
            "metric_id": make_id(article_id, text),
            "article_id": article_id,
            "page_id": self.page_id,
            "text": text,
            "value": Decimal(value),
            "value_step": Decimal(1),
            "unit": unit,
            "unit_written": unit,
            "unit_family": unit,
            "dimension": dimension,
            "status": "actual",
            "sentence": text,
            "char_start": start,
            "char_end": end,
            "rule": "test",
            "confidence": 0.5,
        }
        self.metrics.append(MetricRow(**{**row, **metric}))
        return self

    def entity(self, written: str, kind: str, level: str, **entity: Any) -> PageMaker:
        """A place, organisation or project of the article laid last."""
        article_id, (start, end) = self._find(written)
        row: dict[str, Any] = {
            **leave_empty(EntityRow),
            "article_entity_id": make_id(article_id, kind, entity.get("name", written)),
            "article_id": article_id,
            "page_id": self.page_id,
            "kind": kind,
            "name": written,
            "name_written": written,
            "names_written": [written],
            "level": level,
            "relation": "mentioned",
            "mention_count": self.text.count(written),
            "char_start": start,
            "char_end": end,
            "rule": "test",
        }
        self.entities.append(EntityRow(**{**row, **entity}))
        lists = {"place": self.articles[-1].places, "organisation": self.articles[-1].organisations}
        if kind in lists:
            lists[kind].append(written)
        return self

    def term(self, word: str, kind: str = "keyword", score: float | None = 0.5) -> PageMaker:
        """A keyword, formula or slogan of the article laid last."""
        article_id, place = self._find(word)
        ids = (make_id(article_id, kind, word), article_id, self.page_id)
        self.terms.append(TermRow(*ids, word, word, kind, score, self.text.count(word), *place, "test"))
        if kind == "keyword":
            self.articles[-1].keywords.append(word)
        return self

    def event(self, kind: str, words: str, parts: dict[str, str], *listed: str, **event: Any) -> PageMaker:
        """An event that ``words`` tell, with the part of each person; ``listed`` stand in one list, in this order."""
        article_id, place = self._find(words)
        event_id = make_id(article_id, kind, words)
        row: dict[str, Any] = {
            **leave_empty(EventRow),
            "event_id": event_id,
            "article_id": article_id,
            "page_id": self.page_id,
            "seq": len(self.events) + 1,
            "kind": kind,
            "is_together": True,
            "text": words,
            "char_start": place[0],
            "char_end": place[1],
            "rule": "test",
        }
        self.events.append(EventRow(**{**row, **event}))
        for name, part in parts.items():
            start, end = self._find(name)[1]
            in_list: tuple[Any, ...] = (None,) * 6
            if name in listed:
                in_list = (make_id(event_id, "list"), listed.index(name) + 1, True, "by_rank", "county", "leadership")
            ids = (make_id(event_id, name, part), event_id, article_id, self.page_id, make_id(article_id, name))
            self.event_people.append(EventPersonRow(*ids, name, part, *in_list, start, end, "test"))
        return self

    def problem(self, kind: str) -> PageMaker:
        ids = (make_id(self.page_id, kind), self.page_id, "dbt", self.source_file)
        self.problems.append(ProblemRow(*ids, "parse", kind, f"{kind} in {self.source_file}", AT))
        return self

    def rows(self) -> PageRows:
        page = {
            **leave_empty(PageRow),
            "page_id": self.page_id,
            "source_name": "dbt",
            "source_file": self.source_file,
            "file_sha256": make_id(self.text),
            "date_basis": "none",
            "encoding": "utf-8",
            "media_type": "text/plain",
            "text": self.text,
            "char_count": len(self.text),
            "correction_count": 0,
            "parser_version": "v1",
            "landed_at": AT,
            "parsed_at": AT,
            "filed_on": self.given.get("publication_date") or AT.date(),
            **self.given,
        }
        people = (self.bylines, self.appearances, self.sightings, self.events, self.event_people)
        facts = (*people, self.metrics, self.entities, self.terms, self.problems)
        return PageRows(PageRow(**page), self.spans, self.articles, *facts)

    def _lay(self, article_id: str | None, role: str, words: str) -> int:
        start, seq = len(self.text), len(self.spans)
        self.text += words
        span_id = make_id(self.page_id, seq)
        self.spans.append(SpanRow(span_id, self.page_id, article_id, role, start, len(self.text), seq))
        return start

    def _find(self, words: str) -> tuple[str, tuple[int, int]]:
        article = self.articles[-1]
        start = self.text.index(words, article.char_start)
        return article.article_id, (start, start + len(words))


@pytest.fixture(scope="session")
def tiny_pages() -> list[PageRows]:
    """Three dated pages of one paper, the last a reprint, an undated page of no known paper, one without article."""
    first = PageMaker("01.txt", paper="岚溪报", publication_date=dt.date(2024, 3, 1), date_basis="masthead")
    first.furniture("岚溪报 2024年3月1日\n").article(
        "县委召开会议",
        "县委书记方便讲话，时光和村民高峰到会。完成道路30条。年内改造老旧小区12个。去年办中小学5所。",
        "王小明",
        event_date_start=dt.date(2024, 2, 29),
    )
    first.person("方便", "leader", "县委书记", jurisdiction="岚溪县").person("时光", "attendee", jurisdiction="岚溪县")
    first.person("高峰", "citizen", jurisdiction="岚溪县")
    seat: dict[str, Any] = {
        "seat_title": "书记",
        "organisation": "中共岚溪县委",
        "jurisdiction": "岚溪县",
        "level": "county",
    }
    first.sighting("方便", "县委书记", **seat).sighting("时光", "县委书记", **seat)  # two in one seat
    meeting = {"organiser": "中共岚溪县委", "name_written": "会议", "event_date_start": dt.date(2024, 2, 29)}
    chaired = {"方便": "讲话", "时光": "出席", "高峰": "被慰问"}
    first.event("meeting", "县委书记方便讲话", chaired, "方便", "时光", **meeting)
    first.entity("县委", "organisation", "party", name="中共岚溪县委", scope="岚溪县")
    first.term("道路").term("完成", "formula", None)
    first.metric("道路30条", 30, "条", "count", indicator="道路", speaker_name="方便")
    renewal: dict[str, Any] = {"unit": "个", "dimension": "count", "indicator": "老旧小区"}
    schools: dict[str, Any] = {"unit": "所", "dimension": "count", "indicator": "中小学"}
    schools |= {"period_start_on": dt.date(2023, 1, 1), "period_end_on": dt.date(2023, 12, 31)}
    year_end, promise = dt.date(2024, 12, 31), "年内改造老旧小区12个。"
    first.metric("老旧小区12个", 12, **renewal, status="target", period_end_on=year_end, sentence=promise)
    first.metric("中小学5所", 5, **schools)
    first.article(None, "高峰今年130岁。").person("高峰", "citizen", jurisdiction="岚溪县")
    first.metric("130岁", 130, "岁", "age")

    second = PageMaker("02.txt", paper="岚溪报", publication_date=dt.date(2024, 3, 4), date_basis="masthead")
    second.article(
        "县长时光调研",
        "县长时光到石碓镇金盆村工地，岚溪县道路建成15至20条。已改造老旧小区8个。去年办中小学6所。",
        "王小明",
        signature=[1, 2],
    )
    second.entity("岚溪县", "place", "county", scope="全国")
    second.entity("石碓镇", "place", "town", scope="岚溪县", parent_name="岚溪县")
    second.entity("金盆村", "place", "village", scope="岚溪县", parent_name="石碓镇")
    second.person("时光", "leader", "县长", jurisdiction="岚溪县")
    second.sighting("时光", "县长", seat_title="县长", organisation="岚溪县人民政府", jurisdiction="岚溪县")
    second.event("inspection", "县长时光到石碓镇金盆村工地", {"时光": "带队"}, place="石碓镇")
    second.metric("15至20条", 15, "条", "count", indicator="“道路”", value_low=Decimal(15), value_high=Decimal(20))
    second.metric("老旧小区8个", 8, **renewal, sentence="已改造老旧小区8个。")
    second.metric("中小学6所", 6, **schools)

    third = PageMaker("03.txt")
    third.article("澄湾区开会", "副区长方便出席。").problem("undated")
    third.person("方便", "leader", "副区长", jurisdiction="澄湾区")

    reprint = PageMaker("05.txt", paper="岚溪报", publication_date=dt.date(2024, 3, 5), date_basis="masthead")
    reprint.article(
        "县长到工地",
        "县长时光到石碓镇金盆村工地，岚溪县道路建成15至20条。已改造老旧小区8个。去年办中小学6所！",
        signature=[1, 2],
    )
    reprint.person("时光", "leader", "县长", jurisdiction="岚溪县").entity("岚溪县", "place", "county", scope="全国")
    reprint.event("inspection", "县长时光到石碓镇金盆村工地", {"时光": "带队"}, place="石碓镇")
    reprint.metric("15至20条", 15, "条", "count", indicator="“道路”", value_low=Decimal(15), value_high=Decimal(20))

    fourth = PageMaker("04.txt", paper="岚溪报", publication_date=dt.date(2024, 3, 6), date_basis="manifest")
    fourth.furniture("广告")
    return [page.rows() for page in (first, second, third, fourth, reprint)]


@pytest.fixture(scope="session")
def run_dbt() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a dbt command on a work database, as a subprocess like the night."""

    def run(database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        target, logs = database.parent / "dbt", database.parent / "logs"
        places = ["--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target-path", target, "--log-path", logs]
        environment = {**os.environ, "JIANBAO_WORK_DB": str(database), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
        command = [sys.executable, "-m", "dbt.cli.main", *arguments, *map(str, places), "--no-use-colors"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)

    return run
