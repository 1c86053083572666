"""Taking pages back: what counts no longer, what stays, what is gone for good, and what may be killed meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest

from warehouse.parse.rows import make_id
from warehouse.store.database import work_path
from warehouse.store.landing import read_ledger
from warehouse.store.ledger import read_withdrawn
from warehouse.store.load import find_pages_to_parse, load_landing, load_pages
from warehouse.store.raw import raw_path
from warehouse.store.withdraw import WithdrawError, erase_bytes, find_page, restore, withdraw

AT = dt.datetime(2024, 3, 2, 9)
SOURCE = "区报"


@pytest.fixture
def landed_home(place, home, land):
    (place / "a.txt").write_text("甲")
    (place / "b.txt").write_text("乙")
    land()
    return home


def take_back(home, page, is_erased=False):
    return withdraw(home, page, None, reason="误排", is_erased=is_erased, now=AT)


def test_a_withdrawn_page_no_longer_counts_and_its_reason_is_kept(landed_home):
    assert take_back(landed_home, "a.txt") == (SOURCE, "a.txt")
    assert [file.source_file for file in read_ledger(landed_home)[0]] == ["b.txt"]
    (entry,) = read_withdrawn(landed_home)
    assert (entry.source_file, entry.reason, entry.withdrawn_at) == ("a.txt", "误排", AT)


def test_the_same_bytes_stay_out_and_other_bytes_come_back(place, landed_home, land):
    take_back(landed_home, "a.txt")
    again = land()
    assert (again.landed, again.unchanged_count) == ([], 2)
    (place / "a.txt").write_text("甲，更正")
    assert [file.source_file for file in land().landed] == ["a.txt"]
    assert read_withdrawn(landed_home) == []
    (place / "a.txt").write_text("甲")
    assert land().landed == []


def test_a_manifest_may_still_name_it(place, landed_home, land):
    take_back(landed_home, "a.txt")
    (place / "manifest.csv").write_text("file,paper\na.txt,云溪区报\n")
    assert (land().landed, land().quarantined) == ([], [])
    (place / "a.txt").unlink()
    assert (land().landed, land().quarantined) == ([], [])


def test_staging_gives_up_the_page(landed_home, work, make_page):
    files = read_ledger(landed_home)[0]
    for file in files:
        page_id = make_id(SOURCE, file.source_file)
        named = {"source_file": file.source_file, "file_sha256": file.file_sha256, "landed_at": file.landed_at}
        load_pages(work, [make_page(page_id, **named)])
    take_back(landed_home, "a.txt")
    load_landing(work, landed_home)
    assert find_pages_to_parse(work, "v1") == ([], 0, [make_id(SOURCE, "a.txt")])


@pytest.mark.parametrize("page", ["a.txt", f"{SOURCE}/a.txt", make_id(SOURCE, "a.txt")])
def test_a_page_is_named_by_file_or_key(landed_home, page):
    assert find_page(landed_home, page) == (SOURCE, "a.txt")


def test_a_page_that_can_not_be_told_is_refused(place, landed_home, land):
    land(source_name="县报")
    with pytest.raises(WithdrawError, match=r"several sources.*--source"):
        find_page(landed_home, "a.txt")
    assert find_page(landed_home, "a.txt", "县报") == ("县报", "a.txt")
    with pytest.raises(WithdrawError, match=r"Did you mean '[ab]\.txt'"):
        find_page(landed_home, "c.txt")
    withdraw(landed_home, "a.txt", "县报", reason="误排", is_erased=False, now=AT)
    with pytest.raises(WithdrawError, match="withdrawn before"):
        find_page(landed_home, "a.txt", "县报")


def test_erasing_leaves_no_byte_of_it(place, landed_home, home_with_work, make_page, land):
    """Also none in the free space of the work database, and none of its earlier versions."""
    from warehouse.store.database import open_work

    secret = "不可外传的内容" * 50
    (place / "a.txt").write_text(secret)
    land(load_id="n2")
    hashes = {file.file_sha256 for file in read_ledger(landed_home)[0] if file.source_file == "a.txt"}
    with open_work(landed_home) as connection:
        load_pages(connection, [make_page(make_id(SOURCE, "a.txt"), secret), make_page("other", "其他")])
    assert secret.encode() in work_path(landed_home).read_bytes()
    name = take_back(landed_home, "a.txt", is_erased=True)
    assert erase_bytes(landed_home, name) == (2, [])
    assert not any(raw_path(landed_home, sha256).exists() for sha256 in hashes)
    left = [path.read_bytes() for path in landed_home.rglob("*") if path.is_file()]
    assert not any("外传".encode() in data for data in left)
    with open_work(landed_home) as connection:
        assert connection.exec_driver_sql("select page_id from staging.pages").scalars().all() == ["other"]


def test_erased_bytes_stay_out_under_any_name(place, landed_home, land):
    erase_bytes(landed_home, take_back(landed_home, "a.txt", is_erased=True))
    (place / "copy.txt").write_text("甲")
    assert land().landed == []


def test_bytes_that_another_page_has_too_are_kept_and_named(place, landed_home, land):
    (place / "twin.txt").write_text("甲")
    land()
    name = take_back(landed_home, "a.txt", is_erased=True)
    assert erase_bytes(landed_home, name) == (0, [(SOURCE, "twin.txt")])


def test_what_was_withdrawn_can_be_erased_later_and_erasing_twice_is_erasing_once(landed_home):
    take_back(landed_home, "a.txt")
    name = take_back(landed_home, "a.txt", is_erased=True)
    assert erase_bytes(landed_home, name).raw_count == 1
    assert erase_bytes(landed_home, take_back(landed_home, "a.txt", is_erased=True)).raw_count == 0


def test_a_withdrawal_can_be_taken_back(place, landed_home, land):
    (place / "c.png").write_bytes(b"\x89PNG")
    land()
    before = read_ledger(landed_home)
    for page in ("a.txt", "c.png"):
        take_back(landed_home, page)
        assert restore(landed_home, page, None, reason=None, now=AT) == (SOURCE, page)
    assert read_ledger(landed_home) == before
    assert read_withdrawn(landed_home) == []
    again = land()
    assert (again.landed, again.quarantined, again.unchanged_count) == ([], [], 3)
    (place / "a.txt").write_text("甲，更正")
    assert [file.source_file for file in land().landed] == ["a.txt"]


def test_only_the_last_withdrawal_is_taken_back(place, landed_home, land):
    take_back(landed_home, "a.txt")
    (place / "a.txt").write_text("甲，更正")
    (corrected,) = land().landed
    take_back(landed_home, "a.txt")
    restore(landed_home, "a.txt", None, reason="误撤", now=AT)
    assert [file for file in read_ledger(landed_home)[0] if file.source_file == "a.txt"] == [corrected]


def test_what_was_erased_or_never_withdrawn_can_not_be_restored(landed_home):
    with pytest.raises(WithdrawError, match="is not withdrawn"):
        restore(landed_home, "a.txt", None, reason=None, now=AT)
    take_back(landed_home, "a.txt")
    take_back(landed_home, "a.txt", is_erased=True)
    with pytest.raises(WithdrawError, match="bytes are gone"):
        restore(landed_home, "a.txt", None, reason=None, now=AT)
