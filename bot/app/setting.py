"""What never changes while the bot runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.core.chat import Room
from bot.core.commands import Command, bare_words
from bot.core.grammar import Syntax
from bot.core.people import Registry
from bot.core.rules import Rules


@dataclass(frozen=True)
class Setting:
    """The config, as far as it is about rooms, people and commands; `codes` makes one that nobody can guess.

    `rewriters` are the publishers that may write again what they published, so that it is without what was erased.
    """

    rooms: Mapping[Room, Rules]
    table: Mapping[str, Command]
    registry: Registry = field(default_factory=Registry)
    codes: Callable[[], str] = lambda: ""
    rewriters: tuple[str, ...] = ()

    @cached_property
    def homes(self) -> Mapping[Room, Room]:
        """The home of each room that is one of a place's."""
        return {room: rules.home for room, rules in self.rooms.items() if rules.place}

    @cached_property
    def syntax(self) -> Mapping[Room, Syntax]:
        """How commands are spelt in each room."""
        bare, words = bare_words(self.table), frozenset(self.table)
        return {room: _syntax(rules, bare, words) for room, rules in self.rooms.items()}

    @cached_property
    def known_as(self) -> Mapping[str, Room]:
        """The rooms by the names that a bridge may call them by."""
        return {name: room for room, rules in self.rooms.items() for name in rules.bridging.known_as}

    @cached_property
    def several_networks(self) -> bool:
        """Whether a bridge could join two of the rooms."""
        return len({room.network for room in self.rooms}) > 1


def _syntax(rules: Rules, bare: frozenset[str], words: frozenset[str]) -> Syntax:
    return Syntax(
        prefixes=rules.prefixes,
        bare=bare,
        bare_links=rules.bare_links and not rules.links_in_talk,
        links_in_talk=rules.links_in_talk,
        dialect=rules.dialect,
        words=words,
    )
