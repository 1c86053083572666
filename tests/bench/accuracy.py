"""How well pages are read: what the parser says of pages whose right answer is known, held against that answer.

    python tests/bench/accuracy.py [--pages DIR --gold DIR] [--errors N] [--deciles] [--raise-floors]

Seven corpora: the sample newspaper (``seeds/pages``, gold in ``tests/cases/pages``) and pages of many other papers
(``tests/cases/press``, ``courier``, ``mirror``, ``district``), which rules were written with and weights fitted to once
they had been measured; pages that are only ever measured (``tests/cases/unseen``: written with their gold by people who
did not know the rules; keep it so, of its errors only sums are printed); and, where ``../shared`` is there, real ones.
No database: rows straight from ``parse_page``.

The measures are those of the annotation guide's scorer:

    coverage     share of pages whose spans cover every character exactly once
    year         share of pages whose year is what the text proves, and none where it proves none
    articles     F1 of cut articles; one is right when its body's 5-grams agree with gold's to an F1 of at least 0.95
    headline     share of right articles with gold's headline, or with the same kicker + headline + deck in all
    title_parts  share of right articles whose kicker and deck are both gold's
    byline       share of right articles whose reporters, correspondents and photographers are all gold's
    date         share of right articles whose event is on gold's day or days; month and day where the year is unproven
    people       F1 of (article, name)
    posts        F1 of the posts of found people (citizens aside); 副, 代, 原, 前, 常务, 第一 in front are never aside
    role         share of found people whose role is gold's
    metrics      F1 of (article, value, unit)
    indicator    share of found metrics that measure the same thing as gold's
    status, modifier, period   share of found metrics that agree with gold
    places, organisations   F1 of (article, name): equal, or one begins or ends with the other (县教育局, 岚溪县教育局).
                 Gold does not agree with itself on bare bodies (区委, 县政府) and on development zones (place
                 or organisation): these count where gold has them, and are not wrong where it has not
    exact        share of people and metrics whose offsets cut exactly their words out of the page

``floors.json`` holds what was reached once, per corpus, with the hash of its pages and gold.  ``--raise-floors`` raises
floors to the present figures (rounded down to two digits) and takes over the hash; it never lowers one.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import hashlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from warehouse.parse.metrics import Metric
from warehouse.parse.records import parse_page
from warehouse.parse.rows import ArticleRow, MetricRow, PageMeta, PageRows
from warehouse.parse.text import bare, decode_page, fold
from warehouse.store.manifest import MANIFEST_NAME, ManifestFacts, read_manifest

CHECKOUT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors.json")
CASES = CHECKOUT / "tests" / "cases"
CORPORA = {  # pages, gold
    "seeds": (CHECKOUT / "seeds" / "pages", CASES / "pages"),
    **{
        name: (CASES / name / "pages", CASES / name / "gold")
        for name in ("press", "courier", "mirror", "district", "unseen")
    },
    "real": (CHECKOUT.parent / "shared" / "pages", CHECKOUT.parent / "shared" / "eval" / "gold"),
}
UNTOUCHED = ("unseen",)  # whose errors nobody is shown, and to which nothing is fitted
DEVELOPMENT = {name: folders for name, folders in CORPORA.items() if name not in UNTOUCHED}
RATED = ("articles", "people", "posts", "metrics", "places", "organisations")  # by F1; the others by share
SHARED = (
    *("coverage", "year", "headline", "title_parts", "byline", "date", "role"),
    *("indicator", "status", "modifier", "period", "exact"),
)
SAME_BODY = 0.95  # overlap of 5-grams from which a cut body counts as the gold one
NEVER = dt.datetime(2000, 1, 1)  # landing times say nothing here
Gold = dict[str, Any]
Read = TypeVar("Read", MetricRow, Metric)


class Sample(NamedTuple):
    """A page with its right answer."""

    source_file: str
    data: bytes
    gold_data: bytes
    facts: ManifestFacts


class Measure(NamedTuple):
    """A figure between 0 and 1, of how many; precision and recall where the figure is an F1."""

    value: float
    n: int
    precision: float | None = None
    recall: float | None = None


class Result(NamedTuple):
    """The measures of a corpus, and in words what was read wrong."""

    measures: dict[str, Measure]
    errors: list[str]
    seconds: float
    headline_scores: Sequence[tuple[float, bool]] = ()  # of every headline found: its score, and whether it is gold's


# --- the corpora -----------------------------------------------------------------------------------------------------


def read_samples(pages: Path, gold: Path) -> list[Sample]:
    """The pages that have gold, in the order of their names, with what a manifest says of them."""
    files = {file.name: file for file in sorted(pages.rglob("*.txt"))}
    facts = _read_facts(pages, files.values())
    samples = []
    for answer in sorted(gold.glob("*.json")):
        name = json.loads(answer.read_text("utf-8"))["page"]
        if name not in files:
            raise FileNotFoundError(f"{answer} is the gold of {name!r}, which is not in {pages}")
        source_file = files[name].relative_to(pages).as_posix()
        samples.append(
            Sample(source_file, files[name].read_bytes(), answer.read_bytes(), facts.get(source_file, ManifestFacts()))
        )
    return samples


def hash_samples(samples: Iterable[Sample]) -> str:
    """SHA-256 over pages, gold and manifest facts."""
    digest = hashlib.sha256()
    for sample in samples:
        for part in (sample.source_file.encode(), sample.data, sample.gold_data, repr(sample.facts).encode()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _read_facts(pages: Path, files: Iterable[Path]) -> dict[str, ManifestFacts]:
    manifest = pages / MANIFEST_NAME
    if not manifest.exists():
        return {}
    return read_manifest(manifest.read_bytes(), "", [file.relative_to(pages).as_posix() for file in files]).facts


# --- the score -------------------------------------------------------------------------------------------------------


def score_samples(samples: Sequence[Sample]) -> Result:
    """Read every page and hold its rows against gold."""
    started = time.perf_counter()
    score = Score()
    for sample in samples:
        meta = PageMeta("bench", sample.source_file, "0" * 64, NEVER, NEVER, NEVER.date(), *sample.facts)
        score.add_page(json.loads(sample.gold_data), decode_page(sample.data).text, parse_page(sample.data, meta))
    return Result(score.read_measures(), score.errors, time.perf_counter() - started, score.headline_scores)


class Score:
    """Counts of right, extra and missed things, and of agreements, over pages."""

    def __init__(self) -> None:
        self.counts: collections.Counter[tuple[str, str]] = collections.Counter()
        self.errors: list[str] = []
        self.headline_scores: list[tuple[float, bool]] = []

    def read_measures(self) -> dict[str, Measure]:
        measures = {name: self._rate(name) for name in RATED}
        for name in SHARED:
            if count := self.counts[name, "checked"]:
                measures[name] = Measure(self.counts[name, "agreed"] / count, count)
        return measures

    def _rate(self, name: str) -> Measure:
        right, extra, missed = (self.counts[name, key] for key in ("right", "extra", "missed"))
        precision = right / (right + extra) if right + extra else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        whole = precision + recall
        return Measure(2 * precision * recall / whole if whole else 0.0, right + missed, precision, recall)

    def count(self, name: str, key: str, number: int = 1, error: str = "") -> None:
        self.counts[name, key] += number
        if error:
            self.errors.append(error)

    def check(self, name: str, is_right: bool, error: str) -> None:
        self.counts[name, "checked"] += 1
        self.counts[name, "agreed"] += is_right
        if not is_right:
            self.errors.append(f"{error} [{name}]")

    def add_page(self, gold: Gold, text: str, rows: PageRows) -> None:
        page = gold["page"]
        self.check("coverage", _covers(rows), f"{page}: the spans do not partition the page's text")
        date = rows.page.publication_date
        year = date.year if date else rows.page.publication_year
        self.check("year", year == gold.get("year"), f"{page}: year {year}, gold {gold.get('year')}")
        bodies = [count_grams(drop_bylines(article.body), 5) for article in rows.articles]
        lines, taken = text.split("\n"), set[int]()
        for article in gold["articles"]:
            where = f"{page} {article['id']}"
            body = "".join(bare(line) for low, high in article["lines"]["body"] for line in lines[low - 1 : high])
            grams = count_grams(drop_bylines(body), 5)
            best, index = max(
                ((overlap(grams, found), at) for at, found in enumerate(bodies) if at not in taken), default=(0.0, -1)
            )
            if best < SAME_BODY:
                self._miss_article(article, f"{where}: article not cut right (best {best:.2f}): {article['headline']}")
                continue
            taken.add(index)
            self.count("articles", "right")
            self._add_article(article, rows.articles[index], rows, where)
        for index, found in enumerate(rows.articles):
            if index not in taken:
                self.count("articles", "extra", error=f"{page}: extra article: {found.headline or found.body[:30]!r}")

    def _miss_article(self, gold: Gold, error: str) -> None:
        self.count("articles", "missed", error=error)
        self.count("people", "missed", len(gold["people"]))
        self.count("metrics", "missed", len(gold["metrics"]))
        self.count("places", "missed", len(gold.get("place", [])))
        self.count("organisations", "missed", len(gold.get("organisations", [])))

    def _add_article(self, gold: Gold, article: ArticleRow, rows: PageRows, where: str) -> None:
        whole = [
            letters("".join(part or "" for part in parts))
            for parts in (
                (article.kicker, article.headline, article.deck),
                (gold.get("kicker"), gold["headline"], gold.get("deck")),
            )
        ]
        is_right = letters(article.headline) == letters(gold["headline"]) or whole[0] == whole[1]
        if article.headline_score is not None:
            self.headline_scores.append((article.headline_score, is_right))
        self.check(
            "headline",
            is_right,
            f"{where}: headline {article.headline!r}, gold {gold['headline']!r}",
        )
        self.check(
            "title_parts",
            letters(article.kicker) == letters(gold.get("kicker"))
            and letters(article.deck) == letters(gold.get("deck")),
            f"{where}: kicker and deck {article.kicker!r} {article.deck!r}, "
            f"gold {gold.get('kicker')!r} {gold.get('deck')!r}",
        )
        names = (article.reporters, article.correspondents, article.photographers)
        wanted = [gold["byline"].get(kind, []) for kind in ("reporter", "correspondent", "photographer")]
        self.check(
            "byline",
            all(set(map(bare, a)) == set(map(bare, b)) for a, b in zip(names, wanted, strict=True)),
            f"{where}: byline {names}, gold {wanted}",
        )
        self.check(
            "date",
            is_same_day(article, gold.get("event_date")),
            f"{where}: event on {article.event_date_start} {article.event_month_day}, gold {gold.get('event_date')}",
        )
        self._add_people(gold, article, rows, where)
        self._add_metrics(gold, article, rows, where)
        self._add_entities(gold, article, rows, where)

    def _add_people(self, gold: Gold, article: ArticleRow, rows: PageRows, where: str) -> None:
        found = {bare(row.name): row for row in rows.appearances if row.article_id == article.article_id}
        wanted = {bare(person["name"]): person for person in gold["people"]}
        for name in sorted(found.keys() - wanted.keys()):
            self.count("people", "extra", error=f"{where}: not a person there: {name}")
        for name in sorted(wanted.keys() - found.keys()):
            self.count("people", "missed", error=f"{where}: person missed: {name}")
        for name in sorted(wanted.keys() & found.keys()):
            self.count("people", "right")
            row, person = found[name], wanted[name]
            if person["role"] != "citizen":
                self._add_posts(
                    [bare(post) for post in row.posts], [bare(p) for p in person["posts"]], f"{where}: {name}"
                )
            self.check("role", row.role == person["role"], f"{where}: {name} is {row.role}, gold {person['role']}")
            cut = bare(rows.page.text[row.char_start : row.char_end])
            self.check("exact", cut == name, f"{where}: {name} is cut as {cut}")

    def _add_entities(self, gold: Gold, article: ArticleRow, rows: PageRows, where: str) -> None:
        wanted = {"places": [*gold.get("place", [])], "organisations": [*gold.get("organisations", [])]}
        for row in rows.article_entities:
            if row.article_id != article.article_id or row.kind == "project":
                continue
            cut = bare(rows.page.text[row.char_start : row.char_end])
            self.check("exact", cut == row.name_written, f"{where}: {row.name_written} is cut as {cut}")
            own = "places" if row.kind == "place" else "organisations"
            lists = [own, "organisations"] if row.level == "zone" else [own]
            names = [row.name, *row.names_written]
            match = next(((key, name) for key in lists for name in wanted[key] if is_same_entity(name, names)), None)
            if match:
                wanted[match[0]].remove(match[1])
                self.count(match[0], "right")
            elif row.level != "zone" and not BARE_BODY.fullmatch(row.name_written):
                self.count(own, "extra", error=f"{where}: not in gold's {own}: {row.name_written}")
        for key, names in wanted.items():
            for name in names:
                self.count(key, "missed", error=f"{where}: missed of {key}: {name}")

    def _add_posts(self, found: list[str], wanted: list[str], where: str) -> None:
        extra = [post for post in found if not any(is_same_post(post, other) for other in wanted)]
        missed = [post for post in wanted if not any(is_same_post(post, other) for other in found)]
        self.count("posts", "right", len(found) - len(extra))
        self.count("posts", "extra", len(extra))
        self.count("posts", "missed", len(missed))
        if extra or missed:
            self.errors.append(f"{where}: posts {found}, gold {wanted}")

    def _add_metrics(self, gold: Gold, article: ArticleRow, rows: PageRows, where: str) -> None:
        found = sorted(
            (row for row in rows.metrics if row.article_id == article.article_id), key=lambda row: row.char_start
        )
        for row in found:
            cut = bare(rows.page.text[row.char_start : row.char_end])
            self.check("exact", cut == bare(row.text), f"{where}: {row.text} is cut as {cut}")
        self.match_metrics(gold, found, where, lambda row: "")

    def match_metrics(self, gold: Gold, found: Iterable[Read], where: str, tell: Callable[[Read], str]) -> None:
        """Pair what was read of an article with gold's metrics; ``tell`` adds to an error how something was read."""
        pool: dict[tuple[Any, str], list[Read]] = collections.defaultdict(list)
        for row in found:
            pool[round_values(row), unify_unit(row.unit)].append(row)
        for metric in gold["metrics"]:
            candidates = pool[round_values(metric["value"]), unify_unit(metric["unit"])]
            if candidates:
                row = max(candidates, key=lambda row: likeness(row.indicator, metric["indicator"], 1))
                candidates.remove(row)
                self.count("metrics", "right")
                self._add_metric(metric, row, f"{where}: {metric['text']}{tell(row)}")
            elif not metric.get("optional"):
                self.count("metrics", "missed", error=f"{where}: metric missed: {metric['text']} [metrics]")
        for row in (row for rest in pool.values() for row in rest):
            told = f"{row.text} ({row.value} {row.unit}){tell(row)}"
            self.count("metrics", "extra", error=f"{where}: not a metric: {told} [metrics]")

    def _add_metric(self, gold: Gold, row: MetricRow | Metric, where: str) -> None:
        found, wanted = letters(row.indicator), letters(gold["indicator"])
        is_same = bool(found) and (found in wanted or wanted in found or likeness(found, wanted, 2) >= 0.6)
        self.check("indicator", is_same, f"{where} measures {row.indicator!r}, gold {gold['indicator']!r}")
        self.check("status", row.status == gold["status"], f"{where} is {row.status}, gold {gold['status']}")
        self.check("modifier", row.modifier == gold["modifier"], f"{where}: {row.modifier}, gold {gold['modifier']}")
        found, wanted = letters(row.period_text), letters(gold["period"])
        is_same = bool(found) == bool(wanted) and (found in wanted or wanted in found)
        self.check("period", is_same, f"{where}: period {row.period_text!r}, gold {gold['period']!r}")


# --- what counts as the same -----------------------------------------------------------------------------------------

FRONT_BYLINE = re.compile(r"[（(][^（）()]{0,60}(?:记者|通讯员)[^（）()]{0,60}[)）]")
TAIL_BYLINE = re.compile(r"[□■◎]?(?:本报|见习|实习|全媒体|融媒体)*(?:记者|通讯员)[^。！？”]{1,40}$")
BARE_BODY = re.compile("[省市区县旗州](?:委|政府|人民政府|政协|人大)")
CHANGED_POST = re.compile(r"(?:副|代|代理|原|前|常务|第一|助理|候任|拟任)$")
SAME_UNITS = {
    **dict.fromkeys(("平方米", "m2", "m²"), "㎡"),
    **dict.fromkeys(("％", "percent"), "%"),
    **dict.fromkeys(("人民币", "CNY"), "元"),
    **dict.fromkeys(("公里", "千米"), "km"),
    "周岁": "岁",
}


def letters(text: str | None) -> str:
    """The text without white space and punctuation."""
    return re.sub(r"[\s\W_]+", "", text or "")


def drop_bylines(body: str) -> str:
    """A body may keep the byline in its lead or behind its last sentence, or not."""
    return TAIL_BYLINE.sub("", FRONT_BYLINE.sub("", bare(body)))


def count_grams(text: str, size: int) -> collections.Counter[str]:
    return collections.Counter(text[at : at + size] for at in range(max(1, len(text) - size + 1)))


def overlap(a: collections.Counter[str], b: collections.Counter[str]) -> float:
    """F1 of two counts of grams."""
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def likeness(a: str | None, b: str | None, size: int) -> float:
    return overlap(count_grams(letters(a), size), count_grams(letters(b), size))


def is_same_post(a: str, b: str) -> bool:
    """Equal, or one is the other with a place or an organisation in front.

    >>> is_same_post("区委书记", "望川区委书记"), is_same_post("区长", "副区长"), is_same_post("局长", "县水务局局长")
    (True, False, True)
    """
    short, long = sorted((a, b), key=len)
    return long == short or (long.endswith(short) and not CHANGED_POST.search(long[: -len(short)]))


def is_same_entity(wanted: str, names: Iterable[str]) -> bool:
    """Equal, or one begins or ends with the other.

    >>> is_same_entity("县教育局", ["岚溪县教育局"]), is_same_entity("县教育局", ["县财政局"])
    (True, False)
    """
    pairs = [sorted((fold(wanted), fold(name)), key=len) for name in names]
    return any(long.endswith(short) or long.startswith(short) for short, long in pairs)


def is_same_day(article: ArticleRow, wanted: str | None) -> bool:
    """``wanted`` is 2021-09-15, 2020-11-25/2020-11-27, --09-15 where no year is proven, or None."""
    start, end = article.event_date_start, article.event_date_end or article.event_date_start
    if not wanted:
        return start is None and article.event_month_day is None
    first, last = wanted.split("/")[0], wanted.split("/")[-1]
    if first.startswith("--"):
        last_found = article.event_month_day_end or article.event_month_day
        return start is None and article.event_month_day == first[2:] and last_found == last[2:]
    return (str(start), str(end)) == (first, last)


def round_values(value: Any) -> tuple[float, ...]:
    """The value of a metric, or both ends of its range, comparable."""
    if isinstance(value, MetricRow | Metric):
        is_range = None not in (value.value_low, value.value_high) and value.value_low != value.value_high
        value = [value.value_low, value.value_high] if is_range else value.value
    return tuple(round(float(part), 6) for part in (value if isinstance(value, list) else [value]))


def unify_unit(unit: str | None) -> str:
    return SAME_UNITS.get(bare(unit or ""), bare(unit or ""))


def _covers(rows: PageRows) -> bool:
    text, end, is_whole = rows.page.text, 0, True
    for span in sorted(rows.article_spans, key=lambda span: (span.char_start, span.char_end)):
        is_whole &= span.char_start >= end and not text[end : span.char_start].strip()
        end = span.char_end
    return is_whole and not text[end:].strip()


# --- the floors ------------------------------------------------------------------------------------------------------


def read_floors() -> dict[str, Any]:
    """Corpus -> {"sha256": of pages and gold, "floors": {measure: floor}, "first": {the same on the first run}}."""
    floors: dict[str, Any] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    return floors


def find_fallen(floors: dict[str, float], measures: dict[str, Measure]) -> list[str]:
    """The measures below their floors, in words."""
    found = {name: measures.get(name, Measure(0.0, 0)) for name in floors}
    return [
        f"{name} {measure.value:.4f} (n = {measure.n}) is below its floor {floors[name]:.2f}"
        for name, measure in found.items()
        if round(measure.value, 9) < floors[name]  # as raise_floors rounds
    ]


def raise_floors(floors: dict[str, float], measures: dict[str, Measure]) -> dict[str, float]:
    """Each floor, or the present figure rounded down to two digits where that is higher.

    >>> raise_floors({"people": 0.91}, {"people": Measure(0.9, 10), "byline": Measure(0.987, 10)})
    {'people': 0.91, 'byline': 0.98}
    """
    present = {name: int(Decimal(str(round(measure.value, 9))) * 100) / 100 for name, measure in measures.items()}
    return {name: max(floor, floors.get(name, 0.0)) for name, floor in (floors | present).items()}


def _store_floors(hashes: dict[str, str], results: dict[str, Result]) -> list[str]:
    """Write the floors; gives what fell below one, which stays as it was."""
    stored, fallen = read_floors(), []
    for name, result in results.items():
        entry = stored.get(name, {})
        old = entry.get("floors", {})
        fallen += [f"{name}: {line}; the floor stays" for line in find_fallen(old, result.measures)]
        stored[name] = entry | {"sha256": hashes[name], "floors": raise_floors(old, result.measures)}
    FLOORS.write_text(json.dumps(stored, indent=2) + "\n", "utf-8")
    return fallen


# --- the command -----------------------------------------------------------------------------------------------------


def print_result(name: str, count: int, result: Result, errors: int, say: Callable[[str], None] = print) -> None:
    """Print the measures, each beside that of the first run where the corpus was measured before any rule knew it."""
    say(f"{name}: {count} pages in {result.seconds:.1f} s")
    first = read_floors().get(name, {}).get("first", {})
    for key, measure in result.measures.items():
        parts = "" if measure.precision is None else f"  precision {measure.precision:.3f}  recall {measure.recall:.3f}"
        began = f"  first run {first[key]:.3f}" if key in first else ""
        say(f"  {key:12} {measure.value:.3f}  n {measure.n}{parts}{began}")
    if name in UNTOUCHED:
        return
    for line in result.errors[:errors]:
        say(f"  - {line}")
    if errors < len(result.errors):
        say(f"  {len(result.errors) - errors} errors not shown (--errors {len(result.errors)})")


def print_deciles(found: Sequence[tuple[float, bool]], say: Callable[[str], None] = print) -> None:
    """Precision of the headlines by decile of ``headline_score``: of every tenth of them, lowest scores first."""
    found = sorted(found)
    say(f"headline_score by decile (n = {len(found)})")
    for tenth in range(10):
        part = found[len(found) * tenth // 10 : len(found) * (tenth + 1) // 10]
        if part:
            right = sum(is_right for _, is_right in part) / len(part)
            say(f"  {part[0][0]:.2f} to {part[-1][0]:.2f}  precision {right:.3f}  n {len(part)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, help="a folder of pages instead of the corpora")
    parser.add_argument("--gold", type=Path, help="the folder with their gold")
    parser.add_argument("--errors", type=int, default=0, help="how many errors to show of each corpus")
    parser.add_argument("--raise-floors", action="store_true", help="write the present figures where they are higher")
    parser.add_argument("--deciles", action="store_true", help="show how well headline_score ranks, over all corpora")
    options = parser.parse_args()
    if bool(options.pages) != bool(options.gold) or (options.pages and options.raise_floors):
        parser.error("--pages and --gold go together, and have no floors")
    corpora = {"pages": (options.pages, options.gold)} if options.pages else CORPORA
    hashes, results = {}, {}
    for name, (pages, gold) in corpora.items():
        if not (pages.is_dir() and gold.is_dir()):
            print(f"{name}: skipped, there is no {gold if pages.is_dir() else pages}")
            continue
        samples = read_samples(pages, gold)
        hashes[name], results[name] = hash_samples(samples), score_samples(samples)
        print_result(name, len(samples), results[name], options.errors)
    if options.deciles:
        print_deciles([pair for result in results.values() for pair in result.headline_scores])
    fallen = _store_floors(hashes, results) if options.raise_floors else []
    for line in fallen:
        print(line, file=sys.stderr)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
