"""Bridges that join a room with another: what the config says of them, what shows them, and what people are told."""

from dataclasses import dataclass

from bot.core.chat import Person, Room, RoomView
from bot.core.keys import is_relayed
from bot.core.relaying import Relay
from bot.core.text import join_words

MOST_SIGNS = 3


@dataclass(frozen=True, slots=True)
class Bridging:
    """What the config says of the bridges that end in a room.

    `home` is the other end of one, where the meetings of both are held, so that this one is silent; `ends` are the keys
    of rooms that are silent for this one. `elsewhere`: the bot is not at the other end. `known_as` are the names, in
    lower case, by which a bridge may call this room.
    """

    relays: tuple[Relay, ...] = ()
    home: Room | None = None
    elsewhere: bool = False
    ends: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()

    def relay_of(self, sender: Person, account: str = "") -> Relay | None:
        return next((relay for relay in self.relays if relay.is_by(sender, account)), None)


@dataclass(frozen=True, slots=True)
class Overheard:
    """What was heard that sounds like a bridge: hints in words, and the key of the room where its meeting is held.

    `within`: one joins this room with another one of the same meeting.
    """

    hints: tuple[str, ...] = ()
    held_at: str = ""
    within: bool = False


NOTHING = Overheard()
WITHIN = "A bridge joins rooms of this meeting: what it shows again is not recorded, and I show nothing twice."


def notice(bridging: Bridging, view: RoomView, heard: Overheard = NOTHING) -> tuple[str, ...]:
    """What a room is told of its bridges when a meeting begins: one line, or none where nothing shows one."""
    if heard.within:
        return (" ".join((WITHIN, *heard.hints)),)
    ends = dict.fromkeys((*bridging.ends, *(end for bridge in view.bridges for end in bridge.ends[:1])))
    signs, hints = [sign for sign in _signs(bridging, view) if sign not in ends], heard.hints
    if not (signs or hints or ends):
        return ()
    to = f" to {join_words(tuple(ends))}" if ends else ""
    seen = f" ({join_words(_some(signs))})" if signs else ""
    parts = [
        f"A bridge joins this room{to}{seen}: who speaks through it can take part, but not chair.",
        *(["The meeting is recorded here, not there."] if bridging.ends else []),
        *hints,
    ]
    if not (bridging.ends or bridging.elsewhere or hints):
        parts.append('My operator should set bridged_with to its other end, or to "elsewhere" if I am not there.')
    return (" ".join(parts),)


def _signs(bridging: Bridging, view: RoomView) -> list[str]:
    """Relays that are here, then the people who came through a bridge, then what the network tells."""
    relays = [person.nick for person in view.people if bridging.relay_of(person)]
    through = [person.nick for person in view.people if is_relayed(person.key)]
    return list(dict.fromkeys((*relays, *through, *(bridge.sign for bridge in view.bridges))))


def _some(signs: list[str]) -> tuple[str, ...]:
    more = len(signs) - MOST_SIGNS
    return (*signs[:MOST_SIGNS], f"{more} more") if more > 0 else tuple(signs)
