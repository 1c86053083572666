"""What kind of article: its form (news, brief, commentary …), its genre (meeting, visit …), dateline and agency."""

from __future__ import annotations

import re

FORMS = (
    ("commentary", re.compile(r"时评|短评|评论员|社论|快评|杂谈|随笔|漫谈|记者手记")),
    ("interview", re.compile(r"专访|对话|访谈|答记者问")),
    ("explainer", re.compile(r"解读|问答|一图读懂|怎么看")),
    ("document", re.compile(r"公示|公告|名单|通告|决定|政府工作报告（")),
)
GENRES = (
    ("election", r"当选|选举|人民代表大会第.{1,4}次会议"),
    ("appointment", r"任免|任命|任前公示|干部大会"),
    ("discipline", r"纪委监委.*(?:通报|查处|审查调查)|违纪违法|以案促改|警示教育"),
    ("consolation", r"慰问|看望"),
    ("signing", r"签约|签订|签署"),
    ("accident", r"火灾|事故|火情|遇险|救援|坠"),
    ("lecture", r"宣讲|讲座|报告会|党课|培训班"),
    ("inspection", r"调研|视察|考察|察看|走访"),
    ("supervision", r"督导|督查|检查|执法"),
    ("statistics", r"统计局|同比增长|地区生产总值"),
    ("meeting", r"会议|座谈会|推进会|常委会|全会|大会"),
    ("visit", r"来访|到访|会见"),
    ("plan", r"规划|方案|计划"),
    ("culture", r"文化|演出|展览|比赛|节目|非遗|运动会"),
    ("service", r"便民|服务|办理|提醒|天气"),
)
GENRE_PATTERNS = tuple((genre, re.compile(pattern)) for genre, pattern in GENRES)
AGENCY = re.compile(r"^[■□]?(?:据)?(新华社|中新社|中新网|人民日报|央视新闻|中国新闻网)")
DATELINE = re.compile(
    r"^(?:据)?(?:新华社|中新社|本报|[\u4e00-\u9fff]{2,4}报)([\u4e00-\u9fff]{2,6}?)(?:\d{1,2}月\d{1,2}日)?(?:电|讯)"
)


def tell_form(headline: str, body: str, has_caption: bool, has_sections: bool) -> str:
    """The form of an article, from its headline, length and parts."""
    for form, pattern in FORMS:
        if pattern.search(headline):
            return form
    if len(body) < 160:
        return "photo" if has_caption and len(body) < 80 else "brief"
    if has_sections or len(body) > 1500:
        return "feature"
    return "news"


def tell_genre(text: str) -> str:
    """The genre of an article, from its headline and lead: the first that fits in a fixed order."""
    return next((genre for genre, pattern in GENRE_PATTERNS if pattern.search(text)), "other")


def read_agency(lead: str) -> str | None:
    """The agency that a lead names (新华社 …)."""
    match = AGENCY.match(lead)
    return match[1] if match else None


def read_dateline(lead: str) -> str | None:
    """The place in a dateline: 北京 in 新华社北京3月5日电."""
    match = DATELINE.match(lead)
    return match[1] if match else None


def read_column(headline: str) -> str | None:
    """A standing column in front of a headline: 青屿时评 in ·青屿时评· 让数据多过桥."""
    match = re.match(r"[·【\[■]([\u4e00-\u9fff]{2,8})[·】\]■]", headline)
    return match[1] if match else None
