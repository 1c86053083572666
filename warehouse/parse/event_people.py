"""Which scene each part of a sentence belongs to, and what it is called there: 参加 in a visit is 陪同."""

from __future__ import annotations

import re
from collections.abc import Sequence

from warehouse.parse.event_parts import VISITS, Part
from warehouse.parse.event_scenes import Scene, Sentence, is_official
from warehouse.parse.people import Person

OFFICES = ("任职", "免职")  # … and these beside it
MOST_STOPS = 12  # of a tour
STROKES = re.compile(r"笔[画划]|排名不分先后")
ANNOUNCED = {"appointed": "任职", "elected": "任职", "removed": "免职", "resigned": "免职"}
NOT_NEWS = ("subject_辞去", "object_当选", "object_当选为")  # 辞去工作, 新当选的区长


def give_parts(scenes: list[Scene], sentence: Sentence, people: Sequence[Person]) -> None:
    """Give the parts of a sentence to the scenes; a list of appointments outside any meeting is a scene of its own."""
    parts = [*sentence.reading.parts, *_announced(sentence, people)]
    parts = [part for part in parts if part.part not in OFFICES or is_official(people, part.mention)]
    if not scenes and any(part.part in OFFICES and part.rule not in NOT_NEWS for part in parts):
        scenes.append(Scene("election" if "选" in sentence.words else "appointment", sentence, ""))
    if not scenes:
        return
    is_by_strokes = bool(parts) and bool(STROKES.search(sentence.text, sentence.start, sentence.end))
    for part in parts:
        _give(scenes, sentence, part._replace(is_by_strokes=is_by_strokes), people)
    _find_visited(scenes[-1], sentence, people)


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
    name = _fit(scene, part, people)
    if name is None:
        return
    part = part._replace(part=name)
    is_companion = scene.is_visit and name == "陪同" and sentence.number != scene.sentence.number
    for target in _same_tour(scenes, scene, sentence.number) if is_companion else [scene]:
        target.add(sentence.flow, part)
        if is_companion:
            target.companions_in = sentence.number
    if name in ("带队", "主持") and part.mention.person not in scene.leaders:
        scene.leaders.append(part.mention.person)
    if sentence.flow == scene.sentence.flow:
        scene.told_until = max(scene.told_until, sentence.end)


def _scene_for(scenes: list[Scene], part: Part) -> Scene:
    """The latest scene that the part fits: 陪同 is of a visit, 参加座谈会 of a meeting."""
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
        if name != "出席":
            return name
        if scene.kind == "visit":  # guests are received, the others are with the host
            return "陪同" if part.rule.startswith("subject") else name
        is_led = part.mention.person not in scene.leaders and scene.persons("带队")
        return "陪同" if is_led else name
    if name in ("带队", "被慰问"):
        return None
    if part.scope == "said" and person.role != "leader":
        return None
    return "出席" if name == "陪同" else name


def _same_tour(scenes: list[Scene], scene: Scene, number: int) -> list[Scene]:
    """The stop that companions are named at, and those before it that have no companions of their own."""
    targets = [scene]
    if scene is not scenes[-1]:
        return targets
    for index in range(len(scenes) - 2, max(-1, len(scenes) - MOST_STOPS), -1):
        if scenes[index + 1].shift != "stop":
            break
        if scenes[index].persons("陪同") and scenes[index].companions_in != number:
            break
        targets.append(scenes[index])
    return targets


def _find_visited(scene: Scene, sentence: Sentence, people: Sequence[Person]) -> None:
    """Private people whom a visit of consolation is about."""
    if scene.kind != "consolation":
        return
    for mention in sentence.mentions:
        is_known = any(mention.person in persons for persons in scene.by_part.values())
        if people[mention.person].role == "citizen" and not is_known:
            scene.add(sentence.flow, Part(mention, "被慰问", (mention,), True, None, "citizen_in_consolation"))
