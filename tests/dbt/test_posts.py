"""Who held which post when: one rule after the other, on invented pages of one county and its neighbour."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.dbt.conftest import PageMaker
from tests.dbt.test_marts import Marts, load, pick, read_schema
from warehouse.lists import VARIABLE, join_lists
from warehouse.parse.rows import PageRows, make_id
from warehouse.parse.seats import read_seat
from warehouse.store.database import work_path

COUNTY = "清泉县"


class Said(NamedTuple):
    """One post that an article gives: 县长 / 代县长 / 原县长 … 甲."""

    name: str
    post: str
    status: str = "full"
    announcement: str | None = None


def page(number: int, day: str | None, *said: Said, until: str | None = None, **given: Any) -> PageMaker:
    """A page of one article: the posts in its words, its event on ``day``, printed the day after."""
    maker = PageMaker(f"{number:02}.txt", **{"paper": "清泉报", "jurisdiction": COUNTY, **given})
    event = dt.date.fromisoformat(day) if day else None
    if event:
        maker.given |= {"publication_date": event + dt.timedelta(1), "date_basis": "masthead"}
    add_article(maker, number, event, *said, until=until)
    return maker


def add_article(
    maker: PageMaker, number: int, event: dt.date | None, *said: Said, until: str | None = None, **article: Any
) -> None:
    body = f"第{number}篇：" + "，".join(item.post + item.name for item in said) + "。"
    end = dt.date.fromisoformat(until) if until else event
    maker.article(None, body, event_date_start=event, event_date_end=end, **article)
    for name in dict.fromkeys(item.name for item in said):
        maker.person(name, "leader", *(item.post for item in said if item.name == name), jurisdiction=COUNTY)
    for item in said:
        seat = read_seat(item.post, maker.given["jurisdiction"])
        fields = {
            key: getattr(seat, key) for key in ("organisation", "organisation_form", "jurisdiction", "level", "post")
        }
        maker.sighting(
            item.name,
            item.post,
            tenure_status=item.status,
            announcement=item.announcement,
            seat_title=seat.title,
            **fields,
        )


def make_pages() -> list[PageRows]:
    appointed, removed, elected = ("full", "appointed"), ("former", "removed"), ("full", "elected")
    pages = [
        # 县长: 方便, then 时光 acting and full, then 方便 again
        page(1, "2024-01-05", Said("方便", "县长"), Said("方便", "县委副书记")),
        page(2, "2024-02-10", Said("方便", "县长")),
        page(3, "2024-03-03", Said("时光", "代县长", "acting")),
        page(4, "2024-04-08", Said("时光", "清泉县人民政府县长", *elected), until="2024-04-11"),
        page(5, "2024-05-20", Said("时光", "县长")),
        page(6, "2024-08-01", Said("方便", "县长")),
        page(7, "2024-09-01", Said("时光", "原县长", "former")),
        # 县教育局局长: a handover on one day, foretold, announced and closed
        page(10, "2024-02-20", Said("高兴", "县教育局局长", "nominee", "nominated")),
        page(11, "2024-03-10", Said("高兴", "县教育局局长", *appointed), Said("常青", "县教育局局长", *removed)),
        page(12, "2024-03-15", Said("高兴", "县教育局局长")),
        page(13, "2024-06-30", Said("高兴", "县教育局局长", *removed)),
        page(14, "2024-07-15", Said("高兴", "原县教育局局长", "former")),
        # 县司法局局长: the old one's leaving is told after the new one's coming
        page(16, "2024-02-01", Said("老李", "县司法局局长")),
        page(17, "2024-03-01", Said("小李", "县司法局局长", *appointed)),
        page(18, "2024-04-01", Said("老李", "县司法局局长", *removed)),
        # who entered a seat on no known day contests it with nobody
        page(15, None, Said("何时", "县教育局局长", *appointed)),
        # 县粮食局局长: known by a leaving alone, which two articles date differently
        page(32, "2024-03-10", Said("齐远", "县粮食局局长", *removed)),
        page(33, "2024-03-20", Said("齐远", "县粮食局局长", *removed)),
        # 县委书记: two at once
        page(20, "2024-01-10", Said("丁山", "县委书记")),
        page(21, "2024-03-10", Said("丁山", "县委书记")),
        page(22, "2024-03-10", Said("丁水", "县委书记")),
        # 副县长 and 原 alone, a nominee alone
        page(30, "2024-03-10", Said("白云", "副县长"), Said("黄河", "副县长")),
        page(31, "2024-03-10", Said("旧人", "原县政协主席", "former"), Said("新人", "拟任县政协主席", "nominee")),
        # two people of one name: 县水利局局长 and 县林业局局长 at once; who is both in one article is one
        page(40, "2024-02-01", Said("李明", "县水利局局长"), Said("李明", "县人大代表")),
        page(41, "2024-02-10", Said("李明", "县林业局局长")),
        page(42, "2024-02-20", Said("李明", "县水利局局长")),
        page(43, "2024-03-20", Said("李明", "县人大代表")),
        page(44, "2024-02-01", Said("王芳", "县统计局局长"), Said("王芳", "县档案局局长")),
        page(45, "2024-02-05", Said("王芳", "县统计局局长")),
        # undated, and on an undated page beside a dated article; a page that names no county
        page(50, None, Said("方圆", "县人大常委会主任")),
        page(52, "2024-04-01", Said("方圆", "县人大常委会主任"), jurisdiction=None),
        page(53, "2024-04-02", Said("市人", "市委书记")),
        # merged and split by hand
        page(60, "2024-01-20", Said("张三", "县审计局局长")),
        page(61, "2024-02-20", Said("张叁", "县审计局局长")),
        page(62, "2024-02-25", Said("钱多", "县财政局局长")),
        page(63, "2024-02-26", Said("钱多", "县财政局局长")),
    ]
    around = page(51, None, Said("圆满", "县政协主席"))
    add_article(around, 510, dt.date(2024, 5, 6), Said("白云", "副县长"))
    pages.append(around)
    signature = {"signature": [1, 2, 3, 4]}
    for number, day in ((70, dt.date(2024, 4, 20)), (71, dt.date(2024, 4, 21))):
        maker = PageMaker(
            f"{number}.txt", paper="清泉报", jurisdiction=COUNTY, publication_date=day, date_basis="masthead"
        )
        add_article(maker, 7, dt.date(2024, 4, 19), Said("林海", "县公安局局长"), **signature)
        pages.append(maker)
    return [maker.rows() for maker in pages]


OWN_LIST = """name,scope,person,reason
张三,清泉县,张三（审计）,misprint in one paper
张叁,清泉县,张三（审计）,misprint in one paper
钱多,63.txt,钱多（另一人）,a namesake
"""


class Built(NamedTuple):
    forward: Marts
    backward: Marts


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, run_dbt: Callable[..., subprocess.CompletedProcess[str]]) -> Built:
    home = tmp_path_factory.mktemp("posts")
    (home / "seeds").mkdir()
    (home / "seeds" / "ref_people.csv").write_text(OWN_LIST, encoding="utf-8")
    pages = make_pages()
    marts = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(join_lists(home, [home / "seeds" / "ref_people.csv"])))
        for batches in ([pages], [[rows] for rows in reversed(pages)]):
            load(home, batches)
            done = run_dbt(work_path(home), "build", "--exclude-resource-type", "unit_test")
            assert done.returncode == 0, done.stdout
            marts.append(read_schema(work_path(home), "marts"))
    return Built(*marts)


def spells(marts: Marts, **wanted: Any) -> list[list[Any]]:
    """The four bounds, what they rest on, and the count, of each spell that has these values, in order of its start."""
    columns = ("start_min_on", "start_max_on", "end_min_on", "end_max_on", "start_basis", "end_basis", "sighting_count")
    rows = [row for row in marts["posts_held"] if all(row[name] == value for name, value in wanted.items())]
    rows.sort(key=lambda row: str(row["start_max_on"]))
    return [
        [f"{row[column]:%m-%d}" if column.endswith("_on") and row[column] else row[column] for column in columns]
        for row in rows
    ]


def test_pages_in_any_order_make_the_same_spells(built: Built) -> None:
    assert built.forward == built.backward


def test_a_post_is_held_on_the_days_of_its_sightings_till_another_has_the_seat(built: Built) -> None:
    assert spells(built.forward, name="方便", post="县长") == [
        [None, "01-05", "02-10", "03-03", "sighting", "successor", 2],
        ["05-20", "08-01", "08-01", None, "sighting", "sighting", 1],
    ]


def test_acting_and_full_are_one_spell_that_no_election_begins_and_a_former_closes(built: Built) -> None:
    assert spells(built.forward, name="时光") == [["02-10", "03-03", "05-20", "08-01", "sighting", "successor", 4]]


def test_announcements_date_start_and_end_and_prove_a_spell_of_their_own(built: Built) -> None:
    assert spells(built.forward, name="高兴") == [
        ["03-10", "03-10", "06-30", "06-30", "announcement", "announcement", 4]
    ]
    assert spells(built.forward, name="常青") == [[None, "03-10", "03-10", "03-10", "announcement", "announcement", 1]]


def test_a_removal_that_is_told_late_opens_no_second_spell(built: Built) -> None:
    assert spells(built.forward, name="老李") == [[None, "02-01", "02-01", "03-01", "sighting", "successor", 2]]
    assert spells(built.forward, name="小李") == [["03-01", "03-01", "03-01", None, "announcement", "sighting", 1]]


def test_of_two_removals_the_first_ends_the_spell(built: Built) -> None:
    assert spells(built.forward, name="齐远") == [[None, "03-10", "03-10", "03-10", "announcement", "announcement", 2]]


def test_nominees_and_formers_never_open_a_spell(built: Built) -> None:
    assert [row for row in built.forward["posts_held"] if row["name"] in ("旧人", "新人")] == []
    seen = [row["spell_id"] for row in built.forward["post_sightings"] if row["tenure_status"] == "nominee"]
    assert seen == [None, None]


def test_two_in_one_seat_are_a_conflict_and_a_problem_but_an_announced_handover_is_none(built: Built) -> None:
    conflict = pick(built.forward["seat_conflicts"])
    assert (conflict["name_a"], conflict["name_b"], str(conflict["overlap_start_on"])) == ("丁山", "丁水", "2024-03-10")
    shown = [
        pick(built.forward["post_sightings"], sighting_id=conflict[key]) for key in ("sighting_id_a", "sighting_id_b")
    ]
    assert [(row["post_written"], str(row["event_on"])) for row in shown] == [("县委书记", "2024-03-10")] * 2
    assert pick(built.forward["problems"], kind="seat_conflict")["source_file"] == "22.txt"


def test_a_post_that_several_hold_has_no_seat(built: Built) -> None:
    deputies = [row for row in built.forward["posts_held"] if row["post"] == "副县长"]
    assert {(row["name"], row["seat_id"], row["organisation"]) for row in deputies} == {
        ("白云", None, "清泉县人民政府"),
        ("黄河", None, "清泉县人民政府"),
    }


def test_who_heads_two_bodies_at_once_is_two_unless_one_article_says_both(built: Built) -> None:
    held = {row["post"]: row["person_id"] for row in built.forward["posts_held"] if row["name"] == "李明"}
    first = make_id("people", "name_and_jurisdiction", "李明", COUNTY)
    assert held == {
        "县水利局局长": first,
        "县人大代表": first,  # seen with the first, so a later sighting of it alone is the first's
        "县林业局局长": make_id("people", "name_and_jurisdiction", "李明", COUNTY, 2),
    }
    assert len({row["person_id"] for row in built.forward["posts_held"] if row["name"] == "王芳"}) == 1


def test_undated_sightings_count_and_bound_nothing(built: Built) -> None:
    assert spells(built.forward, name="何时") == [[None, None, None, None, None, None, 1]]
    assert spells(built.forward, name="方圆") == [[None, "04-01", "04-01", None, "sighting", "sighting", 2]]


def test_an_undated_page_is_of_the_newest_day_that_it_reports(built: Built) -> None:
    assert spells(built.forward, name="圆满") == [[None, "05-06", "05-06", None, "sighting", "sighting", 1]]
    sighting = pick(built.forward["post_sightings"], post="县政协主席", tenure_status="full")
    assert (str(sighting["seen_on"]), sighting["seen_basis"], sighting["event_on"]) == ("2024-05-06", "page", None)


def test_a_page_without_a_county_has_that_of_its_paper_and_no_other(built: Built) -> None:
    chair = [row for row in built.forward["post_sightings"] if row["post"] == "县人大常委会主任"]
    assert {(row["organisation"], row["jurisdiction"]) for row in chair} == {("清泉县人大常委会", COUNTY)}
    assert len({row["seat_id"] for row in chair}) == 1
    mayor = pick(built.forward["post_sightings"], post="市委书记")
    assert (mayor["organisation"], mayor["jurisdiction"], mayor["seat_id"]) == ("市委", None, None)


def test_a_reprint_counts_no_sighting_twice(built: Built) -> None:
    assert spells(built.forward, name="林海") == [[None, "04-19", "04-19", None, "sighting", "sighting", 1]]
    assert len([row for row in built.forward["post_sightings"] if row["post"] == "县公安局局长"]) == 2


def test_people_are_merged_and_split_by_hand(built: Built) -> None:
    person = pick(built.forward["people"], identity_basis="hand", name="张三")
    assert (person["person_id"], person["article_count"]) == (make_id("people", "hand", "张三（审计）"), 2)
    assert spells(built.forward, name="张三") == [[None, "01-20", "02-20", None, "sighting", "sighting", 2]]
    assert len([row for row in built.forward["people"] if row["name"] == "钱多"]) == 2
