"""What a network says of lines that were kept long ago: they were edited, they were taken away."""

from datetime import timedelta

import pytest

from bot.app.batch import State
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.core.chat import MessageEdited, MessageErased, Person
from bot.core.commands import BUILT_IN, join_tables
from tests.app.fakes import KILN, NOON, FakeClock, line
from tests.meetings.stage import PEOPLE, rules
from tests.store.database import execute

ADA, BO = line(0, "").sender, line(0, "", "bo").sender
LATER = NOON + timedelta(minutes=30)


@pytest.fixture
def make(journal):
    def recorder(state: State | None = None) -> Recorder:
        setting = Setting({KILN: rules()}, join_tables(BUILT_IN), PEOPLE, rewriters=("archive",))
        return Recorder(setting, state or State(), journal, FakeClock(NOON))

    return recorder


async def _hear(recorder: Recorder, *observations: object) -> None:
    for observation in observations:
        recorder.put(observation)
    await recorder.catch_up()


def _items(path) -> list[str]:
    return [row[0] for row in execute(path, "SELECT text FROM items ORDER BY number")]


async def test_an_edit_finds_its_line_after_a_restart_however_long_ago(make, library, path) -> None:
    talk = [line(number, "talk", "bo") for number in range(3, 80)]
    await _hear(make(), line(1, "#startmeeting"), line(2, "#info bleu", "bo"), *talk)
    again = make(library.state((KILN,)))
    await _hear(again, MessageEdited(KILN, "m2", LATER, BO, "#info blue"))
    assert _items(path) == ["blue"]
    assert again.state.meetings[KILN].corrected == ((2, "#info blue"),)


async def test_the_same_edit_twice_is_one(make, path) -> None:
    edit = MessageEdited(KILN, "m2", LATER, BO, "#info blue")
    recorder = make()
    await _hear(recorder, line(1, "#startmeeting"), line(2, "#info bleu", "bo"), edit, edit)
    await _hear(recorder, edit)
    kinds = [row[0] for row in execute(path, "SELECT kind FROM events")]
    assert kinds.count("item_reworded") == kinds.count("line_corrected") == 1


async def test_nobody_edits_anothers_line(make, path) -> None:
    recorder = make()
    await _hear(recorder, line(1, "#startmeeting"), line(2, "#info true", "bo"))
    await _hear(recorder, MessageEdited(KILN, "m2", LATER, Person("kiln/account/zz", "bo"), "#info false"))
    assert _items(path) == ["true"]


async def test_a_message_of_several_lines_goes_with_all_of_them(make, path) -> None:
    first, second = line(2, "#info one", "bo"), line(3, "#info two", "bo")
    recorder = make()
    await _hear(recorder, line(1, "#startmeeting"), first, second._replace(native_id="m2/2"), line(4, "m2/x"))
    await _hear(recorder, MessageErased(KILN, "m2", LATER, ADA))
    assert _items(path) == ["(retracted)", "(retracted)"]
    assert [row[0] for row in execute(path, "SELECT text FROM messages WHERE line > 1")] == [
        "(retracted)",
        "(retracted)",
        "m2/x",
    ]


async def test_what_is_taken_away_after_the_end_is_published_anew_without_it(make, path) -> None:
    recorder = make()
    await _hear(recorder, line(1, "#startmeeting"), line(2, "#info secret", "bo"), line(3, "#endmeeting"))
    execute(path, "UPDATE deliveries SET state = 'confirmed', attempts = 1")
    await _hear(recorder, MessageErased(KILN, "m2", LATER, BO))
    assert execute(path, "SELECT revision, state, attempts FROM deliveries") == [(1, "pending", 0)]
    assert "secret" not in str(execute(path, "SELECT payload FROM events"))


async def test_what_is_said_of_lines_nobody_kept_changes_nothing(make, path) -> None:
    recorder = make()
    await _hear(recorder, line(1, "#startmeeting"))
    before = execute(path, "SELECT count(*) FROM events")
    await _hear(recorder, MessageEdited(KILN, "m99", LATER, BO, "x"), MessageErased(KILN, "m98", LATER, BO))
    assert execute(path, "SELECT count(*) FROM events") == before
