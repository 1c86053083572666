"""Quantities: every number of a text that measures something, with its unit, indicator, modifier, comparison, period, status.

``find_metrics(text)`` reads any string.  A quantity is a number with a unit of ``seeds/ref_units.csv`` (or a percentage, a
share, a multiple) that is no date, ordinal, name, slogan, numbered formula or count of the text's own points.
"""

from __future__ import annotations

import bisect
import functools
import re
from decimal import Decimal
from typing import NamedTuple

import rjieba

from warehouse.parse import words
from warehouse.parse.numerals import Number, find_numbers, plain, read_number
from warehouse.parse.text import fold


class Metric(NamedTuple):
    """A quantity of a text; start and end are indices and cut exactly ``text``."""

    start: int
    end: int
    text: str
    value: Decimal
    value_low: Decimal | None
    value_high: Decimal | None
    value_step: Decimal
    unit: str
    unit_written: str
    unit_family: str
    dimension: str
    indicator: str | None
    modifier: str | None
    comparison: str | None
    comparison_basis: str | None
    change_sign: int | None
    is_cumulative: bool | None
    period_text: str | None
    status: str
    action: str | None
    sentence: str
    number_start: int
    number_end: int  # of number and unit
    rule: str
    confidence: float


class Quantity(NamedTuple):
    """Number and unit, before their surroundings are read."""

    start: int
    end: int
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    step: Decimal
    unit: str
    unit_written: str
    family: str
    dimension: str
    modifier: str | None
    rule: str


class Context(NamedTuple):
    """What the sentences before say for this one: mood (target, actual) and period of statistics."""

    mood: str | None
    period: str | None


LINK = r"(?:至|到|-|~|—{1,2}|－|–)"
BEFORE_AT_LEAST = r"(?:超过|超出|突破|不低于|不少于|至少|逾|高于|大于|超|不小于|上)"
BEFORE_AT_MOST = r"(?:不得超过|不超过|不高于|不多于|至多|最多|不足|低于|少于|不到|小于|控制在)"
BEFORE_APPROX = r"(?:约为|大约|将近|接近|约|近|大概|差不多|左右)"
MODIFIER_BEFORE = re.compile(
    rf"(?:(?P<at_least>{BEFORE_AT_LEAST})|(?P<at_most>{BEFORE_AT_MOST})|(?P<approx>{BEFORE_APPROX}))(?:了|达到?)?$"
)
MODIFIER_AFTER = re.compile(r"(?P<at_least>以上|之多|有余|及以上)|(?P<at_most>以下|以内|之内)|(?P<approx>左右|上下|许)")
POINTS = (
    "方面|发力点|等次|重点(?!项目|工程|任务)|维护|确保|意识|自信|坚持|环节|关键|着力|到位|统筹|机遇|阶段|层面|维度|原则|角度|特点|特征|特色|关系|问题(?!线索)|目标|优势|大局|突破|专题|一批|支撑|聚焦|强化|更加|不动摇|"
    "作风|要求|字|主题|精神|步骤|转变|力|围绕|结合|明确|提升(?!项目)|行动|攻坚|关口|能力|体系|机制|清单|轮子|字诀|一体|统一|不变|意义|文明|全覆盖|坚定|务必|革命|不|善于|样板|典范|示范|主动|建设(?!项目)|落实|导向|方向|动力|理念|同步|先|好|新|高地|融合|必须|严|中心(?!村|镇|校)|注重|标准|必谈|必访|必|倾斜|融入|有力|作用|引领"
)
OWN_POINTS = re.compile(rf"(?:大|个|项|条|点|种)?(?:{POINTS})")
DATE_LIKE = re.compile(
    r"""(?:(?:19|20)\d\d|[二一][〇零○九][〇零○一二三四五六七八九]{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?
      | \d{1,2}月(?:份|底|初|末|中旬|上旬|下旬)?(?:\d{1,2}日?(?:[至到—~、-]+(?:\d{1,2}月)?\d{1,2}日)*)?
      | \d{1,2}日(?!元|本) | \d{1,2}[时点:：]\d{1,2}分? | \d{1,2}[时点](?:整|半|许|左右|前|后)? | [一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?
      | 第[\d一二三四五六七八九十百千零〇两]+[\u4e00-\u9fff]? | [A-Za-z]+\d[\w.-]* | \d+[A-Za-z]\w* | \d+号 | (?:第|〔)?\d+版 | \d{3,4}-\d{7,8} | \d{11} | \d+路(?!段|口|径) | [一二三四五六七八九十]{1,3}[月路街巷中小院里号]
      | (?:初|周|星期|高|大|九|四|老|农历)[一二三四五六日](?!十)
      | [百十千][分年](?:之|大计|以来|奋斗|征程|华诞|党史|梦|基业)
      | \d{1,4}周年 | [一二三四五六七八九十百]{1,4}周年""",
    re.VERBOSE,
)
QUOTED = re.compile(r"[“‘《〈][^”’》〉]{0,40}[”’》〉]")
SPECIAL = re.compile(
    r"""(?P<share>(?:百|千|万)分之[零〇一二两三四五六七八九十百点\d.]+)
      | (?P<tenths>[一二两三四五六七八九\d](?:\.\d)?成[半]?(?=以上|左右|多|的|，|。|、|以下|股|$|企业|群众|居民|农|受访|由|是|为))
      | (?P<fraction>[二三四五六七八九十]分之[一二三四五六七八九])
      | (?P<half>一半(?=以上|左右|的|，|。|多|是|由)|过半(?=数)?)
      | (?P<double>翻[一两二三]番|翻番)""",
    re.VERBOSE,
)


@functools.cache
def _unit_pattern() -> re.Pattern[str]:
    written = "|".join(sorted(map(re.escape, words.units()), key=len, reverse=True))
    return re.compile(
        rf"(?P<more>多|余|来|几)?(?P<scale>[十百千]?[万亿]{{0,2}})(?P<more2>多|余)?(?P<unit>{written})(?P<half>半(?![\u4e00-\u9fff]))?(?P<more3>[多余])?"
    )


def find_metrics(text: str, heading: str = "") -> list[Metric]:
    """All quantities of a string, in order; a heading over it (工作安排, 工作回顾) sets the mood.

    >>> [(m.text, str(m.value), m.unit) for m in find_metrics("打通14条断头路，完成投资340.64亿元，同比增长7.4%。")]
    [('14条断头路', '14', '条'), ('完成投资340.64亿元', '34064000000', '元'), ('同比增长7.4%', '7.4', '%')]
    """
    folded = fold(text)
    metrics: list[Metric] = []
    offset = 0
    named = PERIOD.search(fold(heading))
    period = (
        named.group()
        if named and named.start() <= 4 and _is_period(fold(heading), named) and "日" not in named.group()
        else None
    )
    mood = "target" if AGENDA.search(heading) else "actual" if REVIEW.search(heading) else None
    for sentence in re.split(r"(?<=[。！？\n])", folded):
        if RESET.match(sentence):
            mood = None
        mood = "target" if AGENDA.search(sentence) else "actual" if REVIEW.match(sentence) else mood
        if any(char in "0123456789" for char in sentence) or re.search(
            "[一二两三四五六七八九十百千万几数半]", sentence
        ):
            metrics += _read_sentence(sentence, text[offset : offset + len(sentence)], offset, Context(mood, period))
        period = _carry_period(sentence, period)
        offset += len(sentence)
    return metrics


# --- numbers and units ---------------------------------------------------------------------------------------------------


def _read_sentence(sentence: str, original: str, offset: int, context: Context) -> list[Metric]:
    quantities = _find_quantities(sentence)
    if not quantities:
        return []
    bounds = _word_bounds(sentence)
    metrics: list[Metric] = []
    for index, quantity in enumerate(quantities):
        metrics.append(_describe(sentence, original, offset, quantities, index, bounds, metrics, context))
    return metrics


def _word_bounds(sentence: str) -> list[int]:
    bounds, at = [0], 0
    for token in rjieba.cut(sentence):
        at += len(token)
        bounds.append(at)
    return bounds


def _masked(sentence: str) -> list[bool]:
    mask = [False] * len(sentence)
    for match in DATE_LIKE.finditer(sentence):
        if re.match(r"\d+(?:\.\d+)?(?:[%℃]|亿|万)", sentence[match.start() :]):
            continue
        mask[match.start() : match.end()] = [True] * (match.end() - match.start())
    for match in QUOTED.finditer(sentence):
        if len(match.group()) <= 16 or match.group()[0] in "《〈":
            mask[match.start() : match.end()] = [True] * (match.end() - match.start())
    return mask


def _find_quantities(sentence: str) -> list[Quantity]:
    mask = _masked(sentence)
    found = [
        quantity
        for match in SPECIAL.finditer(sentence)
        if (quantity := _read_special(sentence, match)) and not mask[match.start()]
    ]
    for quantity in found:
        mask[quantity.start : quantity.end] = [True] * (quantity.end - quantity.start)
    numbers = [number for number in find_numbers(sentence) if not mask[number.start]]
    word_ends = set(_word_bounds(sentence)) if any(number.is_han for number in numbers) else set()
    index = 0
    while index < len(numbers):
        number = numbers[index]
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        index += 1
        if following and re.fullmatch(rf"(?:[\u4e00-\u9fff%℃]{{0,3}}?){LINK}", sentence[number.end : following.start]):
            both = _read_range(sentence, number, following)
            if both:
                found.append(both)
                index += 1
                continue
        quantity = _read_quantity(sentence, number, word_ends)
        if quantity:
            found.append(quantity)
    return sorted(found)


def _read_special(sentence: str, match: re.Match[str]) -> Quantity | None:
    """百分之三点五, 三成, 三分之二, 一半, 翻一番."""
    text = match.group()
    if match["double"]:
        count = read_number(text[1:-1]) or Decimal(1)
        return Quantity(
            match.start(), match.end(), count, None, None, Decimal(1), "番", "番", "ratio", "ratio", None, "double"
        )
    if match["half"]:
        value: Decimal | None = Decimal(50)
    elif match["fraction"]:
        value = read_number(text)
        value = None if value is None else round(value * 100, 4)
    else:
        value = read_number(text)
    if value is None:
        return None
    modifier = _read_modifier(sentence, match.start(), match.end(), "")
    return Quantity(
        match.start(),
        match.end(),
        value,
        None,
        None,
        Decimal("0.1") if value % 1 else Decimal(1),
        "%",
        text,
        "percent",
        "share",
        modifier,
        "share_in_words",
    )


def _read_quantity(sentence: str, number: Number, word_ends: set[int]) -> Quantity | None:
    number = _give_back_scale(sentence, number)
    match = _unit_pattern().match(sentence, number.end)
    if match is None or not _is_quantity(sentence, number, match, word_ends):
        return None
    scale = _scale_of(match["scale"])
    entry = words.units()[match["unit"]]
    factor = Decimal(entry.factor) * scale
    value, step = number.value * factor, number.step * factor
    if match["half"] and not match["more"]:
        value += factor / 2
    more = (match["more"] or "") + (match["more2"] or "") + (match["more3"] or "")
    end = match.end()
    unit, unit_written, dimension, family = _with_rate(sentence, match, entry)
    if unit_written != match["unit"]:
        end = match.start("unit") + len(unit_written)
    modifier = _read_modifier(sentence, number.start, end, more + ("几" if number.is_vague else ""))
    return Quantity(
        number.start, end, value, None, None, step, unit, unit_written, family, dimension, modifier, "number_and_unit"
    )


def _give_back_scale(sentence: str, number: Number) -> Number:
    """110千伏, 5千克: the 千 belongs to the unit."""
    if not number.is_han and number.text[-1] in "千百兆" and number.text[:-1].replace(".", "").isdigit():
        match = _unit_pattern().match(sentence, number.end - 1)
        if match and match["unit"].startswith(number.text[-1]) and not match["scale"]:
            return number._replace(
                end=number.end - 1, text=number.text[:-1], value=Decimal(number.text[:-1]), step=number.step / 1000
            )
    return number


def _scale_of(chars: str) -> Decimal:
    scale = Decimal(1)
    for char in chars or "":
        scale *= {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[char]
    return scale


def _with_rate(sentence: str, match: re.Match[str], entry: words.UnitEntry) -> tuple[str, str, str, str]:
    """元/平方米, 元每吨: a unit per another."""
    rest = sentence[match.end("unit") :]
    per = re.match(
        r"[/／](?:平方米|㎡|吨|公斤|斤|人|小时|立方米|月|年|亩|千瓦时|度|天|日|户|次|株|米|公里|名|辆|个|家|间|套|晚|件|张|秒|分钟?|平方公里)",
        rest,
    )
    if per:
        written = match["unit"] + per.group()
        return entry.unit + per.group(), written, "rate", "rate"
    return entry.unit, match["unit"], entry.dimension, entry.family


def _read_range(sentence: str, low: Number, high: Number) -> Quantity | None:
    """3至5个, 30—40万元, 1.2万至1.5万元; not 从28家到35家, which are two."""
    match = _unit_pattern().match(sentence, high.end)
    if match is None or low.is_han != high.is_han:
        return None
    between = re.sub(LINK, "", sentence[low.end : high.start])
    entry = words.units()[match["unit"]]
    scale = _scale_of(match["scale"])
    if between and not (
        between == match["unit"] or (between in words.units() and words.units()[between].unit == entry.unit)
    ):
        return None
    if between and re.search(r"(?:从|由)[^，。]{0,6}$", sentence[: low.start]):
        return None
    high_value, low_value = high.value * scale, low.value * scale
    bare_low, bare_high = low.text.rstrip("万亿千百"), high.text.rstrip("万亿千百")
    if bare_low == low.text and bare_high != high.text:  # 30—40万元
        low_value *= high.value / (read_number(bare_high) or high.value)
    if low_value >= high_value or sentence[high.end : high.end + 1] in "月日":
        return None
    factor = Decimal(entry.factor)
    return Quantity(
        low.start, match.end("unit"), low_value * factor, low_value * factor, high_value * factor, high.step * factor * scale,
        entry.unit, match["unit"], entry.family, entry.dimension, None, "range",
    )  # fmt: skip


IDIOM = re.compile(r"[百千万亿]")
FIXED = re.compile(
    r"千家|万家|万户|百姓|千方百计|千言万语|万一|万事|百花|百货|千禧|千载|万众|万里|一下|一线|一手|一旦|一起|一样|一直|一定|一切|一致|一体|一些|一家(?:人|亲|子)|三农|五一|六一|七一|八一|十一"
)


def _is_quantity(sentence: str, number: Number, match: re.Match[str], word_ends: set[int]) -> bool:
    """Leave out articles (一名女子), ordinals, idioms, formulas and the text's own points."""
    unit, entry = match["unit"], words.units()[match["unit"]]
    after = sentence[match.end() :]
    before = sentence[: number.start]
    if before.endswith(("第", "No.", "十四", "十三")) or (
        unit == "年" and (after[:1] in "前内级度代底初末中来间后" or (number.value >= 1000 and not number.is_han))
    ):
        return (
            unit == "年"
            and number.value < 200
            and after[:1] in "来间"
            and not number.is_han
            and before[-1:] not in "近"
        )
    if (before[-1:].isalnum() and before[-1:].isascii()) or (unit == "周" and after.startswith("年")):
        return False
    if after[:1] and unit in ("年", "天", "周") and re.match(r"级|前|后|内|行动|计划|规划|攻坚", after):
        return False
    if number.is_han:
        if FIXED.match(sentence, number.start) or number.text == "半":
            return False
        if number.value == 1 and entry.dimension in ("count", "duration", "length", "ratio") and not match["half"]:
            return False
        if IDIOM.match(number.text) and not re.search(r"[上近逾超约几数]$", before) and not number.is_vague:
            return False
        if word_ends and (
            number.start not in word_ends
            or (
                match.end("unit") not in word_ends
                and entry.dimension == "count"
                and len(unit) == 1
                and not match["more3"]
            )
        ):
            return False
        if (
            re.match(r"[一二三四五六七八九十]", after)
            and entry.dimension == "count"
            and not re.match(r"[一二三四五六七八九十百千]+[余多]?[人名个条]", after)
        ):
            return False
    if (
        entry.dimension == "count"
        and number.value <= 20
        and OWN_POINTS.match(after)
        and unit in ("个", "项", "条", "点", "种", "大")
    ):
        return False
    return not (number.value == 0 and number.is_han)


def _read_modifier(sentence: str, start: int, end: int, more: str) -> str | None:
    if "几" in more or "来" in more:
        return "approx"
    if more:
        return "at_least"
    after = MODIFIER_AFTER.match(sentence, end)
    if after:
        return after.lastgroup
    before = MODIFIER_BEFORE.search(sentence[max(0, start - 6) : start])
    return before.lastgroup if before else None


# --- what a quantity says ------------------------------------------------------------------------------------------------

CLAUSE = re.compile(r"[，；：。！？\n]")
CHANGE = re.compile(
    r"(?P<comparison>(?:(?P<basis>同比|环比|比(?:上年|去年|上一年|前年|上月|上季度|年初|计划|原计划|原来|过去|以往|传统|往年|全[国省市]|[^，。；、]{1,8})(?:同期|底|末|平均水平)?|较(?:上年|去年|上月|年初|计划|同期|[^，。；、]{1,8})(?:同期|底|末)?|与[^，。；]{2,10}相比|年均|平均每年)[，]?(?:实际|净|再|共|约|分别|平均|大幅|仅|又|可|均)*)?"
    r"(?P<verb>增长|下降|减少|增加|提高|上升|回落|降低|压减|缩短|提升|增收|净增|增|减|降|涨|升|高出?|低|多|少|上涨|下跌|翻|压缩|扩大|节约|节省|提前|滞后|收窄|放缓|加快|改善|缩减|高于[^，。；、]{1,8}|低于[^，。；、]{1,8}))(?:了|约|近|超过?|逾|达|幅度?达?|不低于|至少|将?近|在)*$"
)
UP = re.compile(r"增|提|升|涨|高|多|翻|扩|加快|改善|上")
LEVEL = re.compile(r"(?:增长|增加|提高|提升|上升|扩大|增|升|下降|减少|降低|回落|缩短|压缩|压减|降)(?:到|至|为)$")
TIME = r"(?:(?:19|20)\d\d年|二[〇零○][〇零○一二三四五六七八九]{2}年|今年|去年|明年|当年|前年|上年|本年)(?:以来|底前?|年底前?|年末|内|前|起|以后)?"
PERIOD = re.compile(
    rf"""(?:截至|截止|自|到|至|从)?(?:{TIME})?(?:
          上半年 | 下半年 | (?:前|头|第)?[一二三四1-4]个?季度 | 前[\d一二三四五六七八九十]+个?月 | \d{{1,2}}(?:月)?[至到~—-]+\d{{1,2}}月(?:份)? | 全年 | 年底(?:之?前)? | 年内 | 年末 | 年前 | \d{{1,2}}月(?:份|底|末|初|中旬|上旬|下旬)?(?:\d{{1,2}}日)?(?:\d{{1,2}}时)?(?:底?之?前|以前|以来|为止)?
        | 目前 | 今年以来 | 近[\d一二两三四五六七八九十]+年(?:来)?| (?:未来|今后|过去)[\d一二两三四五六七八九十]+(?:个)?(?:年|月) | [\d一二两三四五六七八九十]+年(?:内|来|间) | “?十[二三四五六]五”?(?:时期|期间|末|以来)? | (?:本|上|下|当)月(?:底|末|初)? | (?:本|上|下)周 | 每年 | 每天 | 每日 | 每月 | 每周 | 当天 | 当日
        | 连日来 | [\d一二两三四五六七八九十]+个?月来 | 达产后 | 第[一二三四]个月 | (?:大会|会议|活动|假日|节日)期间 | 今年(?:秋季|春季|夏季|冬季) | (?:去年|今年)[春夏秋冬]天? | 入[春夏秋冬]以来
        | (?:春节|国庆|中秋|五一|清明|端午|元旦|假日|黄金周|假期)(?:黄金周|假期|小长假|期间|长假|前夕)+
      ) | (?:截至|到|自)?{TIME}""",
    re.VERBOSE,
)
WILL = "将(?=于|在|达|新|建|完成|实现|投入|改造|继续|进一步|全面|有|会|再|陆续|围绕|重点|举行|举办|开展|推进|从|对|按|为|通过|带动|实施|打造|加快|提高|启动|形成|超|突破|持续|聚焦|以|把|安排|组织|培育|引进|增加|减少|累计|力争|还|分|采取|是|要|争取|全部)"
MUST = "要(?!\\d|花|求|素|点|闻|道|害|紧|塞|领|件|么|不是|坐|等|跑|走|花|雇|盖|请|用|是)"
FUTURE = re.compile(
    rf"{WILL}|{MUST}|力争|确保|争取|(?<![比较原度占])计划(?!的|生育|任务|总|投资的|草案|报告|执行)|拟(?:建|于|投|用|新|引|招|在|将|实施)|预计(?!全年[^，]{{0,8}}(?:增长|完成)百)|目标(?:是|为)|有望|需要?(?=在|于|完成|投)|须(?=在|于)|务必|"
    r"到20[2-5]\d年|年底|年内|月底前|底前|明年|努力实现|下一步|今后|未来|奋力|再(?:打通|新建|建|拆|改造|新增)|限\d|提出[，：]?(?:明年|今年|到|20)|建议(?=设立|增|在|尽快|由|对)|不得|应(?:每|当|在)|达产后"
)
REVIEW = re.compile(r".{0,6}(?:工作回顾|成绩单|过去一年|一年来|过去五年|回眸|去年|20\d\d年，)")
RESET = re.compile(
    r"据|目前|截至|监测|此外|记者|“|会上|会前|当天|随后|今年以来|连日来|[\u4e00-\u9fff]{2,4}(?:说|介绍|告诉)"
)
IMPERATIVE = re.compile(
    r"(?:^|[，；：。、])(?:要|全力|加快|抓好|推进|推动|打造|打通|引进|培育|实施|力促|着力|持续|统筹|高标准|高质量|扎实|积极|大力|重点|围绕|强化|落实|做好|完善|优化|开展|抓实|建好|办好|启动|支持|深入|新建|改造|新增|完成|整治|建设|开工)"
)
AGENDA = re.compile(
    r"(?:目标(?:是|为|任务)|(?:提出|要求|明确|部署)[，：](?:明年|今年|到20|20\d\d年)|工作安排|目标任务|实事项目|主要目标)"
)
PAST = re.compile(
    r"已|了(?!解)|截至|以来|去年|上年|累计(?!将)|同比|曾|至此|(?:完成|占)(?:年度|全年|年初)[^，。；]{0,6}(?:计划|目标|任务)|全年[^，。；]{0,12}预计增长"
)
DONE = re.compile(
    r"完成(?=[^，。；]{0,14}\d)(?!好)|建成(?=[^，。；]{0,10}\d)|实现(?=[^，。；]{0,14}\d)|达(?=\d|到\d)|新增(?=[^，。；]{0,8}\d)|共(?!建|同|享|有)(?=[^，。；]{0,8}\d)|投入|收到|获|发放|帮助|接待|吸引|当选|受理|办理|检查|排查|整改|"
    r"开工|签约|竣工|通车|投用|种植|收获|培训|转移|救治|查处|销售|突破|超过|卖|挣|捐|用时|过(?=\d)|出动|清理|拆除|查出|接诊|免费送|更换|筹资|提供|带来|参加|参与|组织|举办|开展|走访|慰问|送去|覆盖|惠及|增长|下降|减少|提高|缩短|前\d|一季度|上半年|三季度|1[—~至-]\d+月"
)
STANDING = re.compile(
    r"(?:现有|现存|共有|拥有|设有|配备|涉及|占地|总面积|下辖|辖|安葬着|威胁|总库容|担负着|划分|其中|包括|平均年龄|狠抓|抓好二七|服务着)[^，。；]{0,14}$"
    r"|(?:只有|仅有|还有|已有|有|可(?:容纳|停|供|满足|享受|提供)?|距|每[人亩户天年月次吨斤个名间公餐]{1,2}|容量|库容|长约?|宽约?|高约?|面积|占|应到代表|为|是|含|补助|保证金|成本|达产后)(?:了|约|共)?$"
)
STANDING_DIMENSIONS = frozenset(("age", "length", "area", "temperature", "volume", "power", "duration", "rate"))


def _describe(
    sentence: str,
    original: str,
    offset: int,
    quantities: list[Quantity],
    index: int,
    bounds: list[int],
    done: list[Metric],
    context: Context,
) -> Metric:
    quantity = quantities[index]
    clause_start = max((match.end() for match in CLAUSE.finditer(sentence, 0, quantity.start)), default=0)
    after = CLAUSE.search(sentence, quantity.end)
    clause_end = after.start() if after else len(sentence)
    floor = max(clause_start, quantities[index - 1].end if index else 0)
    noun_end = _read_noun(
        sentence,
        quantity,
        clause_end,
        quantities[index + 1].start if index + 1 < len(quantities) else len(sentence),
        bounds,
    )
    change = _read_change(sentence, quantity, clause_start, quantities, index)
    indicator, text_start = _read_indicator(
        sentence, quantity, floor, clause_start, noun_end, change, quantities, index, done
    )
    start, end = (quantity.start, noun_end) if noun_end > quantity.end else (text_start, quantity.end)
    comparison = change["comparison"] if change else None
    sign = None if not change else (1 if UP.search(change["verb"]) else -1)
    if change is None and quantity.rule == "double":
        sign = 1
    head = sentence[: quantity.start]
    status = _read_status(sentence, clause_start, clause_end, quantity, comparison, context.mood)
    period = _read_period(sentence, quantity, clause_start, clause_end, context.period)
    if status == "standing" and (period not in sentence[clause_start:clause_end] if period else True):
        period = None  # what is so now is not of the period that a clause before names
    return Metric(
        offset + start, offset + end, original[start:end],
        plain(quantity.value), quantity.low and plain(quantity.low), quantity.high and plain(quantity.high), plain(quantity.step),
        quantity.unit, quantity.unit_written, quantity.family, quantity.dimension, indicator, quantity.modifier,
        comparison, _basis_of(comparison), sign, True if re.search(r"累计|1[至到~—-]+\d+月|今年以来|截至", head[-40:]) else None,
        period, status,
        _read_action(sentence[clause_start : quantity.start]), sentence.strip(), offset + quantity.start, offset + quantity.end, quantity.rule, 0.9 if indicator else 0.6,
    )  # fmt: skip


NOUN_STOP = re.compile(
    r"总投资|总面积|年度|计划投资|列入|列为|[，。；：！？、“”‘’《》（）—…\d]|建成|开工|完成|启动|投入|竣工|通车|开展|参加|参与|纳入|实现|达到|进行|进入|来到|接受|获|被|为|是|在|将|已|均|全部|全面|正在|陆续|先后|相继|受益|分布|组成|到|从|于|和|与|及|以|并|等|等级|分别|今年|去年|目前|前来|走进|享受|领到|分成|分为|需|都|也|使|让|用于|，|出席|增长|下降|占|可|会|不|未|没|给|向|对|按|每|起(?=来)|了|着|过|集中|当选|发放|送|由|要|拿|得到|落户|签约|落地|入驻|联网|上线|挂牌|交付|投用|彰显|形象|有|又|就|只|只有|超过|报名|同台|同时|一起|现场|工作会|中(?=，)|内(?=，)"
)


def _read_noun(sentence: str, quantity: Quantity, clause_end: int, limit: int, bounds: list[int]) -> int:
    """Where the noun phrase of what is counted ends (the end of number and unit if none follows)."""
    if quantity.dimension in (
        "share",
        "share_points",
        "ratio",
        "age",
        "temperature",
        "rate",
        "duration",
    ) and not sentence.startswith("的", quantity.end):
        return quantity.end
    if quantity.dimension in ("share", "share_points", "ratio", "temperature", "duration"):
        return quantity.end
    at = quantity.end
    tail = MODIFIER_AFTER.match(sentence, at)
    at = tail.end() if tail else at
    if sentence.startswith("的", at):
        at += 1
    elif quantity.dimension not in ("count", "area", "length", "mass") and not (quantity.dimension == "money" and tail):
        return quantity.end
    begin = noun_end = at
    position = bisect.bisect_right(bounds, at)
    while position < len(bounds) and bounds[position] <= min(clause_end, begin + 16):
        token = sentence[at : bounds[position]]
        if NOUN_STOP.match(token) or (bounds[position] > limit and token[:1].isdigit()):
            break
        at = bounds[position]
        if token not in words.verbs():
            noun_end = at
        position += 1
    at = noun_end
    while at > begin and sentence[at - 1] in "的地得":
        at -= 1
    return at if at > begin else quantity.end


def _read_change(
    sentence: str, quantity: Quantity, clause_start: int, quantities: list[Quantity], index: int
) -> re.Match[str] | None:
    """The verb of change right before the number, directly or for a list of numbers (增长7.4%、2.3%)."""
    begin = clause_start
    first = index
    while first > 0 and re.fullmatch(r"[、和]", sentence[quantities[first - 1].end : quantities[first].start]):
        first -= 1
    head = sentence[begin : quantities[first].start]
    if LEVEL.search(head):
        return None
    match = CHANGE.search(head)
    if (
        match
        and len(match["verb"]) == 1
        and not match["basis"]
        and quantity.dimension not in ("share", "share_points", "ratio")
    ):
        return None
    if match and match["verb"] in ("高", "低", "多", "少", "翻", "加快", "改善", "扩大") and not match["basis"]:
        return None
    return match


LEADING = re.compile(
    rf"^(?:{PERIOD.pattern}|[、，的了]|其中|并|已经|已|共计|共|将|要|力争|确保|预计|计划|累计|总计|同时|目前|仅|还|又|再|其|该|也|全部|一期|期间|先后|当前|如今|据统计|据介绍|据了解|数据显示|统计显示|全年|分别|平均|每年|计|实现|完成(?=[^投]))+",
    re.VERBOSE,
)
TRAILING = re.compile(
    r"(?:约为|大约|将近|接近|约|近|超过|超|突破|不低于|不少于|至少|逾|不得超过|不超过|不足|低于|达到|已达|达|完成|实现|为|是|共有|共计|共|总计|合计|累计|高达|多达|长达|仅有?|只有|只|已|将|可达|可|增至|增加到|增长到|提高到|提升到|上升到|扩大到|下降到|下降至|降至|降到|减少到|减少至|增加至|提升至|提高至|缩短到|缩短至|控制在|保持在|稳定在|从|由|分别|均|在|有|了|就|要|力争|确保|预计|计划|再|新|每[人年天月户亩]|平均|到|至|上|获|得|用|设|于|出|以|及|和|与|并|、|其中|同比|环比|最高|最多|最大|各|给予|奖励|投入|发放|占|的|能|需|做到|之|“|”|（|）|：)+$"
)


def _read_indicator(
    sentence: str,
    quantity: Quantity,
    floor: int,
    clause_start: int,
    noun_end: int,
    change: re.Match[str] | None,
    quantities: list[Quantity],
    index: int,
    done: list[Metric],
) -> tuple[str | None, int]:
    """What is measured, and where a text run that begins with it starts."""
    if quantity.dimension == "age":
        return "年龄", quantity.start
    if noun_end > quantity.end:
        noun = re.sub(r"^(?:以上|以下|左右|以内|及以上)?的?", "", sentence[quantity.end : noun_end])
        if quantity.dimension == "count" or (len(noun) >= 2 and quantity.dimension != "money"):
            return noun, quantity.start
        subject, begin = _subject(sentence, quantity, floor, clause_start, change)
        return (f"{noun}{subject}" if subject and len(subject) <= 6 else subject or noun), quantity.start
    listed = _distribute(sentence, quantities, index, clause_start, change)
    if listed:
        return listed, quantity.start
    subject, begin = _subject(sentence, quantity, floor, clause_start, change)
    if subject:
        return subject, begin
    if done and index:
        return done[-1].indicator, (begin if change else quantity.start)
    return _from_head(sentence, clause_start), quantity.start


def _subject(
    sentence: str, quantity: Quantity, floor: int, clause_start: int, change: re.Match[str] | None
) -> tuple[str | None, int]:
    head = sentence[floor : quantity.start]
    begin = floor
    if change and clause_start + change.start() >= floor:
        head = sentence[floor : clause_start + change.start()]
    cut = max(head.rfind(mark) for mark in "、）”》") if not change else -1
    lead = LEADING.match(head[cut + 1 :])
    low = cut + 1 + (lead.end() if lead else 0)
    core = TRAILING.sub("", head[low:])
    core = re.sub(r"^(?:全[区县市省国州]|我[区县市省])?(?:完成|实现)(?=.{3,})", "", core)
    core = re.sub(r"^(?:全力|加快|大力|积极|抓好|推进|推动|建成|新建|打通|引进|新增)(?=.{4,})", "", core)
    if len(core) > 14:
        parts = re.split(r"(?<=[的])|(?:使|让|带动|吸引|实现|完成|其中|帮助|共|在)", core)
        core = parts[-1] if len(parts[-1]) >= 2 else core[-12:]
    core = core.strip("“”《》（）、的")
    start = begin + low
    if quantity.start - start > 14:
        start = quantity.start
    if change and not core:
        start = clause_start + change.start()
    return (core or None) if len(core) >= 2 else None, start


def _from_head(sentence: str, clause_start: int) -> str | None:
    """The subject of the clause before (固定资产投资快速回升，同比增长7.4%)."""
    clauses = [part for part in CLAUSE.split(sentence[: max(0, clause_start - 1)]) if part]
    if not clauses:
        return None
    lead = LEADING.match(clauses[-1])
    core = clauses[-1][lead.end() if lead else 0 :]
    return core[:12] or None


def _distribute(
    sentence: str, quantities: list[Quantity], index: int, clause_start: int, change: re.Match[str] | None
) -> str | None:
    """A、B分别增长7.4%、2.3%: the n-th number belongs to the n-th name of the list."""
    first = last = index
    while first > 0 and re.fullmatch(r"[、和]", sentence[quantities[first - 1].end : quantities[first].start]):
        first -= 1
    while last + 1 < len(quantities) and re.fullmatch(
        r"[、和]", sentence[quantities[last].end : quantities[last + 1].start]
    ):
        last += 1
    count = last - first + 1
    if count < 2:
        return None
    head = sentence[clause_start : (clause_start + change.start()) if change else quantities[first].start]
    lead = LEADING.match(head)
    core = TRAILING.sub("", head[lead.end() if lead else 0 :])
    names = [name for name in re.split(r"、|和|与|及", core) if name]
    if len(names) < count:
        return None
    common = re.search(r"(?:人均可支配收入|收入|投资|产量|面积)$", names[-1])
    name = names[-count:][index - first]
    return name + common.group() if common and not name.endswith(common.group()) and index < last else name


def _basis_of(comparison: str | None) -> str | None:
    if not comparison:
        return None
    for pattern, basis in (
        ("同比|去年|上年|上一年", "yoy"),
        ("环比|上月", "mom"),
        ("上季度", "qoq"),
        ("年初", "since_year_start"),
        ("计划", "vs_plan"),
        ("年均|平均每年", "other"),
        ("比|较|于", "vs_base"),
    ):
        if re.search(pattern, comparison):
            return basis
    return None


DEADLINE = re.compile(r"前$|底$|内$|末$|起$")
COMPARED = re.compile(r"(?:比|较|与|同|超过|高于|低于)$")


def _read_period(
    sentence: str, quantity: Quantity, clause_start: int, clause_end: int, carried: str | None
) -> str | None:
    """The period or deadline as written: in the clause of the number, else the one that an earlier clause set.

    A deadline holds for its own clause only (年底前建成8个公园，新增车位3000个), a period for what follows, over sentences too.
    """
    before = [match for match in PERIOD.finditer(sentence, 0, quantity.start) if _is_period(sentence, match)]
    own = [match for match in before if match.start() >= clause_start]
    if own:
        return own[-1].group()
    behind = [
        match
        for match in PERIOD.finditer(sentence, quantity.end, clause_end)
        if _is_period(sentence, match) and re.search("底|前|内", match.group())
    ]
    if behind:
        return behind[0].group()
    head = [match for match in before if not DEADLINE.search(match.group()) or match.start() <= 4]
    return head[-1].group() if head else carried


def _carry_period(sentence: str, carried: str | None) -> str | None:
    """The period of statistics (前三季度, 1—10月, 2023年) that the sentences of a paragraph share until another is named."""
    if RESET.match(sentence) and not re.match("据|其中", sentence):
        carried = None
    found = [
        match.group()
        for match in PERIOD.finditer(sentence)
        if _is_period(sentence, match) and not DEADLINE.search(match.group())
    ]
    spans = [
        period for period in found if re.search(r"季度|半年|[—~至-]\d+月|(?:19|20)\d\d年|全年|以来|截至|来$", period)
    ]
    return spans[-1] if spans else None if found else carried


def _is_period(sentence: str, match: re.Match[str]) -> bool:
    """Not the day of the event, nor what is only compared with (比去年, 较上月)."""
    if COMPARED.search(sentence[: match.start()]) or match.group() in (
        "目前",
        "当日",
        "每年",
        "每天",
        "每日",
        "每月",
        "每周",
        "当月",
    ):
        return False
    return re.fullmatch(r"(?:今年|去年|至|到|从|自)?\d{1,2}月\d{1,2}日", match.group()) is None


def _read_status(
    sentence: str, clause_start: int, clause_end: int, quantity: Quantity, comparison: str | None, mood: str | None
) -> str:
    """Target, actual or standing: the mood of the sentence up to the number, its own clause last.

    What is promised is told once and holds for the list that follows (力争新建5所、改造3所); so does what was done.
    """
    if quantity.dimension == "age":
        return "standing"
    moods = [mood_of for clause in CLAUSE.split(sentence[:clause_start]) if (mood_of := _mood_of(clause))]
    for found in moods:
        mood = found if found != "done" or mood != "target" else mood
    clause, head = sentence[clause_start:clause_end], sentence[clause_start : quantity.start]
    own = _mood_of(clause)
    if (
        own == "target"
        or (own in (None, "done") and mood == "target")
        or (mood is None and own != "actual" and IMPERATIVE.search(clause))
    ):
        return "target"
    bare_head = re.sub(rf"(?:{BEFORE_APPROX}|{BEFORE_AT_LEAST}|{BEFORE_AT_MOST})$", "", head)
    if STANDING.search(bare_head) and not comparison and not re.search(r"已(?=有|为|是)|(?:增|建|完)成", head):
        return "standing"
    if own or comparison or mood:
        return "actual"
    return "standing" if quantity.dimension in STANDING_DIMENSIONS else "actual"


def _mood_of(clause: str) -> str | None:
    """The mood that a clause sets: target, actual (已, 截至 …: outweighs a plan that it mentions) or done (a verb that a plan can have too)."""
    if PAST.search(clause):
        return "actual"
    if FUTURE.search(clause):
        return "target"
    return "done" if DONE.search(clause) else None


ACTION = re.compile(
    r"(?:新建|改造|建成|完成|打通|引进|新增|开工|签约|竣工|发放|投入|实现|达到?|培育|打造|推进|实施|整治|修复|转移|关闭|安装|种植|收获|销售|接待|受理|办结|增长|下降|提高|减少|增加|压减|筹集|捐赠|招聘|培训|建设)(?!的)"
)


def _read_action(head: str) -> str | None:
    found = ACTION.findall(head)
    return found[-1] if found else None
