"""Plugins: loaded only when the config names them, opened for as long as the bot runs."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pydantic import ValidationError

from bot.api import Publisher, PublisherPlugin
from bot.app.setting import Setting
from bot.config import Config, ConfigError, complaints
from bot.config.publishers import COMMON, Binding, binding_of
from bot.core.commands import BUILT_IN, Command, join_tables
from bot.core.destinations import Destinations
from bot.core.rules import Rules

PUBLISHERS = "minutebot.publishers"
COMMANDS = "minutebot.commands"


def _named(group: str, name: str) -> EntryPoint | None:
    return next(iter(entry_points(group=group, name=name)), None)


@dataclass(frozen=True, slots=True)
class ConfiguredPublisher:
    """A publisher of the config: its plugin, and its settings."""

    name: str
    plugin: PublisherPlugin[Any]
    settings: Any
    binding: Binding

    @property
    def takes_drafts(self) -> bool:
        return self.plugin.drafts and self.binding.drafts is not False


def configured_publishers(config: Config) -> dict[str, ConfiguredPublisher]:
    """The publishers that the config names, their settings read.

    Raises:
        ConfigError: with every complaint about every one.
    """
    return publishers_of(config.publishers)


def publishers_of(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, ConfiguredPublisher]:
    """The publishers of these tables.

    Raises:
        ConfigError: with every complaint about every one.
    """
    found: dict[str, ConfiguredPublisher] = {}
    wrong: list[str] = []
    for name, table in tables.items():
        kind = table.get("plugin", name)
        point = _named(PUBLISHERS, str(kind))
        if point is None:
            known = ", ".join(sorted(point.name for point in entry_points(group=PUBLISHERS)))
            wrong.append(f'publishers.{name}.plugin: there is no publisher "{kind}"; installed are {known}')
            continue
        plugin: PublisherPlugin[Any] = point.load()
        try:
            binding = binding_of(table)
        except ValidationError:  # of which the config itself complains
            continue
        try:
            settings = plugin.settings.model_validate({k: v for k, v in table.items() if k not in COMMON})
        except ValidationError as error:
            wrong += complaints(error, under=f"publishers.{name}")
            continue
        found[name] = ConfiguredPublisher(name, plugin, settings, binding)
        if binding.drafts and not plugin.drafts:
            wrong.append(f"publishers.{name}.drafts: {kind} takes no drafts; take it out")
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


def setting(config: Config, publishers: Mapping[str, ConfiguredPublisher], codes: Callable[[], str]) -> Setting:
    """What the config says of rooms, commands and people; `codes` makes those that link accounts."""
    described = {name: each.plugin.describe(each.settings) or name for name, each in publishers.items()}
    rooms = {room.room: _with_drafts(config.rules(room, described), publishers) for room in config.rooms}
    rewriters = tuple(name for name, each in publishers.items() if each.plugin.rebuildable)
    return Setting(rooms, command_table(config), config.registry(), codes, rewriters)


def _with_drafts(rules: Rules, publishers: Mapping[str, ConfiguredPublisher]) -> Rules:
    """The rules, with who takes drafts, which the plugins know."""
    known = (replace(each, drafts=publishers[each.name].takes_drafts) for each in rules.destinations.all)
    return replace(rules, destinations=Destinations(tuple(known)))


@asynccontextmanager
async def open_publishers(configured: Mapping[str, ConfiguredPublisher]) -> AsyncIterator[dict[str, Publisher]]:
    """The publishers, for as long as the context lasts."""
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(publisher.plugin.open(publisher.settings))
            for name, publisher in configured.items()
        }
