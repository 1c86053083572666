"""Posts as written, with their place: before the name (区委常委、组织部长甲), behind it (甲教授, 甲（县长）),
given or taken (任命甲为…, 免去乙的…职务), shared down a list."""

from __future__ import annotations

import re
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.names import Name, title_after, title_before
from warehouse.parse.segment import cut_words


class Post(NamedTuple):
    """A post that a text gives the person at one mention of the name; ``start`` and ``end`` cut ``text`` out of it.

    ``tenure_status``: full, acting (代), nominee (拟任, 候选人), former (原), in_charge (主持工作).
    ``announcement``: appointed, elected, removed, resigned, nominated, or None where the post is only mentioned.
    """

    text: str
    start: int
    end: int
    tenure_status: str
    announcement: str | None
    rule: str


MODIFIER = r"(?:常务|第一|名誉|执行|代理|候任|拟任|副|代|原|前|首席|党组|驻村|总|主)"
MARKS = re.compile(r"[，。；：！？“”‘’《》—…□\n]")
IMPLAUSIBLE = re.compile(r"^(?:\d|年|月|日|岁|个|名|位)")
NUMBERED = re.compile(r"[第\d一二三四五六七八九十]+[中小院厂局分]")
WORDLIKE = re.compile(r"[\u3400-\u9fffA-Za-z0-9（）·]")
BRACKET_BEFORE = re.compile(  # 团县委副书记（挂职）甲, 常务副区长（主持区政府工作）乙
    r"（(?:[^（）]{0,6}挂职|正[^（）]{1,3}级|副[^（）]{1,3}级|[^（）]{0,3}兼[^（）]{0,8}|主持[^（）]{0,10}工作)）$"
)
REACH = 70  # characters before a name that its posts can take up
NOTE = re.compile(r"（(?:[^（）]{1,6}|按[^（）]{3,10})）")
LIST_GAPS = frozenset("、和及与")


def read_posts(text: str, start: int, floor: int) -> list[Post]:
    """The posts that stand right before the name at ``start``, in order; ``floor`` is the end of the name before it.

    >>> text = "随后，区委常委、组织部长、社治委主任王升建通报"
    >>> [post.text for post in read_posts(text, text.index("王升建"), 0)]
    ['区委常委', '组织部长', '社治委主任']
    """
    low = max(floor, start - REACH)
    remark = BRACKET_BEFORE.search(text, low, start) if text[start - 1 : start] == "）" else None
    stop = remark.start() if remark else start
    if not title_before(text, stop):
        return []
    posts: list[Post] = []
    while True:
        begin = max(text.rfind("、", low, stop), text.rfind("，", low, stop)) + 1 or low
        span = _trim_post(text, begin, stop)
        if span is None:
            break
        said = remark.group() if remark and not posts else ""
        posts[:0] = [_make_post(text, *part, "before_name", remark=said) for part in _split_joint(text, *span)]
        if span[0] > begin or begin == low:
            break
        stop = begin - 1
        if text[stop] == "，" and not title_before(text, stop):
            break
    return posts


def ends_with_title(part: str) -> bool:
    return title_before(part, len(part)) is not None


def _trim_post(text: str, low: int, stop: int) -> tuple[int, int] | None:
    """Where the post begins that ends at ``stop``: at its first word that belongs to an organisation or a title."""
    marks = [match.end() for match in MARKS.finditer(text, low, stop)]
    low = marks[-1] if marks else low
    title = title_before(text[low:stop], stop - low)
    if title is None:
        return None
    begin = stop - len(title)
    modified = re.search(rf"{MODIFIER}+$", text[low:begin])
    if modified:
        begin = low + modified.start()
    if words.titles()[title] == "citizen":
        return begin, stop
    at = begin
    tokens = cut_words(text[low:begin])
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if _ends_post(token, text[at : at + 1], tokens[index - 1] if index else ""):
            break
        at -= len(token)
        if token[0] in "据由" and len(token) > 1:  # 据区, 由县: glued to a name that no dictionary has
            at += 1
            break
    post = text[at:stop]
    if 2 <= len(post) <= 36 and post.count("（") == post.count("）"):
        return _undouble(text, at, stop), stop
    return begin, stop


def _split_joint(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """区住建局局长兼房屋管理中心主任 are two posts."""
    joint = text.find("兼", start + 2, stop)
    if joint > 0 and title_before(text[start:joint], joint - start) and stop - joint > 2:
        return [(start, joint), (joint + 1, stop)]
    return [(start, stop)]


def _ends_post(token: str, following: str, before: str) -> bool:
    """Does an organisation's name, read backwards, end at this word?"""
    if token == "和":  # 自然资源和规划局局长, but 苏建设和教育局局长
        return len(before) < 2 or ends_with_title(before)
    if token in words.post_stops():
        return not (token in "内外" and following == "科")
    return not WORDLIKE.search(token) or bool(IMPLAUSIBLE.match(token) and not NUMBERED.match(token))


def _undouble(text: str, start: int, end: int) -> int:
    """二七区区委书记 stays; 区区委书记, left by a cut, loses its first character."""
    return start + 1 if end - start > 3 and text[start] == text[start + 1] and text[start] in "区县市镇" else start


# --- what a post says of its tenure ---

FORMER = re.compile(r"^(?:原|前任?|时任|曾任)|[\u3400-\u9fff]原(?=副|常务|党|书记|主任|局长|主席|院长)")
ACTING = re.compile(r"代(?:理)?(?:[区县市镇乡州旗省]长|院长|检察长|主任|主席|局长|书记)")
NOMINEE = re.compile(r"^(?:拟任|拟提名|候任|提名)|候选人$")


def tell_tenure(post: str, remark: str = "") -> str:
    """How a post is held, by its own words and the remark in brackets behind it.

    >>> tell_tenure("代区长"), tell_tenure("原县委书记"), tell_tenure("县长候选人"), tell_tenure("代表")
    ('acting', 'former', 'nominee', 'full')
    """
    if FORMER.search(post):
        return "former"
    if NOMINEE.search(post):
        return "nominee"
    if ACTING.search(post):
        return "acting"
    return "in_charge" if "主持" in remark else "full"


def _make_post(text: str, start: int, end: int, rule: str, announcement: str | None = None, remark: str = "") -> Post:
    post = text[start:end]
    status = tell_tenure(post, remark)
    if announcement in ("removed", "resigned"):
        status = "former"
    elif announcement == "nominated":
        status = "nominee"
    return Post(post, start, end, status, announcement, rule)


# --- behind the name ---

REMARK = r"(?:（[^（）]{1,8}）)?"
GIVEN = re.compile(
    REMARK + r"(?:同志)?(?:以\d+票)?"
    r"(?:因年龄原因|退休后|随后|并|现|现已|已|今年|去年)?"
    r"(?P<verb>[，]?不再担任|[，]?不再兼任|此前担任|曾任|辞去|当选为?|被(?:聘|聘任|任命|推举|推选|推荐|选举|补选|评选|选)为"
    r"|担任|出任|调任|兼任|任|为|的)"
    r"(?=(?P<post>[^，。；、：！？“”]{2,30}))"
)
OFFICE_END = re.compile(r"(?:的)?(?:职务|一职|的请求|（试用期[^）]*）)")
PROFILE = re.compile(r"，(?:男|女)，[^。\n]{0,120}?现任")
PROPOSED = re.compile(r"，(?P<post>拟(?:任|提名为?)[^，。；、]{2,30})")
BRACKETED = re.compile(r"（([^（）]{3,40})）")
DECIDED = {kind: re.compile("|".join(listed)) for kind, listed in words.announcements().items()}


def _posts_behind(text: str, name: Name) -> list[Post]:
    """甲教授; 甲（县工商联主席）; 任命甲为区审计局局长; 免去乙的县教育局局长职务; 丙，女，现任…，拟任…."""
    title = title_after(text, name.end)
    if title and words.titles().get(title, "citizen") != "citizen":
        return [_make_post(text, name.end, name.end + len(title), "title_after")]
    if bracket := BRACKETED.match(text, name.end):
        posts = _read_chain(text, bracket.start(1), bracket.end(1), "bracket_after")
        if posts:
            return posts
    return _posts_given(text, name) or _posts_of_profile(text, name)


def _posts_given(text: str, name: Name) -> list[Post]:
    """The posts of a decision, with the decision's word from the sentence before the name."""
    match = GIVEN.match(text, name.end)
    if not match:
        return []
    announcement = _tell_announcement(match["verb"], _sentence_before(text, name.start))
    if announcement == "":
        return []
    begin = match.start("post")
    end = next((mark.start() for mark in re.finditer(r"[，。；：！？“”\n]", text[begin : begin + 90])), 90) + begin
    posts = _read_chain(text, begin, min(end, len(text)), "given", announcement)
    if match["verb"] in ("此前担任", "曾任"):
        posts = [post._replace(tenure_status="former") for post in posts]
    return posts


def _tell_announcement(verb: str, before: str) -> str | None:
    """What is announced; None for a bare 任, '' if the verb gives no post here (他的, 以…为)."""
    verb = verb.lstrip("，")
    if verb in ("不再担任", "不再兼任"):
        return "removed"
    if verb == "辞去":
        return "resigned"
    if verb.startswith("当选") or verb in ("被选为", "被选举为", "被补选为", "被推选为"):
        return "elected"
    if verb in ("被任命为", "被聘任为", "被聘为"):
        return "appointed"
    said = [(match.start(), kind) for kind, pattern in DECIDED.items() for match in pattern.finditer(before)]
    kind = max(said)[1] if said else ""
    if verb == "的":
        return kind if kind in ("removed", "resigned") else ""
    if verb == "为":
        return kind if kind in ("appointed", "elected", "nominated") else ""
    return "appointed" if kind == "appointed" else None


def _sentence_before(text: str, start: int) -> str:
    """From the last full stop on, 300 characters at most: lists of appointments are long sentences."""
    head = text[max(0, start - 300) : start]
    return head[max(head.rfind("。"), head.rfind("\n")) + 1 :]


def _read_chain(text: str, begin: int, end: int, rule: str, announcement: str | None = None) -> list[Post]:
    """甲、乙、丙 of posts from ``begin`` on; it ends at the first part that is none."""
    posts = []
    at = begin
    for part in text[begin:end].split("、"):
        office = OFFICE_END.search(part)
        post = part[: office.start()] if office else part
        skip = len(post) - len(post.lstrip("了由"))
        if not 2 <= len(post) - skip <= 30 or not ends_with_title(post) or "的" in post:
            break
        posts.append(_make_post(text, at + skip, at + len(post), rule, announcement))
        if office:
            break
        at += len(part) + 1
    return posts


def _posts_of_profile(text: str, name: Name) -> list[Post]:
    """任前公示: 甲，男，1979年11月出生，…，现任镇党委副书记、镇长，拟任镇党委书记."""
    profile = PROFILE.match(text, name.end)
    if not profile:
        return []
    stop = next((mark.start() for mark in re.finditer(r"[，。；\n]", text[profile.end() : profile.end() + 90])), 90)
    posts = _read_chain(text, profile.end(), min(len(text), profile.end() + stop), "profile")
    proposed = PROPOSED.match(text, min(len(text), profile.end() + stop))
    if proposed and ends_with_title(proposed["post"]):
        posts.append(_make_post(text, *proposed.span("post"), "profile", "nominated"))
    return posts


# --- lists ---

GROUP_AFTER = re.compile(
    r"等(?:[一二三四五六七八九十\d]{0,2}(?:名|位)?)(?P<group>(?:[省市区县州镇]?(?:委|政府|人大|政协|级|四大班子|四套班子)?)领导(?:同志|干部)?|老领导)"
    r"|(?P<many>等[\d一二三四五六七八九十]{0,3}(?:人|名|位|名同志|位同志))?(?:"
    + REMARK
    + r")(?:同志)?(?P<verb>当选为?|为)(?P<post>[^，。；、：！？“”的]{2,20})(?=[，。；、])"
)


def share_posts(text: str, names: list[Name]) -> dict[int, list[Post]]:
    """Posts by the start of the mention: before the name, behind it, and down a list (区领导甲、乙、丙;
    甲、乙等区领导; 甲、乙当选副主任)."""
    posts: dict[int, list[Post]] = {}
    floor = 0
    previous: Name | None = None
    for name in names:
        own = read_posts(text, name.start, floor) + _posts_behind(text, name)
        if not own and previous is not None and _gap(text, previous, name) in LIST_GAPS:
            own = _shared(posts[previous.start])
        posts[name.start] = own
        previous, floor = name, max([name.end, *(post.end for post in own if post.rule == "given")])
    for index, name in enumerate(names):
        group = GROUP_AFTER.match(text, name.end)
        if group and group["group"]:
            _add_group(text, names, index, _make_post(text, *group.span("group"), "group_after"), posts)
        elif group and ends_with_title(group["post"]):
            own = [post for post in posts[name.start] if post.rule == "given"]
            if own and index and _is_listed(text, names[index - 1], name):
                _add_group(text, names, index - 1, own[0], posts)
            elif group["many"] and not own:
                announcement = _tell_announcement(group["verb"], _sentence_before(text, name.start)) or None
                _add_group(text, names, index, _make_post(text, *group.span("post"), "given", announcement), posts)
    return posts


def _gap(text: str, before: Name, name: Name) -> str:
    """What stands between two names, remarks in brackets (女; 满族; 按姓氏笔画为序) aside."""
    return NOTE.sub("", text[before.end : min(name.start, before.end + 24)])


def _is_listed(text: str, before: Name, name: Name) -> bool:
    """Whether two names stand in one list: 甲、乙; 甲，县医院院长乙."""
    gap = _gap(text, before, name)
    return gap in LIST_GAPS or (
        gap[0] in "、，和" and not MARKS.search(gap, 1) and "、" not in gap[1:] and ends_with_title(gap)
    )


def _shared(posts: list[Post]) -> list[Post]:
    """The posts that the next of a list holds too: all, unless one has a single holder; then the last that has many."""
    before = [post for post in posts if post.rule in ("before_name", "shared")]
    if before and all(_is_shared(post) for post in before):
        return [post._replace(rule="shared") for post in before]
    return []


def _is_shared(post: Post) -> bool:
    """A title that several people hold at once: not 书记, 区长 or 主任 of one body."""
    title = title_before(post.text, len(post.text)) or post.text
    deputy = re.search(r"副(?:\w{0,2})$", post.text[: -len(title)] if len(title) < len(post.text) else "")
    return bool(deputy) or title not in words.single_seat_titles()


def _add_group(text: str, names: list[Name], index: int, post: Post, posts: dict[int, list[Post]]) -> None:
    while True:
        posts[names[index].start] = [*posts[names[index].start], post]
        if index == 0 or not _is_listed(text, names[index - 1], names[index]):
            return
        index -= 1


def dedupe(posts: list[str]) -> list[str]:
    """Each post once, in its longest form (二七区委书记, not also 区委书记)."""
    kept: list[str] = []
    for post in posts:
        if any(other.endswith(post) and not re.search(rf"{MODIFIER}$", other[: -len(post)]) for other in kept):
            continue
        kept = [
            other
            for other in kept
            if not (post.endswith(other) and not re.search(rf"{MODIFIER}$", post[: -len(other)]))
        ]
        kept.append(post)
    return kept


def drop_collective(posts: list[str]) -> list[str]:
    """甲、乙等区领导: a collective title stands only where the article gives no post of one's own."""
    own = [post for post in posts if words.titles().get(title_before(post, len(post)) or "") != "collective"]
    return own or posts
