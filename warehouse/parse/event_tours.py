"""One event or several: stops of one tour are one, and a sentence that sums up visits told after it is none of them."""

from __future__ import annotations

from warehouse.parse.event_scenes import Scene

MOST_VISITS = 12  # that a sentence sums up


def drop_summaries(scenes: list[Scene]) -> list[Scene]:
    """A sentence that sums up the visits told after it keeps only those who are not told of again."""
    kept = []
    for index, scene in enumerate(scenes):
        later = [other for other in scenes[index + 1 : index + 1 + MOST_VISITS] if _is_told_in(other, scene)]
        if later and _is_summary(scene, later):
            told = {person for other in later for person in (*other.leaders, *other.persons("陪同", "带队"))}
            scene.remove(told)
            scene.is_split = True
            if not scene.leaders:
                continue
        kept.append(scene)
    return kept


def _is_told_in(other: Scene, scene: Scene) -> bool:
    """Another visit led by one of those whom the sentence names, or one of those that it names without people."""
    if scene.is_split and not scene.leaders:
        return True
    if other.is_visit != scene.is_visit or not other.leaders:
        return False
    return other.leaders[0] in scene.leaders and set(other.leaders) != set(scene.leaders)


def _is_summary(scene: Scene, later: list[Scene]) -> bool:
    """Several leaders who went 分别, or of whom several are told of one by one."""
    if len(scene.leaders) < 2:
        return scene.is_split and not scene.leaders
    return scene.is_split or len({other.leaders[0] for other in later}) > 1


def merge_stops(scenes: list[Scene]) -> list[Scene]:
    """Stops of one tour are one event unless both have people of their own."""
    merged: list[Scene] = []
    for scene in scenes:
        if merged and _is_of_tour(scene, merged[-1]):
            last = merged[-1]
            for flow, part in scene.parts:
                if part.mention.person not in last.persons(part.part):
                    last.add(flow, part)
            last.kind = scene.kind if scene.kind == "consolation" else last.kind
        else:
            merged.append(scene)
    return merged


def _is_of_tour(scene: Scene, last: Scene) -> bool:
    if scene.shift != "stop" or not (last.is_visit and scene.is_visit) or scene.leaders[:1] != last.leaders[:1]:
        return False
    before = last.persons() - set(last.leaders[:1])
    return not before or not scene.persons() - set(last.leaders[:1]) - before
