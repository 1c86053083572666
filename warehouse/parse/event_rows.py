"""The events of an article as rows: offsets into the page, keys by what happened, not by where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from warehouse.parse.events import Event, Participant
from warehouse.parse.rows import EventPersonRow, EventRow, make_id
from warehouse.parse.text import Flow, bare


def read_event_rows(
    page_id: str, page_text: str, article_id: str, flows: Sequence[Flow], events: Sequence[Event]
) -> tuple[list[EventRow], list[EventPersonRow]]:
    """Rows of the events and of their people; a name that the layout tore apart is left out."""
    rows: list[EventRow] = []
    people: list[EventPersonRow] = []
    ranks: Counter[tuple[str, str]] = Counter()
    for event in events:
        who = _tell_apart(event)
        ranks[event.kind, who] += 1
        event_id = make_id(article_id, "event", event.kind, who, ranks[event.kind, who])
        start, end = _cut_whole(page_text, flows, event.place_of_text)
        rows.append(
            EventRow(
                event_id=event_id,
                article_id=article_id,
                page_id=page_id,
                seq=len(rows) + 1,
                kind=event.kind,
                organiser=event.organiser,
                body_name=event.body_name,
                session_written=event.session_written,
                session_key=event.session_key,
                name_written=event.name_written,
                place=event.place,
                event_date_start=event.date.start,
                event_date_end=event.date.end,
                event_month_day=event.date.month_day,
                is_together=event.is_together,
                text=bare(page_text[start:end]),
                char_start=start,
                char_end=end,
                rule=event.rule,
            )
        )
        people += _people_rows(page_id, page_text, article_id, event_id, flows, event.people)
    return rows, people


def _tell_apart(event: Event) -> str:
    """What tells an event from others of its kind in the article: its name, else who leads it."""
    leaders = [person.name for person in event.people if person.part in ("带队", "主持")]
    return event.name_written or "、".join(leaders) or (event.people[0].name if event.people else "")


def _cut_whole(page_text: str, flows: Sequence[Flow], place: tuple[int, int, int]) -> tuple[int, int]:
    """The page offsets of a stretch of a flow, up to where the layout first breaks it by other words."""
    flow, start, end = place
    at = flows[flow].at
    last = start
    while last + 1 < end and (at[last + 1] == at[last] + 1 or _is_blank(page_text, at[last] + 1, at[last + 1])):
        last += 1
    return at[start], at[last] + 1


def _is_blank(page_text: str, start: int, end: int) -> bool:
    return start <= end and not page_text[start:end].strip()


def _people_rows(
    page_id: str,
    page_text: str,
    article_id: str,
    event_id: str,
    flows: Sequence[Flow],
    people: Sequence[Participant],
) -> list[EventPersonRow]:
    rows = []
    lists: dict[int | None, list[str]] = {}  # the names of each list make its key: one list may stand for two stops
    for person in people:
        lists.setdefault(person.list_no, []).append(person.name)
    for person in people:
        flow, start, end = person.place
        low, high = flows[flow].cut(start, end)
        if bare(page_text[low:high]) != person.name:
            continue
        rows.append(
            EventPersonRow(
                event_person_id=make_id(event_id, person.name, person.part),
                event_id=event_id,
                article_id=article_id,
                page_id=page_id,
                appearance_id=make_id(article_id, person.name),
                name=person.name,
                part=person.part,
                list_id=make_id(article_id, "list", *lists[person.list_no]) if person.list_no else None,
                list_position=person.list_position,
                is_list_complete=person.is_list_complete,
                list_order=person.list_order,
                list_level=person.list_level,
                list_system=person.list_system,
                char_start=low,
                char_end=high,
                rule=person.rule,
            )
        )
    return rows
