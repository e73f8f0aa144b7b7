"""How people are named on the page: full names in the roll, initials where they sign."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from bot.core.chat import Person
from bot.core.events import ItemRecorded, MeetingStarted, OpenAction, PersonRenamed
from bot.core.identity import entry_of, identify, is_bot, member, named
from bot.core.keys import account_of, nick_counts
from bot.core.meeting import Meeting
from bot.core.people import PersonEntry, Registry
from bot.core.roll import Participant


@dataclass(frozen=True, slots=True)
class Individual:
    """One human being of the meeting: `id` is the same for every nick variant and connection of theirs.

    `entry` is what they are called by, and proves nothing; a roster knows them as `member`.
    """

    id: str
    name: str
    nick: str
    entry: PersonEntry | None = None
    member: str = ""

    @property
    def initials(self) -> str:
        if self.entry and self.entry.initials:
            return self.entry.initials
        return _shortened(self.name)[0]

    @property
    def first_and_initial(self) -> str:
        return _shortened(self.name)[1]


@lru_cache(maxsize=1024)
def _shortened(name: str) -> tuple[str, str]:
    """The initials, and the first name with an initial; each "" where there is one word only."""
    words = name.split()
    many = len(words) > 1
    return ("".join(word[0].upper() for word in words), words[0] + words[-1][0].upper()) if many else ("", "")


@lru_cache(maxsize=4096)
def individual(registry: Registry, person: Person, name: str = "") -> Individual:
    """Who a person is, by the registry; `name` is what they said of themselves, and the registry wins."""
    entry = entry_of(registry, person) or _label(registry, person)
    shown = entry.name if entry else name or person.nick
    return Individual(identify(registry, person), shown, person.nick, entry, member(registry, person))


def _label(registry: Registry, person: Person) -> PersonEntry | None:
    """What somebody is called by a mere name, on Matrix too; whoever has accounts in the config is called by them."""
    account = account_of(person.key)
    entry = registry.find(person.nick) or (registry.find(account) if account else None)
    return entry if entry and not entry.accounts else None


def spoken_by(registry: Registry, meeting: Meeting, person: Person) -> Individual:
    """Who said something under the nick they had then; one with the participant they are now."""
    participant = meeting.people.get(person.key)
    if participant is None:
        return individual(registry, person)
    then = individual(registry, person, participant.name)
    now = individual(registry, participant.person).id
    return then if then.entry or then.id == now else replace(then, id=now)


def of_nick(registry: Registry, meeting: Meeting, nick: str) -> Individual:
    """Who a bare nick means: somebody of the meeting, now or earlier, then the registry, else just the nick.

    Whose nick counts comes before who is only called so.
    """
    folded, entry = nick.casefold(), registry.find(nick)
    called = [one for one in meeting.people.values() if one.person.nick.casefold() == folded]
    if called:
        first = min(called, key=lambda one: not nick_counts(one.person))
        return individual(registry, first.person, first.name)
    if entry is None:
        for person in _earlier(meeting, folded):
            return spoken_by(registry, meeting, person)
    who = named(registry, meeting.room.network, nick)
    here = [individual(registry, one.person) for one in meeting.people.values()] if entry else []
    who = next((one.id for one in here if one.entry is entry), who)
    return Individual(who, entry.name if entry else nick, nick, entry)


def owner(registry: Registry, meeting: Meeting, nick: str, key: str) -> Individual:
    """Whose an action is: by account where it was named by one (its key, else ""), else by nick."""
    return _of_key(registry, meeting, nick, key) if key else of_nick(registry, meeting, nick)


def named_owners(action: ItemRecorded | OpenAction) -> Iterator[tuple[str, str]]:
    """The owners' nicks, each with the key of the account that named them ("" without one)."""
    return zip_longest(action.owners, action.owner_keys[: len(action.owners)], fillvalue="")


def _of_key(registry: Registry, meeting: Meeting, nick: str, key: str) -> Individual:
    """Who an account is in the meeting, under whatever key now; else what they were called."""
    for event in meeting.naming:
        if isinstance(event, PersonRenamed) and event.before == key:
            key = event.person.key
    participant = meeting.people.get(key)
    if participant is None:
        return individual(registry, Person(key, nick))
    return individual(registry, participant.person, participant.name)


def _earlier(meeting: Meeting, folded: str) -> list[Person]:
    """Who had a nick before they took another, the last one first, under the key they have now."""
    had: list[Person] = []
    for event in meeting.naming:
        person = event.starter if isinstance(event, MeetingStarted) else event.person
        if isinstance(event, PersonRenamed):
            had = [replace(old, key=person.key) if old.key == event.before else old for old in had]
        if person.nick.casefold() == folded:
            had.insert(0, person)
    return had


def attendance(registry: Registry, people: Iterable[Participant]) -> list[Individual]:
    """Everybody who spoke, each once, in the order of their first line; bots left out."""
    found: dict[str, Individual] = {}
    for participant in people:
        who = individual(registry, participant.person, participant.name)
        if participant.spoke and not is_bot(registry, participant.person):
            found.setdefault(who.id, who)
    return list(found.values())


def present_of(registry: Registry, meeting: Meeting) -> int:
    """How many have spoken so far of those its quorum counts: its roster, or else everybody."""
    here = attendance(registry, meeting.people.values())
    roster = meeting.quorum.roster if meeting.quorum else ()
    if not roster:
        return len(here)
    entries = {nick: registry.find(nick) for nick in roster}
    members = {entry.nick if entry else nick.casefold() for nick, entry in entries.items()}
    return len(members & {who.member for who in here})


def keys_of(registry: Registry, meeting: Meeting) -> dict[str, tuple[str, ...]]:
    """The person keys that each individual of the meeting has or had in it, by the individual's id."""
    had: dict[str, tuple[str, ...]] = {}
    for event in meeting.naming:
        if isinstance(event, PersonRenamed) and event.before != event.person.key:
            now, before = event.person.key, event.before
            had[now] = (*had.get(now, ()), *had.pop(before, ()), before)
    found: dict[str, tuple[str, ...]] = {}
    for key, participant in meeting.people.items():
        who = individual(registry, participant.person, participant.name).id
        found[who] = (*found.get(who, ()), key, *had.get(key, ()))
    return found


def signature(who: Individual, present: Iterable[Individual]) -> str:
    """Initials if nobody else present has them, else first name and initial, else the nick."""
    others = [other for other in present if other.id != who.id]
    initials, short = who.initials, who.first_and_initial
    if initials and all(other.initials != initials for other in others):
        return initials
    if short and all(other.first_and_initial != short for other in others):
        return short
    return who.nick
