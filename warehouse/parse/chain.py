"""Pieces of prose -> bodies: for every piece, which piece it goes on with, or that it begins an article.

A page's columns come out of a PDF in any order and broken anywhere, so no single mark tells where a body ends.  Each
mark is weak or strong evidence instead: a lead formula, a title above, a sentence that hangs, an indent, a signature,
the width of the column, shared rare words.  They are added up for all pairs of pieces and solved for the whole page at
once: every piece begins an article or goes on with one earlier piece, and no piece is gone on with twice, which is an
assignment problem (minimum path cover; scipy's linear_sum_assignment, after Kuhn 1955).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from warehouse.parse.likeness import Floats, Grams, Marks, mark_grams, weigh_grams
from warehouse.parse.segment import spans_word


class Piece(NamedTuple):
    """What is known of one piece of prose."""

    is_lead: bool  # begins with a lead formula or a bullet
    is_credited: bool  # a byline stands in front
    is_signed: bool  # a byline ends it
    is_open: bool  # stops in mid-sentence
    expects: bool  # ends in a colon or a semicolon: a list goes on
    opens: bool | None  # begins a paragraph; None where the page does not show it
    tone: float  # what its first words say: above 0 rather a beginning, below 0 rather not
    title: float  # what stands right above: 1 a headline, 0 nothing or a section heading, -1 a later section's number
    column: float  # width of its first line's column
    last_column: float
    block: int  # of its first line
    last_block: int
    size: int  # characters
    head: str  # its first characters
    tail: str  # its last characters


class Weights(NamedTuple):
    """What each piece of evidence is worth."""

    start: float = -0.96
    lead: float = 5.0
    credited: float = 3.0
    title: float = 2.0
    tone: float = 2.3
    first: float = 1.0
    midway: float = -1.0
    next: float = 0.95
    far: float = -0.69
    gap: float = -0.15
    joins: float = 2.0  # a hanging sentence, and a piece that begins in mid-sentence
    word: float = 1.5  # … in the middle of a word
    clashes: float = -2.5  # a hanging sentence, and a new paragraph
    dangles: float = -1.14  # a whole sentence, and a piece that begins in mid-sentence
    signed: float = -2.5
    between: float = -1.0  # a headline between them
    column: float = -1.37
    same_block: float = 2.0
    expects: float = 1.5
    like: float = 1.3  # more of its rare words in this body than in the others
    titled: float = 2.0  # how much more a word tells that stands in a title of the page
    fits: float = 3.0  # more of its rare words in this body than bodies of the page have of their own pieces
    open_end: float = -2.5
    unsigned_end: float = -1.28  # on a page whose articles end in bylines


WEIGHTS = Weights()
ROUNDS = 2  # with what is known of whole bodies after the first
MANY = 120  # pieces that no page has; a file of many pages is solved part by part, in linear time


def chain_pieces(pieces: list[Piece], grams: Grams, weights: Weights = WEIGHTS) -> list[int | None]:
    """For each piece the earlier piece that it goes on with, or None if it begins an article.

    ``grams`` holds the pieces' texts, in the same order, as its first texts, and the page's titles behind them.
    """
    titled = np.zeros(grams.size, dtype=bool)
    titled[grams.column[grams.text >= len(pieces)]] = True
    follows: list[int | None] = []
    for low in range(0, len(pieces), MANY):
        part = pieces[low : low + MANY]
        rows = np.full(max(len(pieces), int(grams.text.max(initial=-1)) + 1), -1)
        rows[low : low + len(part)] = np.arange(len(part))
        marks = mark_grams(grams, rows.tolist(), len(part))
        shared = marks.sum(axis=0) > 1
        gram_weights = weigh_grams(marks)[shared] * (1 + weights.titled * titled[shared])
        found = _chain_part(part, marks[:, shared], gram_weights, weights)
        follows += [None if before is None else before + low for before in found]
    return follows


def _chain_part(pieces: list[Piece], marks: Marks, gram_weights: Floats, weights: Weights) -> list[int | None]:
    starts, links = _score_starts(pieces, weights), _score_links(pieces, weights)
    follows = _solve(starts, links)
    for _ in range(ROUNDS):
        solved = _solve(starts, links + _score_words(pieces, marks, gram_weights, follows, weights))
        if solved == follows:
            break
        follows = solved
    return follows


def _score_starts(pieces: list[Piece], weights: Weights) -> Floats:
    scores = [
        weights.start
        + weights.lead * piece.is_lead
        + weights.credited * piece.is_credited
        + weights.title * piece.title
        + weights.tone * piece.tone
        + weights.midway * (piece.opens is False)
        + weights.first * (index == 0)
        for index, piece in enumerate(pieces)
    ]
    return np.array(scores)


def _score_links(pieces: list[Piece], weights: Weights) -> Floats:
    """What speaks for and against each piece (columns) going on with each earlier one (rows)."""
    count = len(pieces)
    distance = np.arange(count)[None, :] - np.arange(count)[:, None]
    is_next = distance == 1
    is_open = np.array([piece.is_open for piece in pieces])[:, None]
    is_signed = np.array([piece.is_signed for piece in pieces])[:, None]
    opens = np.array([piece.opens is True for piece in pieces])[None, :]
    midway = np.array([piece.opens is False for piece in pieces])[None, :]
    midway_or_unknown = ~opens
    column = np.array([piece.column for piece in pieces])
    last_column = np.array([piece.last_column for piece in pieces])
    block = np.array([piece.block for piece in pieces])
    last_block = np.array([piece.last_block for piece in pieces])
    titled = np.array([max(0.0, piece.title) for piece in pieces])
    scores = np.where(is_next, weights.next, weights.far + weights.gap * np.minimum(distance, 8))
    scores = scores + weights.joins * (is_open & midway) + weights.clashes * (is_open & opens)
    scores += weights.dangles * (~is_open & midway) + weights.signed * is_signed
    for row, column_ in np.argwhere(is_open & midway_or_unknown & (distance > 0)):
        scores[row, column_] += weights.word * spans_word(pieces[row].tail, pieces[column_].head)
    expects = np.array([piece.expects for piece in pieces])[:, None]
    scores += weights.expects * (is_next & expects)
    scores += weights.between * (is_next * titled[None, :])
    scores += weights.column * (np.abs(last_column[:, None] - column[None, :]) > 1.5)
    is_whole = is_next & (last_block[:, None] == block[None, :]) & ~is_signed
    scores += weights.same_block * (is_whole & (titled == 0)[None, :])
    scores -= np.array([weights.lead * piece.is_lead for piece in pieces])[None, :]
    scores -= _score_ends(pieces, weights)[:, None]
    return np.where(distance > 0, scores, -np.inf)


def _score_ends(pieces: list[Piece], weights: Weights) -> Floats:
    """What speaks against an article ending with each piece."""
    signed = sum(piece.is_signed for piece in pieces)
    begun = sum(piece.is_lead or piece.is_credited for piece in pieces)
    style = signed / max(1, signed + sum(piece.is_credited for piece in pieces), begun)
    return np.array(
        [
            weights.open_end
            if piece.is_open or piece.expects
            else 0.0
            if piece.is_signed
            else weights.unsigned_end * style
            for piece in pieces
        ]
    )


def _solve(starts: Floats, links: Floats) -> list[int | None]:
    """The best choice for all pieces: columns are the pieces to go on with, then one beginning for each piece."""
    count = len(starts)
    scores = np.full((count, 2 * count), -1e6)
    scores[:, :count] = np.where(np.isfinite(links.T), links.T, -1e6)
    scores[np.arange(count), count + np.arange(count)] = starts
    _, columns = linear_sum_assignment(scores, maximize=True)
    return [int(column) if column < count else None for column in columns]


def _score_words(
    pieces: list[Piece], marks: Marks, gram_weights: Floats, follows: list[int | None], weights: Weights
) -> Floats:
    """How each piece's (columns) rare words speak for the body that each piece (rows) stands in, itself aside."""
    body = np.array(number_bodies(follows))
    count = int(body.max(initial=-1)) + 1
    members = np.zeros((count, len(body)), dtype=np.float32)
    members[body, np.arange(len(body))] = 1
    weighted = (marks * gram_weights).astype(np.float32)
    total = np.maximum(weighted.sum(axis=1), 1e-6)
    spread = members @ marks.astype(np.float32)  # pieces of each body that have the gram
    shares = weighted @ (spread > 0).T / total[:, None]
    own = np.einsum("ij,ij->i", weighted, (spread[body] > 1).astype(np.float32)) / total
    shares[np.arange(len(body)), body] = own
    joined = np.array([before is not None for before in follows])
    typical = float(np.median(own[joined])) if joined.any() else 0.0
    trust = np.minimum(1.0, np.array([piece.size for piece in pieces]) / LONG_ENOUGH)[:, None]
    scores = weights.like * (shares - shares.mean(axis=1, keepdims=True)) + weights.fits * trust * (shares - typical)
    return np.asarray(scores[:, body].T, dtype=np.float64)


LONG_ENOUGH = 80  # characters that a piece needs for its words to tell in full


def number_bodies(follows: list[int | None]) -> list[int]:
    """The body of each piece, numbered in the order in which they begin.

    >>> number_bodies([None, None, 0, 1])
    [0, 1, 0, 1]
    """
    bodies: list[int] = []
    count = 0
    for before in follows:
        bodies.append(bodies[before] if before is not None else count)
        count += before is None
    return bodies
