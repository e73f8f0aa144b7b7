"""Who comes, who is called what, who has which part."""

from dataclasses import replace
from typing import assert_never

from bot.core.agenda import rekeyed
from bot.core.chat import Person
from bot.core.events import (
    ChairAdded,
    ChairRemoved,
    Entry,
    NickMentioned,
    PeopleEvent,
    PersonArrived,
    PersonNamed,
    PersonRenamed,
    RegretsSent,
    ScribeNamed,
)
from bot.core.evolution.queue import requeued
from bot.core.evolution.voting import logged_in
from bot.core.having import having
from bot.core.meeting import Item, Meeting, Part
from bot.core.roll import arrived, excused, heard_of, named, renamed


def people_changed(  # noqa: C901, PLR0911 - one case an event
    meeting: Meeting, entry: Entry, event: PeopleEvent
) -> Meeting:
    match event:
        case PersonArrived(person):
            return having(meeting, people=arrived(meeting.people, person, entry.room))
        case PersonRenamed():
            return _renamed(meeting, event)
        case RegretsSent(regrets):
            keys = [regret.key for regret in regrets if regret.key]
            return having(meeting, regrets=(*meeting.regrets, *regrets), people=excused(meeting.people, keys))
        case PersonNamed(key, name):
            return having(meeting, people=named(meeting.people, key, name))
        case NickMentioned(nick):
            return having(meeting, mentioned=(*meeting.mentioned, nick))
        case ChairAdded(person):
            others = tuple(key for key in meeting.chairs if key != person.key)
            return having(meeting, chairs=(*others, person.key), people=heard_of(meeting.people, person))
        case ChairRemoved(person):
            return having(meeting, chairs=tuple(key for key in meeting.chairs if key != person.key))
        case ScribeNamed(person):
            return having(meeting, scribe=person.key, people=heard_of(meeting.people, person))
        case _:
            assert_never(event)


def _renamed(meeting: Meeting, event: PersonRenamed) -> Meeting:
    """Everything that hung on the old key hangs on the new one."""
    before, person = event.before, event.person
    if before not in meeting.people:
        return meeting
    renewed = having(meeting, people=renamed(meeting.people, before, person))
    return renewed if before == person.key else logged_in(_rekeyed(renewed, before, person), event)


def _rekeyed(meeting: Meeting, before: str, person: Person) -> Meeting:
    chairs = dict.fromkeys(person.key if key == before else key for key in meeting.chairs)
    return having(
        meeting,
        chairs=tuple(chairs),
        starter=person.key if meeting.starter == before else meeting.starter,
        scribe=person.key if meeting.scribe == before else meeting.scribe,
        agenda=rekeyed(meeting.agenda, before, person.key),
        regrets=tuple(replace(one, key=person.key) if one.key == before else one for one in meeting.regrets),
        content=tuple(_told_by(part, before, person) for part in meeting.content),
        queue=requeued(meeting.queue, before, person.key),
    )


def _told_by(part: Part, before: str, person: Person) -> Part:
    """The part with its author, speaker and correctors under their new key."""
    if not isinstance(part, Item):
        return part
    record = part.record
    if record.author == before:
        record = replace(record, author=person.key)
    if record.speaker and record.speaker.key == before:
        record = replace(record, speaker=replace(record.speaker, key=person.key))
    seconder = part.seconder
    if seconder and seconder.key == before:
        seconder = replace(seconder, key=person.key)
    rewordings = tuple(replace(one, by=person.key) if one.by == before else one for one in part.rewordings)
    unchanged = record is part.record and rewordings == part.rewordings and seconder is part.seconder
    return part if unchanged else part._replace(record=record, rewordings=rewordings, seconder=seconder)
