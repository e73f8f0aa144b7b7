"""Who somebody is beyond their key: one human being may have two nicks, two connections, or come back.

What an account says holds everywhere, if the config names it; what a name says holds on its own network, and there only
as long as nothing better does. A display name on Matrix says nothing.
"""

from bot.core.chat import Person
from bot.core.events import MeetingStarted, PersonRenamed
from bot.core.keys import PERSON, account_of, is_account, is_user_id, known_key, network_of, nick_counts
from bot.core.meeting import Meeting
from bot.core.people import PersonEntry, Registry


def entry_of(registry: Registry, person: Person) -> PersonEntry | None:
    """Who of the registry somebody is, as far as rights go."""
    return _by_account(registry, person.key) or _by_nick(registry, person)


def _by_account(registry: Registry, key: str) -> PersonEntry | None:
    """Those without accounts in the config are found by an account that is called like one of their nicks."""
    key = known_key(registry, key)
    if key.startswith(PERSON):
        known = registry.by_name.get(key.removeprefix(PERSON))
        return known if known and known.accounts else None
    account = account_of(key)
    entry = registry.called(account) if is_user_id(account) else registry.find(account)
    return entry if entry and not entry.accounts else None


def _by_nick(registry: Registry, person: Person) -> PersonEntry | None:
    if person.key.startswith(PERSON) or not nick_counts(person):
        return None
    entry = registry.find(person.nick)
    return entry if entry and not entry.accounts else None


def registered(registry: Registry, person: Person) -> str:
    """A mark of somebody of the registry, the same for all their connections; "" for anybody else.

    `person/NICK` where the config names their accounts; else `NETWORK/person/NICK`, for a name proves nothing beyond
    its own network.
    """
    entry = entry_of(registry, person)
    return named_on(network_of(person.key), entry) if entry else ""


def named_on(network: str, entry: PersonEntry) -> str:
    """The mark of somebody of the registry on a network."""
    return PERSON + entry.nick if entry.accounts else f"{network}/{PERSON}{entry.nick}"


def named(registry: Registry, network: str, name: str) -> str:
    """Who is meant by a name that was typed on a network, as `identify` says it of people."""
    entry = registry.find(name)
    return named_on(network, entry) if entry else f"{network}/nick/{name.casefold()}"


def vouched_for(registry: Registry, person: Person) -> bool:
    """Whether an account says that they are who the registry takes them for."""
    return is_account(person.key) and _by_account(registry, person.key) is not None


def identify(registry: Registry, person: Person) -> str:
    """The same for every connection of a human being, as far as can be known."""
    key = known_key(registry, person.key)
    if key.startswith(PERSON):
        return key
    mark = registered(registry, person)
    if mark or not nick_counts(person):
        return mark or key
    return f"{network_of(key)}/nick/{person.nick.casefold()}"


def member(registry: Registry, person: Person) -> str:
    """What a roster calls somebody: by the registry, else by user id, or by nick where that counts; "" for others."""
    entry, account = entry_of(registry, person), account_of(person.key)
    if entry:
        return entry.nick
    return account if is_user_id(account) else person.nick.casefold() if nick_counts(person) else ""


def is_bot(registry: Registry, person: Person) -> bool:
    """By user id on Matrix, else by nick."""
    account = account_of(person.key)
    if is_user_id(account):
        return registry.is_bot(account)
    return nick_counts(person) and registry.is_bot(person.nick)


def before(meeting: Meeting, key: str) -> tuple[str, ...]:
    """The keys of those who had gone when the participant with this key took a nick of theirs, the last one first.

    A nick is one person's at a time, and changes of nick are followed: who has it anew came after who had it last. Most
    often that is the same human being, whose line had dropped.
    """
    holders: dict[str, str] = {}
    gone: dict[str, tuple[str, ...]] = {}
    for event in meeting.naming:
        person = event.starter if isinstance(event, MeetingStarted) else event.person
        if isinstance(event, PersonRenamed):
            gone[person.key] = tuple(dict.fromkeys((*gone.get(person.key, ()), *gone.pop(event.before, ()))))
            holders = {nick: person.key if held == event.before else held for nick, held in holders.items()}
        if nick_counts(person):
            _take(holders, gone, person)
    return gone.get(key, ())


def _take(holders: dict[str, str], gone: dict[str, tuple[str, ...]], person: Person) -> None:
    """Somebody has a nick now, and no other one on that network."""
    folded = person.nick.casefold()
    nick = f"{network_of(person.key)}/{folded}"
    held = holders.get(nick) or holders.get(f"/{folded}", person.key)
    if held != person.key:
        gone[person.key] = (held, *gone.get(held, ()), *gone.get(person.key, ()))
    for other in [other for other, holder in holders.items() if holder == person.key]:
        del holders[other]
    holders[nick] = person.key


def same_person(registry: Registry, meeting: Meeting, person: Person, key: str) -> bool:
    """Whether somebody is the participant with that key, perhaps by another connection."""
    other = meeting.people.get(key)
    if other is None or person.key == key:
        return person.key == key
    return identify(registry, person) == identify(registry, other.person)
