"""The text of an article in one piece: headline, body and captions, with the way back to the page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from warehouse.parse.text import Flow, bare

MASK = "□"  # stands for each character of a byline


class Prose(NamedTuple):
    """Flows joined by line feeds: ``text`` folded and with bylines masked, ``at[i]`` the page offset of ``text[i]``.

    ``headline_end`` is where the first flow, the headline's, ends; 0 where there is none.
    """

    text: str
    at: list[int]
    headline_end: int

    def cut(self, page_text: str, start: int, end: int) -> tuple[int, int] | None:
        """Page offsets of ``text[start:end]``; None where the layout tore it apart."""
        low, high = self.at[start], self.at[end - 1] + 1
        if high - low == end - start or len(bare(page_text[low:high])) == end - start:
            return low, high
        return None


def join_flows(flows: Sequence[Flow], masked: Iterable[tuple[int, int]] = ()) -> Prose:
    """Headline, paragraphs and captions (``flows``, the first is the headline) as one text.

    ``masked`` are page offsets (start, end) of bylines: their words are nobody's mention.
    """
    spans = list(masked)
    texts = [_mask(flow, spans) if spans else flow.folded for flow in flows]
    at = list(chain.from_iterable((*flow.at, -1) for flow in flows))[:-1]
    return Prose("\n".join(texts), at, len(flows[0].text) if flows else 0)


def _mask(flow: Flow, spans: list[tuple[int, int]]) -> str:
    """The folded text of a flow with the characters that stand between the offsets of ``spans`` masked."""
    text, at = flow.folded, flow.at
    if not at or (all(start > at[-1] or end <= at[0] for start, end in spans) and at[0] <= at[-1]):
        return text
    chars = list(text)
    for start, end in spans:
        first, last = bisect_left(at, start), bisect_left(at, end)
        if at[first:last] != list(range(start, end))[: last - first]:  # a shuffled flow, or spaces among the words
            where = [index for index, offset in enumerate(at) if start <= offset < end]
        else:
            where = list(range(first, last))
        for index in where:
            chars[index] = MASK
    return "".join(chars)
