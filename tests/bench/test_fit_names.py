"""The fit of the names' weights: its sums are those of all ways to choose, and gold is found where it stands."""

from __future__ import annotations

import importlib.util
import itertools
from pathlib import Path

import numpy as np
import pytest

from warehouse.parse.name_candidates import Candidate

SPEC = importlib.util.spec_from_file_location("fit_names", Path(__file__).with_name("fit_names.py"))
assert SPEC is not None and SPEC.loader is not None
fit_names = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fit_names)

SPANS = [(0, 2), (0, 3), (2, 4), (3, 5), (7, 9)]  # in two groups: the last overlaps none
SCORES = np.array([0.5, -1.0, 2.0, 0.25, -0.5])


def test_a_group_s_sum_is_that_of_all_sets_which_do_not_overlap() -> None:
    examples = [
        fit_names.Example(0, Candidate(start, end, 0.0, 0, "", "", 0), False, [])
        for start, end in sorted(SPANS, key=lambda span: (span[1], span[0]))
    ]
    scores = np.array([SCORES[SPANS.index((example.found.start, example.found.end))] for example in examples])
    sums, shares = fit_names.Charts(examples).sum_up(scores)
    total, taken = 0.0, np.zeros(len(examples))
    for size in range(len(examples) + 1):
        for chosen in itertools.combinations(range(len(examples)), size):
            spans = sorted((examples[index].found.start, examples[index].found.end) for index in chosen)
            if all(before[1] <= after[0] for before, after in itertools.pairwise(spans)):
                weight = np.exp(scores[list(chosen)].sum())
                total += weight
                taken[list(chosen)] += weight
    assert sums.sum() == pytest.approx(np.log(total))
    assert shares == pytest.approx(taken / total)


def test_gold_names_are_found_where_they_stand_and_of_an_address_the_family_name() -> None:
    article = {"people": [{"name": "丁怀远"}, {"name": "马女士"}, {"name": "老潘"}], "byline": {"reporter": ["卞时"]}}
    text = "丁怀远和马女士、老潘。记者卞时"
    found = sorted(fit_names._find_gold(text, article))
    assert [text[start:end] for start, end in found] == ["丁怀远", "马", "潘", "卞时"]


def test_a_bio_file_gives_sentences_and_spans(tmp_path: Path) -> None:
    file = tmp_path / "sample.bio"
    file.write_text("卞 B-PER\n时 I-PER\n说 O\n\n好 O\n", "utf-8")
    assert list(fit_names.read_sentences(file)) == [("卞时说", [(0, 2)]), ("好", [])]
