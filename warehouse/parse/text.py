"""Bytes -> page text, and the folds and cuts that never lose the way back to its offsets.

Local papers' text files come as UTF-8 (with and without BOM), GB18030 and, from Windows editors, UTF-16.  Nothing is
normalised: the page text is what was printed, and every fold below keeps the length, so that an offset found in folded
text is an offset into the page.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from warehouse.parse import words


class UnreadableError(ValueError):
    """The bytes are no page; ``kind`` is a code, the message is for people."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


class PageText(NamedTuple):
    """Decoded text of a page and the encoding that it came in."""

    text: str
    encoding: str


SIGNATURES = (  # first bytes of what ends up in landing folders beside pages
    (b"\x89PNG\r\n\x1a\n", "image", "a PNG image"),
    (b"\xff\xd8\xff", "image", "a JPEG image"),
    (b"GIF8", "image", "a GIF image"),
    (b"BM", "image", "a BMP image"),
    (b"II*\x00", "image", "a TIFF image"),
    (b"MM\x00*", "image", "a TIFF image"),
    (b"%PDF", "unsupported", "a PDF"),
    (b"PK\x03\x04", "unsupported", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "unsupported", "an old Office document"),
    (b"Rar!", "unsupported", "a RAR archive"),
    (b"\x1f\x8b", "unsupported", "a gzip archive"),
)
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MIN_READABLE_SHARE = 0.85  # of characters that a Chinese page can hold; wrong encodings give below 0.6


def find_unreadable(data: bytes, file_name: str = "") -> tuple[str, str] | None:
    """Say why ``data`` can't be a page, as (kind, reason), or None if it can be read.

    >>> find_unreadable(b"")
    ('empty', 'the file is empty (0 bytes)')
    >>> find_unreadable("本报讯".encode()) is None
    True
    """
    try:
        decode_page(data)
    except UnreadableError as error:
        return error.kind, str(error)
    return None


def decode_page(data: bytes) -> PageText:
    """Decode a page: BOM, UTF-8, UTF-16 without BOM, GB18030, in this order; CR LF -> LF, NUL -> U+FFFD.

    Raises UnreadableError for empty, blank, binary and undecodable bytes.

    >>> decode_page("区长".encode("gb18030"))
    PageText(text='区长', encoding='gb18030')
    """
    if not data:
        raise UnreadableError("empty", "the file is empty (0 bytes)")
    for signature, kind, what in SIGNATURES:
        if data.startswith(signature) and not (signature == b"BM" and _decodes(data, "utf-8")):
            raise UnreadableError(kind, f"the file is {what}, not a page of text; convert it to text first")
    if re.match(rb"\s*(<!doctype html|<html|<\?xml)", data[:512], re.IGNORECASE):
        raise UnreadableError("unsupported", "the file is HTML or XML, not plain text; HTML pages can't be read yet")
    text, encoding = _decode_any(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    if not re.search(r"[^\s\ufffd\ufeff]", text):
        raise UnreadableError("blank", "the file holds nothing but white space")
    return PageText(text, encoding)


def _decode_any(data: bytes) -> tuple[str, str]:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _decode(data[len(bom) :], encoding.removesuffix("-sig")), encoding
    if _decodes(data, "utf-8"):
        text = data.decode("utf-8")
        if _readable_share(text) >= 0.5:
            return text, "utf-8"
    for encoding in [*_likely_utf16(data), "gb18030", "big5hkscs"]:
        if _decodes(data, encoding) and _readable_share(text := data.decode(encoding)) >= MIN_READABLE_SHARE:
            return text, encoding
    raise UnreadableError("undecodable", _explain_undecodable(data))


def _explain_undecodable(data: bytes) -> str:
    """Why no encoding fits: the one that fits longest, and the byte at which it ends, if it reads like a page."""
    tried = "the bytes are text in no known encoding (tried UTF-8, UTF-16, GB18030, Big5)"
    encoding, offset = max((_find_misfit(data, name) for name in ("utf-8", "gb18030")), key=lambda found: found[1])
    if _readable_share(data[:offset].decode(encoding, "ignore")) < MIN_READABLE_SHARE or offset < len(data) // 10:
        return tried
    left = f"byte {offset} (0x{data[offset]:02x}) of {len(data)} does not fit"
    return f"{tried}; it reads as {encoding.upper()} up to there, but {left}: correct or remove it, and land it again"


def _find_misfit(data: bytes, encoding: str) -> tuple[str, int]:
    """The encoding, and the offset of the first byte that it can't read."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return encoding, error.start
    return encoding, 0  # it reads all, as gibberish


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            "undecodable", f"the byte order mark says {encoding}, but byte {error.start} does not fit it"
        ) from error


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _likely_utf16(data: bytes) -> list[str]:
    """UTF-16 without BOM shows in line feeds and digits, whose other byte is zero."""
    if len(data) % 2:
        return []
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) < max(1, len(data) // 200):
        return []
    return ["utf-16-le"] if odd > even else ["utf-16-be"]


# What pages are made of: control characters that stand in them, ASCII, Latin letters, punctuation, symbols, Chinese.
_UNCOMMON = re.compile(r"[^\x00\t\n\r\x20-\x7e\u00a0-\u017f\u2000-\u2bff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def _readable_share(text: str) -> float:
    sample = text[:20_000]
    return 1 - len(_UNCOMMON.findall(sample)) / max(1, len(sample))


# --- folding: same length, easier to match ---

_HALF_TO_FULL = {",": "，", "(": "（", ")": "）", ":": "：", ";": "；", "?": "？", "!": "！"}
_FOLD = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width ASCII -> ASCII …
_FOLD |= {ord(full): full for full in _HALF_TO_FULL.values()}  # … but Chinese punctuation stays, and
_FOLD |= {ord(half): full for half, full in _HALF_TO_FULL.items()}  # its half-width forms become full
_FOLD |= {ord(space): " " for space in "\u3000\u00a0\u2002\u2003\u2009\t"}
_FOLD |= {ord(dot): "·" for dot in "•・‧∙●"} | {ord(char): "~" for char in "～∼〜"} | {ord("—"): "—", ord("－"): "-"}
_FOLD |= {ord("﹑"): "、", ord("「"): "“", ord("」"): "”", ord("『"): "‘", ord("』"): "’"}
_FOLD |= {ord(old): new for old, new in words.simplified_chars().items()}


_FOLDED = {chr(code): char for code, char in _FOLD.items() if chr(code) != char}
_FOLDABLE = re.compile(f"[{re.escape(''.join(_FOLDED))}]")
_FOLD_TABLE = np.arange(sys.maxunicode + 1, dtype=np.uint32)
_FOLD_TABLE[[ord(char) for char in _FOLDED]] = [ord(char) for char in _FOLDED.values()]
_SHORT = 400  # characters up to which a search is faster than the table (4,000: 12 µs; str.translate takes 440)


def fold(text: str) -> str:
    """Fold full-width letters and digits to ASCII, half-width punctuation to Chinese and traditional characters to
    simplified ones; the length stays.

    >>> fold("３１９个,(扩大)７．５％"), fold("本報訊「僑鄉」")
    ('319个，（扩大）7.5%', '本报讯“侨乡”')
    """
    if len(text) < _SHORT:
        return _FOLDABLE.sub(lambda match: _FOLDED[match[0]], text)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return _FOLD_TABLE[codes].tobytes().decode("utf-32-le", "surrogatepass")


def bare(text: str) -> str:
    """The text without any white space."""
    return re.sub(r"\s+", "", text)


class Flow(NamedTuple):
    """Running text of an article: layout white space gone, every character with its offset in the page.

    ``text`` is as printed, ``folded`` the same length with widths folded, ``at[i]`` the page offset of ``text[i]``,
    ``spaced`` the indices before which the page has a space inside a line (it may divide words or be padding).
    """

    text: str
    folded: str
    at: list[int]
    spaced: frozenset[int]

    def cut(self, start: int, end: int) -> tuple[int, int]:
        """Page offsets (start, end) of the flow's ``[start:end]``."""
        return self.at[start], self.at[end - 1] + 1


def squeeze(page_text: str, pieces: Iterable[tuple[int, int]]) -> Flow:
    """Join pieces of a page (offset pairs in reading order) into one Flow without white space.

    >>> squeeze("二\\n七区 9日", [(0, 7)]).text
    '二七区9日'
    """
    chars: list[str] = []
    at: list[int] = []
    spaced: set[int] = set()
    for start, end in pieces:
        if page_text[start:end].split() == [page_text[start:end]]:
            chars.append(page_text[start:end])
            at += range(start, end)
            continue
        for offset in range(start, end):
            char = page_text[offset]
            if not char.isspace():
                chars.append(char)
                at.append(offset)
            elif char != "\n" and chars:
                spaced.add(len(at))
    text = "".join(chars)
    return Flow(text, fold(text), at, frozenset(spaced))


def width_of(text: str) -> float:
    """Width of a line in full-width characters: ASCII counts half.

    >>> width_of("9月15日")
    3.5
    """
    return sum(0.5 if ord(char) < 0x2E80 and char not in "“”‘’…—·" else 1.0 for char in text)
