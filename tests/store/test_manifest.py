"""Manifests: what they say reaches the landed files, what is wrong is told, and no page waits for either."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest

from warehouse.store.landing import read_ledger, read_raw
from warehouse.store.ledger import ReadManifest, read_entries
from warehouse.store.manifest import ManifestFacts, read_manifest, read_manifest_date

TABLE = (
    "file,paper,edition,page_no,publication_date,source_url\n"
    "a.txt,云溪区报,晨报,A01,2023-07-05,https://example.org/a\n"
    "b.txt,云溪区报,,,,\n"
)


def facts_of(file):
    return file[-5:]


@pytest.fixture
def pages(place):
    for name in ("a.txt", "b.txt"):
        (place / name).write_text(name)
    return place


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_facts_reach_the_landed_files_in_any_encoding(pages, land, encoding):
    (pages / "manifest.csv").write_text(TABLE, encoding)
    landing = land()
    assert [facts_of(file) for file in landing.landed] == [
        ("云溪区报", "晨报", "A01", dt.date(2023, 7, 5), "https://example.org/a"),
        ("云溪区报", None, None, None, None),
    ]
    assert (landing.quarantined, landing.seen_count) == ([], 2)


def test_the_manifest_is_kept_byte_for_byte(pages, home, land):
    (pages / "manifest.csv").write_text(TABLE)
    land()
    land()
    (manifest,) = (entry for entry in read_entries(home) if isinstance(entry, ReadManifest))
    assert read_raw(home, manifest.file_sha256).decode() == TABLE


def test_any_column_but_file_may_be_missing_in_any_order_and_case(pages, land):
    (pages / "manifest.csv").write_text(" Page_No , FILE \n3, a.txt \n")
    landing = land()
    assert facts_of(landing.landed[0]) == (None, None, "3", None, None)
    assert landing.quarantined == []


def test_new_facts_land_the_same_bytes_again_and_only_once(pages, home, land):
    first = land()
    (pages / "manifest.csv").write_text(TABLE)
    second, third = land(), land()
    assert [file.source_file for file in second.landed] == ["a.txt", "b.txt"]
    assert second.landed[0].file_sha256 == first.landed[0].file_sha256
    assert second.landed[0].landed_at > first.landed[0].landed_at
    assert (third.landed, third.unchanged_count) == ([], 2)


def test_a_file_that_left_the_folder_gets_the_facts_that_come_later(pages, land):
    land()
    (pages / "a.txt").unlink()
    (pages / "manifest.csv").write_text(TABLE)
    second, third = land(), land()
    assert [(file.source_file, file.paper) for file in second.landed] == [("b.txt", "云溪区报"), ("a.txt", "云溪区报")]
    assert (second.seen_count, second.quarantined, third.landed) == (2, [], [])


def test_a_file_that_no_manifest_mentions_any_more_keeps_its_facts(pages, land):
    (pages / "manifest.csv").write_text(TABLE)
    land()
    (pages / "manifest.csv").write_text("file,paper\nb.txt,县报\n")
    second = land()
    assert [(file.source_file, file.paper) for file in second.landed] == [("b.txt", "县报")]
    (pages / "a.txt").write_text("new")
    assert facts_of(land().landed[0])[:2] == ("云溪区报", "晨报")
    (pages / "manifest.csv").unlink()
    assert land().landed == []


def test_an_empty_cell_takes_a_fact_back(pages, land):
    (pages / "manifest.csv").write_text(TABLE)
    land()
    (pages / "manifest.csv").write_text("file,paper\na.txt,\n")
    assert facts_of(land().landed[0]) == (None,) * 5


def test_manifests_in_folders_speak_of_their_folder_and_win(place, land):
    (place / "sub").mkdir()
    (place / "sub" / "a.txt").write_text("a")
    (place / "manifest.csv").write_text("file,paper\nsub/a.txt,one\n")
    assert land().landed[0].paper == "one"
    (place / "sub" / "manifest.csv").write_text("file,paper\na.txt,two\n")
    assert land().landed[0].paper == "two"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("./a.txt", "a.txt"), ("sub\\b.txt", "sub/b.txt"), (unicodedata.normalize("NFD", "é.txt"), "é.txt")],
)
def test_files_are_named_as_people_name_them(written, meant):
    manifest = read_manifest(f"file,paper\n{written},p\n".encode(), "", ["a.txt", "sub/b.txt", "é.txt"])
    assert manifest == ({meant: ManifestFacts("p")}, [])


@pytest.mark.parametrize(
    "written", ["2023-07-05", "2023/7/5", "2023.7.5", "20230705", "2023年7月5日", "2023年07月05日"]
)
def test_dates_are_read_as_spreadsheets_write_them(written):
    assert read_manifest_date(written) == dt.date(2023, 7, 5)


@pytest.mark.parametrize(
    "written", ["2023-02-30", "5.7.2023", "nie", "2023-7", "2023-07-05 00:00", "２０２３-07-05", "1/7/5"]
)
def test_what_is_no_date_is_none(written):
    assert read_manifest_date(written) is None


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (b"", "manifest_column", "'file' is missing"),
        (b"name,paper\na.txt,x\n", "manifest_column", "'file' is missing (found: 'name', 'paper')"),
        (b"file,papre\na.txt,x\n", "manifest_column", "'papre' is not used"),
        (b"file,paper\nc.txt,x\n", "manifest_file", "line 2 tells of 'c.txt'"),
        (b"file,paper\n../a.txt,x\n", "manifest_file", "line 2 tells of '../a.txt'"),
        (b"file,paper\n,x\n", "manifest_row", "line 2 names no file"),
        (b"file,paper\na.txt,x\na.txt,y\n", "manifest_row", "line 3 names 'a.txt' a second time"),
        (b"file,publication_date\na.txt,5 July\n", "manifest_date", "'5 July' is no date"),
        ("file,paper\na.txt,x\n".encode("utf-16"), "manifest_encoding", "neither UTF-8 nor GB18030"),
        (b"file\n" + b"x" * 200_000, "manifest_broken", "no readable CSV"),
    ],
)
def test_what_is_wrong_is_told_once_and_the_pages_land_all_the_same(pages, land, data, kind, reason):
    (pages / "manifest.csv").write_bytes(data)
    first, second = land(max_file_bytes=10**6), land(max_file_bytes=10**6)
    (problem,) = first.quarantined
    assert (problem.source_file, problem.kind) == ("manifest.csv", kind)
    assert reason in problem.reason
    assert (len(first.landed), first.seen_count) == (2, 2)
    assert (second.landed, second.quarantined, second.unchanged_count) == ([], [], 2)


def test_a_row_with_a_bad_date_still_tells_the_rest(pages, land):
    (pages / "manifest.csv").write_text("file,paper,publication_date\na.txt,区报,nie\n")
    assert facts_of(land().landed[0]) == ("区报", None, None, None, None)


def test_two_problems_of_one_kind_are_two(pages, home, land):
    (pages / "manifest.csv").write_text("file\nx.txt\ny.txt\n")
    land()
    land()
    assert [file.kind for file in read_ledger(home)[1]] == ["manifest_file"] * 2


def test_a_manifest_that_is_a_link_or_too_large_is_quarantined_like_a_page(pages, tmp_path, land):
    (tmp_path / "facts.csv").write_text(TABLE)
    (pages / "manifest.csv").symlink_to(tmp_path / "facts.csv")
    assert [file.kind for file in land().quarantined] == ["symlink"]
    (pages / "manifest.csv").unlink()
    (pages / "manifest.csv").write_text(TABLE * 20)
    assert [file.kind for file in land(max_file_bytes=1000).quarantined] == ["too_large"]


def test_a_manifest_that_is_being_written_waits(pages, land):
    changed_at = dt.datetime.fromtimestamp((pages / "b.txt").stat().st_mtime, dt.UTC)
    (pages / "manifest.csv").write_text(TABLE)
    assert "manifest.csv" in land(now=changed_at, settle_seconds=60).waiting


def test_a_manifest_is_one_in_any_case(pages, land):
    (pages / "Manifest.CSV").write_text(TABLE)
    assert facts_of(land().landed[0])[:2] == ("云溪区报", "晨报")


def test_cells_beyond_the_first_line_are_told(pages, land):
    (pages / "manifest.csv").write_text("file,paper\na.txt,云溪区报,晨报,\nb.txt,云溪区报,,\n")
    (problem,) = land().quarantined
    assert problem.kind == "manifest_row"
    assert "line 2 ('a.txt') has more cells than the first line: '晨报'" in problem.reason


def test_a_manifest_that_was_put_right_has_no_problems_left(pages, home, land):
    (pages / "manifest.csv").write_text("file,paper,colour\na.txt,云溪区报,red\nc.txt,云溪区报,red\n")
    assert len(land().quarantined) == 2
    (pages / "c.txt").write_text("丙")
    assert land().quarantined == []
    assert [entry.kind for entry in read_ledger(home)[1]] == ["manifest_column"]
    (pages / "manifest.csv").write_text("file,paper\na.txt,云溪区报\n")
    land()
    assert read_ledger(home)[1] == []
