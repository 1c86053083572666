"""The README is true: its commands exist, its questions give the answers that it prints, its files are there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import FirstNight
from warehouse.settings import CHECKOUT, Settings

README = (CHECKOUT / "README.md").read_text("utf-8")
QUESTIONS = re.findall(r"```sql\n(.*?)\n```\n\n```text\n(.*?)\n```", README, re.DOTALL)
PROGRESS = re.compile(r"\w+ +\d+ of \d+ …")
TIMES = re.compile(r"\(\d+\.\d s\)|\d+\.\d$|\b\d{8}T\d{9}Z", re.MULTILINE)


def test_readme_asks_five_questions() -> None:
    assert re.findall(r"^\*\*(\d)\. ", README, re.MULTILINE) == list("12345")
    assert len(QUESTIONS) == 6  # the first one asks where it says so, too


@pytest.mark.parametrize(("sql", "answer"), QUESTIONS)
def test_question_gives_the_printed_answer(
    sql: str, answer: str, published_home: Path, jianbao: Callable[..., Result]
) -> None:
    result = jianbao("query", sql, "--home", published_home)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.rstrip() == answer


def test_night_prints_what_the_readme_shows(first_night: FirstNight) -> None:
    shown = re.search(r"`make nightly` prints.*?```text\n(.*?)\n```", README, re.DOTALL)
    assert shown
    assert _without_times(first_night.output) == _without_times(shown[1])


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", README, re.MULTILINE)) <= targets


@pytest.mark.parametrize("command", sorted(set(re.findall(r"\.venv/bin/jianbao (\w+)", README))))
def test_command_exists(command: str, jianbao: Callable[..., Result]) -> None:
    assert jianbao(command, "--help").exit_code == 0


def test_settings_are_all_named() -> None:
    assert {name for name in Settings.model_fields if f"`{name}`" not in README} == set()


def test_files_named_in_the_table_exist() -> None:
    for row in re.findall(r"^\| [^|]+ \| ([^|]+) \|$", README, re.MULTILINE):
        folder = ""
        for name in re.findall(r"`([^`]+)`", row):
            path = name if "/" in name else folder + name
            folder = path.rpartition("/")[0] + "/"
            assert list(CHECKOUT.glob(path)), f"{name} in the README's table is not there"


def _without_times(text: str) -> list[str]:
    """Lines without seconds, version names and what a slow machine tells of its progress; columns without widths."""
    lines = [line for line in text.strip().splitlines() if not PROGRESS.fullmatch(line)]
    return [re.sub(r"\s+", " ", TIMES.sub("", line)).strip() for line in lines]
