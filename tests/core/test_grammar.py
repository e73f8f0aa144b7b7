"""What a line says to the bot."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Message, MessageKind, Person, Room
from bot.core.grammar import Invocation, OffTheRecord, Reading, Syntax, read

TALK = None
OFF = OffTheRecord()
AT = datetime(2026, 4, 8, 16, tzinfo=UTC)


def _read(text: str, prefixes: tuple[str, ...] = ("#",), *, bare_links: bool = True, **more: object) -> Reading | None:
    room, ada = Room("kiln", "#kiln"), Person("kiln/session/1", "ada")
    message = Message(room, "m1", AT, ada, text, **more)
    return read(message, Syntax(prefixes, frozenset({"q+", "present+"}), bare_links))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("#topic Release", Invocation("topic", "Release")),
        ("#TOPIC Release", Invocation("topic", "Release")),
        ("#Topic: Release", Invocation("topic", "Release")),
        ("#topic:Release", TALK),
        ("#topic", Invocation("topic", "")),
        ("#topic:", Invocation("topic", "")),
        ("  #topic indented  ", Invocation("topic", "indented")),
        ("\t#topic tab", Invocation("topic", "tab")),
        ("#topic\u00a0Hard blank", Invocation("topic", "Hard blank")),
        ("#next!", Invocation("next!", "")),
        ("#agenda- 2", Invocation("agenda-", "2")),
        ("#agenda+ Clay", Invocation("agenda+", "Clay")),
        ("#startmeetingfoo", Invocation("startmeetingfoo", "")),
        ("#123", TALK),
        ("#123 is talk", TALK),
        ("#", TALK),
        ("# a heading", TALK),
        ("##info x", TALK),
        ("#info! x", Invocation("info!", "x")),
        ("#naïve word", TALK),
        ("say #topic Release", TALK),
        ("> #topic Release", TALK),
        ("<bo> #topic Release", TALK),
        ("bo: #topic Release", TALK),
        ("!topic Release", TALK),
        ("\x02#topic\x02 Bold", Invocation("topic", "Bold")),
        ("\x0304,05#info red", Invocation("info", "red")),
        ("\x0f\x1d\x1f#info \x16styled\x0f", Invocation("info", "styled")),
        ("\x04ff0000#info hex", Invocation("info", "hex")),
        ("\u200b#info hidden blank", Invocation("info", "hidden blank")),
        ("\u202e#info turned", Invocation("info", "turned")),
        ("[off] between us", OFF),
        ("[OFF] between us", OFF),
        ("  [off]", OFF),
        ("\x02[off]\x02 bold", OFF),
        ("[official] words", TALK),
        ("this is [off] the mark", TALK),
        ("https://kiln.example.org/a_(b)?c#d", Invocation("link", "https://kiln.example.org/a_(b)?c#d")),
        ("  MAILTO:ada@example.org ", Invocation("link", "MAILTO:ada@example.org")),
        ("xmpp:kiln@rooms.example.org", Invocation("link", "xmpp:kiln@rooms.example.org")),
        ("javascript:alert(1)", TALK),
        ("https://kiln.example.org/ has it", TALK),
        ("<https://kiln.example.org/>", TALK),
        ("https:", TALK),
        ("hello", TALK),
        ("", TALK),
    ],
)
def test_a_line_is_at_most_one_thing(text: str, reading: Reading | None) -> None:
    assert _read(text) == reading


def test_a_room_has_its_own_prefixes() -> None:
    assert _read("!topic x", ("#", "!")) == Invocation("topic", "x")
    assert _read("!!topic x", ("!", "!!")) == Invocation("topic", "x")
    assert _read(".topic x", (".",)) == Invocation("topic", "x")
    assert _read("#topic x", (".",)) is TALK


def test_a_bare_link_is_talk_where_the_room_says_so() -> None:
    assert _read("https://kiln.example.org/", bare_links=False) is TALK


@pytest.mark.parametrize("kind", [MessageKind.EMOTE, MessageKind.NOTICE])
def test_emotes_and_notices_are_talk_unless_off_the_record(kind: MessageKind) -> None:
    assert _read("#topic x", kind=kind) is TALK
    assert _read("https://kiln.example.org/", kind=kind) is TALK
    assert _read("[off] hush", kind=kind) == OFF


def test_bots_are_never_read() -> None:
    assert _read("#topic x", from_bot=True) is TALK
    assert _read("[off] x", from_bot=True) is TALK


@given(st.text())
def test_whatever_is_typed_the_argument_has_no_blanks_at_its_ends(text: str) -> None:
    found = _read(f"#info {text}")
    if isinstance(found, Invocation):
        assert found.argument == found.argument.strip()


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (
            "see https://kiln.example.org/a, and (https://kiln.example.org/b).",
            "https://kiln.example.org/a https://kiln.example.org/b",
        ),
        ("https://kiln.example.org/a.", "https://kiln.example.org/a"),
        ("javascript:alert(1) or example.org", None),
        ("no links", None),
    ],
)
def test_where_links_in_talk_count_talk_with_links_is_a_link_of_each(text, links) -> None:
    syntax = Syntax(links_in_talk=True, bare_links=False)
    for kind in (MessageKind.TEXT, MessageKind.EMOTE):
        message = Message(Room("kiln", "#kiln"), "m1", AT, Person("kiln/session/1", "ada"), text, kind)
        assert read(message, syntax) == (Invocation("link", links) if links else None)
    message = Message(Room("kiln", "#kiln"), "m1", AT, Person("kiln/session/1", "ada"), f"#info {text}")
    assert read(message, syntax) == Invocation("info", text)
