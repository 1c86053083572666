"""Years by counting: 今年是建党100周年, 建校60周年 of a school founded in 1958, 第39个教师节.

The days of foundation stand in ``seeds/ref_anniversaries.csv`` and ``ref_numbered_days.csv``, or in the article itself.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.almanac import EARLIEST, LATEST, make_day, read_small
from warehouse.parse.proof import ANNIVERSARY, Proof

ANNIVERSARY_WORD = re.compile(r"[周週]年|年?[华華][诞誕]|年[诞誕]辰")
COUNT = re.compile(r"(?:\d{2,3}|[一二三四五六七八九十百零]{1,5})$")
THIS_YEAR = re.compile(
    r"今年，?(?:我们|我[县区市]|又|也|正|恰|刚好|正好)*(?:是|值|逢|适逢|適逢|系|迎来了?)(?:(?!迎|献礼|将)[^。；！？，]){0,16}$"
)
AHEAD = re.compile(r"(?:迎接|喜迎|迎庆|献礼|将迎来|迎)[^。；，]{0,10}$")
AT = re.compile(r"(?:值此|适逢|正值|恰逢|时值|在|于|逢|值)[^。；，]{0,8}$")
OCCASION = re.compile(r"(?:即将)?(?:到来|来临)?(?:之际|之时|前夕)|的?(?:重要|特殊|历史)*(?:时刻|日子|节点)")
CELEBRATING = re.compile(r"(?:庆祝|纪念|慶祝|紀念|欢庆|同庆|共庆)[^。；，]{0,8}$")
CELEBRATION = re.compile(r"(?:庆祝|纪念|庆典|校庆)(?:大会|活动|庆典|晚会|座谈会|仪式)?")
REMEMBERED = re.compile(r"大会(?:上|重要|的?讲话|精神)|(?:座谈|招待)会上|纪念章|阅兵")  # said for years after
GOAL = re.compile(r"[到至]$")  # 到建党100周年时 was a goal for decades
LONG_AGO = re.compile(r"\d年[^。；]{0,14}$|(?:当年|曾|那年|那时|回忆|[去明]年)[^。；，]{0,14}$")
HELD = re.compile(r"[^。；]{0,44}?(?:举行|举办|召开|开幕|启幕|帷幕|上演|开展|开设|推出|启动|演出|唱响|表彰|看望|慰问)")
HOLDING = re.compile(r"(?:举行|举办|召开|迎来)[^。；，]{0,12}$")
PREPARED = dt.timedelta(270)  # before its day in which an anniversary is celebrated


@functools.cache
def _founded() -> dict[str, dt.date]:
    return {
        word: dt.date.fromisoformat(row["founded_on"] or "")
        for row in words.read_list("ref_anniversaries")
        for word in (row["words"] or "").split("|")
    }


@functools.cache
def _sizes(of: str) -> tuple[int, ...]:
    """The lengths of the keys of a list, longest first."""
    keys = _founded() if of == "founded" else _numbered()
    return tuple(sorted({len(key) for key in keys}, reverse=True))


def find_anniversaries(text: str) -> Iterator[Proof]:
    """N周年 behind a name with a known day of foundation, where the words around tie it to the day of writing."""
    if not any(word in text for word in ("周年", "週年", "华诞", "诞辰", "誕")):
        return
    for match in ANNIVERSARY_WORD.finditer(text):
        head = text[max(0, match.start() - 50) : match.start()]
        count = COUNT.search(head)
        if count is None:
            continue
        at = count.start()
        name = next((head[at - n : at] for n in _sizes("founded") if n <= at and head[at - n : at] in _founded()), None)
        number = 100 if count[0] == "百" else read_small(count[0])
        founded = _founded().get(name or "")
        if name is None and (own := OWN_FOUNDING.search(head, 0, at)):
            name, founded = own[0], _find_own_founding(text, own[0])
        if name and founded and number:
            written = name + count[0] + match[0]
            proof = _date_anniversary(
                founded, number, head[: at - len(name)], written, text[match.end() : match.end() + 50]
            )
            if proof and OWN_FOUNDING.fullmatch(name):  # of which only the year is known
                proof = proof._replace(low=dt.date(proof.low.year + (proof.low.month > 1), 1, 1))
            if proof:
                yield proof


OWN_FOUNDING = re.compile("(?:建[校院厂馆站所社会刊园]|创[刊校办立建]|办学|开[业园馆]|投产|通车|成立)$")
FOUNDED_IN = re.compile(r"(?:始建|创[办建立刊]|成立|建立|组建|诞生|开办)于((?:18|19|20)\d\d)年")


def _find_own_founding(text: str, word: str) -> dt.date | None:
    """The year in which a school or works was founded by what the article says itself, if it names just one."""
    told = re.findall(
        rf"((?:18|19|20)\d\d)年[^。；\d]{{0,6}}(?:[，][^。；，]{{0,20}})?{word}(?!\d|[一二三四五六七八九十百])", text
    )
    years = {int(year) for year in [*FOUNDED_IN.findall(text), *told]}
    return dt.date(years.pop(), 7, 1) if len(years) == 1 else None


def _date_anniversary(founded: dt.date, number: int, before: str, written: str, after: str) -> Proof | None:
    """今年是…N周年 is the year; 在…N周年之际 and 庆祝…N周年 too unless said of a past year; 迎接…N周年 is that or the
    one before."""
    year = founded.year + number
    day = make_day(year, founded.month, founded.day)
    if day is None or not EARLIEST < day < LATEST or GOAL.search(before) or LONG_AGO.search(before):
        return None
    last = dt.date(year, 12, 31)
    if REMEMBERED.match(after):
        return Proof(ANNIVERSARY, written + after[:4], day - dt.timedelta(30), LATEST)
    if cue := THIS_YEAR.search(before):
        return Proof(ANNIVERSARY, cue[0] + written, dt.date(year, 1, 1), last, is_firm=True)
    if cue := AHEAD.search(before):
        return Proof(ANNIVERSARY, cue[0] + written, dt.date(year - 1, 1, 1), last)
    if after.startswith("献礼"):
        return Proof(ANNIVERSARY, written + "献礼", dt.date(year - 1, 1, 1), last)
    if (cue := AT.search(before)) and (occasion := OCCASION.match(after)):
        return Proof(ANNIVERSARY, cue[0] + written + occasion[0], day - dt.timedelta(92), last)
    cue, occasion = CELEBRATING.search(before), CELEBRATION.match(after)
    if (cue or occasion) and (HELD.match(after) or (occasion and HOLDING.search(before))):
        said = f"{cue[0] if cue else ''}{written}{occasion[0] if occasion else ''}"
        return Proof(ANNIVERSARY, said, min(dt.date(year, 1, 1), day - PREPARED), last)
    return None


# --- numbered days ---

NUMBERED = re.compile(r"第(\d{1,3}|[一二三四五六七八九十百零]{1,5})[个個届次号號]")
LINGERING = dt.timedelta(60)  # after a day in which it is still told of


class NumberedDay(NamedTuple):
    """A day or fair that is counted since its first year."""

    first_year: int
    month: int
    day: int
    ahead: dt.timedelta


@functools.cache
def _numbered() -> dict[str, NumberedDay]:
    return {
        word: NumberedDay(
            int(row["first_year"] or 0),
            int(row["month"] or 0),
            int(row["day"] or 0),
            dt.timedelta(int(row["ahead_days"] or 0)),
        )
        for row in words.read_list("ref_numbered_days")
        for word in (row["words"] or "").split("|")
    }


def find_numbered_days(text: str) -> Iterator[Proof]:
    """第39个教师节 is 2023's: the first was in 1985."""
    for match in NUMBERED.finditer(text):
        rest = re.sub("[“”「」]", "", text[match.end() : match.end() + 20])
        name = _numbered_name(rest) or _numbered_name(re.sub(r"^(?:全国|中国|国际|世界|国家)", "", rest))
        if name:
            counted, number = _numbered()[name], read_small(match[1])
            day = make_day(counted.first_year + number - 1, counted.month, counted.day) if number else None
            if (
                day
                and EARLIEST < day < LATEST
                and not LONG_AGO.search(text[max(0, match.start() - 20) : match.start()])
            ):
                yield Proof(ANNIVERSARY, match[0] + name, day - counted.ahead, day + LINGERING)


def _numbered_name(rest: str) -> str | None:
    return next((rest[:size] for size in _sizes("numbered") if rest[:size] in _numbered()), None)
