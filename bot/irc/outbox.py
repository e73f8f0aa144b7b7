"""What waits to be sent: lanes by urgency, a queue for each channel, and the bucket that paces them. Pure."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum

from bot.core.chat import Person
from bot.core.replies import Repeat

LONGEST_WAIT = 600.0
_MOST_WAITING = 5000
_MOST_CTCP_WAITING = 3
MOST_RELAYED = 12


class Lane(IntEnum):
    """Urgency: lower goes first."""

    CONTROL = 0
    REPLY = 1
    BULK = 2
    CTCP = 3


class Bucket:
    """A token bucket over a monotonic clock in seconds: `burst` lines at once, then `per_second`."""

    def __init__(self, burst: int, per_second: float, now: float) -> None:
        self._burst = float(burst)
        self._per_second = per_second
        self._tokens = self._burst
        self._filled_at = now

    def wait(self, now: float, *, spare: bool = False) -> float:
        """Seconds until a line may go; until half the burst is there, too, for lines that leave room for others."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._filled_at) * self._per_second)
        self._filled_at = now
        needed = max(1.0, self._burst / 2 + 1.0) if spare and self._burst > 1.0 else 1.0
        return max(0.0, (needed - self._tokens) / self._per_second)

    def spend(self) -> None:
        self._tokens -= 1.0


@dataclass(frozen=True, slots=True)
class Saying:
    """A line for a channel, not yet split; its topic if `topic`; for one person `to` whom it is alone.

    `queued_at` is monotonic seconds. `lead` stands before each line that the text is split into: it is what somebody
    said elsewhere (`bot.irc.repeating`), which `shows` is. `left_out` counts what it stands for that is not said.
    """

    channel: str
    text: str
    queued_at: float
    topic: bool = False
    to: Person | None = None
    lead: str = ""
    left_out: int = 0
    shows: Repeat | None = None

    @property
    def queue(self) -> str:
        return self.to.key if self.to else self.channel


def left_out(saying: Saying, count: int) -> Saying:
    """What is said in place of lines that would take too long."""
    words = f"{count} line{'s' if count > 1 else ''} of another room not shown here; the transcript has them"
    return replace(saying, text=words, lead="... ", left_out=count, shows=None)


class Outbox:
    """Lines and sayings, in the order they should go.

    Sayings outlive the connection, up to `LONGEST_WAIT` seconds; the channels take turns, so that none waits behind
    another's backlog. Everything else belongs to its connection.
    """

    def __init__(self) -> None:
        self._queues: dict[str, deque[Saying]] = {}
        self._lines: dict[Lane, deque[str]] = {lane: deque() for lane in Lane if lane is not Lane.REPLY}

    def add(self, lane: Lane, line: str) -> None:
        """Queue a line of the protocol."""
        if lane is not Lane.CTCP or len(self._lines[lane]) < _MOST_CTCP_WAITING:
            self._lines[lane].append(line)

    def say(self, saying: Saying) -> bool:
        """Queue a saying; False when the channel has too many waiting already."""
        waiting = self._queues.setdefault(saying.queue, deque())
        if len(waiting) >= _MOST_WAITING:
            return False
        waiting.append(saying)
        return True

    def relay(self, saying: Saying) -> None:
        """Queue a line of another room; while many wait, only their number is told."""
        waiting = self._queues.setdefault(saying.queue, deque())
        if sum(bool(each.lead) for each in waiting) < MOST_RELAYED:
            waiting.append(saying)
            return
        place = next((at for at, each in enumerate(waiting) if each.left_out), None)
        if place is None:
            waiting.append(left_out(saying, 1))
        else:
            waiting[place] = left_out(saying, waiting[place].left_out + 1)

    def unsay(self, gone: Repeat) -> None:
        """Drop a line of another room that was taken away there, as far as it has not been said."""
        waiting = self._queues.get(gone.room.name, deque())
        left = [saying for saying in waiting if not (saying.shows and gone.takes_away(saying.shows))]
        if len(left) < len(waiting):
            self._queues[gone.room.name] = deque(left)

    def back(self, saying: Saying, rest: str) -> None:
        """Put the rest of a saying back at the front of its channel."""
        self._queues.setdefault(saying.queue, deque()).appendleft(replace(saying, text=rest))

    def expire(self, now: float) -> int:
        """Drop sayings that have waited too long; gives how many."""
        dropped = 0
        for waiting in self._queues.values():
            while waiting and now - waiting[0].queued_at > LONGEST_WAIT:
                waiting.popleft()
                dropped += 1
        return dropped

    def next(self, ready: Callable[[Saying], bool]) -> Lane | None:
        """The lane whose turn it is; that of the sayings only if the first of some channel's is `ready` to go."""
        if self._lines[Lane.CONTROL]:
            return Lane.CONTROL
        if self._turn(ready):
            return Lane.REPLY
        return next((lane for lane in (Lane.BULK, Lane.CTCP) if self._lines[lane]), None)

    def take(self, ready: Callable[[Saying], bool]) -> str | Saying | None:
        """The next to go, or None."""
        lane = self.next(ready)
        if lane is None:
            return None
        if lane is not Lane.REPLY:
            return self._lines[lane].popleft()
        queue = self._turn(ready)
        waiting = self._queues.pop(queue)
        saying = waiting.popleft()
        if waiting:
            self._queues[queue] = waiting  # at the end: its next turn comes last
        return saying

    def _turn(self, ready: Callable[[Saying], bool]) -> str:
        return next((queue for queue, waiting in self._queues.items() if waiting and ready(waiting[0])), "")

    def disconnected(self) -> None:
        """Forget what belonged to the connection."""
        for lines in self._lines.values():
            lines.clear()
