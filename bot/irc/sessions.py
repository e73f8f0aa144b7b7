"""The ids of people without an account: one session, from its first sight to its end, over every gap of ours."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.chat import Person
from bot.core.keys import relayed_key
from bot.core.relaying import Ghosts

GRACE = timedelta(minutes=15)
_MOST_PASSERS_BY = 1000
_MOST_PARKED = 10_000


@dataclass(slots=True)
class _Parked:
    address: str
    session: str
    until: datetime | None


class Sessions:
    """Sessions out of sight: those of a meeting before a restart, and those of the last connection or a netsplit.

    Whoever turns up under the very same `nick!user@host` takes the session up again. That a nick alone is the same
    proves nothing. A session without `until` waits until we can see the room again, then `GRACE` more.
    """

    def __init__(self, network: str, new_id: Callable[[], str], ghosts: Ghosts | None = None) -> None:
        self.network = network
        self._ghosts = ghosts or Ghosts()
        self.fold: Callable[[str], str] = str
        self._new_id = new_id
        self._parked: dict[str, _Parked] = {}
        self._passers_by: dict[str, str] = {}

    def new(self) -> str:
        return self._new_id()

    def from_bridges(self, nicks: Iterable[str]) -> list[str]:
        """Those that a bridge gave to people."""
        return [nick for nick in nicks if self._ghosts.has(nick)]

    def key(self, session: str, nick: str) -> str:
        """The key of a session; of one that a bridge opened it tells so, for as long as it has such a nick."""
        if self._ghosts.has(nick):
            return relayed_key(self.network, session)
        return f"{self.network}/session/{session}"

    def refold(self, fold: Callable[[str], str]) -> None:
        """Compare addresses by another casemapping from now on."""
        self.fold = fold
        self._parked = {fold(parked.address): parked for parked in self._parked.values()}

    def recall(self, people: Iterable[Person]) -> None:
        """Park the sessions of people seen before a restart."""
        for person in people:
            start, _, session = person.key.rpartition("/")
            if person.address and session and start in {f"{self.network}/session", relayed_key(self.network, "")[:-1]}:
                self.park(person.address, session, None)

    def park(self, address: str, session: str, until: datetime | None) -> None:
        if len(self._parked) >= _MOST_PARKED:
            self._parked.pop(next(iter(self._parked)))
        self._parked[self.fold(address)] = _Parked(address, session, until)

    def claim(self, address: str, at: datetime) -> str | None:
        """The session parked under this address, which is taken up again; None if there is none, or too old a one."""
        parked = self._parked.pop(self.fold(address), None)
        return parked.session if parked and (parked.until is None or at <= parked.until) else None

    def peek(self, address: str) -> str | None:
        """The session parked under this address, left there."""
        parked = self._parked.get(self.fold(address))
        return parked.session if parked else None

    def visible_again(self, at: datetime) -> None:
        """The rooms can be seen again: who is not there soon has left."""
        for parked in self._parked.values():
            parked.until = parked.until or at + GRACE
        self._parked = {key: parked for key, parked in self._parked.items() if parked.until and at <= parked.until}

    def passer_by(self, address: str) -> str:
        """The session of somebody who is in none of our rooms; one for each address, while we stay connected."""
        folded = self.fold(address)
        if folded not in self._passers_by:
            if len(self._passers_by) >= _MOST_PASSERS_BY:
                self._passers_by.pop(next(iter(self._passers_by)))
            self._passers_by[folded] = self.peek(address) or self.new()
        return self._passers_by[folded]

    def forget_passers_by(self) -> None:
        self._passers_by.clear()
