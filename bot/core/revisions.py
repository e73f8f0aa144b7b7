"""The revisions of a meeting's minutes: what the meeting was when each was made."""

from bot.core.events import (
    DraftSaved,
    Ending,
    Entry,
    Event,
    MeetingEnded,
    MeetingReopened,
    MinutesAmended,
)
from bot.core.evolution import replay
from bot.core.meeting import Meeting


def makes_revision(event: Event) -> bool:
    """Whether the minutes are published as they stand then: at each end but an aborted one, and at each `#amend`."""
    match event:
        case MeetingEnded(ending=ending):
            return ending is not Ending.ABORTED
        case MinutesAmended():
            return True
        case _:
            return False


def revisions(meeting: Meeting) -> tuple[Entry, ...]:
    """What made revision 1, 2, ..."""
    return tuple(entry for entry in meeting.history if makes_revision(entry.event))


def as_of(meeting: Meeting, revision: int) -> Meeting:
    """The meeting as it stood when the revision was made, without the text that was retracted since.

    Raises:
        LookupError: there is no such revision.
    """
    made = revisions(meeting)
    if not 1 <= revision <= len(made):
        known = f"the last one is {len(made)}" if made else "it has none yet"
        raise LookupError(f"{meeting.id} has no revision {revision}; {known}")
    last = made[revision - 1].seq
    if meeting.history[-1].seq == last:
        return meeting
    return replay(entry for entry in meeting.history if entry.seq <= last)


def lines_of(then: Meeting, now: Meeting, lines: int) -> int:
    """How many of a transcript's `lines` were there `then`: a meeting that was reopened later goes on after them."""
    later = (entry.event for entry in now.history if entry.seq > then.history[-1].seq)
    if not any(isinstance(event, MeetingReopened) for event in later):
        return lines
    ends = [entry.line for entry in then.history if isinstance(entry.event, MeetingEnded)]
    return min(lines, ends[-1] or lines)


def has_draft(meeting: Meeting) -> bool:
    """Whether the last thing published of the meeting was a draft."""
    told = [e.event for e in meeting.history if isinstance(e.event, DraftSaved) or makes_revision(e.event)]
    return bool(told) and isinstance(told[-1], DraftSaved)
