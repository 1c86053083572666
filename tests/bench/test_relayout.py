"""Pages set anew keep their words and their gold."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from accuracy import CORPORA, read_samples
from relayout import LAYOUTS, relay, thin, wrap

from warehouse.parse.text import bare, decode_page, width_of

SAMPLES = read_samples(*CORPORA["press"])[:3]


@pytest.mark.parametrize("kind", LAYOUTS)
def test_a_page_set_anew_has_the_same_words_in_the_same_articles(kind: str) -> None:
    for sample in SAMPLES:
        gold = json.loads(sample.gold_data)
        page = decode_page(sample.data).text
        text, relaid = relay(page, gold, LAYOUTS[kind], "seed")
        assert sorted(bare(text)) == sorted(bare(page))
        for before, after in zip(gold["articles"], relaid["articles"], strict=True):
            assert words_of(text, after) == words_of(page, before)


def words_of(text: str, article: dict) -> str:
    lines = text.split("\n")
    return "".join(bare(line) for low, high in article["lines"]["body"] for line in lines[low - 1 : high])


def test_a_thinned_page_keeps_the_chosen_articles_alone() -> None:
    sample = SAMPLES[0]
    text, gold = thin(decode_page(sample.data).text, json.loads(sample.gold_data), {"a2"}, furniture=False)
    (article,) = gold["articles"]
    covered = {n for ranges in article["lines"].values() for low, high in ranges for n in range(low, high + 1)}
    assert covered == {n for n, line in enumerate(text.split("\n"), 1) if line.strip()}


def test_lines_are_wrapped_to_their_width_and_begin_with_no_closing_mark() -> None:
    lines = wrap("区图书馆新馆正式开放，藏书达到42万册，读者络绎不绝。" * 3, 13, "　　")
    assert all(width_of(line) <= 14 for line in lines)
    assert lines[0].startswith("　　")
    assert not any(line[0] in "，。" for line in lines)
