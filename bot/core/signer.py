"""Items, votes and actions as the minutes have them, signed by those who are meant."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from bot.core.chat import Person
from bot.core.decisions import DECISIONS, label_of
from bot.core.events import ClosedAction, ItemRecorded, OpenAction
from bot.core.meeting import Item, Meeting, Rewording
from bot.core.minutes import Closed, Correction, Kind, Poll, Record, Voter
from bot.core.people import Registry
from bot.core.rooms import labels
from bot.core.signatures import Individual, individual, named_owners, of_nick, owner, signature, spoken_by
from bot.core.text import RETRACTED
from bot.core.tuples import made
from bot.core.voting import Ballot, Vote, tally

NOBODY: tuple[str, str] = "", ""
NONE: tuple[tuple[str, ...], tuple[str, ...]] = (), ()
_TO_DO = re.compile(r"(?:\s*[:,])?\s+(?:to|will)\s+|\s*:\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes records of what the events tell, each with who said it."""

    registry: Registry
    meeting: Meeting
    present: list[Individual]
    urls: Mapping[int, str]
    successors: Mapping[int, int]
    _signed: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    _owners: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def room(self, key: str) -> str:
        """The label of a room; "" where all was said in one."""
        return labels([room.key for room in self.meeting.rooms]).get(key, "") if key else ""

    def record(self, item: Item) -> Record:
        said = item.record
        line = said.quotes or item.line
        signed, speaker = self._signature(said.speaker) if said.speaker else NOBODY
        seconded, seconder = self._signature(item.seconder) if item.seconder else NOBODY
        owners, owner_names = self._owned(said) if said.owners else NONE
        fields = (
            said.kind,
            unnamed(said.text, said.owners) if said.owners else said.text,
            said.number,
            item.label,
            signed,
            speaker,
            self._name(said.author),
            owners,
            owner_names,
            said.due,
            said.url,
            line,
            item.at,
            (),
            self._corrections(item.rewordings) if item.rewordings else (),
            seconded,
            seconder,
            said.settles,
            tuple(map(label_of, said.supersedes)) if said.supersedes else (),
            self._successor(said) if self.successors else "",
            None,
            self.urls.get(line, ""),
            self.room(item.room) if item.room else "",
        )
        return made(Record, fields)

    def _corrections(self, rewordings: tuple[Rewording, ...]) -> tuple[Correction, ...]:
        told = (each for each in rewordings if each.was != RETRACTED)
        return tuple(Correction(self._name(each.by), each.at, each.was) for each in told)

    def _successor(self, said: ItemRecorded) -> str:
        return label_of(self.successors.get(said.label, 0)) if said.kind in DECISIONS else ""

    def _owned(self, action: ItemRecorded | OpenAction) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """How the owners sign, and their names: each is worked out once."""
        found = [self._owners.get(named) or self._owner(named) for named in named_owners(action)]
        return tuple(signed for signed, _ in found), tuple(name for _, name in found)

    def _owner(self, named: tuple[str, str]) -> tuple[str, str]:
        who = owner(self.registry, self.meeting, *named)
        signed = self._owners[named] = signature(who, self.present), who.name
        return signed

    def _signature(self, person: Person) -> tuple[str, str]:
        """How somebody signs, and their name: asked for at every record, and worked out once."""
        then = person.key, person.nick, person.address
        signed = self._signed.get(then)
        if signed is None:
            who = self._who(person)
            signed = self._signed[then] = signature(who, self.present), who.name
        return signed

    def vote(self, vote: Vote) -> Record:
        result = tally(vote)
        voters = tuple(self._voter(vote, ballot) for ballots in result.ballots for ballot in ballots)
        chosen = vote.options[result.chosen] if result.chosen >= 0 else ""
        return Record(
            kind=Kind.VOTE,
            text=vote.question,
            number=vote.number,
            author=self._name(vote.by),
            line=vote.line,
            event_url=self.urls.get(vote.line, ""),
            at=vote.at,
            poll=Poll(vote.options, voters, result.outcome, chosen, vote.required, vote.needed, vote.present),
            room=self.room(vote.room),
        )

    def _voter(self, vote: Vote, ballot: Ballot) -> Voter:
        then = self._who(ballot.person)
        who = then if then.entry else self._now(ballot.person)
        said = [vote.options[choice] for choice, _ in groupby(cast.choice for cast in ballot.casts)]
        return Voter(signature(who, self.present), who.name, said[-1], tuple(said[:-1]), ballot.last.reason)

    def action(self, action: OpenAction) -> Record:
        """One of the register, which may have been recorded long ago."""
        owners, names = self._owned(action) if action.owners else NONE
        return Record(
            kind=Kind.ACTION,
            text=unnamed(action.text, action.owners),
            label=f"A-{action.number}",
            owners=owners,
            owner_names=names,
            due=action.due,
        )

    def closed(self, one: ClosedAction) -> Closed:
        by = of_nick(self.registry, self.meeting, one.by)
        return Closed(self.action(one.action), one.state.value, one.on, by.name, one.note)

    def _who(self, person: Person) -> Individual:
        return spoken_by(self.registry, self.meeting, person)

    def _now(self, person: Person) -> Individual:
        """Somebody as the roll has them."""
        participant = self.meeting.people.get(person.key)
        if participant is None:
            return individual(self.registry, person)
        return individual(self.registry, participant.person, participant.name)

    def _name(self, key: str) -> str:
        name = self._names.get(key)
        if name is None:
            one = self.meeting.people.get(key)
            known = individual(self.registry, one.person, one.name).name if one else key.rpartition("/")[2]
            name = self._names[key] = known
        return name


def unnamed(text: str, owners: Iterable[str]) -> str:
    """What is to be done, without the name of an owner before it: of one whom nobody knew yet when it was recorded."""
    for nick in owners:
        if text[: len(nick)].casefold() == nick.casefold():
            after = _TO_DO.match(text, len(nick))
            return text[after.end() :] if after else text
    return text
