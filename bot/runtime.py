"""The only place that builds things. One TaskGroup owns every task; shutting down drains."""

import asyncio
import logging
import random
import secrets
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import EntryPoint, entry_points, version
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select

from bot.api import Publisher, PublisherPlugin
from bot.app.dispatcher import Dispatcher, Outlet
from bot.app.editions import Editor
from bot.app.fold import Setting
from bot.app.ports import Clock, Network
from bot.app.recorder import Recorder
from bot.config import Config, ConfigError, complaints
from bot.core.chat import Room
from bot.core.commands import BUILT_IN, Command, join_tables
from bot.core.compose import Composer
from bot.render.renderer import JinjaRenderer
from bot.store.journal import Journal
from bot.store.library import Library
from bot.store.queue import Queue
from bot.store.schema import upgrade
from bot.store.tables import installation

PUBLISHERS = "minutebot.publishers"
COMMANDS = "minutebot.commands"
SWITCH_INTERVAL = 0.0005
logger = logging.getLogger(__name__)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the place that owns the clock


@dataclass(frozen=True, slots=True)
class World:
    """What the program takes from its surroundings; tests hand in their own."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Callable[[], str] = lambda: secrets.token_hex(6)
    rng: random.Random = field(default_factory=random.SystemRandom)


def release() -> str:
    """This program's version."""
    return version("minutebot")


def _named(group: str, name: str) -> EntryPoint | None:
    return next(iter(entry_points(group=group, name=name)), None)


@dataclass(frozen=True, slots=True)
class ConfiguredPublisher:
    """A publisher of the config: its plugin, and its settings."""

    name: str
    plugin: PublisherPlugin[Any]
    settings: Any


def configured_publishers(config: Config) -> dict[str, ConfiguredPublisher]:
    """The publishers that the config names, their settings read.

    Raises:
        ConfigError: with every complaint about every one.
    """
    found: dict[str, ConfiguredPublisher] = {}
    wrong: list[str] = []
    for name, table in config.publishers.items():
        kind = table.get("plugin", name)
        point = _named(PUBLISHERS, str(kind))
        if point is None:
            known = ", ".join(sorted(point.name for point in entry_points(group=PUBLISHERS)))
            wrong.append(f'publishers.{name}.plugin: there is no publisher "{kind}"; installed are {known}')
            continue
        plugin: PublisherPlugin[Any] = point.load()
        try:
            settings = plugin.settings.model_validate({k: v for k, v in table.items() if k != "plugin"})
        except ValidationError as error:
            wrong += complaints(error, under=f"publishers.{name}")
            continue
        found[name] = ConfiguredPublisher(name, plugin, settings)
    if wrong:
        raise ConfigError(wrong)
    return found


def command_table(config: Config) -> Mapping[str, Command]:
    """The built-in commands, and those of the plugins that the config names.

    Raises:
        ConfigError: a plugin isn't installed, or claims a word that is taken.
    """
    tables: list[Sequence[Command]] = [BUILT_IN]
    for name in config.command_plugins:
        point = _named(COMMANDS, name)
        if point is None:
            raise ConfigError([f'command_plugins: there is no plugin "{name}" of the group {COMMANDS}'])
        tables.append(point.load())
    try:
        return join_tables(*tables)
    except ValueError as error:
        raise ConfigError([f"command_plugins: {error}"]) from None


def setting(config: Config) -> Setting:
    """What the config says of rooms, commands and people."""
    rooms = {room.room: config.rules(room) for room in config.rooms}
    return Setting(rooms, command_table(config), config.registry())


@dataclass(frozen=True, slots=True)
class Record:
    """The opened database: its writer, its reader, its queue, and what makes editions of it."""

    journal: Journal
    library: Library
    queue: Queue
    editor: Editor

    def close(self) -> None:
        self.journal.close()
        self.library.close()


def open_record(config: Config, world: World) -> Record:
    """Open the database, upgraded to this version's schema.

    Raises:
        bot.store.sqlite.StoreError: it can't be used.
    """
    upgrade(config.store.url, now=world.clock.now, backups=config.store.backups)
    journal = Journal(config.store.url)
    token = journal.now(lambda connection: _token(connection, world))
    library = Library(config.store.url)
    composer = Composer(config.registry(), {key: str(link) for key, link in config.links.items()})
    editor = Editor(library, composer, JinjaRenderer(), token)
    return Record(journal, library, Queue(journal), editor)


def _token(connection: Connection, world: World) -> str:
    """What tells this installation from any other, made at the first start."""
    kept = connection.scalar(select(installation.c.token))
    if kept is None:
        kept = world.ids()
        connection.execute(insert(installation).values(id=1, token=kept))
    return kept


@asynccontextmanager
async def open_publishers(configured: Mapping[str, ConfiguredPublisher]) -> AsyncIterator[dict[str, Publisher]]:
    """The publishers, for as long as the context lasts."""
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(publisher.plugin.open(publisher.settings))
            for name, publisher in configured.items()
        }


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
    chosen = setting(config)
    publishers = configured_publishers(config)
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
