"""A Matrix account of the config, kept logged in: listens, comes back, and speaks for the bot."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from random import Random

import nio

from bot.app.backoff import Backoff
from bot.app.ports import Clock, Inbox, Memory, NetworkError, Postbox, Posted, Shown, UnwritableError
from bot.config import ConfigError, MatrixNetwork
from bot.core.chat import Observation, Room, RoomView, Say
from bot.core.permalinks import room_link
from bot.core.relaying import ghosts
from bot.core.replies import Change, Repeat, Reply
from bot.matrix import crypto, place
from bot.matrix.cipher import Cipher
from bot.matrix.doors import Doors
from bot.matrix.faults import BROKEN, Fault, in_words
from bot.matrix.login import Login, log_in, restored
from bot.matrix.rooms import Rooms
from bot.matrix.speaking import Speaker
from bot.matrix.syncing import Listener

log = logging.getLogger(__name__)
RETRY = 1.0


class MatrixClient:
    """One Matrix account, as the application sees it (`bot.app.ports.Network`); its replies are kept in the record."""

    def __init__(
        self,
        name: str,
        settings: MatrixNetwork,
        rooms: Sequence[Room],
        clock: Clock,
        ids: Callable[[], str],
        rng: Random,
        postbox: Postbox,
    ) -> None:
        self._name = name
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._rng = rng
        self._postbox = postbox
        self._client: nio.AsyncClient | None = None
        self._login: Login | None = None
        self._anew = False
        self._health = "connecting"
        self._decrypts = crypto.wanted(settings)
        self._cipher: Cipher | None = None
        bots, strangers = frozenset(settings.bots), ghosts(settings.ghosts)
        self._rooms = Rooms(rooms, settings.user, bots, strangers, decrypts=self._decrypts)
        self._put: Callable[[Observation | Say], None] = lambda _: None
        self._speaker = Speaker(settings, self._rooms, postbox, clock, rng, lambda: self._client)
        self._doors = Doors(settings, self._rooms, self._synced)
        self._listener = Listener(name, settings, self._rooms, self._doors, clock, self._tell)

    @property
    def name(self) -> str:
        return self._name

    async def run(self, inbox: Inbox, memories: Mapping[Room, Memory]) -> None:
        """Listen and speak until cancelled.

        Raises:
            NetworkError: a person must mend it.
        """
        self._put = inbox.put
        at = place.read(await self._token())
        self._rooms.recall(at, memories)
        self._listener.since = at.since
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._doors.run())
                for room in self._rooms.hearings:
                    tasks.create_task(self._speaker.run(room))
                await self._stay()
        except ExceptionGroup as group:
            found = group.subgroup(NetworkError)
            raise (found.exceptions[0] if found else group) from None
        finally:
            self._health = "stopped"
            self._use(None)

    def _synced(self) -> nio.AsyncClient | None:
        """Before the first sync no door is tried: what is there by then is history."""
        return self._client if self._listener.since and (self._cipher is None or self._cipher.ready) else None

    def _tell(self, observation: Observation | Say) -> None:
        self._put(observation)

    async def _token(self) -> str:
        """How far we heard; waits until the record can be read."""
        while True:
            try:
                return await self._postbox.token(self._name)
            except UnwritableError as error:
                log.error("%s: %s", self._name, error)  # noqa: TRY400 - the sentence is for an operator
                await asyncio.sleep(RETRY)

    async def _stay(self) -> None:
        """Session after session.

        Raises:
            NetworkError: a person must mend it.
        """
        loop = asyncio.get_running_loop()
        backoff = Backoff(self._settings.backoff.first, self._settings.backoff.longest, self._rng)
        while True:
            began, least = loop.time(), 0.0
            try:
                await self._session()
            except Fault as fault:
                reason, lasting, least = str(fault), fault.lasting, fault.retry_after
                if fault.logged_out:
                    self._logged_out(fault)
                    continue
            except ConfigError as error:
                reason, lasting = str(error), True
            except BROKEN as error:
                reason, lasting = in_words(error), False
                log.debug("%s: %s", self._name, reason, exc_info=True)
            wait = max(least, backoff.wait(up_for=loop.time() - began, lasting=lasting))
            self._health = f"reconnecting: {reason}"
            log.warning("%s: %s; trying again in %.0f s", self._name, reason, wait)
            await asyncio.sleep(wait)

    async def _session(self) -> None:
        """Log in and listen, until something breaks."""
        if self._login is None:
            self._login = await self._logged_in()
        client = restored(self._settings, self._login)
        try:
            await self._with_keys(client, self._login)
            self._client = client
            await self._talk(client)
        finally:
            self._client = None
            await client.close()

    async def _with_keys(self, client: nio.AsyncClient, login: Login) -> None:
        """Have the device's keys at hand, where encrypted rooms are to be read.

        Raises:
            NetworkError: they can't be had.
        """
        if self._decrypts and self._cipher is None:
            from bot.matrix.crypto.standing import machine  # noqa: PLC0415 - only there without the extra

            self._use(await machine(self._name, self._settings, login, client, self._ids))

    def _use(self, cipher: Cipher | None) -> None:
        """Another device's keys, or none."""
        if self._cipher is not None:
            self._cipher.close()
        self._cipher = self._listener.cipher = self._speaker.cipher = cipher

    async def _talk(self, client: nio.AsyncClient) -> None:
        """Listen, and have said what is to be said, until something breaks."""
        self._doors.look()
        self._speaker.look()
        while True:
            await self._listener.listen(client)
            self._anew = False
            self._connected()
            self._doors.look()
            self._speaker.look()

    def _connected(self) -> None:
        health = f"connected as {self._settings.user}"
        if self._health != health:
            log.info("%s: %s", self._name, health)
        self._health = health

    async def _logged_in(self) -> Login:
        try:
            return await log_in(self._name, self._settings, anew=self._anew)
        except Fault as fault:
            if not (fault.lasting or fault.logged_out):
                raise
            raise NetworkError(f"{self._settings.homeserver} does not let {self._settings.user} in: {fault}") from None

    def _logged_out(self, fault: Fault) -> None:
        """The server took our login away: once that may be mended with the password.

        Raises:
            NetworkError: it was, a moment ago.
        """
        if self._anew:
            raise NetworkError(f"{self._settings.homeserver} logs {self._settings.user} out at once: {fault}")
        log.warning("%s: logged out by the server (%s); logging in again", self._name, fault)
        self._login, self._anew = None, True
        self._use(None)

    def wake(self) -> None:
        """There is a reply in the record."""
        self._speaker.look()

    def send(self, reply: Reply) -> None:
        """Say what can't be kept, or must not be; a line that is gone is not shown any more."""
        if isinstance(reply, Repeat) and reply.change is Change.ERASED:
            self._speaker.forget(reply)
            return
        said = Shown(reply.room, (reply,)) if isinstance(reply, Repeat) else reply
        self._speaker.put(Posted(0, f"minutebot-{self._ids()}", said, self._clock.now()))

    def view(self, room: Room) -> RoomView:
        """The room as it is now; empty while we are not in it."""
        hearing = self._rooms.hearings.get(room)
        if hearing is None or not hearing.inside:
            return RoomView()
        state = hearing.state
        return RoomView(
            state.people(),
            state.topic,
            private=state.private,
            sealed=hearing.sealed,
            bridges=state.bridges,
            event_link=room_link(self._rooms.ids[room], state.servers()),
        )

    def health(self) -> str:
        """One phrase for the operator."""
        if self._client is None or not self._health.startswith("connected"):
            return self._health
        keys = [self._cipher.complaint] if self._cipher and self._cipher.complaint else []
        return "; ".join((self._health, *self._doors.complaints, *self._listener.complaints, *keys))
