"""Landing places behind URLs keep the promises of a folder: real servers of S3, of an https index and of SFTP."""

from __future__ import annotations

import datetime as dt
import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import fsspec
import pytest

from tests.store import sftp_server as sftp
from warehouse.settings import read_settings
from warehouse.store import remote
from warehouse.store.landing import LandingError, read_ledger, read_raw
from warehouse.store.place import UnreachablePlaceError
from warehouse.store.remote import RemotePlace

BUCKET = "papers"
NOW = dt.datetime(2030, 3, 1, 18, 30, tzinfo=dt.UTC)


class Server(NamedTuple):
    """A place with pages: its URL, and how its keeper puts files there and takes them away."""

    url: str
    write: Callable[[str, bytes], None]
    remove: Callable[[str], None]
    fetched: list[str]  # names of the files whose bytes were asked for, where the server can tell


class IndexHandler(SimpleHTTPRequestHandler):
    """Python's own index of a folder; ``fetched`` notes the GETs, ``failing`` are names that it fails on."""

    def __init__(self, *given: Any, fetched: list[str], failing: dict[str, int], **named: Any) -> None:
        self.fetched, self.failing = fetched, failing
        super().__init__(*given, **named)

    def send_head(self) -> Any:
        name = unquote(self.path).lstrip("/")
        if self.command == "GET" and not name.endswith("/"):
            self.fetched.append(name)
        for failing, status in self.failing.items():
            if failing in name:
                self.send_error(status)
                return None
        return super().send_head()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def failing() -> dict[str, int]:
    """HTTP statuses by a part of the name, for a test to fill."""
    return {}


@pytest.fixture
def https_server(tmp_path: Path, failing: dict[str, int]) -> Iterator[Server]:
    folder, fetched = tmp_path / "served", list[str]()
    (folder / "pages").mkdir(parents=True)
    handler = partial(IndexHandler, directory=str(folder), fetched=fetched, failing=failing)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/pages"
        yield _in_folder(url, folder / "pages", fetched)
        server.shutdown()


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """Moto's server of S3."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_server(moto: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    import boto3

    told = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "hush-hush", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in {**told, "AWS_ENDPOINT_URL": moto, "NO_PROXY": "127.0.0.1"}.items():
        monkeypatch.setenv(name, value)
    bucket = boto3.resource("s3").Bucket(BUCKET)
    bucket.create()
    bucket.put_object(Key="elsewhere/x.txt", Body=b"not ours")
    bucket.put_object(Key="pages/", Body=b"")  # consoles mark a folder so
    yield Server(
        f"s3://{BUCKET}/pages",
        lambda name, data: bucket.put_object(Key=f"pages/{name}", Body=data) and None,
        lambda name: bucket.Object(f"pages/{name}").delete() and None,
        [],
    )
    bucket.objects.all().delete()
    bucket.delete()


@pytest.fixture
def sftp_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    (tmp_path / "served" / "pages").mkdir(parents=True)
    (tmp_path / ".ssh").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        known = f"[127.0.0.1]:{port} {sftp.KEY.get_name()} {sftp.KEY.get_base64()}\n"
        (tmp_path / ".ssh" / "known_hosts").write_text(known)
        monkeypatch.setitem(fsspec.config.conf, "sftp", {"password": sftp.PASSWORD})  # as FSSPEC_SFTP_PASSWORD does
        threading.Thread(target=sftp.serve, args=(tmp_path / "served", listening), daemon=True).start()
        yield _in_folder(f"sftp://{sftp.USER}@127.0.0.1:{port}/pages", tmp_path / "served" / "pages", [])


@pytest.fixture(params=["https", "s3", "sftp"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(f"{request.param}_server")
    return found


@pytest.fixture
def land_from(home: Path, land_into: Callable[..., Any]) -> Callable[..., Any]:
    """Land a URL into ``home``, long after its files were written."""
    return lambda url, **changes: land_into(url, home, **{"source_name": "区报", "now": NOW, **changes})


def _in_folder(url: str, folder: Path, fetched: list[str]) -> Server:
    def write(name: str, data: bytes) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)

    return Server(url, write, lambda name: (folder / name).unlink(), fetched)


def names(landing: Any) -> list[str]:
    return [file.source_file for file in landing.landed]


def test_files_land_once_and_changed_ones_as_new_versions(server: Server, home: Path, land_from: Any) -> None:
    server.write("a.txt", "甲".encode())
    server.write("2023/07/县报 第2版#.txt", "乙".encode())
    server.write("2023/.hidden/c.txt", b"x")
    server.write("d.lock", b"x")
    server.write("e.txt.part", b"x")
    first = land_from(server.url)
    assert (names(first), first.waiting) == (["2023/07/县报 第2版#.txt", "a.txt"], ["e.txt.part"])
    assert read_raw(home, first.landed[0].file_sha256) == "乙".encode()
    second = land_from(server.url)
    assert (names(second), second.unchanged_count, second.seen_count) == ([], 2, 3)
    server.write("a.txt", "丙".encode())
    assert names(land_from(server.url)) == ["a.txt"]
    server.remove("a.txt")
    assert land_from(server.url).seen_count == 2
    landed, _ = read_ledger(home)
    assert [read_raw(home, file.file_sha256).decode() for file in landed if file.source_file == "a.txt"] == ["甲", "丙"]


def test_a_landed_file_knows_when_it_was_changed(server: Server, land_from: Any) -> None:
    before = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    server.write("a.txt", b"x")
    (file,) = land_from(server.url).landed
    assert file.modified_at and before <= file.modified_at <= before + dt.timedelta(seconds=60)
    assert (file.size_bytes, file.file_sha256) == (1, hashlib.sha256(b"x").hexdigest())


def test_a_file_changed_just_now_waits(server: Server, land_from: Any) -> None:
    server.write("a.txt", b"x")
    now = dt.datetime.now(dt.UTC)
    assert land_from(server.url, now=now, settle_seconds=600).waiting == ["a.txt"]
    assert names(land_from(server.url, now=now + dt.timedelta(hours=1), settle_seconds=600)) == ["a.txt"]


def test_a_file_written_to_while_it_is_read_waits(server: Server, land_from: Any) -> None:
    server.write("a.txt", b"first")
    server.write("b.txt", b"first")

    def write_more(data: bytes, name: str) -> None:
        server.write("b.txt", b"the second is longer")

    landing = land_from(server.url, find_unreadable=write_more)
    assert (names(landing), landing.waiting) == (["a.txt"], ["b.txt"])
    assert names(land_from(server.url)) == ["b.txt"]


def test_manifest_and_quarantine_are_those_of_a_folder(server: Server, home: Path, land_from: Any) -> None:
    server.write("sub/a.txt", "甲".encode())
    server.write("sub/b.png", b"\x89PNG...")
    server.write("sub/Manifest.csv", "file,paper,publication_date\na.txt,区报,2023-07-05\n".encode())
    server.write("big.txt", b"x" * 2000)
    landing = land_from(server.url)
    (page,) = landing.landed
    assert (page.paper, str(page.publication_date)) == ("区报", "2023-07-05")
    assert [(file.source_file, file.kind) for file in landing.quarantined] == [
        ("big.txt", "too_large"),
        ("sub/b.png", "image"),
    ]
    assert {len(read_raw(home, file.file_sha256)) for file in landing.quarantined} == {7, 2000}
    again = land_from(server.url)
    assert (again.landed, again.quarantined, again.unchanged_count) == ([], [], 3)


def test_a_place_that_is_not_there_says_so(server: Server, land_from: Any) -> None:
    server.write("a.txt", b"x")
    with pytest.raises(LandingError, match=r"no landing place .*/nowhere\. .*--landing"):
        land_from(f"{server.url}/nowhere")


@pytest.mark.parametrize("kind", ["s3", "sftp"])
def test_a_place_that_is_a_file_says_so(kind: str, request: pytest.FixtureRequest, land_from: Any) -> None:
    server: Server = request.getfixturevalue(f"{kind}_server")
    server.write("a.txt", b"x")
    with pytest.raises(LandingError, match=r"a\.txt is a file|no landing place .*a\.txt"):
        land_from(f"{server.url}/a.txt")


def test_what_an_etag_vouches_for_is_not_fetched_again(
    s3_server: Server, home: Path, land_from: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []
    fetch = RemotePlace._fetch

    def note(self: RemotePlace, path: str, copy: Path) -> Any:
        fetched.append(path)
        return fetch(self, path, copy)

    monkeypatch.setattr(RemotePlace, "_fetch", note)
    s3_server.write("a.txt", b"x")
    s3_server.write("b.txt", b"y")
    land_from(s3_server.url)
    s3_server.write("b.txt", b"z")
    s3_server.write("large.txt", b"x" * 2000)
    second = land_from(s3_server.url)
    assert (names(second), second.unchanged_count) == (["b.txt"], 1)
    assert land_from(s3_server.url).unchanged_count == 3
    read = [path.rpartition("/")[2] for path in fetched]
    assert read == ["a.txt", "b.txt", "b.txt", "large.txt", "large.txt"]  # once for its hash, once to be kept
    s3_server.remove("large.txt")
    for file in (home / "work" / "seen").iterdir():
        file.write_text("torn")
    assert land_from(s3_server.url).unchanged_count == 2  # a lost cache costs reading, nothing else


def test_new_facts_of_an_unfetched_file_make_a_new_version(s3_server: Server, land_from: Any) -> None:
    s3_server.write("a.txt", b"x")
    land_from(s3_server.url)
    s3_server.write("manifest.csv", "file,paper\na.txt,区报\n".encode())
    assert [file.paper for file in land_from(s3_server.url).landed] == ["区报"]


def test_wrong_credentials_are_told_and_never_printed(s3_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("The key hush-hush does not exist in our records")

    monkeypatch.setattr("s3fs.S3FileSystem.ls", refuse)
    with pytest.raises(LandingError, match=r"s3://papers/pages refuses access: The key \*\*\* does not"):
        RemotePlace(s3_server.url).check(Path("home"))


def test_a_place_that_does_not_answer_is_tried_again_and_told(land_from: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(remote.time, "sleep", waited.append)
    with pytest.raises(UnreachablePlaceError, match=r"http://127\.0\.0\.1:9/pages doesn't answer: .*run again"):
        land_from("http://127.0.0.1:9/pages")
    assert waited == [1.0, 4.0]


def test_a_server_that_fails_for_a_while_costs_no_file(
    https_server: Server, failing: dict[str, int], land_from: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    https_server.write("a.txt", b"x")
    failing["a.txt"] = 503
    monkeypatch.setattr(remote.time, "sleep", lambda _: failing.clear())
    assert names(land_from(https_server.url)) == ["a.txt"]


def test_a_server_that_keeps_failing_ends_the_landing_and_nothing_counts_as_vanished(
    https_server: Server, failing: dict[str, int], land_from: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    https_server.write("a.txt", b"x")
    failing["a.txt"] = 503
    monkeypatch.setattr(remote.time, "sleep", lambda _: None)
    with pytest.raises(UnreachablePlaceError, match="503"):
        land_from(https_server.url)


def test_a_file_that_only_others_may_read_is_quarantined(
    https_server: Server, failing: dict[str, int], land_from: Any
) -> None:
    https_server.write("a.txt", b"x")
    https_server.write("b.txt", b"x")
    failing["b.txt"] = 403
    landing = land_from(https_server.url)
    assert (names(landing), [(file.source_file, file.kind) for file in landing.quarantined]) == (
        ["a.txt"],
        [("b.txt", "unreadable")],
    )
    failing.clear()
    assert names(land_from(https_server.url)) == ["b.txt"]


def test_links_of_an_index_that_lead_elsewhere_are_not_followed(https_server: Server, land_from: Any) -> None:
    """Up, to another server, sorted by size, to this very page."""
    links = ["../secret.txt", "%2e%2e/secret.txt", "http://127.0.0.1:9/x.txt", "?C=S", "/secret.txt", "./", "a.txt"]
    https_server.write("../secret.txt", b"hush")
    https_server.write("a.txt", b"x")
    https_server.write("index.html", "".join(f'<a href="{link}">x</a>' for link in links).encode())
    landing = land_from(https_server.url)
    assert (names(landing), landing.seen_count) == (["a.txt"], 1)


def test_an_index_without_times_and_names_of_bytes_lands_what_stands_long_enough(
    https_server: Server, land_from: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    https_server.write("a.txt", b"x")
    monkeypatch.setattr(IndexHandler, "date_time_string", lambda *_: "")
    first = land_from(https_server.url, settle_seconds=60)
    second = land_from(https_server.url, settle_seconds=60, now=NOW + dt.timedelta(days=1))
    assert (first.waiting, names(second), second.landed[0].modified_at) == (["a.txt"], ["a.txt"], None)


def test_a_link_on_an_sftp_server_is_not_followed(sftp_server: Server, tmp_path: Path, land_from: Any) -> None:
    (tmp_path / "secret.txt").write_text("hush")
    (tmp_path / "served" / "pages" / "a.txt").symlink_to(tmp_path / "secret.txt")
    landing = land_from(sftp_server.url)
    assert [(file.source_file, file.kind) for file in landing.quarantined] == [("a.txt", "symlink")]


def test_an_sftp_server_that_nobody_vouched_for_gets_no_password(
    sftp_server: Server, tmp_path: Path, land_from: Any
) -> None:
    (tmp_path / ".ssh" / "known_hosts").write_text("")
    with pytest.raises(LandingError, match=r"shows a key \(ssh-rsa\) that is not in .*known_hosts.*ssh-keyscan"):
        land_from(sftp_server.url)


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LandingError, match="gopher://papers/x can't be opened"):
        RemotePlace("gopher://papers/x").check(Path("home"))

    def miss(*_: object, **__: object) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.url_to_fs", miss)
    with pytest.raises(LandingError, match=r"s3:// needs s3fs, which isn't installed: make extras"):
        RemotePlace("s3://papers/x").check(Path("home"))


@pytest.mark.parametrize(
    ("landing", "source"),
    [
        ("s3://papers/county/", "county"),
        ("https://example.org", "example.org"),
        ("sftp://ann@example.org/srv/%E5%8C%BA%E6%8A%A5", "区报"),
    ],
)
def test_a_url_names_its_source(landing: str, source: str) -> None:
    settings = read_settings(landing=landing)
    assert (settings.source_name, settings.landing_place) == (source, landing.rstrip("/"))


def test_a_file_url_is_a_folder() -> None:
    assert read_settings(landing="file:///srv/%E5%8C%BA%E6%8A%A5").landing == Path("/srv/区报")


@pytest.mark.parametrize("landing", ["sftp://ann:hunter2@example.org/x", "https://example.org/x?token=1"])
def test_a_url_may_hold_no_secret(landing: str) -> None:
    with pytest.raises(ValueError, match="environment"):
        read_settings(landing=landing)
