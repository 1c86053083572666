"""Years that a text ties to the day of writing: 今年（2023年）, 截至2021年8月20日, a signed notice, a review."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from warehouse.parse.almanac import LATEST, make_day, read_small
from warehouse.parse.dates import find_dates
from warehouse.parse.numerals import read_digits
from warehouse.parse.proof import ERA, TEXT, Proof

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


def find_years(text: str) -> Iterator[Proof]:
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
