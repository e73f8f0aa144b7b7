"""Getting into the config's rooms, and back into them."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import nio

from bot.config import MatrixNetwork
from bot.core.chat import Room
from bot.matrix.faults import BROKEN, Fault, checked, in_words
from bot.matrix.rooms import Rooms

log = logging.getLogger(__name__)
LONGEST_JOIN = 180.0  # seconds; a room of many servers may take minutes
_UNSEEN = 30.0
_STAYED = 600.0
TRIES = 3


class Invitation(NamedTuple):
    """Somebody invites us; `direct`: to be alone with us."""

    room_id: str
    by: str
    direct: bool = False


@dataclass(slots=True)
class _Door:
    """One room to be in. `due` is when to try (again), by the loop's clock; `tries` counts since it last went well."""

    due: float = 0.0
    tries: int = 0
    inside: bool = False
    entered_at: float = 0.0
    complaint: str = ""


class Doors:
    """`client` gives the client that is logged in now, or None."""

    def __init__(self, settings: MatrixNetwork, rooms: Rooms, client: Callable[[], nio.AsyncClient | None]) -> None:
        self._settings = settings
        self._rooms = rooms
        self._client = client
        self._doors = {room: _Door() for room in rooms.hearings}
        self._news = asyncio.Event()
        self._direct: dict[str, int] = {}

    @property
    def complaints(self) -> list[str]:
        """What keeps us out of which room, for the operator."""
        return [door.complaint for door in self._doors.values() if door.complaint]

    def look(self) -> None:
        """A sync told something, or a client is there."""
        self._news.set()

    def moved(self, room: Room) -> None:
        """The room has another id now: in there, at once."""
        self._doors[room] = _Door(tries=self._doors[room].tries)
        self.look()

    async def run(self) -> None:
        """Try the doors that are due, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            self._news.clear()
            client = self._client()
            due = self._due(loop.time())
            if client is not None and (due or self._direct):
                direct = (self._enter_direct(client, room_id) for room_id in list(self._direct))
                await asyncio.gather(*(self._enter(client, room) for room in due), *direct)
                continue
            waiting = [door.due for door in self._doors.values() if not door.inside]
            try:
                async with asyncio.timeout_at(min(waiting) if client is not None and waiting else None):
                    await self._news.wait()
            except TimeoutError:
                continue

    def _due(self, now: float) -> list[Room]:
        for room, door in self._doors.items():
            inside = self._rooms.hearings[room].inside
            if inside and not door.inside:
                door.entered_at, door.complaint = now, ""
                log.info("%s: in %s", self._settings.user, room.name)
            elif door.inside and not inside:
                door.tries = 0 if now - door.entered_at > _STAYED else door.tries
                self._later(door, f"out of {room.name}: made to leave", now)
            door.inside = inside
        return [room for room, door in self._doors.items() if not door.inside and door.due <= now]

    def _later(self, door: _Door, complaint: str, now: float) -> None:
        backoff = self._settings.backoff
        door.due = now + min(backoff.longest.total_seconds(), backoff.first.total_seconds() * 2**door.tries)
        door.tries = min(door.tries + 1, 10)
        if complaint != door.complaint:
            log.warning("%s: %s", self._settings.user, complaint)
        door.complaint = complaint

    async def _enter(self, client: nio.AsyncClient, room: Room) -> None:
        """Try one door. That we are in is true when a sync says so."""
        door, loop = self._doors[room], asyncio.get_running_loop()
        try:
            async with asyncio.timeout(LONGEST_JOIN):
                self._rooms.ids[room] = await self._join(client, room)
            door.due = loop.time() + _UNSEEN
        except Fault as fault:
            self._later(door, f"can't join {room.name}: {fault}", loop.time())
        except BROKEN as error:
            self._later(door, f"can't join {room.name}: {in_words(error)}", loop.time())

    async def _join(self, client: nio.AsyncClient, room: Room) -> str:
        """Join by the id, which may be that of a room we followed to; else by the alias, which says where to ask."""
        room_id = self._rooms.ids.get(room, room.name)
        try:
            answer = checked(await client.join(room_id), nio.JoinResponse)
        except Fault as fault:
            if fault.code != "M_NOT_FOUND" or room_id == room.name:
                raise
            answer = checked(await client.join(room.name), nio.JoinResponse)
        return str(answer.room_id)

    async def resolve(self, client: nio.AsyncClient) -> None:
        """Learn which rooms the aliases mean; one that means none yet is tried at its door, again and again.

        Raises:
            Fault: the server can't answer now.
        """
        for room in list(self._rooms.unresolved()):
            try:
                answer = checked(await client.room_resolve_alias(room.name), nio.RoomResolveAliasResponse)
            except Fault as fault:
                if not fault.lasting:
                    raise
                continue
            self._rooms.ids[room] = str(answer.room_id)

    async def invited(self, client: nio.AsyncClient, invitation: Invitation) -> None:
        """An invitation from whom the config allows is taken: to its rooms, and to a direct room with people of these.

        Any other is declined.

        Raises:
            Fault: the server can't answer now.
        """
        await self.resolve(client)
        hearing, allowed = self._rooms.hearing(invitation.room_id), self._may_invite(invitation.by)
        if hearing is not None and allowed:
            self._doors[hearing.room].due = 0.0
        elif allowed and invitation.direct and self._rooms.directs.shared_with(invitation.by):
            self._direct[invitation.room_id] = TRIES
        else:
            log.warning("%s: declined an invitation to %s by %s", self._settings.user, *invitation[:2])
            await self._decline(client, invitation.room_id)
        self.look()

    async def _decline(self, client: nio.AsyncClient, room_id: str) -> None:
        try:
            checked(await client.room_leave(room_id), nio.RoomLeaveResponse)
        except Fault as fault:
            if not fault.lasting:
                raise

    async def _enter_direct(self, client: nio.AsyncClient, room_id: str) -> None:
        """Try a direct room; after some tries, somebody must invite us again."""
        self._direct[room_id] -= 1
        try:
            async with asyncio.timeout(LONGEST_JOIN):
                checked(await client.join(room_id), nio.JoinResponse)
            self._direct.pop(room_id)
        except (Fault, *BROKEN) as error:
            log.warning("%s: can't join %s: %s", self._settings.user, room_id, in_words(error))
            if not self._direct[room_id] or (isinstance(error, Fault) and error.lasting):
                self._direct.pop(room_id)

    def _may_invite(self, inviter: str) -> bool:
        allowed = self._settings.invites
        return not allowed or inviter in allowed or inviter.partition(":")[2] in allowed
