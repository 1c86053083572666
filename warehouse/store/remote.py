"""A landing place behind a URL that fsspec knows: s3://, abfs://, sftp://, an https:// index of links …

It keeps the promises of a folder: names are only names, what changes while it is read waits, what can't be read goes to
quarantine.  Who asks proves himself by the environment alone (AWS_*, AZURE_STORAGE_*, FSSPEC_SFTP_PASSWORD …).
"""

from __future__ import annotations

import datetime as dt
import email.utils
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from warehouse.masking import mask_secrets
from warehouse.store.place import (
    CHUNK_BYTES,
    ChangedWhileReadError,
    FoundFile,
    LandingError,
    UnreachablePlaceError,
    UnreadableFileError,
    clean_name,
    is_ignored,
    settle_names,
)

EXTRAS = {"s3": "s3fs", "s3a": "s3fs", "abfs": "adlfs", "az": "adlfs", "sftp": "paramiko", "ssh": "paramiko"}
EXTRAS |= {"http": "aiohttp", "https": "aiohttp"}
TRIES = (1.0, 4.0, None)  # seconds to wait after each try that failed
DENIED = (401, 403)
GONE = (404, 410)
# of botocore, azure, paramiko: nothing that a second try helps
LASTING = {"NoCredentialsError", "PartialCredentialsError", "ClientAuthenticationError", "AuthenticationException"}
LASTING |= {"BadHostKeyException", "UnknownHostKeyError", "PasswordRequiredException"}
VERSION_KEYS = ("ETag", "etag", "md5Hash", "Content-MD5", "Digest")
TIME_KEYS = ("LastModified", "last_modified", "Last-Modified", "mtime", "updated", "modified", "created")
MOST_FOLDERS_DEEP = 40

Result = TypeVar("Result")
Info = dict[str, Any]


class RemotePlace:
    """A landing place that fsspec reads; nothing is asked of the network before ``check``."""

    def __init__(self, url: str, *, tries: tuple[float | None, ...] = TRIES) -> None:
        self.url, self.tries = url, tries
        self.protocol = urlsplit(url).scheme
        self._filesystem: Any = None
        self._root = ""

    def check(self, home: Path) -> None:
        """Raise LandingError for a place that isn't there or refuses us, UnreachablePlaceError if it doesn't answer."""
        del home  # no URL leads into it
        self._filesystem, self._root = self._try(lambda: open_filesystem(self.url))
        if any(entry["name"] == self._root and entry["type"] == "file" for entry in self._list(self._root)):
            raise LandingError(f"{self._told} is a file, not a landing place. Name the folder above it (--landing)")

    def find_files(self, home: Path) -> list[FoundFile]:
        """All files below the URL in the order of their names, without hidden and lock files."""
        del home
        if self._filesystem is None:
            self._filesystem, self._root = self._try(lambda: open_filesystem(self.url))
        self._filesystem.invalidate_cache()
        return settle_names(self._walk(self._root, 0))

    def read_chunks(self, file: FoundFile) -> Iterator[bytes]:
        """The bytes of a found file; raises FileNotFoundError if it went, UnreadableFileError, ChangedWhileReadError.

        They are copied to this machine first: nothing is taken from a file that meanwhile became another.
        """
        with tempfile.TemporaryDirectory(prefix="jianbao-") as folder:
            copy = Path(folder, "page")
            info = self._try_file(lambda: self._fetch(str(file.path), copy))
            now = self._describe(file.source_file, info)
            if copy.stat().st_size != file.size_bytes or not _is_as_it_was(file, now):
                raise ChangedWhileReadError
            with copy.open("rb") as handle:
                while chunk := handle.read(CHUNK_BYTES):
                    yield chunk

    def _walk(self, folder: str, depth: int) -> Iterator[tuple[str, FoundFile]]:
        """Each file below a folder with the name that its place has for it."""
        try:
            entries = self._list(folder)
        except FileNotFoundError:
            return
        except UnreadableFileError as error:
            yield self._refuse(folder, "unreadable", f"the folder can't be read: {error}")
            return
        for entry in sorted(entries, key=lambda entry: str(entry["name"])):
            name = str(entry["name"])
            inside = self._name_inside(name)
            if inside is None or name.rstrip("/") == folder.rstrip("/") or is_ignored(inside.rpartition("/")[2]):
                continue
            if entry["type"] == "directory" and depth < MOST_FOLDERS_DEEP:
                yield from self._walk(name, depth + 1)
            elif entry["type"] == "link":
                yield self._refuse(name, "symlink", "it is a link, not followed; put the file itself there")
            elif entry["type"] != "file":
                yield self._refuse(name, "not_a_file", f"it is no file ({entry['type']}); remove it")
            else:
                yield from self._look_at(name, entry)

    def _look_at(self, name: str, entry: Info) -> Iterator[tuple[str, FoundFile]]:
        """The file, or why it can't be read; nothing if it went in the meantime."""
        inside = self._name_inside(name) or name
        try:
            if entry.get("size") is None:  # an index of links tells names only
                entry = self._try_file(lambda: self._measure(name))
            yield inside, self._describe(clean_name(inside), entry)
        except FileNotFoundError:
            return
        except UnreadableFileError as error:
            yield self._refuse(name, "unreadable", str(error))

    def _list(self, folder: str) -> list[Info]:
        """What lies in a folder; LandingError if that is the place itself and it isn't there or refuses us."""
        is_root = folder == self._root
        attempt = self._try if is_root else self._try_file
        asked = f"{folder.rstrip('/')}/" if self._is_index else folder
        try:
            return list(attempt(lambda: self._filesystem.ls(asked, detail=True)))
        except FileNotFoundError as error:
            if not is_root:
                raise
            remedy = "Make it and put pages in, or name another (--landing)"
            raise LandingError(f"there is no landing place {self._told}. {remedy}") from error

    @property
    def _is_index(self) -> bool:
        return self.protocol in ("http", "https")

    @property
    def _told(self) -> str:
        return mask_secrets(self.url)

    def _name_inside(self, name: str) -> str | None:
        """The name below the place as people read it; None for what a link leads to elsewhere."""
        root = self._root.rstrip("/") + "/"
        if not name.startswith(root):
            return None
        inside = name[len(root) :].rstrip("/")
        if not self._is_index:
            return inside or None
        inside = unquote(inside)
        leads_away = any(part in ("", ".", "..") for part in inside.split("/"))
        return None if leads_away or "?" in name or "#" in name else inside

    def _fetch(self, path: str, copy: Path) -> Info:
        self._filesystem.get_file(path, str(copy))
        self._filesystem.invalidate_cache()
        return self._measure(path)

    def _measure(self, path: str) -> Info:
        info: Info = self._filesystem.info(path)
        if info.get("size") is None:
            info = {**info, "size": len(self._filesystem.cat_file(path))}
        return info

    def _describe(self, source_file: str, info: Info) -> FoundFile:
        version = next((str(info[key]) for key in VERSION_KEYS if info.get(key)), None)
        if version and version.startswith("W/"):  # weak: other bytes may have the same
            version = None
        times = (_read_time(info[key]) for key in TIME_KEYS if info.get(key))
        modified = next((found for found in times if found is not None), None)
        return FoundFile(source_file, str(info["name"]), int(info["size"]), modified, None, version)

    def _refuse(self, name: str, kind: str, reason: str) -> tuple[str, FoundFile]:
        inside = self._name_inside(name) or name
        return inside, FoundFile(clean_name(inside), name, problem=(kind, reason))

    def _try_file(self, act: Callable[[], Result]) -> Result:
        """``_try`` for a single file or folder: a refusal is about that alone."""
        try:
            return self._try(act)
        except LandingError as error:
            raise UnreadableFileError(f"access is denied; check its permissions ({_say(error.__cause__)})") from error

    def _try(self, act: Callable[[], Result]) -> Result:
        """Do something over the network, again where that may help.

        Raises FileNotFoundError, LandingError where we are refused, else UnreachablePlaceError. Libraries below fsspec
        raise errors of many kinds, which have no base in common; so all are taken and told apart.
        """
        for seconds in self.tries:
            try:
                return act()
            except LandingError:
                raise
            except Exception as error:
                if _is_gone(error):
                    raise FileNotFoundError(mask_secrets(str(error))) from error
                if _is_refusal(error):
                    told = f"{self._told} refuses access: {_say(error)}. Check the credentials in the environment"
                    raise LandingError(told) from error
                if seconds is None:
                    told = f"the landing place {self._told} doesn't answer: {_say(error)}. Check address and network"
                    raise UnreachablePlaceError(f"{told}, then run again: what landed before is kept") from error
                time.sleep(seconds)
        raise AssertionError("tries end with None")


def open_filesystem(url: str) -> tuple[Any, str]:
    """The file system of a URL and the root inside it; raises LandingError where no package knows such URLs."""
    import fsspec  # type: ignore[import-untyped,unused-ignore]

    protocol = urlsplit(url).scheme
    options: Info = {"skip_instance_cache": True}
    try:
        if protocol in ("sftp", "ssh"):
            from warehouse.store.host_keys import OnlyKnownHosts

            options["host_key_policy"] = OnlyKnownHosts()
        filesystem, root = fsspec.url_to_fs(url, **options)
    except ImportError as error:
        package = EXTRAS.get(protocol, "a package")
        told = f"{protocol}:// needs {package}, which isn't installed: make extras ({error})"
        raise LandingError(f"the landing place {mask_secrets(url)} can't be opened: {told}") from error
    except ValueError as error:
        raise LandingError(f"the landing place {mask_secrets(url)} can't be opened: {_say(error)}") from error
    return filesystem, str(root)


def _is_as_it_was(before: FoundFile, now: FoundFile) -> bool:
    """By what the place calls its bytes, else by its time to the second: listings are finer than single answers."""
    if before.version and now.version:
        return before.version == now.version
    times = (before.modified_ns, now.modified_ns)
    return None in times or times[0] // 10**9 == times[1] // 10**9  # type: ignore[operator]


def _read_time(written: object) -> int | None:
    """Nanoseconds since 1970 of what a place tells: a datetime, seconds, or text as in HTTP or ISO 8601."""
    if isinstance(written, str):
        try:
            written = email.utils.parsedate_to_datetime(written)
        except ValueError:
            try:
                written = dt.datetime.fromisoformat(str(written))
            except ValueError:
                return None
    if isinstance(written, dt.datetime):
        aware = written if written.tzinfo else written.replace(tzinfo=dt.UTC)
        return int(aware.timestamp()) * 10**9 + aware.microsecond * 1000
    return int(written * 10**9) if isinstance(written, int | float) else None


def _is_gone(error: BaseException) -> bool:
    """Whether the place says that there is no such thing; fsspec says so too where an https place fails otherwise."""
    status = _find_status(error)
    is_answer = not any(type(cause).__module__.startswith("aiohttp") for cause in _causes(error))
    return status in GONE or (isinstance(error, FileNotFoundError) and status is None and is_answer)


def _is_refusal(error: BaseException) -> bool:
    names = {type(cause).__name__ for cause in _causes(error)}
    denied = isinstance(error, PermissionError) or _find_status(error) in DENIED
    return denied or bool(names & LASTING)


def _find_status(error: BaseException) -> int | None:
    """The HTTP status in an error or what caused it (aiohttp, azure)."""
    found = (getattr(cause, name, None) for cause in _causes(error) for name in ("status", "status_code"))
    return next((status for status in found if isinstance(status, int)), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _say(error: BaseException | None) -> str:
    """An error in a line, without secrets; the first cause tells most."""
    causes = list(_causes(error))
    words = next((str(cause) for cause in reversed(causes) if str(cause)), type(error).__name__)
    return mask_secrets(" ".join(words.split())[:300])
