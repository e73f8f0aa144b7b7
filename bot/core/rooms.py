"""Short names for the rooms of a meeting that is held in several."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.core.meeting import Meeting
from bot.core.people import Registry
from bot.core.signatures import individual


def labels(rooms: Sequence[str]) -> Mapping[str, str]:
    """A label for each room's key: its network, if that tells it from the others; else its name, or else the key.

    A meeting in one room needs none.
    """
    if len(rooms) < 2:  # noqa: PLR2004 - one is no choice
        return {}
    networks = Counter(room.partition("/")[0] for room in rooms)
    names = Counter(room.partition("/")[2] for room in rooms)

    def label(room: str) -> str:
        network, _, name = room.partition("/")
        return network if networks[network] == 1 else name if names[name] == 1 else room

    return {room: label(room) for room in rooms}


def rooms_of(registry: Registry, meeting: Meeting) -> Mapping[str, tuple[str, ...]]:
    """The labels of the rooms where each individual wrote, by the individual's id; nothing of a meeting in one."""
    known = labels([room.key for room in meeting.rooms])
    if not known:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for one in meeting.people.values():
        who = individual(registry, one.person, one.name).id
        where = (known[room] for room in one.rooms if room in known)
        found[who] = tuple(dict.fromkeys((*found.get(who, ()), *where)))
    return found
