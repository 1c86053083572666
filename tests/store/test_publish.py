"""Publishing: readers see a whole version, the old or the new, whatever happens in between."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.store.database import work_path
from warehouse.store.load import load_landing, load_pages
from warehouse.store.publish import PublishError, fingerprint_inputs, publish_marts, read_published

ROOT = Path(__file__).resolve().parents[2]
NOW = dt.datetime(2024, 3, 1, 18, 30, tzinfo=dt.UTC)


def make_marts(home, articles=3, extra=""):
    """What dbt would leave: marts as tables and a view, comments with quotes, a helper that is no mart."""
    statements = f"""
        create schema if not exists marts;
        create or replace table marts.articles as
            select 'a' || range as article_id, 'x''y' as title, range * 0.1 as score, range % 2 = 0 as is_even,
                [date '2024-03-02'] as event_dates, ['王小明', null] as reporters, null::varchar as deck,
                timestamp '2024-03-01 18:30:00.000001' as at from range({articles});
        create or replace view marts.pages as select 'p1' as page_id;
        comment on view marts.pages is 'One row per page';
        create or replace table marts.articles__dbt_tmp as select 1 as a;
        comment on table marts.articles is 'One row per article; it''s "quoted"; --';
        comment on column marts.articles.title is 'what to call it: ''标题''';
        {extra}
    """
    work_path(home).parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(work_path(home))) as connection:
        connection.execute(statements)


@pytest.fixture
def publish(home_with_work):
    home = home_with_work

    def publish_once(load_id="n1", fingerprint="f1", hours=0, keep=7, **changes):
        now = NOW + dt.timedelta(hours=hours)
        return publish_marts(home, load_id, fingerprint, keep=keep, now=now, **changes)

    return publish_once


def read(home, sql):
    with duckdb.connect(str(home / "published" / "jianbao.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def versions(home):
    return sorted(path.name for path in (home / "published" / "versions").iterdir())


@pytest.fixture(scope="module")
def published_home(tmp_path_factory):
    """A home whose name needs quoting, published under an umask that would hide everything; tests only read it."""
    home = tmp_path_factory.mktemp("published") / 'it\'s "home"; 家'
    make_marts(home)
    before = os.umask(0o077)
    try:
        publish_marts(home, "n1", "f1", keep=1, now=NOW)
    finally:
        os.umask(before)
    return home


def query_parquet(sql, *files):
    with duckdb.connect() as connection:
        return connection.execute(sql, [str(file) for file in files]).fetchall()


def test_marts_are_published_whole_with_their_comments(published_home):
    with duckdb.connect(str(work_path(published_home)), read_only=True) as work:
        expected = work.execute("from marts.articles order by 1").fetchall()
    assert read(published_home, "from marts.articles") == expected
    parquet = published_home / "published" / "parquet"
    assert query_parquet("from read_parquet($1)", parquet / "articles.parquet") == expected
    assert sorted(path.name for path in parquet.iterdir()) == ["articles.parquet", "pages.parquet"]
    assert read(published_home, "select table_name, comment from duckdb_tables() order by 1") == [
        ("articles", 'One row per article; it\'s "quoted"; --'),
        ("pages", "One row per page"),
    ]
    comments = read(published_home, "select comment from duckdb_columns() where comment is not null")
    assert comments == [("what to call it: '标题'",)]


def test_the_version_tells_of_itself(published_home):
    published = read_published(published_home)
    assert (published.load_id, published.fingerprint, published.published_at) == ("n1", "f1", NOW.replace(tzinfo=None))
    assert published.counts == {"articles": 3, "pages": 1}
    assert (published.duckdb_version, published.storage_version) == (duckdb.__version__, "v1.4.0")


def test_parquet_is_compressed_with_zstd(published_home):
    file = published_home / "published" / "parquet" / "articles.parquet"
    assert query_parquet("select distinct compression from parquet_metadata($1)", file) == [("ZSTD",)]


def test_the_storage_version_is_v1_4_0(published_home, tmp_path):
    query = "select tags['storage_version'] from duckdb_databases() where not internal"
    assert read(published_home, query) == [("v1.4.0+",)]
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:  # what it would be by itself
        assert connection.execute(query).fetchone() != ("v1.4.0+",)


def test_links_lead_readers_and_everybody_may_read(published_home):
    published = published_home / "published"
    assert os.readlink(published / "current") == "versions/n1"
    assert os.readlink(published / "jianbao.duckdb") == "current/jianbao.duckdb"
    assert os.readlink(published / "parquet") == "current/parquet"
    for path in (published, *published.rglob("*")):
        if not path.is_symlink():
            assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644)


def test_nothing_is_published_before_the_first_time(home):
    assert read_published(home) is None


def test_publishing_twice_is_publishing_once(home, publish):
    make_marts(home)
    first = publish()
    assert publish(hours=1) == first
    with pytest.raises(PublishError, match="'n1' is published already with other contents; use a new load id"):
        publish(fingerprint="f2")


def test_only_the_last_versions_are_kept_and_the_current_one_always(home, publish):
    make_marts(home)
    for number in range(4):
        publish(f"n{number}", f"f{number}", hours=number, keep=2)
    assert versions(home) == ["n2", "n3"]
    make_marts(home, articles=9)
    publish("n0", "late", hours=-5, keep=2)  # the clock went back: it is the oldest by its time, and the current one
    assert versions(home) == ["n0", "n3"]
    assert read(home, "select count(*) from marts.articles") == [(9,)]


def test_the_version_before_stays_for_readers_that_are_just_opening_it(home, publish):
    make_marts(home)
    for number in range(3):
        publish(f"n{number}", f"f{number}", hours=number, keep=1)
    assert versions(home) == ["n1", "n2"]


def test_without_marts_nothing_is_published(home, publish):
    with pytest.raises(PublishError, match="no marts to publish; run dbt build"):
        publish()
    assert versions(home) == []
    make_marts(home, extra='create table marts."../x" as select 1 as a')
    with pytest.raises(PublishError, match=r"the mart '\.\./x' can't be a file name"):
        publish()
    assert versions(home) == []


@pytest.mark.parametrize("load_id", ["../x", "", ".", "a/b", "a b", "n\n", "." + "x"])
def test_a_load_id_is_a_plain_word(publish, load_id):
    with pytest.raises(PublishError, match="can't name a folder"):
        publish(load_id)


def test_shrunk_coverage_is_published_only_when_accepted(home, publish):
    make_marts(home, articles=3)
    publish()
    make_marts(home, articles=2)
    with pytest.raises(PublishError, match=r"articles would shrink from 3 to 2 .*n1.*--accept-changes"):
        publish("n2", "f2")
    assert (read_published(home).load_id, versions(home)) == ("n1", ["n1"])
    publish("n2", "f2", hours=1, accept_changes=True)
    assert read(home, "select count(*) from marts.articles") == [(2,)]


def test_a_mart_that_is_gone_is_told(home, publish):
    make_marts(home, extra="create or replace table marts.metrics as select 1 as a")
    publish()
    make_marts(home, extra="drop table marts.metrics")
    with pytest.raises(PublishError, match="marts metrics are gone"):
        publish("n2", "f2")


def test_a_copy_that_differs_is_not_published(home, publish):
    """A view that gives other rows each time it is read stands for a copy that went wrong."""
    make_marts(home, extra="create or replace view marts.unsteady as select random() as a from range(5)")
    with pytest.raises(PublishError, match=r"copy of unsteady in jianbao\.duckdb differs .*5 of 5 rows"):
        publish()
    assert (read_published(home), versions(home)) == (None, [])


def test_damaged_marts_are_not_published_and_the_remedy_is_told(home, publish):
    make_marts(home, articles=200_000)
    path = home / "work" / "warehouse.duckdb"
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 1000] = b"\7" * 1000
    path.write_bytes(data)
    with pytest.raises(PublishError, match=r"could not be published: .*Corrupt.*delete it"):
        publish()
    assert versions(home) == []


def test_leftovers_of_killed_publishings_go_and_a_version_without_switch_is_replaced(home, publish):
    make_marts(home)
    publish("n1")
    folder = home / "published" / "versions"
    (folder / ".n2.tmp" / "parquet").mkdir(parents=True)
    (folder / ".n0.old.tmp").mkdir()
    (home / "published" / ".current.tmp").symlink_to("versions/n2")
    shutil.copytree(folder / "n1", folder / "n2")
    (folder / "n2" / "stale").write_text("")
    make_marts(home, articles=4)
    publish("n2", "f2", hours=1)
    assert versions(home) == ["n1", "n2"]
    assert not (folder / "n2" / "stale").exists()
    assert sorted(path.name for path in (home / "published").iterdir()) == [
        "current", "jianbao.duckdb", "parquet", "versions",
    ]  # fmt: skip
    assert read(home, "select count(*) from marts.articles") == [(4,)]


def test_a_file_where_a_link_belongs_is_not_overwritten(home, publish):
    make_marts(home)
    (home / "published").mkdir()
    (home / "published" / "jianbao.duckdb").write_text("mine")
    with pytest.raises(PublishError, match="should be a link"):
        publish()
    assert (home / "published" / "jianbao.duckdb").read_text() == "mine"


def test_a_version_that_cannot_tell_of_itself_counts_as_unpublished(home, publish, caplog):
    make_marts(home)
    publish()
    for content in ("{", "[]", json.dumps({"load_id": "n1"})):
        (home / "published" / "current" / "version.json").write_text(content)
        assert read_published(home) is None
    assert "counts as unpublished" in caplog.text
    assert publish("n2", "f2", hours=1) == read_published(home)


KILLED = """
import datetime as dt, os, shutil, signal, sys
from pathlib import Path
from warehouse.store.publish import publish_marts

TOUCHES = {"os.rename", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "open"}
calls = stop_at = 0

def stop(event, arguments):
    global calls
    if event in TOUCHES and "published" in str(arguments[0]):
        calls += 1
        if calls == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)

def publish_copy(start, home):
    shutil.copytree(start, home, symlinks=True)
    child = os.fork()
    if not child:
        sys.addaudithook(stop)
        publish_marts(home, "n2", "f2", keep=1, now=dt.datetime(2024, 3, 2, tzinfo=dt.UTC))
        os.write(write_end, str(calls).encode())
        os._exit(0)
    return os.waitpid(child, 0)[1]

start = Path(sys.argv[1])
read_end, write_end = os.pipe()
assert publish_copy(start, start.with_name("whole")) == 0
touch_count = int(os.read(read_end, 100))
for step in range(1, 4):
    stop_at = touch_count * step // 3
    assert publish_copy(start, start.with_name(f"killed{step}")) == signal.SIGKILL
"""


def test_publishing_killed_at_any_point_leaves_a_whole_version_and_is_finished_by_the_next(tmp_path):
    """The process is killed before its n-th touch of published/, for three n spread over all of them."""
    start = tmp_path / "start"
    make_marts(start)
    publish_marts(start, "n1", "f1", keep=1, now=NOW)
    make_marts(start, articles=5)
    subprocess.run([sys.executable, "-c", KILLED, start], cwd=ROOT, check=True)
    for step in range(1, 4):
        home = tmp_path / f"killed{step}"
        assert read(home, "select count(*) from marts.articles") in ([(3,)], [(5,)])
        parquet = home / "published" / "parquet" / "articles.parquet"
        assert query_parquet("select count(*) from read_parquet($1)", parquet) in ([(3,)], [(5,)])
        before = read_published(home).load_id
        publish_marts(home, "n3", "f3", keep=1, now=NOW + dt.timedelta(days=2))
        assert read(home, "select count(*) from marts.articles") == [(5,)]
        assert versions(home) == [before, "n3"]


READER = """
import sys, duckdb
seen = set()
print(flush=True)
while "stop" not in seen:
    with duckdb.connect(sys.argv[1] + "/published/jianbao.duckdb", read_only=True) as connection:
        rows = connection.execute("select count(*), min(n), max(n) from marts.articles").fetchall()
        rows += connection.execute("select count(*), min(n), max(n) from marts.pages").fetchall()
    assert len(set(rows)) == 1 and rows[0][1] == rows[0][2], rows
    seen.add("stop" if rows[0][1] == 6 else rows[0][1])
print(len(seen))
"""


def test_a_reader_sees_one_whole_version_while_versions_switch(home, publish):
    """Both marts of version n hold only the number n; a reader that mixes versions would see two."""
    reader = None
    for number in range(7):
        with duckdb.connect(str(work_path(home))) as connection:
            connection.execute("create schema if not exists marts")
            for mart in ("articles", "pages"):
                connection.execute(f"create or replace table marts.{mart} as select {number} as n from range(9)")
        publish(f"n{number}", f"f{number}", hours=number, keep=4)
        if reader is None:
            command = [sys.executable, "-c", READER, str(home)]
            reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            reader.stdout.readline()
    output, errors = reader.communicate(timeout=20)
    assert reader.returncode == 0, errors
    assert int(output) > 1


@pytest.fixture
def inputs(place, home, land, work, tmp_path):
    (place / "a.txt").write_text("a")
    land()
    load_landing(work, home)
    dbt = tmp_path / "dbt"
    (dbt / "models").mkdir(parents=True)
    (dbt / "models" / "a.sql").write_text("select 1")
    return dbt


def test_the_fingerprint_changes_with_each_input_and_only_then(inputs, place, home, land, work, make_page, tmp_path):
    def fingerprint():
        return fingerprint_inputs(work, inputs, tmp_path / "no such folder")

    seen = [fingerprint()]
    land(load_id="n2")
    load_landing(work, home)
    (inputs / "target").mkdir()
    (inputs / "target" / "b.sql").write_text("compiled")
    (inputs / "models" / "a.pyc").write_text("")
    assert fingerprint() == seen[0]

    def changed():
        seen.append(fingerprint())
        return len(set(seen)) == len(seen)

    (inputs / "models" / "a.sql").write_text("select 2")
    assert changed()
    (inputs / "models" / "a.sql").rename(inputs / "models" / "b.sql")
    assert changed()
    load_pages(work, [make_page(parser_version="v1")])
    assert changed()
    load_pages(work, [make_page(parser_version="v2")])
    assert changed()
    (place / "b.png").write_bytes(b"\x89PNG")
    land()
    load_landing(work, home)
    assert changed()
    (place / "manifest.csv").write_text("file,paper\na.txt,区报\n")
    land()
    load_landing(work, home)
    assert changed()
