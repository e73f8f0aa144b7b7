"""What the meetings of one name share: the agenda for the next one, the open actions, and the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.core.agenda import changed, named_at, rekeyed, restored
from bot.core.events import (
    AgendaAdded,
    AgendaEntry,
    AgendaMoved,
    AgendaRemoved,
    AgendaTaken,
    Ending,
    Event,
    ItemRecorded,
    ItemReworded,
    LineRetracted,
    MeetingEnded,
    MeetingRenamed,
    MeetingStarted,
    OpenAction,
    OwnersSet,
    PersonRenamed,
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


def evolve_series(  # noqa: C901, PLR0911 - one case an event
    series: Series, event: Event, meeting: Meeting | None
) -> Series:
    """The series after one more event; `meeting` is the event's meeting after it, None between meetings."""
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
            return replace(series, meeting_ids=ids, agenda=agenda, next_agenda=next_agenda)
        case ItemRecorded():
            return _registered(series, event)
        case OwnersSet(label, owners):
            return _owned(series, label, owners)
        case Undone(seq, action) if meeting is not None:
            return _synced(_without(series, meeting, seq, action), meeting)
        case ItemReworded() | LineRetracted() if meeting is not None:
            return _synced(series, meeting)
        case MeetingRenamed() if meeting is not None:
            return _joined(series, event, meeting) if series.slug == event.series else _left(series, meeting)
        case MeetingEnded(ending=Ending.ABORTED) if meeting is not None:
            raised = {item.record.label for item in meeting.items if item.record.kind is Kind.ACTION}
            return replace(series, open_actions=tuple(a for a in series.open_actions if a.number not in raised))
        case MeetingEnded() if meeting is not None:
            return replace(series, agenda=left_over(meeting, series.agenda))
        case _:
            return series


def _registered(series: Series, said: ItemRecorded) -> Series:
    """With an action or a decision in its register."""
    if said.kind is Kind.ACTION:
        opened = OpenAction(said.label, said.text, said.owners, said.due)
        return replace(series, open_actions=(*series.open_actions, opened), next_action=said.label + 1)
    return replace(series, next_decision=said.label + 1) if said.kind in DECISIONS else series


def raised(meeting: Meeting) -> dict[int, OpenAction]:
    """The actions that a meeting recorded, by the n of their A-n, as they read now."""
    records = (item.record for item in meeting.items if item.record.kind is Kind.ACTION)
    return {record.label: OpenAction(record.label, record.text, record.owners, record.due) for record in records}


def _synced(series: Series, meeting: Meeting) -> Series:
    """With the meeting's actions and agenda items as they read after a correction."""
    mine = raised(meeting)
    entries = {entry.id: entry for entry in meeting.agenda}
    return replace(
        series,
        open_actions=tuple(mine.get(action.number, action) for action in series.open_actions),
        agenda=tuple(replace(entry, text=entries.get(entry.id, entry).text) for entry in series.agenda),
    )


def _joined(series: Series, event: MeetingRenamed, meeting: Meeting) -> Series:
    """With a meeting that was another series' until it was renamed: its agenda, and its actions under new numbers."""
    here = {action.number for action in series.open_actions}
    decisions = (item.record.label for item in meeting.items if item.record.kind in DECISIONS)
    mine = raised(meeting)
    return replace(
        series,
        name=event.name,
        meeting_ids=series.meeting_ids | {event.permalink},
        agenda=event.agenda,
        next_agenda=max((series.next_agenda, *(entry.id + 1 for entry in event.agenda))),
        open_actions=(*series.open_actions, *(action for number, action in mine.items() if number not in here)),
        next_action=max((series.next_action, *(number + 1 for number in mine))),
        next_decision=max((series.next_decision, *(label + 1 for label in decisions))),
    )


def _left(series: Series, meeting: Meeting) -> Series:
    """Without what such a meeting took along."""
    inherited = _inherited_before(meeting)
    return replace(series, agenda=(), open_actions=tuple(a for a in series.open_actions if a.number in inherited))


def _inherited_before(meeting: Meeting) -> set[int]:
    """The open actions that the meeting found in the series it was of before its last new name."""
    beginnings = [entry.event for entry in meeting.history if isinstance(entry.event, MeetingStarted | MeetingRenamed)]
    return {action.number for action in beginnings[-2].open_actions}


def _owned(series: Series, label: int, owners: tuple[str, ...]) -> Series:
    actions = tuple(replace(a, owners=owners) if a.number == label else a for a in series.open_actions)
    return replace(series, open_actions=actions)


def _without(series: Series, meeting: Meeting, seq: int, action: int) -> Series:
    if action:
        return replace(series, open_actions=tuple(a for a in series.open_actions if a.number != action))
    if back := owners_back(meeting, seq):
        return _owned(series, *back)
    taken_back = _event(meeting, seq) if seq > named_at(meeting) else None
    mine = meeting.agenda if meeting.running else left_over(meeting, meeting.agenda)
    return replace(series, agenda=restored(series.agenda, taken_back, mine)) if taken_back else series


def _event(meeting: Meeting, seq: int) -> Event | None:
    return next((entry.event for entry in meeting.history if entry.seq == seq), None)


def owners_back(meeting: Meeting, seq: int) -> tuple[int, tuple[str, ...]] | None:
    """If the event `seq`, which was taken back, assigned an action: its number and who owns it again."""
    taken_back = _event(meeting, seq)
    if not isinstance(taken_back, OwnersSet):
        return None
    owners = _owners_of(meeting, taken_back.label)
    return None if owners is None else (taken_back.label, owners)


def _owners_of(meeting: Meeting, label: int) -> tuple[str, ...] | None:
    """Who owns action A-`label` as far as this meeting knows; None when it knows nothing of the action."""
    for entry in reversed(meeting.history):
        if entry.seq in meeting.withdrawn:
            continue
        match entry.event:
            case OwnersSet(number, owners) if number == label:
                return owners
            case ItemRecorded(kind=Kind.ACTION, label=number, owners=owners) if number == label:
                return owners
            case MeetingStarted(open_actions=inherited):
                return next((action.owners for action in inherited if action.number == label), None)
    return None


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
