"""The actions a meeting knows of: those it found open in its series and those it recorded, and what became of them."""

from dataclasses import replace

from bot.core.events import ActionClosed, ClosedAction, ItemRecorded, MeetingRenamed, MeetingStarted, OpenAction
from bot.core.meeting import Meeting
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
    actions = known(meeting)
    return tuple(sorted((reread(one, actions) for one in meeting.closed), key=lambda one: one.number))


def closed_here(meeting: Meeting) -> tuple[ClosedAction, ...]:
    """What was closed in this meeting, as it reads now."""
    _, event = beginnings(meeting)[-1]
    before = {one.number for one in event.closed}
    return tuple(one for one in closed_by_now(meeting) if one.number not in before)


def reread(one: ClosedAction, actions: dict[int, OpenAction]) -> ClosedAction:
    """A closed action as its text reads now."""
    return replace(one, action=actions.get(one.number, one.action))


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


def numbers_before(meeting: Meeting) -> set[int]:
    """The n of the A-n that the meeting's actions had in the series it left last."""
    left_at = named_at(meeting)
    labels: dict[int, int] = {}
    for entry in meeting.history:
        match entry.event:
            case ItemRecorded(number=number, kind=Kind.ACTION, label=label) if entry.seq < left_at:
                labels[number] = label
            case MeetingRenamed(labels=moved) if entry.seq < left_at:
                labels |= {number: label for number, label in moved if number in labels}
            case _:
                pass
    return set(labels.values())
