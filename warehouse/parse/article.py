"""Units -> articles: pieces of prose are chained into bodies, then headlines are reunited with them.

Which piece goes on with which is decided for the whole page at once (``chain.py``), and so is which title heads which
body (``headline.py``); the evidence for both is read off the page in ``evidence.py``.
"""

from __future__ import annotations

from typing import NamedTuple

from warehouse.parse.byline import find_tail
from warehouse.parse.chain import chain_pieces
from warehouse.parse.draft import Draft, Title
from warehouse.parse.evidence import (
    LATER,
    Evidence,
    begins_notice,
    gather_evidence,
    join_lines,
    place_credits,
    read_offsets,
    read_pieces,
    split_briefs,
    split_signed,
)
from warehouse.parse.headline import assign_titles
from warehouse.parse.likeness import mark_grams, read_grams, share_grams, weigh_grams
from warehouse.parse.page import Unit


class Cut(NamedTuple):
    """The articles of a page, in the order in which their bodies begin, and the titles that no article claims."""

    drafts: list[Draft]
    loose: list[Title]


def cut_articles(page_text: str, units: list[Unit]) -> Cut:
    """Cut a page's units into articles and give them their headlines."""
    units, briefs = split_briefs(split_signed(units))
    evidence, titles = gather_evidence(page_text, units)
    if not evidence:
        return Cut([], titles)
    follows = chain_pieces(read_pieces(evidence, briefs), [title.text for title in titles])
    drafts = _build_drafts(evidence, follows)
    inside = _find_inside(drafts, titles, evidence, follows)
    drafts = _fold_crumbs(drafts)
    loose = assign_titles(drafts, titles, frozenset(inside))
    _place_captions(page_text, drafts, units)
    _settle_kinds(drafts)
    return Cut(drafts, loose)


# --- bodies ---


def _build_drafts(evidence: list[Evidence], follows: list[int | None]) -> list[Draft]:
    drafts: list[Draft] = []
    of: list[Draft] = []
    for item, before in zip(evidence, follows, strict=True):
        if before is None:
            draft = Draft(item.position, item.unit.kind == "lead")
            drafts.append(draft)
            draft.credits += item.lead_credits
        else:
            draft = of[before]
        of.append(draft)
        draft.add(item.position, item.unit)
        draft.headings += item.headings
        draft.is_strong |= bool(item.front or item.tail or draft.credits)
        for span, credits in item.front:
            draft.bylines.append(span)
            draft.credit(credits)
        for span, credits in item.tail:
            draft.close(span, credits)
    return drafts


def _find_inside(
    drafts: list[Draft], titles: list[Title], evidence: list[Evidence], follows: list[int | None]
) -> set[float]:
    """Positions of titles between two pieces of one body, with no other body's between; they go to its headings.

    So does the number of a later section (二、…) over a piece that goes on with a body far above.
    """
    home = {position: draft for draft in drafts for position, _ in draft.prose}
    inside: set[float] = set()
    previous: Draft | None = None
    for item, before in zip(evidence, follows, strict=True):
        draft = home[item.position]
        if before is not None:
            kept = item.titles if draft is previous else [t for t in item.titles if LATER.match(t.text)]
            draft.headings += kept
            inside |= {title.position for title in kept}
        previous = draft
    return inside


SMALL_NOTICE = 80  # characters below which a notice (停电信息) is furniture, as advertisements are
CRUMB = 40  # a piece of prose below this without lead or byline is a caption or a stray line, not an article


def _fold_crumbs(drafts: list[Draft]) -> list[Draft]:
    """Give pieces too small to be articles to the nearest article as captions; small notices are nobody's."""
    drafts = [draft for draft in drafts if draft.credits or not _is_small_notice(draft)]
    kept = [draft for draft in drafts if draft.is_strong or len(draft.text) >= CRUMB]
    for draft in drafts:
        if draft not in kept and kept:
            nearest = min(kept, key=lambda other: min(abs(other.first - draft.first), abs(other.last - draft.first)))
            nearest.captions += [unit for _, unit in draft.prose]
    return kept


def _is_small_notice(draft: Draft) -> bool:
    return len(draft.text) < SMALL_NOTICE and begins_notice(draft.prose[0][1])


def _settle_kinds(drafts: list[Draft]) -> None:
    """A name in brackets alone (甲) is what the page calls it elsewhere: 通讯员 甲."""
    called = {c.name: c.kind for draft in drafts for c in draft.credits if c.is_labelled and c.kind != "photographer"}
    for draft in drafts:
        draft.credits = [
            credit._replace(kind=called.get(credit.name, credit.kind))
            if credit.kind == "reporter" and not credit.is_labelled
            else credit
            for credit in draft.credits
        ]


# --- captions ---


def _place_captions(page_text: str, drafts: list[Draft], units: list[Unit]) -> None:
    """A caption goes to the article that shares most words with it, else to the one beside it."""
    captions = [(position, unit) for position, unit in enumerate(units) if unit.kind == "caption"]
    if not drafts or not captions:
        return
    grams = read_grams([draft.text for draft in drafts] + [unit.text for _, unit in captions])
    count = len(drafts)
    bodies = mark_grams(grams, [*range(count), *[-1] * len(captions)], count)
    wanted = mark_grams(grams, [*[-1] * count, *range(len(captions))], len(captions))
    shares = share_grams(wanted, bodies, weigh_grams(bodies))
    for (position, unit), share in zip(captions, shares, strict=True):
        nearest = min(
            range(count), key=lambda index: min(abs(drafts[index].first - position), abs(drafts[index].last - position))
        )
        best = max(range(count), key=lambda index: share[index] + (0.15 if index == nearest else 0.0))
        drafts[best].captions.append(unit)
        _read_caption_credit(page_text, drafts[best], unit)


def _read_caption_credit(page_text: str, draft: Draft, unit: Unit) -> None:
    """图为…。（甲 摄）: the photographer is named in the caption."""
    tail = find_tail(join_lines(page_text, unit))
    if tail:
        draft.credit(place_credits(page_text, tail[1], read_offsets(unit)))
