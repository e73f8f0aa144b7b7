"""Messages that nobody gave the bot a key for."""

from bot.core.minutes import Record, Section, Undecrypted
from tests.meetings.stage import Stage, hold

START = ("[16:00] <ada> #startmeeting", "[16:01] <bo> hi", "ada: #topic Clay")
SORRY = (
    "bo: I have no key for what you just said. It is missing in the minutes unless the key still comes; "
    "saying it again may help."
)


def _missing(played: Stage) -> list[tuple[str, str, int]]:
    """Where, since when and how many."""
    minutes = played.minutes()
    return [
        (section.title, f"{each.since:%H:%M}-{each.until:%H:%M}", each.count)
        for section in (*minutes.sections, minutes.aob)
        for each in section.records
        if isinstance(each, Undecrypted)
    ]


def test_they_are_counted_where_they_were_said() -> None:
    played = hold(
        "[16:00] <ada> #startmeeting", "-!- bo is sealed", "ada: #topic Clay", "-!- bo is sealed", "ada: #info dug",
        "-!- ada is sealed", "ada: #topic Glaze",
    )  # fmt: skip
    assert _missing(played) == [("Clay", "16:03-16:05", 2), ("AoB", "16:01-16:01", 1)]
    assert [type(each) for each in _section(played, "Clay").records] == [Undecrypted, Record]


def _section(played: Stage, title: str) -> Section:
    return next(section for section in played.minutes().sections if section.title == title)


def test_the_transcript_has_a_line_for_each_and_who_said_it_was_there() -> None:
    played = hold(*START, "-!- cy is sealed", "-!- cy is sealed")
    assert [kept.message.text for kept in played.messages][-2:] == ["(could not be decrypted)"] * 2
    assert "Cyrus Okafor" in [who.name for who in played.minutes().attendees]


def test_the_room_is_told_once_in_a_meeting() -> None:
    played = hold(*START, "-!- bo is sealed", "-!- bo is sealed", "ada: #undo", "-!- ada is sealed")
    assert played.said.count(SORRY) == 1
    assert not [said for said in played.said if said.startswith("ada: I have no key")]


def test_a_bot_that_lurks_tells_only_the_minutes() -> None:
    played = hold(*START, "ada: #lurk", "-!- bo is sealed")
    assert SORRY not in played.said
    assert _missing(played) == [("Clay", "16:04-16:04", 1)]


def test_when_the_key_comes_what_was_said_counts_and_is_not_missing() -> None:
    played = hold(*START, "-!- bo is sealed", "-!- key", "bo: #info wood ash", "-!- key")
    assert _missing(played) == []
    assert [record.text for record in played.minutes().records] == ["wood ash"]


def test_what_its_sender_takes_back_is_not_missing() -> None:
    played = hold(*START, "-!- bo is sealed", "-!- bo deletes")
    assert _missing(played) == []


def test_off_the_record_nothing_is_missing() -> None:
    played = hold(*START, "ada: #off", "-!- bo is sealed", "-!- key", "ada: #on")
    assert _missing(played) == []


def test_a_key_that_comes_off_the_record_changes_nothing() -> None:
    played = hold(*START, "-!- bo is sealed", "ada: #off", "-!- key", "ada: #on")
    assert [count for _, _, count in _missing(played)] == [1]


def test_a_restart_forgets_none_of_them() -> None:
    played = hold(*START, "-!- bo is sealed", "-!- restart", "-!- bo is sealed", "-!- key", "-!- restart")
    assert [count for _, _, count in _missing(played)] == [1]
    assert played.said.count(SORRY) == 1


def test_outside_a_meeting_nobody_is_troubled() -> None:
    played = hold("-!- bo is sealed", "-!- key", "[16:10] <ada> #startmeeting")
    assert _missing(played) == []
    assert SORRY not in played.said
