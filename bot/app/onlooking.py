"""Following a meeting while it runs: what the site asks of the record again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.transcript import TranscriptLine


@dataclass(frozen=True, slots=True)
class Position:
    """How far a meeting is: its last line and its last event.

    `reread`: lines told before may read differently now, or are no longer for everybody. `came`: somebody came, or is
    called otherwise now.
    """

    line: int
    seq: int
    running: bool = True
    reread: bool = False
    came: bool = False


class Follower(Protocol):
    """Reads what is new; cheap enough to be asked many times a second."""

    def changed(self) -> int:
        """A number that is another one when the record was written since (some microseconds)."""

    def position(self, meeting_id: str, since: int) -> Position:
        """How far the meeting is; `reread` and `came` are about the events after `since`."""

    def lines(self, meeting_id: str, after: int, limit: int) -> Sequence[TranscriptLine]:
        """The next lines after one, in order."""
