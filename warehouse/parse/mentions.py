"""What an article names and is about, as rows: its entities and its terms, each at its first mention on the page."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from warehouse.parse.entities import Entity, find_entities
from warehouse.parse.prose import MASK, Prose
from warehouse.parse.rows import EntityRow, TermRow, make_id
from warehouse.parse.segment import cut_words
from warehouse.parse.terms import Term, find_terms
from warehouse.parse.text import bare

FRONT_BYLINE = re.compile(r"（[^（）\n]{0,60}(?:记者|通讯员)[^（）\n]{0,60}）")  # its units are nobody's mention


class Source(NamedTuple):
    """Where mentions stand: the page's id and text, its district, the article's id."""

    page_id: str
    page_text: str
    jurisdiction: str | None
    article_id: str


def read_mentions(source: Source, prose: Prose, names: Collection[str]) -> tuple[list[EntityRow], list[TermRow]]:
    """The rows of an article's entities and terms; ``names`` are its people. What the layout tore apart wherever it
    stands is left out."""
    prose = prose._replace(text=FRONT_BYLINE.sub(lambda match: MASK * len(match.group()), prose.text))
    tokens = cut_words(prose.text)
    entities = find_entities(prose, tokens, source.jurisdiction, names)
    taken = [mention for entity in entities for mention in entity.mentions]
    terms = find_terms(prose.text, tokens, names, taken)
    return (
        [row for entity in entities for row in _entity_rows(source, prose, entity)],
        [row for term in terms for row in _term_rows(source, prose, term)],
    )


def _entity_rows(source: Source, prose: Prose, entity: Entity) -> list[EntityRow]:
    places = [place for mention in entity.mentions if (place := prose.cut(source.page_text, *mention))]
    if not places:
        return []
    start, end = places[0]
    written = bare(source.page_text[start:end])
    return [
        EntityRow(
            article_entity_id=make_id(source.article_id, entity.kind, entity.name),
            article_id=source.article_id,
            page_id=source.page_id,
            kind=entity.kind,
            name=entity.name,
            name_written=written,
            names_written=list(dict.fromkeys(bare(source.page_text[low:high]) for low, high in places)),
            scope=entity.scope,
            code=entity.code,
            level=entity.level,
            parent_name=entity.parent,
            relation=entity.relation,
            mention_count=len(entity.mentions),
            char_start=start,
            char_end=end,
            rule=entity.rule,
        )
    ]


def _term_rows(source: Source, prose: Prose, term: Term) -> list[TermRow]:
    place = prose.cut(source.page_text, term.start, term.end)
    if place is None:
        return []
    return [
        TermRow(
            article_term_id=make_id(source.article_id, term.kind, term.canonical_term),
            article_id=source.article_id,
            page_id=source.page_id,
            term=bare(source.page_text[place[0] : place[1]]),
            canonical_term=term.canonical_term,
            kind=term.kind,
            score=term.score,
            mention_count=term.mention_count,
            char_start=place[0],
            char_end=place[1],
            rule=term.rule,
        )
    ]
