"""Organisations and named projects that a text names: told by how their names end, read back to where they begin.

The ends (人民法院, 有限公司, 第三中学) stand in ``seeds/ref_organisation_suffixes.csv``.  A name goes back over the
words that names are made of and begins at a place (岚溪县…), at one character for the level (县…) or behind the first
other word.
Bodies that only stand in a post (县教育局局长) are the post's: they are read with the person.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from warehouse.parse import words
from warehouse.parse.gazetteer import HAN, PlaceName, Words

LONGEST = 16  # characters before the end of an organisation's name
LEVEL_CHARS = "省市区县旗州盟镇乡"
JOINED = re.compile(  # fields of work that one department joins by 和 to others
    "(?:住房|资源|文化|工业|发展|林业|建设|卫生|科技|科学技术|民族|水利|经济|交通|环境|生态|规划|旅游|农业|城市|广播|医疗)$"
)
NOT_A_LEVEL = re.compile(
    "市场|乡[村镇]|[省市区县镇州]级|区域|县[域城直]|[城市][区民]|市政|[省市区县]属|[省市区县]内|旗下"
)
LEVEL_WORD = re.compile("自治[州县旗]|新区|高新区|经开区|开发区")
ORDINAL = re.compile("第?[一二三四五六七八九十百]+届?")
NUMBERED = re.compile(r"[一二三四五六七八九十](?:高中|[中小院棉幼])(?![\u4e00-\u9fff]?[学线型间央心级国])")
GOES_ON = re.compile("[路街站]|学历")  # 南三环大学路, 党校大学学历
TYPES_OF_NUMBERED = {"院": "hospital", "棉": "company"}
QUOTED = re.compile(
    r"“[^“”\n]{2,10}”(?P<kind>工程|项目|行动|计划|志愿服务队|宣讲团|工作室|合作社|服务队|艺术团|合唱团)"
)
PROJECTS = ("工程", "项目", "行动", "计划")
KINDS_OF_PROJECT = re.compile(  # 省市重点项目, 新开工项目: many, not one
    "(?:重点|重大|大|类|开工|续建|建设|安排|良心|拉子|更新|改造|中小学校|攻坚|民生|惠民|招商|签约|系列|各类|示范)$"
)
POST_PART = re.compile("(?:党组|党委|党总支|常务|第一)*(?:原|副|代|助理)*")
HEADS = ("中共", "中国共产党", "政协", "中国人民政治协商会议")  # stand before the place: 中共岚溪县委
OF_POSTS = {
    "委",
    "政府",
    "人民政府",
    "人大",
    "人大常委会",
    "政协",
    "纪委",
    "监委",
    "纪委监委",
    "党委",
    "党工委",
    "党支部",
    "党总支",
}


class Organisation(NamedTuple):
    """A place where an organisation or project is named, as written."""

    start: int
    end: int
    name: str
    kind: str  # organisation, project
    type: str
    rule: str


def find_organisations(cut: Words, places: Sequence[PlaceName], jurisdiction: str | None = None) -> list[Organisation]:
    """The organisations and projects that a text names, in order, without overlaps.

    >>> from warehouse.parse.gazetteer import make_words
    >>> tokens = ["区", "教育局", "走进", "岚溪", "金果", "油脂", "有限公司"]
    >>> [item.name for item in find_organisations(make_words("".join(tokens), tokens), [])]
    ['区教育局', '岚溪金果油脂有限公司']
    """
    text = cut.text
    beginnings = {place.end: place.start for place in places}
    inside = {offset for place in places for offset in range(place.start + 1, place.end)}
    found = [
        Organisation(
            *match.span(), match.group(), kind, "project" if kind == "project" else "association", "quoted_name"
        )
        for match in QUOTED.finditer(text)
        for kind in ["project" if match["kind"] in PROJECTS else "organisation"]
    ]
    entries, automaton = _automaton()
    for index, start, end in automaton.find_matches_as_indexes(text):
        if start not in inside:
            found += _read_organisation(cut, start, end, entries[index], beginnings)
    stem = jurisdiction[:-1] if jurisdiction else None
    for match in NUMBERED.finditer(text):
        low = _read_back(cut, match.start(), beginnings)
        own = text[low : match.start()]
        if own and (own[0] in LEVEL_CHARS or own == stem or own[-1] == "路" or low in beginnings.values()):
            type_ = TYPES_OF_NUMBERED.get(text[match.end() - 1], "school")
            found.append(Organisation(low, match.end(), text[low : match.end()], "organisation", type_, "numbered"))
    return _drop_overlaps(found)


def _read_organisation(
    cut: Words, start: int, end: int, entry: words.SuffixEntry, beginnings: dict[int, int]
) -> list[Organisation]:
    """The name that ends here, or nothing."""
    text = cut.text
    if text[start - 1 : start] == text[start:end] or _is_piece_of_word(cut, start, end):
        return []
    low = start if entry.needs == "none" else _read_back(cut, start, beginnings)
    low = _drop_leading_verb(cut, low, start)
    if entry.suffix in OF_POSTS and _is_of_post(text, end):
        return []
    if entry.needs == "none" or (low == start and entry.type == "department" and end - start >= 3):
        low = start
    elif low == start or not _is_name(cut, low, start, end, entry, beginnings):
        return []
    if entry.type in ("party", "government"):
        low -= next((len(head) for head in HEADS if text.endswith(head, 0, low)), 0)
    rule = "national_body" if entry.needs == "none" and not entry.suffix.startswith("团") else "suffix"
    kind = "project" if entry.type == "project" else "organisation"
    return [Organisation(low, end, text[low:end], kind, entry.type, rule)]


def _is_piece_of_word(cut: Words, start: int, end: int) -> bool:
    """格局, 中小学, 协商|会: the end stands in another word, or in two."""
    text, first, last = cut.text, cut.index_at(start), cut.index_at(end - 1)
    if GOES_ON.match(text, end):
        return True
    if cut.starts[last + 1] != end and end - start < 4 and text[end] not in "长党副":
        return True
    token = cut.tokens[last]
    head = token[: -(end - start)] if cut.starts[last] < start else ""
    is_known = not head or head in LEVEL_CHARS or head in words.organisation_parts()
    if not is_known and (token in words.common_words() or len(head) == 1 < end - start):  # 中小学, 协|商会
        return True
    return first != last and cut.starts[first] < start - (text[start - 1] in LEVEL_CHARS)


def _is_of_post(text: str, end: int) -> bool:
    """县教育局局长, 区委书记, 县政协副主席: the body is part of a post."""
    behind = POST_PART.match(text, end)
    at = behind.end() if behind else end
    official = words.official_titles()
    return text[end : end + 1] == "长" or any(text[at : at + length] in official for length in (2, 3, 4, 5, 6))


def _drop_leading_verb(cut: Words, low: int, start: int) -> int:
    """建设城北水厂: 建设 is what is done, if a name remains."""
    index = cut.index_at(low)
    first = cut.tokens[index] if index < len(cut.tokens) else ""
    behind = low + len(first)
    is_verb = cut.starts[index] == low and first in words.organisation_verbs()
    return behind if is_verb and start - behind >= 2 else low


def _is_name(cut: Words, low: int, start: int, end: int, entry: words.SuffixEntry, beginnings: dict[int, int]) -> bool:
    """Whether what stands before the end is a name: a place or its level where that is enough, else a word that is
    no everyday one."""
    text, own = cut.text, cut.text[low:start]
    is_place = low in beginnings.values()
    is_level = (own[0] in LEVEL_CHARS and not NOT_A_LEVEL.match(own)) or bool(LEVEL_WORD.match(own))
    if own[-1] == "委" and entry.suffix in ("人大", "政协"):  # 区委人大工作会议
        return False
    if entry.suffix == "委":
        return (is_place and beginnings.get(start) == low) or own in LEVEL_CHARS
    if entry.needs == "prefix" and (is_place or is_level):
        return True
    if end - start == 1 and text[low:end] in words.common_words():  # 布局, 工厂
        return False
    if own in words.organisation_stops() or len(own) < 2 + is_level:
        return False
    if entry.type == "project" and (is_level or KINDS_OF_PROJECT.search(own)):
        return False
    if is_place or entry.suffix in ("派出所", "司法所", "法庭"):
        return True
    if entry.type in ("party", "government", "justice"):
        return entry.needs == "name"
    if entry.type == "department":
        return any(own.endswith(part) for part in (own[-4:], own[-3:], own[-2:]) if part in words.organisation_parts())
    if is_level:
        return True
    first, last = cut.index_at(low), cut.index_at(start - 1)
    pieces = [text[max(low, cut.starts[at]) : min(start, cut.starts[at + 1])] for at in range(first, last + 1)]
    everyday = _everyday_words()
    return any(piece not in everyday and piece not in words.organisation_parts() for piece in pieces)


def _read_back(cut: Words, at: int, beginnings: dict[int, int]) -> int:
    """Where the name begins whose end begins at ``at``."""
    text, start = cut.text, at
    while start > 0 and at - start < LONGEST:
        if start in beginnings:
            return beginnings[start]
        low = cut.starts[cut.index_at(start - 1)]
        piece = text[low:start]
        if piece in LEVEL_CHARS:
            return low
        if LEVEL_WORD.fullmatch(piece):
            return low
        if len(piece) > 1 and piece[-1] in LEVEL_CHARS and piece not in words.common_words():
            return start - 1 if len(piece) == 2 or piece in words.name_stops() else low  # 据县, 我区; 岚溪县
        if piece in ("和", "与", "及") and start < at and JOINED.search(text[max(0, low - 6) : low]):
            start = low
            continue
        if not ORDINAL.fullmatch(piece) and (piece in words.organisation_ends() or not HAN.fullmatch(piece)):
            break
        if (
            len(piece) > 1
            and piece[0] in LEVEL_CHARS
            and piece not in words.common_words()
            and not NOT_A_LEVEL.match(piece)
        ):
            return low  # 区教, 县财政: the segmenter gave the level's character to the next word
        start = low
    while start < at and text[start] in "我该各全本在到和与及由从对向被把将于於为据等的是经报这进":
        start += 1
    return start


def _drop_overlaps(found: list[Organisation]) -> list[Organisation]:
    """Of names that overlap the longest stays: 县农业农村局农技站 holds 县农业农村局."""
    kept: list[Organisation] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if kept and item.start < kept[-1].end:
            if item.end - item.start > kept[-1].end - kept[-1].start:
                kept[-1] = item
            continue
        kept.append(item)
    return kept


@functools.cache
def _everyday_words() -> frozenset[str]:
    return words.common_words() - words.place_verbs()


@functools.cache
def _automaton() -> tuple[tuple[words.SuffixEntry, ...], AhoCorasick]:
    entries = words.organisation_suffixes()
    return entries, AhoCorasick([entry.suffix for entry in entries], matchkind=MatchKind.LeftmostLongest)
