"""Who is told of the meetings of a series before they are held: whoever would get their minutes."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.chat import Room, RoomView
from bot.core.rules import Rules

View = Callable[[Room], RoomView]


@dataclass(frozen=True, slots=True)
class Audience:
    """`rooms` are those where the series meets, `able` the publishers that can announce.

    `named` are those that the config has for this; where it is silent (None), those that get the minutes.
    """

    rooms: tuple[Rules, ...] = ()
    able: tuple[str, ...] = ()
    named: tuple[str, ...] | None = None

    def publishers(self, series: str, view: View) -> tuple[str, ...] | None:
        """Those that are told now; None while a network is silent that is to say whether a room is private.

        One private room makes what is told of all of them private: nobody else should know the agenda.
        """
        if self.named is not None:
            return self.named
        if any(rules.private is None and not view(rules.room).people for rules in self.rooms):
            return None
        private = self.is_private(view)
        read = {each.name for rules in self.rooms for each in rules.destinations.finals(series, private=private)}
        return tuple(name for name in self.able if name in read)

    def is_private(self, view: View) -> bool:
        """Whether one of the rooms is private."""
        return any(rules.says_private(view(rules.room)) for rules in self.rooms)


NOBODY = Audience()
