"""Meeting -> Minutes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.core.chat import Person
from bot.core.decisions import pairs_of
from bot.core.events import AgendaEntry, Ending
from bot.core.likeness import called, told_apart
from bot.core.meeting import Gap, Item, Meeting, OffRecord, Part, Sealed, Subtopic, Topic
from bot.core.minutes import (
    AgendaItem,
    Attendance,
    Attendee,
    Author,
    Break,
    Interruption,
    Minutes,
    Record,
    Section,
    Undecrypted,
    Unrecorded,
)
from bot.core.people import Registry
from bot.core.register import closed_by_now, still_open
from bot.core.revisions import revisions
from bot.core.rooms import rooms_of
from bot.core.series import left_over
from bot.core.signatures import (
    Individual,
    attendance,
    individual,
    keys_of,
    of_nick,
    present_of,
)
from bot.core.signer import Signer
from bot.core.voting import Vote

_AOB = re.compile(r"aob|any other business|other(?: things)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Composer:
    """What a meeting's minutes need beside the meeting: who is who, and the page's reference links."""

    registry: Registry = field(default_factory=Registry)
    links: Mapping[str, str] = field(default_factory=dict)

    def compose(self, meeting: Meeting, lines: int = 0, urls: Mapping[int, str] = MappingProxyType({})) -> Minutes:
        """The minutes; a meeting that runs, or was aborted, gives a draft.

        `lines` is the length of the transcript, `urls` where its lines are to be found in the room, by their numbers.
        """
        present = attendance(self.registry, meeting.people.values())
        author = self._by_key(meeting, meeting.scribe or meeting.starter)
        signer = Signer(self.registry, meeting, present, urls, dict(pairs_of(meeting)))
        sections, aob = _sections(meeting, signer)
        return Minutes(
            meeting_id=meeting.id,
            series=meeting.series,
            name=meeting.name,
            path=path_of(meeting),
            room=meeting.room.key,
            rooms=tuple(room.key for room in meeting.rooms),
            date=meeting.day,
            started_at=meeting.started_at,
            ended_at=meeting.ended_at,
            author=Author(author.name, author.entry.uri, author.entry.email) if author.entry else Author(author.name),
            digest=meeting.summary,
            agenda=tuple(map(_agenda_item, meeting.agenda)),
            carried_over=tuple(map(_agenda_item, left_over(meeting, meeting.agenda))),
            attendees=self._attendees(meeting, present),
            regrets=self._regrets(meeting, present),
            quorum=self._quorum(meeting),
            sections=sections,
            aob=aob,
            open_before=tuple(map(signer.action, still_open(meeting))),
            closed=tuple(map(signer.closed, closed_by_now(meeting))),
            next_meeting=meeting.next_meeting,
            links=self.links,
            lines=lines,
            permalink=meeting.permalink,
            revision=0 if meeting.ending in {None, Ending.ABORTED} else meeting.revision,
            ended_by=meeting.ending.value if meeting.ending else "",
            revisions=tuple(entry.at for entry in revisions(meeting)),
            private=meeting.private,
            event_links=meeting.event_links,
            labels=called(self.registry, meeting),
        )

    def _by_key(self, meeting: Meeting, key: str) -> Individual:
        participant = meeting.people.get(key)
        if participant is None:
            return individual(self.registry, Person(key, meeting.nick(key)))
        return individual(self.registry, participant.person, participant.name)

    def _attendees(self, meeting: Meeting, present: list[Individual]) -> tuple[Attendee, ...]:
        chairs = {self._by_key(meeting, key).id for key in meeting.chairs}
        scribe = self._by_key(meeting, meeting.scribe).id if meeting.scribe else ""
        keys = keys_of(self.registry, meeting)
        rooms = rooms_of(self.registry, meeting)
        apart = told_apart((who.name, who.id, keys[who.id][0]) for who in present)
        names = {who.id: apart.get((keys[who.id][0], who.name), who.name) for who in present}
        return tuple(
            Attendee(names[who.id], who.nick, who.id in chairs, who.id == scribe, keys[who.id], rooms.get(who.id, ()))
            for who in present
        )

    def _regrets(self, meeting: Meeting, present: list[Individual]) -> tuple[str, ...]:
        """Who could not come, each once; whoever came after all is among the attendees."""
        here = {who.id for who in present}
        sent = [
            self._by_key(meeting, one.key) if one.key else of_nick(self.registry, meeting, one.nick)
            for one in meeting.regrets
        ]
        return tuple(dict.fromkeys(who.name for who in sent if who.id not in here))

    def _quorum(self, meeting: Meeting) -> Attendance | None:
        rule = meeting.quorum
        if rule is None:
            return None
        return Attendance(len(rule.roster), rule.share, rule.needed, present_of(self.registry, meeting))


def path_of(meeting: Meeting) -> str:
    """Where an archive files a meeting, without an ending."""
    return f"{meeting.series}/{meeting.permalink.removeprefix(meeting.series + '-')}"


def _agenda_item(entry: AgendaEntry) -> AgendaItem:
    return AgendaItem(entry.text, entry.proposer, entry.carried_from, entry.minutes, entry.times)


def _sections(meeting: Meeting, signer: Signer) -> tuple[tuple[Section, ...], Section]:
    """The sections in the order of their topics, and AoB, which also takes what was recorded before any topic."""
    records: dict[int, list[Record | Break]] = {}
    for part in meeting.content:
        _place(records.setdefault(part.topic, []), part, signer)
    closing = [topic for topic in meeting.topics if _AOB.fullmatch(topic.title)]
    sections = tuple(_section(topic, records) for topic in meeting.topics if topic not in closing)
    general = [record for number in (0, *(topic.number for topic in closing)) for record in records.get(number, [])]
    first = closing[0] if closing else Topic(0, "AoB")
    return sections, Section("AoB", tuple(general), first.line, first.number)


def _section(topic: Topic, records: Mapping[int, list[Record | Break]]) -> Section:
    return Section(topic.title, tuple(records.get(topic.number, [])), topic.line, topic.number)


def _place(section: list[Record | Break], part: Part, signer: Signer) -> None:
    match part:
        case Item(nested=False):  # first, for nearly all are
            section.append(signer.record(part))
        case Item():
            _place_record(section, signer.record(part), nested=True)
        case Gap(since, until, room=room):
            section.append(Interruption(since, until, signer.room(room)))
        case OffRecord(since, until):
            section.append(Unrecorded(since, until))
        case Sealed(at=at):
            _count(section, Undecrypted(at, at, 1))
        case Subtopic(title, _, line):
            section.append(Record(None, title, line=line))
        case Vote(nested=nested):
            _place_record(section, signer.vote(part), nested=nested)


def _count(section: list[Record | Break], one: Undecrypted) -> None:
    """All of a section are told where the first was."""
    for place, other in enumerate(section):
        if isinstance(other, Undecrypted):
            times = min(other.since, one.since), max(other.until, one.until)
            section[place] = Undecrypted(*times, other.count + one.count)
            return
    section.append(one)


def _place_record(section: list[Record | Break], record: Record, *, nested: bool) -> None:
    """Below the last subtopic when nested, over a break if one came between; else at the end."""
    if nested:
        for place in range(len(section) - 1, -1, -1):
            parent = section[place]
            if isinstance(parent, Record) and parent.kind is None:
                section[place] = parent._replace(children=(*parent.children, record))
                return
    section.append(record)
