"""One sync after another: what each brought is told in order, and then how far that was."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import nio

from bot.app.ports import Clock
from bot.config import MatrixNetwork
from bot.core.chat import Heard, Interrupted, Observation, Say
from bot.core.commands.sealed import SEALED
from bot.matrix.asking import originals, page_back, sources
from bot.matrix.cipher import Cipher
from bot.matrix.doors import Doors, Invitation
from bot.matrix.faults import Fault, checked
from bot.matrix.hearing import Hearing, Stretch, wanted_originals
from bot.matrix.raw import Event, table
from bot.matrix.rooms import Rooms
from bot.matrix.talk import is_sealed

log = logging.getLogger(__name__)
POLL = 20_000
"""Milliseconds that the server may wait for something to tell."""
BAD_REQUEST = 400
FILTER = {
    "presence": {"not_types": ["*"]},
    "account_data": {"not_types": ["*"]},
    "room": {
        "ephemeral": {"not_types": ["*"]},
        "account_data": {"not_types": ["*"]},
        "timeline": {"limit": 100},
    },
}


@dataclass(frozen=True, slots=True)
class _Late:
    """Messages (`keyed`, their ids) whose keys came after them, and what the edits among them are about."""

    hearing: Hearing
    keyed: Sequence[str]
    events: Sequence[Event]
    about: Mapping[str, Event]


class Listener:
    """`since` is the place in the server's stream up to which everything was told. `cipher` opens what is encrypted."""

    def __init__(
        self,
        name: str,
        settings: MatrixNetwork,
        rooms: Rooms,
        doors: Doors,
        clock: Clock,
        tell: Callable[[Observation | Say], None],
    ) -> None:
        self.since = ""
        self.cipher: Cipher | None = None
        self._name = name
        self._settings = settings
        self._rooms = rooms
        self._doors = doors
        self._clock = clock
        self._tell = tell
        self._told = False
        self._fresh = True

    @property
    def complaints(self) -> list[str]:
        """What keeps us from hearing a room we are in."""
        unread = (room for room, hearing in self._rooms.hearings.items() if hearing.inside and hearing.sealed)
        return [f"{room.name} is encrypted, and can't be read" for room in unread]

    async def listen(self, client: nio.AsyncClient) -> None:
        """One sync, told whole or not at all.

        Raises:
            Fault: the server can't answer now, or has logged us out.
        """
        if self._fresh:
            await self._doors.resolve(client)
        answer = await self._sync(client)
        if answer is None:
            return
        if self.cipher:
            self.cipher.take_in(client.letters)
        rooms = answer.rooms
        stretches = [
            (hearing, room_id in rooms.join, await self._stretch(client, hearing, room_id, info))
            for room_id, info in (*rooms.leave.items(), *rooms.join.items())
            if (hearing := self._rooms.hearing(room_id) or self._rooms.directs.hearing(room_id)) is not None
        ]
        late = await self._late(client)
        ours = [each for each in stretches if each[0].room in self._rooms.hearings]
        for hearing, still_in, stretch in ours:
            self._hear(hearing, stretch, still_in=still_in)
        for hearing, still_in, stretch in (each for each in stretches if each not in ours):
            self._hear_alone(hearing, stretch, still_in=still_in)
        for each in late:
            self._tell_late(each)
        self.since, self._fresh = answer.next_batch, False
        self._put_down(touched=bool(stretches or late))
        await self._invitations(client, rooms.invite)
        if self.cipher:
            await self.cipher.chores(client, self._rooms.encrypted_for())

    async def _late(self, client: nio.AsyncClient) -> list[_Late]:
        """The messages whose keys have come meanwhile."""
        found: list[_Late] = []
        for room_id, hearing in self._rooms.everywhere():
            keyed = [each for each, key in hearing.unread.items() if self.cipher and self.cipher.has_key(room_id, key)]
            if keyed and hearing.inside:
                got = await originals(client, room_id, set(keyed), ())
                events = [self._opened(room_id, got[each]) for each in keyed if each in got]
                about = await self._originals(client, room_id, Stretch(events))
                found.append(_Late(hearing, keyed, events, about))
        return found

    def _tell_late(self, late: _Late) -> None:
        """What a key does not open, or the server has not any more, stays as it was told."""
        hearing = late.hearing
        for event_id in late.keyed:
            hearing.unread.pop(event_id, None)
        opened = [event for event in late.events if not is_sealed(event)]
        told = hearing.late(opened, self._clock.now(), late.about)
        alone = hearing.room not in self._rooms.hearings
        for each in self._rooms.directs.told(hearing, told) if alone else told:
            self._tell(each)

    def _opened(self, room_id: str, event: Event) -> Event:
        """The event in plain, where it is encrypted and there is a key; else as it is."""
        if self.cipher is None or not is_sealed(event):
            return event
        return self.cipher.opened(room_id, event) or event

    async def _originals(self, client: nio.AsyncClient, room_id: str, stretch: Stretch) -> dict[str, Event]:
        """What edits in a stretch are about."""
        found = await originals(client, room_id, wanted_originals(stretch), stretch.events)
        return {event_id: self._opened(room_id, event) for event_id, event in found.items()}

    async def _sync(self, client: nio.AsyncClient) -> Any:
        """What is new; None when the server does not know the place any more, so that we begin anew."""
        client.next_batch = self.since  # nio would set it before what it brought is told, and skip the same one twice
        patience = self._settings.request_timeout.total_seconds() * (5 if self._fresh else 1)
        try:
            async with asyncio.timeout(patience):
                answer = await client.sync(
                    timeout=0 if self._fresh else POLL,
                    sync_filter=FILTER,
                    since=self.since or None,
                    full_state=self._fresh,
                )
            return checked(answer, nio.SyncResponse)
        except Fault as fault:
            if not self.since or fault.status != BAD_REQUEST:
                raise
            log.error("%s: the server has forgotten where we were (%s)", self._name, fault)  # noqa: TRY400 - one sentence
            self.since, self._fresh = "", True
            return None

    def _hear(self, hearing: Hearing, stretch: Stretch, *, still_in: bool) -> None:
        """Tell one room's stretch; at the very first sync of all, what is there already is history."""
        now = self._clock.now()
        noticed = hearing.inside and hearing.state.bridges
        if self.since:
            for told in hearing.hear(stretch, now, replayed=self._fresh):
                self._tell(told)
        else:
            hearing.state.apply_all(stretch.state)
            hearing.state.apply_all(stretch.timeline)
            hearing.passed(stretch)
            if hearing.last is not None:
                self._tell(Interrupted(hearing.room, min(hearing.last, now), now))
        hearing.inside = still_in
        if self._rooms.unwarned(hearing.room):
            log.warning("%s is encrypted: what is said there can't be read, and is not recorded", hearing.room.key)
            self._tell(Say(hearing.room, SEALED))
        if still_in and not noticed and hearing.state.bridges:
            signs = ", ".join(bridge.sign for bridge in hearing.state.bridges)
            log.info("%s: a bridge ends here (%s); see bridged_with", hearing.room.key, signs)
        if successor := self._rooms.follow(hearing.room):
            log.info("%s goes on as %s", hearing.room.key, successor)
            self._doors.moved(hearing.room)

    def _hear_alone(self, hearing: Hearing, stretch: Stretch, *, still_in: bool) -> None:
        """Tell what somebody said to the bot alone; what was there at the very first sync is history."""
        directs, room_id = self._rooms.directs, hearing.room.name
        told = list(hearing.hear(stretch, self._clock.now(), replayed=self._fresh))
        hearing.inside = still_in
        for message in directs.told(hearing, told) if self.since else ():
            self._tell(message)
        warning = directs.warning(hearing)
        if warning is not None and room_id not in self._rooms.warned:
            self._rooms.warned.add(room_id)
            self._tell(warning)
        if not still_in:
            directs.forget(room_id)

    def _put_down(self, *, touched: bool) -> None:
        """Have it kept how far we are, where anything depends on it."""
        if touched or not self._told:
            self._tell(Heard(self._name, self._rooms.place(self.since).token()))
            self._told = True

    async def _stretch(self, client: nio.AsyncClient, hearing: Hearing, room_id: str, info: Any) -> Stretch:
        """What a sync brought of a room, and what it left out."""
        timeline, state = sources(info.timeline.events), sources(info.state)
        start, most = info.timeline.prev_batch or "", self._settings.history_lines
        gap: list[Event] = []
        whole = True
        known = any(event.get("event_id") == hearing.newest for event in timeline)
        if self.since and hearing.inside and info.timeline.limited and not known:
            gap, whole = await page_back(client, room_id, start, self.since, most, lambda _: False)
        elif self.since and not hearing.inside and not any(map(hearing.is_our_coming, timeline)):
            gap, _ = await page_back(client, room_id, start, "", most, hearing.is_our_coming)
        timeline, gap = ([self._opened(room_id, event) for event in events] for events in (timeline, gap))
        stretch = Stretch(timeline, state, gap, whole)
        return replace(stretch, originals=await self._originals(client, room_id, stretch))

    async def _invitations(self, client: nio.AsyncClient, invitations: dict[str, Any]) -> None:
        for invitation in _invitations(invitations, self._settings.user):
            await self._doors.invited(client, invitation)


def _invitations(invitations: dict[str, Any], me: str) -> Iterator[Invitation]:
    """Who invites us where."""
    for room_id, invitation in invitations.items():
        found = (
            Invitation(room_id, str(event.sender), direct=table(event.content).get("is_direct") is True)
            for event in invitation.invite_state
            if isinstance(event, nio.InviteMemberEvent) and event.state_key == me and event.membership == "invite"
        )
        yield next(found, Invitation(room_id, ""))
