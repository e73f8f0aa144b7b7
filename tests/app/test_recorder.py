"""Nothing is said before it is kept, nothing is lost, nothing counts twice: the recorder over a real SQLite file."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.app import recorder as module
from bot.app.batch import State
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.core.chat import Interrupted, Person, PersonChanged, Room, Say
from bot.core.commands import BUILT_IN, Command, Deliveries, When, join_tables
from tests.app.fakes import KILN, NOON, FakeClock, FakeNetwork, line
from tests.meetings.stage import PEOPLE, rules
from tests.store.database import execute
from tests.waiting import until


def _broken(scene, argument):
    raise ZeroDivisionError(argument)


TABLE = join_tables(BUILT_IN, [Command("boom", "fails", _broken, when=When.ALWAYS)])


@pytest.fixture
def make(journal):
    """A recorder and the network it speaks to; `state` is what it knows from before."""

    def recorder(state: State | None = None, network: FakeNetwork | None = None) -> tuple[Recorder, FakeNetwork]:
        made = Recorder(Setting({KILN: rules()}, TABLE, PEOPLE), state or State(), journal, FakeClock(NOON))
        network = network or FakeNetwork()
        made.networks = {KILN.network: network}
        return made, network

    return recorder


def _texts(path) -> list[str]:
    return [row[0] for row in execute(path, "SELECT text FROM messages ORDER BY id")]


async def test_every_reply_goes_out_after_its_line_is_kept(make, path) -> None:
    script = ["#startmeeting", "#topic Clay", "#chair bo", "#undo", "#status", "#endmeeting"]
    kept_at_reply = []
    network = FakeNetwork(on_send=lambda _reply: kept_at_reply.append(_texts(path)[-1]))
    recorder, _ = make(network=network)
    answered = []
    for number, text in enumerate(script):
        before = len(network.sent)
        recorder.put(line(number, text))
        await recorder.catch_up()
        answered += [text] * (len(network.sent) - before)
    assert kept_at_reply == answered
    assert set(answered) == set(script)


async def test_in_a_flood_a_batch_is_folded_while_the_last_is_written_and_still_nothing_is_said_before_it_is_kept(
    make, path
) -> None:
    texts = ["#startmeeting", *(f"#topic {n}" if n % 700 == 0 else f"talk {n}" for n in range(1, 3500))]
    unkept = []

    def look(reply) -> None:
        topic = reply.text.rpartition(" ")[2] if isinstance(reply, Say) else ""
        if topic.isdigit() and f"#topic {topic}" not in _texts(path):
            unkept.append(reply)

    recorder, network = make(network=FakeNetwork(on_send=look))
    for number, text in enumerate(texts):
        recorder.put(line(number, text))
    recorder.close()
    await recorder.run()
    assert unkept == []
    assert [said for said in network.said if said.startswith("Topic: ")] == [
        f"Topic: {n}" for n in (700, 1400, 2100, 2800)
    ]
    assert _texts(path) == texts


async def test_a_line_handed_in_twice_counts_once(make, path) -> None:
    recorder, network = make()
    for message in (line(1, "#startmeeting"), line(2, "#topic Clay"), line(2, "#topic Clay")):
        recorder.put(message)
    await recorder.catch_up()
    recorder.put(line(2, "#topic Clay"))
    await recorder.catch_up()
    assert network.said.count("Topic: Clay") == 1
    assert _texts(path) == ["#startmeeting", "#topic Clay"]


async def test_the_same_id_in_another_room_is_another_line(journal, path) -> None:
    oven = Room(KILN.network, "#oven")
    setting = Setting({KILN: rules(), oven: rules("#oven")}, TABLE, PEOPLE)
    recorder = Recorder(setting, State(), journal, FakeClock())
    first = line(1, "#startmeeting")
    recorder.put(first)
    recorder.put(module.Message(oven, first.native_id, first.sent_at, first.sender, first.text))
    await recorder.catch_up()
    assert len(recorder.state.meetings) == 2


async def test_after_a_restart_what_history_tells_again_is_known(make, library, path) -> None:
    recorder, _ = make()
    said = [line(1, "#startmeeting"), line(2, "#topic Clay"), line(3, "talk"), line(4, "#action bo to go")]
    for message in said:
        recorder.put(message)
    await recorder.catch_up()
    before = library.state((KILN,))
    again, network = make(before)
    for message in said:
        recorder_line = line(int(message.native_id[1:]), message.text, replayed=True)
        again.put(recorder_line)
    again.put(line(5, "#topic Glaze", replayed=True))
    await again.catch_up()
    assert network.said == ["Topic: Glaze"]
    assert _texts(path) == ["#startmeeting", "#topic Clay", "talk", "#action bo to go", "#topic Glaze"]
    assert [topic.title for topic in again.state.meetings[KILN].topics] == ["Clay", "Glaze"]


@pytest.mark.parametrize(("late", "answers"), [(29, ["Topic: Clay"]), (31, [])])
async def test_a_command_told_late_takes_effect_and_is_answered_only_while_somebody_waits(make, late, answers) -> None:
    recorder, network = make()
    recorder.put(line(1, "#startmeeting"))
    await recorder.catch_up()
    network.sent.clear()
    recorder._clock.at = NOON + timedelta(seconds=2 + late)
    recorder.put(line(2, "#topic Clay", replayed=True))
    await recorder.catch_up()
    assert [topic.title for topic in recorder.state.meetings[KILN].topics] == ["Clay"]
    assert network.said == answers


@pytest.fixture
def quick(monkeypatch) -> None:
    monkeypatch.setattr(module, "FIRST_RETRY", 0.02)
    monkeypatch.setattr(module, "LONGEST_RETRY", 0.02)


class Disk:
    """A limit to the pages of the database, as a full disk sets one."""

    def __init__(self, journal) -> None:
        self._journal, self._pages = journal, 1 << 30
        event.listen(journal._engine, "connect", self._limit)

    def _limit(self, connection, _record) -> None:
        connection.execute(f"PRAGMA max_page_count={self._pages}")
        connection.execute("PRAGMA busy_timeout=20")

    async def has_room_for(self, pages: int) -> None:
        def limit(connection) -> None:
            self._pages = connection.exec_driver_sql("PRAGMA page_count").scalar() + pages
            connection.exec_driver_sql(f"PRAGMA max_page_count={self._pages}")

        await self._journal.run(limit)


async def test_with_a_full_disk_the_room_is_told_once_lines_wait_and_all_is_kept_when_there_is_room(
    make, journal, path, quick, caplog
) -> None:
    disk = Disk(journal)
    recorder, network = make()
    recorder.put(line(1, "#startmeeting"))
    await recorder.catch_up()
    await disk.has_room_for(0)
    network.sent.clear()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(recorder.run())
        for number in range(2, 50):
            recorder.put(line(number, "#topic " + "x" * 4000))
        await until(lambda: len(caplog.records) > 3)
        recorder.put(line(50, "#topic Later"))
        await asyncio.sleep(0.1)
        complaint = "I can't save the record now; my operator's log says why. Lines wait in memory."
        assert network.said == [complaint]
        assert _texts(path) == ["#startmeeting"]
        await disk.has_room_for(10_000)
        await until(lambda: "Topic: Later" in network.said)
        recorder.close()
    assert network.said[1] == "The record is saved again; nothing was lost."
    assert len([text for text in network.said if text.startswith("Topic: ")]) == 49
    assert len(_texts(path)) == 50
    assert all("database or disk is full: make room" in record.message for record in caplog.records[:3])


async def test_a_locked_database_is_waited_for(make, journal, path, quick) -> None:
    Disk(journal)
    recorder, network = make()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(recorder.run())
            recorder.put(line(1, "#startmeeting"))
            await until(lambda: network.sent)
            assert network.said == ["I can't save the record now; my operator's log says why. Lines wait in memory."]
            other.execute("ROLLBACK")
            await until(lambda: len(network.said) == 5)
            recorder.close()
    assert _texts(path) == ["#startmeeting"]


async def test_reading_what_is_known_waits_for_the_database_too(make, journal, path, quick) -> None:
    Disk(journal)
    recorder, network = make()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(recorder.run())
            recorder.put(line(1, "#startmeeting", replayed=True))
            await asyncio.sleep(0.1)
            other.execute("ROLLBACK")
            await until(lambda: network.sent)
            recorder.close()
    assert _texts(path) == ["#startmeeting"]


async def test_closing_keeps_what_came_before(make, path, library) -> None:
    recorder, _ = make()
    recorder.put(line(0, "#startmeeting"))
    for number in range(1, 2501):
        recorder.put(line(number, f"talk {number}"))
    recorder.close()
    await recorder.run()
    assert _texts(path) == ["#startmeeting", *(f"talk {number}" for number in range(1, 2501))]
    assert library.lines("weekly-2026-04-08") == 2501


async def test_closing_an_idle_recorder_ends_it(make) -> None:
    recorder, _ = make()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(recorder.run())
        await asyncio.sleep(0)
        recorder.close()


async def test_a_bug_in_a_command_loses_nothing_and_is_owned_up_to(make, path, caplog) -> None:
    recorder, network = make()
    for number, text in enumerate(["#startmeeting", "#topic Clay", "#boom now", "#topic Glaze"]):
        recorder.put(line(number, text))
    await recorder.catch_up()
    assert network.said[-2:] == ["ada: #boom failed. That is a bug of mine; it is in my log.", "Topic: Glaze"]
    assert _texts(path) == ["#startmeeting", "#topic Clay", "#boom now", "#topic Glaze"]
    (record,) = caplog.records
    assert (record.levelno, record.exc_info[0]) == (logging.ERROR, ZeroDivisionError)


async def test_the_end_of_a_meeting_wakes_the_dispatcher_after_its_delivery_is_queued(make, path) -> None:
    recorder, _ = make()
    queued = []
    recorder.queued = lambda: queued.append(execute(path, "SELECT publisher, state FROM deliveries"))
    for number, text in enumerate(["#startmeeting", "#endmeeting", "#startmeeting", "#abortmeeting"]):
        recorder.put(line(number, text))
        await recorder.catch_up()
    assert queued == [[("archive", "pending")]]


async def test_what_the_dispatcher_tells_is_in_the_status_and_in_the_room(make) -> None:
    recorder, network = make()
    recorder.deliveries_changed(Deliveries(waiting=1, failed=2))
    recorder.say(KILN, "Minutes: https://x.example/")
    recorder.say(Room("elsewhere", "#kiln"), "to nobody")
    recorder.put(line(1, "#status"))
    await recorder.catch_up()
    assert network.sent == [
        Say(KILN, "Minutes: https://x.example/"),
        Say(KILN, "No meeting is running here. Deliveries: 1 waiting, 2 failed."),
    ]


async def test_what_the_dispatcher_tells_while_a_batch_is_recorded_stands(make) -> None:
    recorder, _ = make()
    recorder.put(line(1, "#startmeeting"))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(recorder.catch_up())
        await asyncio.sleep(0)
        recorder.deliveries_changed(Deliveries(failed=3))
    assert recorder.state.meetings
    assert recorder.state.deliveries == Deliveries(failed=3)


async def test_bots_and_private_words_do_not_move_the_place_up_to_which_a_room_was_heard(make, path) -> None:
    recorder, _ = make()
    recorder.put(line(1, "heard"))
    recorder.put(line(2, "beep", from_bot=True))
    recorder.put(line(3, "#startmeeting", private=True))
    await recorder.catch_up()
    assert execute(path, "SELECT native_id FROM cursors") == [("m1",)]


async def test_rooms_that_are_not_ours_and_talk_between_meetings_are_not_kept(make, path) -> None:
    recorder, network = make()
    other = Room(KILN.network, "#other")
    recorder.put(module.Message(other, "x", NOON, Person("k", "ada"), "#startmeeting"))
    recorder.put(line(1, "talk"))
    recorder.put(line(2, "[off] secret"))
    recorder.put(Interrupted(KILN, NOON, NOON))
    recorder.put(PersonChanged(KILN.network, NOON, Person("k", "ada"), Person("k", "ada_")))
    await recorder.catch_up()
    assert _texts(path) == []
    assert network.sent == []
    assert execute(path, "SELECT room, native_id FROM cursors") == [("kiln/#kiln", "m2")]
