"""Accuracy has floors: no change to the rules reads the known pages worse than they were read once."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def load_bench() -> ModuleType:
    """``accuracy.py`` is a command; tests import it by its path."""
    spec = importlib.util.spec_from_file_location("accuracy", Path(__file__).with_name("accuracy.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bench = load_bench()


@functools.cache
def read_corpus(name: str) -> list[Any]:
    pages, gold = bench.CORPORA[name]
    if name == "real" and not (pages.is_dir() and gold.is_dir()):
        pytest.skip(f"no real pages here: there is no {gold if pages.is_dir() else pages}")
    samples: list[Any] = bench.read_samples(pages, gold)
    return samples


def floors_of(name: str) -> dict[str, Any]:
    floors: dict[str, Any] = bench.read_floors()
    assert name in floors, f"{name} has no floors: run python tests/bench/accuracy.py --raise-floors"
    found: dict[str, Any] = floors[name]
    return found


@pytest.mark.parametrize("name", bench.CORPORA)
def test_the_floors_stand_for_these_pages(name: str) -> None:
    is_same = bench.hash_samples(read_corpus(name)) == floors_of(name)["sha256"]
    assert is_same, (
        f"pages or gold of {name} changed: run python tests/bench/accuracy.py --raise-floors or say why in the commit"
    )


@pytest.mark.parametrize("name", bench.CORPORA)
def test_no_measure_falls_below_its_floor(name: str) -> None:
    result = bench.score_samples(read_corpus(name))
    fallen = bench.find_fallen(floors_of(name)["floors"], result.measures)
    assert not fallen, "\n".join(
        [f"{name} is read worse than before (python tests/bench/accuracy.py --errors 40):", *fallen]
    )


def test_raising_floors_never_lowers_one() -> None:
    measures = {"people": bench.Measure(0.5, 10), "byline": bench.Measure(0.9999, 10), "date": bench.Measure(0.29, 9)}
    assert bench.raise_floors({"people": 0.9, "year": 1.0}, measures) == {
        "people": 0.9,
        "year": 1.0,
        "byline": 0.99,
        "date": 0.29,
    }


def test_a_measure_that_is_gone_counts_as_fallen() -> None:
    assert bench.find_fallen({"date": 0.5}, {}) == ["date 0.0000 (n = 0) is below its floor 0.50"]


def test_the_hash_tells_changed_pages_gold_and_manifests() -> None:
    sample = bench.Sample("a.txt", b"page", b"{}", bench.ManifestFacts())
    changed = [
        sample._replace(data=b"pagE"),
        sample._replace(gold_data=b"{ }"),
        sample._replace(facts=bench.ManifestFacts(paper="望川时讯")),
        sample._replace(data=b"page{", gold_data=b"}"),
    ]
    assert len({bench.hash_samples([one]) for one in [sample, *changed]}) == 5


def test_gold_without_its_page_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"page": "a.txt"}', "utf-8")
    with pytest.raises(FileNotFoundError, match=r"the gold of 'a\.txt'"):
        bench.read_samples(tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("a", "b", "is_same"),
    [
        ("区委书记", "区委书记", True),
        ("书记", "区委书记", True),
        ("望川区委书记", "区委书记", True),
        ("区长", "副区长", False),
        ("局长", "县水务局原局长", False),
        ("副区长", "常务副区长", False),
        ("区长", "代区长", False),
        ("区长", "县长", False),
    ],
)
def test_a_place_in_front_of_a_post_is_no_difference_but_a_change_of_it_is(a: str, b: str, is_same: bool) -> None:
    assert bench.is_same_post(a, b) is bench.is_same_post(b, a) is is_same


def test_a_byline_kept_or_cut_is_no_difference_between_bodies() -> None:
    body = "区图书馆新馆开放。"
    assert bench.drop_bylines("本报讯（记者 殷一帆）" + body) == "本报讯" + body
    assert bench.drop_bylines(body + "\n本报记者 殷一帆 通讯员 何清") == body
