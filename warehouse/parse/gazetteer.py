"""Places that a text names: provinces to counties by the official list, streets, towns and villages by their form.

``seeds/ref_places.csv`` holds the GB/T 2260 codes.  Short names (郑州) count for provinces and cities only: those of
counties are everyday words too often (和平, 东方), unless the text names the county in full.  A name of a form (石碓镇)
is read back from its last character, word by word, to the first word that no name holds.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from warehouse.parse import words
from warehouse.parse.places import COMMON

LONGEST = 4  # characters before 镇, 村 …; names made of transliterated characters may have two more
DATELINE = re.compile("(?:新华社|中新社|新华网|人民网)$")  # 新华社北京1月9日电: where it was written
HAN = re.compile(r"[\u4e00-\u9fff]+")
LEVELS = {  # of names told by their form
    **dict.fromkeys(("街道", "镇", "乡", "苏木"), "town"),
    **dict.fromkeys(("村", "社区", "嘎查"), "village"),
    **dict.fromkeys(("区", "县", "市", "旗"), "county"),
    **dict.fromkeys(("开发区", "技术开发区", "产业开发区", "高新区", "新区", "工业园区", "产业园区", "工业园"), "zone"),
}
NOT_BEHIND = {  # what makes of the last character another word: 村民, 社区书记 stay
    "村": "民庄落里委两居医官史寨子头口局部厅",
    "镇": "区痛定守静压江里居化",
    "乡": "村镇亲土愁情音贤间邻下里",
    "区": "域间别位块划分内外长",
    "县": "域城区乡级直里长",
    "市": "场民区值面容政镇直级长",
    "旗": "帜袍舰下手",
}


NOT_LAST = "各全本该我每某两个此回返还归离驻进入立通扶帮包串到在来去侨故思农乡小"  # 回乡, 驻村, 各镇


class Words(NamedTuple):
    """A text cut into words: ``starts[i]`` is where ``tokens[i]`` begins; one more start ends the text."""

    text: str
    tokens: Sequence[str]
    starts: list[int]

    def index_at(self, at: int) -> int:
        """Which word holds the character at ``at``."""
        return bisect_right(self.starts, at) - 1


class PlaceName(NamedTuple):
    """A place where a place is named: ``name`` is official where the list knows it, else as written."""

    start: int
    end: int
    name: str
    level: str
    code: str | None
    parent: str | None  # the place named right before it
    rule: str


def make_words(text: str, tokens: Sequence[str]) -> Words:
    return Words(text, tokens, list(accumulate(map(len, tokens), initial=0)))


def find_places(cut: Words, jurisdiction: str | None = None) -> list[PlaceName]:
    """The places that a text names, in order, without overlaps; ``jurisdiction`` is the page's district.

    >>> text = "岚溪县白鹭洲镇金盆村迎来郑州客人"
    >>> tokens = ["岚溪县", "白鹭洲", "镇", "金盆", "村", "迎来", "郑州", "客人"]
    >>> [(place.name, place.parent) for place in find_places(make_words(text, tokens), "岚溪县")]
    [('岚溪县', None), ('白鹭洲镇', '岚溪县'), ('金盆村', '白鹭洲镇'), ('郑州市', None)]
    """
    found: list[PlaceName] = []
    entries, automaton = _automaton()
    for index, start, end in automaton.find_matches_as_indexes(cut.text):
        last = found[-1] if found else None
        parent = last.name if last and last.end == start else None
        listed = words.places_by_name().get(entries[index])
        if listed:
            place = _read_listed(cut, start, end, listed, parent, jurisdiction)
        else:
            place = _read_formed(cut, start, end, last.end if last else 0, jurisdiction)
            if place and last and last.end == place.start:
                place = place._replace(parent=last.name)
        if place:
            found.append(place)
    return sorted(found + _find_short(cut, found, jurisdiction))


def _read_listed(
    cut: Words, start: int, end: int, listed: Sequence[words.PlaceEntry], parent: str | None, jurisdiction: str | None
) -> PlaceName | None:
    """A name of the official list that is no piece of other words; of several places the one under ``parent``."""
    text = cut.text
    first, last = cut.index_at(start), cut.index_at(end - 1)
    written = text[start:end]
    is_full = written == listed[0].name
    if cut.starts[first] != start and (len(written) == 2 or not is_full):
        return None
    if len(written) == 2 and is_full and not parent and written != jurisdiction:  # 和县, 环县, 代县
        return None
    if cut.tokens[first] in words.name_stops():  # 要会同|县委
        return None
    if is_full and (written[:-1] in words.place_stops() or _goes_on(text, end, written[-1])):
        return None
    if cut.starts[last + 1] != end and not is_full:
        return None
    if DATELINE.search(text[max(0, start - 6) : start]):
        return None
    if not is_full and re.match(r"路|街|大道|江|河|湖|山|人寿|银行|话|菜|烩面", text[end:]):
        return None
    if len(listed) > 1 and parent:
        listed = [place for place in listed if words.places_by_code().get(place.parent_code or "") == parent] or listed
    place = listed[0]
    is_sure = len(listed) == 1 or place.level != "county"
    rule = "place_list" if is_full else "place_short_name"
    return PlaceName(start, end, place.name, place.level, place.code if is_sure else None, parent, rule)


def _goes_on(text: str, end: int, suffix: str) -> bool:
    """村民, 县域: the last character belongs to another word."""
    return end < len(text) and text[end] in NOT_BEHIND.get(suffix, "")


def _read_formed(cut: Words, start: int, end: int, floor: int, jurisdiction: str | None) -> PlaceName | None:
    """石碓镇, 金盆村, 桂花社区, 云溪县 that no list knows, read back from ``start``, not beyond ``floor``."""
    text, suffix = cut.text, cut.text[start:end]
    if start == floor or _goes_on(text, end, suffix):
        return None
    level = LEVELS[suffix]
    if level == "county":
        return _read_county(cut, end, floor, jurisdiction)
    index = cut.index_at(end - 1)
    is_word_end = cut.starts[index + 1] == end or cut.starts[index] == start
    if not is_word_end or (level != "zone" and text[start - 1] in NOT_LAST):
        return None
    low = read_name_back(cut, start, floor, LONGEST, _place_stops())
    if not _is_place_name(text[low:start], suffix, level, is_below=low == floor > 0):
        return None
    return PlaceName(low, end, text[low:end], level, None, None, f"{level}_form")


def _read_county(cut: Words, end: int, floor: int, jurisdiction: str | None) -> PlaceName | None:
    """The page's own district, and one that no list knows if the segmenter takes it for a word."""
    if jurisdiction and cut.text.startswith(jurisdiction, max(0, end - len(jurisdiction))):
        low = end - len(jurisdiction)
        return PlaceName(low, end, jurisdiction, "county", None, None, "page_jurisdiction") if low >= floor else None
    word = cut.tokens[cut.index_at(end - 1)]
    low = end - len(word)
    if len(word) < 3 or low < floor or not cut.text.startswith(word, low):
        return None
    if word[:-1] in words.place_stops() or word[-2] in NOT_LAST or COMMON.search(word) or not HAN.fullmatch(word):
        return None
    return PlaceName(low, end, word, "county", None, None, "county_form")


def _is_place_name(name: str, suffix: str, level: str, is_below: bool) -> bool:
    """Whether what stands before the last character can be a name and not 美丽, 全, 示范."""
    if level == "zone":
        return len(name) >= 2
    if not name or name in words.place_stops() or name[-2:] in words.place_stops():
        return False
    if suffix == "乡" and name[-1] in "下城":
        return False
    return len(name) > 1 or is_below


def read_name_back(cut: Words, at: int, floor: int, longest: int, stops: frozenset[str]) -> int:
    """Where a name begins that ends at ``at``: word by word to the left until a stop word, at most ``longest``
    characters (names of transliterated characters two more), never before ``floor``. A common noun of two characters
    before a name that is long enough ends it."""
    start, index = at, cut.index_at(at - 1) if at else -1
    while index >= 0 and start > floor:
        low = max(cut.starts[index], floor)
        piece = cut.text[low:start]
        if piece in stops or not HAN.fullmatch(piece):
            break
        if at - low > longest and not _is_transliterated(cut.text[low : at - 1], longest + 1):
            break
        if at - start >= 2 and len(piece) >= 2 and piece in words.common_nouns():
            break
        start, index = low, index - 1
    while start < at - 1 and cut.text[start] in "我该各全本在到和与及由从对向被把将于於为据等的":
        start += 1
    return start


def _is_transliterated(name: str, longest: int) -> bool:
    return len(name) <= longest and words.transliterated_chars().issuperset(name)


def _find_short(cut: Words, found: list[PlaceName], jurisdiction: str | None) -> list[PlaceName]:
    """Counties named in full elsewhere on the page, by their short names: 托克拉 of 托克拉县."""
    full: dict[str, PlaceName] = {place.name: place for place in found if place.level in ("county", "town")}
    names = {name[:-1]: place for name, place in full.items() if 2 <= len(name) - 1 <= 5}
    if jurisdiction and len(jurisdiction) > 2:
        names.setdefault(jurisdiction[:-1], PlaceName(0, 0, jurisdiction, "county", None, None, ""))
    short = []
    taken = {offset for place in found for offset in range(place.start, place.end)}
    for stem, place in names.items():
        if stem in words.ordinary_place_words():
            continue
        at = cut.text.find(stem)
        while at >= 0:
            end = at + len(stem)
            if at not in taken and cut.starts[cut.index_at(at)] == at and cut.starts[cut.index_at(end - 1) + 1] == end:
                short.append(place._replace(start=at, end=end, parent=None, rule="page_short_name"))
            at = cut.text.find(stem, end)
    return short


@functools.cache
def _automaton() -> tuple[list[str], AhoCorasick]:
    entries = list(dict.fromkeys([*words.places_by_name(), *LEVELS]))
    return entries, AhoCorasick(entries, matchkind=MatchKind.LeftmostLongest)


@functools.cache
def _place_stops() -> frozenset[str]:
    return words.name_stops() - words.place_verbs()
