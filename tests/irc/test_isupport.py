import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.irc.isupport import Isupport


def told(*tokens):
    isupport = Isupport()
    isupport.load(tokens)
    return isupport


@pytest.mark.parametrize(
    ("mapping", "same", "different"),
    [
        ("ascii", [("ADA", "ada")], [("[x]", "{x}"), ("É", "é"), ("x^", "x~")]),
        ("rfc1459", [("ADA", "ada"), ("[x]\\^", "{x}|~")], [("É", "é"), ("İ", "i")]),
        ("rfc1459-strict", [("[x]\\", "{x}|")], [("x^", "x~")]),
        ("unheard-of", [("[x]", "{x}")], []),
    ],
)
def test_names_are_compared_as_the_server_compares_them(mapping, same, different):
    fold = told(f"CASEMAPPING={mapping}").fold
    assert all(fold(left) == fold(right) for left, right in same)
    assert all(fold(left) != fold(right) for left, right in different)


def test_tokens_without_a_value_are_known_escapes_read_and_takings_back_heeded():
    isupport = told("WHOX", "NETWORK=Kiln\\x20Net", "EXCEPTS")
    isupport.load(["-EXCEPTS"])
    assert isupport.tokens == {"WHOX": "", "NETWORK": "Kiln Net"}


def test_what_names_are_channels_is_the_servers_to_say():
    isupport = told("CHANTYPES=#", "STATUSMSG=@+")
    assert isupport.is_channel("#kiln")
    assert not isupport.is_channel("&kiln")
    assert not isupport.is_channel("")
    assert isupport.channel_of_status("@#kiln") == "#kiln"
    assert isupport.channel_of_status("%#kiln") == ""


@pytest.mark.parametrize(
    ("prefix", "marks"),
    [("(qaohv)~&@%+", "~&@"), ("(ov)@+", "@"), ("", ""), ("nonsense", ""), ("(yv)!+", "!")],
)
def test_operators_are_those_from_the_at_sign_up(prefix, marks):
    assert told(f"PREFIX={prefix}").operator_marks == frozenset(marks)


def test_a_longer_line_than_512_is_not_believed():
    assert told("LINELEN=2048").line_limit == 512
    assert told("LINELEN=300").line_limit == 300
    assert told("LINELEN=many").line_limit == 512


@given(st.lists(st.text(max_size=20)))
def test_no_token_is_too_odd(tokens):
    told(*tokens)
