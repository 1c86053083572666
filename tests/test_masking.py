"""Secrets of the environment don't reach logs, journal or the books of the orchestrator."""

from __future__ import annotations

import json
import logging
import logging.config
from pathlib import Path

import pytest

from flows.environment import _make_logging
from warehouse.logs import log_to
from warehouse.masking import mask_secrets


def test_values_of_secret_variables_are_masked_also_inside_json() -> None:
    headers = {"client_kwargs": {"headers": {"Authorization": "Bearer abc.def"}, "base": "plain"}}
    environment = {
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI",
        "FSSPEC_HTTPS": json.dumps(headers),
        "FSSPEC_SFTP_PASSWORD": "correct horse",
        "SHORT_KEY": "in",
        "HOME": "/home/ann",
    }
    text = "wJalrXUtnFEMI, Bearer abc.def, correct horse in /home/ann, plain"
    assert mask_secrets(text, environment) == "***, ***, *** in /home/ann, plain"


def test_logs_show_no_secret_not_even_in_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FSSPEC_SFTP_PASSWORD", "correct horse")
    logger = logging.getLogger("warehouse.test")
    with log_to(tmp_path / "night.log"):
        try:
            raise OSError("sftp://ann:hunter2@host: 'correct horse' was refused")
        except OSError:
            logger.exception("login with %s failed", "correct horse")
    text = (tmp_path / "night.log").read_text()
    assert "sftp://***@host: '***' was refused" in text
    assert "hunter2" not in text and "correct horse" not in text


def test_prefect_logs_through_the_same_mask(tmp_path: Path) -> None:
    formatter = _make_logging(tmp_path / "night.log")["formatters"]["plain"]  # type: ignore[index]
    assert formatter["()"] == "warehouse.logs.MaskingFormatter"
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, "formatters": {"plain": formatter}})
