"""Publishing on order: meetings that ended, to publishers, now; beside a running bot."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass

from bot.app.dispatcher import Dispatcher
from bot.config import Config
from bot.runtime.jobs import Published, attempt, quiet_dispatcher
from bot.runtime.plugins import ConfiguredPublisher, configured_publishers, open_publishers
from bot.runtime.record import Record, open_record
from bot.runtime.world import World
from bot.store.by_hand import OrderError, take
from bot.store.library import MeetingRow
from bot.store.locks import job

AT_ONCE = 8  # editions published at once, where nobody minds

Told = Callable[[Published], None]
Meter = Callable[[int], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True, slots=True)
class Order:
    """What to publish: these meetings (none: all that ended), to one publisher or ("") to those of their rooms.

    `again`: also what was delivered already, whatever that does to readers.
    """

    meetings: tuple[str, ...] = ()
    to: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What the work needs at hand."""

    record: Record
    dispatcher: Dispatcher
    world: World
    told: Told


async def publish(config: Config, order: Order, told: Told, meter: Meter, world: World | None = None) -> None:
    """Publish what is ordered; `told` hears of each delivery, `meter` is given their number and told each step.

    Raises:
        bot.config.ConfigError: the config can't be used.
        bot.store.sqlite.StoreError: the database can't be used.
        bot.store.by_hand.OrderError: a meeting or a publisher is not there, or not to be published.
    """
    world = world or World()
    configured = configured_publishers(config)
    with closing(open_record(config, world)) as record:
        work, left_out = plan(config, configured, order, record.library.meetings())
        await record.queue.recover_if_alone(world.clock.now())
        for name, meeting_id in left_out:
            told(Published(meeting_id, name, None, state="left out"))
        with job(config.store.url), meter(sum(map(len, work.values()))) as step:
            async with open_publishers({name: configured[name] for name in work}) as publishers:
                desk = Desk(record, quiet_dispatcher(record, publishers, world), world, told)
                for name, meetings in work.items():
                    await _to_publisher(desk, configured[name], meetings, order, step)


def plan(
    config: Config, configured: Mapping[str, ConfiguredPublisher], order: Order, meetings: Sequence[MeetingRow]
) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Meeting ids by publisher, oldest meeting first; and the publishers and meetings that are left out.

    "All" without a publisher's name means those that may be published again: nobody mails a thousand old minutes by a
    slip of the hand.
    """
    if order.to and order.to not in configured:
        raise OrderError(f'there is no publisher "{order.to}"; the config has {", ".join(configured) or "none"}')
    rooms = {room.room.key: room.publish for room in config.rooms}
    work: dict[str, list[str]] = {}
    left_out: list[tuple[str, str]] = []
    for row in _chosen(order, {row.id: row for row in meetings}):
        here = rooms.get(row.room)
        for name in [order.to] if order.to else configured if here is None else here:
            if order.to or order.meetings or configured[name].plugin.rebuildable:
                work.setdefault(name, []).append(row.id)
            else:
                left_out.append((name, row.id))
    return work, left_out


def _chosen(order: Order, known: Mapping[str, MeetingRow]) -> list[MeetingRow]:
    if not order.meetings:
        return [row for row in reversed([*known.values()]) if row.state == "ended"]
    for meeting_id in order.meetings:
        if meeting_id not in known:
            raise OrderError(f"there is no meeting {meeting_id}; `minutebot meetings` lists them")
        if known[meeting_id].state != "ended":
            raise OrderError(f"{meeting_id} is {known[meeting_id].state}; only meetings that ended are published")
    return [known[meeting_id] for meeting_id in dict.fromkeys(order.meetings)]


async def _to_publisher(
    desk: Desk, publisher: ConfiguredPublisher, meetings: list[str], order: Order, step: Callable[[int], None]
) -> None:
    queued = iter(meetings)
    repeat = order.again or publisher.plugin.rebuildable
    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE if publisher.plugin.rebuildable else 1):
            tasks.create_task(_work(desk, publisher.name, queued, step, repeat=repeat))


async def _work(
    desk: Desk, publisher: str, queued: Iterator[str], step: Callable[[int], None], *, repeat: bool
) -> None:
    """Take one meeting after the other from those that are left."""
    for meeting_id in queued:
        desk.told(await _one(desk, publisher, meeting_id, repeat=repeat))
        step(1)


async def _one(desk: Desk, publisher: str, meeting_id: str, *, repeat: bool) -> Published:
    now = desk.world.clock.now()
    taken = await desk.record.journal.run(
        lambda connection: take(connection, meeting_id, publisher, now, repeat=repeat)
    )
    if isinstance(taken, str):
        return Published(meeting_id, publisher, None, state=taken)
    return await attempt(desk.record, desk.dispatcher, taken)
