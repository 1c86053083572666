"""Which seat a post's words mean: the body that it belongs to under its full name, the place of that body, and whether
only one person holds it.

区委书记 on a page of 二七区 is the 书记 of 中共二七区委; in 区委常委、副区长 the second post is the government's;
组织部长 behind 市委常委 is the city's. What the words and the page don't tell stays open: ``organisation_form`` then
holds ``~`` where the place is missing; the paper's other pages may fill it (``dbt/models/prep/int_posts_placed.sql``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from warehouse.parse import words
from warehouse.parse.places import read_place

LEVEL_OF = {
    **dict.fromkeys("省", "province"),
    **dict.fromkeys("市州盟", "city"),
    **dict.fromkeys("区县旗", "county"),
    **dict.fromkeys(("镇", "乡", "街道", "苏木"), "township"),
    **dict.fromkeys(("村", "社区", "嘎查"), "village"),
}
STAND_IN = re.compile(  # what a post's words say of tenure, not of the seat
    r"^(?:拟提名|拟任|候任|提名为?|时任|曾任|现任|前任|原任?|前)|(?:候选人提名人选|候选人|人选)$"
    r"|代(?:理)?(?=(?:[区县市镇乡州旗省盟]|院|检察)长|主任|主席|局长|书记)"
    r"|(?<=[委府会院局部联组办协校村])原(?=副|常|书|主|院|局|部|秘|党)|(?<=府)原(?=[区县市镇乡州旗省]长)"
    r"|代理(?=[\u4e00-\u9fff]+(?:院长|检察长|主任|局长)$)"
    r"|（[^（）]*）"
)
RANK = re.compile(r"(?:常务|执行|名誉|第一(?=副)|副|助理)+$")
BOUND = re.compile(r"(?:[一二三四]级|总|大|支|中|小|检察|主任|政治|候补|第一)$")  # 大队长 is no 队长 of a 大
RULED = re.compile(r"[省市区县州旗盟镇乡]长(?:助理)?$")  # heads of governments: their place is in the title
HEADED = re.compile(r"(?P<unit>大队|中队|支队|总队|[部局厅处科股])长$")  # 组织部长 is 部长 of the 组织部
SESSION = re.compile(r"第?[\d一二三四五六七八九十百]+届")
PARTY = re.compile(r"^(?:中共|中国共产党)")
CPPCC = re.compile(r"^(?:中国人民政治协商会议|人民政协|政协)(?P<rest>[\u4e00-\u9fff]{2,}?)(?:委员会)?$")
LEAGUE = re.compile(r"^(?:中国)?(?:共产主义青年团|共青团|团)(?P<rest>[\u4e00-\u9fff]*?)(?:委员会|委)$")
LEVELLED = re.compile(
    r"(?:[省州旗盟县]|市(?!场|政(?!府|协|法)|民|容|辖|区|县)|区(?![域块间划])|镇(?!村)|乡(?![村贤镇愁情]))(?!级|域)"
)
TOWN = re.compile(
    r"[\u4e00-\u9fff]{1,6}?(?:街道|苏木|(?<![城村和])镇(?!村)|(?<!城)乡(?![村镇贤愁]))(?=[\u4e00-\u9fff])"
)
VILLAGE = re.compile(
    r"(?![驻本该全我各某])[\u4e00-\u9fff]{1,6}?(?:村|社区|嘎查)(?=$|[党支]|[村居]?委会|居民委|村民委|妇联|股份|经济|民兵|第一|团支|人民调解)"
)
UNNAMED = re.compile(r"(?:街道|镇|乡|苏木|村|社区|嘎查)(?=$|[党支人政办纪武司派综便农财卫民团妇工中第居村委])")
ZONE = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:开发区|高新区|经开区|新区|示范区|园区|度假区|保税区|景区)(?=党|工委|管|纪)")
OWN_BRANCH = re.compile(r"局[\u4e00-\u9fff]{2,4}分局$")  # 市公安局澄湾分局 names its district itself
DEMOCRATIC = re.compile(r"^(?:民革|民盟|民建|民进|农工党|农工民主党|致公党|九三学社|台盟)")
COMMITTEE = {"委会": "村委会", "村委会": "村委会", "村民委员会": "村委会", "居委会": "居委会", "居民委员会": "居委会"}
LOWER = ("街道", "镇", "乡", "苏木", "村", "社区", "嘎查")
GROUP = re.compile(
    r"(?:机关|直属)?(?:党组|党委|党工委|党总支|党支部|总支|支部|党委会)$"
)  # the party's group inside a body
NATIONAL = re.compile(r"^(?:全国|国家|中央|中国(?!区|共产党|人民政治协商|共产主义)|国务院)")
KINDS_WITHOUT_BODY = ("collective", "citizen", "expert")


class Seat(NamedTuple):
    """What a post's words mean; ``title`` is None where several hold it, ``organisation_form`` unless the place misses.

    ``jurisdiction`` is the place whose affairs the body runs, ``base`` the body without its party group: what a bare
    title behind it belongs to (区教育局党组书记、局长).  ``is_named`` is false where no place would tell it (公司).
    """

    post: str
    organisation: str | None
    organisation_form: str | None
    jurisdiction: str | None
    level: str | None
    title: str | None
    base: str | None = None
    town: str | None = None
    place_mark: str = ""
    is_named: bool = True


class Body(NamedTuple):
    """The words before the title, taken apart: the place named, the mark of the level (区, 镇, 村), the town, village
    or zone, the democratic party, and the rest."""

    place: str | None
    mark: str
    area: str
    rest: str
    party: str = ""


def read_seat(
    post: str, page_jurisdiction: str | None, before: Seat | None = None, earlier: Sequence[Seat] = ()
) -> Seat:
    """The seat that a post means on a page of ``page_jurisdiction``; ``before`` is the post right before it in a chain,
    ``earlier`` what the article has named so far: a bare 副主任 is of the one body of which it has named a 主任.

    >>> read_seat("区委书记", "二七区")[:6]
    ('区委书记', '中共二七区委', None, '二七区', 'county', '书记')
    >>> read_seat("副区长", "二七区", read_seat("区委常委", "二七区"))[:3]
    ('副区长', '二七区人民政府', None)
    >>> read_seat("县委书记", "二七区")[1:6]
    ('县委', '中共~县委', None, 'county', '书记')
    """
    written = STAND_IN.sub("", post) or post
    listed = find_title(written)
    if listed is None or words.titles()[listed] in KINDS_WITHOUT_BODY:
        return Seat(post, None, None, page_jurisdiction, None, None)
    body_words, rank, title = _split_title(written, listed)
    if NATIONAL.match(body_words):
        seat = Seat(written, body_words, None, page_jurisdiction, None, None, body_words)
    else:
        body = _read_body(body_words, title, page_jurisdiction)
        seat = _place_body(body, rank + title, page_jurisdiction, before)
    if rank and not body_words and seat.organisation is None:
        chiefs = {chief.base: chief for chief in earlier if chief.title == title and chief.base}
        if len(chiefs) == 1:
            seat = _join_base(chiefs.popitem()[1], "", rank + title)
    is_single = not rank and listed in words.single_seat_titles() and seat.is_named
    return seat._replace(title=title if is_single else None)


def find_title(post: str) -> str | None:
    """The longest listed title that the post ends with."""
    longest = max(map(len, words.titles()))
    return next(
        (post[at:] for at in range(max(0, len(post) - longest), len(post)) if post[at:] in words.titles()), None
    )


def _split_title(post: str, listed: str) -> tuple[str, str, str]:
    """The words of the body, the rank (常务副), the title.

    >>> _split_title("区委组织部长", "组织部长"), _split_title("澄湾区人民政府常务副区长", "副区长")
    (('区委组织部', '', '部长'), ('澄湾区人民政府', '常务副', '区长'))
    """
    official = words.official_titles()
    title = next((listed[at:] for at in range(len(listed) - 2, 0, -1) if listed[at:] in official), listed)
    head = post[: len(post) - len(title)]
    while (bound := BOUND.search(head)) and bound.group() + title in official:
        title = bound.group() + title
        head = head[: bound.start()]
    rank = ""
    if deputy := RANK.search(head):
        rank, head = deputy.group(), head[: deputy.start()]
    if (headed := HEADED.search(title)) and len(head) >= 2 and not head.endswith(headed["unit"]):
        head += headed["unit"]
    return head, rank, title


def _read_body(written: str, title: str, page_jurisdiction: str | None) -> Body:
    """Places, level and the rest of a body's words; 区长's body is the government of its 区."""
    rest = SESSION.sub("", written)
    is_party = PARTY.match(rest) is not None
    rest = PARTY.sub("", rest)
    democratic = match.group() if (match := DEMOCRATIC.match(rest)) else ""
    rest = rest[len(democratic) :]
    if match := CPPCC.match(rest):
        rest = match["rest"] + "政协"
    elif match := LEAGUE.match(rest):
        rest = match["rest"] + "团委"
    place, rest = _take_places(rest, page_jurisdiction)
    mark = place[-1] if place else ""
    if not place and RULED.search(title) and rest and not GOVERNMENT.fullmatch(rest):
        place, mark, rest = _place_of_ruler(rest, title)
    if not place and (match := LEVELLED.match(rest)):
        mark, rest = match.group(), rest[1:]
    area, mark, rest = _take_areas(mark, rest)
    if RULED.search(title) and (not rest or GOVERNMENT.fullmatch(rest)):
        mark, rest = mark or title[0], rest or "人民政府"
    if is_party and rest in ("", "委员会"):
        rest = "委"
    return Body(place, mark, area, COMMITTEE.get(rest, rest), democratic)


GOVERNMENT = re.compile(r"(?:[省市区县州旗盟镇乡])?(?:人民)?政府(?:党组)?")


def _place_of_ruler(rest: str, title: str) -> tuple[str | None, str, str]:
    """二七区长, 二七区区长: the place that 长 is said of; of towns and the like the words stay as they are."""
    mark = title[0]
    if mark in "镇乡" or not re.fullmatch(r"[\u4e00-\u9fff]{2,6}", rest) or rest[:1] in "省市区县州旗盟":
        return None, "", rest if rest.endswith(mark) or mark not in "镇乡" else rest + mark
    return (rest if rest.endswith(mark) and len(rest) > 2 else rest + mark), mark, ""


def _take_places(rest: str, page_jurisdiction: str | None) -> tuple[str | None, str]:
    """The last of the places that the words begin with (郑州市二七区委 is 二七区's), and what follows."""
    at = rest.find(page_jurisdiction) if page_jurisdiction else -1
    if page_jurisdiction and (at in (0, 1) or _is_deed(rest[: max(at, 0)])) and len(rest) > at + len(page_jurisdiction):
        return page_jurisdiction, rest[at + len(page_jurisdiction) :]  # 会议上|岚溪县人民政府县长: cut too long
    place = None
    while found := read_place(rest):
        if found not in words.places_by_name() and (_is_deed(found[:2]) or _is_deed(found[-3:-1])):
            return place, rest[len(found) - 1 :]  # 本报专访|县统计局, 请来|市农科院
        place, rest = found, rest[len(found) :]
    return place, rest


def _is_deed(text: str) -> bool:
    return len(text) == 2 and (text in words.verbs() or text in words.post_stops())


def _take_areas(mark: str, rest: str) -> tuple[str, str, str]:
    """Town, village or zone with their names, the mark of the lowest, and what follows."""
    area = ""
    for pattern in (TOWN, VILLAGE, ZONE):
        if match := pattern.match(rest):
            area += match.group()
            rest = rest[match.end() :]
            mark = next((lower for lower in LOWER if area.endswith(lower)), area)  # of a zone its name
    if not area and not mark and rest in COMMITTEE:
        mark = "社区" if rest[0] == "居" else "村"
    elif not area and not mark and (match := UNNAMED.match(rest)):
        mark, rest = match.group(), rest[match.end() :]
    return area, mark, rest


def _place_body(body: Body, title: str, page_jurisdiction: str | None, before: Seat | None) -> Seat:
    """Give the body its full name: by the places in its own words, by the post before it, by the page."""
    group = GROUP.search(body.rest)
    plain = (body.rest[: group.start()] if group else "") or body.rest
    tail = body.rest[len(plain) :]
    if body.area or body.mark in LOWER:
        return _place_area(body, plain, tail, title, page_jurisdiction, before)
    if plain == "人大" and title.endswith("主任"):
        plain = "人大常委会"
    form = _find_form(plain, body)
    if not body.mark and form and before and not before.is_named and before.organisation:
        return Seat(plain + title, body.rest, None, page_jurisdiction, None, None, is_named=False)
    if not body.mark and form and before and before.is_named and (before.town or not before.place_mark) and before.base:
        return _join_area(before, plain, title)  # 白鹭镇党委委员、纪委书记; 公司党委副书记、纪委书记
    if not body.mark and not body.party and (form is None or plain in NEED_A_NAME):
        return _place_named(body.rest, plain, title, page_jurisdiction, before)
    form = form or body.party + "~" + plain
    if body.place is None and OWN_BRANCH.search(plain):
        name = body.mark + plain
        return Seat(name + tail + title, name + tail, None, page_jurisdiction, "county", None, name)
    place = body.place or _find_place(body.mark, page_jurisdiction, before)
    mark = body.mark or (place[-1] if place else "")
    return Seat(
        post=title if RULED.search(title) else _name_post(form + tail, mark, title),
        organisation=(form + tail).replace("~", place) if place else body.party + body.mark + plain + tail,
        organisation_form=None if place else (form + tail).replace("~", "~" + body.mark),
        jurisdiction=place,
        level=_tell_level(place, mark),
        title=None,
        base=form.replace("~", place) if place else None,
        place_mark=mark,
    )


NEED_A_NAME = frozenset(  # bodies that every town, village, company and school has
    (
        "工会",
        "妇联",
        "团委",
        "关工委",
        "委",
        "委员会",
        "办",
        "党委",
        "党委会",
        "党工委",
        "纪工委",
        "管委会",
        "管理委员会",
        "办事处",
        "支部",
        "党支部",
        "总支",
        "党总支",
    )
)


def _find_form(plain: str, body: Body) -> str | None:
    """The full name of a body of party or state with ~ for its place; 教育局 alone is one too."""
    if body.party:
        return body.party + "~" + plain
    form = words.bodies().get(plain)
    return form or ("~" + plain if plain in words.departments() else None)


def _place_area(
    body: Body, plain: str, tail: str, title: str, page_jurisdiction: str | None, before: Seat | None
) -> Seat:
    """Bodies of towns, streets, villages and zones; a town without its name is that of the post before it."""
    area = body.area
    place = body.place or (before.jurisdiction if before and before.town else page_jurisdiction)
    if not area and before and before.town and before.town.endswith(body.mark):
        area = before.town
    form = words.bodies().get("党委" if plain in ("委", "委员会") else plain, "~" + plain)
    return Seat(
        post=title if RULED.search(title) else _name_post(form + tail, body.mark, title),
        organisation=(form + tail).replace("~", area or body.mark),
        organisation_form=None,
        jurisdiction=place,
        level=LEVEL_OF.get(body.mark),
        title=None,
        base=form.replace("~", area) if area else None,
        town=area or None,
        is_named=bool(area),
    )


def _name_post(form: str, mark: str, title: str) -> str:
    """The post by the body's full name: 中共~委组织部 and 区 give 区委组织部部长, 村村委会 is no word."""
    name = form.removeprefix("中共").replace("~", mark)
    return re.sub(r"^村(?=村)|^委(?=.)", "", name) + title


def _join_area(before: Seat, plain: str, title: str) -> Seat:
    """A body of the town or company that the post before it belongs to."""
    base = before.town or before.base or ""
    mark = next((lower for lower in LOWER if base.endswith(lower)), base)
    form = words.bodies().get(plain, "") if before.town else ""
    form = form if form.startswith("~") else "~" + plain
    return before._replace(
        post=_name_post(form, mark, title), organisation=form.replace("~", base), organisation_form=None
    )


def _place_named(written: str, plain: str, title: str, page_jurisdiction: str | None, before: Seat | None) -> Seat:
    """A body with a name of its own (岚溪绿源米业有限公司), or none: a title behind another post (…党组书记、局长)."""
    if written in NEED_A_NAME and before and before.town:
        return _join_area(before, written, title)
    if (not written or GROUP.fullmatch(written)) and before and before.base and _fits(before.base, title):
        return _join_base(before, written, title)
    if not written:
        return Seat(title, None, None, page_jurisdiction, None, None, is_named=False)
    is_named = plain not in NEED_A_NAME and _is_named(plain)
    base = plain if is_named else None
    organisation = written if is_named or BODY_END.search(written) else None
    return Seat(written + title, organisation, None, page_jurisdiction, None, None, base, is_named=is_named)


BODY_END = re.compile(  # 老支书, 艺术总监, 承办法官 name no body
    r".(?:[局部院科处室办厅所站队庭社厂场馆园校委会]|中心|公司|集团|支部|总支|小组|大学|[中小]学)$"
)


def _join_base(before: Seat, group: str, title: str) -> Seat:
    """A bare title of the body of another post (区教育局党组书记、局长 is 区教育局局长)."""
    base = before.base or ""
    named = base.removeprefix("中共")
    if before.jurisdiction and named.startswith(before.jurisdiction):
        named = before.place_mark + named.removeprefix(before.jurisdiction)
    return before._replace(post=named + group + title, organisation=base + group, organisation_form=None)


def _fits(base: str, title: str) -> bool:
    """局长 heads a 局, 院长 a 院; 主任 heads what has no 长: commissions, offices, centres."""
    if title.endswith("主任"):
        return re.search(r"(?:会|[办室处]|中心|[改健监]委)$", base) is not None
    if title.endswith("长") and title[-2:] in ("局长", "厅长", "部长", "院长", "校长", "处长", "所长", "站长", "馆长"):
        return title[-2] in base[-2:] or (title[-2:] == "校长" and re.search(r"[学中小]$", base) is not None)
    if title.endswith("检察长"):
        return base.endswith("检察院")
    if title.endswith("主席"):
        return re.search(r"[协联会]$", base) is not None
    if title.endswith(("委员", "常委")):
        return re.search(r"[委协会]$", base) is not None
    return title.endswith(("书记", "董事长", "总经理", "理事长", "会长", "总裁", "行长", "台长", "社长", "园长"))


def _is_named(written: str) -> bool:
    """Words that end like an organisation and name it: 岚溪绿源米业有限公司, 县一中; not 公司, 内科, 有关企业."""
    for entry in words.organisation_suffixes():
        if written.endswith(entry.suffix) and len(written) - len(entry.suffix) >= 2:
            return written[: -len(entry.suffix)] not in words.organisation_stops()
    return False


def _find_place(mark: str, page_jurisdiction: str | None, before: Seat | None) -> str | None:
    """The place that 区, 县, 市, 省 mean: that of the post before, the page's own, or the one above it."""
    if before and before.jurisdiction and before.place_mark and mark in ("", before.place_mark):
        return before.jurisdiction
    if before and before.place_mark and not mark and not before.jurisdiction:
        return None  # 市委常委、组织部长 on a page that doesn't tell the city
    if page_jurisdiction is None or mark in ("", page_jurisdiction[-1]):
        return page_jurisdiction
    entries = words.places_by_name().get(page_jurisdiction, ())
    code = entries[0].parent_code if len(entries) == 1 else None
    while code:
        name = words.places_by_code().get(code, "")
        if name.endswith(mark) and mark in ("省", "市", "州", "盟"):
            return name
        code = next((entry.parent_code for entry in words.places_by_name().get(name, ()) if entry.code == code), None)
    return None


def _tell_level(place: str | None, mark: str) -> str | None:
    """By the official list where it knows the place (a 市 may be a county), else by the mark.

    >>> _tell_level("二七区", "区"), _tell_level(None, "市"), _tell_level(None, "")
    ('county', 'city', None)
    """
    listed = {entry.level for entry in words.places_by_name().get(place or "", ())}
    return listed.pop() if len(listed) == 1 else LEVEL_OF.get(mark)
