"""What a retraction takes along: the texts it erases, and where later meetings have them from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime

from bot.core.events import (
    ActionClosed,
    AgendaAdded,
    AgendaMoved,
    AgendaRemoved,
    Entry,
    Event,
    ItemRecorded,
    ItemReworded,
    MeetingRenamed,
    MeetingStarted,
    Place,
    RetractedBetween,
    TopicOpened,
)
from bot.core.evolution.erasing import blank
from bot.core.meeting import Meeting
from bot.core.text import RETRACTED, one_line


@dataclass(frozen=True, slots=True)
class Erased:
    """Texts that were erased, and what they were of in a series: actions (n of A-n) and agenda items (ids)."""

    series: str
    texts: frozenset[str]
    actions: frozenset[int] = frozenset()
    agenda: frozenset[int] = frozenset()


def erased(before: Meeting, after: Meeting) -> Erased:
    """What an event took away that changed a meeting's history."""
    changed = [
        (then.event, now.event)
        for then, now in zip(before.history, after.history, strict=False)
        if then.event != now.event
    ]
    texts = {text for then, now in changed for text in _lost(then, now)}
    numbers = {then.number for then, _ in changed if isinstance(then, ItemRecorded | ItemReworded)}
    said = {item.record.label for item in before.items if item.record.number in numbers}
    noted = {then.label for then, _ in changed if isinstance(then, ActionClosed)}
    agenda = {then.entry.id for then, _ in changed if isinstance(then, AgendaAdded)}
    agenda |= {entry.id for entry in before.agenda if entry.text in texts}
    return Erased(before.series, frozenset(texts), frozenset(said | noted), frozenset(agenda))


def _lost(then: object, now: object) -> Iterator[str]:
    """The strings of one value that are others in the other one."""
    if isinstance(then, str):
        if then != now and then not in {"", RETRACTED}:
            yield then
    elif isinstance(then, tuple) and isinstance(now, tuple):
        for one, other in zip(then, now, strict=False):
            yield from _lost(one, other)
    elif is_dataclass(then) and type(then) is type(now):
        for field in fields(then):
            yield from _lost(getattr(then, field.name), getattr(now, field.name))


def inherited(meeting: Meeting, gone: Erased) -> tuple[Place, ...]:
    """Where a meeting has texts from elsewhere that were erased."""
    return tuple(place for entry in meeting.history for place in _places(entry, gone))


def _places(entry: Entry, gone: Erased) -> Iterator[Place]:
    match entry.event:
        case MeetingStarted() | MeetingRenamed():
            yield from _brought(entry.seq, entry.event, gone)
        case TopicOpened(title=text, agenda_id=item) if item and text in gone.texts:
            yield Place(entry.seq)
        case AgendaRemoved(item=item, text=text) | AgendaMoved(item=item, text=text) if text in gone.texts:
            yield from [Place(entry.seq)] if item in gone.agenda else []
        case _:
            pass


def _brought(seq: int, event: MeetingStarted | MeetingRenamed, gone: Erased) -> Iterator[Place]:
    """In another series numbers are others, and the text alone tells."""
    here = event.series == gone.series
    found = [("agenda", place, one.text, one.id, gone.agenda) for place, one in enumerate(event.agenda)]
    found += [
        ("open_actions", place, one.text, one.number, gone.actions) for place, one in enumerate(event.open_actions)
    ]
    found += [("closed", place, one.action.text, one.number, gone.actions) for place, one in enumerate(event.closed)]
    found += [("notes", place, one.note, one.number, gone.actions) for place, one in enumerate(event.closed)]
    for part, place, text, number, numbers in found:
        if text in gone.texts and (number in numbers or not here):
            yield Place(seq, part, place)


@dataclass(frozen=True, slots=True)
class Between:
    """An event between meetings: where it is kept, its series, and itself."""

    row: int
    series: str
    entry: Entry


def said_between(told: Iterable[Between], at: datetime, person: str, line: str) -> list[Between]:
    """The events that a line led to which somebody (a key) said between meetings."""
    typed = one_line(line)
    return [one for one in told if one.entry.at == at and _is_of(one.entry.event, person, typed)]


def _is_of(event: Event, person: str, typed: str) -> bool:
    match event:
        case AgendaAdded(entry):
            return entry.by == person and entry.text in typed
        case ActionClosed(by=by, note=note):
            return by.key == person and note in typed
        case _:
            return False


def retracted_between(
    said: Iterable[Between], told: Iterable[Between], by: str
) -> tuple[list[Between], RetractedBetween]:
    """What was said, and what handled it later, without its texts; and the event that says so."""
    said = list(said)
    agenda = {one.entry.event.entry.id for one in said if isinstance(one.entry.event, AgendaAdded)}
    notes = {one.entry.event.label for one in said if isinstance(one.entry.event, ActionClosed)}
    series = {one.series for one in said}
    handled = [
        one
        for one in told
        if one.series in series
        and isinstance(one.entry.event, AgendaRemoved | AgendaMoved)
        and one.entry.event.item in agenda
    ]
    blanked = [Between(one.row, one.series, _blank(one.entry)) for one in (*said, *handled)]
    return blanked, RetractedBetween(tuple(sorted(agenda)), tuple(sorted(notes)), by)


def _blank(entry: Entry) -> Entry:
    return replace(entry, event=blank(entry.event))


def erased_between(said: Iterable[Between]) -> list[Erased]:
    """What is erased of each series."""
    found = []
    for one in said:
        texts = frozenset(_lost(one.entry.event, blank(one.entry.event)))
        match one.entry.event:
            case AgendaAdded(entry):
                found.append(Erased(one.series, texts, agenda=frozenset({entry.id})))
            case ActionClosed(label=label):
                found.append(Erased(one.series, texts, actions=frozenset({label})))
            case _:
                pass
    return found
