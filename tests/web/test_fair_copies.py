"""Fair copies: pages are the same with them and without, and they go with whatever they were made of."""

import asyncio
from collections.abc import Callable
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app.batch import Batch
from bot.app.copying import Copyist
from bot.app.reading import PUBLIC
from bot.config import Config
from bot.runtime.copying import copy_all, copying
from bot.runtime.record import open_record
from bot.runtime.site import make_site
from bot.runtime.world import World
from bot.store.fair_copies import FairCopies, fill_in, lay_out, packed, unpacked
from bot.store.journal import Journal, write
from bot.store.library import Library
from bot.store.rebuilding import rebuild
from bot.store.site import SiteReader
from bot.store.sqlite import open_reader
from bot.web.copying import copied
from bot.web.marking import mark_of
from bot.web.routes import find
from bot.web.tree import KEPT
from tests.meetings.anything import do_all, script
from tests.meetings.stage import LINKS, PEOPLE, place, read_script, rules, stage
from tests.meetings.test_stories import HERE, STORIES
from tests.store.database import execute
from tests.waiting import until
from tests.web.copying import LOOKS, MARK, Archive, archive
from tests.web.held import Held

SECRET = "555-0199"
ENDED = (
    "ada: #startmeeting",
    "bo: hello",
    "ada: #topic Glazes",
    f"bo: #info call {SECRET} for the blue one",
    "cy: I like the blue one",
    "ada: #action bo to fire it again",
    "ada: #endmeeting",
)


@contextmanager
def on_shelves(url: str, on):
    """What is played on this stage is kept there."""
    with closing(Journal(url)) as journal, archive(url, journal) as shelves:
        on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
        yield shelves


@pytest.mark.parametrize("story", STORIES)
def test_a_page_made_of_a_copy_is_the_page_that_is_drawn(new_database, path: Path, story: str) -> None:
    lines = read_script((HERE / story / "chat.txt").read_text(encoding="utf-8"))
    names = dict.fromkeys(["#kiln", *(line.split()[-1] for line in lines if line.startswith("-!- room "))])
    places = {"-!- place": place(), "-!- place that relays": place(relay=True)}
    held = next((places[line] for line in lines if line in places), ())
    on = stage(*(held or (rules(name) for name in names)))
    on.batch = 20
    with on_shelves(new_database(path), on) as shelves:
        on.play(*lines)
        shelves.copy()
        for look in (LOOKS["live"], LOOKS["a tree"]):
            assert shelves.pages(shelves.site(look, idle=True)) == shelves.pages(shelves.site(look, drawn=True))


def test_a_tree_without_transcripts_has_no_links_to_them(held: Held) -> None:
    held.play(*ENDED)
    with archive(held.url, held.journal) as shelves:
        shelves.copy()
        look = LOOKS["a tree without transcripts"]
        assert shelves.pages(shelves.site(look)) == shelves.pages(shelves.site(look, drawn=True))
        assert ".log.html" not in find(shelves.site(look), "weekly/2026-04-08.attendance.html").text


@pytest.fixture
def shelves(held: Held):
    """A meeting that ended, and its copy."""
    held.play(*ENDED)
    with archive(held.url, held.journal) as made:
        assert made.copy() == ["weekly-2026-04-08"]
        assert made.copies.of("weekly-2026-04-08")
        yield made


LATER = {
    "a line is retracted": ["bo: #retract"],
    "an item is edited": ["ada: #edit 1 call nobody"],
    "the minutes are amended": ["ada: #edit 1 call nobody", "ada: #amend"],
    "words of a record are substituted": ["bo: s/the blue one/the red one/"],
    "words of a line are substituted": ["cy: s/I like/I love/"],
    "the meeting is reopened": ["ada: #reopen"],
    "it is reopened and ends again": ["ada: #reopen", "bo: and another thing", "ada: #endmeeting"],
    "it is reopened and aborted": ["ada: #reopen", "ada: #abortmeeting"],
    "a line is edited on the network": ["-!- cy edits to: I like the red one"],
    "a line is deleted on the network": ["-!- bo deletes"],
}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_a_copy_is_gone_when_anything_of_its_meeting_changes(held: Held, shelves: Archive, later: list[str]) -> None:
    meeting = held.stage.ended[0].id
    held.play(*later)
    assert shelves.copies.of(meeting) is None
    assert shelves.pages(shelves.site()) == shelves.pages(shelves.site(drawn=True))
    shelves.copy()
    assert shelves.pages(shelves.site()) == shelves.pages(shelves.site(drawn=True))


CHANGES = (
    "UPDATE messages SET text = 'else' WHERE line = 2",
    "UPDATE messages SET meeting_id = NULL WHERE line = 2",
    "UPDATE messages SET meeting_id = 'weekly-2026-04-08' WHERE line = 2",
    "DELETE FROM messages WHERE line = 2",
    "UPDATE events SET payload = payload WHERE seq = 2",
    "DELETE FROM events WHERE seq = 2",
    "INSERT INTO events SELECT 99, series, meeting_id, 99, at, line, kind, payload, room FROM events WHERE seq = 2",
    "UPDATE meetings SET private = 1",
    "DELETE FROM meetings",
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_copy_goes_in_the_statement_that_changes_what_it_was_made_of(held: Held, shelves: Archive, change) -> None:
    assert shelves.copies.of("weekly-2026-04-08")
    execute(held.home / "minutebot.db", change)
    assert execute(held.home / "minutebot.db", "SELECT * FROM fair_copies") == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=script, data=st.data())
def test_a_copy_says_what_would_be_drawn_whatever_came_after_it(new_database, tmp_path_factory, acts, data) -> None:
    on = stage(*place(relay=True), rules("#oven"))
    with on_shelves(new_database(tmp_path_factory.mktemp("kept") / "m.db"), on) as shelves:
        then = data.draw(st.integers(0, len(acts)))
        do_all(on, [*acts[:then], ("say", "ada", "#endmeeting")] if data.draw(st.booleans()) else acts[:then])
        made = shelves.copy()
        do_all(on, acts[then:])
        for meeting in made:
            kept = shelves.copies.of(meeting)
            assert kept is None or dict(kept) in ({}, copied(shelves.site(), meeting))


def test_a_copy_that_is_being_made_when_something_is_retracted_is_never_kept(held: Held) -> None:
    held.play(*ENDED)
    with archive(held.url, held.journal) as shelves:
        meetings = shelves.copies.lacking(10)
        held.journal.now(lambda connection: lay_out(connection, meetings))
        drawn = {meeting: packed(copied(shelves.site(), meeting)) for meeting in meetings}
        held.play("bo: #retract")
        assert held.journal.now(lambda connection: fill_in(connection, drawn, MARK)) == 0
        assert shelves.copies.of(*meetings) is None


def test_what_is_unpacked_is_what_was_packed() -> None:
    parts = {"a": "", "b": "\n{}", "c": "釉薬" * 3000, "d": "x"}
    assert unpacked(packed(parts)) == parts


@pytest.mark.parametrize("harm", [lambda body: b"", lambda body: body[:-3], lambda body: body[:40] + b"x" + body[41:]])
def test_a_damaged_copy_is_drawn_anew(
    held: Held, shelves: Archive, harm: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    path = held.home / "minutebot.db"
    ((meeting, body),) = execute(path, "SELECT meeting_id, body FROM fair_copies")
    harmed = harm(body)
    execute(path, "UPDATE fair_copies SET body = ?", (harmed,))
    assert shelves.copies.of(meeting) is None
    assert bool(caplog.messages) == bool(harmed)
    assert all(f"the fair copy of {meeting} is damaged" in message for message in caplog.messages)


def test_what_was_retracted_leaves_the_file_with_the_copy(held: Held, shelves: Archive) -> None:
    path = held.home / "minutebot.db"
    files = [path, path.with_name(f"{path.name}-wal")]
    ((body,),) = execute(path, "SELECT body FROM fair_copies")
    assert SECRET in unpacked(body)["txt"]
    pieces = [body[at : at + 40] for at in range(0, len(body) - 40, 400)]
    assert all(any(piece in file.read_bytes() for file in files) for piece in pieces)
    held.stage.keep = lambda batch: asyncio.run(_write(held.journal, batch))
    held.play("bo: #retract")
    assert not any(piece in file.read_bytes() for file in files if file.exists() for piece in pieces)


async def _write(journal: Journal, batch: Batch) -> None:
    await journal.write(batch)


def test_a_copy_of_private_minutes_is_for_those_who_may_read_them(held: Held) -> None:
    held.play("-!- only by invitation", *ENDED)
    with archive(held.url, held.journal) as shelves:
        shelves.copy()
        site = shelves.site(idle=True)
        for form in ("html", "txt", "log.html", "attendance.html"):
            assert find(replace(site, scope=PUBLIC), f"weekly/2026-04-08.{form}") is None
            assert "(private)" in find(site, "weekly/2026-04-08.html").text


def test_a_copy_is_of_no_use_when_people_or_the_program_are_others(shelves: Archive) -> None:
    assert FairCopies(shelves.reader._engine, lambda: "as it was").of("weekly-2026-04-08") is None
    marks = {mark_of(PEOPLE, LINKS), mark_of(PEOPLE, {}), mark_of(replace(PEOPLE, entries=()), LINKS)}
    assert len(marks | {mark_of(PEOPLE, LINKS)}) == 3


def test_very_long_minutes_are_drawn_each_time(held: Held, monkeypatch) -> None:
    held.play(*ENDED)
    monkeypatch.setattr("bot.web.copying.KEPT", 3)
    assert KEPT > 3
    with archive(held.url, held.journal) as shelves:
        assert shelves.copy() == ["weekly-2026-04-08"]
        assert shelves.copy() == []
        assert shelves.copies.of("weekly-2026-04-08") is None
        assert "Glazes" in find(shelves.site(), "weekly/2026-04-08.html").text


def test_the_read_model_is_rebuilt_without_copies(held: Held, shelves: Archive) -> None:
    held.journal.now(rebuild)
    assert shelves.copies.lacking(10) == ["weekly-2026-04-08"]


@pytest.fixture
def record(held: Held):
    held.weekly(date(2026, 4, 1), date(2026, 4, 8)).play("ada: #startmeeting", on=date(2026, 4, 15))
    config = Config.model_validate({"store": {"url": held.url}})
    with closing(open_record(config, World())) as opened:
        yield opened


def test_all_copies_are_made_at_once_for_the_site_and_for_the_trees(held: Held, record) -> None:
    told: list[int] = []
    assert copy_all(record, told.append) == sum(told) == 2
    config, engine = Config.model_validate({"store": {"url": held.url}}), open_reader(held.url)
    with closing(SiteReader(engine)) as reader:
        live = make_site(config, World(), reader, Library(engine), engine)
        kept = [live.copies(meeting.id) for meeting in record.library.meetings()]
    assert [sorted(one or ()) for one in kept] == [[], sorted(kept[1]), sorted(kept[1])]
    assert record.trees.copies.of("weekly-2026-04-08") == kept[1]


@pytest.mark.asyncio
async def test_a_bot_that_runs_makes_the_copies_the_newest_first(record) -> None:
    (job,) = copying(record, lambda: False)
    assert record.trees.copies.lacking(10) == ["weekly-2026-04-08", "weekly-2026-04-01"]
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(job)
        await until(lambda: not record.trees.copies.lacking(10))
        running.cancel()
    assert record.trees.copies.of("weekly-2026-04-01")


@pytest.mark.asyncio
async def test_what_can_not_be_drawn_harms_nobody_and_while_people_talk_nothing_is(caplog) -> None:
    kept: dict[str, bytes] = {}
    begun: list[str] = []

    async def begin(meetings) -> None:
        begun.extend(meetings)

    async def keep(copies) -> int:
        kept.update(copies)
        return len(copies)

    def draw(meeting: str) -> bytes:
        return {"good": b"drawn"}[meeting]

    busy = Copyist(lambda: ["good"], begin, draw, keep, lambda: True)
    assert (await busy._some(), begun) == (0, [])
    copyist = Copyist(lambda: ["odd", "good"], begin, draw, keep, lambda: False)
    assert await copyist._some() == 2
    assert kept == {"odd": b"", "good": b"drawn"}
    assert "can't be made" in caplog.text


@pytest.mark.asyncio
async def test_a_bot_that_stops_lets_a_copy_be_drawn_to_its_end() -> None:
    begun, may_end, ended = Event(), Event(), Event()

    def lacking() -> list[str]:
        begun.set()
        may_end.wait(20)
        ended.set()
        return []

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Copyist(lacking, _none, bytes, _none, lambda: False).run())
        await until(begun.is_set)
        running.cancel()
        asyncio.get_running_loop().call_later(0.05, may_end.set)
    assert ended.is_set()


async def _none(_meetings) -> int:
    raise AssertionError("there is nothing to copy")
