"""Numerals that measure nothing: dates, ordinals, names, words (一切), articles (一名女子), the text's own points.

``mask_names`` tells where no number is looked for; ``is_quantity`` judges a number that a unit follows.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

from warehouse.parse import words
from warehouse.parse.number_spans import Number
from warehouse.parse.terms import find_formulas
from warehouse.parse.unit_words import latin_units

DATE_LIKE = re.compile(
    r"""(?=[\d一二三四五六七八九十〇零○第A-Za-z〔初周星高大老农百千前后过未今头])
        (?=\D|\d{1,20}[年月日时点:：A-Za-z号版路米公千小周-]|\d{11})(?:
        (?:(?:19|20)\d\d|[二一][〇零○九][〇零○一二三四五六七八九]{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?
      | \d{1,2}月(?:份|底|初|末|中旬|上旬|下旬)?(?:\d{1,2}日?(?:[至到—~、-]+(?:\d{1,2}月)?\d{1,2}日)*)?
      | \d{1,2}日(?!元|本|内) | \d{1,2}[时点:：]\d{1,2}分? | \d{1,2}[时点](?:整|半|许|左右|
          前|后)? | [一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?
      | 第[\d一二三四五六七八九十百千零〇两]+[\u4e00-\u9fff]? | [A-Za-z]+\d[A-Za-z0-9.-]* | \d+[A-Za-z][A-Za-z0-9]* |
           \d+号 | (?:第|〔)?\d+版 | \d{3,4}-\d{7,8} | \d{11} | \d+路(?!段|口|径)
      | [一二三四五六七八九十]{1,3}(?:[月路街巷中院里号]|小(?![时微]))
      | (?:初|周|星期|高|大|九|四|老|农历)[一二三四五六日](?!十)
      | https?：//[!-~：？，；！（）]+                      # an address of the web
      | [二三四五六七八九](?:、[二三四五六七八九])+(?:位|名|种形态)   # 分列二、三位
      | \d+(?:米|公里|千米)(?=(?:[蝶蛙仰自混][由合]?泳|栏|短跑|健康跑|长跑|接力|冠军|校?纪录))   # a discipline
      | 24小时(?=(?:预约|在岗|不间断|全天候|专人)?(?:值班|值守|带班|待命|作业|服务|热线|营业|在岗|有人))
      | [百千]年(?:大计|奋斗|征程|华诞|党史|梦|基业)
      | (?:前|后|过去|未来|今后)[\d一二两三四五六七八九十]{1,3}(?:年|天|个月|周)(?=[，来间里内全我以])
      | (?:前|头|后)[\d一二两三四五六七八九十]{1,2}个月
      | \d{1,4}周年 | [一二三四五六七八九十百]{1,4}周年)""",
    re.VERBOSE,
)
ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{3,4}$")  # GDP321.46亿元
LETTERS = re.compile(r"[A-Za-z]*")


@functools.cache
def _measured() -> re.Pattern[str]:
    """168cm, 12亿: digits and letters that are no name."""
    return re.compile(rf"\d+(?:\.\d+)?(?:[%℃亿万]|(?:{latin_units()})(?![A-Za-z0-9]))")


QUOTED = re.compile(r"[“‘《〈][^”’》〉]{0,40}[”’》〉]")


def mask_names(sentence: str) -> bytearray:
    """For each character whether it belongs to a date, an ordinal, a quoted name or a formula."""
    mask = bytearray(len(sentence))
    spans = [match.span() for match in DATE_LIKE.finditer(sentence) if not _is_measured(sentence, match.start())]
    for match in QUOTED.finditer(sentence):
        if match.end() - match.start() <= 16 or sentence[match.start()] in "《〈":
            spans.append(match.span())
    spans += [(formula.start, formula.end) for formula in find_formulas(sentence)]
    for start, end in spans:
        mask[start:end] = b"\1" * (end - start)
    return mask


def _is_measured(sentence: str, start: int) -> bool:
    letters = LETTERS.match(sentence, start)
    if letters and letters.group() and not ACRONYM.search(letters.group()):
        return False
    return _measured().match(sentence, letters.end() if letters else start) is not None


def is_quantity(sentence: str, number: Number, match: re.Match[str], word_ends: Collection[int]) -> bool:
    """Whether a number measures something; ``match`` is the unit behind it, ``word_ends`` where words begin and end."""
    before, after = sentence[max(0, number.start - 5) : number.start], sentence[match.end() : match.end() + 12]
    if match["unit"] == "度" and not WARM.search(sentence, max(0, number.start - 8), match.end() + 3):
        return False
    if _is_part_of_time(before, after, match["unit"], number):
        return False
    if _is_part_of_name(before, after, match["unit"], number):
        return False
    is_alone = number.start == 0 and match.end() == len(sentence)
    if number.is_han and not is_alone and _is_word(sentence, number, match, word_ends, (before, after)):
        return False
    return not (
        number.value <= 20
        and match["unit"] in POINT_UNITS
        and words.units()[match["unit"]].dimension == "count"
        and _own_points().match(sentence, match.end())
    )


# --- why a number with a unit is none ---

WARM = re.compile(r"温|热|烧|冷|天$")  # 30多度的天
ORDINALS = ("第", "No.", "十四", "十三", "届")
AFTER_YEARS = re.compile(r"[前内级度代底初末中来间后]")  # 三年内, 90年代, 2023年度
PLANNED = re.compile(r"级|前|后|内|行动|计划|规划|攻坚")  # 三年行动
POINT_UNITS = frozenset(("个", "项", "条", "点", "种", "大"))


def _is_part_of_time(before: str, after: str, unit: str, number: Number) -> bool:
    """第三次, 2023年, 三年内, 周年; 30年来 is a duration."""
    if before.endswith(ORDINALS):
        return True
    if unit == "年" and number.text[-1] in "万亿":
        return False
    if unit == "年" and (AFTER_YEARS.match(after) or (number.value >= 1000 and not number.is_han)):
        is_span = after[:1] in ("来", "间") and number.value < 200 and not number.is_han
        return not is_span or before.endswith("近")
    if unit == "周" and after.startswith("年"):
        return True
    return unit in ("年", "天", "周") and PLANNED.match(after) is not None


# what follows makes another word of the unit: 5分公司, 3个人会员, 两个点球
OTHER_WORDS = {
    "分": re.compile("[公局会院店校队部支钱类区场为成之行]"),
    "个人": re.compile("会员|所得|账户|消费|贷款|住房|先进"),
    "个点": re.compile("[球心位子名评赞]"),
    "级": re.compile(""),  # a grade, but for the ranges of wind: 7至8级
    "群": re.compile("众"),
    "期": re.compile("[待望间货刊]"),
    "排": re.compile("[查水名放污列]"),
    "通": re.compile("[过道行车勤报知]"),
    "管": re.compile("[理道控网]"),
    "回": re.compile("[归收应国家到]"),
    "方": re.compile("[面式案便向法]"),
    "注": re.compile("[册意重目入]"),
}


def _is_part_of_name(before: str, after: str, unit: str, number: Number) -> bool:
    """A5, 5分公司, 7级."""
    other = OTHER_WORDS.get(unit)
    if number.is_han and unit in ("期", "方"):  # 二期工程, 双方
        return True
    if other and (other.match(after) or _is_no_score(before, number, unit)):
        return True
    return before[-1:].isalnum() and before[-1:].isascii() and not ACRONYM.search(before)


def _is_no_score(before: str, number: Number, unit: str) -> bool:
    """三分热度; but 两角五分 are cents."""
    return unit == "分" and number.is_han and number.value < 20 and before[-1:] not in ("角", "毛", "块", "零")


HALVES = frozenset(("mass", "volume", "length", "area", "duration"))  # dimensions of which a half is told
HALF_TIMES = re.compile("[前后以间来]")  # 半年前
FIXED = re.compile(
    r"三天两头|三分钟热度|十天半月|十年磨一剑|十年如一日|五角大楼|三次产业|两年平均|万里长|千家|万家|万户|百姓|千方百计|千言万语|万一|万事|百花|百货|千禧|千载|万众|万里|一下|一线|一手"
    r"|一旦|一起|一样|一直|一定|一切|一致|一体|一些|一家(?:人|亲|子)|四家班子|四大班子|四套班子|八项规定|两班倒|三班倒|三农|五一|六一"
    r"|七一|八一|十一"
)
FOREIGN_MONEY = frozenset(("美元", "欧元", "英镑", "日元", "港元"))  # one of them is no article
FORMAL = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟].*[拾佰仟万亿]|[拾佰仟]")  # of a cheque, no pieces of words
CASUALTIES = re.compile(r"受伤|死亡|遇难|失踪|被困|获[奖救]|当选")  # else 两人 stands for the two who were named
PRICED = re.compile(r"零?[\d一二两三四五六七八九十]+(?:角|毛|分|秒|$|[，。、；！？”])")  # 十二块五毛, 一小时三十分
APPROACHED = re.compile(r"[上近逾超约几数]$")
SCALED = re.compile(r"[百千万亿]")
NUMERAL_NEXT = re.compile(
    r"[一二三四五六七八九十](?![一二三四五六七八九十百千]*[余多]?[人名个条])"
)  # 三心二意; 三个村五百人


def _is_word(
    sentence: str, number: Number, match: re.Match[str], word_ends: Collection[int], around: tuple[str, str]
) -> bool:
    """In Chinese numerals: a fixed word, an article, a rank, or a piece of a longer word."""
    (before, after), unit = around, match["unit"]
    is_count, is_foreign = words.units()[unit].dimension == "count", unit in FOREIGN_MONEY
    if FIXED.match(sentence, number.start) or unit == "类" or number.value == 0:
        return True
    if number.text == "半":
        return (
            words.units()[unit].dimension not in HALVES
            or (before[-1:] in "上下大多前后这那" and before != "")
            or HALF_TIMES.match(after) is not None
        )
    if unit in ("块", "毛") and PRICED.match(after):
        return False
    is_article = number.value == 1 and not match["half"] and number.high is None and not PRICED.match(after)
    if (is_article and not is_foreign and (is_count or not APPROACHED.search(before))) or (
        unit == "个" and after.startswith("“")
    ):
        return True
    if is_article or FORMAL.search(number.text):
        return False
    if number.text == "两" and unit == "人" and before[-1:] in ("", *"，。；：“") and not CASUALTIES.match(after):
        return True
    if SCALED.match(number.text) and not (APPROACHED.search(before) or number.is_vague or match["more"]):
        return True
    if not SCALED.search(number.text):  # 近四万亩 is too long to be a piece of a word
        is_short = is_count and len(unit) == 1 and not match["more3"]
        if number.start not in word_ends or (match.end("unit") not in word_ends and is_short):
            return True
    return is_count and NUMERAL_NEXT.match(after) is not None


@functools.cache
def _own_points() -> re.Pattern[str]:
    """六个方面, 四个发力点: counts of the text's own points; most nouns of them only where the phrase ends."""
    points = "|".join(words.read_patterns("word_own_points"))
    behind = r"(?=$|[，。；、：？！“”（）]|上|下功夫|的|来|推进|工作|抓|入手|出发)"
    return re.compile(rf"(?:大|个|项|条|点|种)?(?:方面|环节|层面|维度|等次|发力点|(?:{points}){behind})")
