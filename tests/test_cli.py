"""The command: help, the sandbox of ``query``, formats, ``explain``, ``doctor``, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from warehouse.settings import CHECKOUT, read_settings
from warehouse.store.lock import hold_night_lock

Jianbao = Callable[..., Result]

COMMANDS = ("nightly", "serve", "backfill", "reparse", "rebuild", "withdraw", "query", "explain", "doctor")


def assert_plain_failure(result: Result, code: int, *words: str) -> None:
    """It failed with this code and one message that holds these words, not a traceback."""
    assert result.exit_code == code, result.output
    assert result.stderr.startswith(("jianbao: ", "Usage: "))
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.stderr.replace("\n", " ")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_shows_an_example(jianbao: Jianbao, command: str) -> None:
    result = jianbao(command, "--help")
    assert result.exit_code == 0
    assert f"\n    jianbao {command}" in result.output.partition("Examples:")[2]


def test_help_lists_all_commands(jianbao: Jianbao) -> None:
    assert all(f"  {command} " in jianbao("--help").output for command in COMMANDS)


def test_page_in_the_example_of_explain_exists(jianbao: Jianbao) -> None:
    example = jianbao("explain", "--help").output.partition("jianbao explain ")[2].split()[0]
    assert (CHECKOUT / example).is_file()


def test_version_is_that_of_pyproject(jianbao: Jianbao) -> None:
    assert jianbao("--version").output == "jianbao 0.1.0\n"


# --- query ---


def test_query_finds_marts_without_their_schema(jianbao: Jianbao, published_home: Path) -> None:
    result = jianbao("query", "select count(*) as pages from pages", "--home", published_home)
    assert result.exit_code == 0
    assert result.output.split()[:1] == ["pages"]
    assert "1 row" in result.output


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/etc/*')",
        "attach '/tmp/other.duckdb'",
        "copy people to '/tmp/people.csv'",
        "copy (select 1) to '/tmp/one.parquet'",
        "export database '/tmp/all'",
        "install httpfs",
        "load httpfs",
        "pragma database_list",
        "pragma threads = 1",
        "set threads = 1",
        "set enable_external_access = true",
        "reset lock_configuration",
        "use main",
        "create table x as select 1",
        "create temp table x as select 1",
        "insert into people select * from people",
        "delete from people",
        "drop table people",
        "checkpoint",
        "call pragma_version()",
        "select 1; select 2",
        "select 1; attach '/tmp/other.duckdb'",
        "",
    ],
)
def test_query_refuses_in_plain_words(jianbao: Jianbao, published_home: Path, sql: str) -> None:
    assert_plain_failure(jianbao("query", sql, "--home", published_home), 1)
    assert not any(Path(path).exists() for path in ("/tmp/other.duckdb", "/tmp/people.csv", "/tmp/one.parquet"))


def test_query_does_not_read_variables_of_the_program(jianbao: Jianbao, published_home: Path) -> None:
    assert_plain_failure(jianbao("query", "select * from CONFIG", "--home", published_home), 1, "CONFIG")


def test_query_says_what_is_wrong_with_the_sql(jianbao: Jianbao, published_home: Path) -> None:
    assert_plain_failure(jianbao("query", "select nome from people", "--home", published_home), 1, "nome")
    assert_plain_failure(jianbao("query", "select * from peple", "--home", published_home), 1, "peple", "show tables")
    assert_plain_failure(jianbao("query", "selec 1", "--home", published_home), 1, "syntax error")


def test_query_before_the_first_night_says_to_run_one(jianbao: Jianbao, tmp_path: Path) -> None:
    result = jianbao("query", "select 1", "--home", tmp_path)
    assert_plain_failure(result, 1, "nothing is published", "jianbao nightly")


def test_query_limits_a_table_and_says_so(jianbao: Jianbao, published_home: Path) -> None:
    result = jianbao("query", "select * from range(100)", "--home", published_home)
    assert "the first 40 rows" in result.output
    result = jianbao("query", "select * from range(100)", "--limit", 100, "--home", published_home)
    assert "100 rows" in result.output


def test_query_shows_lists_nulls_and_line_breaks_readably(jianbao: Jianbao, published_home: Path) -> None:
    sql = "select ['区委书记', '区长'] as posts, null as nothing, 'a\nb' as text, 34064000000.0::double as value"
    row = jianbao("query", sql, "--home", published_home).output.splitlines()[1]
    assert row.split("  ") == ["区委书记, 区长", "null   ", "a⏎b ", "34064000000"] or row.split() == [
        "区委书记,",
        "区长",
        "null",
        "a⏎b",
        "34064000000",
    ]


def test_query_cuts_wide_texts_in_tables_only(jianbao: Jianbao, published_home: Path, tmp_path: Path) -> None:
    sql = "select repeat('报', 100) as text"
    assert "…" in jianbao("query", sql, "--home", published_home).output
    assert "报" * 100 in jianbao("query", sql, "--format", "csv", "--home", published_home).output


def test_query_writes_csv_that_reads_back(jianbao: Jianbao, published_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    sql = "select 'say \"hi\", 你好\n次' as a, ['x', 'y'] as b, null as c, date '2023-07-05' as d"
    result = jianbao("query", sql, "-o", file, "--home", published_home)
    assert result.exit_code == 0
    assert f"1 rows written to {file}" in result.output or f"1 row written to {file}" in result.output
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
    assert rows == [{"a": 'say "hi", 你好\n次', "b": '["x", "y"]', "c": "", "d": "2023-07-05"}]


def test_query_writes_json_and_parquet(jianbao: Jianbao, published_home: Path, tmp_path: Path) -> None:
    sql = "select 1 as a, ['二七'] as b, null::integer as c, date '2023-07-05' as d, 2.5::double as e from range(2)"
    for name in ("answer.json", "answer.parquet"):
        assert jianbao("query", sql, "-o", tmp_path / name, "--home", published_home).exit_code == 0
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))[1] == {
        "a": 1,
        "b": ["二七"],
        "c": None,
        "d": "2023-07-05",
        "e": 2.5,
    }
    assert pq.read_table(tmp_path / "answer.parquet").num_rows == 2


def test_query_that_can_not_write_says_so(jianbao: Jianbao, published_home: Path, tmp_path: Path) -> None:
    result = jianbao("query", "select 1", "-o", tmp_path / "no" / "folder.csv", "--home", published_home)
    assert_plain_failure(result, 1, "can't write")
    result = jianbao("query", "select 1", "--format", "xml", "--home", published_home)
    assert_plain_failure(result, 1, "table, csv, json, parquet")


def test_sql_may_begin_with_a_comment(jianbao: Jianbao, published_home: Path) -> None:
    result = jianbao("query", "-- how many\nselect count(*) as pages from pages", "--home", published_home)
    assert (result.exit_code, result.output.split()[:1]) == (0, ["pages"])


def test_who_stops_reading_has_read_enough(published_home: Path) -> None:
    query = (
        f"{sys.executable} -m warehouse.cli query 'select * from range(500000)' --format csv --home {published_home}"
    )
    script = f"{query} | head -2; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_query_ends_at_once_on_ctrl_c(published_home: Path) -> None:
    sql = "select sum(a.range * b.range) from range(10000000) a, range(1000000) b"
    interruptible = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"{interruptible}; from warehouse.cli import main; main()"
    command = [sys.executable, "-c", program, "query", sql, "--home", str(published_home)]
    with subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(4)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in errors


def test_large_answers_are_written_batch_by_batch(published_home: Path, tmp_path: Path, jianbao: Jianbao) -> None:
    sql = "select range as a, ['x'] as b from range(25000)"
    for name in ("a.csv", "a.json", "a.parquet"):
        assert jianbao("query", sql, "-o", tmp_path / name, "--home", published_home).exit_code == 0
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 25_001
    assert json.loads((tmp_path / "a.json").read_text())[-1] == {"a": 24_999, "b": ["x"]}
    assert pq.ParquetFile(tmp_path / "a.parquet").num_row_groups > 1


# --- explain ---


def test_explain_labels_every_role_where_there_are_no_colours(jianbao: Jianbao, published_home: Path) -> None:
    with duckdb.connect(str(published_home / "published" / "jianbao.duckdb"), read_only=True) as connection:
        file, roles = connection.execute(
            "select source_file, list(distinct role) from marts.pages join marts.article_spans using (page_id) "
            "group by all order by len(list(distinct role)) desc limit 1"
        ).fetchall()[0]
    result = jianbao("explain", CHECKOUT / "seeds" / "pages" / file)
    assert result.exit_code == 0
    assert all(f"⟦{role}⟧" in result.output for role in roles)
    assert "\x1b[" not in result.output


def test_explain_shows_the_facts_that_the_marts_hold(jianbao: Jianbao, published_home: Path) -> None:
    with duckdb.connect(str(published_home / "published" / "jianbao.duckdb"), read_only=True) as connection:
        file, names, metrics = connection.execute(
            "select source_file, list(distinct appearances.name), "
            "(select list(text) from marts.metrics join marts.articles using (article_id) "
            "where articles.page_id = pages.page_id) "
            "from marts.pages join marts.articles using (page_id) join marts.appearances using (article_id) "
            "group by all order by count(*) desc limit 1"
        ).fetchall()[0]
    output = jianbao("explain", CHECKOUT / "seeds" / "pages" / file).output.replace("\n", "")
    assert all(name in output for name in names)
    assert all(text[:8] in output for text in metrics)
    assert "OFFSETS DO NOT FIT" not in output


def test_explain_needs_no_home_and_writes_nothing(
    jianbao: Jianbao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("本报讯 昨日，我区召开会议。\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert jianbao("explain", page).exit_code == 0
    assert list(tmp_path.iterdir()) == [page]


def test_explain_heeds_a_manifest_however_its_name_is_capitalised(jianbao: Jianbao, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("本报讯（记者 闻笛）11月18日，全区举行义诊活动，受到欢迎。\n", "utf-8")
    (tmp_path / "Manifest.CSV").write_text("file,publication_date\npage.txt,2021-11-19\n", "utf-8")
    assert "2021-11-19 (by manifest)" in jianbao("explain", tmp_path / "page.txt").output


def test_explain_of_no_page_says_why(jianbao: Jianbao, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    assert_plain_failure(jianbao("explain", tmp_path / "empty.txt"), 1, "empty")
    (tmp_path / "scan.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert_plain_failure(jianbao("explain", tmp_path / "scan.txt"), 1, "image")
    assert_plain_failure(jianbao("explain", tmp_path / "missing.txt"), 2, "missing.txt")


# --- doctor ---


def test_doctor_finds_nothing_wrong_after_a_night(jianbao: Jianbao, published_home: Path) -> None:
    result = jianbao("doctor", "--home", published_home)
    assert result.exit_code == 0, result.output
    assert "fail" not in result.output
    assert "ok   published marts" in result.output


def test_doctor_says_what_to_do_and_fails(
    jianbao: Jianbao, fresh_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("warehouse.doctor.check_dbt", lambda _: iter(()))
    monkeypatch.setenv("JIANBAO_LANDING", str(tmp_path / "nowhere"))
    (fresh_home / "work" / "warehouse.duckdb").write_bytes(b"no database" * 1000)
    (fresh_home / "landing").chmod(0o755)
    result = jianbao("doctor", "--home", fresh_home)
    assert result.exit_code == 1
    assert "fail landing folder" in result.output
    assert "fail work database" in result.output
    assert f"chmod 700 {fresh_home.resolve()}/landing" in result.output


# --- exit codes and what the home looks like ---


def test_wrong_usage_is_2(jianbao: Jianbao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert jianbao("nightly", "--bogus").exit_code == 2
    assert_plain_failure(jianbao("nightly", "--landing", tmp_path / "nowhere", "--home", tmp_path), 2, "nowhere")
    monkeypatch.setenv("JIANBAO_WORKERS", "many")
    assert_plain_failure(jianbao("nightly", "--home", tmp_path), 2, "JIANBAO_WORKERS")
    monkeypatch.delenv("JIANBAO_WORKERS")
    monkeypatch.setenv("JIANBAO_TIMEZONE", "Mars/Olympus")
    assert_plain_failure(jianbao("nightly", "--home", tmp_path), 2, "JIANBAO_TIMEZONE")


def test_settings_file_that_is_no_toml_is_2(jianbao: Jianbao, tmp_path: Path) -> None:
    (tmp_path / "jianbao.toml").write_text("workers = \n")
    assert_plain_failure(jianbao("nightly", "--home", tmp_path), 2, "jianbao.toml")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('timezone = "Asia/Shanghai"\n'.encode("utf-16"), "save it as UTF-8"),
        (b"time_zone = 'Asia/Shanghai'\n", "no setting 'time_zone' (jianbao.toml); did you mean timezone?"),
        (b"workers = 0\n", "workers"),
        (b"timezone: Asia/Shanghai\n", "is no TOML"),
    ],
)
def test_settings_file_that_can_not_be_used_says_why(
    jianbao: Jianbao, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "jianbao.toml").write_bytes(content)
    assert_plain_failure(jianbao("nightly", "--home", tmp_path), 2, told)


def test_settings_file_may_be_empty_or_begin_with_a_bom_and_name_the_users_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "jianbao.toml").write_bytes(b"")
    assert read_settings(home="~").home == tmp_path
    (tmp_path / "jianbao.toml").write_bytes(b"\xef\xbb\xbflanding = '~/papers'\n")
    assert read_settings(home="~").landing == tmp_path / "papers"


def test_misspelt_variable_is_told(jianbao: Jianbao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANBAO_TIMEZON", "Asia/Shanghai")
    result = jianbao("query", "select 1", "--home", tmp_path)
    assert "no setting JIANBAO_TIMEZON (environment); did you mean timezone?" in result.stderr


def test_home_that_duckdb_can_not_open_is_refused_at_once(jianbao: Jianbao, tmp_path: Path) -> None:
    assert_plain_failure(jianbao("nightly", "--home", tmp_path / "what?"), 2, "'?'")
    assert not (tmp_path / "what?").exists()


def test_second_night_at_once_is_3_and_names_the_first(jianbao: Jianbao, tmp_path: Path) -> None:
    with hold_night_lock(tmp_path, "20240101T000000000Z"):
        assert_plain_failure(jianbao("nightly", "--home", tmp_path), 3, f"process {os.getpid()}")


def test_readers_may_see_published_and_nothing_else(published_home: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in published_home.iterdir() if path.is_dir()}
    assert modes.pop("published") == 0o755
    assert set(modes.values()) == {0o700}
