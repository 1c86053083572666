"""Alternatives of a regular expression that each open with a literal: the search then skips to where one can begin.

A look-behind in front of an alternative, a class or a group makes Python try all of them at every character, which is
3 to 10 times as slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LOOK_BEHIND = re.compile(r"(?P<look>\(\?<(?P<kind>[!=])(?P<what>(?:[^()\[\]]|\[[^\]]*\])*)\))(?P<rest>.*)")
CHAR = re.compile(r"(?P<char>[\u4e00-\u9fff])(?P<rest>[^?*+{].*|$)")
CLASS = re.compile(r"\[(?P<chars>[\u4e00-\u9fff]+)\](?P<rest>[^?*+{].*|$)")
GROUP = re.compile(r"\(\?:(?P<parts>[\u4e00-\u9fff|]+)\)(?P<optional>\?)?(?P<rest>[^?*+{].*|$)")


def compile_alternatives(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern of all, each opened with a literal where it can be.

    >>> compile_alternatives(["(?<!下)争取", "[荣喜]获", "(?:主要)?目标"]).pattern
    '争(?<!(?:下)争)取|荣获|喜获|主要目标|目标'
    """
    return re.compile("|".join(part for pattern in patterns for part in open_with_literal(pattern)))


def open_with_literal(pattern: str) -> list[str]:
    """The alternatives that a pattern stands for, in its order."""
    if group := GROUP.fullmatch(pattern):
        parts = [*group["parts"].split("|"), *([""] if group["optional"] else [])]
        return [part + group["rest"] for part in parts]
    if chars := CLASS.fullmatch(pattern):
        return [char + chars["rest"] for char in chars["chars"]]
    behind = LOOK_BEHIND.fullmatch(pattern)
    if behind is None:
        return [pattern]
    found = []
    for part in open_with_literal(behind["rest"]):
        first = CHAR.fullmatch(part)
        if first is None:
            return [pattern]
        found.append(f"{first['char']}(?<{behind['kind']}(?:{behind['what']}){first['char']}){first['rest']}")
    return found
