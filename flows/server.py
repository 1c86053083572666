"""Prefect's server, of one night or of the schedule: a process that starts with it and ends with it, whatever happens.

Prefect starts such a server by itself (``SubprocessASGIServer``), but only after importing all of it a second time, and
leaves it running when the night is killed.  This one starts while the night's own modules are imported (4 s sooner),
and its standard input is a pipe that only the night holds: when that closes, it ends.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

SERVER = """
import os, sys, threading
def wait_for_parent():
    os.read(0, 1)
    os._exit(1)
threading.Thread(target=wait_for_parent, daemon=True).start()
import socket, uvicorn
config = uvicorn.Config("prefect.server.api.server:create_app", factory=True, log_config=None, log_level="error")
uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])
"""
EPHEMERAL = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
LASTING = {"PREFECT_UI_ENABLED": "1", "PREFECT__SERVER_FINAL": "1"}
STARTING_SECONDS = 180  # the first start makes a database: 4 s here, minutes on a slow disk
ENDING_SECONDS = 10


class ServerError(Exception):
    """The server did not start; the message says where its words are."""


@contextlib.contextmanager
def run_server(log_file: Path, *, lasts: bool = False, port: int = 0) -> Iterator[None]:
    """Start the server and point Prefect at it through the environment; end it with the block.

    It listens before it is ready: a request waits until it is, so there is no port to guess and nothing to poll.
    One that ``lasts`` keeps a schedule and shows Prefect's pages; if it ends, so does this process. Port 0 is any free
    one. Raises ServerError if the port is taken.
    """
    with _listen(port) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        with log_file.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", SERVER, str(listening.fileno())],
                env={**os.environ, **(LASTING | {"PREFECT_UI_API_URL": url} if lasts else EPHEMERAL)},
                pass_fds=[listening.fileno()],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the night, which still has to tell the server
            )
    os.environ["PREFECT_API_URL"] = url
    ending = threading.Event()
    if lasts:
        threading.Thread(target=_end_with, args=(process, ending), daemon=True).start()
    try:
        yield
    finally:
        ending.set()
        process.terminate()
        try:
            process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise ServerError(f"port {port} can't be had: {error.strerror}. Choose another (--port)") from error


def _end_with(server: subprocess.Popen[bytes], ending: threading.Event) -> None:
    """End this process if its server does unasked, so that whoever supervises it starts both again."""
    server.wait()
    if not ending.is_set():
        sys.stderr.write("jianbao: Prefect's server ended; see the log in logs/\n")
        os._exit(1)


def await_server(log_file: Path) -> None:
    """Wait until the server answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(os.environ["PREFECT_API_URL"] + "/health", timeout=STARTING_SECONDS):
            return
    except OSError as error:
        raise ServerError(f"Prefect's server did not start ({error}); its words are in {log_file}") from error
