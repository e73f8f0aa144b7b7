"""Publishing on order: meetings that ended, to publishers, now; beside a running bot."""

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from bot.api import Attempt, Edition, Preview, Publisher, Receipt
from bot.app.batch import DRAFT
from bot.app.dispatcher import Dispatcher
from bot.app.ports import Delivery
from bot.config import Config
from bot.config.publishers import destinations
from bot.core.destinations import Destination, Destinations
from bot.runtime.catching_up import catch_up
from bot.runtime.gauge import Gauge, Meter
from bot.runtime.jobs import Published, attempt, quiet_dispatcher
from bot.runtime.plugins import ConfiguredPublisher, configured_publishers, open_publishers
from bot.runtime.record import Record, open_record
from bot.runtime.world import SWITCH_INTERVAL, World
from bot.store.by_hand import OrderError, take
from bot.store.library import MeetingRow
from bot.store.locks import job

AT_ONCE = 64  # editions published at once, where nobody minds

Told = Callable[[Published], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What to publish: these meetings (none: all that ended), to one publisher or ("") to those of their rooms.

    `again`: also what was delivered already, whatever that does to readers.
    """

    meetings: tuple[str, ...] = ()
    to: str = ""
    again: bool = False


@dataclass(slots=True)
class Together:
    """A publisher that gets the editions of a group all at once, when the last one is made.

    An archive then lists them once, and not each.
    """

    publisher: Publisher
    missing: set[str] = field(default_factory=set)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def expect(self, meeting_ids: set[str]) -> None:
        """The next group."""
        self.missing = meeting_ids
        self.ready.clear()

    def arrived(self, meeting_id: str) -> None:
        """This one is made, or can't be."""
        self.missing.discard(meeting_id)
        if not self.missing:
            self.ready.set()

    async def publish(self, edition: Edition, attempt: Attempt) -> Receipt:
        self.arrived(edition.minutes.meeting_id)
        await self.ready.wait()
        return await self.publisher.publish(edition, attempt)

    async def preview(self, edition: Edition, attempt: Attempt) -> Sequence[Preview]:
        return await self.publisher.preview(edition, attempt)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the work needs at hand."""

    record: Record
    world: World
    together: Mapping[str, Together]
    dispatcher: Dispatcher
    told: Told


async def publish(config: Config, order: Order, told: Told, meter: Meter, world: World | None = None) -> None:
    """Publish what is ordered; `told` hears of each delivery, `meter` is given their number and told each step.

    Raises:
        bot.config.ConfigError: the config can't be used.
        bot.store.sqlite.StoreError: the database can't be used.
        bot.store.by_hand.OrderError: a meeting or a publisher is not there, or not to be published.
        bot.runtime.catching_up.UnfinishedError: all is published, but not everything leads to it yet.
    """
    world = world or World()
    sys.setswitchinterval(SWITCH_INTERVAL)  # rendering and filing in threads must not hold each other up
    configured = configured_publishers(config)
    with closing(open_record(config, world)) as record:
        rows = chosen(order, record.library.meetings(), record.library.reopened())
        work, left_out = plan(config, configured, order, rows)
        await record.queue.recover_if_alone(world.clock.now())
        for name, row, why in left_out:
            told(Published(row.id, name, None, state=why, revision=row.revision))
        with job(config.store.url), meter(sum(map(len, work.values()))) as step, Gauge(meter) as gauge:
            async with open_publishers({name: configured[name] for name in work}) as publishers:
                gauge.watch(publishers.values())
                together = {name: Together(publisher) for name, publisher in publishers.items()}
                desk = Desk(record, world, together, quiet_dispatcher(record, together, world), told)
                for name, meetings in work.items():
                    await _to_publisher(desk, configured[name], [row.id for row in meetings], order, step)
                await catch_up(publishers, record.trees.tree)


def plan(
    config: Config, configured: Mapping[str, ConfiguredPublisher], order: Order, meetings: Sequence[MeetingRow]
) -> tuple[dict[str, list[MeetingRow]], list[tuple[str, MeetingRow, str]]]:
    """Meetings by publisher, the oldest first; and the publishers and meetings that are left out, and why.

    "All" without a publisher's name means those that may be published again: nobody mails a thousand old minutes by a
    slip of the hand. A meeting goes where it went when it ended, or where an order sends it that names both.
    """
    if order.to and order.to not in configured:
        raise OrderError(f'there is no publisher "{order.to}"; the config has {", ".join(configured) or "none"}')
    named_both = bool(order.to and order.meetings)
    rooms = {row.room: _in_room(config, row.room, order) for row in meetings}
    work: dict[str, list[MeetingRow]] = {}
    left_out: list[tuple[str, MeetingRow, str]] = []
    for row in meetings:
        for each in [Destination(order.to, chosen=True)] if named_both else _going(rooms[row.room], row):
            if not each.gets(row.series, private=row.private):
                left_out.append((each.name, row, "private"))
            elif order.to or order.meetings or configured[each.name].plugin.rebuildable:
                work.setdefault(each.name, []).append(row)
            else:
                left_out.append((each.name, row, "left out"))
    return work, left_out


def _going(destinations: Destinations, row: MeetingRow) -> list[Destination]:
    """Of a draft also those that take no minutes; who takes no drafts says so."""
    taken = (each for each in destinations.all if each.finals or row.revision == DRAFT)
    return [each for each in taken if each.is_for(row.series)]


def _in_room(config: Config, key: str, order: Order) -> Destinations:
    """The publishers for what is held in a room: those of its setting, or the one ordered if it is for that room."""
    room = next((each for each in config.rooms if each.room.key == key), None)
    named = config.confided(room) if room else None
    tables = {name: config.publishers[name] for name in (config.publishers if named is None else named)}
    if order.to:
        named = named if named and order.to in named else None
        tables = {order.to: config.publishers[order.to]}
    held = config.held_with(room) if room else ()
    return destinations(tables, held, {}, config.series_rules(), named=named is not None)


def chosen(
    order: Order, meetings: Sequence[MeetingRow], reopened: set[str], *, running: bool = False
) -> list[MeetingRow]:
    """The meetings ordered, oldest first; a meeting that was reopened has had a revision, however it stands now.

    `running`: also one that runs, if it is named.

    Raises:
        OrderError: one is not there, or not to be published.
    """
    known = {row.id: row for row in meetings}
    wanted = {"ended", "running"} if running and order.meetings else {"ended"}
    revised = reopened | {row.id for row in meetings if row.state in wanted}
    if not order.meetings:
        return [row for row in reversed(meetings) if row.id in revised]
    for meeting_id in order.meetings:
        if meeting_id not in known:
            raise OrderError(f"there is no meeting {meeting_id}; `minutebot meetings` lists them")
        if meeting_id not in revised:
            raise OrderError(f"{meeting_id} is {known[meeting_id].state}; only meetings that ended are published")
    return [known[meeting_id] for meeting_id in dict.fromkeys(order.meetings)]


async def _to_publisher(
    desk: Desk, publisher: ConfiguredPublisher, meetings: list[str], order: Order, step: Callable[[int], None]
) -> None:
    repeat = order.again or publisher.plugin.rebuildable
    size = AT_ONCE if publisher.plugin.rebuildable else 1
    for begin in range(0, len(meetings), size):
        group = meetings[begin : begin + size]
        taken = await _take(desk, publisher.name, group, repeat=repeat)
        for meeting_id, state in taken.items():
            if isinstance(state, str):
                desk.told(Published(meeting_id, publisher.name, None, state=state))
        await _deliver(desk, publisher.name, [each for each in taken.values() if isinstance(each, Delivery)])
        step(len(group))


async def _take(desk: Desk, publisher: str, group: list[str], *, repeat: bool) -> dict[str, Delivery | str]:
    """Claim the deliveries of a group, in one transaction."""
    now = desk.world.clock.now()
    return await desk.record.journal.run(
        lambda connection: {each: take(connection, each, publisher, now, repeat=repeat) for each in group}
    )


async def _deliver(desk: Desk, publisher: str, deliveries: list[Delivery]) -> None:
    together = desk.together[publisher]
    together.expect({delivery.meeting_id for delivery in deliveries})
    async with asyncio.TaskGroup() as tasks:
        for delivery in deliveries:
            tasks.create_task(_one(desk, together, delivery))


async def _one(desk: Desk, together: Together, delivery: Delivery) -> None:
    try:
        desk.told(await attempt(desk.record, desk.dispatcher, delivery))
    finally:
        together.arrived(delivery.meeting_id)
