"""Votes and their ballots, as rows: written anew from the state whenever a batch changes them."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert

from bot.core.events import (
    BallotCast,
    Entry,
    LineRetracted,
    PersonRenamed,
    TextsRetracted,
    Undone,
    VoteClosed,
    VoteOpened,
    VoteReworded,
    VotersSet,
    VotesRequiredSet,
)
from bot.core.meeting import Meeting
from bot.core.voting import Vote, elects, tally
from bot.store import tables

CHANGES_VOTES = (
    BallotCast,
    LineRetracted,
    PersonRenamed,
    TextsRetracted,
    Undone,
    VoteClosed,
    VoteOpened,
    VoteReworded,
    VotersSet,
    VotesRequiredSet,
)


def write_votes(connection: Connection, happened: Iterable[tuple[Meeting, Entry]]) -> None:
    """The votes of the meetings whose votes a batch changes; a meeting comes with each of its events."""
    latest: dict[str, Meeting] = {}
    changed: set[str] = set()
    for meeting, entry in happened:
        latest[meeting.id] = meeting
        if isinstance(entry.event, CHANGES_VOTES):
            changed.add(meeting.id)
    for meeting_id in sorted(changed):
        _write(connection, latest[meeting_id])


def _write(connection: Connection, meeting: Meeting) -> None:
    for table in (tables.ballots, tables.votes):
        connection.execute(delete(table).where(table.c.meeting_id == meeting.id))
    votes = [_vote(meeting, vote) for vote in meeting.votes]
    ballots = [row for vote in meeting.votes for row in _ballots(meeting, vote)]
    if votes:
        connection.execute(insert(tables.votes), votes)
    if ballots:
        connection.execute(insert(tables.ballots), ballots)


def _vote(meeting: Meeting, vote: Vote) -> dict[str, object]:
    result = tally(vote)
    return {
        "meeting_id": meeting.id,
        "number": vote.number,
        "topic": vote.topic,
        "question": vote.question,
        "options": json.dumps(vote.options, ensure_ascii=False),
        "counts": json.dumps(result.counts),
        "outcome": result.outcome.value,
        "chosen": vote.options[result.chosen] if result.chosen >= 0 else "",
        "required": vote.required,
        "needed": vote.needed,
        "present": vote.present,
        "line": vote.line,
        "at": vote.at,
        "closed_at": vote.closed_at,
    }


def _ballots(meeting: Meeting, vote: Vote) -> list[dict[str, object]]:
    return [
        {
            "meeting_id": meeting.id,
            "vote": vote.number,
            "place": place,
            "person": ballot.person.key,
            "nick": ballot.person.nick,
            "choice": vote.options[ballot.last.choice],
            "reason": ballot.last.reason,
            "counts": elects(vote.electors, ballot.nicks, ballot.marks),
            "casts": len(ballot.casts),
            "line": ballot.last.line,
            "at": ballot.last.at,
        }
        for place, ballot in enumerate(vote.ballots, 1)
    ]
