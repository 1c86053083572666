"""Whose affairs a page reports, and what its file name and masthead say of paper and page number."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

from warehouse.parse import words
from warehouse.parse.text import bare, fold

PLACE = re.compile(r"(?=([\u4e00-\u9fff]{1,4}(?:自治[县旗]|[区县市旗])))")
COMMON = re.compile(
    r"(?:全|我|该|各|本|此|辖|城|新|老|田园|郊|景|园|社|片|灾|库|林|山|牧|矿|校|小|厂|开发|工业|高新|示范|先行|试验|商圈|夏|冬|县级|地|直辖|都|超|上|夜|集|病|营|特|战|专|街|港|湾|坝|湖|沙|居住|生活|办公|服务|安全|保护|缓冲|核心|风景|旅游|度假|经济|技术|产业|功能|污染|贫困|少数民族|革命老|地质|积水|禁|限行|交易|菜|门|早|楼|股|债|入|开|收|门诊|住院|副|代|务|常务副|乡)[区县市旗]$"
    r"|[为在的了和与对由将是任会约同把给让被时据经]|民[革建盟进]|代表|代理|等|致公|农工|九三"
    r"|^(?:[省市区县的了在为是和与对到从由被及等年月日任委把让使以向来往至]|各|中共|担任|就任|离开|我们|代表|主持|召开|出席|来自|位于|全省|全市|各级|这个|一个|包括|有关|关于|周边)"
)
PAPER = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:日报|晚报|时讯|时报|晨报|周报|周刊|快报|商报|都市报|新闻|新报|报)")
PAGE_NO = re.compile(
    r"(?:^|[^A-Za-z\d])([A-D]\d{1,2}|\d{1,2}(?=版))(?:[^A-Za-z\d]|版|$)|第(\d{1,2}|[一二三四五六七八九十]{1,2})版"
)


def read_jurisdiction(text: str, paper: str | None = None) -> str | None:
    """The district, county or city whose affairs a page reports: what it names most, or what its paper is named after.

    A name is told from the words before it by standing behind different words: of 担任岚溪县 and 岚溪县 the
    shorter is the
    more frequent one.

    >>> read_jurisdiction("二七区召开会议。二七区委书记到场，全区上下")
    '二七区'
    >>> read_jurisdiction("本报讯 我区召开会议，澄湾区委书记到场", "澄湾时讯")
    '澄湾区'
    """
    flat = bare(fold(text))
    counts: Counter[str] = Counter()
    for match in PLACE.finditer(flat):
        if 3 <= len(match[1]) <= 6 and not COMMON.search(match[1]):
            counts[match[1]] += 1
    stem = re.sub(r"(?:日报|晚报|时讯|时报|晨报|周报|周刊|快报|新闻|新报|报)$", "", paper or "")
    if len(stem) >= 2:
        for level in "区县市旗":
            if stem + level in flat:
                return stem + level
    best = max(counts.items(), key=lambda item: (item[1], -len(item[0]), item[0]), default=("", 0))
    longer = [
        (name, count)
        for name, count in counts.items()
        if name.endswith(best[0]) and name != best[0] and count >= 0.8 * best[1]
    ]
    name, count = max(longer, key=lambda item: item[1], default=best)
    return name if count >= 2 else None


def read_place(words_: str) -> str | None:
    """The place that words begin with: 郑州市 of 郑州市纪委监委, not 常务副区 of 常务副区长.

    >>> read_place("郑州市纪委监委"), read_place("常务副区长"), read_place("二七区")
    ('郑州市', None, None)
    """
    match = re.match(r"([\u4e00-\u9fff]{2,5}?(?:省|自治区|市|自治州|州|盟|县|区|旗))(?!长)(?=.)", words_)
    if not match or len(match[1]) < 3:
        return None
    is_named = match[1] in words.places_by_name() or NATURAL.search(match[1]) or not COMMON.search(match[1])
    return match[1] if is_named else None


NATURAL = re.compile(r"[山湾港湖沙林坝][市县]$")  # 山区 and 港区 may be any; 岚山市 is a name


def read_paper(source_file: str, furniture: list[str]) -> str | None:
    """The paper's name, from the file name or a line of furniture that is nothing but a name."""
    for candidate in (PurePosixPath(source_file).stem, *(bare(line) for line in furniture)):
        match = PAPER.match(re.split(r"[_\-\s\d（(·]", candidate)[0])
        if match and len(match.group()) == len(re.split(r"[_\-\s\d（(·]", candidate)[0]):
            return match.group()
    return None


def read_edition(source_file: str, furniture: list[str]) -> str | None:
    """The page number, as the file name or the masthead writes it (A01, 2)."""
    for candidate in (
        re.sub(r"\d{4}[-/_]?\d{1,2}[-/_]?\d{1,2}", " ", PurePosixPath(source_file).stem.replace("_", " ")),
        *furniture,
    ):
        match = PAGE_NO.search(fold(candidate)) if len(candidate) < 60 else None
        if match:
            return match[1] or match[2]
    return None
