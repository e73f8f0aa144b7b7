"""What a retraction takes along: the texts it erases, and where later meetings have them from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime

from bot.core.events import (
    ActionClosed,
    AgendaAdded,
    AgendaMoved,
    AgendaRemoved,
    AgendaTaken,
    Entry,
    Event,
    ItemRecorded,
    ItemReworded,
    MeetingRenamed,
    MeetingStarted,
    OpenAction,
    Place,
    RetractedBetween,
    TopicOpened,
)
from bot.core.evolution import replay
from bot.core.evolution.erasing import blank
from bot.core.meeting import Meeting
from bot.core.register import beginnings, numbers_of, series_at
from bot.core.series import Series
from bot.core.text import RETRACTED, one_line

Numbers = frozenset[tuple[str, int]]
"""Each with the series (a slug) that it is of: the n of A-n, or the id of an agenda item."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Texts that were erased, and what they were of: actions and agenda items."""

    texts: frozenset[str]
    actions: Numbers = frozenset()
    agenda: Numbers = frozenset()


def erased(before: Meeting, after: Meeting) -> Erased:
    """What an event took away that changed a meeting's history."""
    changed = [
        (then, now.event) for then, now in zip(before.history, after.history, strict=False) if then.event != now.event
    ]
    texts = frozenset(text for then, now in changed for text in _lost(then.event, now))
    recorded = numbers_of(before)
    actions: set[tuple[str, int]] = set()
    agenda: set[tuple[str, int]] = set()
    for then, _ in changed:
        series = series_at(before, then.seq)
        match then.event:
            case ItemRecorded(number=number) | ItemReworded(number=number):
                actions |= recorded.get(number, frozenset())
            case ActionClosed(label=label):
                closed = (series, label)
                actions |= next((called for called in recorded.values() if closed in called), {closed})
            case AgendaAdded(entry):
                agenda.add((series, entry.id))
            case _:
                pass
    return Erased(texts, frozenset(actions), frozenset(agenda))


def traced(gone: Erased, meetings: Iterable[Meeting], takers: Mapping[str, str]) -> Erased:
    """With the ids that its agenda items got in other series, where meetings took them along.

    `takers` are meetings, by id, that took the agenda of a series (its slug) which is only a room's.
    """
    known, agenda, before = tuple(meetings), gone.agenda, frozenset[tuple[str, int]]()
    while agenda != before:
        before, reached = agenda, replace(gone, agenda=agenda)
        agenda = agenda.union(*(_taken_along(meeting, reached, takers.get(meeting.id, "")) for meeting in known))
    return replace(gone, agenda=agenda)


def _taken_along(meeting: Meeting, gone: Erased, taken: str) -> Iterator[tuple[str, int]]:
    """The ids that agenda items got in another series; `taken` is the one whose agenda the meeting began with."""
    (_, started), *joined = beginnings(meeting)
    if any(series == taken for series, _ in gone.agenda):
        yield from ((started.series, entry.id) for entry in started.agenda if entry.text in gone.texts)
    for seq, event in joined if gone.agenda else ():
        then = replay(entry for entry in meeting.history if entry.seq < seq)
        for entry, moved in zip(then.agenda, event.agenda, strict=False):
            if (then.series, entry.id) in gone.agenda:
                yield event.series, moved.id


def takers(told: Iterable["Between"]) -> dict[str, str]:
    """The meetings, by id, that took the agenda of a series, and its slug."""
    return {one.entry.event.by: one.series for one in told if isinstance(one.entry.event, AgendaTaken)}


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
    return tuple(place for entry in meeting.history for place in _places(meeting, entry, gone))


def _places(meeting: Meeting, entry: Entry, gone: Erased) -> Iterator[Place]:
    match entry.event:
        case MeetingStarted() | MeetingRenamed():
            yield from _brought(entry.seq, entry.event, gone)
        case (
            TopicOpened(title=text, agenda_id=item)
            | AgendaRemoved(item=item, text=text)
            | AgendaMoved(item=item, text=text)
        ) if text in gone.texts and (series_at(meeting, entry.seq), item) in gone.agenda:
            yield Place(entry.seq)
        case _:
            pass


def _brought(seq: int, event: MeetingStarted | MeetingRenamed, gone: Erased) -> Iterator[Place]:
    found = [("agenda", place, one.text, one.id, gone.agenda) for place, one in enumerate(event.agenda)]
    found += [
        ("open_actions", place, one.text, one.number, gone.actions) for place, one in enumerate(event.open_actions)
    ]
    found += [("closed", place, one.action.text, one.number, gone.actions) for place, one in enumerate(event.closed)]
    found += [("notes", place, one.note, one.number, gone.actions) for place, one in enumerate(event.closed)]
    for part, place, text, number, numbers in found:
        if text in gone.texts and (event.series, number) in numbers:
            yield Place(seq, part, place)


def unsaid(series: Series, gone: Erased) -> Series:
    """A series without what was erased."""

    def without(action: OpenAction) -> OpenAction:
        is_gone = action.text in gone.texts and (series.slug, action.number) in gone.actions
        return replace(action, text=RETRACTED) if is_gone else action

    return replace(
        series,
        open_actions=tuple(map(without, series.open_actions)),
        closed=tuple(
            replace(
                one,
                action=without(one.action),
                note="" if one.note in gone.texts and (series.slug, one.number) in gone.actions else one.note,
            )
            for one in series.closed
        ),
        agenda=tuple(
            replace(entry, text=RETRACTED)
            if entry.text in gone.texts and (series.slug, entry.id) in gone.agenda
            else entry
            for entry in series.agenda
        ),
    )


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
    return entry._replace(event=blank(entry.event))


def erased_between(said: Iterable[Between]) -> list[Erased]:
    """What is erased of each series."""
    found = []
    for one in said:
        texts = frozenset(_lost(one.entry.event, blank(one.entry.event)))
        match one.entry.event:
            case AgendaAdded(entry):
                found.append(Erased(texts, agenda=frozenset({(one.series, entry.id)})))
            case ActionClosed(label=label):
                found.append(Erased(texts, actions=frozenset({(one.series, label)})))
            case _:
                pass
    return found
