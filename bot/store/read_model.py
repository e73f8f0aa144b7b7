"""Events -> the rows people query. An event adds its rows; what an undo touches is written anew from the state."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.app.batch import KeptEvent
from bot.core.decisions import DECISIONS
from bot.core.events import (
    ActionClosed,
    ChairAdded,
    ChairRemoved,
    Ending,
    Entry,
    ItemRecorded,
    ItemReworded,
    LineRetracted,
    MeetingBecamePrivate,
    MeetingEnded,
    MeetingRenamed,
    MeetingReopened,
    MeetingStarted,
    MinutesAmended,
    OwnersSet,
    PersonArrived,
    PersonNamed,
    PersonRenamed,
    RegretsSent,
    ScribeNamed,
    SummarySet,
    TextsRetracted,
    TopicOpened,
    TopicReworded,
    Undone,
)
from bot.core.meeting import Item, Meeting
from bot.core.minutes import Kind, NextMeeting
from bot.core.register import closed_here, named_at, owners_back, taken_back
from bot.core.series import Series
from bot.store import tables
from bot.store.addresses import write_addresses
from bot.store.ballots import write_votes
from bot.store.moments import to_text
from bot.store.registers import close, close_by, move, open_again, own, register, reword, withdraw
from bot.store.sqlite import bulk_insert

TOPIC_COLUMNS = ("meeting_id", "number", "title", "line")
ITEM_COLUMNS = ("meeting_id", "number", "topic", "kind", "label", "text", "url", "author", "line", "at")


CHANGES_ROLL = (
    MeetingStarted,
    MeetingEnded,
    PersonArrived,
    RegretsSent,
    PersonRenamed,
    PersonNamed,
    ChairAdded,
    ChairRemoved,
    ScribeNamed,
    LineRetracted,
    TextsRetracted,
    Undone,
)


def project(connection: Connection, kept: Iterable[KeptEvent]) -> None:
    """Write what a batch of events changes: rows as they come, then each roll and each rewritten meeting once."""
    kept = tuple(kept)
    happened = [(event.meeting, event.entry) for event in kept if event.meeting is not None]
    latest = {meeting.id: meeting for meeting, _ in happened}
    rewritten = dict.fromkeys(meeting.id for meeting, entry in happened if _rewrites(entry))
    for event in kept:
        if event.meeting is not None:
            _one(connection, event.meeting, event.entry)
        elif isinstance(event.entry.event, ActionClosed):
            close_by(connection, event.series, event.entry.event)
    topics = [_topic_row(meeting) for meeting, entry in happened if isinstance(entry.event, TopicOpened)]
    bulk_insert(connection, tables.topics, TOPIC_COLUMNS, topics)
    recorded = [meeting for meeting, entry in happened if isinstance(entry.event, ItemRecorded)]
    bulk_insert(
        connection, tables.items, ITEM_COLUMNS, [_item_row(meeting, _last_item(meeting)) for meeting in recorded]
    )
    for meeting_id in rewritten:
        rewrite(connection, latest[meeting_id])
    for meeting_id in dict.fromkeys(meeting.id for meeting, entry in happened if isinstance(entry.event, CHANGES_ROLL)):
        _write_roll(connection, latest[meeting_id])
    write_votes(connection, happened)


def _one(connection: Connection, meeting: Meeting, entry: Entry) -> None:  # noqa: C901 - one case an event
    match entry.event:
        case MeetingStarted():
            _start(connection, meeting)
        case MeetingEnded():
            _end(connection, meeting)
            _set_revision(connection, meeting, entry)
        case ItemRecorded():
            register(connection, meeting, _last_item(meeting).record)
        case OwnersSet(label, owners, keys):
            own(connection, meeting.series, label, owners, keys)
        case ActionClosed():
            close_by(connection, meeting.series, entry.event)
        case Undone(seq):
            _take_back(connection, meeting, seq)
        case MeetingBecamePrivate():
            connection.execute(update(tables.meetings).where(tables.meetings.c.id == meeting.id).values(private=True))
        case MeetingReopened():
            _set_state(connection, meeting, "running")
        case MinutesAmended():
            _set_revision(connection, meeting, entry)
        case MeetingRenamed() if entry.seq == named_at(meeting):
            move(connection, meeting)
        case SummarySet(text):
            _set_summary(connection, meeting, text)
        case _:  # the rest shows in the roll, in the series, or nowhere but in the minutes
            pass


def _take_back(connection: Connection, meeting: Meeting, seq: int) -> None:
    """What is not of the meeting alone: who owned an action, and that it was open."""
    if back := owners_back(meeting, seq):
        own(connection, meeting.series, back.number, back.owners, back.owner_keys)
    event = taken_back(meeting, seq)
    if isinstance(event, ActionClosed):
        open_again(connection, meeting.series, event.label)


def _rewrites(entry: Entry) -> bool:
    """Whether an event changes rows written before: by correcting, or by a login, which gives authors a new key."""
    match entry.event:
        case Undone() | ItemReworded() | TopicReworded() | MeetingRenamed():
            return True
        case PersonRenamed(before, person):
            return before != person.key
        case _:
            return False


def _topic_row(meeting: Meeting) -> tuple[object, ...]:
    """The topic just opened, which is the last of its meeting."""
    topic = meeting.topics[-1]
    return (meeting.id, topic.number, topic.title, topic.line)


def _last_item(meeting: Meeting) -> Item:
    """The item just recorded, which is the last of its meeting's content."""
    item = meeting.content[-1]
    if not isinstance(item, Item):
        raise TypeError(f"the last content of {meeting.id} is no item")
    return item


def rewrite(connection: Connection, meeting: Meeting) -> None:
    """Everything the read model says of one meeting's content, from its state."""
    rewrite_content(connection, meeting)
    _set_name(connection, meeting)
    for item in meeting.items:
        reword(connection, meeting, item.record)
    for one in closed_here(meeting):
        close(connection, meeting.series, one)
    standing = {Kind.ACTION: tables.actions, **dict.fromkeys(DECISIONS, tables.decisions)}
    labels = {(standing[i.record.kind], i.record.label) for i in meeting.items if i.record.kind in standing}
    withdraw(connection, meeting, labels)


def rewrite_content(connection: Connection, meeting: Meeting) -> None:
    for table in (tables.topics, tables.items):
        connection.execute(delete(table).where(table.c.meeting_id == meeting.id))
    topics = [(meeting.id, topic.number, topic.title, topic.line) for topic in meeting.topics]
    bulk_insert(connection, tables.topics, TOPIC_COLUMNS, topics)
    bulk_insert(connection, tables.items, ITEM_COLUMNS, [_item_row(meeting, item) for item in meeting.items])
    _set_summary(connection, meeting, meeting.summary)


def _start(connection: Connection, meeting: Meeting) -> None:
    row = {
        "id": meeting.id,
        "permalink": meeting.permalink,
        "series": meeting.series,
        "name": meeting.name,
        "network": meeting.room.network,
        "room": meeting.room.name,
        "state": "running",
        "day": meeting.day,
        "started_at": meeting.started_at,
        "private": meeting.private,
        "updated_at": meeting.started_at,
    }
    connection.execute(insert(tables.meetings), row)
    write_addresses(connection, meeting)
    rooms = [
        {"meeting_id": meeting.id, "place": place, "network": room.network, "room": room.name}
        for place, room in enumerate(meeting.rooms)
    ]
    connection.execute(insert(tables.meeting_rooms), rooms)


def _end(connection: Connection, meeting: Meeting) -> None:
    state = "aborted" if meeting.ending is Ending.ABORTED else "ended"
    _set_state(connection, meeting, state)
    if state == "aborted":
        withdraw(connection, meeting, set())


def _set_summary(connection: Connection, meeting: Meeting, text: str) -> None:
    table = tables.meetings
    connection.execute(update(table).where(table.c.id == meeting.id).values(summary=text))


def _set_state(connection: Connection, meeting: Meeting, state: str) -> None:
    table = tables.meetings
    connection.execute(update(table).where(table.c.id == meeting.id).values(state=state, ended_at=meeting.ended_at))


def _set_revision(connection: Connection, meeting: Meeting, entry: Entry) -> None:
    values = {"revision": meeting.revision, "updated_at": entry.at}
    connection.execute(update(tables.meetings).where(tables.meetings.c.id == meeting.id).values(values))


def _set_name(connection: Connection, meeting: Meeting) -> None:
    names = {"series": meeting.series, "name": meeting.name, "permalink": meeting.permalink}
    connection.execute(update(tables.meetings).where(tables.meetings.c.id == meeting.id).values(names))
    write_addresses(connection, meeting)


def _item_row(meeting: Meeting, item: Item) -> tuple[object, ...]:
    said = item.record
    return (
        meeting.id,
        said.number,
        item.topic,
        said.kind.value,
        said.label,
        said.text,
        said.url,
        said.author,
        item.line,
        to_text(item.at),
    )


def _write_roll(connection: Connection, meeting: Meeting) -> None:
    table = tables.attendance
    connection.execute(delete(table).where(table.c.meeting_id == meeting.id))
    rows = [
        {
            "meeting_id": meeting.id,
            "person": key,
            "place": place,
            "nick": participant.person.nick,
            "name": participant.name,
            "chair": key in meeting.chairs,
            "spoke": participant.spoke,
            "author": key == (meeting.scribe or meeting.starter),
        }
        for place, (key, participant) in enumerate(meeting.people.items())
    ]
    if rows:
        connection.execute(insert(table), rows)


def write_series(connection: Connection, series: Series) -> None:
    """The series' numbers and agenda as they stand."""
    numbers = {
        "name": series.name,
        "next_agenda": series.next_agenda,
        "next_action": series.next_action,
        "next_decision": series.next_decision,
        "closed": json.dumps([one.number for one in series.closed]),
        "next_meeting": json.dumps(_plain(series.next_meeting)),
        "moves": series.moves,
        "private": json.dumps([sorted(series.private_agenda), sorted(series.private_actions), series.private_next]),
    }
    row = upsert(tables.series).values(slug=series.slug, **numbers)
    connection.execute(row.on_conflict_do_update(index_elements=["slug"], set_=numbers))
    connection.execute(delete(tables.agenda).where(tables.agenda.c.series == series.slug))
    rows = [
        {
            "series": series.slug,
            "id": entry.id,
            "place": place,
            "text": entry.text,
            "proposer": entry.proposer,
            "carried_from": entry.carried_from,
            "minutes": entry.minutes,
            "proposer_key": entry.by,
            "times": entry.times,
        }
        for place, entry in enumerate(series.agenda)
    ]
    if rows:
        connection.execute(insert(tables.agenda), rows)


def _plain(when: NextMeeting | None) -> list[str]:
    """The day, the wall time and its zone; nothing where nothing was said."""
    return [when.on.isoformat(), when.time, when.zone] if when else []
