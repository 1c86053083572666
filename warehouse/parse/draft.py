"""An article while it is being cut: the pieces of prose, titles and bylines that belong together so far."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.parse.byline import Credit
from warehouse.parse.page import Line, Unit


class Title(NamedTuple):
    """A run of title lines that stand together on the page."""

    lines: list[Line]
    position: float  # index of its unit on the page; parts of one that was divided stand between two units
    bylines: list[tuple[tuple[int, int], list[Credit]]]  # that stand under it, far from the body

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


class Draft:
    """An article while it is being cut."""

    def __init__(self, position: int, is_strong: bool) -> None:
        self.first = self.last = position  # unit indices of the first and the last prose
        self.is_strong = is_strong  # begins with a lead formula, or has a byline
        self.prose: list[tuple[int, Unit]] = []
        self.headings: list[Title] = []
        self.bylines: list[tuple[int, int]] = []
        self.captions: list[Unit] = []
        self.credits: list[Credit] = []  # offsets into the page
        self.headline: list[Title] = []
        self.score: float | None = None
        self.runner_up: tuple[list[Title], float] | None = None  # the next best headline of the page for this body

    @property
    def text(self) -> str:
        return "".join(unit.text for _, unit in self.prose)

    def add(self, position: int, unit: Unit) -> None:
        self.prose.append((position, unit))
        self.last = max(self.last, position)

    def close(self, span: tuple[int, int], credits: list[Credit]) -> None:
        """A byline ends the article: it stands at ``span`` and names these people."""
        self.bylines.append(span)
        self.credit(credits)
        self.is_strong = True

    def credit(self, credits: list[Credit]) -> None:
        """Add the people who are not credited in the same kind yet."""
        known = {(credit.name, credit.kind) for credit in self.credits}
        self.credits += [credit for credit in credits if (credit.name, credit.kind) not in known]
