"""A Conversation without a socket: say what the server sends, look at what the bot sends and tells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.app.ports import Memory
from bot.config import IrcNetwork
from bot.core.chat import Interrupted, Message, Observation, PersonChanged, Room
from bot.core.relaying import ghosts
from bot.irc.conversation import Conversation
from bot.irc.hearing import Hearing
from bot.irc.lasting import Lasting
from bot.irc.line import parse
from bot.irc.outbox import Outbox
from bot.irc.registration import Credentials
from bot.irc.sessions import Sessions
from tests.irc.bots import NETWORK

START = datetime(2026, 4, 8, 16, tzinfo=UTC)
GREETING = ":srv 001 minutebot :welcome"
POOR = "CASEMAPPING=rfc1459 PREFIX=(qaohv)~&@%+ CHANTYPES=# CHANMODES=beI,k,l,imnpst TOPICLEN=60"
KILN = Room(NETWORK, "#kiln")


@dataclass
class Talk:
    """The bot on one network, over as many connections as are begun.

    The clock (`now`, monotonic; `time`) stands still unless `pass_by` moves it.
    """

    rooms: Sequence[Room] = (KILN,)
    settings: dict = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    credentials: Credentials | None = None
    told: list[Observation] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    time: float = 0.0

    def __post_init__(self):
        numbers = map(str, count(1))
        hearings = {room: Hearing(room, self.memory.cursor) for room in self.rooms}
        settings = IrcNetwork.model_validate({"host": "irc.test", **self.settings})
        sessions = Sessions(NETWORK, lambda: next(numbers), ghosts(settings.ghosts))
        sessions.recall(self.memory.people)
        self.lasting = Lasting(
            settings=settings,
            rooms=self.rooms,
            clock=self,
            new_id=lambda: next(numbers),
            digits=lambda: "7",
            version="minutebot test",
            outbox=Outbox(),
            sessions=sessions,
            hearings=hearings,
            tell=self.told.append,
        )
        self.connect()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.time)

    def connect(self) -> None:
        self.talk = Conversation(self.lasting, self.credentials, {}, self.written.append)

    def lose(self) -> None:
        """The connection breaks."""
        self.talk.lost(self.now())
        self.lasting.outbox.disconnected()

    def pass_by(self, seconds: float) -> None:
        self.time += seconds
        self.talk.tick(self.time)

    def hear(self, *lines: str) -> None:
        for text in lines:
            line = parse(text)
            if line is not None:
                self.talk.feed(line, self.time)

    def greet(self, caps: str = "", isupport: str = POOR) -> None:
        """Register, with these capabilities."""
        self.hear(f":srv CAP * LS :{caps}")
        if caps:
            self.hear(f":srv CAP * ACK :{caps}")
        self.hear(GREETING, f":srv 005 minutebot {isupport} :are supported", ":srv 422 minutebot :no motd")

    def enter(self, *names: str, room: str = "#kiln", caps: str = "", isupport: str = POOR) -> None:
        """Register and be in the room, with these people (as NAMES spells them)."""
        self.greet(caps, isupport)
        self.join(*names, room=room)

    def join(self, *names: str, room: str = "#kiln") -> None:
        self.hear(
            f":minutebot!bot@here JOIN {room}",
            f":srv 353 minutebot = {room} :{' '.join(('minutebot', *names))}",
            f":srv 366 minutebot {room} :end",
        )

    def waiting(self) -> list[str]:
        """Take what waits to be sent."""
        found = []
        while (item := self.lasting.outbox.take(self.talk.can_say)) is not None:
            found.append(item if isinstance(item, str) else item.text)
            if isinstance(item, str):
                self.talk.sent(item, self.time)
        return found

    @property
    def messages(self) -> list[Message]:
        return [seen for seen in self.told if isinstance(seen, Message)]

    @property
    def changes(self) -> list[PersonChanged]:
        return [seen for seen in self.told if isinstance(seen, PersonChanged)]

    @property
    def story(self) -> list[str]:
        kept = [seen for seen in self.told if isinstance(seen, Message | Interrupted)]
        return [seen.text if isinstance(seen, Message) else "..." for seen in kept]

    def key(self, text: str) -> str:
        """The key of the one who said this."""
        return next(message.sender.key for message in self.messages if message.text == text)

    def nicks(self, room: str = "#kiln") -> set[str]:
        return {person.nick for person in self.talk.tracker.members(room, self.now())}
