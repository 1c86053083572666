"""Bad input: each ends landed or in quarantine with a reason, with a clear message and the right exit code.

One full night (without Prefect) takes all that can go wrong at once; what needs no marts is tried on the steps alone.
"""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from warehouse.night import run_night
from warehouse.read_pages import PageFile, read_file
from warehouse.report import Landed, Show
from warehouse.settings import CHECKOUT, Settings, read_settings
from warehouse.steps import Night, land, parse
from warehouse.store.landing import LandedFile, read_ledger
from warehouse.store.raw import read_raw, store_raw

Jianbao = Callable[..., Result]

LEAD = "本报讯（记者 李明）9月5日上午，区委书记王建国到城东街道调研。\n"
PAGE = "王建国调研城东街道\n" + LEAD + "会议要求，年内新建停车位3000个，总投资2.5亿元。\n" * 3
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
PAGES: dict[str, bytes] = {  # all of these must land
    "plain.txt": PAGE.encode(),
    "gb18030.txt": PAGE.encode("gb18030"),
    "utf16.txt": PAGE.encode("utf-16"),
    "utf16_be_without_bom.txt": PAGE.encode("utf-16-be"),
    "bom.txt": b"\xef\xbb\xbf" + PAGE.encode(),
    "nul.txt": PAGE.replace("要求", "要\0求").encode(),
    "windows.txt": PAGE.replace("\n", "\r\n").encode(),
    "one_line.txt": LEAD.strip().encode(),
    "no_article.txt": "广告热线 12345678\n天气预报 晴 5～12℃\n".encode(),
    'it\'s "quoted" `name`; drop table pages.txt': PAGE.encode(),
    "line\nbreak\tand\x1b[31mcolour.txt": PAGE.encode(),
    "..\\..\\up.txt": PAGE.encode(),
    "..%2f..%2fup.txt": PAGE.encode(),
    "📰 报纸.txt": PAGE.encode(),
    "-rf.txt": PAGE.encode(),
    "cafe\u0301 报.txt": PAGE.encode(),
    "deep/er../est.txt": PAGE.encode(),
    "长" * 80 + ".txt": PAGE.encode(),
}
REFUSED: dict[str, tuple[bytes, str]] = {  # content, and a word of the reason
    "empty.txt": (b"", "empty"),
    "blank.txt": (" \n\u3000\n".encode(), "white space"),
    "scan.png": (PNG, "image"),
    "photo.txt": (b"\xff\xd8\xff\xe0" + bytes(500), "image"),
    "noise.txt": (bytes((i * 89 + 7) % 256 for i in range(5000)), "known encoding"),
    "letter.docx": (b"PK\x03\x04" + bytes(300), "Office"),
    "half.txt": ("\ufeff".encode("utf-16-le") + b"\x00\xd8\x00", "byte order mark"),
}
HUGE = "huge.txt"


class BadNight(NamedTuple):
    """One night on all of the above, published."""

    home: Path
    landing: Path


@pytest.fixture(scope="module")
def bad_night(tmp_path_factory: pytest.TempPathFactory) -> BadNight:
    folder = tmp_path_factory.mktemp("bad")
    landing, home = folder / "landing", folder / "home"
    for name, data in [*PAGES.items(), *((name, data) for name, (data, _) in REFUSED.items())]:
        (landing / name).parent.mkdir(parents=True, exist_ok=True)
        (landing / name).write_bytes(data)
    with open(os.fsencode(landing) + b"/gbk\xb1\xa8.txt", "wb") as file:  # a name that is no UTF-8
        file.write(PAGE.encode())
    with (landing / HUGE).open("wb") as file:
        file.truncate(200 * 2**20)
    (landing / "link.txt").symlink_to("/etc/passwd")
    run_night(read_settings(home=home, landing=landing))
    return BadNight(home, landing)


def ask(home: Path, sql: str, **values: object) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home / "published" / "jianbao.duckdb"), read_only=True) as connection:
        return connection.execute(sql, values or None).fetchall()


def as_landed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


# --- one night with everything ---


@pytest.mark.parametrize("name", PAGES)
def test_odd_page_lands_and_its_spans_partition_it(bad_night: BadNight, name: str) -> None:
    rows = ask(
        bad_night.home,
        "select text, list(struct_pack(char_start, char_end) order by char_start) from marts.pages "
        "join marts.article_spans using (page_id) where source_file = $file group by all",
        file=as_landed(name),
    )
    assert len(rows) == 1
    text, spans = rows[0]
    ends = [0, *(span["char_end"] for span in spans)]  # type: ignore[attr-defined]
    assert [span["char_start"] for span in spans] == ends[:-1]  # type: ignore[attr-defined]
    assert ends[-1] == len(str(text))


@pytest.mark.parametrize("name", [name for name, data in PAGES.items() if len(data) > 300 and name != "nul.txt"])
def test_same_page_in_any_encoding_and_under_any_name_gives_the_same_text(bad_night: BadNight, name: str) -> None:
    assert ask(bad_night.home, "select text from marts.pages where source_file = $file", file=as_landed(name)) == [
        (PAGE,)
    ]


def test_nul_bytes_keep_their_place(bad_night: BadNight) -> None:
    ((text,),) = ask(bad_night.home, "select text from marts.pages where source_file = 'nul.txt'")
    assert text == PAGE.replace("要求", "要\ufffd求")


@pytest.mark.parametrize("name", REFUSED)
def test_refused_file_is_in_quarantine_with_a_reason_and_kept(bad_night: BadNight, name: str) -> None:
    data, word = REFUSED[name]
    _, quarantined = read_ledger(bad_night.home)
    (entry,) = (file for file in quarantined if file.source_file == name)
    assert word in entry.reason
    assert entry.file_sha256
    assert read_raw(bad_night.home, entry.file_sha256) == data
    told = ask(bad_night.home, "select message from marts.problems where source_file = $file", file=name)
    assert told == [(entry.reason,)]


def test_file_of_200_mb_is_refused_with_the_limit_and_kept(bad_night: BadNight) -> None:
    _, quarantined = read_ledger(bad_night.home)
    (entry,) = (file for file in quarantined if file.source_file == HUGE)
    assert (entry.kind, entry.size_bytes) == ("too_large", 200 * 2**20)
    assert "JIANBAO_MAX_FILE_MB" in entry.reason
    assert entry.file_sha256
    raw = bad_night.home / "landing" / "raw" / entry.file_sha256[:2] / entry.file_sha256
    assert raw.stat().st_size == 200 * 2**20


def test_link_out_of_the_landing_folder_is_not_followed(bad_night: BadNight) -> None:
    _, quarantined = read_ledger(bad_night.home)
    assert [file.kind for file in quarantined if file.source_file == "link.txt"] == ["symlink"]
    raw = (path.read_bytes() for path in (bad_night.home / "landing" / "raw").rglob("*") if path.is_file())
    assert not any(data.startswith(b"root:") for data in raw)


def test_every_file_is_accounted_for(bad_night: BadNight) -> None:
    landed, quarantined = read_ledger(bad_night.home)
    there = sum(len(files) for _, _, files in os.walk(bad_night.landing))
    assert len(landed) + len(quarantined) == there
    assert ask(bad_night.home, "select count(*) from marts.pages") == [(len(landed),)]


def test_names_never_become_paths(bad_night: BadNight) -> None:
    names = {path.name for path in bad_night.home.rglob("*")}
    assert not any("up.txt" in name or "报" in name for name in names)
    assert not (bad_night.home.parent / "up.txt").exists()


def test_page_without_article_is_furniture_with_a_problem(bad_night: BadNight) -> None:
    problems = ask(
        bad_night.home,
        "select kind from marts.problems join marts.pages using (page_id) where pages.source_file = 'no_article.txt'",
    )
    assert ("no_article",) in problems
    roles = ask(
        bad_night.home,
        "select distinct role from marts.article_spans join marts.pages using (page_id) "
        "where source_file = 'no_article.txt'",
    )
    assert roles == [("furniture",)]


def test_bad_night_again_is_nothing_new(bad_night: BadNight) -> None:
    report = run_night(read_settings(home=bad_night.home, landing=bad_night.landing))
    assert not report.is_new
    assert report.landed.unchanged_count == report.landed.seen_count
    assert not report.landed.quarantined


# --- landing folders that hold no page ---


def take_first_steps(settings: Settings) -> tuple[Landed, bool]:
    """Land and parse; whether there would be something to build."""
    night = Night(settings, accept_changes=False, show=Show(), now=dt.datetime.now(dt.UTC))
    landed = land(night)
    return landed, parse(night, landed).is_new


def test_missing_landing_folder_is_wrong_usage(jianbao: Jianbao, tmp_path: Path) -> None:
    result = jianbao("nightly", "--landing", tmp_path / "nowhere", "--home", tmp_path / "home")
    assert result.exit_code == 2
    assert "there is no landing folder" in result.stderr
    assert "--landing" in result.stderr
    assert not (tmp_path / "home").exists()


def test_landing_place_that_is_a_file_is_wrong_usage(jianbao: Jianbao, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    result = jianbao("nightly", "--landing", tmp_path / "page.txt", "--home", tmp_path / "home")
    assert result.exit_code == 2
    assert "is a file" in result.stderr


def test_home_that_is_a_file_says_so(jianbao: Jianbao, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", encoding="utf-8")
    result = jianbao("nightly", "--landing", CHECKOUT / "seeds" / "pages", "--home", tmp_path / "home")
    assert result.exit_code == 1
    assert "--home" in result.stderr
    assert "Traceback" not in result.output


def test_empty_landing_folder_is_fine_and_publishes_nothing(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    report = run_night(read_settings(home=tmp_path / "home", landing=tmp_path / "landing"))
    assert report.landed.seen_count == 0
    assert not report.is_new
    assert report.published is None


def test_folder_of_images_is_quarantined_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    for number in range(3):
        (tmp_path / "scans" / f"{number}.png").write_bytes(PNG + bytes([number]))
    landed, is_new = take_first_steps(read_settings(home=tmp_path / "home", landing=tmp_path / "scans"))
    assert (landed.seen_count, landed.landed_count, len(landed.quarantined)) == (3, 0, 3)
    assert all("PNG" in words and "text" in words for words in landed.quarantined)
    assert is_new  # the problems mart tells of them


def test_same_bytes_under_two_names_are_two_pages_of_one_raw_file(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "landing" / name).write_text(PAGE, encoding="utf-8")
    landed, _ = take_first_steps(read_settings(home=tmp_path / "home", landing=tmp_path / "landing"))
    assert landed.landed_count == 2
    assert sum(path.is_file() for path in (tmp_path / "home" / "landing" / "raw").rglob("*")) == 1


# --- bytes that nobody thought of ---


@given(data=st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
@hypothesis_settings(deadline=None, max_examples=60)
def test_any_bytes_end_landed_or_refused(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    from warehouse.parse.text import find_unreadable

    if find_unreadable(data, "any.txt"):
        return
    home = tmp_path_factory.getbasetemp() / "any"
    sha256, size = store_raw(home, [data])
    now = dt.datetime(2024, 3, 1)
    file = LandedFile("any", "any.txt", sha256, size, now, now, now.date(), "n1")
    rows = read_file(PageFile(home, file, now))
    assert "parser_error" not in [problem.kind for problem in rows.problems]  # type: ignore[union-attr]
    spans = sorted(rows.article_spans, key=lambda span: span.char_start)  # type: ignore[union-attr]
    assert "".join(rows.page.text[span.char_start : span.char_end] for span in spans) == rows.page.text  # type: ignore[union-attr]
