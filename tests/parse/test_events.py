"""Events: what an article reports to have happened, and who did what part in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse import words
from warehouse.parse.event_dates import read_event
from warehouse.parse.event_parts import find_verbs
from warehouse.parse.event_people import OFFICES
from warehouse.parse.events import PARTS, Event, Setting, find_events
from warehouse.parse.kind import tell_genre
from warehouse.parse.people import find_people
from warehouse.parse.publication import Publication
from warehouse.parse.rows import PageRows
from warehouse.parse.text import bare, fold, squeeze

Reader = Callable[..., PageRows]
EVENT_CHARS = (
    "丁怀远岳明川楼亚琴区委书记长副主持会议召开调研陪同参加看望慰问任命为当选分别在到率等、，。：“”7月12日随后的\n"
)


@pytest.mark.cases("events")
def test_events_and_parts_are_read(case: dict[str, Any]) -> None:
    events = events_of(case)
    assert [(event.kind, people_of(event)) for event in events] == [
        (wanted["kind"], wanted["people"]) for wanted in case["events"]
    ]
    for event, wanted in zip(events, case["events"], strict=True):
        assert event.is_together == wanted.get("is_together", True)
        for field in ("organiser", "body_name", "session_written", "session_key", "name_written", "place"):
            if field in wanted:
                assert getattr(event, field) == wanted[field], field
        if "start" in wanted:
            assert str(event.date.start) == wanted["start"]
        check_list(event, wanted)


def check_list(event: Event, wanted: dict[str, Any]) -> None:
    """The people of the case's list stand in one list, numbered in its order."""
    if "list" not in wanted:
        return
    listed = [person for person in event.people if person.name in wanted["list"]]
    assert [person.list_position for person in listed] == list(range(1, len(listed) + 1))
    assert [person.name for person in listed] == wanted["list"]
    assert len({person.list_no for person in listed}) == 1
    assert {person.list_order for person in listed} == {wanted.get("list_order", "by_rank")}
    assert {person.is_list_complete for person in listed} == {wanted.get("is_complete", True)}


def test_rows_show_names_and_sentences_on_the_page(read_page: Reader) -> None:
    page = "本报讯 7月12日，区长岳\n明川到石碓镇调研。副区长楼亚\n琴、卞时雨参加调研。\n"
    rows = read_page(page, publication_date=dt.date(2023, 7, 14))
    (event,) = rows.events
    assert (event.kind, event.place, event.event_date_start) == ("inspection", "石碓镇", dt.date(2023, 7, 12))
    assert event.text == "本报讯7月12日，区长岳明川到石碓镇调研。副区长楼亚琴、卞时雨参加调研。"
    assert bare(page[event.char_start : event.char_end]) == event.text
    assert [bare(page[row.char_start : row.char_end]) for row in rows.event_people] == ["岳明川", "楼亚琴", "卞时雨"]
    assert {row.event_id for row in rows.event_people} == {event.event_id}
    assert [row.list_position for row in rows.event_people] == [None, 1, 2]
    assert {row.list_system for row in rows.event_people} == {None, "government"}


def test_people_of_events_are_people_of_the_article(read_page: Reader) -> None:
    rows = read_page("本报讯 7月12日，区长岳明川主持召开防汛工作会议。副区长楼亚琴出席。\n")
    assert {row.appearance_id for row in rows.event_people} <= {row.appearance_id for row in rows.appearances}


def test_keys_do_not_depend_on_where_the_words_stand(read_page: Reader) -> None:
    page = "本报讯 7月12日，区长岳明川主持召开防汛工作会议。副区长楼亚琴出席。\n"
    here, below = read_page(page), read_page("\n\n" + page)
    assert [row.event_id for row in here.events] == [row.event_id for row in below.events]
    assert [row.event_person_id for row in here.event_people] == [row.event_person_id for row in below.event_people]


def test_verbs_that_are_part_of_names_of_bodies_are_none() -> None:
    assert [verb.verb.word for verb in find_verbs("区督查局一级调研员送上慰问金，参加调研")] == ["参加", "调研"]


def test_every_part_of_the_list_of_verbs_is_a_part() -> None:
    for verb in words.event_verbs():
        assert {verb.part, verb.object_part} <= {None, *PARTS, *OFFICES}, verb.word


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(EVENT_CHARS), max_size=80))
def test_no_text_breaks_the_reading_and_people_cut_their_names(text: str) -> None:
    flow = squeeze(text, [(0, len(text))])
    people = find_people([flow], set())
    for event in find_events([flow], [0], people, setting_of(flow.folded, {})):
        assert event.people or event.organiser or event.body_name or event.name_written
        for person in event.people:
            _, start, end = person.place
            assert flow.text[start:end] == person.name


def test_a_long_article_is_read_in_linear_time(within: Any) -> None:
    text = "区长岳明川到石碓镇调研，副区长楼亚琴、卞时雨参加调研。" * 700
    flow = squeeze(text, [(0, len(text))])
    people = find_people([flow], set())
    with within(3):
        find_events([flow], [0], people, setting_of(text[:400], {}))


def events_of(case: dict[str, Any]) -> list[Event]:
    flows = [squeeze(text, [(0, len(text))]) for text in (case.get("headline", ""), *case["text"])]
    people = find_people(flows, set())
    text = "".join(flow.folded for flow in flows[1:])
    return find_events(flows, range(1, len(flows)), people, setting_of(text, case))


def setting_of(text: str, case: dict[str, Any]) -> Setting:
    day = dt.date.fromisoformat(case.get("published", "2023-07-14"))
    published = Publication(day, day.year, "manifest", [], None)
    genre = tell_genre(fold(text)[:200])
    date = read_event(text, published)
    return Setting(published, None, date, case.get("jurisdiction", "清泉区"), genre, case.get("form", "news"))


def people_of(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for person in event.people:
        found[person.name] = [*found[person.name], person.part] if person.name in found else [person.part]
    return {name: parts[0] if len(parts) == 1 else parts for name, parts in found.items()}
