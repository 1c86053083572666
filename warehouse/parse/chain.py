"""Pieces of prose -> bodies: for every piece, which piece it goes on with, or that it begins an article.

A page's columns come out of a PDF in any order and broken anywhere, so no single mark tells where a body ends.  Each
mark is weak or strong evidence instead: a lead formula, a title above, a sentence that hangs, an indent, a signature,
the width of the column, shared rare words.  They are added up for all pairs of pieces and solved for the whole page at
once: every piece begins an article or goes on with one earlier piece, and no piece is gone on with twice, which is an
assignment problem (minimum path cover; scipy's linear_sum_assignment, after Kuhn 1955).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from warehouse.parse.likeness import Floats, Marks, mark_grams, read_grams, share_grams, weigh_grams
from warehouse.parse.segment import cut_dictionary_words, spans_word


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
    text: str
    over: str = ""  # the titles right above
    has_heading: bool = False  # a section heading stands right above
    is_indented: bool | None = None  # whether its paragraphs are; None where it has but one line
    unclosed: str = ""  # the quotation mark or bracket that is open at its end
    closes: str = ""  # the one that its first sentence closes without having opened it
    is_brief: bool = False  # a paragraph under the flag of a column of briefs
    is_dialogue: bool = False  # begins with who speaks (记者：)
    is_parted: bool = False  # no blank line above, but the lines themselves show a new piece
    is_later: bool = False  # begins with the number of a later section


class Weights(NamedTuple):
    """What each piece of evidence is worth, for beginning an article (first group) and for going on with a piece."""

    start: float = -0.52
    lead: float = 1.45
    credited: float = 2.05
    title: float = 1.02
    tone: float = 2.30
    midway: float = -0.05
    first: float = 1.00
    heading: float = -0.17
    opening: float = 0.44  # begins a paragraph
    titled: float = 0.21  # the words of the titles above are its own …
    mistitled: float = -0.04  # … or another piece's
    brief: float = 0.98  # a paragraph under a flag of briefs
    dialogue: float = -1.10  # begins with who speaks
    unled: float = -0.40  # no lead formula, on a page whose articles begin with one
    later: float = -2.00  # begins with the number of a later section
    next: float = 0.29
    far: float = -0.47
    gap: float = -0.34
    joins: float = 0.87  # a hanging sentence, and a piece that begins in mid-sentence
    maybe: float = -0.11  # a hanging sentence, and a piece of which the page does not show how it begins
    word: float = 1.75  # … in the middle of a word
    clashes: float = -1.91  # a hanging sentence, and a new paragraph
    dangles: float = -0.66  # a whole sentence, and a piece that begins in mid-sentence
    signed: float = -1.35
    between: float = -1.33  # a headline between them
    column: float = -1.77
    listed: float = 1.00  # … of the dictionary
    seen: float = 0.97  # the two characters at the joint stand side by side elsewhere on the page
    parted: float = 0.26
    speech: float = 1.06  # both are of a conversation
    same_block: float = 0.57
    expects: float = 1.16
    to_lead: float = -1.45
    to_credited: float = 0.95
    to_heading: float = 0.17
    other_indent: float = -0.18
    quotes: float = 0.97  # the one opens a quotation, the other closes it
    unquotes: float = -0.79  # only one of the two does
    like: float = 0.56  # more of its rare words in this body than in the others
    fits: float = 1.14  # more of its rare words in this body than bodies of the page have of their own pieces
    names: float = 0.30  # words of three characters (names) that it shares with this body rather than with others
    subject: float = 0.11  # the body has its first words
    from_open: float = 2.02  # an article does not end in mid-sentence
    from_unsigned: float = 1.32  # nor without a byline, on a page whose articles end in bylines


WEIGHTS = Weights()
STARTS = Weights._fields[: Weights._fields.index("next")]
LINKS = Weights._fields[len(STARTS) :]
TITLED = 2.0  # how much more a word tells that stands in a title of the page
ROUNDS = 2  # with what is known of whole bodies after the first
MANY = 120  # pieces that no page has; a file of many pages is solved part by part, in linear time


def chain_pieces(pieces: list[Piece], titles: Sequence[str], weights: Weights = WEIGHTS) -> list[int | None]:
    """For each piece the earlier piece that it goes on with, or None if it begins an article; ``titles`` are the texts
    of all titles of the page."""
    follows: list[int | None] = []
    for low in range(0, len(pieces), MANY):
        found = _chain_part(pieces[low : low + MANY], titles[:MANY], weights)
        follows += [None if before is None else before + low for before in found]
    return follows


class Words(NamedTuple):
    """The grams that pieces share."""

    marks: Marks  # which piece has which gram of two characters that another has too
    worth: Floats  # of each gram: rare ones and those of titles more
    names: Marks  # the same for three characters
    names_worth: Floats
    subject: NDArray[np.intp]  # the column of each piece's first gram of three, -1 where no other piece has it
    titles: Floats  # how much more of the words over it than any other piece each piece has, -1 to 1


def read_words(pieces: list[Piece], titles: Sequence[str]) -> Words:
    """The grams of the pieces and of the titles over them; what stands in any title of the page weighs more."""
    count = len(pieces)
    texts = [piece.text for piece in pieces]
    over = [piece.over for piece in pieces]
    grams, names = read_grams([*texts, *over, *titles]), read_grams(texts, 3)
    titled = np.zeros(grams.size, dtype=bool)
    titled[grams.column[grams.text >= count]] = True
    rest = [-1] * (len(titles) + count)
    marks = mark_grams(grams, [*range(count), *rest], count)
    wanted = mark_grams(grams, [*[-1] * count, *range(count), *[-1] * len(titles)], count)
    name_marks = mark_grams(names, range(count), count)
    shared, name_shared = marks.sum(axis=0) > 1, name_marks.sum(axis=0) > 1
    number = np.where(name_shared, np.cumsum(name_shared) - 1, -1)
    subject = np.full(count, -1)
    is_first = names.place == 0
    subject[names.text[is_first]] = number[names.column[is_first]]
    weights = weigh_grams(marks)
    shares = share_grams(wanted, marks, weights)
    others = np.where(np.eye(count, dtype=bool), -1.0, shares).max(axis=1, initial=0.0)
    return Words(
        marks[:, shared],
        weights[shared] * (1 + TITLED * titled[shared]),
        name_marks[:, name_shared],
        weigh_grams(name_marks)[name_shared],
        subject,
        np.diagonal(shares) - others,
    )


def _chain_part(pieces: list[Piece], titles: Sequence[str], weights: Weights) -> list[int | None]:
    found = read_words(pieces, titles)
    starts, links = weigh_starts(pieces, found) @ weights[: len(STARTS)], weigh_links(pieces)
    worth = np.array(weights[len(STARTS) :])
    follows = solve(starts, links @ worth)
    for _ in range(ROUNDS):
        links[:, :, WORDS] = compare_words(pieces, found, follows)
        solved = solve(starts, links @ worth)
        if solved == follows:
            break
        follows = solved
    return follows


WORDS = [LINKS.index(name) for name in ("like", "fits", "names", "subject")]


def weigh_starts(pieces: list[Piece], found: Words) -> Floats:
    """The evidence (columns, in the order of STARTS) that each piece begins an article."""
    leads = sum(piece.is_lead or piece.is_credited for piece in pieces)
    style = leads / max(1, leads, sum(piece.is_signed for piece in pieces), sum(piece.title > 0.5 for piece in pieces))
    return np.array(
        [
            (
                1.0,
                piece.is_lead,
                piece.is_credited,
                piece.title,
                piece.tone,
                piece.opens is False,
                index == 0,
                piece.has_heading,
                piece.opens is True,
                4 * max(0.0, own) * (piece.over != ""),
                4 * max(0.0, -own) * (piece.over != ""),
                piece.is_brief,
                piece.is_dialogue,
                style * (not piece.is_lead and not piece.is_credited),
                piece.is_later,
            )
            for index, (piece, own) in enumerate(zip(pieces, found.titles.tolist(), strict=True))
        ],
        dtype=np.float64,
    )


def weigh_links(pieces: list[Piece]) -> Floats:
    """The evidence (in the order of LINKS) that each piece (second axis) goes on with each one (first axis)."""
    count = len(pieces)
    distance = np.arange(count)[None, :] - np.arange(count)[:, None]
    is_next = distance == 1
    is_open = np.array([piece.is_open for piece in pieces])[:, None]
    is_signed = np.array([piece.is_signed for piece in pieces])[:, None]
    opens = np.array([piece.opens is True for piece in pieces])[None, :]
    midway = np.array([piece.opens is False for piece in pieces])[None, :]
    column = np.array([piece.column for piece in pieces])[None, :]
    last_column = np.array([piece.last_column for piece in pieces])[:, None]
    is_whole = np.array([piece.last_block for piece in pieces])[:, None] == np.array([p.block for p in pieces])[None, :]
    titled = np.array([max(0.0, piece.title) for piece in pieces])[None, :]
    indents = np.array([-1 if piece.is_indented is None else int(piece.is_indented) for piece in pieces])
    both = (indents[:, None] >= 0) & (indents[None, :] >= 0)
    unclosed = np.array([piece.unclosed for piece in pieces])[:, None]
    closes = np.array([piece.closes for piece in pieces])[None, :]
    speech = np.array([piece.is_dialogue for piece in pieces])
    expects = np.array([piece.expects for piece in pieces])[:, None]
    evidence = {
        "next": is_next,
        "far": ~is_next,
        "gap": np.where(is_next, 0, np.minimum(distance, 8)),
        "joins": is_open & midway,
        "maybe": is_open & ~midway & ~opens,
        **dict(zip(("word", "listed", "seen"), _join_words(pieces, is_open & ~opens & (distance > 0)), strict=True)),
        "clashes": is_open & opens,
        "dangles": ~is_open & midway,
        "signed": is_signed,
        "between": is_next * titled,
        "column": np.abs(last_column - column) > 1.5,
        "parted": is_next & np.array([piece.is_parted for piece in pieces])[None, :],
        "speech": speech[:, None] & speech[None, :],
        "same_block": is_next & is_whole & ~is_signed & (titled == 0),
        "expects": is_next & expects,
        "to_lead": np.array([piece.is_lead for piece in pieces])[None, :],
        "to_credited": np.array([piece.is_credited for piece in pieces])[None, :],
        "to_heading": np.array([piece.has_heading for piece in pieces])[None, :],
        "other_indent": both & (indents[:, None] != indents[None, :]),
        "quotes": (unclosed != "") & (unclosed == closes),
        "unquotes": unclosed != closes,
        "like": 0.0,
        "fits": 0.0,
        "names": 0.0,
        "subject": 0.0,
        "from_open": is_open | expects,
        "from_unsigned": ~(is_open | expects | is_signed) * _tell_style(pieces),
    }
    links = np.empty((count, count, len(LINKS)))
    for at, name in enumerate(LINKS):
        links[:, :, at] = evidence[name]
    return links


def _join_words(pieces: list[Piece], where: Marks) -> tuple[Floats, Floats, Floats]:
    """Whether a word runs over the joint: by the segmenter, by its dictionary, by what the page has elsewhere."""
    word, listed, seen = np.zeros(where.shape), np.zeros(where.shape), np.zeros(where.shape)
    whole = "\n".join(piece.text for piece in pieces)
    for row, column in np.argwhere(where):
        tail, head = pieces[row].text[-3:], pieces[column].text[:3]
        word[row, column] = spans_word(tail, head)
        listed[row, column] = spans_word(tail, head, cut_dictionary_words)
        seen[row, column] = tail[-1:] + head[:1] in whole
    return word, listed, seen


def _tell_style(pieces: list[Piece]) -> float:
    """The share of the page's articles that end in bylines, as far as can be seen."""
    signed = sum(piece.is_signed for piece in pieces)
    begun = sum(piece.is_lead or piece.is_credited for piece in pieces)
    return signed / max(1, signed + sum(piece.is_credited for piece in pieces), begun)


def solve(starts: Floats, links: Floats) -> list[int | None]:
    """The best choice for all pieces: columns are the pieces to go on with, then one beginning for each piece."""
    count = len(starts)
    scores = np.full((count, 2 * count), -1e6)
    earlier = np.tri(count, k=-1, dtype=bool)
    scores[:, :count] = np.where(earlier, links.T, -1e6)
    scores[np.arange(count), count + np.arange(count)] = starts
    _, columns = linear_sum_assignment(scores, maximize=True)
    return [int(column) if column < count else None for column in columns]


def compare_words(pieces: list[Piece], found: Words, follows: list[int | None]) -> Floats:
    """How the rare words of each piece (second axis) speak for the body that each piece (first axis) stands in,
    itself aside, as WORDS: more of them than in the other bodies; more than bodies of the page have of their own
    pieces; names; its first words."""
    body = np.array(number_bodies(follows))
    everyone = np.arange(len(body))
    members = np.zeros((int(body.max(initial=-1)) + 1, len(body)), dtype=np.float32)
    members[body, everyone] = 1
    shares, own = _share_words(found.marks, found.worth, members, body)
    joined = np.array([before is not None for before in follows])
    typical = float(np.median(own[joined])) if joined.any() else 0.0
    trust = np.minimum(1.0, np.array([len(piece.text) for piece in pieces]) / LONG_ENOUGH)[:, None]
    names, _ = _share_words(found.names, found.names_worth, members, body, False)
    names = names / (names.sum(axis=1, keepdims=True) + FEW)
    has_subject = np.zeros(shares.shape)
    known = found.subject >= 0
    has_subject[known] = (members @ found.names[:, found.subject[known]].astype(np.float32) > 0).T
    counted = np.stack([shares - shares.mean(axis=1, keepdims=True), trust * (shares - typical), names, has_subject], 2)
    return np.asarray(counted[:, body].transpose(1, 0, 2), dtype=np.float64)


def _share_words(
    marks: Marks, worth: Floats, members: NDArray[np.float32], body: NDArray[np.intp], relative: bool = True
) -> tuple[Floats, Floats]:
    """The weight of each piece's grams that each body has (of its own body without itself), of all or absolute; and
    that of its own body."""
    weighted = (marks * worth).astype(np.float32)
    total = np.maximum(weighted.sum(axis=1), 1e-6) if relative else np.ones(len(marks), dtype=np.float32)
    spread = members @ marks.astype(np.float32)  # pieces of each body that have the gram
    shares = weighted @ (spread > 0).T / total[:, None]
    own = np.einsum("ij,ij->i", weighted, (spread[body] > 1).astype(np.float32)) / total
    shares[np.arange(len(body)), body] = own
    return shares, own


FEW = 6.0  # weight of shared names that says little
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
