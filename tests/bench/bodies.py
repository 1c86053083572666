"""How well numbers are read where the articles are cut right: the reader of numbers on the bodies of gold.

    python -m tests.bench.bodies [--corpus NAME] [--errors MEASURE] [--half 0|1]

The measures are those of ``accuracy.py``; missing are only the errors of cutting.  ``--half`` takes every other page,
so that what was written with one half can be seen on the other.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable

from tests.bench.accuracy import DEVELOPMENT, Gold, Sample, Score, read_samples
from warehouse.parse.body import Paragraph, read_paragraphs
from warehouse.parse.draft import Draft, Title
from warehouse.parse.metrics import Metric, find_metrics, find_section
from warehouse.parse.page import Unit, read_lines
from warehouse.parse.periods import find_report_period
from warehouse.parse.text import bare, decode_page

MEASURES = ("metrics", "indicator", "status", "modifier", "period")


def score_bodies(samples: Iterable[Sample]) -> Score:
    score = Score()
    for sample in samples:
        gold, text = json.loads(sample.gold_data), decode_page(sample.data).text
        for article in gold["articles"]:
            found = read_article(article, read_gold_body(article, text))
            score.match_metrics(article, found, f"{gold['page']} {article['id']}", tell_reading)
    return score


def read_gold_body(article: Gold, text: str) -> list[Paragraph]:
    """The paragraphs of an article whose lines gold names."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    wanted = [(starts[low - 1], starts[high]) for low, high in article["lines"]["body"]]
    headings = {bare(section["heading"]) for section in article.get("sections") or []}
    draft = Draft(0, True)
    for position, line in enumerate(read_lines(text)):
        if not any(low <= line.start < high for low, high in wanted):
            continue
        if bare(line.text) in headings:
            draft.headings.append(Title([line], position, []))
        else:
            draft.add(position, Unit("prose", [line]))
    return read_paragraphs(text, draft)


def read_article(article: Gold, body: list[Paragraph]) -> list[Metric]:
    """The metrics of a body, as ``records`` reads them."""
    found: list[Metric] = []
    heading: str | None = None
    period = find_report_period(article["headline"] or "", body[0].flow.text if body else "")
    for paragraph in body:
        if paragraph.is_heading:
            heading = paragraph.flow.text
            continue
        found += find_metrics(paragraph.flow.text, heading or article["headline"] or "", period)
        heading = find_section(paragraph.flow.text) or heading
    return found


def tell_reading(metric: Metric) -> str:
    return f"  «{metric.sentence[:120]}» {metric.status_rule}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", choices=DEVELOPMENT, help="one corpus instead of all")
    parser.add_argument("--errors", choices=MEASURES, help="show the errors of one measure")
    parser.add_argument("--half", type=int, choices=(0, 1), help="every other page only")
    options = parser.parse_args()
    for name in [options.corpus] if options.corpus else DEVELOPMENT:
        pages, gold = DEVELOPMENT[name]
        if not gold.is_dir():
            continue
        samples = read_samples(pages, gold)
        score = score_bodies(samples if options.half is None else samples[options.half :: 2])
        measures = score.read_measures()
        rate = measures["metrics"]
        shares = "  ".join(f"{key} {measures[key].value:.3f}" for key in MEASURES[1:])
        print(f"{name:8} n {rate.n:5}  precision {rate.precision:.3f}  recall {rate.recall:.3f}  {shares}")
        for line in score.errors:
            if options.errors and line.endswith(f"[{options.errors}]"):
                print(f"  - {line}")


if __name__ == "__main__":
    main()
