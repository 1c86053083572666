"""What a number measures: the noun behind it (14条断头路), or the noun phrase before it (县域内就诊率提高2.1个百分点).

The phrase before a number is read backwards from it, word by word: past the words that only join it to the number
(达到, 为, 提高到), then over the noun and what makes it distinct, up to a word that ends it (a verb, 在, 今年, 全县,
seeds/word_indicator_stops.csv).
"""

from __future__ import annotations

import bisect
import functools
import re
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.changes import Change, find_list_end, find_list_start
from warehouse.parse.quantity import MODIFIER_AFTER, Quantity
from warehouse.parse.sentences import Sentence


class Indicator(NamedTuple):
    """What is measured, and the run of text that holds it and the number."""

    name: str | None
    start: int
    end: int


class Named(NamedTuple):
    """A number of the sentence whose indicator is known."""

    quantity: Quantity
    indicator: str | None


def read_indicator(
    sentence: Sentence,
    quantities: list[Quantity],
    index: int,
    clause: tuple[int, int],
    change: Change | None,
    done: list[Named],
) -> Indicator:
    """The indicator of a number: behind it, of a list of names before it, before it, or that of the number before."""
    quantity, text = quantities[index], sentence.text
    if quantity.dimension == "age":
        lifetime = LIFETIME.search(text, clause[0], quantity.start)
        return Indicator(lifetime.group() if lifetime else "年龄", quantity.start, quantity.end)
    after = quantities[index + 1].start if index + 1 < len(quantities) else len(text)
    noun_start, noun_end = _find_noun_behind(sentence, quantity, clause[1], after)
    end = change.start if change else quantity.start
    floor = max(clause[0], done[-1].quantity.end if done else 0)
    if done and (tail := TAIL.match(text, floor)):
        floor = tail.end()
    phrase = _find_phrase(sentence, floor, end)
    if noun_end > noun_start:
        noun = text[noun_start:noun_end]
        if quantity.dimension == "money" and text[quantity.end] == "的" and phrase:
            return Indicator(noun + text[slice(*phrase)], phrase[0], quantity.end)
        return Indicator(noun, quantity.start, noun_end)
    if quantity.dimension == "duration":
        return Indicator(_name_duration(sentence, quantity, floor, phrase), quantity.start, quantity.end)
    name = _distribute(sentence, quantities, index, clause[0], end)
    if name:
        return Indicator(name, quantity.start, quantity.end)
    if phrase:
        is_near = quantity.start - phrase[0] <= LONGEST_RUN
        start = phrase[0] if is_near else change.start if change else quantity.start
        return Indicator(text[slice(*phrase)], max(start, floor), quantity.end)
    start = change.start if change and change.start >= floor else quantity.start
    return Indicator(_inherit(quantities, sentence, clause[0], done), start, quantity.end)


TAIL = re.compile(r"(?:以上|以下|左右|以内|之内|上下)的?|的")  # of the number before
LIFETIME = re.compile(r"(?:人均)?(?:预期)?寿命|平均年龄")
LONGEST_RUN = 14  # characters between what is measured and the number, so that one run still holds both


# --- durations ---

KIND_OF_TIME = re.compile(r"党龄|教龄|工龄|军龄|刑期|试用期|有期徒刑|成绩")  # 50年党龄
SENTENCED = re.compile(r"徒刑|拘役|判处|缓刑")
WON = re.compile(r"的?成绩|[^，。；]{0,3}(?:夺|摘|获|打破|跑|游)")
CHANGED = re.compile(r"[由从](?:[^，。；\d]{0,4}的)?$|[由从][^，。；]{1,12}(?:到|至|为|成)$")  # 由25分钟缩短到8分钟


def _name_duration(sentence: Sentence, quantity: Quantity, floor: int, phrase: tuple[int, int] | None) -> str:
    """What a time is the time of: its own kind, what is to be done in it, what was changed, or the last thing done."""
    text, at = sentence.text, quantity.end
    kind = KIND_OF_TIME.match(text, at)
    if kind:
        return kind.group()
    if SENTENCED.search(text, max(0, quantity.start - 6), quantity.start):
        return "刑期"
    if quantity.unit == "秒" and WON.match(text, at):
        return "成绩"
    if quantity.modifier == "at_most" and text.startswith("内", at):
        deed = sentence.words_between(at + 1, min(len(text), at + 8))
        if deed and len(deed[0]) >= 2 and deed[0] in words.all_verbs() | words.verbs():
            return deed[0]
    start = max(0, sentence.clause_at(quantity.start, quantity.end)[0])
    changed = CHANGED.search(text, start, quantity.start)
    if changed:
        subject = _find_phrase(sentence, start, changed.start())
        if subject:
            return text[slice(*subject)]
    acts = [word for word in sentence.verbs_between(floor, quantity.start) if len(word) >= 2 and word not in _joining()]
    return acts[-1] if acts else text[slice(*phrase)] if phrase else "时间"


# --- behind the number ---

COUNTED = frozenset(("count", "area", "length", "mass", "volume", "power", "energy"))
# 10个10亿元以上项目; 270个总投资2886亿元的重点项目: what is counted stands behind its size
SIZE = re.compile(
    r"(?:\d+(?:\.\d+)?[千百]?[万亿]*元(?:以上|以下)的?|(?:总?投资|面积|长|总长|产值)(?:约|超|达)?\d+(?:\.\d+)?[万亿]*(?:元|公里|平方米|亩|米)(?:以上)?的)"
)
PAYMENT = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4})(?:金|费|款|券|贷款|补贴|补助|奖励|资金|物资|工资|订单|基金)(?![\u4e00-\u9fff]{0,2}元)"
)
RELATIVE = re.compile(r"(?:在|来自|从|获)[^，。；、]{2,16}的(?=[\u4e00-\u9fff]{2})")
QUOTED = re.compile(r"“[^“”]{2,12}”")
ADVERB = frozenset(
    [
        "连续",
        "临时",
        "全部",
        "都",
        "正在",
        "先后",
        "均",
        "轮番",
        "踊跃",
        "一起",
        "共同",
        "纷纷",
        "齐聚",
        "当场",
        "免费",
        "同时",
        "逐步",
        "陆续",
        "人均",
        "户均",
        "年均",
        "空置",
        "长达",
        "不",
        "已",
        "将",
        "从",
        "向",
        "由",
        "为",
        "被",
        "把",
        "对",
        "在",
        "自",
        "因",
        "并",
        "也",
        "又",
        "再",
        "还",
        "就",
        "才",
        "则",
        "重",
        "长",
        "宽",
        "高",
        "深",
        "厚",
        "大",
        "左右",
        "同场",
        "全天",
        "首次",
        "重新",
        "主动",
        "激情",
        "成功",
        "活跃",
        "满负荷",
        "上下",
    ]
)
HEADS = frozenset(
    [
        "项目",
        "工程",
        "企业",
        "公司",
        "队伍",
        "基地",
        "中心",
        "任务",
        "活动",
        "设备",
        "设施",
        "机构",
        "合作社",
        "人员",
        "岗位",
        "面积",
        "试点",
        "场所",
        "站",
        "点",
        "队",
        "车间",
        "户",
        "员",
        "村",
        "区",
        "路",
        "案件",
        "服务",
        "工作",
        "方案",
        "用房",
        "小区",
        "产业",
        "行业",
        "板块",
        "园区",
    ]
)


NO_ENTRY = (0, "")
LOOSE = frozenset(("d", "t", "f", "c"))  # adverbs, times, places and links belong to no name


@functools.cache
def _noun_stop() -> re.Pattern[str]:
    """What ends a noun phrase: marks, digits and the words of ``seeds/word_noun_stops.csv``."""
    return re.compile(r"[，。；：！？、“”‘’《》（）—…\d]|" + "|".join(words.read_patterns("word_noun_stops")))


def _find_noun_behind(sentence: Sentence, quantity: Quantity, clause_end: int, limit: int) -> tuple[int, int]:
    """Start and end of the noun phrase of what is counted; both the same if none follows."""
    text, at = sentence.text, quantity.end
    if quantity.dimension == "count" and (size := SIZE.match(text, at)):
        at, limit = size.end(), len(text)
    if tail := MODIFIER_AFTER.match(text, at):
        at = tail.end()
    is_of = text.startswith("的", at)
    at += is_of
    if quantity.dimension == "money" and not is_of and not tail:
        payment = PAYMENT.match(text, at, clause_end)
        return (at, payment.end()) if payment else (at, at)
    if not (is_of or tail or quantity.dimension in COUNTED) or quantity.dimension in ("age", "share", "share_points"):
        return at, at
    relative = RELATIVE.match(text, at, clause_end) if quantity.dimension == "count" else None
    if relative:  # 412名在乡村从教30年以上的教师
        return relative.end(), _find_noun_end(sentence, relative.end(), min(clause_end, relative.end() + 8), len(text))
    return at, _find_noun_end(sentence, at, min(clause_end, at + 16), limit)


def _find_noun_end(sentence: Sentence, start: int, clause_end: int, limit: int) -> int:
    """Word by word to the end of a noun phrase; a verb ends it, unless it belongs to a head noun (改造 项目)."""
    text, bounds = sentence.text, sentence.bounds
    quoted = QUOTED.match(text, start, clause_end)
    at = end = quoted.end() if quoted else start
    position = bisect.bisect_right(bounds, at)
    while position < len(bounds) and bounds[position] <= clause_end:
        word = text[at : bounds[position]]
        if (
            word in ADVERB
            or word[:2] in ADVERB
            or words.dictionary().get(word, NO_ENTRY)[1] in LOOSE
            or _noun_stop().match(word)
            or (bounds[position] > limit and word[:1].isdigit())
        ):
            break
        following = text[bounds[position] : bounds[position + 1]] if position + 1 < len(bounds) else ""
        is_verb = (
            (word in words.all_verbs() or word in words.verbs()) and following not in HEADS and word not in _nominal()
        )
        if is_verb and (at > start or following[:1] in ("到", "至", "为", "了", "过", "着", "出")):
            break
        at = bounds[position]
        end = at
        position += 1
    while end > start and (text[end - 1] in "的地得了着" or (end - start > 2 and text[end - 1] in "中里内")):
        end -= 1
    return end


# --- before the number ---


@functools.cache
def _joining() -> frozenset[str]:
    return words.read_column("word_indicator_stops", "word", place="before_number")


@functools.cache
def _ending() -> frozenset[str]:
    return words.read_column("word_indicator_stops", "word", place="before_noun")


@functools.cache
def _nominal() -> frozenset[str]:
    """Verbs that stand in names of what is measured: 停车泊位, 一般公共预算收入."""
    return words.read_column("word_indicator_stops", "word", place="part_of_name")


MARKS = frozenset("，。；：！？、“”‘’《》（）—…·")
# 全区累计投入4.37亿元: with no noun before it, a number measures what its verb gives or takes
MEASURING = re.compile(r"投入|增收|奖励|发放|收取|使用|历时|用时|耗时|花|差|做")


GLUED = frozenset("达为至到约超近共")


def _find_phrase(sentence: Sentence, floor: int, end: int) -> tuple[int, int] | None:
    """Start and end of the noun phrase that the number before ``end`` measures, or None if there is none."""
    text, bounds = sentence.text, sentence.bounds
    position = bisect.bisect_right(bounds, end) - 1
    while position > 0 and bounds[position - 1] >= floor:
        word = text[bounds[position - 1] : bounds[position]]
        if (
            word not in _joining()
            and word not in MARKS
            and "每" not in text[max(floor, bounds[position - 1] - 1) : bounds[position]]
        ):
            break
        position -= 1
    right = start = bounds[position]
    if (
        position > 0
        and bounds[position - 1] >= floor
        and text[right - 1] in GLUED
        and right - bounds[position - 1] == 2
    ):
        right -= 1  # the dictionary reads 率达, 比为 as words
        position -= 1
        start = bounds[position]
    if text.startswith("占比", right - 2, right) and right - 2 >= floor:  # 占, 比 are two words to the dictionary
        start = right - 2
        position = bisect.bisect_right(bounds, start) - 1
    while position > 0 and bounds[position - 1] >= floor:
        word = text[bounds[position - 1] : bounds[position]]
        is_available = text.startswith("可支配", bounds[position - 1])  # 人均可支配收入; elsewhere 可 ends a phrase
        if word in MARKS or word[0] in "0123456789" or (word in _ending() and not is_available):
            break
        if right - start >= 2 and (word == "的" or (word in words.all_verbs() and word not in _nominal())):
            break
        position -= 1
        start = bounds[position]
    if right - start >= 2:
        return start, right
    verb = MEASURING.search(text, right, end) if right >= floor else None
    return (verb.start(), verb.end()) if verb else None


# 地区生产总值、一般公共预算收入分别完成86.2亿元、5.7亿元; 城镇、农村居民人均可支配收入
NAMES = re.compile(r"、|和|与|及")
COMMON = re.compile(r"(?:居民)?(?:人均可支配收入|收入|投资|产量|面积|增加值|余额|总额)$")


def _distribute(sentence: Sentence, quantities: list[Quantity], index: int, floor: int, end: int) -> str | None:
    """A、B分别增长7.4%、2.3%: the n-th number belongs to the n-th name of the list."""
    text = sentence.text
    first = find_list_start(text, quantities, index)
    last = find_list_end(text, quantities, index)
    if last == first:
        return None
    names = [name for name in NAMES.split(_trim(sentence, floor, min(end, quantities[first].start))) if name]
    count = last - first + 1
    if len(names) < count:
        return None
    name = names[-count:][index - first]
    common = COMMON.search(names[-1])
    return name + common.group() if common and not name.endswith(common.group()) and index < last else name


def _trim(sentence: Sentence, start: int, end: int) -> str:
    """A list of names without the words that lead to it (全年, 其中) and that join it to its numbers (分别完成)."""
    found = sentence.words_between(start, end)
    while found and (found[-1] in _joining() or found[-1] in MARKS):
        found.pop()
    while found and (found[0] in _ending() or found[0] in MARKS):
        found.pop(0)
    return "".join(found)


COUNTS_OF = {"户": "户数", "人": "人数"}


def _inherit(quantities: list[Quantity], sentence: Sentence, clause_start: int, done: list[Named]) -> str | None:
    """What the last number of the same kind measures, else the last number, else the subject of the clause before."""
    quantity = quantities[len(done)]
    index = len(done)
    if index:  # 收入3亿元，支出5亿元，分别增长7%和9%; 收入分别达到3万元、2万元，增长5%、7%
        first = find_list_start(sentence.text, quantities, index)
        count = find_list_end(sentence.text, quantities, index) - first + 1
        is_told = "分别" in sentence.text[clause_start : quantity.start]
        is_list = count > 1 and find_list_start(sentence.text, quantities, first - 1) == first - count
        if first - count >= 0 and (is_told or is_list):
            return done[index - count].indicator
    if quantity.dimension not in ("share", "share_points"):  # 收入5亿元，增长7%: of the number right before
        for named in reversed(done):
            if named.quantity.family == quantity.family and named.indicator:
                return named.indicator
    if done and done[-1].indicator:
        return done[-1].indicator
    if quantity.unit in COUNTS_OF:  # 全村408户
        return sentence.text[clause_start : quantity.start][-6:].strip("，、") + COUNTS_OF[quantity.unit]
    end = clause_start - 1
    if end <= 0:
        return None
    start, _ = sentence.clause_at(max(0, end - 1), end)
    for position in range(bisect.bisect_left(sentence.bounds, start), len(sentence.bounds) - 1):
        word = sentence.text[sentence.bounds[position] : sentence.bounds[position + 1]]
        if sentence.bounds[position] >= end:
            break
        at = sentence.bounds[position]
        if word in words.all_verbs() or word in _ending() or word in _joining() or word in MARKS or word in ADVERB:
            if at - start >= 2:
                return sentence.text[start:at]
            start = sentence.bounds[position + 1]
    return sentence.text[start:end] if end - start >= 2 else None
