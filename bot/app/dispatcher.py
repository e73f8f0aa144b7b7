"""The dispatcher: due deliveries, one worker a publisher, backoff, and the word to the room."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.api import (
    Announcement,
    Announcing,
    Confirming,
    Edition,
    PermanentError,
    Publisher,
    PublishError,
    Receipt,
    Standing,
    TemporaryError,
)
from bot.app.letters import Letter, Verdict
from bot.app.ports import Clock, Delivery, DeliveryQueue, UnwritableError
from bot.core.chat import Room
from bot.core.commands import Deliveries
from bot.core.text import one_line

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60))
GIVE_UP_AFTER = timedelta(days=5)
JITTER = 0.2
LONGEST_SLEEP = 30.0  # seconds: a job of the command line may have queued something
UNWRITABLE_PAUSE = 10.0
LOOK_AGAIN = 300.0
T = TypeVar("T")
Said = Edition | Announcement
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outlet:
    """What the dispatcher tells, and whom: rooms what happened, the recorder how deliveries stand."""

    say: Callable[[Room, str], None]
    deliveries_changed: Callable[[Deliveries], None]


@dataclass(frozen=True, slots=True)
class DurableAttempt:
    """Implements `bot.api.Attempt` over the queue."""

    queue: DeliveryQueue
    clock: Clock
    delivery: Delivery
    holder: list[bytes]

    @property
    def number(self) -> int:
        return self.delivery.attempts

    @property
    def queued_at(self) -> datetime:
        return self.delivery.queued_at

    @property
    def uncertain_since(self) -> datetime | None:
        return self.delivery.uncertain_since

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def kept(self) -> bytes | None:
        return self.holder[-1] if self.holder else self.delivery.payload

    async def keep(self, payload: bytes) -> None:
        await self.queue.keep(self.delivery.id, payload)
        self.holder.append(payload)

    async def point_of_no_return(self) -> None:
        await self.queue.commit(self.delivery.id, self.clock.now())

    async def certain_failure(self) -> None:
        await self.queue.commit(self.delivery.id, self.delivery.uncertain_since)  # an earlier attempt's doubt stays


class Dispatcher:
    """Brings every queued edition to its publisher, however often it takes; announcements as well.

    `announcement` makes one by its id, for a publisher.
    """

    def __init__(
        self,
        queue: DeliveryQueue,
        publishers: Mapping[str, Publisher],
        edition: Callable[[str, int, str], Edition],
        clock: Clock,
        outlet: Outlet,
        rng: random.Random,
    ) -> None:
        self._queue = queue
        self._publishers = publishers
        self._edition = edition
        self._clock = clock
        self._outlet = outlet
        self._rng = rng
        self._wakers = {name: asyncio.Event() for name in publishers}
        self.announcement: Callable[[int, str], Announcement] = _none

    def wake(self) -> None:
        """Look at the queue now."""
        for waker in self._wakers.values():
            waker.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        await _kept(lambda: self._queue.recover(self._clock.now()))
        async with asyncio.TaskGroup() as tasks:
            for name in self._publishers:
                tasks.create_task(self._serve(name), name=f"deliver to {name}")

    async def _serve(self, name: str) -> None:
        while True:
            self._wakers[name].clear()
            delivery = await _kept(lambda: self._queue.claim_due(name, self._clock.now()))
            if delivery is not None:
                await self.deliver(delivery)
                continue
            sent = await _kept(lambda: self._queue.to_look_for(name, self._clock.now()))
            if sent is not None:
                await self.look_for(sent)
                continue
            due = await _kept(lambda: self._queue.next_due(name))
            pause = (due - self._clock.now()).total_seconds() if due else LONGEST_SLEEP
            try:
                async with asyncio.timeout(max(0.05, min(pause, LONGEST_SLEEP))):
                    await self._wakers[name].wait()
            except TimeoutError:
                pass

    async def deliver(self, delivery: Delivery) -> Receipt | None:
        """One attempt at a claimed delivery; the receipt when it succeeded."""
        said: Said | None = None
        try:
            said = await _walled(asyncio.to_thread(self._made, delivery), delivery)
            attempt = DurableAttempt(self._queue, self._clock, delivery, [])
            receipt = await _walled(_receipt(_handed(self._publishers[delivery.publisher], said, attempt)), delivery)
        except PermanentError as error:
            await self._failed(delivery, said, str(error))
        except TemporaryError as error:
            await self._postponed(delivery, said, str(error), error.retry_after)
        except UnwritableError as error:
            await self._postponed(delivery, said, str(error), None)
        else:
            await _kept(lambda: self._queue.finish(delivery.id, receipt, self._clock.now()))
            logger.info("%s: %s %s", delivery.name, delivery.publisher, receipt.detail or receipt.standing.value)
            self._say(said, receipt.said)
            await self._tell_health()
            return receipt
        await self._tell_health()
        return None

    async def look_for(self, sent: Delivery) -> None:
        """Whether readers see by now what was sent."""
        receipt = await self._seen(sent)
        await _kept(lambda: self._queue.looked(sent, receipt, self._clock.now()))
        if receipt.said and (receipt.standing is Standing.CONFIRMED or not sent.last_error):
            logger.info("%s: %s: %s", sent.name, sent.publisher, receipt.said)
            self._say(await self._what(sent), receipt.said)

    async def judged(self, delivery: Delivery, letter: Letter) -> None:
        """A list, or a server further on, said what became of a mail. Of one that readers see nobody can say so."""
        if delivery.state != Standing.SENT.value:
            return
        sent = await self._what(delivery)
        if letter.verdict is Verdict.HELD:
            said = f"{delivery.publisher} holds {_called(delivery)} for a moderator: {letter.reason}"
            receipt = Receipt(Standing.SENT, said=said, look_after=LOOK_AGAIN)
            await _kept(lambda: self._queue.looked(delivery, receipt, self._clock.now()))
            self._say(sent, said)
        else:
            await self._failed(delivery, sent, f"{letter.verdict.value if letter.verdict else ''}: {letter.reason}")
        await self._tell_health()

    async def _seen(self, sent: Delivery) -> Receipt:
        publisher = self._publishers[sent.publisher]
        if not isinstance(publisher, Confirming):
            return Receipt(Standing.SENT)
        try:
            attempt = DurableAttempt(self._queue, self._clock, sent, [])
            return await _walled(_receipt(publisher.confirm(attempt)), sent)
        except TemporaryError as error:
            logger.warning("%s: %s: can't tell whether it is there: %s", sent.name, sent.publisher, error)
            return Receipt(Standing.SENT, said=sent.last_error, look_after=error.retry_after or LOOK_AGAIN)
        except PermanentError as error:
            return Receipt(Standing.SENT, said=str(error))

    async def _postponed(self, delivery: Delivery, said: Said | None, error: str, after: float | None) -> None:
        now = self._clock.now()
        if now - delivery.queued_at > GIVE_UP_AFTER and delivery.attempts >= len(BACKOFF):
            await self._failed(delivery, said, f"given up after {GIVE_UP_AFTER.days} days: {error}")
            return
        until = now + (timedelta(seconds=after) if after is not None else self._backoff(delivery.attempts))
        logger.warning("%s: %s: %s; next try %s", delivery.name, delivery.publisher, error, f"{until:%H:%M:%S} UTC")
        await _kept(lambda: self._queue.postpone(delivery.id, error, now, until))

    async def _failed(self, delivery: Delivery, said: Said | None, error: str) -> None:
        logger.error("%s: %s: %s", delivery.name, delivery.publisher, error)
        await _kept(lambda: self._queue.fail(delivery.id, error, self._clock.now()))
        self._say(said, f"{_called(delivery).capitalize()} could not be delivered to {delivery.publisher}: {error}")

    def _backoff(self, attempts: int) -> timedelta:
        step = BACKOFF[min(attempts, len(BACKOFF)) - 1]
        return step * self._rng.uniform(1 - JITTER, 1 + JITTER)

    async def _what(self, sent: Delivery) -> Said | None:
        """What was sent; None where it can't be made any more."""
        try:
            return await _walled(asyncio.to_thread(self._made, sent), sent)
        except PublishError:
            return None

    def _made(self, delivery: Delivery) -> Said:
        """What is delivered. Takes as long as composing takes."""
        if delivery.announcement:
            return self.announcement(delivery.announcement, delivery.publisher)
        return self._edition(delivery.meeting_id, delivery.revision, delivery.publisher)

    def _say(self, said: Said | None, text: str) -> None:
        for key in _rooms(said) if text else ():
            network, _, name = key.partition("/")
            self._outlet.say(Room(network, name), one_line(text))

    async def _tell_health(self) -> None:
        self._outlet.deliveries_changed(await _kept(self._queue.health))


def _called(delivery: Delivery) -> str:
    return "an announcement" if delivery.announcement else "the minutes"


def _none(announcement_id: int, publisher: str) -> Announcement:  # noqa: ARG001 - there is none for anybody
    raise LookupError(f"there is no announcement {announcement_id}")


async def _handed(publisher: Publisher, said: Said, attempt: DurableAttempt) -> object:
    """What the publisher made of an edition, or of an announcement."""
    match said:
        case Edition():
            return await publisher.publish(said, attempt)
        case Announcement() if isinstance(publisher, Announcing):
            return await publisher.announce(said, attempt)
        case _:
            raise PermanentError("it does not announce meetings; see `to` in [series.announce]")


def _rooms(said: Said | None) -> tuple[str, ...]:
    """Who hears of it, by their keys."""
    match said:
        case Edition(minutes=minutes):
            return minutes.rooms or (minutes.room,)
        case Announcement(told=told):
            return told
        case None:
            return ()


async def _receipt(returned: Awaitable[object]) -> Receipt:
    receipt = await returned
    if not isinstance(receipt, Receipt):
        raise TypeError(f"the publisher returned {receipt!r}, not a Receipt")
    return receipt


async def _walled(asked: Awaitable[T], delivery: Delivery) -> T:
    """What a publisher does, or the making of an edition; a bug in it is tried again later."""
    try:
        return await asked
    except (PublishError, UnwritableError):
        raise
    except Exception as error:  # one of the two walls: a bug in a publisher must not end the others
        logger.exception("delivery %d of %s to %s failed", delivery.id, delivery.name, delivery.publisher)
        raise TemporaryError(f"bug: {type(error).__name__}: {error}") from error


async def _kept(ask: Callable[[], Awaitable[T]]) -> T:
    """The queue's answer, once the record can be written: a full disk must not end the bot, nor lose an outcome."""
    while True:
        try:
            return await ask()
        except UnwritableError as error:
            logger.error("the queue of deliveries can't be kept: %s", error)  # noqa: TRY400 - for an operator
        await asyncio.sleep(UNWRITABLE_PAUSE)
