"""The running bot. One TaskGroup owns every task; shutting down drains."""

import asyncio
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bot.api import Publisher
from bot.app.dispatcher import Dispatcher, Outlet
from bot.app.fold import Setting
from bot.app.ports import Network
from bot.app.recorder import Recorder
from bot.config import Config
from bot.core.chat import Room
from bot.runtime.plugins import configured_publishers, open_publishers, setting
from bot.runtime.record import Record, open_record
from bot.runtime.world import World, release

SWITCH_INTERVAL = 0.0005


def networks(config: Config, world: World) -> dict[str, Network]:
    """One client for each network that has rooms."""
    from bot.irc.client import IrcClient  # noqa: PLC0415 - replaying a log needs no IRC

    found: dict[str, Network] = {}
    for name, network in config.networks.items():
        rooms = [room for room in config.rooms if room.network == name]
        found[name] = IrcClient(name, network, rooms, world.clock, world.ids, world.rng, release())
    return found


async def run(config: Config, world: World | None = None, stop: asyncio.Event | None = None) -> None:
    """Run the bot until it is cancelled or told to stop (by `stop`, SIGINT or SIGTERM); then drain and return.

    Raises:
        ConfigError: the config can't be used.
        bot.store.sqlite.StoreError: the database can't be used.
    """
    world = world or World()
    sys.setswitchinterval(SWITCH_INTERVAL)  # a long rendering in a thread must not hold the loop up for 5 ms at a time
    publishers = configured_publishers(config)
    chosen = setting(config, publishers)
    record = open_record(config, world)
    try:
        async with open_publishers(publishers) as opened:
            await _serve(chosen, record, networks(config, world), opened, world, stop or asyncio.Event())
    finally:
        record.close()


async def _serve(
    chosen: Setting,
    record: Record,
    chats: Mapping[str, Network],
    publishers: Mapping[str, Publisher],
    world: World,
    stop: asyncio.Event,
) -> None:
    rooms = tuple(chosen.rooms)
    state = record.library.state(rooms)
    memories = record.library.memories(state, rooms)
    recorder = Recorder(chosen, state, record.journal, world.clock)
    outlet = Outlet(recorder.say, recorder.deliveries_changed)
    dispatcher = Dispatcher(record.queue, publishers, record.editor.edition, world.clock, outlet, world.rng)
    recorder.ended, recorder.networks = dispatcher.wake, chats
    async with asyncio.TaskGroup() as tasks:
        recording = tasks.create_task(recorder.run(), name="recorder")
        delivering = tasks.create_task(dispatcher.run(), name="dispatcher")
        listening = [tasks.create_task(_listen(chat, recorder, memories)) for chat in chats.values()]
        try:
            await _until_told(stop)
        finally:
            await _shut_down(listening, recorder, recording, delivering)


async def _until_told(stop: asyncio.Event) -> None:
    """Wait for SIGINT, SIGTERM, or the event."""
    loop = asyncio.get_running_loop()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
    try:
        await stop.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


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
