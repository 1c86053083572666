"""Posts as written: before the name (区委常委、组织部长甲), behind it (甲教授), given to it (任命甲为…), shared
down a list."""

from __future__ import annotations

import re

import rjieba

from warehouse.parse import words
from warehouse.parse.names import Name, title_after, title_before

MODIFIER = r"(?:常务|第一|名誉|执行|代理|候任|拟任|副|代|原|前|首席|党组|驻村|总|主)"
SPLIT = re.compile(r"[，。；：！？“”‘’《》—…□]")
IMPLAUSIBLE = re.compile(r"^(?:\d|年|月|日|岁|个|名|位)")


def read_posts(text: str, start: int, floor: int) -> list[str]:
    """The posts that stand right before the name at ``start``, as written; ``floor`` is the end of the name before it.

    >>> text = "随后，区委常委、组织部长、社治委主任王升建通报"
    >>> read_posts(text, text.index("王升建"), 0)
    ['区委常委', '组织部长', '社治委主任']
    """
    if not title_before(text, start):
        return []
    clause = text[max(floor, start - 70) : start]
    parts = re.split(r"([、，])", clause)
    posts: list[str] = []
    for index in range(len(parts) - 1, -1, -2):
        post = _trim_post(parts[index])
        if post is None:
            break
        posts.insert(0, post)
        if len(post) < len(re.sub(r"^.*[。；：！？”》]", "", parts[index])) or index < 2:
            break
        if parts[index - 1] == "，" and not ends_with_title(parts[index - 2]):
            break
    return posts


def ends_with_title(part: str) -> bool:
    return title_before(part, len(part)) is not None


def _trim_post(part: str) -> str | None:
    """What of a clause part is a post: from its first word that belongs to an organisation or a title to its end."""
    part = SPLIT.split(part)[-1]
    title = title_before(part, len(part))
    if title is None:
        return None
    begin = len(part) - len(title)
    modified = re.search(rf"{MODIFIER}+$", part[:begin])
    if modified:
        begin = modified.start()
    head = part[:begin]
    if words.titles()[title] in ("citizen",):
        return part[begin:]
    at = len(head)
    for token in reversed(rjieba.cut(head)):
        if (
            token in words.post_stops()
            or (IMPLAUSIBLE.match(token) and not re.match(r"[第\d一二三四五六七八九十]+[中小院厂局分]", token))
            or not re.search(r"[\u3400-\u9fffA-Za-z0-9（）·]", token)
        ):
            break
        at -= len(token)
    post = part[at:]
    return post if 2 <= len(post) <= 36 and post.count("（") == post.count("）") else part[begin:]


APPOINTED = re.compile(
    r"(?:同志)?(?:[，]?不再担任|不再兼任|的|辞去|担任|出任|调任|兼任|当选为?|任|为)(?P<post>[^，。；、：！？“”]{2,30}?)(?:职务|的职务|的请求|一职|$|(?=[，。；、]))(?P<more>(?:、[^，。；：]{2,26}?(?:职务|(?=[，。；、])))*)"
)


def _posts_given(text: str, name: Name) -> list[str]:
    """任命甲为区审计局局长, 免去乙的县教育局局长职务, 丙任县委书记, 接受丁辞去区长职务的请求."""
    match = APPOINTED.match(text, name.end)
    if not match:
        return []
    verb = text[name.end : match.start("post")]
    if verb.endswith("的") and not re.search(r"免去|接受|同意|撤销|批准", text[max(0, name.start - 6) : name.start]):
        return []
    if verb.endswith("为") and not re.search(
        r"任命|决定|选举|推选|提名|聘任|补选", text[max(0, name.start - 40) : name.start]
    ):
        return []
    posts = []
    for part in [match["post"], *match["more"].split("、")[1:]]:
        part = re.sub(r"(?:的)?职务$", "", part)
        if 2 <= len(part) <= 30 and ends_with_title(part):
            posts.append(re.sub(r"^(?:了|由)", "", part))
        else:
            break
    return posts


def _posts_after(text: str, end: int) -> list[str]:
    """甲教授, 乙局长."""
    title = title_after(text, end)
    if title and words.titles().get(title, "citizen") not in ("citizen",) and title not in ("等",):
        return [title]
    return []


GROUP_AFTER = re.compile(
    r"(?P<list>)等(?P<count>[一二三四五六七八九十\d]{0,2}(?:名|位)?)(?P<group>(?:[省市区县州镇]?(?:委|政府|人大|政协|级|四大班子|四套班子)?)领导(?:同志|干部)?|老领导)"
)


def share_posts(text: str, names: list[Name]) -> dict[int, list[str]]:
    """Posts by the start of the mention: before the name, after it, and down a list (区领导甲、乙、丙;
    甲、乙等区领导)."""
    posts: dict[int, list[str]] = {}
    floor = 0
    previous: Name | None = None
    for name in names:
        own = read_posts(text, name.start, floor) + _posts_after(text, name.end) + _posts_given(text, name)
        shares = previous is not None and text[previous.end : name.start] in ("、", "和", "及", "与")
        if not own and shares and previous is not None:
            inherited = posts.get(previous.start, [])
            own = [post for post in inherited[-1:] if _is_shared(post)]
        posts[name.start] = own
        previous, floor = name, name.end
    for index, name in enumerate(names):
        group = GROUP_AFTER.match(text, name.end)
        if group:
            _add_group(text, names, index, group["group"], posts)
    return posts


def _is_shared(post: str) -> bool:
    """A title that several people hold at once: not 书记, 区长 or 主任 of one body."""
    title = title_before(post, len(post)) or post
    return title not in words.single_seat_titles() and (words.titles().get(title) != "citizen" or True)


def _add_group(text: str, names: list[Name], index: int, group: str, posts: dict[int, list[str]]) -> None:
    while True:
        posts[names[index].start] = [*posts[names[index].start], group]
        if index == 0 or text[names[index - 1].end : names[index].start] not in ("、", "和", "及", "与"):
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
