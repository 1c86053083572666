"""The user's own rows join the shipped lists, for Python and dbt alike; a list that can't be used is told."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.lists import FORMS, SHIPPED, ListError, check_forms, join_lists
from warehouse.settings import CHECKOUT

PAPERS = "paper,first_on,weekdays,month_days,page_count,last_on,not_printed,aliases,source\n"
HEADER = "unit_written,unit,unit_family,dimension,factor,source\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    return folder


def join(own: Path) -> Path:
    return join_lists(own.parent, sorted(own.glob("*.csv")))


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_an_own_row_is_added_and_wins_over_a_shipped_one_with_its_key(own: Path) -> None:
    (own / "ref_units.csv").write_text(f"{HEADER}亩,亩,亩,length,2,mine\n担,担,担,mass,1,mine\n", "utf-8-sig")
    joined, shipped = read_rows(join(own) / "ref_units.csv"), read_rows(SHIPPED / "ref_units.csv")
    assert [row for row in joined if row[0] == "亩"] == [["亩", "亩", "亩", "length", "2", "mine"]]
    assert ["担", "担", "担", "mass", "1", "mine"] in joined
    assert [row for row in shipped if row[0] not in ("亩", "担")] == [
        row for row in joined if row[0] not in ("亩", "担")
    ]


def test_two_corrections_of_one_page_stand_side_by_side(own: Path) -> None:
    rows = "a.txt,person.name,甲,,no name\na.txt,person.name,乙,,no name either\n"
    (own / "ref_corrections.csv").write_text("page,what,printed,corrected,reason\n" + rows, "utf-8")
    assert len(read_rows(join(own) / "ref_corrections.csv")) == len(read_rows(SHIPPED / "ref_corrections.csv")) + 2


def test_lists_without_own_rows_are_the_shipped_ones(own: Path) -> None:
    folder = join(own)
    assert {path.name for path in folder.iterdir()} == {path.name for path in SHIPPED.glob("*.csv")}
    assert all((SHIPPED / path.name).read_bytes() == path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("ref_unit.csv", b"x\n", "ref_units.csv"),  # says which there are
        ("ref_units.csv", "单位,unit\n".encode(), "must begin with 'unit_written,"),
        ("ref_units.csv", (HEADER + "亩,亩\n").encode(), "row 2"),
        ("ref_units.csv", "单位".encode("gb18030"), "UTF-8"),
        ("ref_units.csv", b"\n", "is empty"),
        ("ref_papers.csv", f"{PAPERS}甲报,,8,,4,,,,mine\n".encode(), r"'8' in column weekdays of row 2 .* like 1\|5"),
        ("ref_papers.csv", f"{PAPERS}甲报,2023-02-30,5,,4,,,,mine\n".encode(), "'2023-02-30' in column first_on"),
        ("ref_papers.csv", f"{PAPERS}甲报,,5,,4,,10-1,,mine\n".encode(), r"'10-1' .* like 2024-02-09/2024-02-17\|"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(own: Path, name: str, content: bytes, told: str) -> None:
    (own / name).write_bytes(content)
    with pytest.raises(ListError, match=told):
        join(own)


def test_a_correction_reaches_the_marts_and_reads_no_other_page_again(fresh_home: Path) -> None:
    published = fresh_home / "published" / "jianbao.duckdb"
    query = "select source_file, name, parsed_at from marts.appearances join marts.articles using (article_id) "
    query += "join marts.pages using (page_id) order by appearance_id"
    with duckdb.connect(str(published), read_only=True) as connection:
        before = connection.execute(query).fetchall()
    page, name, _ = before[0]
    (fresh_home / "seeds").mkdir()
    corrections = f"page,what,printed,corrected,reason\n{page},person.name,{name},欧阳更正,misprint\n"
    (fresh_home / "seeds" / "ref_corrections.csv").write_text(corrections, "utf-8")
    command = [sys.executable, "-m", "warehouse.cli", "reparse", "--home", str(fresh_home)]
    result = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    with duckdb.connect(str(published), read_only=True) as connection:
        after = connection.execute(query).fetchall()
        counts = (
            "select source_file, page_quality.correction_count from marts.page_quality join marts.pages using (page_id)"
        )
        corrected = [row for row in connection.execute(counts).fetchall() if row[1]]
    changed = {(new[0], new[1]) for old, new in zip(before, after, strict=True) if old[1] != new[1]}
    assert changed == {(page, "欧阳更正")} and corrected == [(page, 1)]
    assert {new[0] for old, new in zip(before, after, strict=True) if old[2] != new[2]} == {page}


def test_shipped_lists_have_the_forms_that_are_asked_of_own_ones() -> None:
    for name in FORMS:
        header, *rows = read_rows(SHIPPED / f"{name}.csv")
        check_forms(SHIPPED / f"{name}.csv", header, rows)


def test_a_paper_may_have_several_listings(own: Path) -> None:
    rows = "甲报,,1|5,,4,,10-01/10-07|2024-02-10,甲时报,mine\n甲报,,5,,8,,,,mine\n"
    rows += "乙报,2020-01-01,,1|15,,2021-12-31,,,mine\n"
    (own / "ref_papers.csv").write_text(PAPERS + rows, "utf-8")
    joined = read_rows(join(own) / "ref_papers.csv")
    assert [row[0] for row in joined if row[-1] == "mine"] == ["甲报", "甲报", "乙报"]


def test_a_wrong_list_ends_the_command_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "ref_unit.csv").write_text("x\n")
    command = [sys.executable, "-m", "warehouse.cli", "explain", "README.md"]
    environment = {**os.environ, "JIANBAO_HOME": str(tmp_path)}
    result = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 2 and "ref_units.csv" in result.stderr
