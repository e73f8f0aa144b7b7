"""A room's state as the bot knows it: who is there and under which name, ranks, topic. In order of the stream."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.chat import Bridge, Person
from bot.core.keys import relayed_key
from bot.core.relaying import Ghosts
from bot.core.text import one_line
from bot.matrix.bridges import KINDS as BRIDGES
from bot.matrix.bridges import shown
from bot.matrix.names import labels
from bot.matrix.power import OPERATOR, needed, power
from bot.matrix.raw import Event, content, earlier, state_key, table, text

VIA = 3
_KEPT = {
    "m.room.create",
    "m.room.member",
    "m.room.power_levels",
    "m.room.topic",
    "m.room.encryption",
    "m.room.join_rules",
    "m.room.history_visibility",
    "m.room.tombstone",
} | BRIDGES
_BY_KEY = {"m.room.member"} | BRIDGES


@dataclass(slots=True)
class RoomState:
    """The newest state event of each kind and key. `ghosts` are the accounts that bridges give to others' people."""

    network: str
    ghosts: Ghosts = field(default_factory=Ghosts)
    _events: dict[tuple[str, str], Event] = field(default_factory=dict)
    _labels: dict[str, str] = field(default_factory=dict)

    def apply(self, event: Event) -> None:
        """Take an event in; one that is no state changes nothing."""
        key, kind = state_key(event), event.get("type")
        if key is None or kind not in _KEPT or (kind not in _BY_KEY and key):
            return
        self._events[kind, key] = event
        if kind == "m.room.member":
            self._labels.clear()

    def rewind(self, events: Sequence[Event]) -> None:
        """Back to before these events, which this state is after: each says what it replaced."""
        for event in reversed(events):
            key, kind = state_key(event), text(event.get("type"))
            if key is None or (kind, key) not in self._events or kind == "m.room.create":
                continue
            before, now = earlier(event), self._events.pop((kind, key))
            if before is not None:
                self._events[kind, key] = {**now, "content": before}
            self._labels.clear()

    def apply_all(self, events: Iterable[Event]) -> None:
        for event in events:
            self.apply(event)

    def _content(self, kind: str, key: str = "") -> dict[str, Any] | None:
        event = self._events.get((kind, key))
        return None if event is None else dict(content(event))

    def is_operator(self, user: str) -> bool:
        """Whether somebody may run the room: level 50, a moderator's, or more; never for a bridge's ghost."""
        return not self.ghosts.has(user) and self._power(user) >= OPERATOR

    def may_set_topic(self, user: str) -> bool:
        return self._power(user) >= needed(self._content("m.room.power_levels"), "m.room.topic")

    def _power(self, user: str) -> float:
        create = self._events.get(("m.room.create", ""))
        return 0 if create is None else power(create, self._content("m.room.power_levels"), user)

    def membership(self, user: str) -> str:
        return text((self._content("m.room.member", user) or {}).get("membership"))

    def recipients(self) -> set[str]:
        """Who may read what is said now: those who are in, and those who are invited."""
        users = {key for kind, key in self._events if kind == "m.room.member"}
        return {user for user in users if self.membership(user) in {"join", "invite"}}

    def person(self, user: str) -> Person:
        """Somebody as they are called here now, in the room or not."""
        names = self._names()
        return Person(self._key(user), names.get(user) or labels({user: self._name(user)})[user])

    def people(self) -> tuple[Person, ...]:
        return tuple(Person(self._key(user), name) for user, name in self._names().items())

    def _key(self, user: str) -> str:
        """A ghost's is no account: whoever takes their nick at the other end has the same one."""
        if self.ghosts.has(user):
            return relayed_key(self.network, user.replace("/", "%2F"))
        return f"{self.network}/account/{user}"

    @property
    def bridges(self) -> tuple[Bridge, ...]:
        """What shows bridges, beside the people who came through them."""
        told = (event for (kind, _), event in self._events.items() if kind in BRIDGES)
        return shown(told, self._names())

    def servers(self) -> list[str]:
        """The three with the most people here, by whom others may find the room."""
        counted = Counter(server for user in self._names() if (server := user.partition(":")[2]))
        return [server for server, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:VIA]]

    def _names(self) -> dict[str, str]:
        """Labels of those in the room, made anew when a name or the company changed."""
        if not self._labels:
            inside = [key for kind, key in self._events if kind == "m.room.member" and self.membership(key) == "join"]
            self._labels = labels({user: self._name(user) for user in inside})
        return self._labels

    def _name(self, user: str) -> str:
        return text((self._content("m.room.member", user) or {}).get("displayname"))

    @property
    def known(self) -> bool:
        """Whether a sync has told what the room is like; that it is ours we may know from before."""
        return ("m.room.create", "") in self._events

    @property
    def topic(self) -> str:
        return one_line(text((self._content("m.room.topic") or {}).get("topic")))

    @property
    def encrypted(self) -> bool:
        return ("m.room.encryption", "") in self._events

    @property
    def private(self) -> bool:
        """Whether not everybody may come in and read. Some public rooms hide what was said before."""
        visible = (self._content("m.room.history_visibility") or {}).get("history_visibility", "shared")
        public = (self._content("m.room.join_rules") or {}).get("join_rule") == "public"
        return self.encrypted or not (visible == "world_readable" or (public and visible == "shared"))

    @property
    def successor(self) -> str:
        """The room that takes this one's place, "" while it is in use."""
        return text(table(self._content("m.room.tombstone")).get("replacement_room"))
