"""A network of the config, kept: connects, reconnects, and speaks for the bot."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from random import Random

from bot.app.backoff import Backoff
from bot.app.ports import Clock, Inbox, Memory
from bot.config import ConfigError, IrcNetwork, RoomSettings
from bot.core.chat import Acknowledge, Observation, Room, RoomView, Say, SetTopic
from bot.core.relaying import ghosts
from bot.core.replies import Repeat, Reply
from bot.irc.bridges import shown
from bot.irc.conversation import Conversation
from bot.irc.hearing import Hearing
from bot.irc.lasting import Lasting
from bot.irc.link import Ended, Link
from bot.irc.outbox import Outbox, Saying
from bot.irc.registration import Credentials
from bot.irc.repeating import saying_of
from bot.irc.sessions import Sessions
from bot.irc.split import clean

log = logging.getLogger(__name__)


class IrcClient:
    """One IRC network, as the application sees it (`bot.app.ports.Network`)."""

    def __init__(
        self,
        name: str,
        settings: IrcNetwork,
        rooms: Sequence[RoomSettings],
        clock: Clock,
        ids: Callable[[], str],
        rng: Random,
        version: str,
    ) -> None:
        self._name = name
        self._settings = settings
        self._rooms = tuple(room for room in rooms if room.network == name)
        self._rng = rng
        self._health = "connecting"
        self._told = ""
        self._link: Link | None = None
        self._put: Callable[[Observation], None] = lambda _: None
        self._lasting = Lasting(
            settings=settings,
            rooms=tuple(room.room for room in self._rooms),
            clock=clock,
            new_id=ids,
            digits=lambda: str(rng.randrange(10, 1000)),
            version=version,
            outbox=Outbox(),
            sessions=Sessions(name, ids, ghosts(settings.ghosts)),
            hearings={room.room: Hearing(room.room, None) for room in self._rooms},
            tell=self._tell,
        )

    @property
    def name(self) -> str:
        return self._name

    async def run(self, inbox: Inbox, memories: Mapping[Room, Memory]) -> None:
        """Stay connected until cancelled; then say goodbye."""
        self._put = inbox.put
        for room, memory in memories.items():
            if room in self._lasting.hearings:
                self._lasting.hearings[room] = Hearing(room, memory.cursor)
                self._lasting.sessions.recall(memory.people)
        backoff = Backoff(self._settings.backoff.first, self._settings.backoff.longest, self._rng)
        try:
            while True:
                ended = await self._connect()
                wait = backoff.wait(up_for=ended.up_for, lasting=ended.lasting)
                self._report(ended, wait)
                await asyncio.sleep(wait)
        finally:
            self._health = "stopped"
            for hearing in self._lasting.hearings.values():
                for told in hearing.finish():
                    self._put(told)

    def _tell(self, observation: Observation) -> None:
        self._put(observation)

    async def _connect(self) -> Ended:
        """One connection, from its beginning to its end."""
        link = Link(self._settings, self._lasting.outbox, self._lasting.clock.now)
        try:
            conversation = Conversation(self._lasting, self._credentials(), self._keys(), link.write)
        except ConfigError as error:
            return Ended(str(error), lasting=True)
        self._link = link
        try:
            return await link.run(conversation)
        finally:
            self._link = None
            self._lasting.outbox.disconnected()

    def _credentials(self) -> Credentials | None:
        sasl = self._settings.sasl
        if sasl is None:
            return None
        password = sasl.password.read() if sasl.password else ""
        return Credentials(sasl.mechanism, sasl.account, password, required=sasl.policy == "required")

    def _keys(self) -> dict[str, str]:
        return {room.name: room.key.read() for room in self._rooms if room.key}

    def _report(self, ended: Ended, wait: float) -> None:
        """Tell the operator: a lasting refusal once and loudly, a break that mends itself as it comes."""
        self._health = f"reconnecting: {ended.reason}"
        if ended.lasting and self._told != ended.reason:
            log.error("%s: %s; trying again slowly until somebody mends it", self._name, ended.reason)
        elif not ended.lasting:
            log.warning("%s: %s; trying again in %.0f s", self._name, ended.reason, wait)
        self._told = ended.reason if ended.lasting else ""

    def send(self, reply: Reply) -> None:
        """Queue a reply; what succeeded quietly (`Acknowledge`) says nothing on IRC."""
        match reply:
            case Acknowledge():
                return
            case Say(room, text, to):
                sayings = [Saying(room.name, line, asyncio.get_running_loop().time(), to=to) for line in clean(text)]
            case SetTopic(room, text):
                line = " ".join(clean(text))
                sayings = [Saying(room.name, line, asyncio.get_running_loop().time(), topic=True)]
            case Repeat(room):
                self._relay(reply)
                return
        kept = [self._lasting.outbox.say(saying) for saying in sayings]
        if not all(kept):
            log.error("%s: too much waits to be said in %s; dropped a reply", self._name, room.name)
        if self._link:
            self._link.wake()

    def _relay(self, relay: Repeat) -> None:
        saying = saying_of(relay, asyncio.get_running_loop().time())
        if saying is None:
            self._lasting.outbox.unsay(relay)
            return
        self._lasting.outbox.relay(saying)
        if self._link:
            self._link.wake()

    def view(self, room: Room) -> RoomView:
        """The room as it is now; empty while we are not in it."""
        conversation = self._link.conversation if self._link else None
        channel = conversation.tracker.channel(room.name) if conversation else None
        if conversation is None or channel is None:
            return RoomView()
        tracker = conversation.tracker
        there = tuple(tracker.members(room.name, self._lasting.clock.now()))
        return RoomView(there, channel.topic, bridges=shown(tracker.people[nick] for nick in channel.ranks))

    def health(self) -> str:
        """One phrase for the operator."""
        conversation = self._link.conversation if self._link else None
        if conversation is None or not conversation.ready:
            return self._health
        return "; ".join((f"connected as {conversation.tracker.me}", *conversation.joining.complaints))
