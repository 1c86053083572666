"""The people of a byline: names, kinds, qualifiers and units, in the forms in which papers print them.

记者 景静 通讯员 胡伟 · 本报记者李明通讯员王芳 · 甲/文 乙/图 · 文｜记者 甲 图｜乙 · 通讯员 区融媒体中心 李　明

A byline is read word by word: labels, names, units and the marks 文 and 图, which stand behind the names that they
speak of, or before them where the byline begins with one.
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
    is_labelled: bool = True  # the byline says what the person is


class Reading(NamedTuple):
    """What a byline text says, and whether labels, names, units and marks explain every word of it."""

    credits: list[Credit]
    is_whole: bool
    has_label: bool
    has_mark: bool  # 文, 图, 摄


HAN = r"\u3400-\u9fff"
KIND = {
    "摄影记者": "photographer", "摄影": "photographer", "图片": "photographer", "图": "photographer",
    "通讯员": "correspondent", "报道员": "correspondent", "供稿": "correspondent",
    "责任编辑": "editor", "责编": "editor", "编辑": "editor",
}  # fmt: skip
QUALIFIER = (
    r"(?:本[报刊网台]|本报社|首席|特约|特派|特邀|见习|实习|全媒体|融媒体?|新媒体|驻[\u4e00-\u9fff]{1,4}|"
    r"[\u4e00-\u9fff]{2,6}(?:报社?|时讯|融媒(?:体中心)?|电视台)|新华社|中新社|[\u4e00-\u9fff]{1,4}融媒体中心)"
)
LABEL = re.compile(
    rf"(?P<qualifier>{QUALIFIER}*)(?P<kind>摄影记者|学生记者|小记者|记者|通讯员|报道员|评论员|实习生|见习生|作者|供稿|撰稿人?|"
    rf"撰文|执笔|采写|文字|图片|摄影(?!报道)|责任编辑|责编|编辑|整理|(?:读者|市民|网友)(?=[\s：]|$))(?=[\s：:/／、|｜]|[{HAN}]|$)"
)
RUN = re.compile(rf"[{HAN}·]+|[A-Za-z]+")
MARK = re.compile(r"文图|图文|文|图|摄影报道|摄影|摄|供图")
SHOT = frozenset(("图", "摄影", "摄", "供图", "图片"))
SUFFIX = re.compile(r"(?:摄影报道|文图|图文|供图|供稿|报道|摄影|整理|摄|撰文|撰稿|采写|文|图)$")
SILENT = re.compile(r"(?:报道|整理|采写|撰文|撰稿|供稿|通讯|综合)$")
UNIT_END = re.compile(
    r"(?:中心|[局委办院校社厅处科所部站团会联队]|公司|集团|法院|检察院|街道|镇|乡|村|支队|大队|中队|小学|中学|大学|医院|政府|办公室|融媒)$"
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
        "来源",
        "供稿",
        "摄影",
        "获悉",
    ]
)
NOT_FREE = re.compile(r"[从在获日到于了采说者]")


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


def read_byline(text: str) -> list[Credit]:
    """The people of a byline text (a line, or what stands in brackets), in order.

    >>> [(c.name, c.kind) for c in read_byline("记者 张改华 通讯员 郭佳星/文 杨坤/图")]
    [('张改华', 'reporter'), ('郭佳星', 'correspondent'), ('杨坤', 'photographer')]
    >>> [(c.name, c.unit) for c in read_byline("通讯员 区融媒体中心 李　明")]
    [('李明', '区融媒体中心')]
    """
    folded = fold(text)
    return read_credits(folded).credits or _read_lone_names(folded)


LONE = re.compile(rf"[\s·（()）—]*(?P<names>[{HAN}]{{1,4}}(?:[\s、]+[{HAN}]{{1,4}}){{0,3}})[\s（()）]*")


def _read_lone_names(folded: str) -> list[Credit]:
    """Names and nothing else: in a line that is a byline, words of two to four characters are names, known or not."""
    match = LONE.fullmatch(folded)
    if match is None:
        return []
    low = match.start("names")
    words_ = [Word("other", run[0], low + run.start(), low + run.end()) for run in RUN.finditer(match["names"])]
    found = _join_marks(words_, folded)
    if not all(2 <= len(w.text) <= 4 and w.kind != "mark" and not _is_no_name(w.text) for w in found):
        return []
    return [Credit(word.text, "reporter", None, None, word.start, word.end, False) for word in found]


def _is_no_name(text: str) -> bool:
    return text in NOT_NAMES or UNIT_END.search(text) is not None


class Word(NamedTuple):
    """A word of a byline: kind is label, name, unit, mark, silent (报道) or other."""

    kind: str
    text: str
    start: int
    end: int
    qualifier: str | None = None


def read_credits(folded: str) -> Reading:
    """Read a folded byline text word by word."""
    found = _join_marks(_split_words(folded), folded)
    found = _name_words(found, in_brackets=folded.strip()[:1] == "（" and folded.strip()[-1:] == "）")
    credits = _credit_names(found)
    return Reading(
        credits,
        all(word.kind != "other" for word in found) and (bool(credits) or not any(w.kind == "unit" for w in found)),
        any(word.kind == "label" for word in found),
        any(word.kind == "mark" for word in found),
    )


def _split_words(folded: str) -> list[Word]:
    """Labels, and the runs of characters between them."""
    found: list[Word] = []
    for run in RUN.finditer(folded):
        begin, end = run.span()
        at = begin
        for label in LABEL.finditer(folded, begin, end):
            if label.start() > at:
                found.append(Word("other", folded[at : label.start()], at, label.start()))
            found.append(Word("label", label["kind"], label.start(), label.end(), label["qualifier"] or None))
            at = label.end()
        if at < end:
            found.append(Word("other", folded[at:end], at, end))
    return found


def _join_marks(found: list[Word], folded: str) -> list[Word]:
    """文/图 is one mark; a label that no name follows (李明 摄影) is a mark too; padded names are joined (李　明)."""
    joined: list[Word] = []
    index = 0
    while index < len(found):
        word, after = found[index], found[index + 1] if index + 1 < len(found) else None
        gap = folded[word.end : after.start] if after else ""
        if after and {word.text, after.text} in ({"文", "图"}, {"文", "摄"}, {"文", "摄影"}) and not gap.isspace():
            word, index = Word("mark", "文图", word.start, after.end), index + 1
        elif after and _is_padded(word, after, gap, joined):
            word, index = Word("name", word.text + after.text, word.start, after.end), index + 1
        elif after and len(word.text) == 1 and len(after.text) == 2 and after.text[1] == "摄" and gap.isspace():
            joined.append(Word("name", word.text + after.text[0], word.start, after.end - 1))
            word, index = Word("mark", "摄", after.end - 1, after.end), index + 1
        elif (
            word.kind == "label"
            and word.text in ("摄影", "图片", "整理", "供稿", "撰文", "采写")
            and (after is None or (after.kind == "label" and word.text != "采写"))
        ):
            word = word._replace(kind="mark" if word.text in SHOT else "silent")
        elif word.kind == "other" and MARK.fullmatch(word.text):
            word = word._replace(kind="mark")
        joined.append(word)
        index += 1
    return joined


def _is_padded(word: Word, after: Word, gap: str, before: list[Word]) -> bool:
    """李　明 or 欧阳　明: characters of one name with white space between; 文 in front of a name is a mark if names
    stand before it."""
    if word.kind != "other" or after.kind != "other" or not gap or not gap.isspace() or len(after.text) != 1:
        return False
    if len(word.text) == 2:
        return word.text in words.compound_surnames() and after.text not in "文图摄"
    if len(word.text) != 1 or word.text in "图摄":
        return False
    if not is_name(word.text + after.text) and (after.text in "文图摄" or all(item.kind != "label" for item in before)):
        return False  # behind a label two characters apart are a name, known or not (区　楠, 和　平)
    return word.text != "文" or (after.text not in "图摄" and (not before or before[-1].kind == "label"))


def _name_words(found: list[Word], in_brackets: bool) -> list[Word]:
    """Tell names, units and marks among the runs that are neither labels nor joined."""
    named: list[Word] = []
    for index, word in enumerate(found):
        if word.kind != "other":
            named.append(word)
            continue
        before = found[index - 1] if index else None
        # 记者 甲: whatever stands behind a label and a space is a name; in brackets (通讯员甲) behind the label alone
        parted = before is not None and (before.end < word.start or (in_brackets and len(word.text) <= 3))
        is_free = parted and any(item.kind == "label" for item in named)
        after = found[index + 1] if index + 1 < len(found) else None
        named += _name_run(word, is_free, after is not None and after.kind in ("other", "name"), after)
    return named


def _name_run(word: Word, is_free: bool, name_follows: bool, after: Word | None) -> list[Word]:
    text, start = word.text, word.start
    if SILENT.fullmatch(text):
        return [word._replace(kind="silent")]
    if (
        UNIT_END.search(text)
        and len(text) >= 3
        and (name_follows or len(text) > 4 or (after and after.kind == "label"))
    ):
        return [word._replace(kind="unit")]
    pieces = _split_names(text, is_free)
    if pieces:
        return [Word("name", text[low:high], start + low, start + high) for low, high in pieces]
    match = SUFFIX.search(text)
    if match and match.start() >= 2:
        pieces = _split_names(text[: match.start()], is_free)
        if pieces:
            names = [Word("name", text[low:high], start + low, start + high) for low, high in pieces]
            mark = "silent" if SILENT.fullmatch(match[0]) else "mark"
            return [*names, Word(mark, match[0], start + match.start(), word.end)]
    return [word]


def _split_names(text: str, is_free: bool) -> list[tuple[int, int]]:
    """One name, or two or three run together (王芳张伟): the offsets of each, or nothing."""
    is_bare = text[-1] not in "摄文图" or len(text) == 2 or (len(text) == 3 and text[-1] != "摄")
    if (
        len(text) == 4
        and not is_free
        and text[:2] not in words.compound_surnames()
        and is_name(text[:2])
        and is_name(text[2:])
    ):
        return [(0, 2), (2, 4)]
    if is_bare and (is_name(text) or (is_free and _is_free_name(text))):
        return [(0, len(text))]
    if 4 <= len(text) <= 9 and "·" not in text:
        for size in (3, 2):
            if is_name(text[:size]) and (rest := _split_names(text[size:], False)):
                return [(0, size), *((low + size, high + size) for low, high in rest)]
    return []


def _is_free_name(token: str) -> bool:
    """Behind a label with a space, a word of two to four characters is a name even without a known family name
    (道尔吉, 水清清)."""
    return 2 <= len(token) <= 4 and token not in NOT_NAMES and not NOT_FREE.search(token)


def _credit_names(found: list[Word]) -> list[Credit]:
    """Give every name its kind: that of the label before it, changed by marks."""
    credits: list[Credit] = []
    label: Word | None = None
    unit: str | None = None
    leading = next((word.kind for word in found if word.kind != "silent"), "") == "mark"
    mark = found[0].text if leading else ""
    open_from = 0  # names since the last mark, whose kind the next mark can change
    for index, word in enumerate(found):
        if word.kind == "label":
            label, unit = word, None
        elif word.kind == "unit":
            unit = word.text
        elif word.kind == "mark" and leading:
            mark = word.text
        elif word.kind == "mark" and word.text in SHOT and _names_follow(found[index + 1 :]):
            mark, leading = word.text, True
        elif word.kind == "mark":
            credits, open_from = _apply_mark(credits, word.text, open_from)
        elif word.kind == "name":
            kind = KIND.get(label.text, "reporter") if label else "reporter"
            kind = "photographer" if mark in SHOT else kind
            credits.append(
                Credit(
                    word.text, kind, label.qualifier if label else None, unit, word.start, word.end, label is not None
                )
            )
    if mark in ("文图", "图文"):
        credits += [credit._replace(kind="photographer") for credit in credits if credit.kind != "photographer"]
    return credits


def _names_follow(words_: list[Word]) -> bool:
    """Behind a mark stand names and no other mark: it speaks of them (实习生 甲 图 乙)."""
    kinds = [word.kind for word in words_]
    return "name" in kinds and "mark" not in kinds and "label" not in kinds


def _apply_mark(credits: list[Credit], mark: str, open_from: int) -> tuple[list[Credit], int]:
    """文 leaves the names before it as they are, 图 makes them photographers, 文图 makes them both."""
    shown = credits[open_from:]
    if mark in SHOT:
        credits = credits[:open_from] + [credit._replace(kind="photographer") for credit in shown]
    elif mark != "文":
        credits = credits + [credit._replace(kind="photographer") for credit in shown if credit.kind != "photographer"]
    return credits, len(credits)
