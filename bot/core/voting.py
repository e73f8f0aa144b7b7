"""Votes: who voted what, and what comes of it. A person has one ballot, and the last thing they said counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.chat import Person
from bot.core.events.voting import Elector
from bot.core.keys import own_key
from bot.core.minutes import Outcome

YES_NO = ("yes", "no", "abstain")
YES, NO, ABSTAIN = YES_NO
SHORT = {"+1": YES, "-1": NO, "0": ABSTAIN, "+0": ABSTAIN, "-0": ABSTAIN}


@dataclass(frozen=True, slots=True)
class Cast:
    """What somebody said once: the option's place, and why. `seq` is the event's number."""

    seq: int
    choice: int
    reason: str
    line: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Ballot:
    """One person's ballot: `marks` are the keys and identities they are known by, `casts` all they said, in order.

    `person` and `nicks` are as they were when they voted.
    """

    person: Person
    marks: frozenset[str]
    casts: tuple[Cast, ...]
    nicks: frozenset[str] = frozenset()

    @property
    def last(self) -> Cast:
        return self.casts[-1]


@dataclass(frozen=True, slots=True)
class Vote:
    """A question in its place, as an item is. No two of its `ballots` have a mark in common.

    `room` (its key) is where it was put, in a meeting held in several.
    `required` and `needed` are how many must be in favour and present, 0 if nobody said; `present` is known from the
    close on. `alike` are marks of accounts that were one person's when it was put, and are not any more.
    """

    number: int
    question: str
    options: tuple[str, ...]
    by: str
    topic: int
    nested: bool
    line: int
    at: datetime
    ballots: tuple[Ballot, ...] = ()
    electors: tuple[Elector, ...] = ()
    required: int = 0
    needed: int = 0
    present: int = 0
    closed_at: datetime | None = None
    room: str = ""
    alike: tuple[frozenset[str], ...] = ()

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def asks_yes_or_no(self) -> bool:
        return asks_yes_or_no(self.options)


def asks_yes_or_no(options: Iterable[str]) -> bool:
    """Whether these options are yes and no, and perhaps abstain."""
    return {YES, NO} <= {option.casefold() for option in options} <= set(YES_NO)


@dataclass(frozen=True, slots=True)
class Tally:
    """The ballots that count, by option, and what they come to; `chosen` is the winning option's place, -1 for none."""

    ballots: tuple[tuple[Ballot, ...], ...]
    outcome: Outcome
    chosen: int = -1

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(len(ballots) for ballots in self.ballots)


def option_meant(vote: Vote, word: str) -> int | None:
    """The place of the option that a word stands for; None if it is none."""
    names = [option.casefold() for option in vote.options]
    folded = word.casefold()
    meant = SHORT.get(folded, folded) if vote.asks_yes_or_no else folded
    return names.index(meant) if meant in names else None


def alike(vote: Vote, marks: Iterable[str]) -> frozenset[str]:
    """These marks, and all that have one ballot with them in this vote."""
    own = frozenset(marks)
    return own.union(*(group for group in vote.alike if group & own))


def with_ballot(vote: Vote, ballot: Ballot) -> Vote:
    """With one ballot more, or one changed: whatever shares a mark is one person's."""
    same = [other for other in vote.ballots if other.marks & ballot.marks]
    return replace(vote, ballots=_merged(vote.ballots, [*same, ballot]))


def with_login(vote: Vote, before: str, marks: tuple[str, ...]) -> Vote:
    """Who had the mark `before` has these, too. Whoever had them already is the same person."""
    renewed = replace(vote, electors=known_as(vote.electors, before, marks))
    known = frozenset({before, *marks})
    if not any(before in ballot.marks for ballot in vote.ballots):
        return renewed
    same = [replace(ballot, marks=ballot.marks | known) for ballot in vote.ballots if ballot.marks & known]
    return replace(renewed, ballots=_merged(vote.ballots, same))


def known_as(electors: tuple[Elector, ...], before: str, marks: tuple[str, ...]) -> tuple[Elector, ...]:
    """The electors after a login."""
    return tuple(
        replace(elector, marks=tuple(dict.fromkeys((*elector.marks, *marks)))) if before in elector.marks else elector
        for elector in electors
    )


def _merged(ballots: tuple[Ballot, ...], same: list[Ballot]) -> tuple[Ballot, ...]:
    """One ballot in the place of these, where the first of them was."""
    marks = frozenset().union(*(ballot.marks for ballot in same))
    latest = max(same, key=lambda ballot: ballot.last.seq)
    casts = sorted((cast for ballot in same for cast in ballot.casts), key=lambda cast: cast.seq)
    nicks = frozenset().union(*(ballot.nicks for ballot in same))
    one = Ballot(latest.person, marks, tuple(casts), nicks)
    places = [place for place, ballot in enumerate(ballots) if ballot.marks & marks]
    others = [ballot for ballot in ballots if not ballot.marks & marks]
    place = places[0] if places else len(others)
    return (*others[:place], one, *others[place:])


def elects(electors: tuple[Elector, ...], nicks: Iterable[str], marks: Iterable[str]) -> bool:
    """Whether somebody with these marks may vote, who had these nicks."""
    known, folded = set(map(own_key, marks)), {nick.casefold() for nick in nicks}

    def is_meant(elector: Elector) -> bool:
        return not known.isdisjoint(map(own_key, elector.marks)) if elector.marks else elector.nick.casefold() in folded

    return not electors or any(map(is_meant, electors))


def tally(vote: Vote) -> Tally:
    counted = [ballot for ballot in vote.ballots if elects(vote.electors, ballot.nicks, ballot.marks)]
    ballots = tuple(
        tuple(ballot for ballot in counted if ballot.last.choice == place) for place in range(len(vote.options))
    )
    outcome, chosen = _outcome(vote, [len(each) for each in ballots])
    return Tally(ballots, outcome, chosen)


def _outcome(vote: Vote, counts: list[int]) -> tuple[Outcome, int]:
    if vote.is_open:
        return Outcome.OPEN, -1
    if vote.present < vote.needed:
        return Outcome.BELOW_QUORUM, -1
    if not any(counts):
        return Outcome.NO_BALLOTS, -1
    return _yes_or_no(vote, counts) if vote.asks_yes_or_no else _chosen(vote, counts)


def _yes_or_no(vote: Vote, counts: list[int]) -> tuple[Outcome, int]:
    by_option = {option.casefold(): count for option, count in zip(vote.options, counts, strict=True)}
    yes, no = by_option[YES], by_option[NO]
    if yes == no and yes:
        return Outcome.TIE, -1
    carried = yes > no and yes >= vote.required
    return (Outcome.CARRIED if carried else Outcome.NOT_CARRIED), -1


def _chosen(vote: Vote, counts: list[int]) -> tuple[Outcome, int]:
    """The option with the most votes; to abstain is to choose nothing."""
    running = [0 if option.casefold() == ABSTAIN else count for option, count in zip(vote.options, counts, strict=True)]
    most = max(running)
    if running.count(most) > 1 and most:
        return Outcome.TIE, -1
    if not most or most < vote.required:
        return Outcome.NOT_CARRIED, -1
    return Outcome.CHOSEN, running.index(most)
