"""The running bot. One TaskGroup owns every task; shutting down drains."""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import Any

from bot.api import Publisher
from bot.app.clock import Timekeeper
from bot.app.dispatcher import Dispatcher, Outlet
from bot.app.indexing import Indexer
from bot.app.ports import Keeping, Network, NetworkError
from bot.app.privacy import said_private
from bot.app.recorder import Recorder
from bot.app.setting import Setting
from bot.config import Config, IrcNetwork, MatrixNetwork, RoomSettings
from bot.core.chat import Room
from bot.runtime.announcing import Correspondence, corresponding, plans
from bot.runtime.catching_up import catch_up_at_start
from bot.runtime.copying import copying
from bot.runtime.orphans import orphans
from bot.runtime.plugins import configured_publishers, open_publishers, setting
from bot.runtime.record import Record, open_record
from bot.runtime.world import SWITCH_INTERVAL, World, release
from bot.store.locks import only_bot
from bot.store.postbox import Postbox
from bot.store.searching import tend
from bot.store.sqlite import path_of

logger = logging.getLogger(__name__)


def networks(config: Config, world: World, record: Record) -> dict[str, Network]:
    """One client for each network."""
    found: dict[str, Network] = {}
    for name, network in config.networks.items():
        rooms = [room for room in config.rooms if room.network == name]
        match network:
            case MatrixNetwork():
                found[name] = _matrix(name, network, rooms, world, record)
            case IrcNetwork():
                found[name] = _irc(name, network, rooms, world)
    return found


def _irc(name: str, network: IrcNetwork, rooms: list[RoomSettings], world: World) -> Network:
    from bot.irc.client import IrcClient  # noqa: PLC0415 - replaying a log needs no IRC

    return IrcClient(name, network, rooms, world.clock, world.ids, world.rng, release())


def _matrix(name: str, network: MatrixNetwork, rooms: list[RoomSettings], world: World, record: Record) -> Network:
    from bot.matrix.client import MatrixClient  # noqa: PLC0415 - half a second that only Matrix needs

    places = [room.room for room in rooms]
    return MatrixClient(name, network, places, world.clock, world.ids, world.rng, Postbox(record.journal))


async def run(config: Config, world: World | None = None, stop: asyncio.Event | None = None) -> signal.Signals | None:
    """Run the bot until it is cancelled or told to stop (by `stop`, SIGINT or SIGTERM); then drain and return.

    Returns the signal that stopped it, or None.

    Raises:
        ConfigError: the config can't be used.
        bot.store.sqlite.StoreError: the database can't be used, or another bot runs on it.
        NetworkError: a network can't go on until a person mends it.
    """
    world = world or World()
    sys.setswitchinterval(SWITCH_INTERVAL)  # a long rendering in a thread must not hold the loop up for 5 ms at a time
    publishers = configured_publishers(config)
    chosen = setting(config, publishers, world.codes)
    mail = Correspondence(config.inbox, plans(config, chosen, publishers))
    stop = stop or asyncio.Event()
    with _signals(stop) as told, only_bot(config.store.url), closing(open_record(config, world)) as record:
        _announce(config)
        for complaint in orphans(record.library.deliveries(), config.publishers):
            logger.warning("%s", complaint)
        async with open_publishers(publishers) as opened:
            chats = networks(config, world, record)
            record.journal.warm_up()
            gc.freeze()  # what was built by now stays: a collection need not look at it, which would take 50 ms
            try:
                await _serve(chosen, record, chats, opened, mail, world, stop)
            except ExceptionGroup as group:
                hopeless = group.subgroup(NetworkError)
                raise (hopeless.exceptions[0] if hopeless else group) from None
    logger.info("stopped")
    return next(iter(told), None)


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[list[signal.Signals]]:
    """SIGINT and SIGTERM set the event, and are listed; a second one ends the process at once."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    told: list[signal.Signals] = []

    def hear(number: signal.Signals) -> None:
        logger.info("stopping on %s", number.name)
        told.append(number)
        stop.set()
        forget()

    def forget() -> None:
        for number in numbers:
            loop.remove_signal_handler(number)

    for number in numbers:
        loop.add_signal_handler(number, hear, number)
    try:
        yield told
    finally:
        forget()


def _announce(config: Config) -> None:
    path = path_of(config.store.url)
    rooms = ", ".join(room.room.key for room in config.rooms) or "no room"
    logger.info("minutebot %s, process %d", release(), os.getpid())
    logger.info("the database is %s", path.absolute() if path else "in memory")
    logger.info("recording %s; publishing to %s", rooms, ", ".join(config.publishers) or "nobody")


async def _serve(
    chosen: Setting,
    record: Record,
    chats: Mapping[str, Network],
    publishers: Mapping[str, Publisher],
    mail: Correspondence,
    world: World,
    stop: asyncio.Event,
) -> None:
    rooms = tuple(chosen.rooms)
    state = record.library.state(rooms, chosen.homes)
    memories = record.library.memories(state, rooms, chosen.homes)
    recorder = Recorder(chosen, state, record.journal, world.clock)
    for private in said_private(chosen.rooms, world.clock.now()):
        recorder.put(private)
    outlet = Outlet(recorder.say, recorder.deliveries_changed)
    dispatcher = Dispatcher(record.queue, publishers, record.editor.delivered, world.clock, outlet, world.rng)
    timekeeper = Timekeeper(lambda: recorder.state, chosen.rooms, recorder, world.clock)
    recorder.queued, recorder.networks = dispatcher.wake, chats
    recorder.changed = [timekeeper.changed]
    recorder.keeping = {name: chat.wake for name, chat in chats.items() if isinstance(chat, Keeping)}
    async with asyncio.TaskGroup() as tasks:
        recording = tasks.create_task(recorder.run(), name="recorder")
        delivering = tasks.create_task(dispatcher.run(), name="dispatcher")
        listening = [tasks.create_task(_listen(chat, recorder, memories)) for chat in chats.values()]
        listening.append(tasks.create_task(timekeeper.run(), name="clock"))
        indexer = Indexer(lambda: record.journal.run(tend), lambda: recorder.busy)
        listening.append(tasks.create_task(indexer.run(), name="indexer"))
        listening += [tasks.create_task(job) for job in copying(record, lambda: recorder.busy)]
        left = catch_up_at_start(publishers, record.trees.tree)
        listening.append(tasks.create_task(left, name="catching up"))
        listening += [tasks.create_task(job) for job in corresponding(mail, record, recorder, dispatcher, world)]
        try:
            await stop.wait()
        finally:
            await _shut_down(listening, recorder, recording, delivering)


async def _listen(chat: Network, recorder: Recorder, memories: Mapping[Room, Any]) -> None:
    own = {room: memory for room, memory in memories.items() if room.network == chat.name}
    await chat.run(recorder, own)


async def _shut_down(
    listening: list[asyncio.Task[None]],
    recorder: Recorder,
    recording: asyncio.Task[None],
    delivering: asyncio.Task[None],
) -> None:
    """Stop hearing first, keep what was heard, then stop delivering; what is queued stays queued."""
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    recorder.close()
    await recording
    delivering.cancel()
    with suppress(asyncio.CancelledError):
        await delivering
