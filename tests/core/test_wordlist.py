"""What #commands answers."""

from datetime import UTC, datetime

from bot.core.chat import Message, Person, Say
from bot.core.commands import BUILT_IN, Command, Scene, When, decide, join_tables
from bot.core.events import Outcome
from bot.core.people import Registry
from bot.core.series import Series
from tests.meetings.stage import hold, rules, stage

START = "ada: #startmeeting"
URL = "https://kiln.example.org/bot"


def _answered(*more: Command, **setting: object) -> list[str]:
    room = rules(**setting)
    message = Message(
        room.room, "m1", datetime(2026, 4, 8, 16, tzinfo=UTC), Person("kiln/session/1", "ada"), "#commands"
    )
    scene = Scene(room, Registry(), message, "commands", Series("weekly", "Weekly Meeting"), {})
    outcome = decide(join_tables(BUILT_IN, more), scene, "")
    assert outcome is not None
    return [reply.text for reply in outcome.replies if isinstance(reply, Say)]


def _invented(count: int) -> tuple[Command, ...]:
    rows = (f"invented{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(count))
    return tuple(Command(name, "does nothing", lambda *_: Outcome(), when=When.ALWAYS) for name in rows)


def test_between_meetings_the_words_that_work_then_are_listed_with_a_link() -> None:
    (line,) = stage(rules(help_url=URL)).play("ada: #commands").said
    assert line.startswith("Commands here: #startmeeting ")
    assert line.endswith(f" More: {URL}")
    assert "#topic" not in line


def test_in_a_meeting_every_word_that_works_then_fits() -> None:
    played = hold(START)
    before = len(played.said)
    lines = played.play("ada: #commands").said[before:]
    words = " ".join(lines).removeprefix("Commands here: ").split()
    fit = [row for row in BUILT_IN if row.when in {When.ALWAYS, When.MEETING, When.CORRECTING}]
    assert sorted(words) == sorted(row.spelt(row.name) for row in fit)
    assert len(lines) <= 2


def test_words_are_never_cut_and_the_lines_fit_a_chat_network() -> None:
    lines = _answered(*_invented(200), help_url=URL)
    assert len(lines) == 2
    assert max(map(len, lines)) <= 400
    assert lines[1].endswith(f" ... More: {URL}")
    shown = " ".join(lines).removeprefix("Commands here: ").partition(" ...")[0].split()
    assert set(shown) < {row.spelt(row.name) for row in join_tables(BUILT_IN, _invented(200)).values()}
    assert "#agenda" in shown


def test_the_link_stands_at_the_end_of_whichever_line_is_last() -> None:
    for count in range(40):
        lines = _answered(*_invented(count), help_url=URL)
        assert len(lines) <= 2
        assert max(map(len, lines)) <= 400
        assert [line.endswith(URL) for line in lines] == [*[False] * (len(lines) - 1), True]


def test_a_room_with_another_prefix_is_told_its_words_with_that() -> None:
    assert _answered(prefixes=("!", "#"))[0].startswith("Commands here: !startmeeting ")
