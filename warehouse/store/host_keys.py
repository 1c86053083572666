"""Which SSH servers are trusted: those in ``~/.ssh/known_hosts``. Left alone, fsspec trusts whoever answers."""

from __future__ import annotations

import os
from pathlib import Path

import paramiko


class UnknownHostKeyError(paramiko.SSHException):  # type: ignore[misc]
    """A server shows a key that nobody vouched for; the message says how to."""


class OnlyKnownHosts(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    """Takes the keys that the user's known_hosts has, in the place of fsspec's "any"."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or Path(os.path.expanduser("~/.ssh/known_hosts"))

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        """Raise UnknownHostKeyError unless known_hosts has this key for the host."""
        del client
        known = paramiko.HostKeys(str(self.file)) if self.file.exists() else paramiko.HostKeys()
        if not known.check(hostname, key):
            raise UnknownHostKeyError(
                f"{hostname} shows a key ({key.get_name()}) that is not in {self.file}. Compare it with what its "
                f"keeper says and add it: ssh-keyscan {hostname} >> {self.file}"
            )
