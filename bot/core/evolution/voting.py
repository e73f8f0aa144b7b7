"""Proposals seconded; votes opened, voted in, closed; and what logins change in them."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from bot.core.events import (
    BallotCast,
    Entry,
    PersonRenamed,
    ProposalSeconded,
    VoteClosed,
    VoteOpened,
    VoteReworded,
    VotersSet,
    VotesRequiredSet,
    VotingEvent,
)
from bot.core.having import having
from bot.core.keys import nicks_that_count
from bot.core.meeting import Item, Meeting, Part
from bot.core.text import RETRACTED
from bot.core.voting import Ballot, Cast, Vote, alike, known_as, with_ballot, with_login


def voted(  # noqa: C901, PLR0911 - one case an event
    meeting: Meeting, entry: Entry, event: VotingEvent
) -> Meeting:
    """What names a vote that was taken back changes nothing."""
    match event:
        case ProposalSeconded():
            return _seconded(meeting, event)
        case VoteOpened():
            return _opened(meeting, entry, event)
        case VoteReworded(question=text) if text == RETRACTED:
            return meeting  # a correction that was retracted itself
        case VoteReworded(number, question):
            return _changed(meeting, number, lambda vote: replace(vote, question=question))
        case BallotCast(number):
            return _changed(meeting, number, lambda vote: _cast(vote, entry, event))
        case VoteClosed(number, present=present):
            return _changed(meeting, number, lambda vote: replace(vote, closed_at=entry.at, present=present))
        case VotersSet(electors):
            number = meeting.open_vote.number if meeting.open_vote else 0
            changed = _changed(meeting, number, lambda vote: replace(vote, electors=electors))
            return having(changed, electors=electors)
        case VotesRequiredSet(votes):
            number = meeting.open_vote.number if meeting.open_vote else 0
            changed = _changed(meeting, number, lambda vote: replace(vote, required=votes))
            return having(changed, votes_required=votes)
        case _:
            assert_never(event)


def _seconded(meeting: Meeting, event: ProposalSeconded) -> Meeting:
    def seconded(part: Part) -> Part:
        named = isinstance(part, Item) and part.record.number == event.number
        return part._replace(seconder=event.person) if named and isinstance(part, Item) else part

    return having(meeting, content=tuple(seconded(part) for part in meeting.content))


def _opened(meeting: Meeting, entry: Entry, event: VoteOpened) -> Meeting:
    vote = Vote(
        number=event.number,
        question=event.question,
        options=event.options,
        by=event.by,
        topic=meeting.topic_number,
        nested=meeting.in_subtopic,
        line=entry.line,
        at=entry.at,
        electors=meeting.electors,
        required=meeting.votes_required,
        needed=meeting.quorum.needed if meeting.quorum else 0,
        room=entry.room,
    )
    return having(meeting, content=(*meeting.content, vote), next_item=event.number + 1)


def _cast(vote: Vote, entry: Entry, event: BallotCast) -> Vote:
    marks = alike(vote, filter(None, (event.person.key, event.identity)))
    cast = Cast(entry.seq, event.choice, event.reason, entry.line, entry.at)
    return with_ballot(vote, Ballot(event.person, marks, (cast,), nicks_that_count(event.person)))


def logged_in(meeting: Meeting, event: PersonRenamed) -> Meeting:
    """With a participant's new key in the votes; what is closed stays as it was counted."""
    marks = tuple(mark for mark in (event.person.key, event.identity) if mark)
    content = tuple(_rekeyed(part, event, marks) if isinstance(part, Vote) else part for part in meeting.content)
    return having(meeting, content=content, electors=known_as(meeting.electors, event.before, marks))


def _rekeyed(vote: Vote, event: PersonRenamed, marks: tuple[str, ...]) -> Vote:
    known = with_login(vote, event.before, marks) if vote.is_open else vote
    if vote.is_open and event.alike:
        known = replace(known, alike=(*known.alike, frozenset({*marks, *event.alike})))
    key = event.person.key
    ballots = tuple(
        replace(ballot, person=replace(ballot.person, key=key)) if ballot.person.key == event.before else ballot
        for ballot in known.ballots
    )
    return replace(known, ballots=ballots, by=key if known.by == event.before else known.by)


def _changed(meeting: Meeting, number: int, change: Callable[[Vote], Vote]) -> Meeting:
    if not number:
        return meeting
    content = (change(part) if isinstance(part, Vote) and part.number == number else part for part in meeting.content)
    return having(meeting, content=tuple(content))
