"""The word lists of ``seeds/``, each behind ``functools.cache``: the only place in ``parse`` that reads files.

With the user's own rows, where there are any (``warehouse/lists.py``).
The same CSVs are dbt seeds (schema ``reference``).  Empty cells are NULL there and None here.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import os
import sys
from pathlib import Path
from typing import NamedTuple

from warehouse.parse.segment import read_segmenter

SEEDS = Path(os.environ.get("JIANBAO_LISTS") or Path(__file__).resolve().parents[2] / "seeds")  # warehouse/lists.py
# a new row changes one page, or what dbt makes of all, not the reading of all
APART = ("ref_corrections", "ref_papers", "ref_people", "ref_chief_posts")


@functools.cache
def read_list(name: str) -> tuple[dict[str, str | None], ...]:
    """The rows of ``seeds/<name>.csv``, header as keys; empty cells are None."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple({key: value or None for key, value in row.items()} for row in csv.DictReader(file))


@functools.cache
def read_column(name: str, column: str, **where: str) -> frozenset[str]:
    """One column of a list as a set, of the rows whose other columns equal ``where``."""
    rows = read_list(name)
    return frozenset(row[column] or "" for row in rows if all(row[key] == value for key, value in where.items()))


@functools.cache
def read_patterns(name: str) -> tuple[str, ...]:
    """The ``pattern`` column of a list, in its order: alternatives of a regular expression."""
    return tuple(row["pattern"] or "" for row in read_list(name))


@functools.cache
def simplified_chars() -> dict[str, str]:
    """Traditional character -> its simplified form; characters that simplified text uses too (著, 乾) are left out."""
    return {row["traditional"] or "": row["simplified"] or "" for row in read_list("ref_traditional")}


@functools.cache
def page_sections() -> frozenset[str]:
    """Names of pages and sections of newspapers (要闻, 民生)."""
    return read_column("word_page_sections", "section")


@functools.cache
def corrections() -> dict[str, list[tuple[str, str, str | None, str | None]]]:
    """Page (its path or page_id) -> (what, printed, corrected, reason) of each correction by hand."""
    found: dict[str, list[tuple[str, str, str | None, str | None]]] = {}
    for row in read_list("ref_corrections"):
        cells = (row["what"] or "", row["printed"] or "", row["corrected"], row["reason"])
        found.setdefault(row["page"] or "", []).append(cells)
    return found


@functools.cache
def surnames() -> frozenset[str]:
    """Family names of one character."""
    return read_column("word_surnames", "surname", kind="single")


@functools.cache
def compound_surnames() -> frozenset[str]:
    """Family names of two characters (欧阳, 司马)."""
    return read_column("word_surnames", "surname", kind="compound")


TITLE_GROUPS = {  # kinds of ref_titles that bear one weight when names are told from other words
    "discipline": "party",
    "supervision": "government",
    "vertical": "government",
    "cppcc": "congress",
    "court": "judiciary",
    "procuratorate": "judiciary",
    "mass": "body",
    "democratic_party": "body",
    "village": "body",
    "institution": "body",
    "temporary": "body",
    "school": "body",
}


@functools.cache
def titles() -> dict[str, str]:
    """Titles and what group of kinds they are of: party, government, …, collective, expert, citizen."""
    rows = [(row["title"] or "", row["kind"] or "") for row in read_list("ref_titles")]
    return {title: TITLE_GROUPS.get(kind, kind) for title, kind in rows if kind != "address"}


@functools.cache
def generic_titles() -> frozenset[str]:
    """Titles that stand for a group as often as before a name (群众, 代表): weak evidence for a name."""
    return read_column("ref_titles", "title", is_generic="true")


@functools.cache
def titles_after() -> tuple[str, ...]:
    """Titles and addresses that follow a name (甲教授, 乙女士), longest first."""
    return tuple(
        sorted(read_column("ref_titles", "title", follows_name="true"), key=lambda title: (-len(title), title))
    )


@functools.cache
def verbs_after_names() -> dict[str, dict[str, str]]:
    """First character -> verbs of saying and doing that follow names, longest first, with their kind."""
    found: dict[str, dict[str, str]] = {}
    for row in sorted(read_list("word_verbs"), key=lambda row: -len(row["verb"] or "")):
        found.setdefault((row["verb"] or "")[0], {})[row["verb"] or ""] = row["kind"] or ""
    return found


@functools.cache
def post_stops() -> frozenset[str]:
    """Words that end an organisation's name when it is read backwards from a title (由, 随后, 看望)."""
    return read_column("word_post_stops", "word")


@functools.cache
def titles_after_set() -> frozenset[str]:
    """Titles and addresses that follow a name."""
    return frozenset(titles_after())


@functools.cache
def known_names() -> dict[str, str]:
    """Names that every reader knows: 'person' (鲁迅, 克林顿) or 'place' (莫斯科, written like a foreign name)."""
    return {row["name"] or "": row["kind"] or "" for row in read_list("word_known_names")}


@functools.cache
def japanese_surnames() -> frozenset[str]:
    """Japanese family names of two and three characters (桥本, 长谷川)."""
    return read_column("word_surnames", "surname", kind="japanese")


@functools.cache
def single_seat_titles() -> frozenset[str]:
    """Titles that only one person holds at a time in one body."""
    return read_column("ref_titles", "title", is_single_seat="true")


@functools.cache
def bodies() -> dict[str, str]:
    """Bodies of party and state, behind their place -> the full name, with ~ where the place stands."""
    return {row["written"] or "": row["name"] or "" for row in read_list("ref_bodies")}


@functools.cache
def announcements() -> dict[str, tuple[str, ...]]:
    """What can be announced of a post -> the words that announce it."""
    found: dict[str, tuple[str, ...]] = {}
    for row in read_list("ref_announcements"):
        kind = row["announcement"] or ""
        found[kind] = (*found.get(kind, ()), row["word"] or "")
    return found


@functools.cache
def departments() -> frozenset[str]:
    """Bodies of a government that are named by their field of work alone (教育局, 信访局)."""
    return frozenset(
        entry.suffix for entry in organisation_suffixes() if entry.type == "department" and entry.needs == "prefix"
    )


@functools.cache
def national_leaders() -> frozenset[str]:
    """People whom local papers name in set phrases."""
    return read_column("ref_national_leaders", "name")


@functools.cache
def transliterated_chars() -> frozenset[str]:
    """Characters that foreign names are written with (阿依古丽·买买提)."""
    return frozenset(row["char"] or "" for row in read_list("word_name_chars") if row["foreign_first"])


@functools.cache
def name_parts() -> frozenset[str]:
    """Words that Tibetan, Mongolian, Uyghur and Kazakh names are made of (次仁, 其其格)."""
    return read_column("word_name_parts", "part")


@functools.cache
def verbs() -> frozenset[str]:
    """Verbs and set phrases of jieba's dictionary, two characters and more: they end a noun phrase."""
    return frozenset(
        word for word, (_, tag) in dictionary().items() if tag in ("v", "vd", "vi", "i", "l") and 2 <= len(word) <= 4
    )


@functools.cache
def all_verbs() -> frozenset[str]:
    """Verbs of jieba's dictionary, those of one character too: something is done."""
    return frozenset(
        word for word, (_, tag) in dictionary().items() if tag in ("v", "vd", "vi", "vg") and len(word) <= 3
    )


class TermEntry(NamedTuple):
    """One row of ``ref_terms``: a formula or slogan as written and the form under which all its spellings meet."""

    term: str
    canonical_term: str
    kind: str
    needs_quotes: bool  # 三公 stands in 三公里 too


@functools.cache
def terms() -> tuple[TermEntry, ...]:
    """The formulas and slogans that are known beforehand."""
    return tuple(
        TermEntry(
            row["term"] or "",
            row["canonical_term"] or "",
            row["kind"] or "",
            needs_quotes=row["needs_quotes"] == "true",
        )
        for row in read_list("ref_terms")
    )


class PlaceEntry(NamedTuple):
    """One row of ``ref_places``: a province, city or county with its GB/T 2260 code."""

    code: str
    name: str
    level: str
    parent_code: str | None


@functools.cache
def places_by_name() -> dict[str, tuple[PlaceEntry, ...]]:
    """Full names, and short names of provinces and cities -> the places that bear them, the highest level first."""
    found: dict[str, list[PlaceEntry]] = {}
    for row in sorted(read_list("ref_places"), key=lambda row: PLACE_LEVELS.index(row["level"] or "")):
        place = PlaceEntry(row["code"] or "", row["name"] or "", row["level"] or "", row["parent_code"])
        short = (row["short_names"] or "").split("|") if place.level != "county" else []
        for name in (place.name, *short):
            if len(name) > 1 and all(other.level == place.level for other in found.get(name, [])):
                found.setdefault(name, []).append(place)
    return {name: tuple(places) for name, places in found.items()}


PLACE_LEVELS = ("province", "city", "county")


@functools.cache
def places_by_code() -> dict[str, str]:
    """GB/T 2260 code -> the place's present name."""
    return {row["code"] or "": row["name"] or "" for row in reversed(read_list("ref_places"))}


@functools.cache
def place_stops() -> frozenset[str]:
    """What stands before 村, 镇, 社区 and is no name (示范, 贫困, 智慧)."""
    return read_column("word_place_stops", "word")


STOP_TAGS = (
    "v",
    "vd",
    "vi",
    "p",
    "c",
    "u",
    "uj",
    "ul",
    "uz",
    "ud",
    "ug",
    "r",
    "rr",
    "rz",
    "d",
    "t",
    "m",
    "mq",
    "y",
    "e",
)


@functools.cache
def name_stops() -> frozenset[str]:
    """Words that end a name read backwards: verbs, particles, pronouns, times, numbers, and titles of people."""
    parts = organisation_parts()
    tagged = {word for word, (_, tag) in dictionary().items() if tag in STOP_TAGS and 2 <= len(word) <= 4}
    several = {word for word in titles().keys() | post_stops() if len(word) > 1}
    return frozenset((tagged | several) - parts | read_column("word_name_stops", "word"))


@functools.cache
def organisation_ends() -> frozenset[str]:
    """Words that end an organisation's name read backwards."""
    return name_stops() - place_verbs()


@functools.cache
def organisation_parts() -> frozenset[str]:
    """Fields of work that organisations are named after, verbs among them (教育, 供电, 退役军人)."""
    return read_column("word_organisation_parts", "word")


@functools.cache
def organisation_verbs() -> frozenset[str]:
    """Those of them that are what somebody does, where they come first (建设城北水厂)."""
    return read_column("word_organisation_parts", "word", is_verb_too="true")


@functools.cache
def official_titles() -> frozenset[str]:
    """Titles of those who act for a body: behind its name they make a post of it."""
    return frozenset(title for title, kind in titles().items() if kind not in ("citizen", "expert", "collective"))


@functools.cache
def place_verbs() -> frozenset[str]:
    """Verbs and the like that streets and villages are named after (团结, 解放)."""
    return read_column("word_place_verbs", "word")


class SuffixEntry(NamedTuple):
    """One row of ``ref_organisation_suffixes``: how names end, of what type, and what must stand before."""

    suffix: str
    type: str
    needs: str  # prefix: a place or its level is enough (县|医院); name: a name of its own (金果|公司)


@functools.cache
def organisation_suffixes() -> tuple[SuffixEntry, ...]:
    return tuple(
        SuffixEntry(row["suffix"] or "", row["type"] or "", row["needs"] or "")
        for row in read_list("ref_organisation_suffixes")
    )


@functools.cache
def organisation_stops() -> frozenset[str]:
    """What stands before 公司, 合作社, 局 and is no name (有关, 中小, 民营)."""
    return read_column("word_organisation_stops", "word")


@functools.cache
def common_words() -> frozenset[str]:
    """Everyday words of two and three characters."""
    return frozenset(
        word
        for word, (frequency, tag) in dictionary().items()
        if (frequency >= 3 and len(word) in (2, 3) and tag[0] != "n")
        or (tag == "n" and frequency >= 30 and len(word) in (2, 3))
    )


COMMON_NOUN = 1000  # frequency in jieba's dictionary from which a noun stands before names (群众 6115, 企业 13010)


@functools.cache
def common_nouns() -> frozenset[str]:
    return frozenset(
        word for word, (frequency, tag) in dictionary().items() if tag in ("n", "vn") and frequency >= COMMON_NOUN
    )


@functools.cache
def ordinary_place_words() -> frozenset[str]:
    """Everyday words that places are named after: their short names say nothing (和平, 东方)."""
    return frozenset(
        word
        for word, (frequency, tag) in dictionary().items()
        if frequency >= 3 and tag not in ("ns", "nr", "nz", "nrt")
    )


KEYWORD_TAGS = ("n", "nr", "nrt", "nz", "ns", "nt", "vn", "an", "j", "l", "i")
RARE_VERB = 8.0  # idf from which a verb says what an article is about (欠薪 10.4, 供暖 9.9; 完成 4.6, 看望 7.9)
COMMON_WORD = 4.0  # idf below which a word stands in every local paper every day


@functools.cache
def keyword_weights() -> dict[str, float]:
    """jieba's idf of the dictionary words that can tell one article from others: nouns, names, idioms, rare verbs."""
    import jieba

    idf_file = Path(jieba.__file__).parent / "analyse" / "idf.txt"
    words_and_idf = idf_file.read_text("utf-8").split()
    weights = dict(zip(words_and_idf[::2], map(float, words_and_idf[1::2]), strict=True))
    stops = read_column("word_keyword_stops", "word")
    return {
        word: weights[word]
        for word, (_, tag) in dictionary().items()
        if len(word) > 1
        and word in weights
        and word not in stops
        and (weights[word] >= COMMON_WORD if tag in KEYWORD_TAGS else tag == "v" and weights[word] >= RARE_VERB)
    }


@functools.cache
def dictionary() -> dict[str, tuple[int, str]]:
    """The words of jieba's dictionary: how often each was seen, and its part of speech."""
    import jieba

    with jieba.get_dict_file() as file:
        rows = (line.decode("utf-8").split() for line in file)
        return {row[0]: (int(row[1]), sys.intern(row[2])) for row in rows if len(row) == 3}


class UnitEntry(NamedTuple):
    """One row of ``ref_units``: what a written unit is and measures."""

    unit: str
    family: str
    dimension: str
    factor: str


@functools.cache
def units() -> dict[str, UnitEntry]:
    """Units as written -> canonical unit word, family, dimension, factor."""
    return {
        row["unit_written"] or "": UnitEntry(
            row["unit"] or "", row["unit_family"] or "", row["dimension"] or "", row["factor"] or "1"
        )
        for row in read_list("ref_units")
    }


class EventVerb(NamedTuple):
    """One row of ``word_event_verbs``: what part its subject and its objects have in a happening.

    ``kind`` is what it tells of (as genre), ``looking`` for seeing to things on any visit (察看), ``travel`` for going
    somewhere, ``hold`` for what is held (召开); rows without part and kind are words that look like a verb of the
    list (慰问金, 参加工作).
    """

    word: str
    part: str | None
    object_part: str | None
    kind: str | None
    is_saying: bool


@functools.cache
def event_verbs() -> tuple[EventVerb, ...]:
    """Verbs that tell who did what part in meetings, visits and appointments."""
    return tuple(
        EventVerb(row["word"] or "", row["part"], row["object_part"], row["kind"], row["is_saying"] == "true")
        for row in read_list("word_event_verbs")
    )


@functools.cache
def event_names() -> dict[str, str]:
    """How the names of meetings, ceremonies and festivals end -> what kind of happening they are."""
    return {row["suffix"] or "": row["kind"] or "" for row in read_list("word_event_names")}


@functools.cache
def read_version() -> str:
    """12 hex digits over the parser's code, the word lists and the segmenter: pages read by another version are
    stale."""
    digest = hashlib.sha256(read_segmenter().encode())
    lists = [path for path in SEEDS.glob("*.csv") if path.stem not in APART]
    for path in sorted([*Path(__file__).parent.glob("*.py"), *lists], key=lambda path: path.name):  # wherever they lie
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
