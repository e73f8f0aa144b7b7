"""The rooms of the config on one network: which ids they have, and what is known of each."""

from collections.abc import Iterator, Mapping, Sequence

from bot.app.ports import Memory
from bot.core.chat import Room
from bot.core.relaying import Ghosts
from bot.matrix.directs import Directs
from bot.matrix.hearing import Hearing
from bot.matrix.place import Place


class Rooms:
    """A room of the config may be an id, or an alias that is resolved once, and may move on to another id.

    `decrypts`: encrypted rooms can be read. `warned` are the ids of those that can't, and were told so.
    """

    def __init__(
        self, rooms: Sequence[Room], me: str, bots: frozenset[str], ghosts: Ghosts, *, decrypts: bool = False
    ) -> None:
        self.hearings = {room: Hearing(room, me, bots, ghosts, decrypts=decrypts) for room in rooms}
        self.directs = Directs(self.hearings, me, bots, ghosts, decrypts)
        self.warned: set[str] = set()
        self.ids = {room: room.name for room in rooms if room.name.startswith("!")}

    def recall(self, place: Place, memories: Mapping[Room, Memory]) -> None:
        """What was known when the bot stopped."""
        self.warned |= place.warned
        for room, hearing in self.hearings.items():
            room_id = place.rooms.get(room.name)
            if room_id:
                self.ids[room] = room_id
            hearing.inside = room_id in place.inside
            hearing.newest = place.newest.get(room_id or "", "")
            hearing.unread = dict(place.unread.get(room_id or "", {}))
            cursor = memories[room].cursor if room in memories else None
            hearing.last = cursor.at if cursor else None
        for room_id in place.inside - set(self.ids.values()):
            if (direct := self.directs.hearing(room_id)) is not None:
                direct.inside, direct.newest = True, place.newest.get(room_id, "")

    def place(self, since: str) -> Place:
        rooms = {room.name: room_id for room, room_id in self.ids.items()}
        inside = frozenset(self.ids[room] for room, hearing in self.hearings.items() if hearing.inside)
        newest = {self.ids[room]: hearing.newest for room, hearing in self.hearings.items() if room in self.ids}
        unread = {self.ids[room]: hearing.unread for room, hearing in self.hearings.items() if hearing.unread}
        directs = {room_id: hearing.newest for room_id, hearing in self.directs.known.items() if hearing.inside}
        return Place(since, rooms, inside | directs.keys(), newest | directs, frozenset(self.warned), unread)

    def everywhere(self) -> Iterator[tuple[str, Hearing]]:
        """Every room whose id is known, those for one person alone too."""
        yield from ((self.ids[room], hearing) for room, hearing in self.hearings.items() if room in self.ids)
        yield from self.directs.known.items()

    def encrypted_for(self) -> set[str]:
        """Everybody in encrypted rooms that we are in."""
        known = (*self.hearings.values(), *self.directs.known.values())
        states = (hearing.state for hearing in known if hearing.inside and hearing.state.encrypted)
        return {user for state in states for user in state.recipients()}

    def unwarned(self, room: Room) -> bool:
        """Whether people of a room must be told that it can't be read; once, for as long as the record remembers."""
        room_id, hearing = self.ids[room], self.hearings[room]
        if not (hearing.inside and hearing.sealed) or room_id in self.warned:
            return False
        self.warned.add(room_id)
        return True

    def hearing(self, room_id: str) -> Hearing | None:
        """What is known of the room with this id; None where it is none of ours."""
        return next((self.hearings[room] for room, known in self.ids.items() if known == room_id), None)

    def unresolved(self) -> Iterator[Room]:
        """Aliases whose rooms are not known yet."""
        return (room for room in self.hearings if room not in self.ids)

    def follow(self, room: Room) -> str:
        """Go on to the room that took this one's place; its id, "" where none did."""
        hearing = self.hearings[room]
        successor = hearing.state.successor
        if not successor or not successor.startswith("!") or successor in self.ids.values():
            return ""
        self.ids[room] = successor
        hearing.moved()
        return successor
