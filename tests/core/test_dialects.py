"""What lines mean in the dialects of other meeting bots' users."""

from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import RoomSettings
from bot.core.chat import Message, MessageKind, Person, Room
from bot.core.commands import BUILT_IN, bare_words, join_tables
from bot.core.dialects import DIALECTS, NONE
from bot.core.grammar import Invocation, Reading, Syntax, read
from tests.meetings.stage import hold

TABLE = join_tables(BUILT_IN)
LINES = {
    "w3c": {
        "Topic: Release": ("topic", "Release"),
        "TOPIC:Release": ("topic", "Release"),
        "topic : Release": ("topic", "Release"),
        "\u00a0Topic\uff1a\u3000Release": ("topic", "Release"),
        "\x02Topic:\x02 Bold": ("topic", "Bold"),
        "Topic:": ("topic", ""),
        "Subtopic: Dates": ("subtopic", "Dates"),
        "Sub-topic: Dates": ("subtopic", "Dates"),
        "ACTION: bo to fire the kiln": ("action", "bo to fire the kiln"),
        "Action: bo to do it": ("action", "bo to do it"),
        "ACTION bo: fire the kiln": ("action", "bo to fire the kiln"),
        "action bo to fire the kiln": ("action", "bo to fire the kiln"),
        "action bo, @cy and dmitri to sweep": ("action", "bo, @cy and dmitri to sweep"),
        "ACTION bob[m]\uff1asweep": ("action", "bob[m] to sweep"),
        "RESOLVED: buy clay": ("agreed", "buy clay"),
        "Resolution: buy clay": ("agreed", "buy clay"),
        "PROPOSED: buy clay": ("proposed", "buy clay"),
        "Proposal: buy clay": ("proposed", "buy clay"),
        "PROPOSED RESOLUTION: buy clay": ("proposed", "buy clay"),
        "Meeting: Glaze call": ("meetingname", "Glaze call"),
        "regrets: gwen, fen": ("regrets", "gwen, fen"),
        "regrets+": ("regrets+", ""),
        "Regrets+ gwen": ("regrets+", "gwen"),
        "present+": ("present+", ""),
        "Present+ Gwen Kato": ("present+", "Gwen Kato"),
        "present+gwen": ("present+", "gwen"),
        "zakim, present+": ("present+", ""),
        "Chair: bo, cy": ("chair", "bo, cy"),
        "chairs: bo": ("chair", "bo"),
        "chair+ bo": ("chair", "bo"),
        "chair+": ("chair", "ada"),
        "chair- bo": ("unchair", "bo"),
        "chair-": ("unchair", "ada"),
        "scribe: bo": ("scribe", "bo"),
        "ScribeNick: bo": ("scribe", "bo"),
        "scribe+": ("scribe", "ada"),
        "scribe+ bo": ("scribe", "bo"),
        "agenda+ clay": ("agenda+", "clay"),
        "zakim, agenda+ clay": ("agenda+", "clay"),
        "agenda?": ("agenda", ""),
        "Zakim, agenda?": ("agenda", ""),
        "agenda- 2": ("agenda-", "2"),
        "q+": ("q+", ""),
        "q+ to ask about clay": ("q+", "to ask about clay"),
        "queue+ to ask": ("q+", "to ask"),
        "Zakim, q?": ("q?", ""),
        "queue-": ("q-", ""),
        "q- later": ("q-", "later"),
        "zakim, ack bo": ("ack", "bo"),
        "zakim, take up agendum 3": ("topic", "3"),
        "take up agendum 3": ("topic", "3"),
        "Zakim, open item 3": ("topic", "3"),
        "zakim, next agendum": ("next", ""),
        "next agendum.": ("next", ""),
        "next item": ("next", ""),
        "Zakim, please take up the next agenda item, please": ("next", ""),
        "close ACTION-7": ("done", "A-7"),
        "trackbot, close action 7": ("done", "A-7"),
        "rrsagent, drop action 3": ("drop", "A-3"),
        "rrsagent, list actions": ("actions", ""),
        "RRSAgent, what are the action items?": ("actions", ""),
        "zakim, start meeting": ("startmeeting", ""),
        "Zakim, end the meeting": ("endmeeting", ""),
        "zakim, please end this meeting.": ("endmeeting", ""),
        "RRSAgent, make minutes": ("save", ""),
        "rrsagent: please draft the minutes": ("save", ""),
        "rrsagent, make minutes v2": ("save", ""),
        "-> https://kiln.example.org/ the page": ("link", "https://kiln.example.org/ the page"),
        "--> the page https://kiln.example.org/": ("link", "the page https://kiln.example.org/"),
    },
    "ubuntu": {
        "[TOPIC] Release": ("topic", "Release"),
        "[topic]": ("topic", ""),
        " [Action] bo to sweep": ("action", "bo to sweep"),
        "[LINK]: https://kiln.example.org/": ("link", "https://kiln.example.org/"),
        "[idea] more clay": ("idea", "more clay"),
        "[AGREED] yes": ("agreed", "yes"),
        "[VOTE] more clay?": ("vote", "more clay?"),
        "[ENDVOTE]": ("endvote", ""),
        "[next!]": ("next!", ""),
    },
    "maubot": {
        "!startmeeting": ("startmeeting", ""),
        "!sm Glaze call": ("startmeeting", "Glaze call"),
        "!em": ("endmeeting", ""),
        "!t Release": ("topic", "Release"),
        "!topic Release": ("topic", "Release"),
        "!mn Glaze call": ("meetingname", "Glaze call"),
        "!next!": ("next!", ""),
        "^action bo to sweep": ("action", "bo to sweep"),
        "^info it is dry": ("info", "it is dry"),
        "^Agreed yes": ("agreed", "yes"),
        "^rejected no": ("rejected", "no"),
        "^halp": ("halp", ""),
        "^link https://kiln.example.org/": ("link", "https://kiln.example.org/"),
    },
}
TALK = {
    "w3c": (
        *("bo: I did that", "Bo: Action", "bo: ACTION: no", "topics: two", "Topical: no", "on topic: yes", "topic"),
        *(
            "ACTION-20: done",
            "ACTION-20?",
            "action",
            "action 3 = bo to sweep",
            "actions speak louder",
            "reaction: none",
        ),
        *("action items to be reviewed", "Action points: three", "action taken yesterday, nothing to add"),
        *("resolved to go", "unresolved: two", "we RESOLVED: go", "proposed text is fine", "I meeting: x"),
        *("queue-based work is hard", "queue? what queue", "agenda-driven", "agenda-wise all is well", "chair-bound"),
        *("scribe", "the scribe: bo", "chairperson: bo", "present: bo, cy", "presentation: soon"),
        *("end meeting", "let's end the meeting", "make minutes", "zakim, who is here?", "rrsagent, pointer?"),
        *(
            "next item is hard",
            "the next item",
            "open item 3",
            "zakim, bye",
            "close the action",
            "> quoted",
            "->",
            "-> x",
        ),
    ),
    "ubuntu": (
        "[1]",
        "[topic",
        "[topic](https://x.example/)",
        "[note] x",
        "see [TOPIC] x",
        "[]",
        "[topic]x",
        "[a b] c",
    ),
    "maubot": (
        "^",
        "^2",
        "^ this",
        "^^",
        "^topic x",
        "^information",
        "!",
        "! no",
        "!important",
        "!!topic x",
        "hi ^info x",
    ),
}
EXAMPLES = [(dialect, line, meant) for dialect, lines in LINES.items() for line, meant in lines.items()]
WORDS = frozenset(TABLE)


def _read(text: str, dialect: str, words: frozenset[str] = WORDS, **more: object) -> Reading | None:
    room, ada = Room("kiln", "#kiln"), Person("kiln/session/1", "ada")
    message = Message(room, "m1", datetime(2026, 4, 8, 16, tzinfo=UTC), ada, text, **more)
    return read(message, Syntax(("#",), bare_words(TABLE), bare_links=True, dialect=dialect, words=words))


@pytest.mark.parametrize(("dialect", "line", "meant"), EXAMPLES)
def test_a_line_of_a_dialect_is_a_command_of_the_table(dialect: str, line: str, meant: tuple[str, str]) -> None:
    assert _read(line, dialect) == Invocation(*meant)


@pytest.mark.parametrize(("dialect", "line"), [(dialect, line) for dialect, lines in TALK.items() for line in lines])
def test_what_only_looks_like_it_is_talk(dialect: str, line: str) -> None:
    assert _read(line, dialect) is None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_words_of_meetbot_go_on_working(dialect: str) -> None:
    assert _read("#topic Release", dialect) == Invocation("topic", "Release")
    assert _read("  #Action: bo to go", dialect) == Invocation("action", "bo to go")
    assert _read("https://kiln.example.org/", dialect) == Invocation("link", "https://kiln.example.org/")


@pytest.mark.parametrize(("dialect", "line", "meant"), EXAMPLES)
def test_without_the_dialect_the_line_is_what_it_was(dialect: str, line: str, meant: tuple[str, str]) -> None:
    bare = line.split(maxsplit=1)[0].lower() in bare_words(TABLE)
    assert bare or _read(line, NONE) is None


@pytest.mark.parametrize(("dialect", "line", "meant"), EXAMPLES)
def test_a_word_that_the_table_has_not_is_talk(dialect: str, line: str, meant: tuple[str, str]) -> None:
    bare = meant[0] in bare_words(TABLE)
    assert bare or _read(line, dialect, WORDS - {meant[0]}) is None


@pytest.mark.parametrize(("dialect", "line", "meant"), EXAMPLES)
def test_emotes_notices_and_bots_are_talk_in_every_dialect(dialect: str, line: str, meant: tuple[str, str]) -> None:
    assert _read(line, dialect, kind=MessageKind.EMOTE) is None
    assert _read(line, dialect, kind=MessageKind.NOTICE) is None
    assert _read(line, dialect, from_bot=True) is None


@pytest.mark.parametrize(("dialect", "line", "meant"), EXAMPLES)
def test_it_leads_to_what_the_word_of_meetbot_leads_to(dialect: str, line: str, meant: tuple[str, str]) -> None:
    script = ("-!- bo joins", "-!- cy joins", "ada: #startmeeting", "ada: #agenda Dates", f"-!- dialect {dialect}")
    theirs = hold(*script, f"ada: {line}")
    word, rest = meant
    ours = hold(*script, f"ada: {TABLE[word].spelt(word)} {rest}".rstrip())
    assert (theirs.said, theirs.events) == (ours.said, ours.events)
    assert [kept.command for kept in theirs.messages] == [kept.command for kept in ours.messages]


def test_every_word_that_a_dialect_stands_for_is_in_the_table() -> None:
    assert {word for _, _, (word, _) in EXAMPLES} <= set(TABLE)


@pytest.mark.parametrize("dialect", LINES)
def test_every_phrase_of_a_dialect_has_its_example(dialect: str) -> None:
    lines = [line.strip() for line in LINES[dialect]]
    unused = [phrase for phrase in DIALECTS[dialect] if not any(phrase.pattern.fullmatch(line) for line in lines)]
    assert unused == []


def test_every_dialect_may_stand_in_the_config() -> None:
    assert set(get_args(RoomSettings.model_fields["dialect"].annotation)) == set(DIALECTS)


@given(st.sampled_from(sorted(LINES)), st.text() | st.text("ACTIONaction ,:&@[]!^queue+-?>/"))
def test_whatever_is_typed_a_dialect_reads_words_of_the_table(dialect: str, text: str) -> None:
    found = _read(text, dialect, frozenset(TABLE))
    if isinstance(found, Invocation) and not text.lstrip().startswith(("#", "s/", "s|", "S/", "S|")):
        assert found.word in TABLE
