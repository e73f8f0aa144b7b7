"""What can't be kept, or must not be: it waits in memory, until it is said or the line that it shows is taken away."""

from collections import deque
from dataclasses import dataclass, field, replace

from bot.app.ports import Posted, Shown
from bot.core.chat import Room
from bot.core.replies import Repeat
from bot.core.text import RETRACTED

MOST = 100
"""Of each room."""


@dataclass(slots=True)
class Unkept:
    """One after another in each room. What was tried once the server may have: it is said in any case."""

    _waiting: dict[Room, deque[Posted]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)
    _gone: set[str] = field(default_factory=set)

    def put(self, posted: Posted) -> None:
        waiting = self._waiting.setdefault(posted.reply.room, deque())
        waiting.append(posted)
        if len(waiting) > MOST:
            del waiting[1]  # the first may be on its way

    def next(self, room: Room) -> Posted | None:
        """The next one, which is tried from now on."""
        waiting = self._waiting.get(room)
        if not waiting:
            return None
        self._begun.add(waiting[0].transaction)
        return waiting[0]

    def forget(self, gone: Repeat) -> None:
        """A line is taken away: what would show it goes, or loses its words where it was tried."""
        kept: deque[Posted] = deque()
        for posted in self._waiting.get(gone.room, ()):
            if not isinstance(posted.reply, Shown) or not any(map(gone.takes_away, posted.reply.lines)):
                kept.append(posted)
            elif posted.transaction in self._begun:
                self._gone.add(posted.transaction)
                blank = tuple(replace(line, nick="", text=RETRACTED) for line in posted.reply.lines)
                kept.append(replace(posted, reply=replace(posted.reply, lines=blank)))
        self._waiting[gone.room] = kept

    def over(self, posted: Posted, event_id: str) -> None:
        """It is said, as this event, or never will be (""). What shows a line that is gone is to be taken away, too."""
        room, transaction = posted.reply.room, posted.transaction
        self._waiting[room].popleft()
        self._begun.discard(transaction)
        if transaction in self._gone and event_id:
            self.put(replace(posted, transaction=f"{transaction}-gone", reply=Shown(room, erases=(event_id,))))
        self._gone.discard(transaction)
