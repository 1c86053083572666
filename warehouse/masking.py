"""Secrets live in the environment alone; what is printed, logged or handed on shows ``***`` in their place."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

SECRET_NAME = re.compile(r"SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|AUTHORIZATION|KEY", re.IGNORECASE)
IN_URL = re.compile(r"(?<=://)[^/\s@:]*:[^/\s@]+@")  # sftp://user:word@host
SHORTEST = 6  # a shorter value stands in ordinary words too


def mask_secrets(text: str, environment: Mapping[str, str] | None = None) -> str:
    """``text`` without the passwords of URLs and without the values of secret variables of the environment.

    >>> mask_secrets("sftp://ann:hunter2@host/x: denied to s3cr3t!", {"AWS_SECRET_ACCESS_KEY": "s3cr3t!"})
    'sftp://***@host/x: denied to ***'
    """
    masked = IN_URL.sub("***@", text)
    for secret in sorted(_find_secrets(os.environ if environment is None else environment), key=len, reverse=True):
        masked = masked.replace(secret, "***")
    return masked


def _find_secrets(environment: Mapping[str, str]) -> set[str]:
    """Values of variables that are named like secrets, also inside the JSON that FSSPEC_<PROTOCOL> may hold."""
    found = {value for name, value in environment.items() if SECRET_NAME.search(name)}
    for name, value in environment.items():
        if name.startswith("FSSPEC_") and value.lstrip().startswith("{"):
            try:
                found |= set(_find_in_json(json.loads(value)))
            except ValueError:
                found.add(value)
    return {value for value in found if len(value) >= SHORTEST}


def _find_in_json(content: Any, is_secret: bool = False) -> Iterator[str]:
    if isinstance(content, str) and is_secret:
        yield content
    elif isinstance(content, list):
        for item in content:
            yield from _find_in_json(item, is_secret)
    elif isinstance(content, dict):
        for name, item in content.items():
            yield from _find_in_json(item, is_secret or SECRET_NAME.search(name) is not None)
