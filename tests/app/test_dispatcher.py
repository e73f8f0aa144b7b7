"""Deliveries end well, later, or in words: the dispatcher over the real queue."""

import asyncio
import logging
import random
from datetime import timedelta

import pytest

from bot.api import PermanentError, Receipt, Standing, TemporaryError
from bot.app import dispatcher as module
from bot.app.batch import Batch
from bot.app.dispatcher import BACKOFF, Dispatcher, Outlet
from bot.app.editions import Editor
from bot.core.commands import Deliveries
from bot.core.compose import Composer
from bot.core.destinations import Destination
from bot.core.events import Entry, MinutesAmended
from bot.render.renderer import JinjaRenderer
from bot.store.journal import write
from bot.store.queue import Queue
from tests.app.fakes import KILN, FakeClock, FakePublisher
from tests.meetings.stage import PEOPLE, rules, stage
from tests.waiting import until

DAY = timedelta(days=1)


class Post:
    """A meeting that ended, its delivery to "archive" queued, and a dispatcher over fakes."""

    def __init__(self, journal, library, publishers: dict[str, FakePublisher], seed: int = 8) -> None:
        self.journal, self.library, self.publishers = journal, library, publishers
        self.said: list[tuple[str, str]] = []
        self.health: list[Deliveries] = []
        on = stage(rules(to=tuple(map(Destination, publishers))))
        on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
        on.play("ada: #startmeeting", "ada: #info x", "ada: #endmeeting")
        self.on = on
        self.clock = FakeClock(on.now)
        self.queue = Queue(journal)
        editor = Editor(library, Composer(PEOPLE), JinjaRenderer(), "5eed")
        outlet = Outlet(lambda room, text: self.said.append((room.key, text)), self.health.append)
        rng = random.Random(seed)
        self.dispatcher = Dispatcher(self.queue, publishers, editor.delivered, self.clock, outlet, rng)

    async def amend(self) -> None:
        """Another revision is made, and queued."""
        batches: list[Batch] = []
        self.on.keep = batches.append
        self.on.apply(Entry(self.on.state.ended[KILN].next_seq, self.on.now, 0, MinutesAmended("")))
        await self.journal.write(batches[-1])

    async def attempt(self, name: str = "archive") -> Receipt | None:
        delivery = await self.queue.claim_due(name, self.clock.now())
        assert delivery is not None, "nothing is due"
        return await self.dispatcher.deliver(delivery)

    @property
    def row(self):
        return self.library.delivery(1)


@pytest.fixture
def post(journal, library):
    def make(*script: BaseException | Receipt, seed: int = 8) -> Post:
        return Post(journal, library, {"archive": FakePublisher(list(script))}, seed)

    return make


@pytest.mark.parametrize("standing", list(Standing))
async def test_what_was_published_is_finished_and_said(post, standing) -> None:
    at = post(Receipt(standing, "https://x.example/", "Minutes: https://x.example/", "written"))
    assert await at.attempt()
    row = at.row
    assert (row.state, row.url, row.detail, row.attempts, row.last_error) == (
        *(standing.value, "https://x.example/", "written", 1, ""),
    )
    assert at.said == [("kiln/#kiln", "Minutes: https://x.example/")]
    assert at.health == [Deliveries()]
    assert at.publishers["archive"].editions == [("weekly-2026-04-08", 1)]
    assert await at.queue.claim_due("archive", at.clock.now() + DAY) is None


async def test_a_receipt_that_says_nothing_is_not_said(post) -> None:
    at = post(Receipt(Standing.CONFIRMED))
    await at.attempt()
    assert at.said == []


async def test_what_is_said_is_one_line(post) -> None:
    at = post(Receipt(Standing.SENT, said="two\r\nlines\0"))
    await at.attempt()
    assert at.said == [("kiln/#kiln", "two lines")]


@pytest.mark.parametrize("seed", range(5))
async def test_a_temporary_failure_is_tried_again_later_and_later(post, seed) -> None:
    at = post(*(TemporaryError("4.7.1 greylisted") for _ in range(8)), seed=seed)
    for attempt in range(1, 9):
        assert await at.attempt() is None
        pause = (at.row.next_at - at.clock.now()) / BACKOFF[min(attempt, len(BACKOFF)) - 1]
        assert 0.8 <= pause <= 1.2
        assert (at.row.state, at.row.last_error, at.row.attempts) == ("pending", "4.7.1 greylisted", attempt)
        assert await at.queue.claim_due("archive", at.row.next_at - timedelta(seconds=1)) is None
        at.clock.at = at.row.next_at
    assert at.said == [], "nobody is told of what mends itself"
    assert at.health[-1] == Deliveries(waiting=1)
    assert await at.attempt()


async def test_pauses_are_not_all_alike(post) -> None:
    at = post(*(TemporaryError("x") for _ in range(12)))
    pauses = set()
    for _ in range(12):
        await at.attempt()
        pauses.add(at.row.next_at - at.clock.now())
        at.clock.at = at.row.next_at
    assert len(pauses) == 12


async def test_a_publisher_may_say_when(post) -> None:
    at = post(TemporaryError("busy", retry_after=7))
    await at.attempt()
    assert at.row.next_at - at.clock.now() == timedelta(seconds=7)


async def test_a_permanent_failure_is_said_in_the_room_and_not_tried_again(post) -> None:
    at = post(PermanentError("550 no such list"))
    assert await at.attempt() is None
    assert (at.row.state, at.row.last_error) == ("failed", "550 no such list")
    assert at.said == [("kiln/#kiln", "The minutes could not be delivered to archive: 550 no such list")]
    assert at.health == [Deliveries(failed=1)]
    assert await at.queue.claim_due("archive", at.clock.now() + 9 * DAY) is None


@pytest.mark.parametrize("bug", [ZeroDivisionError("oops"), None])
async def test_a_publishers_bug_is_logged_with_its_traceback_and_tried_again(post, caplog, bug) -> None:
    at = post()
    at.publishers["archive"].script = [bug]
    await at.attempt()
    assert at.row.state == "pending"
    assert at.row.last_error.startswith("bug: ")
    assert at.said == []
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info[0] in {ZeroDivisionError, TypeError}


async def test_after_five_days_a_delivery_is_given_up_and_the_room_told(post) -> None:
    at = post(*(TemporaryError("down") for _ in range(7)))
    for _ in range(6):
        await at.attempt()
        at.clock.at = at.row.next_at
    assert at.row.state == "pending"
    at.clock.passes(days=5)
    await at.attempt()
    assert (at.row.state, at.row.last_error) == ("failed", "given up after 5 days: down")
    assert at.said == [("kiln/#kiln", "The minutes could not be delivered to archive: given up after 5 days: down")]


async def test_a_bot_that_was_off_for_a_week_tries_more_than_once(post) -> None:
    at = post(TemporaryError("no network yet"))
    at.clock.passes(days=7)
    await at.attempt()
    assert at.row.state == "pending"


async def test_a_meeting_that_is_not_there_is_a_bug_and_not_the_end(journal, library, caplog) -> None:
    at = Post(journal, library, {"archive": FakePublisher()})
    at.dispatcher._edition = lambda _meeting, _revision, _publisher: library.nothing
    await at.attempt()
    assert at.row.last_error.startswith("bug: AttributeError")


@pytest.mark.parametrize(("committed", "state"), [(True, "uncertain"), (False, "pending")])
async def test_an_attempt_cut_off_is_waiting_again_and_uncertain_after_the_point_of_no_return(
    post, committed, state
) -> None:
    at = post(TemporaryError("again"))

    async def during(attempt) -> None:
        await attempt.keep(b"the mail")
        if committed:
            await attempt.point_of_no_return()
        raise asyncio.CancelledError

    at.publishers["archive"].during = during
    with pytest.raises(asyncio.CancelledError):
        await at.attempt()
    assert at.row.state == "sending"
    await at.queue.recover(at.clock.now())
    assert (at.row.state, at.row.payload) == (state, b"the mail")
    seen = []

    async def then(attempt) -> None:
        seen.append((attempt.number, attempt.kept, attempt.uncertain_since is not None))
        if committed:
            await attempt.certain_failure()

    at.publishers["archive"].during = then
    await at.attempt()
    assert seen == [(2, b"the mail", committed)]
    assert at.row.attempts == 2


async def test_what_an_attempt_keeps_it_has(post) -> None:
    at = post()
    seen = []

    async def during(attempt) -> None:
        seen.append(attempt.kept)
        await attempt.keep(b"one")
        await attempt.keep(b"two")
        seen.extend([attempt.kept, attempt.queued_at, attempt.now])

    at.publishers["archive"].during = during
    await at.attempt()
    assert seen == [None, b"two", at.row.queued_at, at.clock.now()]
    assert at.row.payload == b"two"


async def test_a_slow_publisher_holds_up_nobody_else(journal, library) -> None:
    slow, quick = FakePublisher(gate=asyncio.Event()), FakePublisher()
    at = Post(journal, library, {"slow": slow, "quick": quick})
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(at.dispatcher.run())
        await until(lambda: library.delivery(2).state == "confirmed")
        assert library.delivery(1).state == "sending"
        slow.gate.set()
        await until(lambda: library.delivery(1).state == "confirmed")
        running.cancel()


async def test_woken_the_dispatcher_looks_at_once_and_sleeps_on(journal, library) -> None:
    at = Post(journal, library, {"archive": FakePublisher()})
    looks, look = [], at.queue.claim_due

    async def counted(*what: object):
        looks.append(what)
        return await look(*what)

    at.queue.claim_due = counted
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(at.dispatcher.run())
        await until(lambda: len(looks) == 2)
        await at.amend()
        at.dispatcher.wake()
        await until(lambda: library.delivery(2).state == "confirmed")
        await asyncio.sleep(0.2)
        assert len(looks) < 8, "it does not spin"
        running.cancel()
    assert at.publishers["archive"].editions[-1] == ("weekly-2026-04-08", 2)


async def test_at_start_what_was_being_sent_is_taken_up(journal, library) -> None:
    at = Post(journal, library, {"archive": FakePublisher()})
    await at.queue.claim_due("archive", at.clock.now())
    assert await at.queue.health() == Deliveries(waiting=1)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(at.dispatcher.run())
        await until(lambda: at.row.state == "confirmed")
        running.cancel()


async def test_what_becomes_due_is_delivered_without_a_wake(journal, library) -> None:
    at = Post(journal, library, {"archive": FakePublisher([TemporaryError("soon", retry_after=0.05)])})
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(at.dispatcher.run())
        await until(lambda: at.row.attempts == 1 and at.row.state == "pending")
        at.clock.passes(seconds=1)
        await until(lambda: at.row.state == "confirmed")
        running.cancel()


async def test_a_full_disk_ends_nothing_and_no_outcome_is_lost(post, journal, monkeypatch, caplog) -> None:
    monkeypatch.setattr(module, "UNWRITABLE_PAUSE", 0.02)
    at = post(Receipt(Standing.CONFIRMED, said="Minutes: x"))

    async def fill(_attempt) -> None:
        await journal.run(lambda connection: connection.exec_driver_sql("PRAGMA query_only=ON"))

    at.publishers["archive"].during = fill
    async with asyncio.TaskGroup() as tasks:
        delivering = tasks.create_task(at.attempt())
        await until(lambda: any("can't be kept" in record.message for record in caplog.records))
        await delivering
    assert at.row.state == "confirmed"
    assert at.said == [("kiln/#kiln", "Minutes: x")]


async def test_an_attempt_that_could_not_be_kept_is_tried_again(post, journal, monkeypatch) -> None:
    monkeypatch.setattr(module, "UNWRITABLE_PAUSE", 0.02)
    at = post()

    async def keep_on_a_full_disk(attempt) -> None:
        await journal.run(lambda connection: connection.exec_driver_sql("PRAGMA query_only=ON"))
        await attempt.keep(b"the mail")

    at.publishers["archive"].during = keep_on_a_full_disk
    await at.attempt()
    assert at.row.state == "pending"
    assert "readonly" in at.row.last_error
    assert not at.row.last_error.startswith("bug")
