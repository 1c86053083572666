"""Date words -> days: 11月18日、25日 and 6月11日至13日 (``find_dates``), 昨日, 上周五, 本月8日, 端午节当天
(``find_relative``), and which of them are background only (``is_background``).

Which of them is the day of an event is told in ``event_dates.py``, when the page came out in ``publication.py``.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from warehouse.parse.almanac import WEEKDAYS, Day, find_festivals, make_day, read_small
from warehouse.parse.numerals import read_digits


class DateMention(NamedTuple):
    """Days named in a text; ``days`` are (month, day) in order, ``is_range`` tells 6月11日至13日 from
    11月18日、25日.  ``year_shift`` is -1 for 去年9月15日, 0 for 今年3月12日, None where nothing is said."""

    start: int
    end: int
    text: str
    year: int | None
    days: tuple[Day, ...]
    is_range: bool
    year_shift: int | None = None


class RelativeMention(NamedTuple):
    """Days named from where the writer stands, resolved against the page's day: None where that is unproven.

    ``month_day`` is what holds in every year (国庆节当天: 10-01)."""

    start: int
    end: int
    text: str
    days: tuple[dt.date, ...] | None
    month_day: Day | None = None


# --- month and day ---

YEAR_WORD = r"(?:(?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2})年"
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
MOMENT = (  # what may stand between two days: （星期六）, 夜间, 22时30分
    r"(?:（[^（）]{1,8}）)?(?:夜间|夜里|晚上?|上午|下午|凌晨|白天|早晨|傍晚|中午)?(?:\d{1,2}[时時点](?:\d{1,2}分|许|許)?)?"
)
MORE = re.compile(
    rf"{MOMENT}(?P<link>至|到|[—–]{{1,2}}|-|~|～|、|和|及|与|與|以及)"
    rf"(?:(?P<next_year>次年|翌年|{YEAR_WORD})?(?P<month>{NUMBER})月)?(?P<day>{NUMBER})(?:(?P<word>[日号號]|[两二三四五][日天])|(?!\d))"
)
MONTH_NUMBER = re.compile(rf"(?<![\d.]){NUMBER}$")
FIRST_DAY = re.compile(rf"(?:份)?(?P<day>{NUMBER})(?:(?P<word>[日号號])|(?![\d.]))")
YEAR_BEFORE = re.compile(rf"(?:(?P<year>{YEAR_WORD})|(?P<shift>去年|上年|前年|今年|本年|明年))(?:的)?$")
SHIFTS = {"去年": -1, "上年": -1, "前年": -2, "今年": 0, "本年": 0, "明年": 1}
LONGEST_LIST = 12
RANGE_LINKS = ("至", "到", "-", "~", "～", "—", "–")


def find_dates(text: str) -> list[DateMention]:
    """Month-and-day mentions of folded text without white space, in order.

    >>> find_dates("11月18日、25日")[0].days, find_dates("6月11日至13日")[0].is_range
    (((11, 18), (11, 25)), True)
    >>> find_dates("去年9月15日")[0].year_shift, find_dates("5月100名")
    (-1, [])
    """
    found: list[DateMention] = []
    at = text.find("月")
    while at >= 0:
        mention = _read_mention(text, at)
        if mention and (not found or mention.start >= found[-1].end):
            found.append(mention)
        at = text.find("月", max(at + 1, mention.end if mention else 0))
    return found


def _read_mention(text: str, at: int) -> DateMention | None:
    """The days around the 月 at an index: 9月15、16日 has two, and the last has to bear 日."""
    month_number, first = MONTH_NUMBER.search(text, max(0, at - 3), at), FIRST_DAY.match(text, at + 1)
    if month_number is None or first is None:
        return None
    month = read_small(month_number[0])
    days, links, ends = [(month, read_small(first["day"]))], [""], [first.end()]
    sure = 1 if first["word"] else 0  # what follows the last 日 is a count
    while len(days) < LONGEST_LIST and (more := MORE.match(text, ends[-1])):
        month = read_small(more["month"]) if more["month"] else month
        days.append((month, read_small(more["day"])))
        links.append(more["link"])
        ends.append(more.end())
        if more["word"]:
            sure = len(days)
    if not sure or not all(1 <= month <= 12 and 1 <= day <= 31 for month, day in days[:sure]):
        return None
    return _with_year(text, month_number.start(), ends[sure - 1], tuple(days[:sure]), any(map(_is_range, links[:sure])))


def _is_range(link: str) -> bool:
    return link[:1] in RANGE_LINKS


def _with_year(text: str, start: int, end: int, days: tuple[Day, ...], is_range: bool) -> DateMention:
    year, shift = None, None
    before = YEAR_BEFORE.search(text, max(0, start - 7), start) if start and text[start - 1] in "年的" else None
    if before:
        start = before.start()
        year = read_digits(before["year"][:-1]) if before["year"] else None
        shift = SHIFTS[before["shift"]] if before["shift"] else None
    return DateMention(start, end, text[start:end], year, days, is_range, shift)


# --- days that are no event's ---

BEFORE_BACKGROUND = re.compile(
    r"(?:截至|截止|截止到|截至到|自从?|(?<!记者)从|(?<!記者)從|始于|始建于|建于|根据|按照|依据|落实|继|距离?|印发于|生于|成立于|早在|起草于|"
    r"对|至|到|比|较|与|同|不晚于|须于|应于|请于|请各单位于|期为|期限为|有效期|期间为|截止时间[为：]|截止日期[为：])$"
)
AFTER_BACKGROUND = re.compile(
    r"(?:起(?![，,])|前(?!往|来|夕)|以前|之前|以来|出生|生[，）]|止|为止|为限|截止|（?含|及以[前后]|后(?!，)|以后|入伍|去世|为[^，。；]{0,10}期(?!间))"
)
AHEAD_OF_EVENT = re.compile(r"(?:将于|将在|定于|拟于|订于|拟定于|计划于|预计|预计于|预定于|將於|定於|將在)$")


def is_background(text: str, mention: DateMention) -> bool:
    """截至8月20日, 自5月1日起施行, 5月20日之前; and what is announced only (将于6月20日开幕)."""
    before = text[max(0, mention.start - 8) : mention.start]
    return bool(
        BEFORE_BACKGROUND.search(before) or AHEAD_OF_EVENT.search(before) or AFTER_BACKGROUND.match(text, mention.end)
    )


# --- words for days ---

HOUR = r"上午|下午|早上|早晨|清晨|凌晨|中午|傍晚|晚|夜|\d{1,2}[时時]"
NEAR = re.compile(  # 昨日, 今晨; 今天 and 明天 only where a clause begins (今天的生活 is no day); not 目前, 日前
    rf"[昨今前明](?<![目日此之以]前)(?:(?<=昨)[日天晚夜]|(?<=今)(?:[晨早晚]|(?=起))|(?<=前)[日天晚]|(?<![昨前])[日天](?={HOUR}|，(?!我们)|从|從|在|起))"
)
WEEK = re.compile(r"(?P<which>上|本|这|這)个?(?:周|週|星期|礼拜|禮拜)(?P<day>[一二三四五六日天末])")
MONTH = re.compile(rf"(?P<which>上|本)个?月(?P<day>{NUMBER})[日号號]")
BARE_DAY = re.compile(rf"(?P<day>\d{{1,2}})[日号](?={HOUR}|，|从|從|在|由|获悉|召开|举行)")
RELATIVE_SIGN = re.compile(  # what one of the others, or a festival, needs: most sentences have none of it
    r"[昨今前明][日天晚夜晨早起]|[上本这這]个?[周週星礼禮月]|[当當这這]一?[天日晚]|夜|[记記]者\d|初|廿|[正腊臘冬]月|农历|^\d"
)
BACK = {"昨": 1, "今": 0, "前": 2, "明": -1}


def find_relative(text: str, published: dt.date | None, year: int | None) -> list[RelativeMention]:
    """Days named from the day of the paper, in order: 昨日, 上周五, 上月15日, 记者8日从, 端午节当天.

    ``text`` is one folded sentence without byline; a bare day (8日上午) counts at its head or behind 记者.
    """
    if not RELATIVE_SIGN.search(text):
        return []
    found = []
    for match in NEAR.finditer(text):
        days = (published - dt.timedelta(BACK[match[0][0]]),) if published else None
        found.append(RelativeMention(*match.span(), match[0], days))
    for match in WEEK.finditer(text):
        found.append(RelativeMention(*match.span(), match[0], _week_days(match, published)))
    for match in MONTH.finditer(text):
        day = _in_month(read_small(match["day"]), match["which"], published)
        found.append(RelativeMention(*match.span(), match[0], (day,) if day else None))
    for at in (0, text.find("记者") + 2, text.find("記者") + 2):
        if (at == 0 or text[at - 2 : at] in ("记者", "記者")) and (bare := BARE_DAY.match(text, at)):
            day = _last_such_day(int(bare["day"]), published)
            found.append(RelativeMention(*bare.span(), bare[0], (day,) if day else None))
    for start, end, named, month_day in find_festivals(text, published, year):
        found.append(RelativeMention(start, end, text[start:end], named, month_day))
    return sorted(found)


def _week_days(match: re.Match[str], published: dt.date | None) -> tuple[dt.date, ...] | None:
    """上周五 is the Friday of the week (from Monday) before; 周末 are its Saturday and Sunday."""
    if published is None:
        return None
    monday = published - dt.timedelta(published.weekday() + (7 if match["which"] == "上" else 0))
    if match["day"] == "末":
        return monday + dt.timedelta(5), monday + dt.timedelta(6)
    return (monday + dt.timedelta(WEEKDAYS[match["day"]]),)


def _in_month(day: int, which: str, published: dt.date | None) -> dt.date | None:
    if published is None:
        return None
    month = published.replace(day=1) - dt.timedelta(1) if which == "上" else published
    return make_day(month.year, month.month, day)


def _last_such_day(day: int, published: dt.date | None) -> dt.date | None:
    """The last day of this number that was not after the page's: 30日 on 2 May is 30 April."""
    if published is None:
        return None
    return _in_month(day, "本" if day <= published.day else "上", published)
