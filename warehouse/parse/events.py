"""What an article reports to have happened: meetings, visits, lectures, appointments, with who did what part in them.

An article is read sentence by sentence.  A sentence opens a scene where it tells of a meeting that is held or of a
visit that somebody makes; what follows belongs to the scene until another opens: on another day, with another leader,
behind 随后 or 当天下午.  Stops of one tour are one event unless each has people of its own; a sentence that sums up
visits told one by one after it (甲、乙、丙分别走访慰问) is no event, or one of those who are not told of again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from warehouse.parse.event_dates import EventDate, read_event
from warehouse.parse.event_lists import tell_list
from warehouse.parse.event_names import find_site, read_body, read_session
from warehouse.parse.event_parts import Part
from warehouse.parse.event_people import OFFICES, give_parts
from warehouse.parse.event_scenes import (
    NEXT_DAY,
    Scene,
    Sentence,
    Setting,
    name_by_headline,
    open_scenes,
    read_sentences,
)
from warehouse.parse.event_tours import drop_summaries, merge_stops
from warehouse.parse.people import Person
from warehouse.parse.text import Flow

__all__ = ["Event", "Participant", "Setting", "find_events"]


class Participant(NamedTuple):
    """One part of a person in an event.  ``place`` is the flow, start and end of the name; ``list_no`` numbers the
    lists of names of an event; level and system are those of all names of the list, None where they differ."""

    name: str
    part: str
    place: tuple[int, int, int]
    list_no: int | None
    list_position: int | None
    is_list_complete: bool | None
    list_order: str | None
    list_level: str | None
    list_system: str | None
    rule: str


class Event(NamedTuple):
    """An event of an article; ``place_of_text`` is the flow, start and end of the sentences that open it."""

    kind: str
    organiser: str | None
    body_name: str | None
    session_written: str | None
    session_key: str | None
    name_written: str | None
    place: str | None
    date: EventDate
    is_together: bool
    place_of_text: tuple[int, int, int]
    people: list[Participant]
    rule: str


PARTS = ("主持", "带队", "宣讲", "讲话", "汇报", "陪同", "被慰问", "出席", "其他")  # of one person the first counts
UNREAD_FORMS = ("commentary", "explainer", "interview")


def find_events(flows: Sequence[Flow], told: Sequence[int], people: Sequence[Person], setting: Setting) -> list[Event]:
    """The events of an article in the order in which it tells them.

    ``flows`` are those in which ``people`` were found, ``told`` the indices of the paragraphs of the body.
    """
    if setting.form in UNREAD_FORMS:
        return []
    scenes: list[Scene] = []
    for sentence in read_sentences(flows, told, people):
        scenes += open_scenes(scenes, sentence, people, setting)
        give_parts(scenes, sentence, people)
    scenes = merge_stops(drop_summaries(scenes))
    if scenes and not scenes[0].is_visit and scenes[0].meeting is None:
        name_by_headline(scenes[0], flows[0].folded, setting.jurisdiction)
    events = []
    date = setting.date
    for index, scene in enumerate(scenes):
        date = _date_scene(scene, date if index else setting.date, setting)
        events.append(_make_event(scene, date, people, setting))
    return [event for event in events if event.people or event.organiser or event.body_name or event.name_written]


def _date_scene(scene: Scene, before: EventDate, setting: Setting) -> EventDate:
    """The day that opens the scene, else that of the one before; the next day where the text says so."""
    if scene.dated:
        return read_event(scene.dated, setting.published, setting.newest_month)
    next_day = NEXT_DAY.search(scene.sentence.words) if scene.shift == "time" else None
    if next_day is None:
        return before
    day = before.end + dt.timedelta(1) if before.end else None
    return EventDate(day, day, [day] if day else [], None, None, next_day[0])


def _make_event(scene: Scene, date: EventDate, people: Sequence[Person], setting: Setting) -> Event:
    sentence, meeting = scene.sentence, scene.meeting
    place = find_site(sentence.text, sentence.start, sentence.reading.speech_start, _names(sentence, people))
    event = Event(
        kind=scene.kind,
        organiser=None,
        body_name=None,
        session_written=None,
        session_key=None,
        name_written=None,
        place=place if scene.is_visit else None,
        date=date,
        is_together=not scene.is_split,
        place_of_text=(sentence.flow, sentence.start, scene.told_until),
        people=_list_people(scene, people),
        rule="visited" if scene.is_visit else "announced" if scene.kind == "appointment" else "attended",
    )
    if meeting is None:
        return event
    written = meeting.organiser_written or ""
    session = read_session(written + meeting.name)
    is_by_person = any(person.name in written for person in people)  # 甲主持召开
    return event._replace(
        organiser=None if is_by_person else meeting.organiser,
        body_name=read_body(written, meeting.name, setting.jurisdiction),
        session_written=session.written if session else None,
        session_key=session.key if session else None,
        name_written=meeting.name,
        place=meeting.place,
        rule="held",
    )


def _names(sentence: Sentence, people: Sequence[Person]) -> frozenset[str]:
    return frozenset(people[mention.person].name for mention in sentence.mentions)


# --- people ---


def _list_people(scene: Scene, people: Sequence[Person]) -> list[Participant]:
    """Who took part, in the order of the text, with the numbers of the lists that they stand in."""
    lists: dict[tuple[int, int], tuple[int, str | None, str | None]] = {}
    found = []
    for flow, part in sorted(_choose_parts(scene), key=lambda item: (item[0], item[1].mention.start)):
        person = Participant(
            name=people[part.mention.person].name,
            part=part.part,
            place=(flow, part.mention.start, part.mention.end),
            list_no=None,
            list_position=None,
            is_list_complete=None,
            list_order=None,
            list_level=None,
            list_system=None,
            rule=part.rule,
        )
        if len(part.members) > 1:
            key = (flow, part.members[0].start)
            if key not in lists:
                posts = [people[member.person].posts for member in part.members]
                lists[key] = (len(lists) + 1, *tell_list(posts))
            number, level, system = lists[key]
            person = person._replace(
                list_no=number,
                list_position=part.members.index(part.mention) + 1,
                is_list_complete=part.is_complete,
                list_order="by_strokes" if part.is_by_strokes else "by_rank",
                list_level=level,
                list_system=system,
            )
        found.append(person)
    return found


def _choose_parts(scene: Scene) -> list[tuple[int, Part]]:
    """Of each person the first of ``PARTS`` that the text gives, and the offices given and taken, with their flows."""
    chosen: dict[tuple[int, str], tuple[int, Part]] = {}
    for item in scene.parts:
        part = item[1]
        key = (part.mention.person, part.part if part.part in OFFICES else "")
        chosen[key] = _join_parts(chosen[key], item) if key in chosen else item
    return list(chosen.values())


def _join_parts(item: tuple[int, Part], other: tuple[int, Part]) -> tuple[int, Part]:
    """The first of two parts of a person, shown where the name stands in a list, if it does in one."""
    first, second = sorted((item, other), key=lambda found: PARTS.index(found[1].part) if found[1].part in PARTS else 0)
    if len(first[1].members) == 1 < len(second[1].members):
        return second[0], second[1]._replace(part=first[1].part, rule=first[1].rule)
    return first
