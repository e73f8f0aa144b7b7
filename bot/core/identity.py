"""Who somebody is beyond their key: one human being may have two nicks, two connections, or come back."""

from bot.core.chat import Person
from bot.core.events import MeetingStarted, PersonArrived, PersonRenamed
from bot.core.meeting import Meeting
from bot.core.people import Registry

_ACCOUNT = "/account/"


def is_account(key: str) -> bool:
    """Whether the network vouches for this key, whatever the nick."""
    return _ACCOUNT in key


def registered(registry: Registry, person: Person) -> str:
    """`person/NICK` for somebody of the registry, by account before nick; "" for anybody else."""
    account = person.key.rpartition(_ACCOUNT)[2] if is_account(person.key) else ""
    entry = (registry.find(account) if account else None) or registry.find(person.nick)
    return f"person/{entry.nick}" if entry else ""


def vouched_for(registry: Registry, person: Person) -> bool:
    """Whether an account says that they are who the registry takes them for."""
    entry = registry.find(person.key.rpartition(_ACCOUNT)[2]) if is_account(person.key) else None
    return entry is not None and f"person/{entry.nick}" == registered(registry, person)


def before(meeting: Meeting, key: str) -> tuple[str, ...]:
    """The keys of those who had gone when the participant with this key took a nick of theirs, the last one first.

    A nick is one person's at a time, and changes of nick are followed: who has it anew came after who had it last. Most
    often that is the same human being, whose line had dropped.
    """
    holders: dict[str, str] = {}
    gone: dict[str, tuple[str, ...]] = {}
    for entry in meeting.history:
        match entry.event:
            case PersonRenamed(former, person):
                gone[person.key] = tuple(dict.fromkeys((*gone.get(person.key, ()), *gone.pop(former, ()))))
                holders = {nick: person.key if held == former else held for nick, held in holders.items()}
            case MeetingStarted(starter=person) | PersonArrived(person):
                pass
            case _:
                continue
        nick = person.nick.casefold()
        held = holders.get(nick, person.key)
        if held != person.key:
            gone[person.key] = (held, *gone.get(held, ()), *gone.get(person.key, ()))
        holders = {other: holder for other, holder in holders.items() if holder != person.key} | {nick: person.key}
    return gone.get(key, ())


def same_person(registry: Registry, meeting: Meeting, person: Person, key: str) -> bool:
    """Whether somebody is the participant with that key, perhaps by another connection."""
    other = meeting.people.get(key)
    if other is None or person.key == key:
        return person.key == key
    name, others = registered(registry, person), registered(registry, other.person)
    return name == others and (bool(name) or person.nick.casefold() == other.person.nick.casefold())
