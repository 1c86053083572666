"""The verb that governs a number, and how far what it counts has come: 新建5所 is completed, 6所学校开工 started."""

from __future__ import annotations

import functools
import re

from warehouse.parse import words


@functools.cache
def _actions() -> tuple[re.Pattern[str], dict[str, str | None]]:
    stages = {row["action"] or "": row["stage"] for row in words.read_list("word_actions")}
    longest_first = sorted(stages, key=lambda word: (-len(word), word))
    return re.compile(f"(?:{'|'.join(longest_first)})(?!的)"), stages


def read_action(head: str, tail: str) -> tuple[str | None, str | None]:
    """The verb nearest to a number and its stage: the last before it in its clause, else the first behind it.

    >>> read_action("年底前建成通车", "道路"), read_action("", "所学校开工"), read_action("全长", "")
    (('通车', 'completed'), ('开工', 'started'), (None, None))
    """
    pattern, stages = _actions()
    before = pattern.findall(head)
    if before:
        return before[-1], stages[before[-1]]
    behind = pattern.search(tail[:12])
    return (behind.group(), stages[behind.group()]) if behind else (None, None)
