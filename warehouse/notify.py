"""Telling somebody that a night failed: the user's own command (``on_failure``), once per failure."""

from __future__ import annotations

import logging
import os
import shlex
import subprocess

from warehouse.logs import find_log_file
from warehouse.masking import mask_secrets
from warehouse.settings import Settings

log = logging.getLogger(__name__)

TOLD = "the command on_failure was run"
SECONDS = 60


def notify_failure(settings: Settings, error: BaseException, *, step: str, load_id: str = "") -> None:
    """Run ``on_failure`` with the failure in its environment; without a shell, and never twice for one error.

    JIANBAO_FAILURE_STEP (land, parse, build, publish, start …), _MESSAGE, _LOAD_ID, _HOME and _LOG. A command that
    fails itself or takes longer than a minute is logged as a warning.
    """
    if not settings.on_failure or TOLD in getattr(error, "__notes__", []):
        return
    error.add_note(TOLD)
    told = {
        "STEP": step,
        "MESSAGE": mask_secrets(str(error)),
        "LOAD_ID": load_id,
        "HOME": str(settings.home.resolve()),
        "LOG": str(find_log_file() or ""),
    }
    environment = os.environ | {f"JIANBAO_FAILURE_{name}": value.replace("\0", "") for name, value in told.items()}
    try:
        command = shlex.split(settings.on_failure)
        result = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as failure:
        log.warning("on_failure (%s) could not be run: %s", settings.on_failure, failure)
        return
    if result.returncode:
        said = (result.stderr or result.stdout).strip()[-500:]
        log.warning("on_failure (%s) ended with code %s: %s", settings.on_failure, result.returncode, said)
