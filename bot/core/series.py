"""What the meetings of one name share: the agenda for the next one, the open actions, and the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.core.events import (
    AgendaAdded,
    AgendaEntry,
    Ending,
    Event,
    ItemRecorded,
    MeetingEnded,
    MeetingStarted,
    OpenAction,
    OwnersSet,
    Undone,
)
from bot.core.meeting import Meeting
from bot.core.minutes import Kind


@dataclass(frozen=True, slots=True)
class Series:
    """A series as it stands. Numbers once given are never given again, also when their item is taken back."""

    slug: str
    name: str
    agenda: tuple[AgendaEntry, ...] = ()
    open_actions: tuple[OpenAction, ...] = ()
    next_agenda: int = 1
    next_action: int = 1
    next_decision: int = 1
    meeting_ids: frozenset[str] = frozenset()

    def free_id(self, day: date) -> str:
        """The id of a meeting that starts on this day: `weekly-2026-04-08`, with `-2` for the second."""
        first = f"{self.slug}-{day.isoformat()}"
        candidate, count = first, 1
        while candidate in self.meeting_ids:
            count += 1
            candidate = f"{first}-{count}"
        return candidate


DECISIONS = frozenset({Kind.AGREED, Kind.ACCEPTED, Kind.REJECTED})


def evolve_series(series: Series, event: Event, meeting: Meeting | None) -> Series:  # noqa: PLR0911 - one case an event
    """The series after one more event; `meeting` is the event's meeting after it, None between meetings."""
    match event:
        case AgendaAdded(entry):
            return replace(series, agenda=(*series.agenda, entry), next_agenda=entry.id + 1)
        case MeetingStarted(meeting_id):
            return replace(series, meeting_ids=series.meeting_ids | {meeting_id})
        case ItemRecorded(kind=Kind.ACTION, text=text, owners=owners, due=due, label=label):
            opened = OpenAction(label, text, owners, due)
            return replace(series, open_actions=(*series.open_actions, opened), next_action=label + 1)
        case ItemRecorded(kind=kind, label=label) if kind in DECISIONS:
            return replace(series, next_decision=label + 1)
        case OwnersSet(label, owners):
            return replace(
                series,
                open_actions=tuple(
                    replace(action, owners=owners) if action.number == label else action
                    for action in series.open_actions
                ),
            )
        case Undone(action=number) if number:
            return replace(series, open_actions=tuple(a for a in series.open_actions if a.number != number))
        case MeetingEnded(ending=ending) if meeting is not None and ending is not Ending.ABORTED:
            return replace(series, agenda=left_over(meeting, series.agenda))
        case _:
            return series


def left_over(meeting: Meeting, agenda: tuple[AgendaEntry, ...]) -> tuple[AgendaEntry, ...]:
    """The agenda without what the meeting opened; what it had and never opened is carried over."""
    mine = {entry.id for entry in meeting.agenda}
    return tuple(
        replace(entry, carried_from=entry.carried_from or meeting.day) if entry.id in mine else entry
        for entry in agenda
        if entry.id not in meeting.opened
    )


def named(catalogue: Mapping[str, Series], slug: str, name: str) -> Series:
    """The series from the catalogue, or a new one."""
    return catalogue.get(slug) or Series(slug, name)
