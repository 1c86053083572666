"""Bytes -> page text, and folds and cuts that keep the way back to its offsets."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.parse.text import UnreadableError, bare, decode_page, find_unreadable, fold, squeeze, width_of

NEWS = "本报讯　9月15日上午，区委书记丁怀远主持召开常委会会议，研究３１９个项目的建设工作。\n会议强调，要压实责任。\n"
any_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (NEWS.encode("utf-8"), "utf-8"),
        (NEWS.encode("utf-8-sig"), "utf-8-sig"),
        (NEWS.encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + NEWS.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + NEWS.encode("utf-16-be"), "utf-16-be"),
        (NEWS.encode("utf-16-le"), "utf-16-le"),
        (NEWS.encode("utf-16-be"), "utf-16-be"),
    ],
    ids=["utf-8", "utf-8 BOM", "gb18030", "utf-16-le BOM", "utf-16-be BOM", "utf-16-le", "utf-16-be"],
)
def test_a_page_is_decoded_from_what_papers_send(data: bytes, encoding: str) -> None:
    assert decode_page(data) == (NEWS, encoding)


def test_line_ends_of_windows_become_line_feeds() -> None:
    assert decode_page("区长\r\n讲话\r\n".encode()).text == "区长\n讲话\n"


def test_nul_bytes_become_replacement_characters() -> None:
    assert decode_page("区长\x00讲话".encode()).text == "区长\ufffd讲话"


def test_traditional_characters_and_rare_names_survive_gb18030() -> None:
    text = "區長鄺景泰、㛃安、𠮷野出席會議，研究項目建設工作。\n"
    assert decode_page(text.encode("gb18030")).text == text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (" \n　\t\r\n".encode(), "blank"),
        (b"\x00\x00\x00", "blank"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "image"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "unsupported"),
        (b"PK\x03\x04" + bytes(40), "unsupported"),
        ("<html><body>区长</body></html>".encode(), "unsupported"),
        (bytes(range(128, 256)) * 8, "undecodable"),
        (codecs.BOM_UTF8 + b"\xff\xfe\xfd", "undecodable"),
    ],
    ids=["nothing", "white space", "NULs", "PNG", "JPEG", "PDF", "ZIP", "HTML", "noise", "false BOM"],
)
def test_what_is_no_page_is_refused_with_a_kind_and_a_reason(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        decode_page(data)
    assert raised.value.kind == kind
    assert find_unreadable(data) == (kind, str(raised.value))
    assert len(str(raised.value)) > 10


def test_a_page_that_begins_like_a_bitmap_is_a_page() -> None:
    assert find_unreadable("BMW车友会走进望川区，助力乡村旅游。".encode()) is None


def test_folding_keeps_every_offset_and_changes_widths_only() -> None:
    assert fold("３１９个,(扩大)７．５％ ＡＢ") == "319个，（扩大）7.5% AB"


def test_bare_text_has_no_white_space_of_any_kind() -> None:
    assert bare(" 二\u3000七\u00a0区\n\t区\u2003长 ") == "二七区区长"


def test_width_counts_ascii_half() -> None:
    assert [width_of(text) for text in ("区长", "9月", "12.5%", "")] == [2, 1.5, 2.5, 0]


def test_a_flow_leads_back_to_the_page() -> None:
    page = "本报讯 区\n长丁\u3000怀远"
    flow = squeeze(page, [(0, 7), (7, len(page))])
    start = flow.text.index("丁怀远")
    assert flow.text == "本报讯区长丁怀远"
    assert page[slice(*flow.cut(start, start + 3))] == "丁\u3000怀远"
    assert flow.text.index("怀") in flow.spaced


@settings(max_examples=200, deadline=None)
@given(any_texts)
def test_any_fold_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@settings(max_examples=150, deadline=None)
@given(any_texts, st.data())
def test_any_flow_holds_the_bare_text_and_its_offsets(text: str, data: st.DataObject) -> None:
    middle = data.draw(st.integers(0, len(text)))
    flow = squeeze(text, [(middle, len(text)), (0, middle)])
    assert flow.text == bare(text[middle:]) + bare(text[:middle])
    assert len(flow.folded) == len(flow.text) == len(flow.at)
    assert [text[offset] for offset in flow.at] == list(flow.text)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    unreadable = find_unreadable(data)
    if unreadable is None:
        assert decode_page(data).text.strip()
    else:
        assert all(unreadable)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_is_named_with_the_encoding_that_fits_up_to_it(encoding: str) -> None:
    page = ("本报讯 9月5日，全区召开会议，部署重点工作。\n" * 20).encode(encoding)
    kind, reason = find_unreadable(page[:600] + b"\xff\xff" + page[600:]) or ("", "")
    assert kind == "undecodable"
    assert f"reads as {encoding.upper()} up to there" in reason
    assert any(f"byte {offset} (" in reason for offset in range(597, 602))


def test_bytes_that_never_read_as_text_get_no_such_advice() -> None:
    assert "up to there" not in (find_unreadable(bytes(range(128, 256)) * 20) or ("", ""))[1]
