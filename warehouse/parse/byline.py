"""Bylines: who wrote, sent in or photographed an article, in the forms in which papers print it.

记者 景静 通讯员 胡伟            a line of its own, or the end of the last line of a body
本报讯（记者 甲 通讯员 乙丙）     in front
□本报记者 甲 文/图  (甲 乙)  甲 摄
"""

from __future__ import annotations

import re
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.text import fold


class Credit(NamedTuple):
    """One person of a byline; start and end are indices into the text that was read."""

    name: str  # without padding
    kind: str  # reporter, correspondent, photographer, editor
    qualifier: str | None
    unit: str | None
    start: int
    end: int


HAN = r"\u3400-\u9fff"
KIND = {
    "摄影记者": "photographer", "摄影": "photographer", "摄": "photographer",
    "记者": "reporter", "报道员": "correspondent", "通讯员": "correspondent", "通讯": "correspondent", "作者":
    "reporter", "供稿": "correspondent",
    "评论员": "reporter", "撰稿": "reporter", "撰文": "reporter", "文": "reporter", "图": "photographer",
    "读者": "reporter", "市民": "reporter", "见习生": "reporter", "实习生": "reporter",
    "编辑": "editor", "责编": "editor", "责任编辑": "editor", "整理": "editor",
}  # fmt: skip
QUALIFIER = (
    r"(?:本[报刊网台]|本报社|首席|特约|特派|特邀|见习|实习|全媒体|融媒体?|新媒体|驻[\u4e00-\u9fff]{1,4}|"
    r"[\u4e00-\u9fff]{2,6}(?:日报|晚报|时报|时讯|晨报|报社|融媒(?:体中心)?|电视台|新华社))"
)
LABEL = re.compile(
    rf"(?P<label>(?P<qualifier>{QUALIFIER}*)(?P<kind>摄影记者|记者|通讯员|报道员|评论员|实习生|见习生|作者|供稿|撰稿|撰文|摄影|责任编辑|责编|编辑|(?:读者|市民)(?=\s)))(?=[\s：:/／、]|[{HAN}]|$)"
)
TOKEN = re.compile(rf"[{HAN}·]+|[/／]|[□■◎◆▲△]|[A-Za-z]+")
SUFFIX = re.compile(r"(?:摄影报道|文[/／ ]?图|图[/／ ]?文|供图|供稿|报道|摄影|整理|摄|撰文|撰稿|文|图)$")
MARKS = frozenset("文图摄/／")
UNIT_END = re.compile(
    r"(?:中心|[局委办院校社厅处科所部站团会联队]|公司|集团|法院|检察院|街道|镇|乡|村|支队|大队|中队|小学|中学|大学|医院|政府|办公室)$"
)
JUNK = re.compile(r"[□■◎◆▲△●★—\-－_|（）()【】\[\]：:，,、；;。.·\s]*")


def is_name(token: str) -> bool:
    """A whole token that can be a person's name.

    >>> is_name("欧阳清岚"), is_name("阿依古丽·买买提"), is_name("从区政府"), is_name("本报")
    (True, True, False, False)
    """
    if "·" in token:
        return all(1 <= len(part) <= 8 for part in token.split("·")) and len(token) <= 18
    if len(token) >= 2 and token[:2] in words.compound_surnames():
        return 3 <= len(token) <= 4
    if not 2 <= len(token) <= 4 or token in NOT_NAMES:
        return False
    if token[0] not in words.surnames():
        return False
    return len(token) < 4 or token[1] in words.surnames()


def _is_free_name(token: str) -> bool:
    """Behind a label with a space, a word of two to four characters is a name even without a known family name
    (道尔吉, 水清清)."""
    return (
        2 <= len(token) <= 4
        and token not in NOT_NAMES
        and not UNIT_END.search(token)
        and not re.search(r"从|在|获|日|到|于|了|采", token)
    )


NOT_NAMES = frozenset(
    [
        "本报",
        "本版",
        "本刊",
        "综合",
        "报道",
        "文图",
        "图文",
        "记者",
        "通讯员",
        "通讯",
        "公告",
        "高清",
        "文化",
        "文明",
        "时政",
        "金融",
        "关注",
        "白天",
        "东风",
        "南风",
        "和平",
        "成功",
        "明天",
        "于是",
        "平安",
    ]
)


def is_byline_line(text: str) -> bool:
    """A folded line that is nothing but a byline.

    >>> [is_byline_line(line) for line in ("记者 景静 通讯员 胡伟", "□本报记者 李 明 文/图", "记者从区政府获悉")]
    [True, True, False]
    >>> is_byline_line("(李明 王五)"), is_byline_line("李明 摄")
    (True, True)
    """
    text = fold(text).strip()
    if len(text) > 70 or re.search(r"[。！？“”]", text):
        return False
    if re.fullmatch(
        r"[□■◎◆\s]*[（(]?\s*(?:本报综合|本报综合报道|综合|据[^，。、]{2,10}(?:社|网|报|公众号|客户端)|来源[:：].{2,14}|本报评论员|本报通讯员|.{2,4}社|作者[为系].{2,20})\s*[）)]?",
        text,
    ):
        return True
    if LABEL.search(text):
        return bool(read_byline(text)) and not _leftover(text)
    inner = re.fullmatch(r"(?:[□■◎◆]\s*|[（(])\s*([^（）()]{2,24}?)\s*[）)]?", text)
    if inner and text[0] in "□■◎◆（(":
        tokens = re.split(r"[\s、，]+", SUFFIX.sub("", inner.group(1)).strip())
        return all(is_name(token) for token in _join_padded(tokens))
    return is_photo_credit(text)


def is_photo_credit(text: str) -> bool:
    """甲 摄, 甲/摄, 记者 甲 摄影报道."""
    match = re.fullmatch(
        rf"[（(]?\s*(?:本报)?(?:记者|通讯员)?\s*((?:[{HAN}]{{1,4}}[\s、/／]*){{1,4}}?)[\s/／]*(?:摄影报道|摄影|摄|供图|/图)\s*[）)]?",
        text,
    )
    if match is None:
        return False
    return all(is_name(token) for token in _join_padded(re.split(r"[\s、/／]+", match[1].strip())))


def _leftover(text: str) -> bool:
    """Words of a line that no label, name, unit or suffix explains."""
    rest = text
    for credit in {credit.start: credit for credit in sorted(read_byline(text), key=lambda item: -item.start)}.values():
        rest = rest[: credit.start] + " " + rest[credit.end :]
        if credit.unit:
            rest = rest.replace(credit.unit, " ", 1)
    rest = LABEL.sub(" ", rest)
    rest = re.sub(r"摄影报道|文[/／ ]?图|图[/／ ]?文|供图|供稿|报道|摄影|摄|整理|撰文|文|图|采写|通讯|[/／]", " ", rest)
    return len(JUNK.sub("", rest)) > 0


BOTH = re.compile(r"\s文\s?[/／]?\s?图\s*[）)]?$")  # 记者 甲 通讯员 乙 文/图: both wrote and photographed


def read_byline(text: str) -> list[Credit]:
    """The people of a byline text (a line, or what stands in brackets), in order.

    >>> [(c.name, c.kind) for c in read_byline("记者 张改华 通讯员 郭佳星/文 杨坤/图")]
    [('张改华', 'reporter'), ('郭佳星', 'correspondent'), ('杨坤', 'photographer')]
    >>> [(c.name, c.unit) for c in read_byline("通讯员 区融媒体中心 李　明")]
    [('李明', '区融媒体中心')]
    """
    text = fold(text)
    credits: list[Credit] = []
    labels = list(LABEL.finditer(text))
    starts: list[tuple[int, re.Match[str] | None]] = [(match.end(), match) for match in labels]
    starts = starts or [(0, None)]
    for index, (begin, label) in enumerate(starts):
        end = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        kind = KIND[label["kind"]] if label else "reporter"
        qualifier = (label["qualifier"] or None) if label else None
        credits += _read_names(text, begin, end, kind, qualifier)
    if re.match(r"\s*文\s*[/／]?\s*图", text):
        credits += [credit._replace(kind="photographer") for credit in credits]
    if len(labels) > 1 and BOTH.search(text):
        shown = {credit.name for credit in credits if credit.kind == "photographer"}
        credits += [c._replace(kind="photographer") for c in credits if c.kind != "photographer" and c.name not in shown]
    if not labels and re.search(r"(?:摄影|摄|供图|/图)\s*[）)]?\s*$", text) and not re.search("文", text):
        credits = [credit._replace(kind="photographer") for credit in credits]
    return credits


def _read_names(text: str, begin: int, end: int, kind: str, qualifier: str | None) -> list[Credit]:
    credits: list[Credit] = []
    unit: str | None = None
    labelled = begin > 0 and text[begin : begin + 1] in " ：:/"  # 记者 甲: whatever stands there is a name
    open_from = 0  # names since the last 文 or 图 mark, whose kind the next mark can change
    tokens = [(m.group(), begin + m.start(), begin + m.end()) for m in TOKEN.finditer(text[begin:end])]
    index = 0
    while index < len(tokens):
        word, start, stop = tokens[index]
        index += 1
        if (
            len(word) == 1
            and index < len(tokens)
            and len(tokens[index][0]) == 1
            and (word not in MARKS or (word == "文" and not credits and tokens[index][0] not in MARKS))
            and text[stop : tokens[index][1]].isspace()
            and is_name(word + tokens[index][0])
        ):
            word, stop, index = word + tokens[index][0], tokens[index][2], index + 1
        mark = re.fullmatch(r"文|图|摄|摄影|供图|文图|图文|摄影报道|报道|整理|采写|撰文", word)
        if word in "/／":
            continue
        if mark:
            slash_pair = word == "文" and [t[0] for t in tokens[index : index + 2]] in (
                ["/", "图"],
                ["／", "图"],
                ["图"],
            )
            if word in ("图", "摄", "摄影", "供图") and not (
                credits and word == "图" and _after_text_mark(tokens, index - 1)
            ):
                credits[open_from:] = [credit._replace(kind="photographer") for credit in credits[open_from:]]
            if word in ("文图", "图文", "摄影报道") or slash_pair:
                credits += [
                    credit._replace(kind="photographer")
                    for credit in credits[open_from:]
                    if credit.kind != "photographer"
                ]
                if slash_pair:
                    index += 2 if tokens[index][0] in "/／" else 1
            open_from = len(credits)
            continue
        name, cut = _strip_suffix(word)
        if is_name(name) or (labelled and _is_free_name(name)):
            credits.append(Credit(name, kind, qualifier, unit, start, start + cut if cut < len(word) else stop))
            if cut < len(word):
                tokens.insert(index, (word[cut:], start + cut, stop))
        elif UNIT_END.search(word) or len(word) > 4:
            unit = word
    return credits


def _after_text_mark(tokens: list[tuple[str, int, int]], index: int) -> bool:
    """图 of 文/图: the mark before it is 文."""
    return index >= 1 and (
        tokens[index - 1][0] == "文" or (tokens[index - 1][0] in "/／" and index >= 2 and tokens[index - 2][0] == "文")
    )


def _strip_suffix(word: str) -> tuple[str, int]:
    if is_name(word) and word[-1] not in "摄文图":
        return word, len(word)
    match = SUFFIX.search(word)
    if match and match.start() >= 2 and (match.group() not in ("文", "图") or len(word) > 3):
        return word[: match.start()], match.start()
    return word, len(word)


def _join_padded(tokens: list[str]) -> list[str]:
    """李 明 -> 李明: two single characters in a row are one padded name."""
    joined: list[str] = []
    index = 0
    while index < len(tokens):
        if (
            len(tokens[index]) == 1
            and index + 1 < len(tokens)
            and len(tokens[index + 1]) == 1
            and (tokens[index] not in MARKS or (tokens[index] == "文" and index == 0 and tokens[1] not in MARKS))
        ):
            joined.append(tokens[index] + tokens[index + 1])
            index += 2
        else:
            joined.append(tokens[index])
            index += 1
    return joined


TAIL = re.compile(
    rf"""(?<=[。！？!?”’…）)；])[\s□■◎◆]*(?P<byline>
        [（(](?:{QUALIFIER}|摄影|本报)*(?:记者|通讯员|作者)[^。（）()]{{2,60}}[）)]\s*$
      | (?:{QUALIFIER})*(?:摄影)?(?:记者|通讯员|实习生|作者|评论员)[\s：:]*[^。！？，]{{2,70}}$      # 记者 甲 通讯员 乙
      | [（(][{HAN}·]{{1,6}}(?:[\s、，]+[{HAN}·]{{1,6}}){{0,4}}[）)]\s*$                   # （甲 乙）
      | (?<=[□■◎◆])\s*[{HAN}·]{{1,6}}(?:[\s、]+[{HAN}·]{{1,6}}){{0,3}}\s*$                # □ 甲
      | [{HAN}]{{1,4}}(?:[\s、][{HAN}]{{1,4}}){{0,2}}\s*[/／ ]?(?:摄影报道|摄|供图)\s*$     # 甲 摄
      | [（(](?:本报综合|据[^（）()]{{2,16}}|来源[^（）()]{{2,16}}|[^（）()]{{2,6}}社)[）)]\s*$
    )""",
    re.VERBOSE,
)


def find_tail(text: str) -> tuple[int, list[Credit]] | None:
    """The byline that ends a body, as (index where it begins, people), or None.

    >>> find_tail("为党的百年华诞献礼。记者 张改华")[0]
    10
    """
    low = max(0, len(text) - 90)
    folded = fold(text[low:])
    for match in TAIL.finditer(folded):
        start = match.start("byline")
        people = [
            c._replace(start=c.start + low + start, end=c.end + low + start) for c in read_byline(match["byline"])
        ]
        if people and not _leftover(match["byline"]):
            return low + start, people
        if re.match(r"[（(](?:本报综合|据|来源|.{2,6}社[）)])", match["byline"]):
            return low + start, []
    return None


FRONT = re.compile(
    rf"""^[\s■□◆●▲]*(?:
        .{{0,24}}?[（(](?P<brackets>[^（）()]{{0,70}}(?:记者|通讯员|作者|实习生)[^（）()]{{0,70}})[）)]
      | (?:本报讯|.{{2,10}}讯|.{{2,14}}电)?\s*
        (?P<plain>(?:{QUALIFIER})*(?:记者|通讯员)[\s：:]*[^，。（）]{{2,60}}?)\s*(?:报道|
          摄影报道|采写)\s*[：:，]?
      | (?:本报讯|.{{2,10}}讯)\s+(?P<bare>(?:{QUALIFIER})*(?:记者|通讯员)[\s：:]+[^，。（）]{{2,40}}?)(?=\s+\S*(?:日|
          近日|日前|\d))
    )""",
    re.VERBOSE,
)


def find_front(text: str) -> tuple[int, int, list[Credit]] | None:
    """The byline in a lead, as (start, end, people) of what the label and names take, or None.

    >>> find_front("本报讯（记者 李明）9月15日")[2][0].name
    '李明'
    """
    folded = fold(text[:160])
    match = FRONT.match(folded)
    if not match:
        return None
    group = next(name for name in ("brackets", "plain", "bare") if match[name])
    start, end = match.span(group)
    people = [c._replace(start=c.start + start, end=c.end + start) for c in read_byline(match[group])]
    return (start, end, people) if people else None
