"""Where the bot is on a network: kept with all that was heard up to there, as one token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.matrix.raw import table, text


@dataclass(frozen=True, slots=True)
class Place:
    """`since` is the server's word for the place in the stream, "" before the first sync.

    `rooms` are the ids of the config's rooms, by their names there (an alias resolved, an upgraded room followed);
    `inside` are the ids of those the bot was in, `newest` the last event there, by room id. `warned` are those
    whose people know that they can't be read. `unread` are messages whose keys may still come: by room id, the ids
    of their keys by their own.
    """

    since: str = ""
    rooms: Mapping[str, str] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    newest: Mapping[str, str] = field(default_factory=dict)
    warned: frozenset[str] = frozenset()
    unread: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def token(self) -> str:
        kept = {"since": self.since, "rooms": dict(self.rooms), "inside": sorted(self.inside)}
        more = {"newest": dict(self.newest), "warned": sorted(self.warned), "unread": dict(self.unread)}
        return json.dumps({**kept, **more})


def read(token: str) -> Place:
    """The place of a token; the beginning, where it is none."""
    try:
        kept = table(json.loads(token))
    except ValueError:
        return Place()
    return Place(
        text(kept.get("since")),
        _texts(kept.get("rooms")),
        _several(kept.get("inside")),
        _texts(kept.get("newest")),
        _several(kept.get("warned")),
        {room: _texts(events) for room, events in table(kept.get("unread")).items()},
    )


def _several(value: object) -> frozenset[str]:
    return frozenset(text(each) for each in value) if isinstance(value, list) else frozenset()


def _texts(value: object) -> dict[str, str]:
    return {key: each for key, each in table(value).items() if isinstance(each, str)}
