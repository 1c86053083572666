"""A small SFTP server over a folder, with password, for the tests of landing places: paramiko's, and its file calls."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paramiko

KEY = paramiko.RSAKey.generate(2048)
USER, PASSWORD = "ann", "correct horse"


class Login(paramiko.ServerInterface):
    """Lets one user in."""

    def check_auth_password(self, username: str, password: str) -> int:
        is_right = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def get_allowed_auths(self, username: str) -> str:
        return "password"


class Files(paramiko.SFTPServerInterface):
    """The folder, as SFTP sees it."""

    def __init__(self, server: Any, *given: Any, root: Path, **named: Any) -> None:
        super().__init__(server, *given, **named)
        self.root = root

    def list_folder(self, path: str) -> Any:
        def look() -> list[Any]:
            entries = os.scandir(self._real(path))
            stats = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
            return [paramiko.SFTPAttributes.from_stat(stat, name) for name, stat in stats]

        return _answer(look)

    def stat(self, path: str) -> Any:
        return _answer(lambda: paramiko.SFTPAttributes.from_stat(os.stat(self._real(path))))

    def lstat(self, path: str) -> Any:
        return _answer(lambda: paramiko.SFTPAttributes.from_stat(os.lstat(self._real(path))))

    def open(self, path: str, flags: int, attr: Any) -> Any:
        def open_file() -> Any:
            handle = paramiko.SFTPHandle(flags)
            handle.readfile = open(self._real(path), "rb")  # noqa: SIM115 (the handle closes it)
            return handle

        return _answer(open_file)

    def _real(self, path: str) -> Path:
        return self.root / path.lstrip("/")


def _answer(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except OSError as error:
        return paramiko.SFTPServer.convert_errno(error.errno)


def serve(root: Path, listening: socket.socket) -> None:
    """Answer whoever connects, until the socket is closed."""
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        transport = paramiko.Transport(connection)
        transport.add_server_key(KEY)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, sftp_si=Files, root=root)
        transport.start_server(server=Login(), event=threading.Event())
