"""Rooms of two, in which somebody says something to the bot alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.chat import Message, Observation, Room, Say
from bot.core.keys import account_of
from bot.core.relaying import Ghosts
from bot.matrix.hearing import Hearing

SEALED = (
    "This room is encrypted, and I can't read it. Say #link-me to me on the other network and type the code in a room "
    "where we both are; or invite me to a direct room without encryption."
)


@dataclass(slots=True)
class Directs:
    """The rooms that the bot is in and that are none of the config's, by their ids; a room of more than two is deaf.

    Whoever speaks there must be in a room of the config (`hearings`) with us.
    """

    hearings: Mapping[Room, Hearing]
    me: str
    bots: frozenset[str]
    ghosts: Ghosts
    decrypts: bool = False
    known: dict[str, Hearing] = field(default_factory=dict)

    def hearing(self, room_id: str) -> Hearing | None:
        """What is known of a room; None where the bot is in no room of the config."""
        if room_id not in self.known and self.hearings:
            network = next(iter(self.hearings)).network
            room = Room(network, room_id)
            self.known[room_id] = Hearing(room, self.me, self.bots, self.ghosts, decrypts=self.decrypts)
        return self.known.get(room_id)

    def forget(self, room_id: str) -> None:
        """We are not in there any more."""
        self.known.pop(room_id, None)

    def shared_with(self, user: str) -> Room | None:
        """A room of the config where somebody is with us."""
        both = (
            room for room, known in self.hearings.items() if known.inside and known.state.membership(user) == "join"
        )
        return next(both, None)

    def partner(self, hearing: Hearing) -> str:
        """Who is in a room with us; "" where it is not one person alone, with an account of their own."""
        others = hearing.state.recipients() - {self.me}
        if len(others) != 1 or not hearing.inside:
            return ""
        (user,) = others
        return "" if user in self.bots or self.ghosts.has(user) else user

    def room_with(self, user: str) -> str:
        """The id of the room where somebody can be told something alone; "" if there is none."""
        return next((room_id for room_id, known in self.known.items() if user and self.partner(known) == user), "")

    def told(self, hearing: Hearing, observations: Iterable[Observation]) -> Iterator[Observation]:
        """What is told of a room of two: its messages, as said in private; a rank there is none elsewhere."""
        for told in observations:
            if not isinstance(told, Message) or told.from_bot:
                continue
            user = account_of(told.sender.key)
            shared = self.shared_with(user)
            if shared is not None and self.partner(hearing) == user:
                yield told._replace(room=shared, private=True, operator=False)

    def warning(self, hearing: Hearing) -> Say | None:
        """What somebody is told who wrote to us where we can't read."""
        user = self.partner(hearing)
        shared = self.shared_with(user) if user and hearing.sealed else None
        return Say(shared, SEALED, hearing.state.person(user)) if shared else None
