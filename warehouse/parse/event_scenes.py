"""Sentence by sentence, where an event begins: a meeting is held, a visit is made, on another day, by another leader.

A scene is an event while it is being read; what follows the sentence that opens it belongs to it until another opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warehouse.parse.almanac import Day
from warehouse.parse.dates import find_dates, is_background
from warehouse.parse.event_dates import EventDate
from warehouse.parse.event_names import Meeting, find_meeting, read_kind
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


KIND_ORDER = ("consolation", "inspection", "supervision", "visit")  # 督导调研 is an inspection, as in tell_genre
GATHERINGS = ("meeting", "lecture", "signing", "election", "culture", "service")
OPENING = 6  # sentences in which an article's first event is told
NEAR = 4  # characters between two verbs of one deed (督导调研)
QUOTED = re.compile(r"《[^》\n]{0,80}》|“[^”\n]{13,}”|（[^（）\n]{0,60}(?:记者|通讯员)[^（）\n]{0,60}）")
LEAD = re.compile(r"[^，。]{0,3}本[报台刊][^，。（]{0,8}[讯訊电電]")  # an article begins, maybe one not cut off
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
GOES = re.compile(r"(?<![找看感遇达得接收想见听受拿])到|赴|前往|走进|深入")


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
        """``shift`` is how it follows on the scene before: 'time', 'stop', 'leader' for visits, 'then' for meetings."""
        self.kind, self.sentence, self.shift, self.meeting = kind, sentence, shift, meeting
        self.is_visit = meeting is None and shift != "then" and kind in (*VISITS, "other")
        self.told_until = sentence.end
        self.leaders: list[int] = []
        self.parts: list[tuple[int, Part]] = []  # with their flow
        self.by_part: dict[str, set[int]] = {}  # who has a part
        self.is_split = bool(SPLIT.search(sentence.words))
        self.companions_in: int | None = None  # number of the sentence that names who went along
        self.dated: str | None = None  # the words that date it
        self.days: tuple[Day, ...] | None = None  # month and day of these

    def add(self, flow: int, part: Part) -> None:
        self.parts.append((flow, part))
        self.by_part.setdefault(part.part, set()).add(part.mention.person)

    def remove(self, persons: set[int]) -> None:
        self.parts = [(flow, part) for flow, part in self.parts if part.mention.person not in persons]
        self.by_part = {part: who - persons for part, who in self.by_part.items()}
        self.leaders = [person for person in self.leaders if person not in persons]

    def persons(self, *parts: str) -> set[int]:
        """Who has one of these parts; of none given, who has any."""
        return set().union(*(self.by_part.get(part, set()) for part in parts or self.by_part))


def read_sentences(flows: Sequence[Flow], told: Sequence[int], people: Sequence[Person]) -> Iterator[Sentence]:
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
            number = 1 if LEAD.match(text, start) else number + 1
            own, own_verbs = mentions[first_name:at_name], verbs[first_verb:at_verb]
            if own or any(verb.verb.kind == "hold" for verb in own_verbs):
                reading = read_parts(text, end, own, own_verbs)
                yield Sentence(flow, text, start, end, number, own, own_verbs, reading)


# --- what opens a scene ---


def open_scenes(scenes: list[Scene], sentence: Sentence, people: Sequence[Person], setting: Setting) -> list[Scene]:
    """The scenes that a sentence opens: a visit, a meeting, or a visit and the meeting behind it."""
    if SPEECH.match(sentence.text[sentence.start : sentence.end]):
        return []
    meeting = _find_meeting(sentence, setting.jurisdiction)
    deed = _first_deed(sentence, people)
    if scenes and not meeting and not deed:
        return []
    current = scenes[-1] if scenes else None
    days = _days_of(sentence)
    is_dated = days is not None
    is_later = current is not None and ((is_dated and days != current.days) or bool(LATER_TIME.search(sentence.words)))
    opened: list[Scene] = []
    if deed and not (meeting and meeting.start < deed.start) and _opens_visit(scenes, sentence, deed, people, is_later):
        kind = _kind_of(sentence, current, setting)
        if kind:
            shift = "time" if is_later else "stop" if current and _leads(current, deed) else "leader"
            scene = Scene(kind, sentence, shift if current else "")
            scene.leaders = [mention.person for mention in _officials(deed, people)]
            if kind in VISITS:
                for who in _officials(deed, people):
                    scene.add(sentence.flow, Part(who, "带队", (who,), True, None, "subject_of_visit"))
            opened.append(scene)
    if meeting and _opens_meeting(scenes, sentence, meeting, bool(opened), is_dated, is_later):
        if not _is_told_already(scenes, meeting):
            opened.append(Scene(meeting.kind, sentence, "time" if is_later else "then", meeting))
    elif not scenes and not opened:
        opened += _attended(sentence, people, setting)
    for scene in opened:
        scene.dated = sentence.words if is_dated else None
        scene.days = days
    return opened


def _days_of(sentence: Sentence) -> tuple[Day, ...] | None:
    """The days (month and day; month 0 where only the day is named) that a sentence names before it tells what
    happened; None if it names none."""
    words = sentence.words
    if BARE_DAY.match(words):
        return ((0, int(words[: words.index("日")])),)
    verb = next((verb.start for verb in sentence.verbs if verb.verb.kind != "travel"), sentence.end) - sentence.start
    for date in find_dates(words):
        if date.start <= verb and not is_background(words, date):
            return date.days
    return None


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
    return [mention for mention in deed.who if is_official(people, mention)]


def is_official(people: Sequence[Person], mention: Mention) -> bool:
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
    return "other" if current is None and is_news and GOES.search(sentence.words) else None


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


def _is_told_already(scenes: list[Scene], meeting: Meeting) -> bool:
    """在随后召开的推进会上: the meeting that a sentence before named (并召开政务服务工作推进会)."""
    last = scenes[-1].meeting if scenes else None
    if last is None or not meeting.is_recalled or scenes[-1].is_split:
        return False
    return last.name.endswith(meeting.name[-3:])


def _attended(sentence: Sentence, people: Sequence[Person], setting: Setting) -> list[Scene]:
    """A meeting or ceremony that nobody is said to hold: 县长甲出席全县教育大会; 甲宣布开幕，乙致辞; a party lesson."""
    if any(deed.kind == "lecture" and deed.who for deed in sentence.reading.deeds) and sentence.number <= OPENING:
        return [Scene("lecture", sentence, "")]
    parts = [part for part in sentence.reading.parts if is_official(people, part.mention) and part.scope != "said"]
    if not any(part.part in ("出席", "主持", "讲话") for part in parts):
        return []
    is_of_several = len({part.mention.person for part in parts}) > 1 and any(part.part == "主持" for part in parts)
    is_of_meeting = any(part.scope == "meeting" and part.part in ("出席", "主持") for part in parts)
    if not is_of_several and not (sentence.number <= OPENING and (is_of_meeting or len(parts) > 1)):
        return []
    genre = setting.genre if setting.genre in GATHERINGS else "other"
    return [Scene(read_kind(sentence.text, sentence.start, sentence.reading.speech_start) or genre, sentence, "then")]


def name_by_headline(scene: Scene, headline: str, jurisdiction: str | None) -> None:
    """A meeting whose name only the headline tells."""
    for verb in find_verbs(headline):
        meeting = find_meeting(headline, verb.start, verb.end, jurisdiction) if verb.verb.kind == "hold" else None
        if meeting:
            scene.meeting, scene.kind = meeting, meeting.kind
            return
