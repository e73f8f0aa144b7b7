"""Minutes -> JSON: everything they hold, under a version (docs/format.md names every key)."""

import json
from collections.abc import Iterable
from typing import Any

from bot.core.minutes import (
    AgendaItem,
    Attendance,
    Attendee,
    Break,
    Closed,
    Interruption,
    Minutes,
    Poll,
    Record,
    Section,
    Undecrypted,
    Unrecorded,
)
from bot.render.page import permalink
from bot.render.sentences import plain, sentence

FORMAT, VERSION = "minutebot-minutes", 1


def document(minutes: Minutes) -> str:
    """The minutes as JSON, UTF-8 left readable, with a final line break.

    Each value is on a line, so that what changed can be seen, but not indented, which made a third of the bytes.
    """
    text = json.dumps(tree(minutes), ensure_ascii=False, check_circular=False, separators=(",\n", ": "))
    return f"{text}\n".encode("utf-8", "replace").decode("utf-8")


def tree(minutes: Minutes) -> dict[str, Any]:
    """The minutes as JSON's own types; dates and times in ISO 8601."""
    author, following = minutes.author, minutes.next_meeting
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
        "sections": [_section(section) for section in minutes.sections],
        "aob": _section(minutes.aob),
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


def _section(section: Section) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": section.title,
        "line": section.line,
        "records": [_entry(record) for record in section.records],
    }


def _break(gap: Break) -> dict[str, Any]:
    times = {"since": gap.since.isoformat(), "until": gap.until.isoformat()}
    match gap:
        case Interruption():
            return {"kind": "interruption", **times, "room": gap.room}
        case Unrecorded():
            return {"kind": "off_record", **times}
        case Undecrypted(count=count):
            return {"kind": "undecrypted", **times, "count": count}


def _entry(record: Record | Break) -> dict[str, Any]:
    if not isinstance(record, Record):
        return _break(record)
    return {
        "kind": record.kind.value if record.kind else "subtopic",
        "number": record.number,
        "label": record.label,
        "text": record.text,
        "sentence": plain(sentence(record)),
        "signature": record.signature,
        "speaker": record.speaker,
        "author": record.author,
        "owners": list(record.owners),
        "owner_names": list(record.owner_names),
        "due": record.due.isoformat() if record.due else None,
        "url": record.url,
        "line": record.line,
        "at": record.at.isoformat() if record.at else None,
        "children": [_entry(child) for child in record.children],
        "corrections": [{"by": one.by, "at": one.at.isoformat(), "was": one.was} for one in record.corrections],
        "seconder": record.seconder,
        "seconder_name": record.seconder_name,
        "settles": record.settles,
        "supersedes": list(record.supersedes),
        "superseded_by": record.superseded_by,
        "vote": record.poll and _poll(record.poll),
        "room": record.room,
        "event_url": record.event_url,
    }


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
