"""What the record finds of a message that is taken away, however long it is since."""

from contextlib import closing

from bot.store.rebuilding import rebuild
from bot.store.traces import traces
from tests.core.test_retracting import SECRET, START
from tests.store.database import rows
from tests.store.test_reload import READ_MODEL, Kept


def take_away(kept: Kept, nick: str) -> None:
    """As the recorder does it: with what the record holds of the message."""
    room, name = kept.on.room, kept.on.last_of[nick]
    found = kept.journal.now(lambda connection: traces(connection, room, name))
    kept.on._traces = lambda: {(room, name): found}
    kept.on.play(f"-!- {nick} deletes")


def test_what_a_meeting_left_on_a_rooms_agenda_goes_from_the_series_that_took_it(new_database, tmp_path) -> None:
    with closing(Kept(new_database(tmp_path / "m.db"))) as kept:
        on = kept.on
        on.play("-!- room #oven", "ada: #startmeeting", f"bo: #agenda ring {SECRET}", "ada: #endmeeting")
        name = on.last_of["bo"]
        on.play("ada: #startmeeting Glazes", "ada: #endmeeting", "ada: #startmeeting Sprint", "ada: #endmeeting")
        on.last_of["bo"] = name
        assert SECRET in repr(on.state.series["glazes"])
        take_away(kept, "bo")
        assert SECRET not in repr(on.state.series)
        assert kept.loaded.series == on.state.series
        assert all(SECRET not in row for row in rows(kept.path, "events") for row in map(str, row))


def test_the_read_model_can_be_made_anew_after_what_was_said_long_ago_was_taken_away(new_database, tmp_path) -> None:
    with closing(Kept(new_database(tmp_path / "m.db"))) as kept:
        kept.on.play(*START, f"bo: #action bo to ring {SECRET}", "ada: #endmeeting")
        name = kept.on.last_of["bo"]
        kept.on.play(*START, "ada: #endmeeting", *START)
        kept.on.last_of["bo"] = name
        take_away(kept, "bo")
        before = {table: rows(kept.path, table) for table in READ_MODEL}
        assert SECRET not in repr(before)
        kept.journal.now(rebuild)
        assert {table: rows(kept.path, table) for table in READ_MODEL} == before


def test_the_meeting_of_an_action_is_published_again_when_the_note_that_closed_it_is_taken_away(
    new_database, tmp_path
) -> None:
    with closing(Kept(new_database(tmp_path / "m.db"))) as kept:
        kept.on.play(*START, "bo: #action bo to sweep", "ada: #endmeeting", *START, "ada: #endmeeting")
        kept.on.play(f"bo: #done A-1 with {SECRET}")
        assert SECRET in repr(rows(kept.path, "actions"))
        take_away(kept, "bo")
        assert SECRET not in repr(rows(kept.path, "actions"))
        assert kept.on.republished == ["weekly-2026-04-08"]
