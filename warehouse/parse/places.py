"""Whose affairs a page reports, and what its file name and masthead say of paper and page number."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

from warehouse.parse import words
from warehouse.parse.text import bare, fold

OWNER = re.compile(r"(?<![\u4e00-\u9fff])?([\u4e00-\u9fff]{2,4}?(?:自治[县旗]|区|县|市|旗))(?=委|政府|人大|政协|人民|召开|举行|区长|县长|市长|领导|纪委|法院|检察院|统计局|教育局|[\u4e00-\u9fff]{0,6}局|在|将|全面|各|的)")
NOT_OWNERS = re.compile(r"^(?:全|我|该|各|本|此|辖|城|新城|老城|田园|郊|景|园|社|片|灾|库|林|山|牧|矿|校|小|厂|开发|工业|高新|示范|先行|商圈|城市|夏|冬|县级|地级|直辖|都)?[区县市旗]$|社区$|园区$|景区$|城区$|片区$|小区$|地区$|辖区$|库区$|灾区$|山区$|厂区$|校区$|街区$|[新老主]城区|开发区$|示范区$|超市$|城市$|全市|全县|全区|我市|我县|我区|上市$|夜市$|集市$|林区$|牧区$|郊区$|病区$|营区$|特区$|战区$|专区$|自治区$|郡县|城市$|省市$")
PAPER = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:日报|晚报|时讯|时报|晨报|周报|周刊|快报|商报|都市报|新闻|新报|报)")
PAGE_NO = re.compile(r"(?:^|[^A-Za-z\d])([A-D]\d{1,2}|\d{1,2}(?=版))(?:[^A-Za-z\d]|版|$)|第(\d{1,2}|[一二三四五六七八九十]{1,2})版")


def read_jurisdiction(text: str) -> str | None:
    """The district, county or city that a page names most as the owner of offices and acts.

    >>> read_jurisdiction("二七区召开会议。二七区委书记到场，全区上下")
    '二七区'
    """
    counts: Counter[str] = Counter()
    for match in OWNER.finditer(bare(fold(text))):
        name = re.sub(r"^(?:在|到|为|对|由|和|与|向|了|的|是|从|日|来|据|经|让|使|以|因|年|月|省|市)", "", match[1])
        if len(name) >= 3 and not NOT_OWNERS.search(name):
            counts[name] += 1
    if not counts:
        return None
    best, count = max(counts.items(), key=lambda item: (item[1], -len(item[0]), item[0]))
    return best if count >= 2 else None


def read_post_jurisdiction(posts: list[str]) -> str | None:
    """The place that a post names itself: 郑州市 of 郑州市纪委监委…主任."""
    for post in posts:
        match = re.match(r"([\u4e00-\u9fff]{2,5}?(?:省|自治区|市|自治州|州|盟|县|区|旗))(?=.)", post)
        if match and len(match[1]) >= 3 and not NOT_OWNERS.search(match[1]):
            return match[1]
    return None


def read_organisation(posts: list[str], jurisdiction: str | None) -> str | None:
    """The body of the first post that names one; 区委 on a page of 二七区 is 二七区委."""
    for post in posts:
        title = next((post[-length:] for length in range(len(post), 1, -1) if post[-length:] in words.titles()), None)
        if title is None or words.titles()[title] in ("collective", "citizen", "expert"):
            continue
        written = re.sub(r"(?:常务|第一|副|代|原|前|执行|名誉)+$", "", post[: -len(title)]) or _implied_body(title)
        if not written:
            continue
        if jurisdiction and written[0] in "区县市旗" and jurisdiction.endswith(written[0]):
            return jurisdiction + written[1:]
        return written
    return None


def _implied_body(title: str) -> str:
    """区委 of 区委书记, 区政府 of 区长."""
    match = re.match(r"([区县市省州旗镇乡])(?:(委|政协|人大)|长)", title)
    return "" if not match else match[1] + (match[2] or "人民政府")


def read_paper(source_file: str, furniture: list[str]) -> str | None:
    """The paper's name, from the file name or a line of furniture that is nothing but a name."""
    for candidate in (PurePosixPath(source_file).stem, *(bare(line) for line in furniture)):
        match = PAPER.match(re.split(r"[_\-\s\d（(·]", candidate)[0])
        if match and len(match.group()) == len(re.split(r"[_\-\s\d（(·]", candidate)[0]):
            return match.group()
    return None


def read_edition(source_file: str, furniture: list[str]) -> str | None:
    """The page number, as the file name or the masthead writes it (A01, 2)."""
    for candidate in (re.sub(r"\d{4}[-/_]?\d{1,2}[-/_]?\d{1,2}", " ", PurePosixPath(source_file).stem.replace("_", " ")), *furniture):
        match = PAGE_NO.search(fold(candidate)) if len(candidate) < 60 else None
        if match:
            return match[1] or match[2]
    return None
