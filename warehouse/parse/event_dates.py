"""Which of the days that an article names is the day of its event.

Most leads name it in their first sentence (本报讯 9月15日上午，县委召开…).  Others bury it: behind a quotation, behind
连日来, in the photograph's line, in the deck of a speech, or as the day to which a notice invites.  Days that are
background (自3月1日施行以来, 截至8月20日) never count.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from warehouse.parse.almanac import make_day, place_day
from warehouse.parse.dates import (
    AHEAD_OF_EVENT,
    BEFORE_BACKGROUND,
    DateMention,
    RelativeMention,
    find_dates,
    find_relative,
    is_background,
)
from warehouse.parse.publication import Publication


class EventDate(NamedTuple):
    """When the event of an article happened, as far as proven."""

    start: dt.date | None
    end: dt.date | None
    dates: list[dt.date]
    month_day: str | None  # 09-15, where the year is unproven
    month_day_end: str | None
    text: str | None  # the words that say it; 近日 where they say no day


NOTHING = EventDate(None, None, [], None, None, None)
LEAD = 260  # characters in which the day of an event is looked for first
BODY = 600  # … and the day to which a notice invites
LONGEST_RANGE = 60  # days; longer ones are seasons, told by their ends

AFTER_ATTRIBUTE = re.compile(
    r"(?:上午|下午|晚)?(?:[^，。；、]{0,4}(?:印发|发布|施行|实施|开工|动工|成立|启动|立案|通过|颁布|召开|举行|举办|签订|投用|建成|通车|下发))的"
    r"|[^，。；]{0,14}(?:来临|到来)|是[^，。；]{2,16}[日节][。；]"
)
NEAR_VAGUE = re.compile(r"近日|日前|近期|前不久|不久前|近段时间|最近(?<!离最近)(?!的)|近來|近来")
DATELINE = re.compile(r"(?:专|專)?[电電](?![力网影视动])")
LEARNED = re.compile(
    r"[记記]者(?:\d{1,2}日|今日|当日)?[从從在由]|获悉|獲悉|了解到|(?<![月\d])\d{1,2}日(?!电)|当天|当日|同日"
)
BYLINE = re.compile(r"（[^（）]*(?:记者|通讯员|記者|通訊員)[^（）]*）")
SENTENCE = re.compile(r"[^。！？]*[。！？]*")
QUOTED = re.compile(r"《[^》]{0,80}》|“[^”]{13,}”|「[^」]{13,}」|『[^』]{13,}』")
HEAD_FORMULA = re.compile(r"(?:本[报報台刊区县市][^，。□]{0,8}?[讯訊电電]|[^，。□]{2,8}[讯訊](?=[\d□]))?[□（）▲△·●■◆]*")
Mention = DateMention | RelativeMention
REACH = (LEAD, 24, 12)  # how far into the first, second, third sentence its day may stand


def read_event(
    text: str, published: Publication, newest_month: int | None = None, titles: str = "", signed: str = ""
) -> EventDate:
    """The day of the event of an article (folded prose without white space; ``titles`` is its headline with deck,
    ``signed`` what stands below: who wrote or issued it).

    ``newest_month`` is the latest month of the page's events: it tells a December event on a January page of which
    only the year is proven.

    >>> year = Publication(None, 2023, "text", ["今年（2023年）"], None)
    >>> str(read_event("自3月1日实施以来，6月5日，区里召开评议会。", year).start)
    '2023-06-05'
    """
    found, vague = _find_in_lead(_mask(text[:LEAD]), published)
    if found is None and vague is None:
        found = _find_in_notice(text) or _find_at_photograph(text) or _find_in_title(titles)
        found = found or _find_below(text, signed)
    if isinstance(found, RelativeMention):
        return _resolve_relative(found)
    return _resolve(found, published, newest_month) if found else NOTHING._replace(text=vague)


def _mask(head: str) -> str:
    """Quotations, titles of documents and bylines in brackets as □: their days and full stops are not the lead's."""
    head = BYLINE.sub(_blank, head) if "（" in head else head
    return QUOTED.sub(_blank, head)


def _blank(match: re.Match[str]) -> str:
    return "□" * len(match.group())


# --- the lead ---


def _find_in_lead(head: str, published: Publication) -> tuple[Mention | None, str | None]:
    """The day in the first three sentences, or the word that says that there is none (近日)."""
    spare: Mention | None = None
    for reach, sentence in zip(REACH, (match[0] for match in SENTENCE.finditer(head)), strict=False):
        vague = NEAR_VAGUE.search(sentence)
        limit = min(reach, vague.start() if vague else reach)
        named = [m for m in find_dates(sentence) if not is_background(sentence, m) and not _is_dateline(sentence, m)]
        sure = [m for m in named if not _is_passing(sentence, m, published)]
        limit = min(limit, sure[0].start) if sure else limit
        near: list[Mention] = [*_find_relative(sentence[: limit + 12], published), *sure[:1]]
        near = [m for m in near if m.start <= limit]
        if near:
            return near[0], None
        spare = spare or next((m for m in named if m.start <= limit), None)
        if vague:
            return spare, vague.group()
    return spare, None


def _is_dateline(sentence: str, mention: DateMention) -> bool:
    """新华社北京6月13日电 tells when it was wired, not when it happened, unless a reporter learned it on that day."""
    wired = DATELINE.match(sentence, mention.end)
    return bool(wired) and not LEARNED.search(sentence, mention.end)


def _is_passing(sentence: str, mention: DateMention, published: Publication) -> bool:
    """A day that only describes something (4月27日召开的全会, 5月12日护士节来临之际), lies in a year that is over, or
    after the page's own day: it counts if there is no other."""
    if AFTER_ATTRIBUTE.match(sentence, mention.end) or sentence[: mention.start].endswith(("迎接", "喜迎")):
        return True
    if published.date and mention.year is None and mention.year_shift is None:
        placed = place_day(*mention.days[0], published.date)
        return placed is not None and placed > published.date
    year = mention.year or (published.year + mention.year_shift if published.year and mention.year_shift else None)
    return year is not None and published.year is not None and year < published.year - _is_new_year(mention, published)


def _is_new_year(mention: DateMention, published: Publication) -> bool:
    """2022年12月30日 is no day of long ago on a page of January 2023, or of an unknown day of 2023."""
    return mention.days[0][0] == 12 and mention.year is not None and (not published.date or published.date.month == 1)


def _find_relative(sentence: str, published: Publication) -> list[RelativeMention]:
    """昨日, 上周五, 端午节当天 … as far as they say when something happened."""
    start = formula.end() if (formula := HEAD_FORMULA.match(sentence)) else 0
    found = find_relative(sentence[start:], published.date, published.year)
    found = [m._replace(start=m.start + start, end=m.end + start) for m in found]
    return [m for m in found if not BEFORE_BACKGROUND.search(sentence[max(0, m.start - 8) : m.start])]


# --- elsewhere ---

INVITED = re.compile(
    r"(?:定于|訂於|定於|订于|(?:报名|考试|活动|演出|展览|招聘|开标|竞价|拍卖|会议|公示)时间(?:为|定于|定为|是)"
    r"|公示(?:时间|期限?)[：为是自从，]{1,2})$"
)
WILL_OPEN = re.compile(
    r"(?:上午|下午|晚)?[^，。；起]{0,24}(?:举行|召开|举办|开幕|开考|开赛|开跑|闭幕|上演|启幕|开标|启动)"
)
TOOK_PLACE = re.compile(r"(?:上午|下午|晚)?[^，。；的]{0,16}(?:举行|召开|举办|开幕|启动|揭牌)")


def _find_in_notice(text: str) -> DateMention | None:
    """The day to which a notice invites (定于5月16日停电, 报名时间为10月7日至10日), the day of what will open, or the
    day in a later sentence of a brief (启动仪式于5月6日举行)."""
    for mention in find_dates(text[:BODY]):
        before = text[max(0, mention.start - 8) : mention.start]
        if INVITED.search(before):
            return mention
        if AHEAD_OF_EVENT.search(before) and WILL_OPEN.match(text, mention.end):
            return mention
        if (
            before.endswith(("于", "於"))
            and not BEFORE_BACKGROUND.search(before)
            and TOOK_PLACE.match(text, mention.end)
        ):
            return mention
    return None


def _find_at_photograph(text: str) -> DateMention | None:
    """图为5月8日，茶农采摘新茶。 or …（5月8日摄）at the end."""
    at = max(0, len(text) - 160)
    for mention in find_dates(text[at:]):
        before, after = text[at : at + mention.start], text[at + mention.end : at + mention.end + 12]
        if before.endswith(("图为", "圖為")) or re.match(r"[^。）]{0,8}摄[）。]?", after):
            return mention
    return None


def _find_in_title(titles: str) -> DateMention | None:
    """——2024年1月9日在…会议上 or （2024年1月5日…通过）below a headline."""
    for mention in find_dates(titles):
        if mention.year and titles[max(0, mention.start - 1) : mention.start] in ("—", "（"):
            return mention
    return None


ISSUED_BY = re.compile(r"(?:委员会|政府|办公室|指挥部|公司|中心|医院|学校|[大中小]学|学院|[局厅委院部会])$")


def _find_below(text: str, signed: str) -> DateMention | None:
    """The day under a notice or a diary, with who issued or wrote it: in the lines below, or as the last words."""
    below = [mention for mention in find_dates(signed) if mention.end == len(signed)]
    last = [mention for mention in find_dates(text[-40:]) if mention.end == len(text[-40:]) and mention.year]
    last = [mention for mention in last if ISSUED_BY.search(text[-40:][: mention.start])]
    return next(iter(below + last), None)


# --- from words to days ---


def _resolve_relative(mention: RelativeMention) -> EventDate:
    if mention.days:
        return EventDate(mention.days[0], mention.days[-1], list(mention.days), None, None, mention.text)
    month_day = f"{mention.month_day[0]:02d}-{mention.month_day[1]:02d}" if mention.month_day else None
    return EventDate(None, None, [], month_day, None, mention.text)


def _resolve(mention: DateMention, published: Publication, newest_month: int | None) -> EventDate:
    year = mention.year or _event_year(mention, published, newest_month)
    if year is None and published.year:
        return NOTHING
    if year is None:
        (m1, d1), (m2, d2) = mention.days[0], mention.days[-1]
        last = f"{m2:02d}-{d2:02d}" if len(mention.days) > 1 else None
        return EventDate(None, None, [], f"{m1:02d}-{d1:02d}", last, mention.text)
    dates: list[dt.date] = []
    for month, day in mention.days:
        found = make_day(year, month, day)
        if found and dates and found < dates[-1]:  # 12月30日至1月2日
            found = make_day(year + 1, month, day)
        if found is None:
            return NOTHING
        dates.append(found)
    if mention.is_range and len(dates) == 2 and (dates[1] - dates[0]).days < LONGEST_RANGE:
        dates = [dates[0] + dt.timedelta(n) for n in range((dates[1] - dates[0]).days + 1)]
    return EventDate(dates[0], dates[-1], dates, None, None, mention.text)


def _event_year(mention: DateMention, published: Publication, newest_month: int | None) -> int | None:
    """The year in which the day fell last before the page came out, or falls just after; a December event on a
    January page is last year's."""
    month, day = mention.days[0]
    if published.year is None:
        return None
    if mention.year_shift is not None:
        return published.year + mention.year_shift
    if published.date:
        placed = place_day(month, day, published.date)
        return placed.year if placed else None
    return published.year - 1 if newest_month and month - newest_month >= 9 else published.year
