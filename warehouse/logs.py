"""Where a run's log goes: one file per run in ``logs/`` of the home, none of it on the terminal."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Iterator
from pathlib import Path

from warehouse.masking import mask_secrets

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class MaskingFormatter(logging.Formatter):
    """Writes a record, its traceback too, without the secrets of the environment."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_secrets(super().format(record))


def name_log(home: Path) -> Path:
    """Where the log of a run that starts now goes."""
    return home / "logs" / f"night-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}.log"


@contextlib.contextmanager
def log_to(file: Path) -> Iterator[None]:
    """Write what the warehouse logs meanwhile into a file, none of it to the terminal."""
    handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    handler.setFormatter(MaskingFormatter(FORMAT))
    logger = logging.getLogger("warehouse")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()


def find_log_file() -> Path | None:
    """The file that this process logs into now."""
    handlers = (*logging.getLogger("warehouse").handlers, *logging.getLogger().handlers)
    files = (Path(handler.baseFilename) for handler in handlers if isinstance(handler, logging.FileHandler))
    return next(files, None)
