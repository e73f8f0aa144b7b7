"""The time is told when something is due, and not more often."""

import asyncio
from datetime import timedelta

import pytest

from bot.app.batch import State
from bot.app.clock import AGAIN, LONGEST, Timekeeper
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.core.chat import Person
from bot.core.commands import BUILT_IN, join_tables
from tests.app.fakes import KILN, NOON, FakeClock, FakeNetwork, line
from tests.meetings.stage import PEOPLE, rules
from tests.waiting import until

TABLE = join_tables(BUILT_IN)
QUICK = {"idle_after": timedelta(minutes=30), "end_after": timedelta(minutes=10)}
HERE = (Person("kiln/session/ada", "ada"),)


class House:
    """A recorder over SQLite, its room, and its clock; `rules` say how long a silence may be."""

    def __init__(self, journal, state: State | None = None, **more) -> None:
        self.clock, self.network = FakeClock(NOON), FakeNetwork(HERE)
        rooms = {KILN: rules(**{**QUICK, **more})}
        self.recorder = Recorder(Setting(rooms, TABLE, PEOPLE), state or State(), journal, self.clock)
        self.recorder.networks = {KILN.network: self.network}
        self.keeper = Timekeeper(lambda: self.recorder.state, rooms, self.recorder, self.clock)
        self.recorder.changed = [self.keeper.changed]
        self.number = 0

    async def hears(self, text: str) -> None:
        """The next line, a second after the last one."""
        self.number += 1
        self.recorder.put(line(self.number, text))
        await self.recorder.catch_up()

    async def passes(self, **time: float) -> timedelta:
        """Time passes, and the keeper looks; returns how long it sleeps then."""
        self.clock.passes(**time)
        pause = self.keeper.look()
        await self.recorder.catch_up()
        return pause


@pytest.fixture
def house(journal):
    return House(journal)


async def test_a_meeting_that_nobody_ends_is_asked_for_and_ends(house, library) -> None:
    await house.hears("#startmeeting")
    await house.hears("hello")
    assert await house.passes() == LONGEST
    await house.passes(minutes=30, seconds=1)
    assert house.network.said[3:] == []
    await house.passes(seconds=1)
    assert house.network.said[-1].startswith("Still meeting?")
    assert await house.passes(minutes=9) == timedelta(minutes=1)
    await house.passes(minutes=1)
    assert "ended automatically; nothing was said after 12:00 UTC." in house.network.said[-1]
    assert library.meeting("weekly-2026-04-08") == house.recorder.state.ended[KILN]


async def test_the_time_is_told_once_while_nothing_comes_of_it(house) -> None:
    await house.hears("#startmeeting")
    house.network.people = ()
    assert await house.passes(hours=1) == AGAIN
    put = []
    house.recorder.put = put.append
    assert await house.passes(seconds=5) == AGAIN
    assert put == []
    await house.passes(seconds=30)
    assert len(put) == 1


async def test_what_is_open_survives_a_restart(house, journal, library) -> None:
    await house.hears("#startmeeting")
    await house.hears("[off] hello")
    await house.passes(minutes=31)
    again = House(journal, library.state((KILN,)))
    assert again.recorder.state.meetings == house.recorder.state.meetings
    assert again.recorder.state.last_said == house.recorder.state.last_said
    await again.passes(minutes=40)
    assert again.network.said == []
    await again.passes(minutes=1)
    assert "ended automatically" in again.network.said[-1]


async def test_a_line_in_the_inbox_before_the_tick_is_heard_before_it(house) -> None:
    await house.hears("#startmeeting")
    await house.passes(minutes=31)
    house.clock.passes(minutes=11)
    house.recorder.put(line(99, "we are here"))
    house.keeper.look()
    await house.recorder.catch_up()
    assert house.recorder.state.meetings


async def test_it_sleeps_until_something_is_due_and_wakes_when_that_changes(journal) -> None:
    house = House(journal, idle_after=timedelta(seconds=0.2), end_after=timedelta(seconds=0.1))
    looks = 0
    look = house.keeper.look

    def counted() -> timedelta:
        nonlocal looks
        looks += 1
        return look()

    house.keeper.look = counted
    began = asyncio.get_running_loop().time()
    house.clock.now = lambda: NOON + timedelta(seconds=asyncio.get_running_loop().time() - began)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(house.recorder.run())
        keeping = tasks.create_task(house.keeper.run())
        house.recorder.put(line(0, "#startmeeting"))
        await until(lambda: any("ended automatically" in text for text in house.network.said), 5)
        keeping.cancel()
        house.recorder.close()
    assert asyncio.get_running_loop().time() - began >= 0.3
    assert looks < 12


async def test_after_a_restart_what_was_said_meanwhile_is_read_first(journal, library) -> None:
    before = House(journal)
    await before.hears("#startmeeting")
    again = House(journal, library.state((KILN,)))
    again.clock.passes(hours=3)
    async with asyncio.TaskGroup() as tasks:
        keeping = tasks.create_task(again.keeper.run(settling=timedelta(seconds=0.2)))
        await asyncio.sleep(0.05)
        assert not again.recorder._inbox
        await asyncio.sleep(0.3)
        assert again.recorder._inbox
        keeping.cancel()
