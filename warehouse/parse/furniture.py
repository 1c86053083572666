"""Page furniture: what belongs to no article (mastheads, page names, dates, editors, hotlines, advertisements).

A masthead line is a row of small things in any order (paper, page, sections, date, lunar date, issue, editors,
contacts), so it is told by its words: a line is furniture if all of them are such things.
"""

from __future__ import annotations

import re

from warehouse.parse import words

EDITORS = (
    r"(?:本[版期])?(?:值班|执行|责任|见习|电子)?(?:责编|编辑|主编|副主编|总编辑?|编审|编委|组版|排版|版式|版面|"
    r"美编|校对|校检|检校|审读|审校|视觉|终审|监制)"
)
CONTACT = (
    r"(?:[\u4e00-\u9fff]{0,6}(?:热线|电话|专线|报料|爆料|投稿|邮箱|电邮|公众号|微博|网址|网站|客户端|传真|地址|社址|"
    r"邮编|邮政编码|定价|零售价|印刷|发行|订阅)|E-?mail|QQ群?|微信号?|扫码|扫一扫|广告许可证.{0,4})"
)
YEAR = r"(?:(?:19|20)\d\d|[二一][〇零○九][〇零○一二三四五六七八九]{2})年?"
DAY = rf"{YEAR}[-./]?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[月./-](?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日?"
WORD = re.compile(
    rf"""(?P<strong>
        {DAY} | (?:\d{{1,2}}月\d{{1,2}}日)                                  # 2019年4月16日; 2016.12.30
      | 星期[一二三四五六日天] | 周[一二三四五六日]
      | (?:农历)?[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年.{{0,8}}     # 己亥年三月十二
      | 农历.{{2,12}}
      | (?:今日|本期|共|本报今日)\d{{1,3}}版 | 总?第\d{{1,6}}(?:期|号)(?:总第\d+期)? | \d{{1,3}}期
      | 第?[A-Z]?\d{{1,2}}版 | 第?[一二三四五六七八九十]{{1,3}}版                 # 03版; 第五版
      | [A-Z]\d{{1,2}} | 第\d{{1,2}}[页]
      | (?:国内统一(?:连续出版物|刊)号|统一刊号|刊号|邮发代号|准印证|内部资料).*
      | CN\d\d-\d{{4}}.* | 代号\d.*
      | 每份[\d.]+元 | (?:零售价|定价)[\d.]+元
      | (?:主办|主管|出版|承办|协办|编辑出版).*
      | .{{2,20}}(?:主办|主管|出版|承办|协办)                                  # 中共云溪县委主管主办
      | (?:www\.|https?:).*
      | [\u4e00-\u9fff]{{1,8}}(?:时讯|侨讯|周刊|报)社?                             # 清溪江报
    )
  | (?P<weak>
        [\u4e00-\u9fff]{{2,6}}(?:新闻|特刊|专版|副刊|专刊|周刊|讯) | [\u4e00-\u9fff]{{2,4}}版
      | \d{{1,4}} | [A-Z\s.]{{2,40}} | 今日 | 本期
    )""",
    re.VERBOSE,
)
DIVIDER = re.compile(r"[\s·|｜丨·,，、;；/—－_\-\[\]【】<>《》（）()~]+")
EDITOR_LINE = re.compile(
    rf"^.{{0,40}}?{EDITORS}[\s:：/／][^。，]{{1,60}}$|^{EDITORS}[\u4e00-\u9fff\s]{{2,8}}$",
)
CONTACT_LINE = re.compile(
    rf"{CONTACT}\s*[：:/]?\s*(?:\d{{3}}|[A-Za-z]|$)|^\d{{7,12}}$|(?<!\d)\d{{3,4}}-\d{{7,8}}|[\w.]+@[\w.]+"
)
ADVERTISED = re.compile(
    r"^(?:公益)?广告(?:[：:].*)?$|^(?:本[期版]|今日)?(?:导读|看点)|内部资料|免费(?:交流|赠阅)|海外赠阅|"
    r"欢迎(?:索取|订阅|关注|投稿|垂询|选购)"
)
NOTICE_LINE = re.compile(r"^(?:启事|公告|声明|通知|更正|招租|遗失声明|招聘|广告)[：:\s].{8,}$")
WEATHER = re.compile(
    r"^(?:今天|今日|今晚|明天|明日|天气|未来三天|空气质量|本市|本县|我县|我区|我市).{0,12}(?:晴|阴|多云|雨|雪|风|优|良)"
    r"[^。]{0,60}(?:℃|度|级|优|良)[^，。]{0,12}[。]?$"
)
SPACED = re.compile(r"(?<!\S)([\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff](?!\S))")  # 清 溪 江 报
LONGEST_SECTION, LONGEST_MASTHEAD = 5, 80
LONG = 60.0  # nothing wider is furniture by its words


def is_furniture(text: str, width: float) -> bool:
    """A folded line that belongs to no article.

    >>> [is_furniture(line, 20) for line in ("第02版 要闻", "云溪日报 2023年1月12日 星期四", "责任编辑：周 密")]
    [True, True, True]
    >>> [is_furniture(line, 20) for line in ("区委召开常委会", "一季度要闻盘点", "记者从区政府获悉")]
    [False, False, False]
    """
    if WEATHER.match(text) or NOTICE_LINE.match(text):
        return True
    if width > LONG or "。" in text or text[-1] in "，、；":
        return False
    if CONTACT_LINE.search(text) or ADVERTISED.search(text.replace(" ", "")) or EDITOR_LINE.match(text):
        return True
    return is_masthead(text)


def is_masthead(text: str) -> bool:
    """All words of a line name a paper, a page, a section, a day or an issue; one that is no such name is the editor's.

    >>> is_masthead("松岭新报 综合新闻 03"), is_masthead("人物·体育"), is_masthead("清溪江报"), is_masthead("人物")
    (True, True, True, True)
    """
    if "，" in text or len(text) > LONGEST_MASTHEAD:
        return False
    tokens = [token for token in DIVIDER.split(SPACED.sub(r"\1", text)) if token]
    if not tokens or len(tokens) > 14:
        return False
    sections = words.page_sections()
    strong = unknown = 0
    for token in tokens:
        match = WORD.fullmatch(token)
        if match is not None:
            strong += match["strong"] is not None
        elif re.sub(r"\d+$", "", token) not in sections and not _is_compound(token, sections):
            unknown += 1 if len(token) <= 6 else 2
    if unknown:
        return unknown == 1 and strong >= 2
    return strong > 0 or len(tokens) > 1 or tokens[0] in sections or tokens[0].isdigit()


def _is_compound(token: str, sections: frozenset[str]) -> bool:
    """综合新闻, 一版要闻, 经济观察: a section and another, or a page and a section."""
    for at in range(1, min(len(token), LONGEST_SECTION)):
        if token[-at:] in sections and (token[:-at] in sections or WORD.fullmatch(token[:-at]) is not None):
            return True
    return False
