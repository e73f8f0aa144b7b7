"""One person as the server lets us see them, and who that makes them."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.chat import Person, PersonChanged
from bot.irc.sessions import Sessions


@dataclass(slots=True)
class Someone:
    """Somebody in a room of ours. `user` and `host` are empty until seen; `session` until asked for.

    `bot` is what the server says of them (bot mode). `person` is the value last handed out, None when it is stale.
    """

    nick: str
    user: str = ""
    host: str = ""
    account: str = ""
    session: str = ""
    realname: str = ""
    bot: bool = False
    person: Person | None = None
    source: str = field(default="", compare=False)

    @property
    def address(self) -> str:
        return f"{self.nick}!{self.user}@{self.host}" if self.host else ""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a line tells of somebody; None where it tells nothing."""

    nick: str | None = None
    user: str | None = None
    host: str | None = None
    account: str | None = None
    realname: str | None = None
    bot: bool | None = None


class Roster:
    """Who is who: turns what is seen of people into `Person`s and their changes."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions

    def person(self, someone: Someone, at: datetime) -> Person:
        """Who this is now."""
        if someone.person is None:
            someone.person = Person(self._key(someone, at), someone.nick, someone.address)
        return someone.person

    def _key(self, someone: Someone, at: datetime) -> str:
        if someone.account:
            return f"{self.sessions.network}/account/{someone.account}"
        if not someone.session:
            parked = self.sessions.claim(someone.address, at) if someone.address else None
            someone.session = parked or self.sessions.new()
        return self.sessions.key(someone.session, someone.nick)

    def see(self, someone: Someone, sight: Sight, at: datetime) -> list[PersonChanged]:
        """Take note of what a line told; gives what that changes for those who know the person.

        A new nick and a login are changes. A logout is none: the person simply speaks under a new session. A session
        that turns out, once the address is known, to be one from before takes up its old key.
        """
        before = self._before(someone, sight, at)
        settled = bool(someone.host and someone.session)
        _apply(someone, sight)
        parked = self.sessions.claim(someone.address, at) if someone.host and not settled else None
        if parked:
            before = before or Person(self.sessions.key(parked, someone.nick), someone.nick, someone.address)
            someone.session = parked
        if someone.account:
            someone.session = ""
        if before is None:
            return []
        after = self.person(someone, at)
        logged_out = "/account/" in before.key and before.key != after.key
        if logged_out or (before.key, before.nick) == (after.key, after.nick):
            return []
        return [PersonChanged(self.sessions.network, at, before, after)]

    def _before(self, someone: Someone, sight: Sight, at: datetime) -> Person | None:
        """Who they were, if anybody may know: a nick change tells everybody, a login only those who met the session."""
        if sight.nick is not None:
            return self.person(someone, at)
        if someone.person is not None or not someone.session:
            return someone.person
        return self.person(someone, at)

    def leave(self, someone: Someone, until: datetime | None) -> None:
        """Somebody is out of sight but may come back: keep the session."""
        if someone.session and someone.address:
            self.sessions.park(someone.address, someone.session, until)


def _apply(someone: Someone, sight: Sight) -> None:
    for name in ("nick", "user", "host", "account", "realname", "bot"):
        value = getattr(sight, name)
        if value is not None:
            setattr(someone, name, value)
    someone.person = None
    someone.source = someone.address
