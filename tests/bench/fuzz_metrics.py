"""Random strings of digits, numerals, units and punctuation: nothing may break or stall the reading of numbers.

    python tests/bench/fuzz_metrics.py [--count 100000] [--seed 1]

Each string is read as a number, as a text with metrics and as a period.  Prints how many were read, how many metrics
were found, and the slowest string; ends with the string that broke a promise, if one did.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
import time

from warehouse.parse import words
from warehouse.parse.metrics import find_metrics
from warehouse.parse.numerals import read_number
from warehouse.parse.period_days import resolve_period

CHARS = (
    "0123456789０１９.．,，%％‰"
    "一二两三四五六七八九十百千万亿兆零〇○几数余多来半近超约点分之成折番年月日底前内第和、。；：～~—-/（）“”的了"
)
PIECES = (
    *CHARS,
    "以上",
    "左右",
    "不低于",
    "同比增长",
    "其中",
    "力争",
    "已完成",
    "截至",
    "上半年",
    "年底前",
    "平均",
    "个百分点",
)
LONGEST = 60  # pieces
SLOW = 0.25  # seconds that no string of that length may take


def make_text(source: random.Random) -> str:
    units = tuple(words.units())
    count = source.randint(1, LONGEST)
    return "".join(source.choice(units) if source.random() < 0.15 else source.choice(PIECES) for _ in range(count))


def read_text(text: str) -> int:
    """Read the text in every way, and hold the metrics against their promises; gives how many there are."""
    day = dt.date(2024, 3, 1)
    value = read_number(text)
    start, end = resolve_period(text, day, day.year)
    metrics = find_metrics(text)
    assert value is None or value.is_finite()
    assert start is None or end is None or start <= end
    for metric in metrics:
        assert text[metric.start : metric.end] == metric.text
        assert metric.start <= metric.number_start < metric.number_end <= metric.end
        assert metric.value.is_finite() and metric.unit
    return len(metrics)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000, help="how many strings")
    parser.add_argument("--seed", type=int, default=1, help="of the random strings")
    options = parser.parse_args()
    source, found, slowest = random.Random(options.seed), 0, (0.0, "")
    read_text("全县3个")  # the word lists are read once
    for _ in range(options.count):
        text = make_text(source)
        started = time.process_time()
        try:
            found += read_text(text)
        except Exception as error:
            print(f"{text!r} broke the reading: {error!r}", file=sys.stderr)
            return 1
        slowest = max(slowest, (time.process_time() - started, text))
    print(f"{options.count} strings, {found} metrics; the slowest took {slowest[0] * 1000:.1f} ms: {slowest[1][:60]!r}")
    return 1 if slowest[0] > SLOW else 0


if __name__ == "__main__":
    sys.exit(main())
