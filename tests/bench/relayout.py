"""How well pages are cut however they are laid out: the articles of pages with gold, set anew in many ways.

    python -m tests.bench.relayout [--only KIND,KIND] [--corpus NAME] [--errors N] [--show PAGE KIND]

The text of a PDF shows where the page maker's frames stood: columns of any width, blank lines anywhere or nowhere,
headlines over, behind or far from their bodies, bodies torn apart by others.  Each kind of layout sets every page of
the corpora so, gold carried over, and prints what is still right.  What falls below
"kept" (the pages as they are) is owed to the layout alone, for the words are the same.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.bench.accuracy import DEVELOPMENT, NEVER, Gold, Sample, Score, read_samples
from warehouse.parse.body import ends_paragraph
from warehouse.parse.page import Line, read_lines
from warehouse.parse.records import PageMeta, parse_page
from warehouse.parse.text import bare, decode_page, fold, width_of


class Layout(NamedTuple):
    """How pages are set; ``kept`` keeps what the page has."""

    blanks: str = (
        "kept"  # kept, none, frames (around them), columns (in mid-sentence too), paragraphs (around them too)
    )
    indent: str = "kept"  # kept, none, wide (two full-width spaces), narrow (four spaces)
    wrap: bool = False  # in columns of another width
    titles: str = "kept"  # over, behind, end, run (at the end, in one block), start, anywhere
    torn: bool = False  # bodies cut in pieces that stand between others'


LAYOUTS = {
    "kept": Layout(),
    "no blanks": Layout(blanks="none"),
    "no indents": Layout(indent="none"),
    "neither": Layout(blanks="none", indent="none"),
    "over": Layout("frames", "wide", True, "over"),
    "over, columns": Layout("columns", "narrow", True, "over"),
    "over, no indents": Layout("frames", "none", True, "over"),
    "over, no blanks": Layout("none", "wide", True, "over"),
    "over, neither": Layout("none", "none", True, "over"),
    "behind": Layout("columns", "wide", True, "behind"),
    "behind, no blanks": Layout("none", "wide", True, "behind"),
    "at the end": Layout("columns", "wide", True, "end"),
    "in a run": Layout("columns", "wide", True, "run"),
    "at the start": Layout("frames", "wide", True, "start"),
    "paragraphs": Layout("paragraphs", "none", True, "over"),
    "paragraphs, behind": Layout("paragraphs", "none", True, "behind"),
    "paragraphs, anywhere": Layout("paragraphs", "none", True, "anywhere"),
    "paragraphs, torn": Layout("paragraphs", "none", True, "anywhere", True),
    "torn": Layout("frames", "wide", True, "over", True),
    "torn, behind": Layout("columns", "none", True, "behind", True),
    "torn, no blanks": Layout("none", "wide", True, "over", True),
    "torn, in a run": Layout("columns", "wide", True, "run", True),
}


def choose_layouts(chance: random.Random, count: int) -> list[str]:
    """Kinds to fit weights by: half of them with paragraphs apart, as the pages of the district papers come."""
    apart = [kind for kind in LAYOUTS if kind.startswith("paragraphs")]
    others = [kind for kind in LAYOUTS if kind != "kept" and kind not in apart]
    return [chance.choice(apart) for _ in range(count // 2)] + chance.sample(others, count - count // 2)


class Set(NamedTuple):
    """A line of a page with what it is in gold: its article (None for furniture) and role."""

    text: str
    article: str | None
    role: str
    opens: bool = False  # begins a paragraph


GLUED = 0.4  # share of the furniture at a page's end that no blank line parts from what stands above


class Story(NamedTuple):
    """An article taken apart."""

    titles: list[list[Set]]
    paragraphs: list[list[Set]]  # each of one long line, or of lines that stay as they are
    bylines: list[Set]
    captions: list[list[Set]]


def relay(text: str, gold: Gold, layout: Layout, seed: str) -> tuple[str, Gold]:
    """The page set in this layout, with its gold."""
    chance = random.Random(seed)
    lines = list(_keep(text, gold, layout)) if layout.titles == "kept" else _set(text, gold, layout, chance)
    return "\n".join(line.text if line else "" for line in lines) + "\n", _number(gold, lines)


def thin(text: str, gold: Gold, kept: set[str], furniture: bool) -> tuple[str, Gold]:
    """The page with some of its articles alone."""
    lines = [
        line for line in tag_lines(text, gold) if line is None or (line.article in kept if line.article else furniture)
    ]
    less = gold | {"articles": [article for article in gold["articles"] if article["id"] in kept]}
    return "\n".join(line.text if line else "" for line in lines) + "\n", _number(less, lines)


def _number(gold: Gold, lines: list[Set | None]) -> Gold:
    """Gold with the numbers of the lines as they stand now; bodies in reading order."""
    places: dict[tuple[str | None, str], list[list[int]]] = {}
    order: dict[int, int] = {}
    for number, line in enumerate(lines, 1):
        if line:
            places.setdefault((line.article, line.role.partition(" ")[0]), []).append([number, number])
            order[number] = int(line.role.partition(" ")[2] or number)
    articles = []
    for article in gold["articles"]:
        ranges = {
            role: sorted(places.get((article["id"], role), []), key=lambda pair: order[pair[0]])
            for role in ("headline", "body", "byline", "caption")
        }
        articles.append(article | {"lines": ranges})
    return gold | {"articles": articles}


def tag_lines(text: str, gold: Gold) -> list[Set | None]:
    """The lines of a page with article and role; a body line's role ends in its place in reading order."""
    tags: dict[int, tuple[str, str]] = {}
    for article in gold["articles"]:
        rank = 0
        for role, ranges in article["lines"].items():
            for low, high in ranges:
                for number in range(low, high + 1):
                    rank += 1
                    tags[number] = (article["id"], f"body {rank}" if role == "body" else role)
    lines = text.split("\n")
    return [
        Set(line, *tags.get(number, (None, "furniture"))) if line.strip() else None
        for number, line in enumerate(lines, 1)
    ]


def _keep(text: str, gold: Gold, layout: Layout) -> Iterator[Set | None]:
    for line in tag_lines(text, gold):
        if line is None:
            if layout.blanks == "kept":
                yield None
        else:
            yield line._replace(text=line.text.strip()) if layout.indent == "none" else line


# --- anew ---


def _set(text: str, gold: Gold, layout: Layout, chance: random.Random) -> list[Set | None]:
    tagged = tag_lines(text, gold)
    by_start = {line.start: line for line in read_lines(text)}
    stories = {article["id"]: _take_apart(text, tagged, article, by_start) for article in gold["articles"]}
    width = chance.choice((13, 14, 15, 16, 17, 18, 20, 22, 25))
    bodies = {
        key: _set_body(story, layout, width + chance.choice((0, 0, -2, 2, 4)), chance) for key, story in stories.items()
    }
    furniture = [line for line in tagged if line and line.article is None]
    top = [line for line in tagged[: len(tagged) // 4] if line and line.article is None]
    rest = [line for line in furniture if line not in top]
    frames: list[list[Set]] = [top] if top else []
    middle = _order(stories, bodies, layout, chance)
    for line in rest:
        at = len(middle) if chance.random() < 0.5 else chance.randint(0, len(middle))
        if at == len(middle) and middle and chance.random() < GLUED:
            middle[-1] = [*middle[-1], line]
        elif layout.blanks != "none" or at == len(middle):
            middle.insert(at, [line])
        else:
            middle.append([line])
    frames += middle
    titles = [[line for block in story.titles for line in block] for story in stories.values() if story.titles]
    chance.shuffle(titles)
    if layout.titles in ("end", "run"):
        frames += [[line for title in titles for line in title]] if layout.titles == "run" else titles
    elif layout.titles == "start":
        frames[bool(top) : bool(top)] = titles
    elif layout.titles == "anywhere":
        for title in titles:
            frames.insert(chance.randint(0, len(frames)), title)
    return list(_lay(frames, layout, chance))


def _take_apart(text: str, tagged: list[Set | None], article: dict[str, Any], by_start: dict[int, Line]) -> Story:
    starts = _line_starts(text)
    headings = {bare(section["heading"]) for section in article.get("sections", [])}
    own = [(n, line) for n, line in enumerate(tagged) if line and line.article == article["id"]]
    body = sorted((item for item in own if item[1].role[:4] == "body"), key=lambda item: int(item[1].role[5:]))
    widths = sorted(width_of(line.text.strip()) for _, line in body)
    is_list = bool(widths) and widths[len(widths) // 2] < 11
    paragraphs: list[list[Set]] = []
    last: Line | None = None
    for number, line in body:
        found = by_start.get(starts[number] + len(line.text) - len(line.text.lstrip()))
        if found is None:
            found = by_start[min(start for start in by_start if start >= starts[number])]
        kept = line._replace(text=line.text.strip())
        is_heading = bare(line.text) in headings
        if is_list or is_heading or last is None or ends_paragraph(last, found):
            paragraphs.append([kept])
        else:
            before = paragraphs[-1][-1]
            glue = " " if before.text[-1:].isascii() and kept.text[:1].isascii() and before.text[-1:].isalpha() else ""
            paragraphs[-1] = [before._replace(text=before.text + glue + kept.text)]
        last = None if is_heading else found
        if is_list or is_heading:
            paragraphs[-1][-1] = kept._replace(role=kept.role + " fixed")
    return Story(
        _group(own, "headline"), paragraphs, [line for _, line in own if line.role == "byline"], _group(own, "caption")
    )


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _group(own: list[tuple[int, Set]], role: str) -> list[list[Set]]:
    groups: list[list[Set]] = []
    last = -9
    for number, line in own:
        if line.role == role:
            stripped = line._replace(text=line.text.strip())
            if number == last + 1:
                groups[-1].append(stripped)
            else:
                groups.append([stripped])
            last = number
    return groups


def _set_body(story: Story, layout: Layout, width: int, chance: random.Random) -> list[Set]:
    indent = {"wide": "　　", "narrow": "    "}.get(layout.indent, "")
    lines: list[Set] = []
    for paragraph in story.paragraphs:
        for line in paragraph:
            if line.role.endswith("fixed"):
                lines.append(line._replace(role=f"body {len(lines) + 1}"))
                continue
            for rank, piece in enumerate(wrap(line.text, width, indent)):
                lines.append(Set(piece, line.article, f"body {len(lines) + 1}", rank == 0))
    return lines


CLOSING = "，。、；：？！”’）》」』%％,.;:?!)"
OPENING = "“‘（《「『("


def wrap(text: str, width: int, indent: str) -> list[str]:
    """The text in lines of a width, the first one indented; no line begins with closing punctuation."""
    lines, line, at = [], indent, 2.0 if indent else 0.0
    if indent == "":
        at = 2.0  # the extraction dropped it
    for token in _split(text):
        size = width_of(token)
        if at + size > width + 0.5 and line.strip() and token not in CLOSING:
            carried = ""
            while line and line[-1] in OPENING:
                carried, line = line[-1] + carried, line[:-1]
            lines.append(line)
            line, at = carried, width_of(carried)
        line, at = line + token, at + size
    return [*lines, line] if line.strip() else lines


def _split(text: str) -> Iterator[str]:
    run = ""
    for char in text:
        if fold(char).isascii() and fold(char).isalnum():
            run += char
            if len(run) < 12:
                continue
        if run:
            yield run
            if len(run) >= 12:
                run = ""
                continue
        run = ""
        yield char
    if run:
        yield run


UNDER, APART = 0.3, 0.3  # shares of the bylines that stand under the headline, and in a block of their own


def _order(
    stories: dict[str, Story], bodies: dict[str, list[Set]], layout: Layout, chance: random.Random
) -> list[list[Set]]:
    """The frames of the stories in file order."""
    queues: list[list[list[Set]]] = []
    for key, story in stories.items():
        body = bodies[key]
        parts = _tear(body, chance) if layout.torn and len(body) > 10 else [body]
        titles = [[line for block in story.titles for line in block]] if story.titles else []
        if layout.titles == "over":
            parts = [[*titles[0], *parts[0]], *parts[1:]] if titles and layout.blanks == "none" else titles + parts
        if layout.titles == "behind":
            parts = parts + titles
        ends = len(parts) - (layout.titles == "behind") * len(titles)
        if story.bylines and titles and layout.titles == "over" and chance.random() < UNDER:
            parts[0] = [*parts[0][: len(titles[0])], *story.bylines, *parts[0][len(titles[0]) :]]
        elif story.bylines and layout.blanks != "none" and chance.random() < APART:
            parts.insert(ends, story.bylines)
            ends += 1
        elif story.bylines:
            parts[ends - 1] = [*parts[ends - 1], *story.bylines]
        for caption in story.captions:
            parts.insert(ends, caption)
        queues.append(parts)
    if not layout.torn:
        return [frame for parts in queues for frame in parts]
    frames: list[list[Set]] = []
    open_queues: list[list[list[Set]]] = []
    while queues or open_queues:
        while queues and len(open_queues) < 2:
            open_queues.append(queues.pop(0))
        queue = chance.choice(open_queues)
        frames.append(queue.pop(0))
        while queue and frames[-1][-1].role == "headline":
            frames.append(queue.pop(0))
        open_queues = [left for left in open_queues if left]
    return frames


def _tear(body: list[Set], chance: random.Random) -> list[list[Set]]:
    count = 2 if len(body) < 24 else chance.choice((2, 3))
    cuts = sorted(chance.sample(range(4, len(body) - 3), count - 1)) if len(body) > 12 else [len(body) // 2]
    return [body[low:high] for low, high in zip([0, *cuts], [*cuts, len(body)], strict=True)]


def _lay(frames: list[list[Set]], layout: Layout, chance: random.Random) -> Iterator[Set | None]:
    for number, frame in enumerate(frames):
        if number and layout.blanks != "none":
            yield None
        left = chance.randint(5, 16)
        for line in frame:
            if layout.blanks in ("columns", "paragraphs") and line.role.startswith("body"):
                left -= 1
                if left == 0 or (layout.blanks == "paragraphs" and line.opens and line is not frame[0]):
                    yield None
                    left = chance.randint(5, 16) if left <= 0 else left
            yield line


# --- the score ---


def score_layouts(
    samples: list[Sample], kinds: list[str], errors: list[str] | None = None
) -> dict[str, dict[str, tuple[float, int]]]:
    found = {}
    for kind in kinds:
        score = Score()
        for sample in samples:
            gold = json.loads(sample.gold_data)
            text, relaid = relay(decode_page(sample.data).text, gold, LAYOUTS[kind], f"{sample.source_file} {kind}")
            meta = PageMeta("bench", sample.source_file, "0" * 64, NEVER, NEVER, NEVER.date(), *sample.facts)
            score.add_page(relaid, text, parse_page(text.encode(), meta))
        measures = score.read_measures()
        found[kind] = {name: (measures[name].value, measures[name].n) for name in SHOWN if name in measures}
        if errors is not None:
            errors += [f"{kind}: {line}" for line in score.errors if "article" in line or "[headline]" in line]
    return found


SHOWN = ("articles", "headline", "title_parts", "byline")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="kinds of layout, divided by semicolons")
    parser.add_argument("--corpus", help="one corpus, or several divided by commas")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--show", nargs=2, metavar=("PAGE", "KIND"), help="print a page as it is set")
    options = parser.parse_args()
    names = options.corpus.split(",") if options.corpus else list(DEVELOPMENT)
    samples = [sample for name in names if DEVELOPMENT[name][1].is_dir() for sample in read_samples(*DEVELOPMENT[name])]
    if options.show:
        page, kind = options.show
        sample = next(sample for sample in samples if page in sample.source_file)
        gold = json.loads(sample.gold_data)
        print(relay(decode_page(sample.data).text, gold, LAYOUTS[kind], f"{sample.source_file} {kind}")[0])
        return
    kinds = options.only.split(";") if options.only else list(LAYOUTS)
    errors: list[str] = []
    for kind in kinds:
        measures = score_layouts(samples, [kind], errors)[kind]
        print(f"{kind:18}", "  ".join(f"{name} {value:.3f}" for name, (value, _) in measures.items()), flush=True)
    for line in errors[: options.errors]:
        print(f"  - {line}")


if __name__ == "__main__":
    main()
