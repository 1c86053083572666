"""Who did what part in one sentence: 主持 the names before it, 慰问 the names behind it, 陪同 and 参加 the list before.

A sentence is read once, from left to right.  Names gather until a verb governs them (甲主持会议，乙、丙参加); a verb
without names of its own goes on with those of the verb before (甲出席并讲话); some verbs take the names behind them
(看望老党员丁, 任命戊为…).  What follows a verb of saying is speech and tells nothing of who was there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from warehouse.parse import words
from warehouse.parse.words import EventVerb


class Mention(NamedTuple):
    """A name in a text; ``person`` is the index of who bears it."""

    start: int
    end: int
    person: int


class Verb(NamedTuple):
    """A word of ``word_event_verbs`` in a text."""

    start: int
    end: int
    verb: EventVerb


class Part(NamedTuple):
    """What a person did in a sentence.  ``members`` are the mentions of the list that the name stands in (it alone, if
    none); ``scope`` is the kind of happening that the verb's object names (参加调研), None if it names none."""

    mention: Mention
    part: str
    members: tuple[Mention, ...]
    is_complete: bool  # the list does not end in 等
    scope: str | None
    rule: str
    is_by_strokes: bool = False  # the list is ordered by the strokes of the names, not by rank


class Deed(NamedTuple):
    """A visit, inspection … that somebody made, or a way that somebody went (kind 'travel')."""

    kind: str
    who: tuple[Mention, ...]
    start: int


class Reading(NamedTuple):
    """One sentence read: the parts, the deeds in order, and where speech begins (the sentence's end, if nowhere)."""

    parts: list[Part]
    deeds: list[Deed]
    speech_start: int


VISITS = ("inspection", "supervision", "consolation", "visit")
DEEDS = (*VISITS, "looking", "other")
NOUN_BEHIND = re.compile(r"局|室|组(?!织)|团(?![员市区县委结])|站(?![点位在])|队(?![伍员])")  # 督查局, 考察团
NOUN_BEFORE = "的和与、按各其有新高体项目作本级关之"  # 标准和要求, 工作要求
PARTY = re.compile(r"(?:等[一二三四五六七八九十\d]{0,3}(?:人|名|位)?)?[^，。；、]{0,4}一行")
OPEN_LIST = re.compile(r"等(?!级|候|待)")
ATTRIBUTE = re.compile(r"(?:了)?(?:此次|本次|这次)?[^，。；：的]{0,10}?的(?P<open>[^，。；：、]{0,12}?有[：]?)?")
MEETING_BEHIND = re.compile(r"(?:了)?[^，。；]{0,24}?(?:会议|会(?![见长员计])|仪式|大会)")
DURING = re.compile(r"[中时后]|期间")  # 在调研中指出 tells of a visit that is told elsewhere
ALREADY_NAMED = re.compile(r"了?[其他她]")  # 免去其副处长职务
UNDER = re.compile(r"(?:[^，。；]{0,4})?下")
OF_THIS = ("", "了", "此次", "本次", "上述")
STICKY = ("任职", "免职")
LONGEST_GAP = 45  # characters between two names of a list


def find_verbs(text: str, mentions: Sequence[Mention] = ()) -> list[Verb]:
    """The verbs of happenings in a text, longest first, in order; words that only look like one, and those that stand
    in a name of ``mentions``, are left out."""
    entries = words.event_verbs()
    inside = {offset for mention in mentions for offset in range(mention.start, mention.end)}
    found = [Verb(start, end, entries[index]) for index, start, end in _automaton().find_matches_as_indexes(text)]
    return [item for item in found if item.start not in inside and _is_verb(item, text, item.start - 1 in inside)]


@functools.cache
def _automaton() -> AhoCorasick:
    return AhoCorasick([verb.word for verb in words.event_verbs()], matchkind=MatchKind.LeftmostLongest)


def _is_verb(item: Verb, text: str, is_behind_name: bool) -> bool:
    verb = item.verb
    if not (verb.part or verb.object_part or verb.kind or verb.is_saying):
        return False
    if verb.is_saying and item.start and not is_behind_name and text[item.start - 1] in NOUN_BEFORE:
        return False
    return not (verb.kind in DEEDS and NOUN_BEHIND.match(text, item.end))


class _Reader:
    """The state of reading one sentence."""

    def __init__(self, text: str, end: int) -> None:
        self.text, self.end = text, end
        self.parts: list[Part] = []
        self.deeds: list[Deed] = []
        self.group: list[Mention] = []  # names that no verb governs yet
        self.subject: tuple[Mention, ...] = ()  # of the verb before
        self.subject_part: str | None = None
        self.object_part: str | None = None
        self.is_sticky = False  # objects go on behind commas
        self.is_attribute = False  # objects are subjects too (新当选的区长甲讲话)
        self.objects: list[Mention] = []
        self.object_word = ""
        self.last_end = 0

    def add_name(self, mention: Mention) -> None:
        gap = self.text[self.last_end : mention.start]
        if self.object_part and (self.is_sticky or "，" not in gap):
            self.objects.append(mention)
            if self.is_attribute:
                self.group.append(mention)
            return
        self.close_objects()
        if "；" in gap:
            self.group, self.subject = [], ()
        self.group.append(mention)

    def close_objects(self) -> None:
        if self.object_part and self.objects:
            self.give(self.objects, self.object_part, None, f"object_{self.object_word}")
        self.object_part, self.objects, self.is_sticky = None, [], False

    def open_objects(self, part: str, word: str, is_sticky: bool, is_attribute: bool = False) -> None:
        self.object_part, self.object_word = part, word
        self.is_sticky, self.is_attribute = is_sticky, is_attribute

    def give(self, names: Sequence[Mention], part: str, scope: str | None, rule: str) -> None:
        lists = _cut_lists(self.text, names)
        for members in lists:
            behind = self.text[members[-1].end : members[-1].end + 1]
            is_complete = behind != "等" or not OPEN_LIST.match(self.text, members[-1].end)
            self.parts += [Part(name, part, members, is_complete, scope, rule) for name in members]

    def take_subject(self) -> tuple[Mention, ...]:
        """Who governs the next verb: the names before it, else those of the verb before."""
        if self.group:
            self.subject, self.subject_part, self.group = tuple(self.group), None, []
        return self.subject


def read_parts(text: str, end: int, mentions: Sequence[Mention], verbs: Sequence[Verb]) -> Reading:
    """Read one sentence that ends at ``end``; ``mentions`` and ``verbs`` are those inside it, in order."""
    reader = _Reader(text, end)
    tokens: list[Mention | Verb] = sorted([*mentions, *verbs], key=lambda token: token.start)
    reader.last_end = tokens[0].start if tokens else 0
    speech_start = end
    skip_until = -1
    for index, token in enumerate(tokens):
        if token.start < skip_until:
            continue
        if isinstance(token, Mention):
            reader.add_name(token)
        else:
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            skip_until = _read_verb(reader, token, following)
            if skip_until < 0:
                speech_start = token.start
                break
        reader.last_end = token.end
    reader.close_objects()
    return Reading(reader.parts, reader.deeds, speech_start)


def _read_verb(reader: _Reader, token: Verb, following: Mention | Verb | None) -> int:
    """Give the parts of one verb; returns the offset up to which what follows belongs to it, -1 where speech begins."""
    verb, text = token.verb, reader.text
    gap = text[reader.last_end : token.start]
    if len(verb.word) == 1 and not (reader.group and _stands_behind(text, reader.group[-1], token.start)):
        return token.start
    if "；" in gap and not reader.is_sticky:
        reader.close_objects()
        reader.group, reader.subject = [], ()
    if not reader.group and _has_other_subject(gap) and not (reader.object_part and "，" not in gap):
        reader.close_objects()
        reader.subject = ()
    if reader.object_part and reader.is_sticky and not (verb.object_part in STICKY or verb.part in STICKY):
        return token.start  # in a list of appointments
    if reader.object_part == "汇报" and verb.part == "汇报":
        reader.close_objects()
        return token.end
    reader.close_objects()
    if verb.is_saying:
        who = reader.take_subject()
        if who and verb.part and reader.subject_part not in ("陪同",):
            reader.give(who, verb.part, "said", f"said_{verb.word}")
        return -1 if who else token.end
    if (
        verb.part in ("带队", "陪同", "主持")
        and (under := UNDER.match(text, token.end))
        and "在" in gap + _before(reader)
    ):
        if reader.group:
            reader.give(reader.group, verb.part, None, f"under_{verb.word}")
            reader.group = []
        return under.end()
    if verb.part and (attribute := _attribute_behind(text, token, verb)):
        reader.open_objects(verb.part, verb.word, bool(attribute["open"]), not attribute["open"])
        return attribute.end()
    if verb.kind == "travel":
        _travel(reader, token)
        return token.end
    return _read_deed(reader, token, following)


OTHER_SUBJECT = re.compile(
    r"(?:书记|主任|[省市区县旗镇乡州局院校部组队]长|主席|常委|委员|代表|负责人|负责同志|领导|人员|部门|单位|政府|局|与会|群众|教授|专家"
    r"|党员|干部|企业|公司|街道)[^，]{0,14}$"
)
PREPOSITION = re.compile(
    r"(?:并|还|又|也|就|围绕|在|对|向|代表|为|以|受|与|和|同|结合|随|深入|来到|到|走进|听取|从|按|针对|接着|率|带|先后|一边|逐)"
)


def _has_other_subject(gap: str) -> bool:
    """Behind the last comma stands somebody without a name, or with one that was not found: 县发改局负责人汇报."""
    clause = gap.rpartition("，")[2]
    return "，" in gap and not PREPOSITION.match(clause) and bool(OTHER_SUBJECT.search(clause))


def _before(reader: _Reader) -> str:
    start = reader.group[0].start if reader.group else reader.last_end
    return reader.text[max(0, start - 24) : start]


def _attribute_behind(text: str, token: Verb, verb: EventVerb) -> re.Match[str] | None:
    """出席会议的还有甲、乙; 当选的乙: the names stand behind the verb."""
    if verb.part not in ("出席", "陪同", "任职") or verb.kind == "hold":
        return None
    match = ATTRIBUTE.match(text, token.end)
    if match and (match["open"] or match.end() - token.end <= 6):
        return match
    return None


def _stands_behind(text: str, mention: Mention, at: int) -> bool:
    return text[mention.end : at] in ("", "一行", "同志", "等", "等人", "先后", "分别", "又", "还", "等分别")


def _travel(reader: _Reader, token: Verb) -> None:
    own = bool(reader.group)
    who = _leaders(reader, token.start)
    if who and token.verb.word != "在":
        reader.deeds.append(Deed("travel" if own else "stop", who, token.start))


def _leaders(reader: _Reader, at: int) -> tuple[Mention, ...]:
    """The subject; of 甲，乙一行 the first leads and the others go along."""
    own = list(reader.group)
    who = reader.take_subject()
    if len(own) > 1 and PARTY.match(reader.text, own[-1].end) and own[-1].end < at:
        reader.give(own[1:], "陪同", None, "party")
        reader.subject = who = who[:1]
    return who


def _read_deed(reader: _Reader, token: Verb, following: Mention | Verb | None) -> int:
    verb, text = token.verb, reader.text
    end, scope = token.end, None
    if verb.part in ("出席", "陪同"):
        end, scope = _scope_behind(text, token, following)
    is_deed = verb.kind in DEEDS
    if is_deed and reader.subject_part in ("陪同", "出席", "汇报") and not reader.group:
        return end
    who = _leaders(reader, token.start) if is_deed or verb.part == "带队" else reader.take_subject()
    if who and verb.part:
        reader.give(who, verb.part, scope or verb.kind, f"subject_{verb.word}")
        reader.subject_part = verb.part
    if (is_deed or verb.kind == "lecture") and verb.kind and not DURING.match(text, token.end):
        reader.deeds.append(Deed(verb.kind, who, token.start))
    elif verb.part == "带队" and who:
        reader.deeds.append(Deed("travel", who, token.start))
    if verb.object_part and not ALREADY_NAMED.match(text, token.end):
        reader.open_objects(verb.object_part, verb.word, verb.object_part in STICKY)
    return end


def _scope_behind(text: str, token: Verb, following: Mention | Verb | None) -> tuple[int, str | None]:
    """参加调研 and 陪同检查 are one verb; 参加座谈会 is about the meeting."""
    between = text[token.end : following.start] if following else None
    if isinstance(following, Verb) and following.verb.kind in DEEDS and between in OF_THIS:
        return following.end, following.verb.kind
    if MEETING_BEHIND.match(text, token.end):
        return token.end, "meeting"
    return token.end, None


def _cut_lists(text: str, names: Sequence[Mention]) -> list[tuple[Mention, ...]]:
    """Names in the order in which they stand, cut where more than titles stands between two."""
    lists: list[list[Mention]] = []
    for name in names:
        gap = text[lists[-1][-1].end : name.start] if lists else ""
        if (
            lists
            and len(gap) < LONGEST_GAP
            and gap[:1]
            and re.match(r"(?:（[^（）]{1,12}）)?(?:[、，和及与]|以及)", gap)
        ):
            lists[-1].append(name)
        else:
            lists.append([name])
    return [tuple(members) for members in lists]
