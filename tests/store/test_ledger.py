"""The ledger: what is written is read, a torn last line is no entry, and any other damage is told."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.store.landing import read_raw
from warehouse.store.ledger import (
    LandedFile,
    LedgerError,
    QuarantinedFile,
    ReadManifest,
    append_entries,
    ledger_path,
    read_entries,
    read_ledger,
)
from warehouse.store.raw import RawFileError, store_raw

AT = dt.datetime(2024, 3, 1, 18, 30, 0, 1)
LANDED = LandedFile("区报", "a.txt", "0" * 64, 3, AT, AT, dt.date(2024, 3, 2), "n1")
QUARANTINED = QuarantinedFile("区报", "b.png", None, 0, "image", "it is an image", AT, "n1")

words = st.text(st.characters(exclude_categories=["Cs"]))
maybe_words = st.none() | words
times = st.datetimes(allow_imaginary=False)
landed_files = st.builds(
    LandedFile, words, words, words, st.integers(0), times, times, st.dates(), words,
    maybe_words, maybe_words, maybe_words, st.none() | st.dates(), maybe_words,
)  # fmt: skip
quarantined_files = st.builds(
    QuarantinedFile, words, words, maybe_words, st.integers(0), words, words, times, words
)  # fmt: skip
manifests = st.builds(ReadManifest, words, words, words, st.integers(0), times, words)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(entries=st.lists(landed_files | quarantined_files | manifests, max_size=5))
def test_any_entries_come_back_as_they_were_appended(home, entries):
    before = read_entries(home)
    append_entries(home, entries)
    assert read_entries(home) == before + entries


def test_no_ledger_is_an_empty_ledger(home):
    assert read_ledger(home) == ([], [])


def test_landed_and_quarantined_files_are_told_apart_and_manifests_left_out(home):
    append_entries(home, [QUARANTINED, ReadManifest("区报", "manifest.csv", "0" * 64, 1, AT, "n1"), LANDED])
    assert read_ledger(home) == ([LANDED], [QUARANTINED])


@pytest.mark.parametrize("lost_bytes", [1, 2, 50])
def test_a_torn_last_line_is_dropped_and_cut_off_by_the_next_writer(home, lost_bytes):
    append_entries(home, [LANDED, QUARANTINED])
    path = ledger_path(home)
    path.write_bytes(path.read_bytes()[:-lost_bytes])
    assert read_ledger(home) == ([LANDED], [])
    append_entries(home, [QUARANTINED])
    assert read_ledger(home) == ([LANDED], [QUARANTINED])
    assert len(path.read_bytes().splitlines()) == 2


def test_a_ledger_that_is_one_torn_line_is_empty(home):
    append_entries(home, [])
    assert not ledger_path(home).exists()
    append_entries(home, [LANDED])
    ledger_path(home).write_bytes(b"\0" * 200_000)
    assert read_ledger(home) == ([], [])
    append_entries(home, [LANDED])
    assert read_ledger(home) == ([LANDED], [])


@pytest.mark.parametrize("line", [b"{oops}", b"[]", b'{"entry": "other"}', b'{"entry": "landed"}', b"\xff"])
def test_damage_in_the_middle_names_the_line_and_the_remedy(home, line):
    append_entries(home, [LANDED])
    path = ledger_path(home)
    path.write_bytes(path.read_bytes() + line + b"\n" + path.read_bytes())
    with pytest.raises(LedgerError, match=r"line 2 of .*ledger\.jsonl.*backup.*delete this line"):
        read_ledger(home)


def test_fields_that_a_newer_version_added_are_passed_over_and_new_facts_are_none_in_old_lines(home):
    append_entries(home, [LANDED])
    path = ledger_path(home)
    line = path.read_text().replace('"paper": null, ', "").replace("{", '{"later": 1, ', 1)
    path.write_text(line)
    assert read_ledger(home)[0] == [LANDED]


def test_the_ledger_can_be_read_by_people(home):
    append_entries(home, [LANDED])
    assert '"source_name": "区报"' in ledger_path(home).read_text()


def test_raw_bytes_that_changed_or_went_missing_are_told(home):
    sha256, _ = store_raw(home, [b"a", b"b"])
    assert read_raw(home, sha256) == b"ab"
    path = home / "landing" / "raw" / sha256[:2] / sha256
    path.write_bytes(b"ax")
    with pytest.raises(RawFileError, match=r"changed after it landed.*backup"):
        read_raw(home, sha256)
    path.unlink()
    with pytest.raises(RawFileError, match=r"No such file.*backup"):
        read_raw(home, sha256)


@pytest.mark.parametrize("name", ["../../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_hash_names_raw_bytes(home, name):
    with pytest.raises(RawFileError, match="not a SHA-256"):
        read_raw(home, name)


def test_a_copy_that_fails_half_way_leaves_nothing(home):
    def chunks():
        yield b"half"
        raise RuntimeError("the source went away")

    with pytest.raises(RuntimeError):
        store_raw(home, chunks())
    assert list((home / "landing" / "raw").iterdir()) == []
