"""Proposals that are seconded, and votes: opened, voted in, closed; who may vote, and how many must."""

from dataclasses import dataclass

from bot.core.chat import Person


@dataclass(frozen=True, slots=True)
class Elector:
    """Somebody who may vote: by any of their `marks` (keys and registered identity), or by nick when they have none."""

    nick: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VoteOpened:
    """A question is put. `number` is one of the meeting's item numbers; `by` is the key of who put it."""

    number: int
    question: str
    options: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class VoteReworded:
    """The question of vote `vote` reads so now; its options stay. `by` is the key of who corrected it."""

    vote: int
    question: str
    by: str


@dataclass(frozen=True, slots=True)
class BallotCast:
    """A ballot: `choice` is the option's place in the vote, from 0.

    `identity` says who else this person is, beside their key: `person/NICK` for one of the registry at the time, or the
    key of an earlier session of theirs; empty when nothing is known.
    """

    vote: int
    choice: int
    person: Person
    identity: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VoteClosed:
    """`present` counts those of the quorum's roster who were here then (0 without a quorum)."""

    vote: int
    by: str = ""
    present: int = 0


@dataclass(frozen=True, slots=True)
class VotersSet:
    """Only these may vote, in the open vote and in those that follow; nobody named: all may."""

    electors: tuple[Elector, ...] = ()


@dataclass(frozen=True, slots=True)
class VotesRequiredSet:
    """So many votes in favour carry a question at least; 0: a majority does."""

    votes: int


@dataclass(frozen=True, slots=True)
class ProposalSeconded:
    """Somebody else stands behind the proposal with this item number."""

    number: int
    person: Person


VotingEvent = ProposalSeconded | VoteOpened | VoteReworded | BallotCast | VoteClosed | VotersSet | VotesRequiredSet
