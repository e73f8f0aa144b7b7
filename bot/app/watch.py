"""What is known of bridges from what was said: whose words they carry, and what sounds like one nobody configured."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.core.bridges import Overheard
from bot.core.chat import Message, Room
from bot.core.keys import is_relayed
from bot.core.meeting import Meeting
from bot.core.relaying import Carried
from bot.core.text import one_line

QUOTED = re.compile(r"<([^<>]{1,60})> (.+)")
NAMES, COPIES = 2, 2
"""So many names before others' words, or lines in two rooms, make a bridge: people quote each other, and say "hi"."""
SOON = timedelta(seconds=30)
REMEMBERED = 100
LONGEST_QUOTE = 600


class Line(NamedTuple):
    """`copy`: somebody else said it before; `ghostly`: a bridge's ghost or relay did."""

    room: Room
    at: datetime
    copy: bool
    ghostly: bool


class Sound(NamedTuple):
    """What a line tells of bridges: a hint in words, the first time; for a copy, the room where it was said first."""

    hint: str = ""
    original: Room | None = None


@dataclass(slots=True)
class Watch:
    """What is known of bridges from what was said; kept in memory alone, and no text of it.

    `carried` is whose words each relay of a room carried last. `names` are those that somebody's lines begin with, as
    a relay's do, by room and nick. `lines` are the last ones, by a hash of who said what; `copied` counts the lines
    that were heard in a room (the first) when somebody had said them in another, `ghosted` those of them that a ghost
    or a relay said. `led` are rooms that say of themselves that a bridge leads to another one (the second).
    """

    carried: dict[tuple[Room, str], Carried] = field(default_factory=dict)
    names: dict[tuple[Room, str], frozenset[str]] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)
    copied: Counter[tuple[Room, Room]] = field(default_factory=Counter)
    ghosted: Counter[tuple[Room, Room]] = field(default_factory=Counter)
    led: frozenset[tuple[Room, Room]] = frozenset()

    def draft(self) -> "Watch":
        said = (dict(self.carried), dict(self.names), dict(self.lines))
        return Watch(*said, self.copied.copy(), self.ghosted.copy(), self.led)

    def hears(self, message: Message, *, elsewhere: bool) -> Sound:
        """Take note of a line. `elsewhere`: it may be said in another room, too."""
        quoted = None if is_relayed(message.sender.key) else QUOTED.fullmatch(message.text[:LONGEST_QUOTE])
        name, text = (quoted[1], quoted[2]) if quoted else (message.sender.nick, message.text)
        found = self._quotes(message, name) if quoted else ""
        if not elsewhere:
            return Sound(found)
        ghostly = is_relayed(message.sender.key)
        line = Line(message.room, message.sent_at, copy=bool(quoted) or ghostly, ghostly=ghostly)
        sound = self._copies(hash((one_line(name).casefold(), one_line(text))), line)
        return sound if sound.hint else sound._replace(hint=found)

    def _quotes(self, message: Message, name: str) -> str:
        key = (message.room, message.sender.nick)
        before = self.names.get(key, frozenset())
        if len(before) >= NAMES or name in before:
            return ""
        self.names[key] = before | {name}
        if len(self.names) > REMEMBERED:
            del self.names[next(iter(self.names))]
        return relays(message.sender.nick) if len(before) == NAMES - 1 else ""

    def _copies(self, said: int, line: Line) -> Sound:
        before, self.lines[said] = self.lines.get(said), line
        if len(self.lines) > REMEMBERED:
            del self.lines[next(iter(self.lines))]
        if before is None or before.copy == line.copy or before.room.network == line.room.network:
            return Sound()
        if abs(line.at - before.at) > SOON:
            return Sound()
        copy, original = (line.room, before.room) if line.copy else (before.room, line.room)
        self.copied[copy, original] += 1
        self.ghosted[copy, original] += line.ghostly or before.ghostly
        hint = copies(original) if self.copied[copy, original] == COPIES else ""
        return Sound(hint, original if line.copy else None)

    def brings(self, room: Room, other: Room) -> bool:
        """Whether ghosts or relays of a room were heard to say what had been said in the other one."""
        return self.ghosted[room, other] >= COPIES

    def leads(self, room: Room, other: Room) -> None:
        """A room says of itself that a bridge joins it with another one."""
        self.led |= {(room, other)}

    def originals(self, room: Room) -> Iterator[Room]:
        """The rooms whose lines are heard here, too."""
        return (original for (copy, original), count in self.copied.items() if copy == room and count >= COPIES)

    def overheard(self, room: Room, running: Callable[[Room], Meeting | None], *, within: bool) -> Overheard:
        nicks = (nick for (where, nick), names in self.names.items() if where == room and len(names) >= NAMES)
        originals = tuple(self.originals(room))
        held = next((original for original in originals if running(original)), None)
        hints = (*map(relays, nicks), *map(copies, () if within else originals))
        return Overheard(hints, held.key if held and not within else "", within)


def relays(nick: str) -> str:
    return f"{nick} seems to relay what others say; unless my operator names it in relay_nicks, that is its own word."


def copies(original: Room) -> str:
    return f"What is said in {original.key} is heard here, too; my operator should set bridged_with for one of the two."
