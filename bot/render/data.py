"""Minutes -> JSON: everything they hold, under a version (docs/format.md names every key)."""

import json
from collections.abc import Callable, Iterable, Sequence
from json.encoder import encode_basestring as _text
from typing import Any, TypeVar

from bot.core.minutes import (
    AgendaItem,
    Attendance,
    Attendee,
    Break,
    Closed,
    Correction,
    Interruption,
    Minutes,
    Poll,
    Record,
    Section,
    Undecrypted,
    Unrecorded,
)
from bot.render import moments
from bot.render.page import permalink
from bot.render.said import said

FORMAT, VERSION = "minutebot-minutes", 1
SEPARATOR = ",\n"
T = TypeVar("T")
_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(SEPARATOR, ": ")).encode


def document(minutes: Minutes) -> str:
    """The minutes as JSON, UTF-8 left readable, with a final line break.

    Each value is on a line, so that what changed can be seen, but not indented, which made a third of the bytes.
    """
    told = f'"sections": {_list(_section, minutes.sections)},\n"aob": {_section(minutes.aob)}'
    text = SEPARATOR.join((_keys(_before(minutes)), told, _keys(_after(minutes))))
    return _carried(f"{{{text}}}\n")


def _carried(text: str) -> str:
    """Half of a pair, which UTF-8 can't carry, is replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _before(minutes: Minutes) -> dict[str, Any]:
    """What stands before the records, as JSON's own types; dates and times in ISO 8601."""
    author = minutes.author
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": minutes.meeting_id,
        "series": minutes.series,
        "name": minutes.name,
        "title": minutes.title,
        "path": minutes.path,
        "room": minutes.room,
        "rooms": list(minutes.rooms or (minutes.room,)),
        "date": minutes.date.isoformat(),
        "started_at": minutes.started_at.isoformat(),
        "ended_at": minutes.ended_at.isoformat() if minutes.ended_at else None,
        "author": {"name": author.name, "uri": author.uri, "email": author.email},
        "digest": minutes.digest,
        "agenda": _agenda(minutes.agenda),
        "carried_over": _agenda(minutes.carried_over),
        "open_before": [_action(record) for record in minutes.open_before],
        "closed": [_closed(closed) for closed in minutes.closed],
        "attendees": [_attendee(attendee) for attendee in minutes.attendees],
    }


def _after(minutes: Minutes) -> dict[str, Any]:
    following = minutes.next_meeting
    return {
        "next_meeting": following and {"on": following.on.isoformat(), "time": following.time, "zone": following.zone},
        "links": dict(minutes.links),
        "lines": minutes.lines,
        "permalink": permalink(minutes),
        "revision": minutes.revision,
        "revisions": [made.isoformat() for made in minutes.revisions],
        "draft": minutes.draft,
        "superseded": minutes.superseded,
        "ended_by": minutes.ended_by or None,
        "regrets": list(minutes.regrets),
        "quorum": minutes.quorum and _quorum(minutes.quorum),
        "private": minutes.private,
    }


def _agenda(items: Iterable[AgendaItem]) -> list[dict[str, Any]]:
    return [
        {
            "text": item.text,
            "proposer": item.proposer,
            "carried_from": item.carried_from.isoformat() if item.carried_from else None,
            "left_over": item.times,
            "minutes": item.minutes,
        }
        for item in items
    ]


def _action(record: Record) -> dict[str, Any]:
    return {
        "label": record.label,
        "text": record.text,
        "owners": list(record.owners),
        "owner_names": list(record.owner_names),
        "due": record.due.isoformat() if record.due else None,
    }


def _closed(closed: Closed) -> dict[str, Any]:
    told = {"state": closed.state, "on": closed.on.isoformat(), "by": closed.by, "note": closed.note}
    return {**_action(closed.record), **told}


def _attendee(attendee: Attendee) -> dict[str, Any]:
    return {
        "name": attendee.name,
        "nick": attendee.nick,
        "chair": attendee.chair,
        "scribe": attendee.scribe,
        "rooms": list(attendee.rooms),
    }


def _quorum(counted: Attendance) -> dict[str, Any]:
    return {
        "members": counted.members,
        "share": counted.share,
        "needed": counted.needed,
        "present": counted.present,
        "quorate": counted.present >= counted.needed,
    }


def _section(section: Section) -> str:
    return (
        f'{{"number": {section.number},\n'
        f'"title": {_text(section.title)},\n'
        f'"line": {section.line},\n'
        f'"records": {_list(_entry, section.records)}}}'
    )


def _list(write: Callable[[T], str], those: Sequence[T]) -> str:
    return f"[{SEPARATOR.join(map(write, those))}]" if those else "[]"


def _keys(told: dict[str, Any]) -> str:
    return _json(told)[1:-1]


def _entry(record: Record | Break) -> str:
    return _record(record) if isinstance(record, Record) else _json(_break(record))


def _break(gap: Break) -> dict[str, Any]:
    times = {"since": gap.since.isoformat(), "until": gap.until.isoformat()}
    match gap:
        case Interruption():
            return {"kind": "interruption", **times, "room": gap.room}
        case Unrecorded():
            return {"kind": "off_record", **times}
        case Undecrypted(count=count):
            return {"kind": "undecrypted", **times, "count": count}


def _record(record: Record) -> str:
    """Written out, for there may be hundreds of them, and each has a hundred letters of keys."""
    return (
        f'{{"kind": "{record.kind.value if record.kind else "subtopic"}",\n'
        f'"number": {record.number},\n'
        f'"label": {_text(record.label)},\n'
        f'"text": {_text(record.text)},\n'
        f'"sentence": {_text(said(record).text)},\n'
        f'"signature": {_text(record.signature)},\n'
        f'"speaker": {_text(record.speaker)},\n'
        f'"author": {_text(record.author)},\n'
        f'"owners": {_list(_text, record.owners)},\n'
        f'"owner_names": {_list(_text, record.owner_names)},\n'
        f'"due": {_text(moments.day(record.due)) if record.due else "null"},\n'
        f'"url": {_text(record.url)},\n'
        f'"line": {record.line},\n'
        f'"at": {_text(moments.instant(record.at)) if record.at else "null"},\n'
        f"{_NO_MORE if record[_MORE:] == _ABSENT else _more(record)}"
    )


def _more(record: Record) -> str:
    """What most records don't have."""
    return (
        f'"children": {_list(_record, record.children)},\n'
        f'"corrections": {_list(_correction, record.corrections)},\n'
        f'"seconder": {_text(record.seconder)},\n'
        f'"seconder_name": {_text(record.seconder_name)},\n'
        f'"settles": {record.settles},\n'
        f'"supersedes": {_list(_text, record.supersedes)},\n'
        f'"superseded_by": {_text(record.superseded_by)},\n'
        f'"vote": {_json(_poll(record.poll)) if record.poll else "null"},\n'
        f'"room": {_text(record.room)},\n'
        f'"event_url": {_text(record.event_url)}}}'
    )


def _correction(correction: Correction) -> str:
    return _json({"by": correction.by, "at": correction.at.isoformat(), "was": correction.was})


def _poll(poll: Poll) -> dict[str, Any]:
    return {
        "options": list(poll.options),
        "counts": [sum(voter.choice == option for voter in poll.voters) for option in poll.options],
        "outcome": poll.outcome.value,
        "chosen": poll.chosen,
        "required": poll.required,
        "needed": poll.needed,
        "present": poll.present,
        "voters": [
            {
                "signature": voter.signature,
                "name": voter.name,
                "choice": voter.choice,
                "before": list(voter.before),
                "reason": voter.reason,
            }
            for voter in poll.voters
        ],
    }


_MORE = Record._fields.index("children")
_NONE = Record(None, "")
_ABSENT, _NO_MORE = _NONE[_MORE:], _more(_NONE)
