"""Saying what is kept for a room: one at a time, in order, under a transaction id that makes twice once."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import nio

from bot.app.backoff import Backoff
from bot.app.ports import Clock, Postbox, Posted, Shown, UnwritableError
from bot.config import MatrixNetwork
from bot.core.chat import Acknowledge, Person, Room, Say, SetTopic
from bot.core.keys import account_of
from bot.core.replies import Repeat
from bot.matrix.cipher import Cipher
from bot.matrix.faults import BROKEN, Fault, checked, in_words
from bot.matrix.raw import text
from bot.matrix.repeating import content_of
from bot.matrix.rooms import Rooms
from bot.matrix.talk import event_of
from bot.matrix.unkept import Unkept

log = logging.getLogger(__name__)
TOO_LATE = timedelta(hours=23)
"""Servers forget transactions after a day: what was tried before that could be said twice."""
LONGEST = 16_000
DONE_BEFORE = "M_DUPLICATE_ANNOTATION"
REACTION, MARK = "m.reaction", "\u2705"


@dataclass(slots=True)
class Speaker:
    """`client` gives the client that is logged in now, or None. `cipher` is for encrypted rooms."""

    settings: MatrixNetwork
    rooms: Rooms
    postbox: Postbox
    clock: Clock
    rng: Random
    client: Callable[[], nio.AsyncClient | None]
    cipher: Cipher | None = None
    _news: dict[Room, asyncio.Event] = field(default_factory=dict)
    _unkept: Unkept = field(default_factory=Unkept)

    def look(self) -> None:
        """There is something new to say, or we are in a room again."""
        for news in self._news.values():
            news.set()

    def put(self, posted: Posted) -> None:
        """Say something that could not be kept, before what is."""
        self._unkept.put(posted)
        self.look()

    def forget(self, gone: Repeat) -> None:
        """A line of another room is taken away; of what is kept the record takes it away itself."""
        self._unkept.forget(gone)

    async def run(self, room: Room) -> None:
        """Say what waits for a room, for ever."""
        news = self._news.setdefault(room, asyncio.Event())
        backoff = self._backoff()
        while True:
            news.clear()
            try:
                wait = await self._one(room)
            except UnwritableError as error:
                log.warning("%s: %s", room.key, error)
                wait = -1.0
            if wait is None:
                await news.wait()
            elif wait:
                await asyncio.sleep(wait if wait > 0 else backoff.wait(up_for=0, lasting=False))
            else:
                backoff = self._backoff()

    def _backoff(self) -> Backoff:
        return Backoff(self.settings.backoff.first, self.settings.backoff.longest, self.rng)

    async def _one(self, room: Room) -> float | None:
        """Say the next one. None: there is nothing to do; else seconds to wait, below 0 to leave it to the backoff."""
        if self._within(room) is None:
            return None
        posted = self._unkept.next(room) or await self.postbox.next(room)
        within = self._within(room)  # it may have moved on meanwhile
        if posted is None or within is None:
            return None
        try:
            event_id = await self._say(*within, posted)
        except Fault as fault:
            if fault.code != DONE_BEFORE and not fault.lasting:
                return fault.retry_after or -1.0
            await self._over(posted, "" if fault.code == DONE_BEFORE else str(fault))
        except BROKEN as error:
            log.warning("%s: can't say it now: %s", room.key, in_words(error))
            return -1.0
        else:
            await self._over(posted, "", event_id)
        return 0.0

    def _within(self, room: Room) -> tuple[nio.AsyncClient, str] | None:
        """By whom and where things can be said in a room now."""
        client, room_id, hearing = self.client(), self.rooms.ids.get(room), self.rooms.hearings[room]
        if client is None or room_id is None or not hearing.inside or not hearing.state.known:
            return None
        return client, room_id

    async def _over(self, posted: Posted, failure: str, event_id: str = "") -> None:
        """It is said, or never will be."""
        if failure:
            log.error("%s: a reply can't be said: %s", posted.reply.room.key, failure)
        if posted.id == 0:
            if isinstance(posted.reply, Shown) and event_id:
                await self.postbox.shown(posted.reply, event_id)
            self._unkept.over(posted, event_id)
        elif failure:
            await self.postbox.failed(posted, failure)
        else:
            await self.postbox.said(posted, event_id)

    async def _say(self, client: nio.AsyncClient, room_id: str, posted: Posted) -> str:
        """One request, or a few that may be made again; the id of the event it made, where that is a message.

        Raises:
            Fault: it is refused.
        """
        taken_away = isinstance(posted.reply, Shown) and posted.reply.erases
        if self.clock.now() - posted.at > TOO_LATE and not taken_away:
            raise Fault("it waited for more than a day", "M_TOO_LATE", 400)
        async with asyncio.timeout(self.settings.request_timeout.total_seconds()):
            match posted.reply:
                case SetTopic(room, topic):
                    if not self.rooms.hearings[room].state.may_set_topic(self.settings.user):
                        return ""
                    answer = await client.room_put_state(room_id, "m.room.topic", {"topic": text(topic)})
                    return str(checked(answer, nio.RoomPutStateResponse).event_id)
                case Acknowledge(_, native_id):
                    related = {"rel_type": "m.annotation", "event_id": event_of(native_id), "key": MARK}
                    await self._send(client, room_id, REACTION, {"m.relates_to": related}, posted.transaction)
                case Say(to=to) as say:
                    room_id = self._alone(to) if to else room_id
                    return await self._send(client, room_id, "m.room.message", _notice(say), posted.transaction)
                case Shown() as shown:
                    return await self._show(client, room_id, shown, posted.transaction)
        return ""

    def _alone(self, person: Person) -> str:
        """The room where nobody else hears.

        Raises:
            Fault: there is none.
        """
        room_id = self.rooms.directs.room_with(account_of(person.key))
        if not room_id:
            raise Fault(f"there is no direct room with {account_of(person.key)}", "M_ALONE", 400)
        return room_id

    async def _send(
        self, client: nio.AsyncClient, room_id: str, kind: str, content: dict[str, Any], transaction: str
    ) -> str:
        hearing = self.rooms.hearing(room_id) or self.rooms.directs.known.get(room_id)
        if hearing is None:  # whether it is encrypted nobody knows
            raise Fault("the room is not ours any more")
        if hearing.state.encrypted and hearing.decrypts and kind != REACTION:  # which goes in plain everywhere
            if self.cipher is None:  # we are being logged out: not a word in plain
                raise Fault("the keys are not at hand")
            content = await self.cipher.seal(client, room_id, hearing.state.recipients(), kind, content)
            kind = "m.room.encrypted"
        answer = await client.room_send(room_id, kind, content, tx_id=transaction)
        return str(checked(answer, nio.RoomSendResponse).event_id)

    async def _show(self, client: nio.AsyncClient, room_id: str, shown: Shown, transaction: str) -> str:
        """Lines of other rooms; or the end of a message of ours, and of all that it was edited to."""
        if not shown.erases:
            return await self._send(client, room_id, "m.room.message", content_of(shown), transaction)
        for number, event_id in enumerate(shown.erases):
            answer = await client.room_redact(room_id, event_id, tx_id=f"{transaction}.{number}")
            checked(answer, nio.RoomRedactResponse)
        return ""


def _notice(say: Say) -> dict[str, Any]:
    """A notice, in its thread, and as a reply: to clients without threads it is one in any case."""
    said: dict[str, Any] = {"msgtype": "m.notice", "body": text(say.text)[:LONGEST], "m.mentions": {}}
    answered = {"m.in_reply_to": {"event_id": say.answers or say.thread}}
    if say.thread:
        begun = {"rel_type": "m.thread", "event_id": say.thread, "is_falling_back": True}
        return {**said, "m.relates_to": {**begun, **answered}}
    return {**said, "m.relates_to": answered} if say.answers else said
