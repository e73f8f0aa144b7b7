"""Agenda items that come by mail: on the agenda once, in the meeting or before it, whatever is cut."""

import asyncio
from datetime import UTC

import pytest

from bot.app.announcing import Plan
from bot.app.batch import State
from bot.app.letters import Letter, Reader, Verdict, wish_in
from bot.app.ports import UnwritableError
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.core.chat import AgendaMailed
from bot.core.commands import BUILT_IN, join_tables
from bot.runtime.announcing import AgendaDesk
from bot.store.letters import LetterBook
from tests.app.fakes import KILN, NOON, FakeClock
from tests.meetings.stage import PEOPLE, rules, stage


def a_letter(subject: str, number: int = 1, **more: object) -> Letter:
    return Letter(f"<{number}@example.org>", "bo@example.org", subject, name="Bo", **more)


def mailed(text: str = "Glazes (10 min)", number: int = 1) -> AgendaMailed:
    return AgendaMailed("weekly", "Weekly Meeting", f"mail/<{number}@example.org>", NOON, "Bo", text)


@pytest.mark.parametrize(
    ("subject", "wish"),
    [
        ("agenda+ Glazes", "Glazes"),
        ("Re: [Kiln] agenda+ Glazes (10 min)", "Glazes (10 min)"),
        ("[Kiln] RE: Agenda+Glazes", "Glazes"),
        ("Agenda: Weekly, 2026-04-08", ""),
        ("I like agenda+ Glazes", ""),
        ("agenda+ ", ""),
    ],
)
def test_a_wish_is_in_the_subject(subject, wish) -> None:
    assert wish_in(a_letter(subject)) == wish


def test_what_a_program_sends_is_no_wish() -> None:
    assert wish_in(a_letter("agenda+ Glazes", automatic=True)) == ""
    assert wish_in(a_letter("agenda+ Glazes", verdict=Verdict.HELD)) == ""


def test_an_item_that_comes_between_meetings_is_on_the_next_agenda_once() -> None:
    on = stage()
    on.observe(mailed())
    on.observe(mailed())
    (entry,) = on.state.series["weekly"].agenda
    assert (entry.text, entry.minutes, entry.proposer) == ("Glazes", 10, "Bo")
    on.play("ada: #startmeeting")
    assert [entry.text for entry in on.meeting.agenda] == ["Glazes"]


def test_an_item_that_comes_in_a_meeting_is_on_its_agenda() -> None:
    on = stage()
    on.play("ada: #startmeeting")
    on.observe(mailed())
    assert [entry.text for entry in on.meeting.agenda] == ["Glazes"]


@pytest.fixture
async def desk(journal):
    """A reader over a recorder that runs, for a series that takes items by mail."""
    clock = FakeClock()
    setting = Setting({KILN: rules()}, join_tables(BUILT_IN), PEOPLE)
    recorder = Recorder(setting, State(), journal, clock)
    book = LetterBook(journal)
    plan = Plan("weekly", "Weekly Meeting", UTC, None, {}, by_mail=True)
    reader = Reader(book, clock, nobody_hears, AgendaDesk([plan], book, recorder, clock).take)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(recorder.run())
        yield reader, recorder
        recorder.close()
        await running


async def nobody_hears(_delivery, _letter) -> None:
    """There is no delivery here."""


async def test_a_letter_is_taken_when_its_item_is_kept(desk, library) -> None:
    reader, _ = desk
    await reader.take(a_letter("Re: agenda+ Glazes (10 min)"))
    assert [entry.text for entry in library.state(()).series["weekly"].agenda] == ["Glazes"]
    await reader.take(a_letter("Re: agenda+ Glazes (10 min)"))
    assert len(library.state(()).series["weekly"].agenda) == 1


async def test_a_letter_comes_again_while_its_item_can_not_be_kept(desk, monkeypatch) -> None:
    reader, recorder = desk
    monkeypatch.setattr("bot.runtime.announcing.PATIENCE", 0.1)
    monkeypatch.setattr(recorder, "put", lambda _observation: None)
    with pytest.raises(UnwritableError):
        await reader.take(a_letter("agenda+ Glazes"))
    assert not await reader.book.knows(a_letter("agenda+ Glazes"))
