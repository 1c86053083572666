"""What the words of an article prove about the day on which they were printed, as windows of days.

Three ranks: explicit years (今年（2023年）, 截至2021年8月20日, a signed notice), anniversaries and numbered days
(今年是建党100周年, 第39个教师节), eras (campaigns, congresses, plans, disasters).  Facts stand in
``seeds/ref_anniversaries.csv``, ``ref_numbered_days.csv`` and ``ref_eras.csv``.  ``publication.py`` intersects them.

Everything here is found from literals (年, 周年, 第, the keys of the eras in one automaton): linear, one pass each.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from warehouse.parse import words
from warehouse.parse.almanac import EARLIEST, LATEST, make_day, read_small
from warehouse.parse.dates import find_dates
from warehouse.parse.numerals import read_digits

RANKS = ("text", "anniversary", "era")  # strong to weak
TEXT, ANNIVERSARY, ERA = range(3)


class Proof(NamedTuple):
    """The first and last day on which some words can have been printed.

    The first day is sure.  The last is, where ``is_firm``; else the words may be said later of what is past.
    """

    rank: int
    words: str
    low: dt.date
    high: dt.date
    is_firm: bool = False


def find_proofs(text: str) -> list[Proof]:
    """The proofs in an article: folded text without white space, body first.

    >>> [(proof.words, proof.low.year, proof.high.year) for proof in find_proofs("今年是建党100周年。")]
    [('今年是建党100周年', 2021, 2021)]
    """
    return [*_find_years(text), *_find_anniversaries(text), *_find_numbered_days(text), *_find_eras(text)]


# --- explicit years ---

YEAR = re.compile("20[0-4][0-9]年|二[〇零○][〇零○一二三四][〇零○一二三四五六七八九]年")
NAMED = re.compile(r"(?P<which>今|去|明)年(?:[（(]|是|即|，即)$")
UNTIL = re.compile(r"截[至止]到?$")
COMPARED = re.compile(r"(?:比|较|与|同|和|自|从|于|至|到|超过|高于|低于|是|的)$")
STATISTICS = re.compile(
    r"(?:第?(?P<quarter>[一二三四1-4])季度|(?P<half>上半年|前三季度)|(?:1|一)[-~至到—]+(?P<month>\d{1,2})月)"
)
REVIEW = re.compile(r"(?:的)?(?:主要)?工作(?:情况)?(?:回顾|总结)")
PLAN = re.compile(
    r"(?:的)?(?:主要|重点|政府|全县|全区|全市)*(?:目标任务|目标|任务|工作)(?:安排|打算|建议|部署|思路|的总体要求)"
)
ACTIVITY = re.compile(
    r"(?!度)[^，。；：、年\d]{1,18}(?:活动|启动|仪式|会议|动员会|推进会|部署会|考试|测试|大赛|比赛|运动会|招聘会|节|日|周|月)"
)
LOOKING_BACK = re.compile(
    r"总结|决算|考核|述职|年报|审计|表彰|民主生活会|组织生活会|经济运行|财政|第四季度|新年|春节|迎春|元旦|跨年"
)
CLAUSE_START = re.compile(r"(?:^|[，。：；□■）])$")
TOLD = re.compile(r"[^；]{0,60}?(?:完成|实现|增长|下降|达到?|共)[^。；]{0,14}\d")
OFFICIAL = re.compile(r"[^。；]{0,40}?(?:召开|举行|举办|通过|选举|发布|印发|开幕|闭幕)(?!的)")
SIGNED = re.compile(
    r"(?:委员会|政府|办公室|指挥部|有限公司|公司|中心|医院|学校|中学|小学|学院|法院|检察院|[^，。]局|[^，。]厅|[^，。]委|[^，。]院)$"
)
PAST = re.compile(
    r"(?P<month>\d{1,2})月(?:\d{1,2}日)?(?!底前|底以前|前|底之前|底|起)(?![^。；]{0,12}(?:将|拟|计划|预计|力争|确保))(?=[^。；]{0,30}(?:了|被|获|当选|开工|成立|出生|建成|启动|投入|完成|因|通过|召开))"
)
LEAD = 130  # characters of an article in which a year can be that of its event


def _find_years(text: str) -> Iterator[Proof]:
    """Years that are tied to the day of writing; all others prove nothing, except that what is past is past."""
    for match in YEAR.finditer(text):
        year = read_digits(match[0][:-1])
        before, after = text[max(0, match.start() - 16) : match.start()], text[match.end() : match.end() + 90]
        proof = _read_named_year(year, before, match[0]) or _read_day_of_year(year, before, after, match, text)
        if proof is None and match.start() < LEAD:
            proof = _read_year_in_lead(year, before, after, match[0], text[: match.start()])
        if proof is None and (work := REVIEW.match(after)):
            proof = Proof(TEXT, match[0] + work[0], dt.date(year, 12, 15), dt.date(year + 1, 4, 30))
        if proof is None and (work := PLAN.match(after)):
            proof = Proof(TEXT, match[0] + work[0], dt.date(year - 1, 10, 1), dt.date(year, 6, 30))
        if proof is None and (past := PAST.match(after)):
            proof = Proof(ERA, f"{match[0]}{past['month']}月 is past", _first_of(year, int(past["month"])), LATEST)
        if proof:
            yield proof


def _first_of(year: int, month: int) -> dt.date:
    return make_day(year, month, 1) or dt.date(year, 1, 1)


def _read_named_year(year: int, before: str, written: str) -> Proof | None:
    """今年（2023年）, 去年（2022年）, 明年（2024年）."""
    match = NAMED.search(before)
    if match is None:
        return None
    year += {"今": 0, "去": 1, "明": -1}[match["which"]]
    return Proof(TEXT, match[0] + written, dt.date(year, 1, 1), dt.date(year, 12, 31), is_firm=True)


def _read_day_of_year(year: int, before: str, after: str, match: re.Match[str], text: str) -> Proof | None:
    """截至2021年8月20日; 会议于2016年12月29日选举 in a lead; the day under a notice."""
    day_match = re.match(r"(\d{1,2}|[一二三四五六七八九十]{1,2})月(\d{1,2}|[一二三四五六七八九十廿]{1,3})日?", after)
    day = make_day(year, read_small(day_match[1]), read_small(day_match[2])) if day_match else None
    if day is None or day_match is None:
        return None
    words_, rest = match[0] + day_match[0], after[day_match.end() :]
    if UNTIL.search(before):
        return Proof(TEXT, f"截至{words_}", day, day + dt.timedelta(120))
    is_event = match.start() < LEAD and OFFICIAL.match(rest) and not rest.startswith(("前", "起", "以", "至"))
    is_signed = match.end() + day_match.end() == len(text) and SIGNED.search(before)
    if (is_event and not COMPARED.search(before.removesuffix("于"))) or is_signed:
        return Proof(TEXT, words_, day, day + dt.timedelta(45))
    return None


def _read_year_in_lead(year: int, before: str, after: str, written: str, lead: str) -> Proof | None:
    """2024年一季度，全区完成…; 9月16日，2023年全国科普日…启动."""
    statistics = STATISTICS.match(after)
    if statistics and CLAUSE_START.search(before) and TOLD.match(after, statistics.end()):
        end = _read_statistics(year, statistics)
        return Proof(TEXT, written + statistics[0], end, end + dt.timedelta(92)) if end else None
    activity = ACTIVITY.match(after)
    if activity and not LOOKING_BACK.search(after[:40]) and any(m.year is None for m in find_dates(lead[-40:])):
        return Proof(TEXT, written + activity[0], dt.date(year - 1, 9, 1), dt.date(year + 1, 3, 10))
    return None


def _read_statistics(year: int, match: re.Match[str]) -> dt.date | None:
    """The last day of the months that are told of."""
    if match["half"]:
        month = 6 if match["half"] == "上半年" else 9
    else:
        month = 3 * read_digits(match["quarter"]) if match["quarter"] else int(match["month"])
    return dt.date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None


# --- anniversaries ---

ANNIVERSARY_WORD = re.compile(r"[周週]年|年?[华華][诞誕]|年[诞誕]辰")
COUNT = re.compile(r"(?:\d{2,3}|[一二三四五六七八九十百零]{1,5})$")
THIS_YEAR = re.compile(
    r"今年，?(?:我们|我[县区市]|又|也|正|恰|刚好|正好)*(?:是|值|逢|适逢|適逢|系|迎来了?)(?:(?!迎|献礼|将)[^。；！？，]){0,16}$"
)
AHEAD = re.compile(r"(?:迎接|喜迎|迎庆|献礼|将迎来|迎)[^。；，]{0,10}$")
AT = re.compile(r"(?:值此|适逢|正值|恰逢|时值|在|于|逢|值)[^。；，]{0,8}$")
OCCASION = re.compile(r"(?:即将)?(?:到来|来临)?(?:之际|之时|前夕)|的?(?:重要|特殊|历史)*(?:时刻|日子|节点)")
CELEBRATING = re.compile(r"(?:庆祝|纪念|慶祝|紀念|欢庆|同庆|共庆)[^。；，]{0,8}$")
REMEMBERED = re.compile(r"大会(?:上|重要|的?讲话|精神)|(?:座谈|招待)会上|纪念章|阅兵")  # said for years after
GOAL = re.compile(r"[到至]$")  # 到建党100周年时 was a goal for decades
LONG_AGO = re.compile(r"\d年[^。；]{0,14}$|(?:当年|曾|那年|那时|回忆|[去明]年)[^。；，]{0,14}$")
HELD = re.compile(r"[^。；]{0,44}?(?:举行|举办|召开|开幕|启幕|帷幕|上演|开展|开设|推出|启动|演出|唱响|表彰|看望|慰问)")
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


def _find_anniversaries(text: str) -> Iterator[Proof]:
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
        if name and number:
            written = name + count[0] + match[0]
            proof = _date_anniversary(
                _founded()[name], number, head[: at - len(name)], written, text[match.end() : match.end() + 50]
            )
            if proof:
                yield proof


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
    if (cue := CELEBRATING.search(before)) and HELD.match(after):
        return Proof(ANNIVERSARY, cue[0] + written, min(dt.date(year, 1, 1), day - PREPARED), last)
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


def _find_numbered_days(text: str) -> Iterator[Proof]:
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


# --- eras ---

LOOKED_BACK = re.compile(
    r"(?:\d年[^。；，]{0,10}|巩固[^。；，]{0,6}|曾[^。；，]{0,6}|当年[^。；，]{0,6}|历史上|回顾|自从?|从)[“《]?$"
)
KEPT_ON = re.compile(r"[”》]?(?:以来|期间|成果|常态化|经验|后，|之后|那年|时期)")
AROUND = 24  # characters on both sides of a key in which its pattern is looked for


class Era(NamedTuple):
    """One row of ``ref_eras``: from its first day its words can be printed, as news until its last."""

    pattern: re.Pattern[str] | None  # what must stand around the key; None where the key is enough
    low: dt.date
    high: dt.date


@functools.cache
def _eras() -> tuple[AhoCorasick, list[list[Era]]]:
    """An automaton over the keys, and the rows of each."""
    rows: dict[str, list[Era]] = {}
    for row in words.read_list("ref_eras"):
        era = Era(
            re.compile(row["pattern"]) if row["pattern"] else None,
            dt.date.fromisoformat(row["from_on"] or ""),
            dt.date.fromisoformat(row["to_on"]) if row["to_on"] and row["says"] == "news" else LATEST,
        )
        for key in (row["keys"] or "").split("|"):
            rows.setdefault(key, []).append(era)
    return AhoCorasick(list(rows), implementation=Implementation.DFA), list(rows.values())


def _find_eras(text: str) -> Iterator[Proof]:
    """Each era once: as news if it is told as news anywhere."""
    automaton, rows = _eras()
    found: dict[Era, Proof] = {}
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        for era in rows[index]:
            if era in found and found[era].high == era.high:
                continue
            match = _match_era(era, text, start, end)
            if match:
                is_past = LOOKED_BACK.search(text, max(0, match[0] - 16), match[0]) or KEPT_ON.match(text, match[1])
                high = LATEST if is_past else era.high
                found[era] = Proof(ERA, text[match[0] : match[1]], era.low, high)
    yield from found.values()


def _match_era(era: Era, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words of the era stand around its key."""
    if era.pattern is None:
        return start, end
    for match in era.pattern.finditer(text, max(0, start - AROUND), end + AROUND):
        if match.start() <= start and end <= match.end():
            return match.span()
    return None
