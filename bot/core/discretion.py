"""What a series knows from private meetings and rooms, and others don't hear of."""

from dataclasses import replace

from bot.core.agenda import Agenda
from bot.core.events import (
    ActionClosed,
    AgendaAdded,
    Event,
    ItemRecorded,
    MeetingBecamePrivate,
    MeetingRenamed,
    MeetingStarted,
    NextMeetingSet,
    Undone,
)
from bot.core.meeting import Meeting
from bot.core.minutes import Kind
from bot.core.register import beginnings, closed_here, raised
from bot.core.series import Series


def told(series: Series, *, private: bool) -> Series:
    """The series as it is known in a private meeting or room; or else where everybody reads."""
    secrets = series.private_agenda, series.private_actions, series.private_next, series.decisions.private
    if private or not any(secrets):
        return series
    return replace(
        series,
        next_meeting=None if series.private_next else series.next_meeting,
        agenda=tuple(entry for entry in series.agenda if entry.id not in series.private_agenda),
        open_actions=tuple(one for one in series.open_actions if one.number not in series.private_actions),
        closed=tuple(one for one in series.closed if one.number not in series.private_actions),
        decisions=series.decisions.public,
    )


def closed_to_others(  # noqa: PLR0911 - one case an event
    series: Series, before: Series, event: Event, meeting: Meeting | None
) -> Series:
    """The series after an event, with what is private of it now."""
    private = meeting is not None and meeting.private
    match event:
        case AgendaAdded(entry, said_so) if private or said_so:
            return replace(series, private_agenda=before.private_agenda | {entry.id})
        case ActionClosed(label=label, private=said_so) if private or said_so:
            return replace(series, private_actions=before.private_actions | {label})
        case ItemRecorded(kind=Kind.ACTION, label=label) if private:
            return replace(series, private_actions=before.private_actions | {label})
        case NextMeetingSet(private=said_so):
            return replace(series, private_next=private or said_so)
        case Undone() if series.next_meeting != before.next_meeting:
            return replace(series, private_next=private)
        case MeetingBecamePrivate() | MeetingRenamed() if meeting and private and series.slug == meeting.series:
            actions = {*raised(meeting), *(one.number for one in closed_here(meeting))}
            return replace(
                series,
                private_agenda=before.private_agenda | _brought(meeting, event, before),
                private_actions=before.private_actions | actions,
                private_next=before.private_next or series.next_meeting == meeting.next_meeting is not None,
            )
        case _:
            return series


def _brought(meeting: Meeting, event: MeetingBecamePrivate | MeetingRenamed, before: Series) -> set[int]:
    """The agenda items that a meeting did not find in its series; all, where it came to that from another one."""
    _, begun = beginnings(meeting)[-1]
    found = before.agenda if event is begun else begun.agenda if isinstance(begun, MeetingStarted) else ()
    return {entry.id for entry in meeting.agenda} - {entry.id for entry in found}


def with_private(agenda: Agenda, series: Series) -> Agenda:
    """An agenda of the series, with what a meeting that is not private did not hear of."""
    known = {entry.id for entry in agenda}
    return (*agenda, *(one for one in series.agenda if one.id in series.private_agenda and one.id not in known))
