"""What becomes of a series with each event."""

from collections.abc import Collection
from dataclasses import replace

from bot.core.agenda import changed, rekeyed, restored
from bot.core.decisions import DECISIONS, agreeing, decided, registered, unmade, without
from bot.core.discretion import closed_to_others, with_private
from bot.core.events import (
    ActionClosed,
    AgendaAdded,
    AgendaMoved,
    AgendaRemoved,
    AgendaTaken,
    Ending,
    Event,
    ItemRecorded,
    ItemReworded,
    LineRetracted,
    MeetingBecamePrivate,
    MeetingEnded,
    MeetingRenamed,
    MeetingStarted,
    NextMeetingSet,
    OwnersSet,
    PersonRenamed,
    TextsRetracted,
    Undone,
)
from bot.core.meeting import Meeting
from bot.core.minutes import Kind
from bot.core.register import (
    as_open,
    beginnings,
    closed,
    closed_here,
    known,
    numbers_before,
    owners_back,
    raised,
    reread,
    reread_items,
    taken_back,
)
from bot.core.series import Series, left_over


def evolve_series(series: Series, event: Event, meeting: Meeting | None) -> Series:
    """The series after one more event; `meeting` is the event's meeting after it, None between meetings."""
    return closed_to_others(_changed(series, event, meeting), series, event, meeting)


def _changed(  # noqa: C901, PLR0911, PLR0912 - one case an event
    series: Series, event: Event, meeting: Meeting | None
) -> Series:
    match event:
        case AgendaAdded(entry):
            return replace(series, agenda=changed(series.agenda, event), next_agenda=entry.id + 1)
        case AgendaRemoved() | AgendaMoved() | AgendaTaken():
            return replace(series, agenda=changed(series.agenda, event))
        case PersonRenamed(before, person) if before != person.key:
            return replace(series, agenda=rekeyed(series.agenda, before, person.key))
        case MeetingStarted(meeting_id, agenda=agenda):
            next_agenda = max((series.next_agenda, *(entry.id + 1 for entry in agenda)))
            ids = series.meeting_ids | {meeting_id}
            return replace(series, meeting_ids=ids, agenda=with_private(agenda, series), next_agenda=next_agenda)
        case ItemRecorded() if meeting is not None:
            return _registered(series, event, meeting)
        case OwnersSet(label, owners, keys):
            return _owned(series, label, owners, keys)
        case ActionClosed():
            return _closed(series, event)
        case NextMeetingSet(when):
            return replace(series, next_meeting=when, moves=series.moves + 1)
        case Undone(seq, action) if meeting is not None:
            return _synced(_without(series, meeting, seq, action), meeting)
        case ItemReworded() if meeting is not None:
            return _synced(series, meeting)
        case LineRetracted() | MeetingBecamePrivate() if meeting is not None:
            return replace(series, decisions=agreeing(series.decisions, meeting))
        case TextsRetracted() if meeting is not None:
            return _reread(series, meeting, event)
        case MeetingRenamed() if meeting is not None:
            return _renamed(series, event, meeting)
        case MeetingEnded(ending=ending) if meeting is not None:
            aborted = ending is Ending.ABORTED
            return _forgotten(series, raised(meeting), decided(meeting)) if aborted else _told(series, meeting)
        case _:
            return series


def _registered(series: Series, said: ItemRecorded, meeting: Meeting) -> Series:
    """With an action or a decision in its register."""
    if said.kind is Kind.ACTION:
        return replace(series, open_actions=(*series.open_actions, as_open(said)), next_action=said.label + 1)
    if said.kind not in DECISIONS:
        return series
    decisions = registered(series.decisions, said, private=meeting.private)
    return replace(series, next_decision=said.label + 1, decisions=decisions)


def _closed(series: Series, event: ActionClosed) -> Series:
    action = next((action for action in series.open_actions if action.number == event.label), None)
    if action is None:
        return series
    left = tuple(other for other in series.open_actions if other is not action)
    return replace(series, open_actions=left, closed=(*series.closed, closed(action, event)))


def _opened_again(series: Series, number: int, meeting: Meeting) -> Series:
    """With an action that the meeting had closed, if there is still such a one."""
    here = {action.number: action for action in series.open_actions}
    told = {one.number: one.action for one in series.closed}
    action = told.get(number) or known(meeting).get(number)
    if action is None or number in here or number in {one.number for one in meeting.closed}:
        return series
    again = sorted((*series.open_actions, action), key=lambda each: each.number)
    left = tuple(one for one in series.closed if one.number != number)
    return replace(series, open_actions=tuple(again), closed=left)


def _told(series: Series, meeting: Meeting) -> Series:
    """After a meeting whose minutes tell what was closed."""
    told = {one.number for one in meeting.closed}
    left = tuple(one for one in series.closed if one.number not in told)
    return replace(series, agenda=left_over(meeting, series.agenda), closed=left)


def _forgotten(series: Series, actions: Collection[int], decisions: Collection[int] = ()) -> Series:
    """Without these actions, open or closed, and these decisions."""
    return replace(
        series,
        open_actions=tuple(action for action in series.open_actions if action.number not in actions),
        closed=tuple(one for one in series.closed if one.number not in actions),
        decisions=without(series.decisions, decisions),
    )


def _synced(series: Series, meeting: Meeting) -> Series:
    """With the meeting's actions, decisions and agenda items as they read after a correction."""
    mine = raised(meeting)
    told = {one.number: one for one in closed_here(meeting)}
    entries = {entry.id: entry for entry in meeting.agenda}
    return replace(
        series,
        decisions=agreeing(series.decisions, meeting),
        open_actions=tuple(mine.get(action.number, action) for action in series.open_actions),
        closed=tuple(reread(told.get(one.number, one), mine) for one in series.closed),
        agenda=tuple(replace(entry, text=entries.get(entry.id, entry).text) for entry in series.agenda),
    )


def _reread(series: Series, meeting: Meeting, event: TextsRetracted) -> Series:
    """With the actions and decisions as they read before an edit that was taken back."""
    labels = {item.record.label for item in reread_items(meeting, event)}
    mine = {number: action for number, action in raised(meeting).items() if number in labels}
    return replace(
        series,
        decisions=agreeing(series.decisions, meeting),
        open_actions=tuple(mine.get(action.number, action) for action in series.open_actions),
        closed=tuple(reread(one, mine) for one in series.closed),
    )


def _renamed(series: Series, event: MeetingRenamed, meeting: Meeting) -> Series:
    if series.slug != event.series:
        gone = numbers_before(meeting), numbers_before(meeting, DECISIONS)
        return _forgotten(replace(series, agenda=()), *gone)
    if beginnings(meeting)[-1][1] is event:
        return _joined(series, event, meeting)
    return replace(series, name=event.name)


def _joined(series: Series, event: MeetingRenamed, meeting: Meeting) -> Series:
    """With a meeting that was another series' until it was renamed: its agenda, and its actions under new numbers."""
    mine = raised(meeting)
    done = tuple(reread(one, mine) for one in meeting.closed if one.number in mine)
    opened = tuple(action for number, action in mine.items() if number not in {one.number for one in done})
    return replace(
        series,
        name=event.name,
        meeting_ids=series.meeting_ids | {event.permalink},
        agenda=with_private(event.agenda, series),
        next_agenda=max((series.next_agenda, *(entry.id + 1 for entry in event.agenda))),
        open_actions=(*series.open_actions, *opened),
        closed=(*series.closed, *done),
        decisions=agreeing(series.decisions, meeting),
        next_action=max((series.next_action, *(number + 1 for number in mine))),
        next_decision=max((series.next_decision, *(label + 1 for label in decided(meeting)))),
    )


def _owned(series: Series, label: int, owners: tuple[str, ...], keys: tuple[str, ...]) -> Series:
    actions = series.open_actions
    now = (replace(one, owners=owners, owner_keys=keys) if one.number == label else one for one in actions)
    return replace(series, open_actions=tuple(now))


def _without(series: Series, meeting: Meeting, seq: int, action: int) -> Series:
    decision = unmade(meeting, seq)
    if action or decision:
        return _forgotten(series, {action} - {0}, {decision} - {0})
    if back := owners_back(meeting, seq):
        return _owned(series, back.number, back.owners, back.owner_keys)
    match taken_back(meeting, seq):
        case ActionClosed(number):
            return _opened_again(series, number, meeting)
        case None:
            return series
        case NextMeetingSet():
            return replace(series, next_meeting=meeting.next_meeting, moves=series.moves + 1)
        case event:
            mine = meeting.agenda if meeting.running else left_over(meeting, meeting.agenda)
            return replace(series, agenda=restored(series.agenda, event, mine))
