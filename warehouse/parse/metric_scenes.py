"""Where a number belongs: the place and the organisation that its sentence names, and who says it."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.parse.rows import EntityRow, MetricRow

KINDS = ("place", "organisation")


def find_speaker(speaker: str | None, people: Iterable[str]) -> str | None:
    """The person of the article whom a sentence lets speak, or None.

    >>> find_speaker("县水务局局长阳光", ["田大军", "阳光"]), find_speaker("镇上的老人", ["阳光"])
    ('阳光', None)
    """
    return next((name for name in people if speaker and speaker.endswith(name)), None)


def name_scenes(metrics: list[MetricRow], entities: list[EntityRow]) -> list[MetricRow]:
    """The rows with place and organisation: the last ones that the sentence names before the number."""
    named: dict[tuple[str, str], list[str]] = {}
    for entity in entities:
        if entity.kind in KINDS:
            named.setdefault((entity.article_id, entity.kind), []).append(entity.name_written)
    return [
        row._replace(
            place=_last_named(row, named.get((row.article_id, "place"), [])) or row.place,
            organisation=_last_named(row, named.get((row.article_id, "organisation"), [])),
        )
        for row in metrics
    ]


def _last_named(row: MetricRow, names: list[str]) -> str | None:
    end = row.sentence.find(row.text)
    at, name = max(((row.sentence.rfind(name, 0, end), name) for name in names), default=(-1, ""))
    return name if at >= 0 and end > 0 else None
