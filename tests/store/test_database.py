"""The work database: made when missing, moved aside when broken, and never held against another process."""

from __future__ import annotations

import logging
import re
import subprocess
import sys

import duckdb
import pytest

from warehouse.store.database import WorkError, WorkLockedError, begin_transaction, open_work, raw_duckdb, work_path
from warehouse.store.schema import METADATA


def list_tables(connection):
    query = "select schema_name || '.' || table_name from duckdb_tables() where schema_name in ('landing', 'staging')"
    return set(connection.exec_driver_sql(query).scalars())


def test_opening_makes_all_tables_and_opening_again_keeps_their_rows(home, make_page):
    with open_work(home) as connection:
        assert list_tables(connection) == set(METADATA.tables)
        connection.exec_driver_sql("insert into landing.loads (load_id, started_at, file_count, quarantined_count, "
                                   "is_published, parser_version) values ('n1', now(), 0, 0, false, 'v')")  # fmt: skip
        connection.commit()
    with open_work(home) as connection:
        assert connection.exec_driver_sql("select count(*) from landing.loads").scalar() == 1
    assert [path.name for path in (home / "work").iterdir()] == ["warehouse.duckdb"]


def test_a_missing_table_is_made(home):
    with open_work(home) as connection, begin_transaction(connection):
        connection.exec_driver_sql("drop table staging.metrics")
    with open_work(home) as connection:
        assert list_tables(connection) == set(METADATA.tables)


def test_a_home_with_any_name_can_be_opened(tmp_path):
    for name in ("it's a #%20:d", '家；"q"'):
        with open_work(tmp_path / name) as connection:
            assert list_tables(connection) == set(METADATA.tables)
        assert work_path(tmp_path / name).is_file()


@pytest.mark.parametrize("name", ["a?b", "a\udcff"])
def test_a_home_that_duckdb_cannot_name_is_refused(tmp_path, name):
    with pytest.raises(WorkError, match=r"choose another home"), open_work(tmp_path / name):
        pass
    assert list(tmp_path.iterdir()) == []


def test_after_closing_another_process_can_open_it(home):
    with open_work(home) as connection:
        connection.exec_driver_sql("select * from staging.pages").all()
    script = f"import duckdb; duckdb.connect({str(work_path(home))!r}).execute('create table t (a int)')"
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


def test_a_file_locked_by_another_process_is_told_with_its_pid(home, monkeypatch):
    monkeypatch.setattr("warehouse.store.database.LOCK_SECONDS", 0)
    with open_work(home):
        pass
    script = f"import duckdb, time; c = duckdb.connect({str(work_path(home))!r}); print(1, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as holder:
        try:
            holder.stdout.readline()
            with pytest.raises(WorkLockedError, match=rf"open in process {holder.pid}\. Wait"), open_work(home):
                pass
        finally:
            holder.kill()


def test_a_process_that_is_about_to_end_is_waited_for(home):
    """As dbt is, when its night was killed just now and the next begins."""
    with open_work(home):
        pass
    script = f"import duckdb, time; c = duckdb.connect({str(work_path(home))!r}); print(1, flush=True); time.sleep(1)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        with open_work(home):
            assert holder.wait() == 0


def garbage(path):
    path.write_bytes(b"no database " * 1000)


def nothing(path):
    path.write_bytes(b"")


def cut_off(path):
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table t as select range::varchar as a from range(300000)")
    path.write_bytes(path.read_bytes()[:20_000])


def flipped_header(path):
    data = bytearray(path.read_bytes())
    data[4096:12288] = b"\0" * 8192
    path.write_bytes(data)


def flipped_wal(path):
    script = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
        "c.execute('create table t as from range(9999)'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, path], check=True)
    wal = path.with_name(path.name + ".wal")
    data = bytearray(wal.read_bytes())
    data[len(data) // 2] ^= 255
    wal.write_bytes(data)


@pytest.mark.parametrize("damage", [garbage, nothing, cut_off, flipped_header, flipped_wal])
def test_a_broken_file_is_moved_aside_with_a_warning_and_made_anew(home_with_work, caplog, damage):
    path = work_path(home_with_work)
    path.with_name("warehouse.duckdb.broken-1").write_text("an older one")
    damage(path)
    broken = path.read_bytes()
    with caplog.at_level(logging.WARNING), open_work(home_with_work) as connection:
        assert list_tables(connection) == set(METADATA.tables)
    assert "warehouse.duckdb.broken-2" in caplog.text
    assert path.with_name("warehouse.duckdb.broken-2").read_bytes() == broken
    assert path.with_name("warehouse.duckdb.broken-1").read_text() == "an older one"


def test_a_log_left_alone_is_not_replayed_into_a_new_file(home_with_work):
    """The remedy of many messages is: delete work/warehouse.duckdb."""
    path = work_path(home_with_work)
    script = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
        "c.execute('create table staging.old as from range(9)'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, path], check=True)
    assert path.with_name(path.name + ".wal").exists()
    path.unlink()
    with open_work(home_with_work) as connection:
        assert list_tables(connection) == set(METADATA.tables)


@pytest.mark.parametrize("change", ["add column more int", "drop column rule", "alter column value type decimal(9, 2)"])
def test_a_table_with_other_columns_moves_the_file_aside(home_with_work, caplog, change):
    with open_work(home_with_work) as connection, begin_transaction(connection):
        connection.exec_driver_sql(f"alter table staging.metrics {change}")
    with open_work(home_with_work) as connection:
        found = connection.exec_driver_sql("select column_name from duckdb_columns() where table_name = 'metrics'")
        assert list(found.scalars()) == list(METADATA.tables["staging.metrics"].columns.keys())
    assert len(list((home_with_work / "work").glob("*.broken-*"))) == 1
    assert "other columns" in caplog.text


def test_a_file_that_cannot_be_opened_for_another_reason_stays(home):
    work_path(home).mkdir(parents=True)
    with pytest.raises(WorkError, match=r"can't open .*warehouse\.duckdb"), open_work(home):
        pass
    assert work_path(home).is_dir()


def test_a_new_file_takes_the_history_of_loads_from_the_published_version(home, publish_loads):
    publish_loads(home, ["n1", "n2"])
    work_path(home).unlink()
    with open_work(home) as connection:
        loads = connection.exec_driver_sql(
            "select load_id, is_published, finished_at from landing.loads order by 1"
        ).all()
    assert [(load_id, published) for load_id, published, _ in loads] == [("n1", False), ("n2", True)]
    assert loads[1].finished_at is not None
    with open_work(home) as connection:
        assert connection.exec_driver_sql("select count(*) from landing.loads").scalar() == 2


def test_a_transaction_commits_whole_or_not_at_all(work):
    with pytest.raises(ZeroDivisionError), begin_transaction(work):
        work.exec_driver_sql("create table t (a int)")
        raise ZeroDivisionError
    assert work.exec_driver_sql("select count(*) from duckdb_tables() where table_name = 't'").scalar() == 0
    with begin_transaction(work):
        work.exec_driver_sql("create table t (a int)")
    assert not work.in_transaction()
    assert raw_duckdb(work).execute("select count(*) from t").fetchone() == (0,)


def test_no_name_reaches_sql_unquoted():
    """Names that vary (columns aside) come from the schema, and those are plain words."""
    for table in METADATA.tables.values():
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", column.name) for column in table.columns)
