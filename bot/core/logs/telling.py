"""What was read of a log, as what a chat network would have told."""

from collections.abc import Iterable, Iterator

from bot.core.chat import Message, Person, PersonChanged, Room
from bot.core.logs.reading import DayChanged, LogLine, Read, Renamed
from bot.core.logs.stamps import Calendar, Stamp
from bot.core.text import visible
from bot.core.tuples import made


class Cast:
    """Who is who in a log, which knows nicks only: a nick is one person, in any case, also under their next nick."""

    def __init__(self, network: str) -> None:
        self._lead = f"{network}/nick/"
        self._keys: dict[str, str] = {}
        self._spelt: dict[str, Person] = {}
        self._everybody: dict[str, Person] = {}

    @property
    def everybody(self) -> tuple[Person, ...]:
        """All who spoke, in the order of their first lines, under their last nick."""
        return tuple(self._everybody.values())

    def person(self, nick: str) -> Person:
        """Who has this nick now; somebody new if nobody does, whoever may have had it before."""
        known = self._spelt.get(nick)
        if known is None:
            shown = visible(nick) or ascii(nick)
            key = self._keys.setdefault(shown.casefold(), self._free(shown))
            known = self._spelt[nick] = self._everybody[key] = Person(key, shown)
        return known

    def _free(self, nick: str) -> str:
        key = own = f"{self._lead}{nick.casefold()}"
        number = 1
        while key in self._everybody:
            number += 1
            key = f"{own}~{number}"
        return key

    def rename(self, old: str, new: str) -> tuple[Person, Person] | None:
        """Who a change of nick made of whom; None if it was nobody who has spoken.

        Who takes a nick that spoke before, and had to be free for that, is the same person come back.
        """
        key = self._keys.pop(visible(old).casefold(), None)
        if key is None:
            return None
        before = self._everybody[key]
        after = Person(self._keys.get(visible(new).casefold(), key), visible(new))
        self._keys[after.nick.casefold()] = after.key
        self._everybody[after.key] = after
        if after.key != key:
            del self._everybody[key]
        self._spelt.clear()
        return before, after


def to_observations(
    lines: Iterable[Read], room: Room, calendar: Calendar, log_id: str, bots: frozenset[str]
) -> Iterator[Message | PersonChanged]:
    """The log as messages of `room` and changes of nick. A line without a time is said at midnight."""
    cast = Cast(room.network)
    last: Stamp | None = None
    at = calendar.midnight
    for line in lines:
        if isinstance(line, LogLine):
            number, stamp, nick, text, kind = line
            if stamp is not last and stamp is not None:
                last, at = stamp, calendar.instant(stamp)
            sender = cast.person(nick)
            is_bot = bool(bots) and sender.nick.casefold() in bots
            native_id = f"{log_id}:{number}"
            yield made(Message, (room, native_id, at, sender, text, kind, False, is_bot, False, False, "", "", ()))
        elif isinstance(line, DayChanged):
            calendar.turn(line.day)
            last, at = None, calendar.midnight
        elif isinstance(line, Renamed) and (changed := cast.rename(line.old, line.new)):
            if line.stamp is not None:
                last, at = line.stamp, calendar.instant(line.stamp)
            yield PersonChanged(room.network, at, *changed)
