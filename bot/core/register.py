"""The actions a meeting knows of: those it found open in its series and those it recorded, and what became of them."""

from collections.abc import Collection
from dataclasses import replace

from bot.core.events import (
    ActionClosed,
    ClosedAction,
    Event,
    ItemRecorded,
    ItemReworded,
    MeetingRenamed,
    MeetingStarted,
    OpenAction,
    OwnersSet,
    TextsRetracted,
)
from bot.core.meeting import Item, Meeting
from bot.core.minutes import Kind


def raised(meeting: Meeting) -> dict[int, OpenAction]:
    """The actions that a meeting recorded, by the n of their A-n, as they read now."""
    records = (item.record for item in meeting.items if item.record.kind is Kind.ACTION)
    return {record.label: as_open(record) for record in records}


def as_open(record: ItemRecorded) -> OpenAction:
    """A recorded action as the register has it."""
    return OpenAction(record.label, record.text, record.owners, record.due, record.owner_keys)


def known(meeting: Meeting) -> dict[int, OpenAction]:
    """Those it found open in its series, too, with the owners they have since."""
    return {action.number: action for action in meeting.inherited} | raised(meeting)


def still_open(meeting: Meeting) -> tuple[OpenAction, ...]:
    """What earlier meetings left open, and this one too."""
    closed = {one.number for one in meeting.closed}
    return tuple(action for action in meeting.inherited if action.number not in closed)


def closed(action: OpenAction, event: ActionClosed) -> ClosedAction:
    return ClosedAction(action, event.state, event.on, event.by.nick, event.note)


def closed_by_now(meeting: Meeting) -> tuple[ClosedAction, ...]:
    """What was closed since the series last met, before this meeting or in it, as it reads now."""
    actions = known(meeting) if meeting.closed else {}
    return tuple(sorted((reread(one, actions) for one in meeting.closed), key=lambda one: one.number))


def closed_here(meeting: Meeting) -> tuple[ClosedAction, ...]:
    """What was closed in this meeting, as it reads now."""
    _, event = beginnings(meeting)[-1]
    before = {one.number for one in event.closed}
    return tuple(one for one in closed_by_now(meeting) if one.number not in before)


def reread(one: ClosedAction, actions: dict[int, OpenAction]) -> ClosedAction:
    """A closed action as its text reads now."""
    return replace(one, action=actions.get(one.number, one.action))


def reread_items(meeting: Meeting, event: TextsRetracted) -> tuple[Item, ...]:
    """The items whose edits were taken back."""
    seqs = {place.seq for place in event.places}
    events = [entry.event for entry in meeting.history if entry.seq in seqs]
    numbers = {reworded.number for reworded in events if isinstance(reworded, ItemReworded)}
    return tuple(item for item in meeting.items if item.record.number in numbers)


def beginnings(meeting: Meeting) -> list[tuple[int, MeetingStarted | MeetingRenamed]]:
    """The events that put the meeting into a series, each with its number in the meeting; the last one holds."""
    found: list[tuple[int, MeetingStarted | MeetingRenamed]] = []
    for entry in meeting.history:
        event = entry.event
        if isinstance(event, MeetingStarted | MeetingRenamed) and (not found or found[-1][1].series != event.series):
            found.append((entry.seq, event))
    return found


def named_at(meeting: Meeting) -> int:
    """The number of the event that put the meeting into its series: what is earlier belongs to another one."""
    return beginnings(meeting)[-1][0]


def taken_back(meeting: Meeting, seq: int) -> Event | None:
    """The event with this number, unless it was about a series that the meeting has left since."""
    if seq < named_at(meeting):
        return None
    return next((entry.event for entry in meeting.history if entry.seq == seq), None)


def owners_back(meeting: Meeting, seq: int) -> OpenAction | None:
    """If the event `seq`, which was taken back, assigned an action: that action, with who owns it again."""
    event = taken_back(meeting, seq)
    return known(meeting).get(event.label) if isinstance(event, OwnersSet) else None


def series_at(meeting: Meeting, seq: int) -> str:
    """The series that the meeting was in after its event with this number."""
    return next(event.series for begun, event in reversed(beginnings(meeting)) if begun <= seq)


def numbers_of(meeting: Meeting, kinds: Collection[Kind] = (Kind.ACTION,)) -> dict[int, frozenset[tuple[str, int]]]:
    """What items that the meeting recorded are called in each series it was in: its slug, and the n of A-n (or D-n).

    By item number; those that were taken back are among them.
    """
    found: dict[int, frozenset[tuple[str, int]]] = {}
    for entry in meeting.history:
        match entry.event:
            case ItemRecorded(number=number, kind=kind, label=label) if kind in kinds:
                found[number] = frozenset({(series_at(meeting, entry.seq), label)})
            case MeetingRenamed(series=series, labels=labels):
                found |= {number: found[number] | {(series, label)} for number, label in labels if number in found}
            case _:
                pass
    return found


def numbers_before(meeting: Meeting, kinds: Collection[Kind] = (Kind.ACTION,)) -> set[int]:
    """The n of the A-n (or D-n) that the meeting's items had in the series it left last."""
    left = series_at(meeting, named_at(meeting) - 1)
    return {label for called in numbers_of(meeting, kinds).values() for series, label in called if series == left}
