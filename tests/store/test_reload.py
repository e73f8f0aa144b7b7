"""What is kept is what was: the state, the minutes and the read model come back from SQLite as they were in memory."""

from contextlib import ExitStack, closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.compose import Composer
from bot.core.events import Ending
from bot.core.meeting import Meeting
from bot.render.renderer import JinjaRenderer
from bot.store.journal import Journal, write
from bot.store.library import Library
from bot.store.rebuilding import rebuild
from tests.meetings.anything import do, do_all, script
from tests.meetings.stage import BESIDE, HOME, LINKS, PEOPLE, Stage, place, rules, stage
from tests.store.database import rows

READ_MODEL = (
    "meetings",
    "meeting_rooms",
    "series",
    "agenda",
    "topics",
    "items",
    "actions",
    "decisions",
    "supersessions",
    "attendance",
    "votes",
    "ballots",
)
RENDERER = JinjaRenderer()
slow = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Kept:
    """A stage whose batches are written to a database of their own."""

    def __init__(self, url: str) -> None:
        self.path = Path(url.removeprefix("sqlite:///"))
        self.on: Stage = stage(*place(relay=True), rules("#oven"))
        self.journal, self.library = Journal(url), Library(url)
        self.on.keep = lambda batch: self.journal.now(lambda connection: write(connection, batch))

    @property
    def loaded(self):
        return self.library.state(tuple(self.on.rooms), {BESIDE: HOME})

    def check(self) -> None:
        loaded, live = self.loaded, self.on.state
        assert loaded.series == live.series
        assert loaded.meetings == live.meetings
        assert loaded.ended == live.ended
        assert loaded.recent == live.recent
        assert loaded.ties == live.ties
        for room, meeting in live.meetings.items():
            assert list(loaded.meetings[room].people.items()) == list(meeting.people.items())
            assert loaded.lines[meeting.id] == live.lines[meeting.id]
            assert loaded.last_said_in(meeting) == live.last_said_in(meeting)

    def close(self) -> None:
        self.journal.close()
        self.library.close()


def _as_they_are(on: Stage) -> list[Meeting]:
    """Every meeting after the last event of it, also one that came after its end."""
    latest = {event.meeting.id: event.meeting for event in on.events if event.meeting}
    return [meeting for meeting in latest.values() if meeting.ending is not Ending.ABORTED]


def _pages(meetings, lines) -> dict[str, str]:
    composer = Composer(PEOPLE, LINKS)
    return {m.id: RENDERER.pages(composer.compose(m, lines(m.id)))["md"] for m in meetings}


def test_a_key_that_somebody_had_before_is_whose_it_is_now(new_database, tmp_path) -> None:
    """ada leaves an account, zz logs in to it: the lines each of them said keep their own."""
    script = ["ada: #startmeeting", "zz: hi", "-!- ada logs in as bo", "ada: hi", "-!- ada logs in as ada"]
    with closing(Kept(new_database(tmp_path / "m.db"))) as kept:
        kept.on.play(*script, "-!- zz logs in as bo", "zz: hi")
        kept.check()


@slow
@given(acts=script, size=st.integers(1, 8))
def test_the_state_comes_back_after_every_batch(new_database, tmp_path_factory, acts, size) -> None:
    with closing(Kept(new_database(tmp_path_factory.mktemp("kept") / "m.db"))) as kept:
        kept.on.batch = size
        for act in acts:
            do(kept.on, act)
            kept.check()
        kept.on.flush()
        kept.check()


@slow
@given(acts=script, size=st.integers(1, 40))
def test_the_read_model_is_what_its_events_make_of_it(new_database, tmp_path_factory, acts, size) -> None:
    with closing(Kept(new_database(tmp_path_factory.mktemp("kept") / "m.db"))) as kept:
        kept.on.batch = size
        do_all(kept.on, acts)
        before = {table: rows(kept.path, table) for table in READ_MODEL}
        kept.journal.now(rebuild)
        assert {table: rows(kept.path, table) for table in READ_MODEL} == before


@slow
@given(acts=script, data=st.data())
def test_live_replayed_and_resumed_after_a_crash_the_minutes_are_the_same(
    new_database, tmp_path_factory, acts, data
) -> None:
    live = do_all(stage(*place(relay=True), rules("#oven")), acts)
    crash = data.draw(st.integers(0, len(acts)))
    with ExitStack() as stack:
        kept = stack.enter_context(closing(Kept(new_database(tmp_path_factory.mktemp("kept") / "m.db"))))
        do_all(kept.on, acts[:crash])
        kept.on.state = kept.loaded
        kept.on.state.deliveries = live.state.deliveries  # nobody delivers here, so only the reload would count them
        do_all(kept.on, acts[crash:])
        meetings = _as_they_are(live)
        expected = _pages(meetings, kept.library.lines)
        assert _pages(_as_they_are(kept.on), kept.library.lines) == expected
        replayed = [kept.library.meeting(meeting.id) for meeting in meetings]
        assert _pages(replayed, kept.library.lines) == expected
        assert kept.on.replies == live.replies


def test_what_is_private_of_a_series_stays_so(new_database, tmp_path) -> None:
    with closing(Kept(new_database(tmp_path / "m.db"))) as kept:
        kept.on.closed = True
        kept.on.play("ada: #agenda one", "ada: #startmeeting", "bo: #action bo to sweep", "ada: #endmeeting")
        kept.check()
        series = kept.on.state.series["weekly"]
        assert (series.private_agenda, series.private_actions) == ({1}, {1})
        kept.journal.now(rebuild)
        assert kept.loaded.series == kept.on.state.series
