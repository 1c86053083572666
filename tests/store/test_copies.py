"""A version made of the one before: what was touched is copied, what wasn't is shared, and readers see all of it."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from warehouse.store.builds import Build, end_build, read_build
from warehouse.store.copies import clone_file
from warehouse.store.database import open_work, raw_duckdb, work_path
from warehouse.store.publish import PublishError, publish_marts

NOW = dt.datetime(2024, 3, 1, 18, 30, tzinfo=dt.UTC)
KEYS = '{"pages": "page_id", "articles": "page_id", "metrics": "article_id", "article_spans": "page_id"}'
MARTS = """
    create schema if not exists marts;
    create schema if not exists prep;
    create or replace table marts.pages as
        select 'p' || range as page_id, date '2024-01-15' + cast(range as integer) * 31 as filed_on from range(4);
    create or replace table marts.articles as
        select 'a' || substr(page_id, 2) as article_id, page_id, 'title' as title, filed_on from marts.pages;
    create or replace table marts.metrics as
        select 'm' || substr(page_id, 2) as metric_id, article_id, 1.5 as value, filed_on from marts.articles;
    create or replace table marts.article_spans as select 's' || page_id as span_id, page_id from marts.pages;
    create or replace table marts.people as select 'x' as person_id, 1 as article_count;
    create or replace table prep.int_pages_recounted as select 'none' as page_id where false;
    comment on table marts.articles is 'One row per article';
"""
# page 1 goes from February to May with a new article, page 3 is gone
TOUCHED = """
    delete from marts.pages where page_id in ('p1', 'p3');
    delete from marts.articles where page_id in ('p1', 'p3');
    delete from marts.metrics where article_id in ('a1', 'a3');
    delete from marts.article_spans where page_id in ('p1', 'p3');
    insert into marts.pages values ('p1', '2024-05-02');
    insert into marts.articles values ('b1', 'p1', 'other', '2024-05-02');
    insert into marts.metrics values ('n1', 'b1', 2.5, '2024-05-02');
    insert into marts.article_spans values ('t1', 'p1');
    update marts.people set article_count = 2;
    insert into landing.touched_pages values ('p1'), ('p3'), ('p1');
"""


@pytest.fixture
def build(home_with_work):
    """Make the marts by these statements, and enter the build."""

    def build_by(statements, base=None):
        with open_work(home_with_work) as connection:
            raw_duckdb(connection).execute(statements)
            raw_duckdb(connection).execute("delete from landing.builds")
            end_build(connection, Build("same models", base, KEYS))

    return build_by


@pytest.fixture
def two_versions(home, build):
    build(MARTS)
    publish(home, "n1")
    build(TOUCHED, base="n1")
    publish(home, "n2", hours=1)
    return home


def publish(home, load_id, hours=0):
    return publish_marts(home, load_id, load_id, keep=7, now=NOW + dt.timedelta(hours=hours), accept_changes=True)


def version(home, load_id):
    return home / "published" / "versions" / load_id


def read_all(file):
    with duckdb.connect(str(file), read_only=True) as connection:
        names = "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
        marts = [name for (name,) in connection.execute(names).fetchall()]
        return {mart: connection.execute(f"from marts.{mart} order by 1").fetchall() for mart in marts}


def test_a_version_goes_on_from_the_one_before_and_leaves_it_alone(two_versions):
    new, old = (read_all(version(two_versions, load_id) / "jianbao.duckdb") for load_id in ("n2", "n1"))
    assert new == read_all(work_path(two_versions))
    assert [row[0] for row in new["metrics"]] == ["m0", "m2", "n1"]
    assert [row[0] for row in old["metrics"]] == ["m0", "m1", "m2", "m3"]
    assert (old["people"], new["people"]) == ([("x", 1)], [("x", 2)])


def test_comments_and_storage_version_stay(two_versions):
    with duckdb.connect(str(version(two_versions, "n2") / "jianbao.duckdb"), read_only=True) as reader:
        comment = "select comment from duckdb_tables() where table_name = 'articles'"
        assert reader.execute(comment).fetchall() == [("One row per article",)]
        tags = "select tags['storage_version'] from duckdb_databases() where not internal"
        assert reader.execute(tags).fetchall() == [("v1.4.0+",)]


@pytest.mark.parametrize("mart", ["pages", "articles", "metrics", "article_spans"])
def test_parquet_has_the_same_rows_and_shares_the_months_that_nothing_touched(two_versions, mart):
    files = {path.stem: path for path in (version(two_versions, "n2") / "parquet" / mart).iterdir()}
    assert sorted(files) == ["2024-01", "2024-03", "2024-05"]  # February lost its page, April too
    before = version(two_versions, "n1") / "parquet" / mart
    months = {path.stem: path for path in before.iterdir()}
    assert {month for month in files if month in months and files[month].samefile(months[month])} == {
        *("2024-01", "2024-03")
    }
    with duckdb.connect() as connection:
        rows = connection.execute(f"from '{before.parents[2]}/n2/parquet/{mart}/*.parquet' order by 1").fetchall()
    assert rows == read_all(work_path(two_versions))[mart]


def test_touched_pages_are_counted_from_the_published_version(two_versions):
    with open_work(two_versions) as connection:
        assert read_build(connection) == Build("same models", "n2", KEYS)
        assert connection.exec_driver_sql("select count(*) from landing.touched_pages").scalar_one() == 0


@pytest.mark.parametrize("harm", ["another base", "a lost file", "no build"])
def test_what_cannot_be_gone_on_from_is_copied_whole(two_versions, build, harm):
    home = two_versions
    build(MARTS, base="n1" if harm == "another base" else "n2")
    if harm == "a lost file":
        (version(home, "n2") / "parquet" / "metrics" / "2024-01.parquet").unlink()
    elif harm == "no build":
        with open_work(home) as connection:
            raw_duckdb(connection).execute("delete from landing.builds")
    publish(home, "n3", hours=2)
    assert read_all(version(home, "n3") / "jianbao.duckdb") == read_all(work_path(home))


def test_rows_that_changed_without_being_touched_are_not_published(two_versions, build):
    build("delete from marts.metrics where metric_id = 'm0'", base="n2")
    with pytest.raises(PublishError, match=r"metrics in jianbao\.duckdb differs .*3 of 2 rows"):
        publish(two_versions, "n3", hours=2)


def test_a_cloned_file_has_the_same_bytes_and_is_another(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 100_000)
    clone_file(tmp_path / "a", tmp_path / "b")
    with (tmp_path / "b").open("r+b") as file:
        file.write(b"y")
    assert (tmp_path / "a").read_bytes() == b"x" * 100_000
    assert (tmp_path / "b").read_bytes() == b"y" + b"x" * 99_999
