"""A correction by hand changes what a page says, not where it says it, and never stops the reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from warehouse.parse import words
from warehouse.parse.rows import PageRows

PAGE = """青石区新建六所学校

本报讯（记者 闻笛）11月18日，区长路遥远到工地调研。年内将建成6所学校。
"""
Correct = Callable[..., PageRows]


@pytest.fixture
def correct(monkeypatch: pytest.MonkeyPatch, read_page: Callable[..., PageRows]) -> Correct:
    """Read PAGE with these (what, printed, corrected) in the list."""

    def read(*corrections: tuple[str, str, str | None], page: str = "p-0001.txt") -> PageRows:
        listed = {page: [(*cells, "the paper said so the day after") for cells in corrections]}
        monkeypatch.setattr(words, "corrections", lambda: listed)
        return read_page(PAGE)

    return read


def test_a_metric_gets_its_corrected_value_and_keeps_key_and_place(correct: Correct) -> None:
    before = correct().metrics[0]
    after = correct(("metric.value", before.text, "16")).metrics[0]
    assert before.value == 6 and after.value == Decimal(16)
    assert after == before._replace(value=Decimal(16), rule="correction")


def test_a_misprinted_name_is_put_right_where_it_stands(correct: Correct) -> None:
    before = correct().appearances[0]
    after = correct(("person.name", "路遥远", "陆遥远")).appearances[0]
    assert (after.name, after.char_start, after.appearance_id) == ("陆遥远", before.char_start, before.appearance_id)
    assert [row.name for row in correct(("person.name", "路遥远", "陆遥远")).post_sightings] == ["陆遥远"]


def test_a_post_that_is_corrected_away_is_no_longer_sighted(correct: Correct) -> None:
    assert [row.post_written for row in correct().post_sightings] == ["区长"]
    assert correct(("person.posts", "路遥远", "区长")).post_sightings == correct().post_sightings
    assert correct(("person.posts", "路遥远", "副区长")).post_sightings == []


def test_what_is_no_person_and_no_metric_goes(correct: Correct) -> None:
    texts = [metric.text for metric in correct().metrics]  # in the body, and repeated in the headline
    rows = correct(("person.name", "路遥远", None), *(("metric.value", text, None) for text in texts))
    assert rows.appearances == [] and rows.metrics == [] and rows.post_sightings == []
    assert correct().event_people != [] and rows.event_people == []
    assert rows.page.correction_count == 1 + len(texts)


def test_a_corrected_headline_is_the_title(correct: Correct) -> None:
    article = correct(("article.headline", "青石区新建六所学校", "青石区新建16所学校")).articles[0]
    assert (article.headline, article.title, article.title_basis) == ("青石区新建16所学校",) * 2 + ("headline",)


def test_the_day_of_publication_decides_all_other_days(correct: Correct) -> None:
    rows = correct(("page.publication_date", "p-0001.txt", "2021-11-19"))
    assert rows.page.publication_date == dt.date(2021, 11, 19)
    assert rows.articles[0].event_date_start == dt.date(2021, 11, 18)


def test_a_page_is_named_by_its_key_too(correct: Correct) -> None:
    page_id = correct().page.page_id
    assert correct(("person.name", "路遥远", None), page=page_id).appearances == []


@pytest.mark.parametrize(
    "correction",
    [
        ("person.name", "没有人", "有人"),  # nobody of that name is read
        ("metric.value", "6所学校", "很多"),  # no number
        ("metric.status", "6所学校", "done"),  # no such status
        ("metric.colour", "6所学校", "red"),  # no such column
        ("weather.wind", "东风", "西风"),  # no such thing
        ("page.publication_date", "p-0001.txt", "tomorrow"),
    ],
    ids=str,
)
def test_a_correction_that_does_not_fit_is_a_problem_and_changes_nothing(
    correct: Correct, correction: tuple[str, str, str]
) -> None:
    before, after = correct(), correct(correction)
    assert after.page.correction_count == 0 and len(after.page.corrections) == 1
    assert [problem.kind for problem in after.problems if problem not in before.problems] == ["correction_unused"]
    assert after._replace(page=before.page, problems=before.problems) == before
