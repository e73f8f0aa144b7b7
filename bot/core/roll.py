"""The roll of a meeting: who is in it, in the order of their first lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.core.chat import Person


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody of the meeting, as last seen. `name` is what `#here NAME` said; only who `spoke` was present.

    `rooms` are the keys of those where they spoke, in a meeting held in several.
    """

    person: Person
    name: str = ""
    spoke: bool = True
    rooms: tuple[str, ...] = ()


Roll = Mapping[str, Participant]


def roll_of(starter: Person, room: str = "") -> Roll:
    return MappingProxyType({starter.key: Participant(starter, rooms=(room,) if room else ())})


def arrived(roll: Roll, person: Person, room: str = "") -> Roll:
    """With the person in it: where they were if they spoke before, at its end if this is their first line."""
    known = roll.get(person.key)
    rooms = tuple(dict.fromkeys((*known.rooms, room) if known else (room,))) if room else ()
    if known and known.spoke:
        return _with(roll, person.key, replace(known, person=person, rooms=rooms))
    others = {key: other for key, other in roll.items() if key != person.key}
    return _with(others, person.key, Participant(person, known.name if known else "", rooms=rooms))


def heard_of(roll: Roll, person: Person) -> Roll:
    """With somebody who has a part in the meeting and may not have spoken yet."""
    return roll if person.key in roll else _with(roll, person.key, Participant(person, spoke=False))


def named(roll: Roll, key: str, name: str) -> Roll:
    return _with(roll, key, replace(roll[key], name=name))


def excused(roll: Roll, keys: Iterable[str]) -> Roll:
    """With these not present: the line by which they came said that they can't."""
    gone = {key: replace(roll[key], spoke=False) for key in keys if key in roll}
    return MappingProxyType({**roll, **gone}) if gone else roll


def renamed(roll: Roll, before: str, person: Person) -> Roll:
    """With `before` under the person's key, in the old place.

    Who logs in to an account that is here already, from another client, becomes one with it, in the earlier place.
    """
    same = {key: roll[key] for key in (before, person.key) if key in roll}
    name = next((one.name for one in same.values() if one.name), "")
    rooms = tuple(dict.fromkeys(room for one in same.values() for room in one.rooms))
    one = Participant(person, name, spoke=any(one.spoke for one in same.values()), rooms=rooms)
    new: dict[str, Participant] = {}
    for key, participant in roll.items():
        if key in same:
            new[person.key] = one
        else:
            new[key] = participant
    return MappingProxyType(new)


def _with(roll: Roll, key: str, participant: Participant) -> Roll:
    return MappingProxyType({**roll, key: participant})
