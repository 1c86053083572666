"""Places, organisations and projects of an article, each with its full name and what it is to the article."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from warehouse.parse.gazetteer import PlaceName, find_places, make_words
from warehouse.parse.organisations import LEVEL_CHARS, Organisation, find_organisations
from warehouse.parse.prose import MASK, Prose

NATION = "全国"  # the scope of names that are told apart by themselves


class Entity(NamedTuple):
    """A place, organisation or project of an article; ``mentions`` are (start, end) in the prose, in order."""

    kind: str
    name: str  # full where the article or the official list tells it
    scope: str | None  # the place in which the name is unique; None if unknown
    code: str | None  # GB/T 2260
    level: str
    parent: str | None  # of a place: the place that it belongs to
    relation: str
    names_written: list[str]
    mentions: list[tuple[int, int]]
    rule: str


ORGANISER = re.compile(
    r"[^，。；\n]{0,30}?(?:联合|共同)?"
    r"(?:主办|承办|协办|举办|牵头|发起|召开|举行|组织(?!部|委)|开展|启动|印发|发布)"
)
BY = re.compile(r"由[^，。；\n]{0,20}$")
SITE = ("在", "走进", "来到", "深入", "到", "赴", "前往", "抵达", "位于", "落户", "走访", "进驻", "察看")
TAKES_PART = re.compile(r"参加|出席|参与|列席|到场|应邀")
RELATIONS = ("organiser", "site", "subject", "participant", "mentioned")  # the first that holds
AROUND = 36  # characters before and behind a mention that tell what it is to the article


def find_entities(
    prose: Prose, tokens: Sequence[str], jurisdiction: str | None, names: Collection[str] = ()
) -> list[Entity]:
    """The entities of an article in order of first mention; ``jurisdiction`` is the district whose affairs the
    page reports, ``names`` are the people named: 濮阳 in a person's name is no city."""
    text = prose.text
    for name in names:
        text = text.replace(name, MASK * len(name))
    cut = make_words(text, tokens)
    places = find_places(cut, jurisdiction)
    organisations = find_organisations(cut, places, jurisdiction)
    inner = {offset for item in organisations if item.type == "company" for offset in range(item.start, item.end)}
    found: dict[tuple[str, str], Entity] = {}
    for place in places:
        if place.start not in inner:  # of schools and offices the place says whose they are, of companies nothing
            _add(found, _place_entity(place, jurisdiction), place, prose)
    full = _full_names(organisations, jurisdiction)
    for item in organisations:
        scope = NATION if item.rule == "national_body" else jurisdiction
        entity = Entity(item.kind, full[item.name], scope, None, item.type, None, "", [], [], item.rule)
        _add(found, entity, item, prose)
    entities = [entity._replace(relation=tell_relation(prose, entity.mentions)) for entity in found.values()]
    return sorted(entities, key=lambda entity: (entity.mentions[0], entity.kind))


def complete_name(name: str, jurisdiction: str | None) -> str:
    """The full name of a body: 区委 of 望川区 is 中共望川区委, 区教育局 望川区教育局.

    >>> complete_name("区委组织部", "望川区"), complete_name("县医院", "望川区"), complete_name("区政府", "望川区")
    ('中共望川区委组织部', '县医院', '望川区人民政府')
    """
    if jurisdiction and name[0] in LEVEL_CHARS and jurisdiction[-1] == name[0]:
        name = jurisdiction + name[1:]
    if jurisdiction and name.startswith(jurisdiction + "委"):
        name = "中共" + name
    return re.sub(r"(?<=[省市区县旗])政府$", "人民政府", name)


def tell_relation(prose: Prose, mentions: Sequence[tuple[int, int]]) -> str:
    """What an entity is to the article, by the words around its mentions."""
    found = {"subject"} if mentions[0][1] <= prose.headline_end else set()
    for start, end in mentions:
        before, after = prose.text[max(0, start - AROUND) : start], prose.text[end : end + AROUND]
        is_by = before.endswith(("由", "、", "和")) and BY.search(before)
        if (is_by and ORGANISER.match(after)) or (before[-1:] in "，。\n" and ORGANISER.match(after[:8])):
            found.add("organiser")
        elif before.endswith(SITE):
            found.add("site")
        elif TAKES_PART.search(after.partition("。")[0]):
            found.add("participant")
    return next((relation for relation in RELATIONS if relation in found), "mentioned")


def _place_entity(place: PlaceName, jurisdiction: str | None) -> Entity:
    """Down to counties names are told apart by themselves or their codes, below by the district."""
    is_high = place.level in ("province", "city", "county")
    parent = place.parent if is_high else place.parent or jurisdiction
    scope = NATION if is_high else jurisdiction
    return Entity("place", place.name, scope, place.code, place.level, parent, "", [], [], place.rule)


def _add(found: dict[tuple[str, str], Entity], entity: Entity, mention: PlaceName | Organisation, prose: Prose) -> None:
    known = found.setdefault((entity.kind, entity.name), entity)
    written = prose.text[mention.start : mention.end]
    if written not in known.names_written:
        known.names_written.append(written)
    known.mentions.append((mention.start, mention.end))


def _full_names(organisations: Sequence[Organisation], jurisdiction: str | None) -> dict[str, str]:
    """As written -> full: 区教育局 -> 望川区教育局, and 教育局 in the same article too."""
    full = {item.name: complete_name(item.name, jurisdiction) for item in organisations}
    names = sorted(set(full.values()), key=lambda name: (-len(name), name))
    for written, name in full.items():
        if name == written:
            full[written] = next((other for other in names if other.endswith(written) and other != written), name)
    return full
