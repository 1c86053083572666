"""Where bylines stand: in a line of their own, behind the last sentence of a body, in the brackets of a lead.

Who is named in them is read in ``credits``.
"""

from __future__ import annotations

import functools
import re

from warehouse.parse.credits import HAN, QUALIFIER, Credit, Reading, is_name, read_byline, read_credits
from warehouse.parse.text import fold

__all__ = ["Credit", "find_front", "find_tail", "is_byline_line", "is_name", "is_photo_credit", "read_byline"]

LONGEST = 70  # characters of a byline line
SIGNS = re.compile(  # a byline holds one of these
    r"记者|通讯员|[摄图□■◎◆]|文[/／|｜\s]|^[（(]|[）)]$|作者|供稿|报道员|评论员|实习生|见习生|读者|市民|网友|编辑|责编|采写|执笔|撰|整理|文字|综合|^据|来源"
)
MEDIA = r"[^，。（）]{2,16}(?:社|网|报|公众号|客户端|新闻)电?"
SOURCE = re.compile(
    rf"[□■◎◆\s]*(?:[（(]\s*(?:(?:综合)?据?{MEDIA}|来源：.{{2,14}}|作者[为系].{{2,20}}|[\u4e00-\u9fff]{{2,14}}供稿)\s*[）)]"
    rf"|[（(]?\s*(?:本报综合(?:报道|消息)?|综合(?:[\u4e00-\u9fff]{{2,8}}报道)?|综合?据{MEDIA}|来源：.{{2,14}}|本报评论员|本报通讯员)\s*[）)]?)"
)
SQUARE = re.compile(r"[□■◎◆]")


def is_byline_line(text: str) -> bool:
    """A folded line that is nothing but a byline.

    >>> [is_byline_line(line) for line in ("记者 景静 通讯员 胡伟", "□本报记者 李 明 文/图", "记者从区政府获悉")]
    [True, True, False]
    >>> is_byline_line("(李明 王五)"), is_byline_line("李明 摄")
    (True, True)
    """
    text = text.strip()
    if len(text) > LONGEST or not SIGNS.search(text) or re.search(r"[。！？“”《》]", text):
        return False
    if text[0] in "（(□■◎◆据本" and SOURCE.fullmatch(text):
        return True
    return _is_signature(text, read_credits(text))


def is_photo_credit(text: str) -> bool:
    """甲 摄, 甲/摄, 记者 甲 摄影报道."""
    if len(text) > LONGEST or not re.search(r"[摄图]", text):
        return False
    reading = read_credits(text)
    return reading.is_whole and any(credit.kind == "photographer" for credit in reading.credits)


def _is_signature(text: str, reading: Reading) -> bool:
    """All words are explained, and a label, a mark, a square or brackets say that the names are a byline's."""
    if not reading.credits or not reading.is_whole:
        return False
    in_brackets = text[0] in "（(" and text[-1] in "）)" and text.count("（") + text.count("(") == 1
    return reading.has_label or reading.has_mark or in_brackets or SQUARE.match(text) is not None


STOPPED = re.compile(
    r"[。！？!?…；][”’』）)]*\s*(?P<byline>[^。！？!?…；”]{2,80}?)\s*$|”\s*(?P<quoted>[□■◎◆（(记本通][^。！？；”]{2,80}?)\s*$"
)
ABOUT = 90  # characters of a body's end in which its byline stands


def find_tail(text: str) -> tuple[int, list[Credit]] | None:
    """The byline that ends a body, as (index where it begins, people), or None.

    >>> find_tail("为党的百年华诞献礼。记者 张改华")[0]
    10
    """
    low = max(0, len(text) - ABOUT)
    found = _read_tail(text[low:])
    if found is None:
        return None
    start, credits = found
    return low + start, [c._replace(start=c.start + low, end=c.end + low) for c in credits]


@functools.lru_cache(maxsize=1024)
def _read_tail(text: str) -> tuple[int, list[Credit]] | None:
    """The same of a body's last characters; each is asked for several times while a page is cut."""
    folded = fold(text)
    match = STOPPED.search(folded) if SIGNS.search(folded[-40:]) else None
    if match is None:
        return None
    group = "byline" if match["byline"] is not None else "quoted"
    byline, start = match[group], match.start(group)
    if len(byline) > LONGEST:
        return None
    if byline[0] in "（(" and SOURCE.fullmatch(byline):
        return start, []
    reading = read_credits(byline)
    if not _is_signature(byline, reading) or (
        byline[0] not in "（(□■◎◆" and not reading.has_label and not reading.has_mark
    ):
        return None
    return start, [c._replace(start=c.start + start, end=c.end + start) for c in reading.credits]


FRONT = re.compile(
    rf"""^[\s■□◆●▲]*(?:
        .{{0,24}}?[（(](?P<brackets>[^（）()]{{0,70}}(?:记者|通讯员|作者|实习生)[^（）()]{{0,70}})[）)]
      | (?:本报讯|.{{2,10}}讯)\s*[（(](?P<names>[{HAN}·\s、]{{2,24}})[）)]
      | (?:本报讯|.{{2,10}}讯|.{{2,14}}电)?\s*
        (?P<plain>(?:{QUALIFIER})*(?:记者|通讯员)[\s：:]*[^，。（）]{{2,60}}?)\s*(?:报道|
          摄影报道|采写)\s*[：:，]?
      | (?:本报讯|.{{2,10}}讯)?\s*(?P<bare>(?:{QUALIFIER})*(?:记者|通讯员)[\s：:]+[^，。（）]{{2,40}}?)(?=\s+\S*(?:日|
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
    group = next(name for name in ("brackets", "names", "plain", "bare") if match[name])
    start, end = match.span(group)
    reading = read_credits(match[group])
    if not reading.credits or (group == "names" and not reading.is_whole):
        return None
    return start, end, [c._replace(start=c.start + start, end=c.end + start) for c in reading.credits]
