"""The signs by which a role is told, and that the weights know them."""

from __future__ import annotations

from warehouse.parse import words
from warehouse.parse.roles import BEFORE, BEHIND, ROLES, Mention, read_signs, tell_role

TEXT = "县长看望老人\n县长柯远山看望了82岁的老人林大山。副县长方和、教育局局长白雪参加。"


def signs_of(name: str, posts: list[str], place: int = 0, is_first: bool = False) -> set[str]:
    at = TEXT.index(name)
    return read_signs(TEXT, posts, [Mention(at, at + len(name), place)], is_first)


def test_signs_tell_what_stands_around_a_name() -> None:
    assert {"first", "official", "once", "leads_at_once"} <= signs_of("柯远山", ["县长"], is_first=True)
    assert {"no_post", "is_visited"} <= signs_of("林大山", [])
    assert {"listed_later", "listed_first_attends", "bureau"} <= signs_of("白雪", ["教育局局长"], place=2)


def test_nothing_behind_the_sentence_counts() -> None:
    assert "attends" not in signs_of("林大山", [])


def test_signs_lead_to_roles() -> None:
    assert tell_role(signs_of("柯远山", ["县长"], is_first=True)) == "leader"
    assert tell_role(signs_of("白雪", ["教育局局长"], place=2)) == "attendee"
    assert tell_role(signs_of("林大山", [])) == "citizen"


def test_every_weight_is_of_a_sign_and_every_role_has_one() -> None:
    rows = words.read_list("word_role_weights")
    known = {"always", *BEHIND, *BEFORE}
    assert known & {row["sign"] for row in rows} >= {"always", "attends", "is_visited"}
    assert all(float(row[role] or 0) for row in rows if row["sign"] == "always" for role in ROLES)
    assert len({row["sign"] for row in rows}) == len(rows)
