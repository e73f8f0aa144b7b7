import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.irc.decode import decode

HEAD = b":ada!a@h PRIVMSG #kiln :"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("grüße".encode(), "grüße"),
        ("grüße".encode("latin-1"), "grüße"),
        (b"caf\xe9", "café"),
        (b"\x80 10", "€ 10"),
        (b"\x81", "\x81"),
        ("größer 漢".encode()[:-1], "größer "),
        (b"x" * 420 + b"\xc3", "x" * 420),
        (b"x" * 420 + "ü".encode()[:1] + b"[CUT]", "x" * 420 + "[CUT]"),
        (b"", ""),
    ],
)
def test_text_is_read_as_it_was_meant(text, wanted):
    assert decode(HEAD + text, "cp1252") == HEAD.decode() + wanted


def test_names_and_tags_stay_utf8_on_a_line_whose_text_is_not():
    raw = "@account=zoë :zoë!z@h PRIVMSG #ofen :".encode() + b"gr\xfc\xdfe"
    assert decode(raw, "cp1252") == "@account=zoë :zoë!z@h PRIVMSG #ofen :grüße"


def test_the_fallback_is_configurable():
    assert decode(HEAD + "печь".encode("koi8-r"), "koi8-r").endswith("печь")


@given(st.binary(max_size=600))
def test_any_bytes_are_text(raw):
    decode(raw, "cp1252")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_utf8_comes_through_whole(text):
    assert decode(text.encode(), "cp1252") == text
