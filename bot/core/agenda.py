"""What may happen to an agenda between being put together and being gone through."""

from collections.abc import Iterable
from dataclasses import replace

from bot.core.chat import Person
from bot.core.events import (
    AgendaAdded,
    AgendaEntry,
    AgendaMoved,
    AgendaRemoved,
    AgendaTaken,
    Event,
    TopicOpened,
)
from bot.core.keys import is_account, nick_counts

Agenda = tuple[AgendaEntry, ...]


def changed(agenda: Agenda, event: AgendaAdded | AgendaRemoved | AgendaMoved | AgendaTaken) -> Agenda:
    """The agenda after something happened to it, be it a meeting's or its series'."""
    match event:
        case AgendaAdded(entry):
            return (*agenda, entry)
        case AgendaRemoved(item):
            return without(agenda, item)
        case AgendaMoved(item, before):
            return moved(agenda, item, before)
        case AgendaTaken(left=left):
            return tuple(entry for entry in agenda if entry.id in left)


def without(agenda: Agenda, number: int) -> Agenda:
    """The agenda without the item whose id this is."""
    return tuple(entry for entry in agenda if entry.id != number)


def moved(agenda: Agenda, number: int, before: int) -> Agenda:
    """The agenda with one item (by id) before another one, or at the end if that one is not there."""
    one = [entry for entry in agenda if entry.id == number]
    rest = without(agenda, number)
    place = next((place for place, entry in enumerate(rest) if entry.id == before), len(rest))
    return (*rest[:place], *one, *rest[place:])


def restored(agenda: Agenda, event: Event, meetings: Agenda) -> Agenda:
    """A series' agenda after `event` was taken back in a meeting, whose own agenda is as it was before.

    What another meeting of the series did meanwhile stays: its items keep their order behind, and those it opened
    don't come back.
    """
    match event:
        case AgendaAdded(entry):
            return without(agenda, entry.id)
        case AgendaRemoved(number) | AgendaMoved(number) | TopicOpened(agenda_id=number):
            here = {entry.id: entry for entry in agenda}
            mine = tuple(here.get(entry.id, entry) for entry in meetings if entry.id == number or entry.id in here)
            known = {entry.id for entry in mine}
            return (*mine, *(entry for entry in agenda if entry.id not in known))
        case _:
            return agenda


def rekeyed(agenda: Agenda, before: str, after: str) -> Agenda:
    """The agenda with what one person proposed under the key they have now."""
    if not any(entry.by == before for entry in agenda):
        return agenda
    return tuple(replace(entry, by=after) if entry.by == before else entry for entry in agenda)


def proposed_by(entry: AgendaEntry, by: str, person: Person, present: Iterable[Person]) -> bool:
    """Whether it is this person's item, whose proposer goes by the key `by` now.

    By who they are; by their nick where nothing better is known, which is when the proposer had no account and is not
    here under the key they had then.
    """
    if by == person.key:
        return True
    lasting = is_account(by) or any(entry.by == other.key for other in present)
    return not lasting and nick_counts(person) and entry.proposer.casefold() == person.nick.casefold()
