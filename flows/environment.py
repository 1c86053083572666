"""The environment in which Prefect runs inside the night's process: its files in the home, nothing told to anyone.

Prefect reads its settings when it is imported, so ``set_environment`` comes first; this module imports nothing of it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from warehouse.logs import FORMAT

SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",  # server.py starts it
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",  # the log is a file in the home
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # no automations, no work pools
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
}
SCHEDULING = ("PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED", "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED")
QUIET = dict.fromkeys(("prefect.server", "uvicorn", "fastapi", "asyncio"), "ERROR")
LOGGED = {"warehouse": "INFO", "prefect": "INFO"} | QUIET
LOCAL = ("127.0.0.1", "localhost")


def set_environment(home: Path, log_file: Path, *, has_schedule: bool = False) -> None:
    """Point Prefect at ``<home>/prefect`` and ``log_file``; proxies leave this machine's own addresses alone.

    A server that lives as long as one night has no schedule.
    """
    prefect_home = home.resolve() / "prefect"
    prefect_home.mkdir(mode=0o700, parents=True, exist_ok=True)
    logging_file = prefect_home / "logging.yml"
    logging_file.write_text(json.dumps(_make_logging(log_file), indent=2), encoding="utf-8")
    os.environ.update(SETTINGS, PREFECT_HOME=str(prefect_home), PREFECT_LOGGING_SETTINGS_PATH=str(logging_file))
    os.environ.update(dict.fromkeys(SCHEDULING, str(has_schedule).lower()))
    for name in ("PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_API_AUTH_STRING"):  # of a server that the machine knows
        os.environ.pop(name, None)
    for name in ("NO_PROXY", "no_proxy"):
        spared = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys([*spared, *LOCAL]))


def _make_logging(log_file: Path) -> dict[str, object]:
    """Logging as ``logging.config`` wants it: all into one file, nothing on the terminal."""
    handler = {"class": "logging.FileHandler", "filename": str(log_file), "encoding": "utf-8", "delay": True}
    loggers = {name: {"level": level, "handlers": ["file"], "propagate": False} for name, level in LOGGED.items()}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"()": "warehouse.logs.MaskingFormatter", "fmt": FORMAT}},
        "handlers": {"file": {**handler, "formatter": "plain"}},
        "loggers": loggers,
    }
