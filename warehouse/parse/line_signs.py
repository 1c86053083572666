"""What can be seen of each line of a page: its shape, its words and what stands around it, as named signs.

No sign decides.  ``line_roles.py`` weighs them: a line that fills its column is rather prose, one that names a reporter
rather a byline, and where blank lines, indents or full stops are missing the other signs tell.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from math import fsum

from warehouse.parse.byline import find_tail, is_byline_line, is_photo_credit
from warehouse.parse.credits import is_name
from warehouse.parse.furniture import ADVERTISED, CONTACT_LINE, EDITOR_LINE, NOTICE_LINE, WEATHER, WORD, is_masthead
from warehouse.parse.marks import (
    BRIEFS,
    CAPTION,
    DATE_LINE,
    DATED,
    FLAG,
    GOES_ON,
    LEAD,
    ORGANISATION,
    QUESTION,
    SCENE,
    SHOWN,
)
from warehouse.parse.page import FRESH, NOTICE, NUMBERED, SALUTATION, UNWRAPPED, Line
from warehouse.parse.segment import spans_word

AROUND = 6  # lines before and behind that show the column
EDGE = 4  # lines at the top or the bottom where a page's name stands
TAIL = 8  # characters that tell how a line ends
ENDS = (
    ("stop", re.compile(r"[。！!…][”’』」）》]*$|[。！？][）」]$")),
    ("ask", re.compile(r"[？?][”’』」）》]*$")),
    ("list", re.compile(r"[；：;:]$")),
    ("comma", re.compile(r"[，、,]$")),
    ("close", re.compile(r"[”’』」）》】]$")),
    ("dash", re.compile(r"—$")),
    ("digit", re.compile(r"\d$")),
)
BEGINS = (
    ("close", re.compile(r"[，。、；：？！”’）》」』%]")),
    ("quote", re.compile(r"[“‘《「]")),
    ("bracket", re.compile(r"[（(]")),
    ("dash", re.compile(r"—")),
    ("bullet", re.compile(r"[·■●◆▲▶★☆□◎①-⑳△▼↑↓◇○]")),
    ("frame", re.compile(r"[【\[]")),
    ("digit", re.compile(r"\d")),
    ("latin", re.compile(r"[A-Za-z]")),
)
SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]|第[一二三四五六七八九十]{1,3}[章节条]")
ACT = re.compile(
    r"召开|举行|举办|调研|督导|检查|走访|慰问|启动|开展|强调|主持|讲话|开幕|闭幕|推进|打造|助力|获|上线|亮相|签约|开工|揭牌"
)
SPACED = re.compile(r"[^\s，。；、：\d]{3,16}(?:\s+(?=\D)[^\s，。；、：]{3,16}){1,4}$")
PROSE = re.compile(r"[的了和与在是]")
STANDING = re.compile(r"^[·【“\[]|[·】”\]]$|^[\u4e00-\u9fff]{2,6}·[\u4e00-\u9fff]{2,10}$")
WIDTHS = (2, 4, 6, 9, 13, 17, 22, 30, UNWRAPPED)
DIFFERENCES = (-8.0, -3.5, -1.25, -0.25, 0.75, 1.75, 3.5)
MANY_BLANKS = 0.05  # share of the page's lines that begin a block, from which its blank lines tell


def read_signs(lines: Sequence[Line]) -> list[list[str]]:
    """The signs of each line of a page, in file order."""
    own = [_read_line(line) for line in lines]
    ends = [next((name for name, pattern in ENDS if pattern.search(line.text[-TAIL:])), "none") for line in lines]
    begins = [next((name for name, pattern in BEGINS if pattern.match(line.text)), "none") for line in lines]
    indented = sum(line.indent >= 2 for line in lines) >= max(3, len(lines) // 20)
    blocks = len({line.block for line in lines}) > MANY_BLANKS * len(lines)
    page = f"{'indented' if indented else 'flush'},{'blocks' if blocks else 'run'}"
    columns = _read_columns(lines)
    wholes = _read_blocks(lines)
    runs = _read_runs(lines)
    shares = _read_shares(lines)
    margin = min(EDGE, 1 + len(lines) // 20)
    signs = []
    for index, line in enumerate(lines):
        found = ["any", *own[index], f"end:{ends[index]}", f"begin:{begins[index]}"]
        edge = index if index < margin else index - len(lines) if len(lines) - index <= margin else 99
        found.append(f"edge:{edge}")
        before, after = index - 1, index + 1
        starts = index == 0 or lines[before].block != line.block
        closes = after == len(lines) or lines[after].block != line.block
        stands = ("first" if starts else "") + ("last" if closes else "") or "inside"
        found.append(f"block:{stands}")
        found += [f"{sign},{page}" for sign in wholes[line.block]]
        found += runs[index]
        found += shares[index]
        found += [f"{sign},{stands}" for sign in own[index] if sign in FREE]
        found += [f"{sign},edge:{edge != 99}" for sign in own[index] if sign in FREE]
        indent = "in" if line.indent >= 2 else "one" if line.indent else "no"
        found.append(f"indent:{indent},{page},{'first' if starts else 'inside'}")
        own_fit = _bucket(line.width - line.column)
        fit_above, fit_below = _bucket(line.width - columns[index][0]), _bucket(line.width - columns[index][1])
        found += [f"fit:{own_fit}", f"above:{fit_above}", f"below:{fit_below}", f"fit:{own_fit},end:{ends[index]}"]
        found += [f"above:{fit_above},below:{fit_below}", f"above:{fit_above},end:{ends[index]}"]
        found.append(f"fit:{own_fit},{stands}")
        if index:
            last = lines[before]
            gap = "blank" if starts else "next"
            last_fit = _bucket(last.width - last.column)
            last_above = _bucket(last.width - columns[before][0])
            found += [f"-1:{sign}" for sign in own[before]]
            found.append(f"-1:end:{ends[before]},{gap}")
            found.append(f"-1:end:{ends[before]},fit:{last_fit},{gap}")
            found.append(f"-1:end:{ends[before]},above:{last_above},indent:{indent},{page}")
            found.append(f"-1:end:{ends[before]},begin:{begins[index]}")
            found.append(f"-1:end:{ends[before]},fit:{last_fit},fit:{own_fit}")
            found.append(f"-1:above:{last_above},above:{fit_above},{gap}")
            found.append(f"wider:{_bucket(line.width - last.width)},{gap}")
            found.append(f"-1:open:{_is_open_bracket(lines, index)}")
            if ends[before] == "none" and begins[index] == "none" and not starts:
                found.append(f"word:{spans_word(last.text[-3:], line.text[:3])},fit:{last_fit}")
            if index > 1:
                found.append(f"-2:end:{ends[index - 2]}")
        if after < len(lines):
            following = lines[after]
            gap = "blank" if closes else "next"
            found += [f"+1:{sign}" for sign in own[after]]
            found.append(f"+1:end:{ends[after]},{gap}")
            found.append(f"+1:begin:{begins[after]},end:{ends[index]},{gap}")
            indents = "in" if following.indent >= 2 else "no"
            found.append(f"+1:indent:{indents},indent:{indent},{page}")
            found.append(f"+1:fit:{_bucket(following.width - columns[index][1])},below:{fit_below},{gap}")
            if after + 1 < len(lines):
                found.append(f"+2:end:{ends[after + 1]}")
                found += [f"+2:{sign}" for sign in own[after + 1] if sign in TELLING]
        signs.append(found)
    return signs


TELLING = ("lead", "byline", "fresh", "label")
FREE = (
    "masthead",
    "byline",
    "label",
    "names",
    "standing",
    "contact",
    "organisation",
    "flag",
)  # mean more in a line alone


def _bucket(difference: float) -> int:
    """Which of DIFFERENCES it is below."""
    return bisect_right(DIFFERENCES, difference)


def _read_columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """For each line the width of the column above it and below: the second widest of a few lines, in any block."""
    widths = [line.width for line in lines]
    found = []
    for index in range(len(widths)):
        above, below = widths[max(0, index - AROUND) : index], widths[index + 1 : index + 1 + AROUND]
        found.append((_second(above), _second(below)))
    return found


def _second(widths: list[float]) -> float:
    return sorted(widths)[-2] if len(widths) > 1 else widths[0] if widths else 0.0


def _read_blocks(lines: Sequence[Line]) -> dict[int, list[str]]:
    """Signs of each block: how many lines it has, and how many of them have a full stop or a comma."""
    counts: dict[int, list[int]] = {}
    for line in lines:
        count = counts.setdefault(line.block, [0, 0, 0])
        count[0] += 1
        count[1] += "。" in line.text
        count[2] += "，" in line.text
    return {
        block: [
            f"lines:{min(size, 7)},stops:{min(stops, 2)}",
            f"lines:{min(size, 4)},stops:{min(stops, 1)},commas:{min(commas, 2)}",
        ]
        for block, (size, stops, commas) in counts.items()
    }


def _read_runs(lines: Sequence[Line]) -> list[list[str]]:
    """Signs of the run of lines without a full stop that each line stands in: its length, what doesn't fit a column."""
    stopped = ["。" in line.text for line in lines]
    found: list[list[str]] = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and not stopped[end]:
            end += 1
        misfits = [not -2.5 <= line.width - line.column <= 2 for line in lines[index:end]]
        run = f"run:{min(end - index, 7)},misfits:{min(sum(misfits), 4)}"
        for at in range(index, end):
            found.append([run, f"since:{min(at - index, 4)}", f"until:{min(end - at, 4)}"])
        if end < len(lines):
            found.append(["stopped"])
        index = end + 1
    return found


def _read_shares(lines: Sequence[Line]) -> list[list[str]]:
    """How many of a line's pairs of characters the rest of the page has, and, where a paragraph may begin, how many the
    lines above and below it have in common: a title's words come again in its body, a new topic's have not come yet."""
    pairs = [frozenset(PAIR.findall(line.text)) | frozenset(PAIR.findall(line.text[1:])) for line in lines]
    spread = Counter(chain.from_iterable(pairs))
    found = []
    for index, own in enumerate(pairs):
        near = set().union(*pairs[max(0, index - 2) : index], *pairs[index + 1 : index + 3])
        again = sum(spread[pair] > 1 and pair not in near for pair in own)
        signs = [f"again:{min(5, again * 10 // max(4, len(own)))}"]
        if index and STOPPED.search(lines[index - 1].text):
            above = set().union(*pairs[max(0, index - TOPIC) : index])
            below = set().union(*pairs[index : index + TOPIC])
            shared = fsum(1 / (spread[pair] - 1) for pair in above & below)  # whatever the order of the set
            signs.append(f"topic:{min(6, int(shared))}")
        found.append(signs)
    return found


PAIR = re.compile(r"[\u4e00-\u9fff]{2}")
STOPPED = re.compile(r"[。！？][”’）」》]*$|[）)]$")
TOPIC = 6  # lines that show what is spoken of


def _is_open_bracket(lines: Sequence[Line], index: int) -> bool:
    """A bracket in the two lines before isn't closed yet."""
    text = "".join(line.text for line in lines[max(0, index - 2) : index])
    return text.rfind("（") > text.rfind("）")


def _read_line(line: Line) -> list[str]:
    text = line.text
    tight = text.replace(" ", "")
    found = [f"width:{bisect_left(WIDTHS, line.width)}"]
    commas = text.count("，")
    if commas:
        found.append(f"commas:{min(commas, 2)}")
    if "。" in text[:-2]:
        found.append("sentence")
    if LEAD.match(text):
        found.append("lead")
    if len(text) <= 80:
        if is_masthead(text):
            found.append("masthead")
            if line.width <= 4.5:
                found.append("masthead,narrow")
        found += [name for name, pattern in LINE_SIGNS if pattern.match(text)]
        if EDITOR_LINE.match(text):
            found.append("editor")
        if CONTACT_LINE.search(text):
            found.append("contact")
        if ADVERTISED.search(tight):
            found.append("advertised")
        if "。" not in text:
            found += _read_names(text)
    if is_byline_line(text):
        found.append("byline")
    elif find_tail(text):
        found.append("tail")
    if is_photo_credit(text):
        found.append("photographer")
    found += [name for name, pattern in INNER_SIGNS if pattern.search(text)]
    if FLAG.match(tight) or BRIEFS.match(tight):
        found.append("flag")
    if NOTICE.search(text):
        found.append("notice")
    if SPACED.match(text):
        found.append("spaced")
    if ACT.search(text):
        found.append("act")
    if PROSE.search(text):
        found.append("particle")
    if STANDING.search(tight) and line.width < 13:
        found.append("standing")
    if not CREDITS.intersection(found):
        found.append("uncredited")
    if not SET_APART.intersection(found):
        found.append("plain")
    strong = sum(
        1
        for token in re.split(r"[\s　|｜/／:：]+", text)
        if token and (match := WORD.fullmatch(token)) and match["strong"]
    )
    if strong:
        found.append(f"strong:{min(strong, 2)}")
    return found


CREDITS = frozenset(
    (
        "byline",
        "label",
        "names",
        "some names",
        "organisation",
        "day",
        "photographer",
        "shot",
        "tail",
        "closes",
        "contact",
    )
)
SET_APART = frozenset(
    ("masthead", "editor", "contact", "advertised", "weather", "announced", "flag", "standing", "page", "notice")
)
LINE_SIGNS = (
    ("weather", WEATHER),
    ("announced", NOTICE_LINE),
    ("caption", CAPTION),
    ("shown", SHOWN),
    ("question", QUESTION),
    ("numbered", NUMBERED),
    ("section", SECTION),
    ("fresh", FRESH),
    ("dated", DATED),
    ("scene", SCENE),
    ("goes on", GOES_ON),
    ("salutation", SALUTATION),
    ("organisation", re.compile(ORGANISATION.pattern + "$")),
    ("day", re.compile(DATE_LINE.pattern + "$")),
)


INNER_SIGNS = (
    (
        "label",
        re.compile(
            r"^[（(□■◎●\s]*(?:本[报刊]|见习|实习|首席|特约|体育|全媒体|融媒体?)*(?:记者|通讯员|评论员|实习生|作者|[文图][/／|｜：])"
        ),
    ),
    ("shot", re.compile(r"摄[）)]?$|供图[）)]?$|[文图][/／][图文][）)]?$")),
    ("beside", re.compile(r"（[^（）]{0,4}(?:左|右|中|前排|后排)[^（）]{0,4}）")),
    ("closes", re.compile(r"^[^（]*）[^（]*$")),
    ("page", re.compile(r"[▶►→]\s*\d*\s*版?|\d版[）)]?$")),
)


MARKS = re.compile(r"[（）()·□■◎◆]")
PADDED = re.compile(r"(?<!\S)(\S)\s+(?=\S(?!\S))")


def _read_names(text: str) -> list[str]:
    """Whether the words of a line are names of people and nothing else; padded names (李　明) are one word."""
    bare = MARKS.sub(" ", text).strip()
    tokens = [token for token in re.split(r"[\s、/／|:：]+", PADDED.sub(r"\1", bare)) if token]
    named = sum(is_name(token) for token in tokens)
    if not tokens or not named:
        return []
    return ["names"] if named == len(tokens) else ["some names"] if named * 2 >= len(tokens) else []
