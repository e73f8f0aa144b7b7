"""What never changes while the bot runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.core.chat import Room
from bot.core.commands import Command, bare_words
from bot.core.grammar import Syntax
from bot.core.people import Registry
from bot.core.rules import Rules


@dataclass(frozen=True)
class Setting:
    """The config, as far as it is about rooms, people and commands."""

    rooms: Mapping[Room, Rules]
    table: Mapping[str, Command]
    registry: Registry = field(default_factory=Registry)

    @cached_property
    def syntax(self) -> Mapping[Room, Syntax]:
        """How commands are spelt in each room."""
        bare = bare_words(self.table)
        return {room: _syntax(rules, bare) for room, rules in self.rooms.items()}


def _syntax(rules: Rules, bare: frozenset[str]) -> Syntax:
    return Syntax(rules.prefixes, bare, rules.bare_links and not rules.links_in_talk, rules.links_in_talk)
