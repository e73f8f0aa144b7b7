"""Items, votes and actions as the minutes have them, signed by those who are meant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from bot.core.chat import Person
from bot.core.decisions import DECISIONS, label_of
from bot.core.events import ClosedAction, OpenAction
from bot.core.meeting import Item, Meeting
from bot.core.minutes import Closed, Correction, Kind, Poll, Record, Voter
from bot.core.people import Registry
from bot.core.rooms import labels
from bot.core.signatures import Individual, individual, of_nick, owners_of, signature, spoken_by
from bot.core.text import RETRACTED
from bot.core.voting import Ballot, Vote, tally


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes records of what the events tell, each with who said it."""

    registry: Registry
    meeting: Meeting
    present: list[Individual]
    urls: Mapping[int, str]
    successors: Mapping[int, int]
    _signed: dict[Person, tuple[str, str]] = field(default_factory=dict)

    def room(self, key: str) -> str:
        """The label of a room; "" where all was said in one."""
        return labels([room.key for room in self.meeting.rooms]).get(key, "") if key else ""

    def record(self, item: Item) -> Record:
        said = item.record
        owners = owners_of(self.registry, self.meeting, said)
        (signed, speaker), (seconded, seconder) = self._signature(said.speaker), self._signature(item.seconder)
        return Record(
            kind=said.kind,
            text=said.text,
            number=said.number,
            label=item.label,
            signature=signed,
            speaker=speaker,
            author=self._name(said.author),
            owners=tuple(signature(owner, self.present) for owner in owners),
            owner_names=tuple(owner.name for owner in owners),
            due=said.due,
            url=said.url,
            line=said.quotes or item.line,
            at=item.at,
            corrections=tuple(
                Correction(self._name(each.by), each.at, each.was) for each in item.rewordings if each.was != RETRACTED
            ),
            seconder=seconded,
            seconder_name=seconder,
            settles=said.settles,
            supersedes=tuple(map(label_of, said.supersedes)),
            superseded_by=label_of(self.successors.get(said.label, 0)) if said.kind in DECISIONS else "",
            event_url=self.urls.get(said.quotes or item.line, ""),
            room=self.room(item.room),
        )

    def _signature(self, person: Person | None) -> tuple[str, str]:
        """How somebody signs, and their name: asked for at every record, and worked out once."""
        if person is None:
            return "", ""
        if person not in self._signed:
            who = self._who(person)
            self._signed[person] = signature(who, self.present), who.name
        return self._signed[person]

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
        owners = owners_of(self.registry, self.meeting, action)
        return Record(
            kind=Kind.ACTION,
            text=action.text,
            label=f"A-{action.number}",
            owners=tuple(signature(owner, self.present) for owner in owners),
            owner_names=tuple(owner.name for owner in owners),
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
        participant = self.meeting.people.get(key)
        if participant is None:
            return key.rpartition("/")[2]
        return individual(self.registry, participant.person, participant.name).name
