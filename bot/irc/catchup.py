"""Filling the gap behind us: CHATHISTORY where the server has it, else whatever it plays back by itself."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from bot.config import History
from bot.core.chat import Observation
from bot.irc.hearing import Hearing, Replayed, State
from bot.irc.isupport import Isupport
from bot.irc.line import Line, format_time

_PATIENCE = 20.0
_PAGE = 100
_LARGEST_PAGE = 1000
_BARRIER = "PING :caught-up-"


@dataclass(slots=True)
class _Chase:
    """One room being caught up.

    `request` is the line that waits to be sent or answered; from when it went out there is a `deadline` (monotonic).
    `left` lines may still come. `asking`: by CHATHISTORY; else the server plays what it will, up to our PING's answer.
    """

    hearing: Hearing
    channel: str
    left: int
    asking: bool
    request: str = ""
    deadline: float = math.inf
    filled: bool = False


class CatchingUp:
    """The rooms of one connection that are behind. `caps` is alive: the registration's own set."""

    def __init__(
        self,
        settings: History,
        isupport: Isupport,
        caps: set[str],
        send: Callable[[str], None],
        tell: Callable[[Observation], None],
    ) -> None:
        self._settings = settings
        self._isupport = isupport
        self._caps = caps
        self._send = send
        self._tell = tell
        self._chases: dict[str, _Chase] = {}
        self._barriers = count(1)
        self._barrier = ""

    def start(self, hearing: Hearing, channel: str, at: datetime) -> None:
        """The room was joined again at `at` and there is a gap behind it."""
        if "batch" not in self._caps or not self._settings.max_lines:
            self._tell_all(hearing.unfilled())
            return
        asking = not self._caps.isdisjoint({"draft/chathistory", "chathistory"})
        chase = _Chase(hearing, channel, self._settings.max_lines, asking)
        self._chases[self._isupport.fold(channel)] = chase
        oldest = at - self._settings.max_age
        if hearing.told_until and hearing.told_until < oldest:
            self._tell_all(hearing.skip_to(oldest))
        if asking:
            self._ask(chase, first=True)
        else:
            chase.request = self._wait_for_pong()

    def _wait_for_pong(self) -> str:
        """The PING after which everything played by itself has been played: one for all rooms joined before it goes."""
        if not self._barrier:
            self._barrier = f"{_BARRIER}{next(self._barriers)}"
            self._send(self._barrier)
        return self._barrier

    def sent(self, line: str, now: float) -> None:
        """A line of ours went out; from now on its answer may be expected."""
        if line == self._barrier:
            self._barrier = ""
        for chase in self._chases.values():
            if chase.request == line:
                chase.deadline = now + _PATIENCE

    def _ask(self, chase: _Chase, *, first: bool) -> None:
        """Ask for the page after the cursor.

        The first page starts a millisecond before it, so that the line at the cursor comes along and proves that the
        history reaches back that far; lines of the same millisecond come along too.
        """
        cursor, since = chase.hearing.cursor, chase.hearing.told_until
        by_id = "msgid" in self._isupport.tokens.get("MSGREFTYPES", "").split(",")
        if not first and by_id and cursor and cursor.native_id:
            after = f"msgid={cursor.native_id}"
        elif since:
            after = f"timestamp={format_time(since - timedelta(milliseconds=1))}"
        else:
            after = "*"
        chase.request = f"CHATHISTORY AFTER {chase.channel} {after} {self._page_size()}"
        chase.deadline = math.inf
        self._send(chase.request)

    def _page_size(self) -> int:
        limit = self._isupport.number("CHATHISTORY", self._isupport.number("DRAFT/CHATHISTORY", _PAGE))
        return min(limit or _LARGEST_PAGE, _LARGEST_PAGE)

    def played(self, channel: str, events: Sequence[Replayed]) -> None:
        """A batch of history ended. What is played of a room that is not behind is old, and dropped."""
        chase = self._chases.get(self._isupport.fold(channel))
        if chase is None or chase.hearing.state is not State.CATCHING_UP:
            return
        before = chase.hearing.cursor
        self._tell_all(chase.hearing.page(events, asked=chase.asking))
        chase.filled = True
        chase.left -= len(events)
        if not chase.asking:
            return
        if chase.hearing.cursor == before or not events:
            self._done(chase, chase.hearing.caught_up())
        elif chase.left <= 0:
            self._done(chase, chase.hearing.cut_short())
        else:
            self._ask(chase, first=False)

    def pong(self, line: Line) -> None:
        """The server has answered everything up to our PING: what it plays by itself has been played."""
        ping = f"PING :{line.param(-1)}"
        for chase in [chase for chase in self._chases.values() if chase.request == ping]:
            self._done(chase, chase.hearing.caught_up() if chase.filled else chase.hearing.unfilled())

    def failed(self, line: Line) -> None:
        """FAIL CHATHISTORY: the server keeps no history of this room, or not for us."""
        if line.param(0).upper() == "CHATHISTORY":
            for chase in tuple(self._chases.values()):
                if chase.asking and self._isupport.fold(chase.channel) in map(self._isupport.fold, line.params):
                    self._done(chase, chase.hearing.cut_short())

    def left(self, channel: str) -> None:
        """We are out of the room: nothing more will come of it."""
        self._chases.pop(self._isupport.fold(channel), None)

    def tick(self, now: float) -> None:
        """Give up on a server that does not answer."""
        for chase in tuple(self._chases.values()):
            if chase.deadline <= now:
                self._done(chase, chase.hearing.cut_short())

    def _done(self, chase: _Chase, told: Sequence[Observation]) -> None:
        self._chases.pop(self._isupport.fold(chase.channel), None)
        self._tell_all(told)

    def _tell_all(self, observations: Sequence[Observation]) -> None:
        for observation in observations:
            self._tell(observation)
