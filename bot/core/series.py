"""What the meetings of one name share: the agenda for the next one, the open actions, and the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.core.decisions import Decisions
from bot.core.events import (
    AgendaEntry,
    ClosedAction,
    OpenAction,
)
from bot.core.meeting import Meeting
from bot.core.minutes import NextMeeting


@dataclass(frozen=True, slots=True)
class Series:
    """A series as it stands. Numbers once given are never given again, also when their item is taken back.

    `closed` are the actions closed since it last met, which no minutes have told of yet. `decisions` says what became
    of those made. `next_meeting` is what `#nextmeeting` said last, `moves` how often that was said or taken back.
    `private_agenda` (ids) and `private_actions` (n of A-n) are what came from private meetings and rooms, and with
    `private_next` the next meeting: others don't hear of it.
    """

    slug: str
    name: str
    agenda: tuple[AgendaEntry, ...] = ()
    open_actions: tuple[OpenAction, ...] = ()
    closed: tuple[ClosedAction, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)
    next_agenda: int = 1
    next_action: int = 1
    next_decision: int = 1
    next_meeting: NextMeeting | None = None
    moves: int = 0
    meeting_ids: frozenset[str] = frozenset()
    private_agenda: frozenset[int] = frozenset()
    private_actions: frozenset[int] = frozenset()
    private_next: bool = False

    def free_id(self, day: date) -> str:
        """The id of a meeting that starts on this day: `weekly-2026-04-08`, with `-2` for the second."""
        first = f"{self.slug}-{day.isoformat()}"
        candidate, count = first, 1
        while candidate in self.meeting_ids:
            count += 1
            candidate = f"{first}-{count}"
        return candidate


def left_over(meeting: Meeting, agenda: tuple[AgendaEntry, ...]) -> tuple[AgendaEntry, ...]:
    """The agenda without what the meeting opened; what it had and never opened is carried over.

    A meeting counts once, also when it is reopened and ends again.
    """
    before = {entry.id: entry for entry in meeting.agenda}
    return tuple(
        replace(entry, carried_from=entry.carried_from or meeting.day, times=before[entry.id].times + 1)
        if entry.id in before
        else entry
        for entry in agenda
        if entry.id not in meeting.opened
    )


def named(catalogue: Mapping[str, Series], slug: str, name: str) -> Series:
    """The series from the catalogue, or a new one."""
    return catalogue.get(slug) or Series(slug, name)
