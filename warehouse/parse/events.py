"""What an article reports to have happened: meetings, visits, lectures, appointments, with who did what part in them.

An article is read sentence by sentence.  A sentence opens a scene where it tells of a meeting that is held or of a
visit that somebody makes; what follows belongs to the scene until another opens: on another day, with another leader,
behind 随后 or 当天下午.  Stops of one tour are one event unless each has people of its own; a sentence that sums up
visits told one by one after it (甲、乙、丙分别走访慰问) is no event, or one of those who are not told of again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warehouse.parse.dates import find_dates, is_background
from warehouse.parse.event_dates import EventDate, read_event
from warehouse.parse.event_lists import tell_list
from warehouse.parse.event_names import Meeting, find_meeting, find_site, read_body, read_session
from warehouse.parse.event_parts import VISITS, Deed, Mention, Part, Reading, Verb, find_verbs, read_parts
from warehouse.parse.people import Person
from warehouse.parse.publication import Publication
from warehouse.parse.text import Flow


class Setting(NamedTuple):
    """What is known of an article before its events are read."""

    published: Publication
    newest_month: int | None
    date: EventDate
    jurisdiction: str | None
    genre: str
    form: str


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
OFFICES = ("任职", "免职")  # … and these beside it
KIND_ORDER = ("consolation", "inspection", "supervision", "visit")  # 督导调研 is an inspection, as in tell_genre
UNREAD_FORMS = ("commentary", "explainer", "interview")
OPENING = 6  # sentences in which an article's first event is told
QUOTED = re.compile(r"《[^》\n]{0,80}》|“[^”\n]{13,}”|（[^（）\n]{0,60}(?:记者|通讯员)[^（）\n]{0,60}）")
SENTENCE = re.compile(r"[^。！？]+[。！？]*|[。！？]+")
SPEECH = re.compile(
    r"^(?:会议|全会|大会)(?:强调|指出|要求|认为|号召)|^(?:一要|二要|三要|要(?![闻素])|坚持|必须|进一步|下一步|据了解|据悉|近年来)"
)
LATER_TIME = re.compile(
    r"当天(?:上午|下午|晚)|当日(?:上午|下午|晚)|(?:^|[，；。])(?:当天|当日|同日|同一天|下午|晚上|当晚|次日|第二天|翌日)(?=[，\u4e00-\u9fff])"
)
NEXT_DAY = re.compile(r"次日|第二天|翌日")
THEN = re.compile(
    r"随后|之后|接着|其后|会前|会后|(?:会议|活动|仪式|调研|座谈会)(?:开始前|召开前|前夕|结束后)|期间|另一路|另一组|同时"
)
SPLIT = re.compile(
    r"(?:分别|分头|分组|分路|各自)(?=带队|率队|率|走访|慰问|看望|深入|来到|到|赴|前往|调研|检查|督导|督查|在|召开)|分赴"
)
BARE_DAY = re.compile(r"^\d{1,2}日(?=[，上下晚])")
TOLD_AS_NEWS = re.compile(r"\d{1,2}[日号]|昨日|昨天|今天|日前|近日|带队|率")
NEAR = 4  # characters between two verbs of one deed (督导调研)
STROKES = re.compile(r"笔[画划]|排名不分先后")
ANNOUNCED = {"appointed": "任职", "elected": "任职", "removed": "免职", "resigned": "免职"}
NOT_NEWS = ("subject_辞去", "object_当选", "object_当选为")  # 辞去工作, 新当选的区长


class Sentence(NamedTuple):
    """One sentence of a flow as it is read: ``text`` is the whole flow's, quotations masked."""

    flow: int
    text: str
    start: int
    end: int
    number: int
    mentions: list[Mention]
    verbs: list[Verb]
    reading: Reading

    @property
    def words(self) -> str:
        return self.text[self.start : self.reading.speech_start]


class Scene:
    """An event while it is being read."""

    def __init__(self, kind: str, sentence: Sentence, shift: str, meeting: Meeting | None = None) -> None:
        self.kind, self.sentence, self.shift, self.meeting = kind, sentence, shift, meeting
        self.is_visit = meeting is None and kind in (*VISITS, "other")
        self.told_until = sentence.end
        self.leaders: list[int] = []
        self.parts: list[tuple[int, Part]] = []  # with their flow
        self.is_split = bool(SPLIT.search(sentence.words))
        self.companions_in: int | None = None  # number of the sentence that names who went along
        self.dated: str | None = None  # the words that date it
        self.is_next_day = False

    def persons(self, *parts: str) -> set[int]:
        return {part.mention.person for _, part in self.parts if part.part in parts}


def find_events(flows: Sequence[Flow], told: Sequence[int], people: Sequence[Person], setting: Setting) -> list[Event]:
    """The events of an article in the order in which it tells them.

    ``flows`` are those in which ``people`` were found, ``told`` the indices of the paragraphs of the body.
    """
    if setting.form in UNREAD_FORMS:
        return []
    scenes: list[Scene] = []
    for sentence in _read_sentences(flows, told, people):
        _read_scene(scenes, sentence, people, setting)
    scenes = _merge_stops(_drop_summaries(scenes))
    events = []
    date = setting.date
    for index, scene in enumerate(scenes):
        date = _date_scene(scene, date if index else setting.date, setting)
        events.append(_make_event(scene, date, people, setting))
    return [event for event in events if event.people or event.organiser or event.body_name or event.name_written]


# --- sentences ---


def _read_sentences(flows: Sequence[Flow], told: Sequence[int], people: Sequence[Person]) -> Iterator[Sentence]:
    """The sentences of the body that name somebody or hold a verb of happenings."""
    by_flow: dict[int, list[Mention]] = {}
    for index, person in enumerate(people):
        if person.role != "national":
            for flow, start, end in person.places:
                by_flow.setdefault(flow, []).append(Mention(start, end, index))
    number = 0
    for flow in told:
        folded = flows[flow].folded
        text = QUOTED.sub(lambda match: "□" * len(match[0]), folded)
        mentions = sorted(mention for mention in by_flow.get(flow, []) if text[mention.start] != "□")
        verbs = find_verbs(text, mentions)
        at_name = at_verb = 0
        for match in SENTENCE.finditer(text):
            start, end = match.span()
            first_name, first_verb = at_name, at_verb
            while at_name < len(mentions) and mentions[at_name].start < end:
                at_name += 1
            while at_verb < len(verbs) and verbs[at_verb].start < end:
                at_verb += 1
            number += 1
            own, own_verbs = mentions[first_name:at_name], verbs[first_verb:at_verb]
            if own or own_verbs:
                reading = read_parts(text, end, own, own_verbs)
                yield Sentence(flow, text, start, end, number, own, own_verbs, reading)


# --- scenes ---


def _read_scene(scenes: list[Scene], sentence: Sentence, people: Sequence[Person], setting: Setting) -> None:
    opened = (
        [] if SPEECH.match(sentence.text[sentence.start : sentence.end]) else _open(scenes, sentence, people, setting)
    )
    scenes += opened
    parts = [*sentence.reading.parts, *_announced(sentence, people)]
    parts = [part for part in parts if part.part not in OFFICES or _is_official(people, part.mention)]
    if not scenes and any(part.part in OFFICES and part.rule not in NOT_NEWS for part in parts):
        is_election = "选" in sentence.words
        scenes.append(Scene("election" if is_election else "appointment", sentence, ""))
    for part in parts:
        _give(scenes, sentence, part, people)
    _find_visited(scenes, sentence, people)


def _open(scenes: list[Scene], sentence: Sentence, people: Sequence[Person], setting: Setting) -> list[Scene]:
    """The scenes that a sentence opens: a visit, a meeting, or a visit and the meeting behind it."""
    current = scenes[-1] if scenes else None
    is_dated = _is_dated(sentence)
    is_later = bool(current) and (is_dated or bool(LATER_TIME.search(sentence.words)))
    meeting = _find_meeting(sentence, setting.jurisdiction)
    deed = _first_deed(sentence, people)
    opened: list[Scene] = []
    if deed and not (meeting and meeting.start < deed.start) and _opens_visit(scenes, sentence, deed, people, is_later):
        kind = _kind_of(sentence, current, setting)
        if kind:
            shift = "time" if is_later else "stop" if current and _leads(current, deed) else "leader"
            scene = Scene(kind, sentence, shift if current else "")
            scene.leaders = [mention.person for mention in _officials(deed, people)]
            if kind in VISITS:
                rule = "subject_of_visit"
                scene.parts = [
                    (sentence.flow, Part(who, "带队", (who,), True, None, rule)) for who in _officials(deed, people)
                ]
            opened.append(scene)
    if meeting and _opens_meeting(scenes, sentence, meeting, bool(opened), is_dated, is_later):
        again = _recalled(scenes, meeting)
        if again is not None:
            scenes.append(scenes.pop(scenes.index(again)))
        else:
            opened.append(Scene(meeting.kind, sentence, "time" if is_later else "then", meeting))
    elif not scenes and not opened and sentence.number <= OPENING:
        opened += _attended(sentence, people)
    for scene in opened:
        scene.dated = sentence.words if is_dated else None
        scene.is_next_day = bool(NEXT_DAY.search(sentence.words))
    return opened


def _is_dated(sentence: Sentence) -> bool:
    """The sentence names a day before it tells what happened."""
    words = sentence.words
    first = (
        min([verb.start for verb in sentence.verbs if verb.verb.kind != "travel"] or [sentence.end]) - sentence.start
    )
    dates = [date for date in find_dates(words) if date.start <= first and not is_background(words, date)]
    return bool(dates) or bool(BARE_DAY.match(words))


def _find_meeting(sentence: Sentence, jurisdiction: str | None) -> Meeting | None:
    for verb in sentence.verbs:
        if verb.verb.kind == "hold" and verb.start < sentence.reading.speech_start:
            meeting = find_meeting(sentence.text, verb.start, verb.end, jurisdiction)
            if meeting:
                return meeting
    return None


def _first_deed(sentence: Sentence, people: Sequence[Person]) -> Deed | None:
    """The first visit, or way somewhere, of people who hold an office."""
    return next((deed for deed in sentence.reading.deeds if _officials(deed, people)), None)


def _officials(deed: Deed, people: Sequence[Person]) -> list[Mention]:
    return [mention for mention in deed.who if _is_official(people, mention)]


def _is_official(people: Sequence[Person], mention: Mention) -> bool:
    return people[mention.person].role in ("leader", "attendee")


def _leads(scene: Scene, deed: Deed) -> bool:
    return bool(deed.who) and deed.who[0].person in scene.leaders


def _opens_visit(scenes: list[Scene], sentence: Sentence, deed: Deed, people: Sequence[Person], is_later: bool) -> bool:
    current = scenes[-1] if scenes else None
    is_going = any(item.kind == "travel" and _officials(item, people) for item in sentence.reading.deeds)
    has_kind = bool(_kinds_named(sentence))
    if current is None:
        return sentence.number <= OPENING and (has_kind or is_going)
    then = bool(THEN.search(sentence.words))
    if not current.is_visit:
        return has_kind and (then or is_later) and deed.kind not in ("lecture", "other")
    if is_later:
        return has_kind or is_going
    if _leads(current, deed):
        return is_going or then or (len(current.leaders) > len(deed.who) and current.is_split)
    return (has_kind or is_going) and deed.who[0].person not in current.persons("陪同", "出席", "汇报")


def _kind_of(sentence: Sentence, current: Scene | None, setting: Setting) -> str | None:
    """The kind of the first visit that the sentence names; where it only says where somebody went, that of the visit
    before, else the article's."""
    named = _kinds_named(sentence)
    if named:
        near = [kind for start, kind in named if start - named[0][0] <= NEAR]
        if near == ["looking"]:
            return current.kind if current and current.is_visit else _visit_of(setting.genre) or "inspection"
        return min(near, key=lambda kind: KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER))
    if current and current.is_visit:
        return current.kind
    if genre := _visit_of(setting.genre):
        return genre
    is_news = setting.date.text is not None or TOLD_AS_NEWS.search(sentence.words)
    return "other" if current is None and is_news else None


def _visit_of(genre: str) -> str | None:
    return genre if genre in VISITS else None


def _kinds_named(sentence: Sentence) -> list[tuple[int, str]]:
    """Where the sentence names what kind of visit it was, as a verb (调研) or as a verb's object (参加义务植树)."""
    deeds = [(deed.start, deed.kind) for deed in sentence.reading.deeds if deed.kind not in ("travel", "stop")]
    scopes = [(part.mention.end, part.scope) for part in sentence.reading.parts if part.scope in (*VISITS, "other")]
    return deeds or [(start, scope) for start, scope in scopes if scope]


def _opens_meeting(
    scenes: list[Scene], sentence: Sentence, meeting: Meeting, is_behind_visit: bool, is_dated: bool, is_later: bool
) -> bool:
    current = scenes[-1] if scenes else None
    if current is None or is_behind_visit:
        return is_dated or is_behind_visit or sentence.number <= OPENING
    if meeting.is_recalled or is_later:
        return True
    return current.is_visit and any(verb.verb.part == "主持" for verb in sentence.verbs)


def _recalled(scenes: list[Scene], meeting: Meeting) -> Scene | None:
    """在随后召开的推进会上: the meeting that a sentence before named (并召开政务服务工作推进会)."""
    last = scenes[-1].meeting if scenes else None
    if meeting.is_recalled and last and not scenes[-1].is_split and last.name.endswith(meeting.name[-3:]):
        return scenes[-1]
    return None


def _attended(sentence: Sentence, people: Sequence[Person]) -> list[Scene]:
    """昨日，县长甲出席全县教师节大会: a meeting that nobody is said to hold."""
    for part in sentence.reading.parts:
        if part.scope == "meeting" and part.part in ("出席", "主持") and _is_official(people, part.mention):
            return [Scene("meeting", sentence, "")]
    if any(deed.kind == "lecture" and deed.who for deed in sentence.reading.deeds):
        return [Scene("lecture", sentence, "")]
    return []


# --- people ---


def _announced(sentence: Sentence, people: Sequence[Person]) -> list[Part]:
    """Offices that the article gives and takes (任命甲为…, 免去乙的…职务, 丙当选…), as the posts were read."""
    found = []
    for mention in sentence.mentions:
        for sighting in people[mention.person].sightings:
            part = ANNOUNCED.get(sighting.post.announcement or "")
            flow, start, _ = sighting.place
            if part and flow == sentence.flow and mention.end <= start < sentence.end:
                found.append(Part(mention, part, (mention,), True, None, f"announced_{sighting.post.announcement}"))
    return found


def _give(scenes: list[Scene], sentence: Sentence, part: Part, people: Sequence[Person]) -> None:
    scene = _scene_for(scenes, part)
    if scene is None:
        return
    name = _fit(scene, part, people)
    if name is None:
        return
    part = part._replace(part=name)
    if STROKES.search(sentence.text, sentence.start, sentence.end):
        part = part._replace(rule=part.rule + "_by_strokes")
    is_companion = scene.is_visit and name == "陪同" and sentence.number != scene.sentence.number
    for target in _same_tour(scenes, scene, sentence.number) if is_companion else [scene]:
        target.parts.append((sentence.flow, part))
        if is_companion:
            target.companions_in = sentence.number
    if name in ("带队", "主持") and part.mention.person not in scene.leaders:
        scene.leaders.append(part.mention.person)
    if sentence.flow == scene.sentence.flow:
        scene.told_until = max(scene.told_until, sentence.end)


def _scene_for(scenes: list[Scene], part: Part) -> Scene | None:
    if not scenes:
        return None
    if part.scope in VISITS:
        return next((scene for scene in reversed(scenes) if scene.is_visit), scenes[-1])
    if part.scope == "meeting":
        return next((scene for scene in reversed(scenes) if not scene.is_visit), scenes[-1])
    if part.rule.startswith("party") or part.part == "陪同":
        return next((scene for scene in reversed(scenes) if scene.is_visit), scenes[-1])
    return scenes[-1]


def _fit(scene: Scene, part: Part, people: Sequence[Person]) -> str | None:
    """The part as it is called in this kind of event; None where it is none (a visitor who only says something)."""
    person, name = people[part.mention.person], part.part
    is_private = person.role == "citizen"
    if name in OFFICES:
        return name
    if scene.is_visit:
        if name == "被慰问":
            return name if scene.kind == "consolation" else None
        if (is_private and name != "汇报") or name in ("讲话", "宣讲"):
            return name if scene.kind == "visit" and name == "出席" else None
        if name == "带队":
            return name if part.mention.person in scene.leaders or not scene.leaders else None
        if name == "出席" and scene.leaders and part.mention.person not in scene.leaders and scene.kind != "visit":
            return "陪同"
        if name == "出席" and scene.kind == "visit" and part.rule.startswith("subject"):
            return "陪同"
        return name
    if name in ("带队", "被慰问"):
        return None
    if part.scope == "said" and person.role != "leader":
        return None
    return "出席" if name == "陪同" else name


def _same_tour(scenes: list[Scene], scene: Scene, number: int) -> list[Scene]:
    """The stop that companions are named at, and those before it that have no companions of their own."""
    index = scenes.index(scene)
    targets = [scene]
    while index and scenes[index].shift == "stop":
        index -= 1
        if scenes[index].persons("陪同") and scenes[index].companions_in != number:
            break
        targets.append(scenes[index])
    return targets


def _find_visited(scenes: list[Scene], sentence: Sentence, people: Sequence[Person]) -> None:
    """Private people whom a visit of consolation is about."""
    scene = scenes[-1] if scenes else None
    if scene is None or scene.kind != "consolation":
        return
    known = {part.mention.person for _, part in scene.parts}
    for mention in sentence.mentions:
        if people[mention.person].role == "citizen" and mention.person not in known:
            known.add(mention.person)
            part = Part(mention, "被慰问", (mention,), True, None, "citizen_in_consolation")
            scene.parts.append((sentence.flow, part))


# --- one event or several ---


def _drop_summaries(scenes: list[Scene]) -> list[Scene]:
    """A sentence that sums up the visits told after it keeps only those who are not told of again."""
    kept = []
    for index, scene in enumerate(scenes):
        later = [other for other in scenes[index + 1 :] if _is_told_in(other, scene)]
        apart = {other.leaders[0] for other in later if other.leaders}
        is_summary = len(scene.leaders) > 1 and (scene.is_split or len(apart) > 1)
        if later and (is_summary or (scene.is_split and not scene.leaders)):
            told = {person for other in later for person in (*other.leaders, *other.persons("陪同", "带队"))}
            scene.parts = [(flow, part) for flow, part in scene.parts if part.mention.person not in told]
            scene.leaders = [leader for leader in scene.leaders if leader not in told]
            scene.is_split = True
            if not scene.leaders:
                continue
        kept.append(scene)
    return kept


def _is_told_in(other: Scene, scene: Scene) -> bool:
    """Another visit led by one of those whom the summary names, or a meeting of those that it names together."""
    if other.is_visit != scene.is_visit:
        return scene.is_split and not scene.leaders
    if scene.is_split and not scene.leaders:
        return True
    return bool(other.leaders) and other.leaders[0] in scene.leaders and set(other.leaders) != set(scene.leaders)


def _merge_stops(scenes: list[Scene]) -> list[Scene]:
    """Stops of one tour are one event unless both have people of their own."""
    merged: list[Scene] = []
    for scene in scenes:
        last = merged[-1] if merged else None
        if (
            last
            and scene.shift == "stop"
            and last.is_visit
            and scene.is_visit
            and scene.leaders[:1] == last.leaders[:1]
        ):
            own, before = (
                {part.mention.person for _, part in stop.parts} - set(last.leaders[:1]) for stop in (scene, last)
            )
            if not (own - before) or not before:
                known = {(part.mention.person, part.part) for _, part in last.parts}
                last.parts += [item for item in scene.parts if (item[1].mention.person, item[1].part) not in known]
                if scene.kind == "consolation":
                    last.kind = scene.kind
                continue
        merged.append(scene)
    return merged


# --- events ---


def _date_scene(scene: Scene, before: EventDate, setting: Setting) -> EventDate:
    """The day that opens the scene, else that of the one before; the next day where the text says so."""
    if scene.dated:
        return read_event(scene.dated, setting.published, setting.newest_month)
    if scene.is_next_day:
        return EventDate(None, None, [], None, None, NEXT_DAY.search(scene.sentence.words)[0])  # type: ignore[index]
    return before


def _make_event(scene: Scene, date: EventDate, people: Sequence[Person], setting: Setting) -> Event:
    sentence, meeting = scene.sentence, scene.meeting
    name = meeting.name if meeting else None
    organiser = meeting.organiser if meeting else None
    session = read_session((meeting.organiser_written or "") + name) if meeting and name else None
    if organiser and any(person.name in organiser for person in people):
        organiser = None
    place = meeting.place if meeting else None
    if scene.is_visit:
        names = frozenset(people[mention.person].name for mention in sentence.mentions)
        place = find_site(sentence.text, sentence.start, sentence.reading.speech_start, names)
    return Event(
        scene.kind,
        organiser,
        read_body(meeting.organiser_written or "", name, setting.jurisdiction) if meeting and name else None,
        session.written if session else None,
        session.key if session else None,
        name,
        place,
        date,
        not scene.is_split,
        (sentence.flow, sentence.start, scene.told_until),
        _list_people(scene, people),
        "held"
        if meeting
        else "visited"
        if scene.is_visit
        else "announced"
        if scene.kind == "appointment"
        else "attended",
    )


def _list_people(scene: Scene, people: Sequence[Person]) -> list[Participant]:
    """Who took part, each with the first of ``PARTS`` that the text gives, and with the offices given and taken."""
    best: dict[tuple[int, str], tuple[int, Part]] = {}
    for flow, part in scene.parts:
        key = (part.mention.person, part.part if part.part in OFFICES else "")
        if key not in best:
            best[key] = (flow, part)
            continue
        flow_before, before = best[key]
        first, other = (part, before) if _rank(part) < _rank(before) else (before, part)
        if len(first.members) == 1 < len(other.members):  # shown where the name stands in a list
            first = first._replace(mention=other.mention, members=other.members, is_complete=other.is_complete)
            flow_before = flow if other is part else flow_before
        else:
            flow_before = flow if first is part else flow_before
        best[key] = (flow_before, first)
    numbers: dict[tuple[int, int], int] = {}
    found = []
    for flow, part in sorted(best.values(), key=lambda item: (item[0], item[1].mention.start)):
        members = part.members if len(part.members) > 1 else ()
        number = numbers.setdefault((flow, members[0].start), len(numbers) + 1) if members else None
        posts = [people[member.person].posts for member in members]
        level, system = tell_list(posts) if members else (None, None)
        found.append(
            Participant(
                people[part.mention.person].name,
                part.part,
                (flow, part.mention.start, part.mention.end),
                number,
                members.index(part.mention) + 1 if members else None,
                part.is_complete if members else None,
                ("by_strokes" if part.rule.endswith("_by_strokes") else "by_rank") if members else None,
                level,
                system,
                part.rule.removesuffix("_by_strokes"),
            )
        )
    return found


def _rank(part: Part) -> int:
    return PARTS.index(part.part) if part.part in PARTS else 0
