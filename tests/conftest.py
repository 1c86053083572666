"""What several test files share: one Prefect night per suite, and the command without a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import Result
from typer.testing import CliRunner

from warehouse.cli import app
from warehouse.settings import CHECKOUT

SAMPLES = CHECKOUT / "seeds" / "pages"


class FirstNight(NamedTuple):
    """The night that the whole suite shares: read it, copy it (``fresh_home``), never write to it."""

    home: Path
    output: str
    errors: str
    code: int


@pytest.fixture(scope="session", autouse=True)
def no_settings_from_outside() -> None:
    """What the developer has set for his own warehouse says nothing here."""
    for name in [name for name in os.environ if name.startswith("JIANBAO_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> FirstNight:
    """``jianbao nightly`` on the sample newspaper, as a user runs it: its own process, Prefect and all."""
    home = tmp_path_factory.mktemp("first_night") / "home"
    command = [sys.executable, "-m", "warehouse.cli", "nightly", "--home", str(home)]
    result = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=300, check=False)
    return FirstNight(home, result.stdout, result.stderr, result.returncode)


@pytest.fixture(scope="session")
def published_home(first_night: FirstNight) -> Path:
    """The home of the first night, published."""
    assert first_night.code == 0, first_night.output + first_night.errors
    return first_night.home


@pytest.fixture
def fresh_home(published_home: Path, tmp_path: Path) -> Path:
    """A copy of the published home that a test may change."""
    return Path(shutil.copytree(published_home, tmp_path / "home", symlinks=True))


@pytest.fixture(scope="session")
def jianbao() -> Callable[..., Result]:
    """The command in this process, quick; gives exit_code, stdout, stderr."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run
