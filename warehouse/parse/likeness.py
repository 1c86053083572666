"""How alike the pieces of a page are: the grams of two or three characters that they share, rare ones first.

Words that few pieces of a page have (a name, a village, a product) tell what belongs together; words that most have
(会议, 工作) tell nothing.  Grams need no segmenter, and one sort of the page's grams serves prose, titles and captions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
SHIFT = 21  # bits of a code point


class Grams(NamedTuple):
    """The grams of some texts, one entry per gram in text order; ``column`` numbers the distinct ones."""

    text: NDArray[np.intp]  # which text
    place: NDArray[np.intp]  # index in the text, of letters and digits only
    column: NDArray[np.intp]
    size: int  # how many distinct grams


def read_grams(texts: Sequence[str], length: int = 2) -> Grams:
    """The grams of two (or three) characters of folded texts, without white space and punctuation.

    >>> read_grams(["春耕，备耕", "备耕"]).column.tolist()
    [1, 2, 0, 0]
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    text = np.repeat(np.arange(len(texts)), [len(item) for item in texts])
    is_word = ((codes >= 0x3400) & (codes <= 0x9FFF)) | ((codes >= 0x30) & (codes <= 0x39)) | (
        (codes | 0x20 >= 0x61) & (codes | 0x20 <= 0x7A)
    )  # fmt: skip
    letters, text = codes[is_word].astype(np.int64), text[is_word]
    place = np.arange(len(text)) - np.searchsorted(text, text)
    last = max(0, len(letters) - length + 1)
    same = text[length - 1 :] == text[:last]
    numbers = letters[:last]
    for at in range(1, length):
        numbers = numbers << SHIFT | letters[at : at + last]
    distinct, column = np.unique(numbers[same], return_inverse=True)
    return Grams(text[:last][same], place[:last][same], column, len(distinct))


def mark_grams(grams: Grams, rows: Sequence[int], height: int, first: int | None = None) -> Marks:
    """A matrix that says which row has which gram; ``rows`` is the row of each text, -1 for none.

    ``first`` takes the grams of the first so many letters of each text alone.
    """
    row = np.asarray(rows, dtype=np.intp)[grams.text]
    kept = row >= 0 if first is None else (row >= 0) & (grams.place < first)
    marks = np.zeros((height, grams.size), dtype=bool)
    marks[row[kept], grams.column[kept]] = True
    return marks


def weigh_grams(marks: Marks) -> Floats:
    """The weight of each gram: log of how few of the rows have it."""
    spread = marks.sum(axis=0)
    return np.asarray(np.log((len(marks) + 1.5) / (spread + 0.5)))


def share_grams(marks: Marks, others: Marks, weights: Floats) -> Floats:
    """For each row of ``marks`` the share of its grams, by weight, that each row of ``others`` has."""
    weighted = (marks * weights).astype(np.float32)
    total = np.maximum(weighted.sum(axis=1, keepdims=True), 1e-6)
    used = others.any(axis=0)
    return np.asarray(weighted[:, used] @ others[:, used].T.astype(np.float32) / total, dtype=np.float64)
