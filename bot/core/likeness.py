"""Names that could be taken for each other, and what tells their people apart."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bot.core.chat import Person
from bot.core.events import MeetingStarted, PersonRenamed
from bot.core.identity import identify
from bot.core.keys import PERSON, account_of, is_account, is_user_id, network_of
from bot.core.meeting import Meeting
from bot.core.people import Registry
from bot.core.text import visible

_TWINS = str.maketrans(
    "аеорсухѕԁһԛԝ" + "αεκνορτυχ" + "ijıіɩɪ1|ℓɡ0",  # noqa: RUF001 - that they look alike is the point
    "aeopcyxsdhqw" + "aeknoptux" + "lllllllllgo",
)


@lru_cache(maxsize=4096)
def likeness(name: str) -> str:
    """The same for names that could be taken for each other: case, accents, blanks and twin letters don't count."""
    plain = unicodedata.normalize("NFKD", visible(name)).casefold()
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign) and not sign.isspace())
    return bare.translate(_TWINS)


def mark(key: str, nick: str) -> str:
    """What is nobody else's: the account, or where there is none the nick on its network."""
    account = account_of(key)
    if is_user_id(account):
        return account
    if key.startswith(PERSON):
        return account or key.removeprefix(PERSON)
    return f"{network_of(key)}/{account}" if account else f"{nick} on {network_of(key)}"


def told_apart(names: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Labels for names (each with the id of whose it is and the key it was used with) that two people have.

    Nicks of one IRC network are told apart by themselves.
    """
    alike: dict[str, list[tuple[str, str, str]]] = {}
    for name, who, key in names:
        alike.setdefault(likeness(name), []).append((name, who, key))
    found: dict[tuple[str, str], str] = {}
    for group in alike.values():
        if len(group) == 1:
            continue
        keys = [key for _, _, key in group]
        certain = any(map(is_account, keys)) or len({network_of(key) for key in keys}) > 1
        if certain and len({who for _, who, _ in group}) > 1:
            found |= {(key, name): _label(name, key) for name, _, key in group if mark(key, name) not in name}
    return found


def _label(name: str, key: str) -> str:
    return f"{name} ({mark(key, name)})"


def called(registry: Registry, meeting: Meeting) -> Mapping[tuple[str, str], str]:
    """How the transcript calls those who were called like others of the meeting when they spoke, by key and nick."""
    now: dict[str, str] = {}
    used: list[Person] = []
    for event in meeting.naming:
        if isinstance(event, PersonRenamed) and event.before != event.person.key:
            now = {key: _after(event, current) for key, current in now.items()}
            now[event.before] = event.person.key
        used.append(event.starter if isinstance(event, MeetingStarted) else event.person)
    once = dict.fromkeys((person.key, person.nick) for person in used)
    alike = Counter(likeness(nick) for _, nick in once)
    people = ((nick, key, now.get(key, key)) for key, nick in once if alike[likeness(nick)] > 1)
    return told_apart((nick, identify(registry, Person(current, nick)), key) for nick, key, current in people)


def _after(event: PersonRenamed, key: str) -> str:
    return event.person.key if key == event.before else key
