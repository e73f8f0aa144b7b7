"""What outlives a connection."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.app.ports import Clock
from bot.config import IrcNetwork
from bot.core.chat import Observation, Room
from bot.irc.hearing import Hearing
from bot.irc.outbox import Outbox
from bot.irc.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Lasting:
    """One for each network. `tell` is the inbox; `new_id` and `digits` are where ids and randomness come from."""

    settings: IrcNetwork
    rooms: Sequence[Room]
    clock: Clock
    new_id: Callable[[], str]
    digits: Callable[[], str]
    version: str
    outbox: Outbox
    sessions: Sessions
    hearings: dict[Room, Hearing]
    tell: Callable[[Observation], None]
