"""Landing: nothing lost, nothing twice, whatever lies in the folder and wherever the night was killed."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.store.durable import StoreError
from warehouse.store.landing import LandingError, read_ledger, read_raw

ROOT = Path(__file__).resolve().parents[2]
NOW = dt.datetime(2024, 3, 1, 18, 30, tzinfo=dt.UTC)


def kinds(landing):
    return [(file.source_file, file.kind) for file in landing.quarantined]


def names(landing):
    return [file.source_file for file in landing.landed]


def test_a_landed_file_is_described_and_kept_byte_for_byte(place, home, land):
    data = "本报讯\r\n".encode("gb18030")
    (place / "a.txt").write_bytes(data)
    os.utime(place / "a.txt", ns=(0, 1_700_000_000_123_456_789))
    (file,) = land().landed
    assert file._asdict() == {
        "source_name": "区报",
        "source_file": "a.txt",
        "file_sha256": hashlib.sha256(data).hexdigest(),
        "size_bytes": len(data),
        "modified_at": dt.datetime(2023, 11, 14, 22, 13, 20, 123456),
        "landed_at": dt.datetime(2024, 3, 1, 18, 30),
        "landed_on": dt.date(2024, 3, 2),
        "load_id": "n1",
        **dict.fromkeys(("paper", "edition", "page_no", "publication_date", "source_url")),
    }
    assert read_raw(home, file.file_sha256) == data
    assert read_ledger(home) == ([file], [])


def test_landing_twice_is_landing_once(place, home, land):
    (place / "a.txt").write_text("一")
    (place / "sub").mkdir()
    (place / "sub" / "b.txt").write_text("二")
    (place / "empty.txt").write_bytes(b"")
    (place / "manifest.csv").write_text("file,paper,publication_date\na.txt,区报,nie\nc.txt,区报,\n")
    first = land()
    before = sorted(path.read_bytes() for path in (home / "landing").rglob("*") if path.is_file())
    second = land(load_id="n2", now=NOW + dt.timedelta(days=1))
    assert (names(first), first.seen_count, first.unchanged_count) == (["a.txt", "sub/b.txt"], 3, 0)
    assert second == ([], [], [], 3, 3, 0)
    assert before == sorted(path.read_bytes() for path in (home / "landing").rglob("*") if path.is_file())


def test_changed_bytes_are_a_new_version_even_with_the_same_size_and_time(place, home, land):
    for night, text in enumerate(("甲", "乙", "甲")):
        (place / "a.txt").write_text(text)
        os.utime(place / "a.txt", (0, 1_700_000_000))
        assert names(land(load_id=f"n{night}")) == ["a.txt"]
    landed, _ = read_ledger(home)
    assert [read_raw(home, file.file_sha256).decode() for file in landed] == ["甲", "乙", "甲"]


def test_later_versions_land_later_even_if_the_clock_goes_back(place, home, land):
    for night, text in enumerate(("甲", "乙", "丙")):
        (place / "a.txt").write_text(text)
        land(now=NOW - dt.timedelta(days=night))
    times = [file.landed_at for file in read_ledger(home)[0]]
    assert times == sorted(set(times))


def test_a_file_that_vanishes_stays_landed(place, home, land):
    (place / "a.txt").write_text("甲")
    (file,) = land().landed
    (place / "a.txt").unlink()
    assert land() == ([], [], [], 0, 0, 0)
    assert read_raw(home, file.file_sha256) == "甲".encode()


def test_an_empty_folder_lands_nothing_and_is_no_error(land):
    assert land() == ([], [], [], 0, 0, 0)


def test_a_place_that_cannot_be_used_says_what_to_do(tmp_path, home, place, land, land_into):
    (place / "a.txt").write_text("甲")
    land()
    with pytest.raises(LandingError, match=r"no landing folder .*nowhere.*--landing"):
        land_into(tmp_path / "nowhere", home)
    with pytest.raises(LandingError, match=r"a\.txt is a file.*--landing"):
        land_into(place / "a.txt", home)
    for own in (home, home / "landing", home / "landing" / "raw"):
        with pytest.raises(LandingError, match="own files"):
            land_into(own, home)


def test_a_home_inside_the_landing_place_is_not_landed(place, land_into):
    (place / "a.txt").write_text("甲")
    for _ in range(2):
        landing = land_into(place, place / "data")
    assert landing.seen_count == 1


def test_a_home_that_cannot_be_written_says_what_to_do(place, tmp_path, land_into):
    (place / "a.txt").write_text("甲")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"can't write .*file.*--home"):
        land_into(place, tmp_path / "file")


def test_a_time_without_zone_is_refused(land):
    with pytest.raises(ValueError, match="no time zone"):
        land(now=dt.datetime(2024, 3, 1))


def test_hidden_and_lock_files_are_no_pages_and_unfinished_ones_wait(place, land):
    for name in (".DS_Store", "~$page.docx", "a.lock", ".git/HEAD", "b.txt.part", "c.crdownload", "d.txt"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text("甲")
    landing = land()
    assert (names(landing), landing.waiting, landing.seen_count) == (["d.txt"], ["b.txt.part", "c.crdownload"], 3)


def test_a_file_changed_just_now_waits_and_lands_when_it_has_settled(place, land):
    (place / "a.txt").write_text("甲")
    changed_at = dt.datetime.fromtimestamp((place / "a.txt").stat().st_mtime, dt.UTC)
    early, late = (land(now=changed_at + dt.timedelta(seconds=age), settle_seconds=60) for age in (59, 61))
    assert (early.waiting, early.landed, early.seen_count) == (["a.txt"], [], 1)
    assert (late.waiting, names(late)) == ([], ["a.txt"])


def test_a_file_written_to_while_it_is_read_waits(place, home, land_into):
    """The first page's check writes to the second, which the walk has already looked at."""
    (place / "a.txt").write_text("甲")
    (place / "b.txt").write_text("乙")

    def write_more(data: bytes, name: str) -> None:
        (place / "b.txt").write_text("乙乙乙")

    landing = land_into(place, home, find_unreadable=write_more)
    assert (names(landing), landing.waiting, landing.seen_count) == (["a.txt"], ["b.txt"], 2)
    assert names(land_into(place, home)) == ["b.txt"]


def test_a_file_that_goes_during_the_night_is_not_counted(place, home, land_into):
    (place / "a.txt").write_text("甲")
    (place / "b.txt").write_text("乙")

    def remove_b(data: bytes, name: str) -> None:
        (place / "b.txt").unlink(missing_ok=True)

    assert land_into(place, home, find_unreadable=remove_b).seen_count == 1


def test_unreadable_bytes_are_quarantined_once_and_kept(place, home, land):
    (place / "a.png").write_bytes(b"\x89PNG...")
    first, second = land(), land()
    assert (kinds(first), first.seen_count) == ([("a.png", "image")], 1)
    assert (kinds(second), second.unchanged_count) == ([], 1)
    assert read_raw(home, first.quarantined[0].file_sha256) == b"\x89PNG..."


def test_a_quarantined_file_lands_when_it_can_be_read_after_all(place, land):
    (place / "a.png").write_bytes(b"\x89PNG...")
    land()
    assert names(land(find_unreadable=lambda data, name: None)) == ["a.png"]
    assert land().unchanged_count == 1


def test_what_was_wrong_and_no_longer_is_leaves_the_quarantine(place, home, land):
    (place / "a.png").write_bytes(b"\x89PNG...")
    (place / "b.txt").write_text("乙")
    land()
    (place / "a.png").write_bytes(b"")
    assert [file.kind for file in land().quarantined] == ["empty"]
    assert [file.kind for file in read_ledger(home)[1]] == ["empty"]
    (place / "b.txt").write_bytes(b"")
    land()
    (place / "a.png").write_text("甲")
    (place / "b.txt").write_text("乙")
    land()
    assert read_ledger(home)[1] == []
    (place / "b.txt").write_bytes(b"")
    assert [file.kind for file in land().quarantined] == ["empty"]  # it is told again
    (place / "b.txt").unlink()
    land()
    assert [file.source_file for file in read_ledger(home)[1]] == ["b.txt"]  # nothing was mended


def test_a_page_overwritten_by_garbage_stays_landed(place, home, land):
    (place / "a.txt").write_text("甲")
    land()
    (place / "a.txt").write_bytes(b"")
    assert kinds(land()) == [("a.txt", "empty")]
    (place / "a.txt").write_text("甲")
    assert land().unchanged_count == 1


def test_a_too_large_file_is_copied_in_pieces_and_quarantined_once(place, home, land):
    size = 5_000_000
    (place / "big.txt").write_bytes(b"x" * size)
    first, second = land(max_file_bytes=1 << 20), land(max_file_bytes=1 << 20)
    assert kinds(first) == [("big.txt", "too_large")]
    assert "4.8 MB, more than 1.0 MB" in first.quarantined[0].reason
    assert len(read_raw(home, first.quarantined[0].file_sha256)) == size
    assert second.unchanged_count == 1
    assert names(land(max_file_bytes=size)) == ["big.txt"]
    assert land(max_file_bytes=1 << 20).unchanged_count == 1


def test_links_are_followed_inside_the_place_only(place, home, tmp_path, land):
    (tmp_path / "secret.txt").write_text("密")
    (place / "a.txt").write_text("甲")
    (place / "sub").mkdir()
    (place / "inside.txt").symlink_to("a.txt")
    (place / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (place / "up.txt").symlink_to("../secret.txt")
    (place / "broken.txt").symlink_to("nowhere.txt")
    (place / "folder").symlink_to("sub")
    (place / "loop").symlink_to("loop")
    landing = land()
    assert names(landing) == ["a.txt", "inside.txt"]
    expected = ["broken.txt", "folder", "loop", "outside.txt", "up.txt"]
    assert kinds(landing) == [(name, "symlink") for name in expected]
    assert not any("密".encode() in path.read_bytes() for path in (home / "landing" / "raw").rglob("*/*"))
    assert land().unchanged_count == 7


def test_pipes_and_sockets_are_quarantined_without_being_opened(place, land, monkeypatch):
    monkeypatch.chdir(place)  # names of sockets are short
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        assert kinds(land()) == [("pipe", "not_a_file"), ("socket", "not_a_file")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_and_folders_without_permission_are_quarantined(place, land):
    (place / "a.txt").write_text("甲")
    (place / "sub").mkdir()
    (place / "sub" / "b.txt").write_text("乙")
    (place / "a.txt").chmod(0)
    (place / "sub").chmod(0)
    assert kinds(land()) == [("a.txt", "unreadable"), ("sub", "unreadable")]
    (place / "a.txt").chmod(0o600)
    (place / "sub").chmod(0o700)
    assert names(land()) == ["a.txt", "sub/b.txt"]


@pytest.mark.parametrize(
    ("raw_name", "source_file"),
    [
        (b"a'b\"c.txt", "a'b\"c.txt"),
        (b"a\nb\r\t.txt", "a\nb\r\t.txt"),
        (b"..\\..\\etc.txt", "..\\..\\etc.txt"),
        (b"...txt", "...txt"),
        ("报\u2028😀.txt".encode(), "报\u2028😀.txt"),
        ("版\u0301.txt".encode(), "版\u0301.txt"),
        (unicodedata.normalize("NFD", "é.txt").encode(), "é.txt"),
        (b"\xff\xb0\xe6.txt", "\\xff\\xb0\\xe6.txt"),
        (b"'; drop table x; --", "'; drop table x; --"),
    ],
)
def test_any_file_name_is_only_a_name(place, home, land, raw_name, source_file):
    with open(os.fsencode(place) + b"/" + raw_name, "wb") as file:
        file.write(b"x")
    landing = land()
    assert names(landing) == [source_file]
    assert read_ledger(home)[0] == landing.landed
    assert land().unchanged_count == landing.seen_count
    stored = {path.name for path in (home / "landing").rglob("*") if path.is_file()}
    assert stored <= {"ledger.jsonl", hashlib.sha256(b"x").hexdigest()}


def test_names_that_differ_only_in_normalisation_do_not_take_turns(place, home, land):
    nfc, nfd = "é.txt", unicodedata.normalize("NFD", "é.txt")
    (place / nfd).write_text("乙")
    assert names(land()) == [nfc]
    (place / nfc).write_text("甲")
    second = land()
    assert (names(second), kinds(second)) == ([nfc], [(nfc, "same_name")])
    assert read_raw(home, second.quarantined[0].file_sha256).decode() == "乙"
    assert land() == ([], [], [], 2, 2, 0)
    (place / nfc).unlink()
    assert names(land()) == [nfc]
    assert read_raw(home, read_ledger(home)[0][-1].file_sha256).decode() == "乙"


def test_a_source_name_that_is_no_utf8_is_escaped(place, land):
    (place / "a.txt").write_text("甲")
    assert land(source_name="版\udcff").landed[0].source_name == "版\\xff"
    assert land(source_name="版\udcff").unchanged_count == 1


def test_an_impossible_file_time_is_no_obstacle(place, land):
    (place / "a.txt").write_text("甲")
    try:
        os.utime(place / "a.txt", ns=(0, 9_000_000_000_000_000_000))
    except OSError:
        pytest.skip("this file system has no such times")
    assert names(land()) == ["a.txt"]


def test_sources_do_not_mix(place, land):
    (place / "a.txt").write_text("甲")
    assert names(land()) == names(land(source_name="县报")) == ["a.txt"]


def test_progress_tells_each_file(place, land):
    for name in "abc":
        (place / name).write_text(name)
    told: list[tuple[int, int]] = []
    land(progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_landing_is_private_whatever_the_umask(place, tmp_path, land):
    (place / "a.txt").write_text("甲")
    before = os.umask(0)
    try:
        land()
    finally:
        os.umask(before)
    home = tmp_path / "home"
    assert stat.S_IMODE(home.stat().st_mode) == 0o755
    folders = [home / "landing", *(path for path in (home / "landing").rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_raw_bytes_without_a_ledger_entry_are_landed_by_the_next_night(place, home, land):
    (place / "a.txt").write_text("甲")
    (first,) = land().landed
    (home / "landing" / "ledger.jsonl").unlink()
    assert land().landed == [first]
    assert read_raw(home, first.file_sha256) == "甲".encode()


def test_damaged_raw_bytes_are_healed_when_the_file_lands_again(place, home, land):
    (place / "a.txt").write_text("甲")
    (first,) = land().landed
    (home / "landing" / "ledger.jsonl").unlink()
    raw = home / "landing" / "raw" / first.file_sha256[:2] / first.file_sha256
    raw.write_text("half")
    land()
    assert read_raw(home, first.file_sha256) == "甲".encode()


def test_leftover_temporary_files_are_removed(place, home, land):
    land()
    (home / "landing" / "raw").mkdir(parents=True)
    (home / "landing" / "raw" / "tmp123.tmp").write_text("half")
    land()
    assert list((home / "landing" / "raw").iterdir()) == []


def test_a_night_killed_at_any_point_is_finished_by_the_next(place, home, tmp_path, land_into):
    """A process that lands 150 files is killed after 10, 70 and 140 of them; then one more night runs through."""
    for number in range(150):
        (place / f"{number:03}.txt").write_text(f"第{number}版")
    script = (
        "import datetime as dt, os, signal, sys; from pathlib import Path; "
        "from warehouse.store.landing import land_files; at = int(sys.argv[3]); "
        "stop = lambda done, total: os.kill(os.getpid(), signal.SIGKILL) if done == at else None; "
        "land_files(Path(sys.argv[1]), Path(sys.argv[2]), source_name='区报', load_id='n0', "
        "now=dt.datetime.now(dt.UTC), timezone='Asia/Shanghai', max_file_bytes=1000, settle_seconds=0, "
        "find_unreadable=lambda d, n: None, progress=stop)"
    )
    for at in (10, 70, 140):
        done = subprocess.run([sys.executable, "-c", script, place, home, str(at)], cwd=ROOT)
        assert done.returncode == -9
    land_into(place, home)
    landed, _ = read_ledger(home)
    assert sorted(file.source_file for file in landed) == sorted(path.name for path in place.iterdir())
    assert all(read_raw(home, file.file_sha256) == (place / file.source_file).read_bytes() for file in landed)


POSSIBLE_NAMES = (
    st.binary(min_size=1, max_size=60)
    .filter(
        lambda name: (
            b"/" not in name
            and b"\0" not in name
            and not name.startswith(b"~$")
            and not re.match(rb"\.([^.]|$)|\.\.$", name)
        )
    )
    .filter(
        lambda name: not name.lower().endswith((b".lock", b".part", b".partial", b".tmp", b".download", b".filepart"))
    )
)


@settings(max_examples=40, deadline=None)
@given(files=st.dictionaries(POSSIBLE_NAMES, st.binary(max_size=200), min_size=1, max_size=4))
def test_any_bytes_under_any_name_come_out_as_they_went_in(files, land_into):
    with tempfile.TemporaryDirectory() as folder:
        place, home = Path(folder, "place"), Path(folder, "home")
        place.mkdir()
        for name, data in files.items():
            with open(os.fsencode(place) + b"/" + name, "wb") as file:
                file.write(data)
        first, second = land_into(place, home), land_into(place, home)
        arrived = [*first.landed, *first.quarantined]
        assert sorted(read_raw(home, file.file_sha256) for file in arrived) == sorted(files.values())
        assert read_ledger(home) == (first.landed, first.quarantined)
        assert (second.landed, second.quarantined, second.unchanged_count) == ([], [], len(files))


def test_copying_the_place_elsewhere_lands_nothing_new(place, home, tmp_path, land, land_into):
    (place / "a.txt").write_text("甲")
    land()
    shutil.copytree(place, tmp_path / "copy")
    assert land_into(tmp_path / "copy", home).unchanged_count == 1
