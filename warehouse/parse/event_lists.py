"""What a list of names says of rank: the level and the system that all its members share."""

from __future__ import annotations

import re
from collections.abc import Sequence

LEVELS = (  # the lowest first; of collective titles too (区领导), which are no seats (seats.py)
    ("village", re.compile(r"村|社区|居委会|居民委员会")),
    ("township", re.compile(r"镇|乡|街道|办事处|苏木")),
    ("county", re.compile(r"[区县旗](?:委|政府|人大|政协|纪委|监委|人民|长|[\u4e00-\u9fff]{1,10}局)|^[区县旗]")),
    ("city", re.compile(r"市(?:委|政府|人大|政协|纪委|监委|人民|长|[\u4e00-\u9fff]{1,10}局)|^[市州盟]|自治州")),
    ("province", re.compile(r"省|自治区")),
)
SYSTEMS = (  # the first that fits; 区领导 is the leadership of a level, of whatever body
    ("leadership", re.compile(r"(?:^|[省市区县旗州镇乡级])领导(?:同志|干部)?$|四大班子|四套班子")),
    ("cppcc", re.compile(r"政协")),
    ("congress", re.compile(r"人大|人民代表大会")),
    ("discipline", re.compile(r"纪委|监委|纪检")),
    ("judiciary", re.compile(r"法院|检察")),
    ("military", re.compile(r"人武部|军分区|武装部|武警")),
    ("government", re.compile(r"政府|[省市区县旗州镇乡]长|办事处")),
    ("party", re.compile(r"委(?:副?书记|常委|委员)|常委|党组|党委|党工委|(?:组织|宣传|统战)部")),
)


def tell_level(post: str) -> str | None:
    """The administrative level that a post's words tell, lowest first; None if they tell none.

    >>> tell_level("县委书记"), tell_level("白鹭镇党委书记"), tell_level("主任医师")
    ('county', 'township', None)
    """
    return next((level for level, pattern in LEVELS if pattern.search(post)), None)


def tell_system(post: str) -> str | None:
    """Which of the bodies of power a post belongs to; None for offices, companies and the like.

    >>> tell_system("区政协副主席"), tell_system("副县长"), tell_system("区领导"), tell_system("区教育局局长")
    ('cppcc', 'government', 'leadership', None)
    """
    return next((system for system, pattern in SYSTEMS if pattern.search(post)), None)


def tell_list(posts: Sequence[Sequence[str]]) -> tuple[str | None, str | None]:
    """Level and system by the first posts of all members, None where they differ or a member has no post.

    >>> tell_list([["副县长"], ["副县长"]]), tell_list([["县委书记"], ["县政协主席"]])
    (('county', 'government'), ('county', None))
    """
    if not posts or not all(posts):
        return None, None
    levels = {tell_level(post[0]) for post in posts}
    systems = {tell_system(post[0]) for post in posts}
    return levels.pop() if len(levels) == 1 else None, systems.pop() if len(systems) == 1 else None
