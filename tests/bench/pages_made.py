"""Newspaper pages made up for measuring: as long, as broken and as varied as real ones, and always the same ones.

    python -m tests.bench.pages_made FOLDER --megabytes 50 [--seed 1]

A page has some 4,000 characters (12 KB of UTF-8): some ten articles, their columns wrapped at different widths,
headlines apart from bodies, bylines in several styles, furniture between them.  Words come from jieba's dictionary and
are drawn anew for each sentence, so that no cache knows the next page; people, places, papers and figures are invented.
Page N of a seed never changes, whatever else is made.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import functools
import itertools
import math
import random
from collections.abc import Callable
from pathlib import Path

import jieba

from warehouse.settings import CHECKOUT

PAGE_CHARACTERS = 4000
FIRST_DAY = dt.date(2019, 1, 1)
PAGES_A_DAY = 8
WORD_FLAGS = frozenset({"n", "v", "a", "vn", "an", "ad", "b", "nz"})
PLACE_HEADS = "望岚澄栖霁溯沅泠琅屿汀榆筠霖澹峄浔淇洵漪"
PLACE_TAILS = "川溪湾原陵浦桥泽岭塘渡坪洲台门丘崖滩坞港"
PLACE_KINDS = ("区", "县", "市")
SMALL_KINDS = ("街道", "镇", "乡", "社区", "村")
ORGANISATIONS = (
    "教育局",
    "住建局",
    "卫健委",
    "民政局",
    "文旅局",
    "应急管理局",
    "总工会",
    "妇联",
    "交通运输局",
    "农业农村局",
)
POSTS = (
    "{k}委书记",
    "{k}委副书记、{k}长",
    "副{k}长",
    "{k}人大常委会主任",
    "{k}政协主席",
    "{k}委常委、宣传部部长",
    "{k}教育局局长",
)
UNITS = (
    "个",
    "家",
    "户",
    "人",
    "名",
    "亩",
    "公里",
    "万元",
    "亿元",
    "吨",
    "平方米",
    "项",
    "套",
    "%",
    "人次",
    "公顷",
    "万吨",
)
DONE = ("新建", "改造", "完成", "建成", "新增", "整治", "发放", "培训", "引进", "修复")
COLUMNS = ("民生实事", "基层动态", "一线见闻", "图片新闻", "专题报道", "综合新闻")
CHINESE_DIGITS = "〇一二三四五六七八九"


def make_page(number: int, seed: int = 1) -> str:
    """The text of page ``number``."""
    chance = random.Random(f"{seed}:{number}")
    place, kind = _make_place(random.Random(number % 7))  # seven papers, whatever the seed
    day = FIRST_DAY + dt.timedelta(days=number // PAGES_A_DAY)
    blocks, length = [_make_masthead(chance, place, kind, day, number)], 0
    apart: list[str] = []
    while length < PAGE_CHARACTERS:
        article = _make_article(chance, place, kind, day)
        length += sum(map(len, article))
        if chance.random() < 0.4:  # the headline stands elsewhere on the page
            apart.append(article.pop(0))
        blocks += article
    for headline in apart:
        blocks.insert(chance.randint(1, len(blocks)), headline)
    if chance.random() < 0.5:
        blocks.insert(chance.randint(1, len(blocks)), _make_advert(chance, place))
    return "\n\n".join(blocks) + "\n"


def write_pages(
    folder: Path, *, megabytes: float = math.inf, pages: float = math.inf, seed: int = 1, first: int = 0
) -> int:
    """Write so many megabytes of pages (UTF-8), or so many pages, into ``folder``; gives the number of pages."""
    folder.mkdir(parents=True, exist_ok=True)
    written = number = 0
    while written < megabytes * 1e6 and number < pages:
        data = make_page(first + number, seed).encode()
        (folder / f"page-{seed}-{first + number:06}.txt").write_bytes(data)
        written += len(data)
        number += 1
    return number


@functools.cache
def read_vocabulary() -> dict[str, tuple[list[str], list[float]]]:
    """Words of two to four characters by part of speech, and how far up each reaches in the sum of their weights.

    The weight is the root of the frequency: common words come often, rare ones come.
    """
    found: dict[str, list[tuple[str, float]]] = {flag: [] for flag in WORD_FLAGS}
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, count, flag = line.decode().split()
            if flag in WORD_FLAGS and 2 <= len(word) <= 4 and int(count) > 2:
                found[flag].append((word, float(count) ** 0.5))
    return {
        flag: ([word for word, _ in words], list(itertools.accumulate(weight for _, weight in words)))
        for flag, words in found.items()
    }


@functools.cache
def _read_surnames() -> list[str]:
    with (CHECKOUT / "seeds" / "word_surnames.csv").open(encoding="utf-8") as lines:
        return [row["surname"] for row in csv.DictReader(lines) if row["is_common"] == "true"]


@functools.cache
def _read_given_characters() -> list[str]:
    with (CHECKOUT / "seeds" / "word_name_chars.csv").open(encoding="utf-8") as lines:
        return [row["char"] for row in csv.DictReader(lines) if row["given"] and float(row["given"]) > 1.0]


def _pick(chance: random.Random, flag: str) -> str:
    words, reaches = read_vocabulary()[flag]
    return chance.choices(words, cum_weights=reaches)[0]


def _make_place(chance: random.Random) -> tuple[str, str]:
    return chance.choice(PLACE_HEADS) + chance.choice(PLACE_TAILS), chance.choice(PLACE_KINDS)


def _make_person(chance: random.Random) -> str:
    given = chance.choices(_read_given_characters(), k=chance.choice((1, 2, 2, 2)))
    return chance.choice(_read_surnames()) + "".join(given)


def _make_leader(chance: random.Random, place: str, kind: str) -> tuple[str, str]:
    """An office-holder of the place: one of forty, the first of whom are everywhere."""
    number = min(int(chance.expovariate(0.15)), 39)
    return _make_person(random.Random(f"{place}{number}")), POSTS[number % len(POSTS)].format(k=kind)


def _make_number(chance: random.Random) -> str:
    style = chance.random()
    if style < 0.6:
        return str(chance.randint(2, 9) * 10 ** chance.randint(0, 4) + chance.randint(0, 99))
    if style < 0.85:
        return f"{chance.uniform(1, 400):.{chance.randint(1, 2)}f}"
    if style < 0.95:
        return chance.choice("两三四五六七八九") + chance.choice(("", "十", "百", "千", "十余", "百多"))
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(chance.randint(10, 999)))


def _make_date(chance: random.Random, day: dt.date) -> str:
    event = day - dt.timedelta(days=chance.randint(0, 6))
    return chance.choice(
        (f"{event.month}月{event.day}日", f"{event.day}日", "近日", "日前", f"{event.month}月{event.day}日上午")
    )


def _make_sentence(chance: random.Random, place: str, kind: str, day: dt.date) -> str:
    pick = functools.partial(_pick, chance)

    def figure() -> str:
        return f"{chance.choice(DONE)}{pick('n')}{_make_number(chance)}{chance.choice(UNITS)}"

    shape = chance.randrange(14)
    if shape == 0:
        name, post = _make_leader(chance, place, kind)
        said = chance.choice(("强调", "指出", "要求", "表示"))
        return f"{post}{name}{said}，要{pick('v')}{pick('n')}，{pick('ad')}{pick('v')}{pick('n')}{pick('vn')}。"
    if shape == 1:
        change = f"{chance.choice(('增长', '下降'))}{chance.uniform(0.5, 30):.1f}%"
        return f"今年以来，全{kind}{figure()}，{figure()}，同比{change}。"
    if shape == 2:
        return f"{chance.choice(ORGANISATIONS)}{pick('v')}{pick('n')}，计划年底前{figure()}。"
    if shape == 3:
        town = "".join(_make_place(chance)[:1]) + chance.choice(SMALL_KINDS)
        citizen = chance.choice(("村民", "居民", "职工", "志愿者")) + _make_person(chance)
        return f"在{town}，{citizen}说：“{pick('n')}{pick('v')}了，{pick('n')}更{pick('a')}了。”"
    if shape == 4:
        names = [_make_leader(chance, place, kind)[0] for _ in range(chance.randint(2, 5))]
        return f"{'、'.join(names)}等{kind}领导参加{pick('vn')}。"
    if shape == 5:
        return f"截至{day.month}月底，累计{figure()}，其中{pick('n')}{_make_number(chance)}{chance.choice(UNITS)}。"
    clauses = [
        "".join(
            pick(flag)
            for flag in chance.choice((("a", "n", "v", "n"), ("n", "ad", "v"), ("v", "nz", "n"), ("vn", "b", "n")))
        )
        for _ in range(chance.randint(2, 4))
    ]
    return "，".join(clauses) + chance.choice("。。。！；")


def _make_article(chance: random.Random, place: str, kind: str, day: dt.date) -> list[str]:
    """Headline, paragraphs in wrapped blocks, and a byline where it has one."""
    pick, width = functools.partial(_pick, chance), chance.choice((11, 12, 13, 14, 16, 18, 24))
    name, post = _make_leader(chance, place, kind)
    topic = pick("n") + pick("vn")
    headline = chance.choice(
        (
            f"{name}{chance.choice(('调研', '检查', '督导'))}{topic}工作",
            f"{place}{kind}{pick('v')}{topic}",
            f"{pick('a')}{topic} {pick('v')}{pick('n')}",
        )
    )
    reporter, style = _make_person(chance), chance.randrange(5)
    opening = {
        0: "本报讯 ",
        1: f"本报讯（记者 {reporter}）",
        2: f"本报{place}{_make_date(chance, day)}讯 ",
        3: "本报讯 ",
    }.get(style, "")
    lead = f"{opening}{_make_date(chance, day)}，{post}{name}到{chance.choice(ORGANISATIONS)}调研{topic}工作。"
    paragraphs = [lead + _make_sentence(chance, place, kind, day)]
    for _ in range(chance.randint(2, 5)):
        paragraphs.append("".join(_make_sentence(chance, place, kind, day) for _ in range(chance.randint(2, 4))))
    if style in (0, 2):
        paragraphs[-1] += f"\n记者 {_spread(reporter)} 通讯员 {_spread(_make_person(chance))}"
    elif style == 3:
        paragraphs[-1] += f"（{reporter} {_make_person(chance)}）"
    elif style == 4:
        paragraphs.insert(0, f"□ 本报记者 {reporter}")
    return [headline, *(_wrap(paragraph, width) for paragraph in paragraphs)]


def _spread(name: str) -> str:
    """张伟 as papers print it: 张　伟."""
    return "　".join(name) if len(name) == 2 else name


def _wrap(paragraph: str, width: int) -> str:
    lines = []
    for line in paragraph.split("\n"):
        lines += [line[start : start + width] for start in range(0, len(line), width)]
    return "\n".join(lines)


def _make_masthead(chance: random.Random, place: str, kind: str, day: dt.date, number: int) -> str:
    digits = "".join(CHINESE_DIGITS[int(digit)] for digit in str(day.year))
    shown: Callable[[], str] = chance.choice(
        (
            lambda: f"{place}时讯 {day.year}年{day.month}月{day.day}日 星期{'一二三四五六日'[day.weekday()]}",
            lambda: (
                f"{place}时讯\n第{number % 8 + 1:02}版 {chance.choice(COLUMNS)}\n{day.year}年{day.month}月{day.day}日"
            ),
            lambda: f"{digits}年{day.month}月{day.day}日 {place}时讯 责任编辑 {_make_person(chance)}",
        )
    )
    return shown()


def _make_advert(chance: random.Random, place: str) -> str:
    noun = _pick(chance, "n")
    telephone = f"0{chance.randint(300, 999)}-{chance.randint(1000000, 9999999)}"
    return f"公 告\n{place}{noun}有限公司招聘{chance.randint(1, 9)}名{noun}工，联系电话：{telephone}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{write_pages(given.folder, megabytes=given.megabytes, seed=given.seed)} pages in {given.folder}")


if __name__ == "__main__":
    main()
