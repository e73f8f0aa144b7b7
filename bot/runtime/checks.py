"""What `minutebot check` looks at: the config, its plugins and files; then the database, publishers and networks."""

import asyncio
import tomllib
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.config import Config, ConfigError, IrcNetwork, MatrixNetwork, parse, unknown_names
from bot.irc import tls
from bot.runtime.orphans import orphans
from bot.runtime.plugins import ConfiguredPublisher, command_table, publishers_of
from bot.runtime.probe import Finding, try_network
from bot.runtime.secrets import unread
from bot.runtime.world import World
from bot.store.library import Library
from bot.store.schema import examine, has_head
from bot.store.sqlite import StoreError, path_of

T = TypeVar("T")
NO_ROOMS = "rooms: no room is configured, so there is nothing to record"
PATIENCE = 120.0  # seconds for a publisher to try its server


@dataclass(frozen=True, slots=True)
class Checked:
    """A config that was looked at; it can be used if there are no complaints."""

    complaints: tuple[str, ...] = ()
    config: Config = field(default_factory=Config)
    publishers: Mapping[str, ConfiguredPublisher] = field(default_factory=dict)


def check_config(path: Path) -> Checked:
    """Everything that can be said of a config without asking a server, all of it at once."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Checked((f"can't read it: {error}",))
    wrong: list[str] = []
    config = _tried(lambda: parse(text), wrong)
    skeleton = _skeleton(text)
    publishers = _tried(lambda: publishers_of(skeleton.publishers), wrong)
    wrong += set(unknown_names(skeleton.rooms, skeleton.networks, skeleton.publishers)) - {*wrong}
    if config is not None:
        _tried(lambda: command_table(config), wrong)
        wrong += _rest(config)
    wrong += unread("publishers", {name: each.settings for name, each in (publishers or {}).items()})
    return Checked(tuple(wrong), config or Config(), publishers or {})


def _tried(attempt: Callable[[], T], wrong: list[str]) -> T | None:
    try:
        return attempt()
    except ConfigError as error:
        wrong += error.complaints
        return None


class _RoomNames(BaseModel):
    name: str
    network: str
    publish: tuple[str, ...] | None = None


class _Skeleton(BaseModel):
    """What of a config can be looked at even where the rest is wrong."""

    rooms: tuple[_RoomNames, ...] = ()
    networks: dict[str, Any] = {}
    publishers: dict[str, dict[str, Any]] = {}


def _skeleton(text: str) -> _Skeleton:
    try:
        return _Skeleton.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError):
        return _Skeleton()


def _rest(config: Config) -> Iterator[str]:
    """What can be wrong with a config that reads well."""
    if not config.rooms:
        yield NO_ROOMS
    try:
        path_of(config.store.url)
    except StoreError as error:
        yield str(error)
    for name, network in config.networks.items():
        if isinstance(network, IrcNetwork) and network.tls:
            yield from (f"networks.{name}.tls: {said}" for said in _complaints(partial(tls.context, network.tls)))
    for key in ("networks", "rooms", "web", "inbox"):
        yield from unread(key, getattr(config, key))


def _complaints(attempt: Callable[[], object]) -> list[str]:
    wrong: list[str] = []
    _tried(attempt, wrong)
    return wrong


async def check_world(checked: Checked, world: World) -> list[Finding]:
    """The database, then every publisher and every network, all at once."""
    publishers = [_publisher(publisher) for publisher in checked.publishers.values()]
    networks = [_tried_network(name, network, world) for name, network in checked.config.networks.items()]
    return [*await asyncio.to_thread(_database, checked.config), *await asyncio.gather(*publishers, *networks)]


def _tried_network(name: str, network: IrcNetwork | MatrixNetwork, world: World) -> Coroutine[Any, Any, Finding]:
    match network:
        case MatrixNetwork():
            from bot.runtime.matrix_probe import try_account  # noqa: PLC0415 - half a second that only Matrix needs

            return try_account(name, network)
        case IrcNetwork():
            return try_network(name, network, world.rng)


def _database(config: Config) -> list[Finding]:
    try:
        return [Finding("store", examine(config.store.url)), *_orphans(config)]
    except StoreError as error:
        return [Finding("store", str(error), ok=False)]


def _orphans(config: Config) -> Iterator[Finding]:
    """What waits for publishers that are gone, where the database can be read as it is."""
    path = path_of(config.store.url)
    if path is None or not path.exists() or not has_head(config.store.url):
        return
    with closing(Library(config.store.url)) as library:
        yield from (Finding("publishers", line, ok=False) for line in orphans(library.deliveries(), config.publishers))


async def _publisher(publisher: ConfiguredPublisher) -> Finding:
    key = f"publishers.{publisher.name}"
    try:
        async with asyncio.timeout(PATIENCE):
            wrong = await publisher.plugin.check(publisher.settings)
    except TimeoutError:
        return Finding(key, f"no answer in {PATIENCE:.0f} s", ok=False)
    said = publisher.plugin.describe(publisher.settings)
    return Finding(key, "; ".join(wrong) or said or "ready", ok=not wrong)
