"""What is made without a look at its fields has all of them."""

from contextlib import closing
from datetime import UTC, date
from itertools import chain

from bot.core.chat import Room
from bot.core.compose import Composer
from bot.core.logs import BY_NAME, Calendar, read_lines, to_observations
from bot.store.journal import Journal, write
from bot.store.library import Library
from tests.meetings.stage import stage

SCRIPT = ("ada: #startmeeting", "bo: #info fire it", "bo: #action bo to fire it twice", "bo: hello", "ada: #endmeeting")


def test_every_field_is_there(new_database, tmp_path) -> None:
    lines = list(read_lines(["[16:00] <ada> hello\n"], BY_NAME["brackets"]))
    calendar = Calendar(date(2026, 4, 8), UTC)
    messages = list(to_observations(lines, Room("log", "#kiln"), calendar, "log", frozenset()))
    url, batches = new_database(tmp_path / "m.db"), []
    with closing(Journal(url)) as journal, closing(Library(url)) as library:
        on = stage()
        on.keep = lambda batch: (batches.append(batch), journal.now(lambda connection: write(connection, batch)))
        on.play(*SCRIPT)
        meeting = library.meeting("weekly-2026-04-08")
        told = list(library.transcript(meeting.id))
    kept = list(chain(*(batch.messages for batch in batches)))
    recent = list(chain(*on.state.recent.values()))
    records = Composer().compose(meeting).records
    for made in (lines, messages, meeting.history, meeting.items, records, told, kept, recent):
        assert made
        assert all(len(each) == len(type(each)._fields) for each in made)
