"""Who is who on the pages of people: one human being of many keys, nicks and meetings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.app.reading import Known
from bot.core.chat import Person
from bot.core.identity import is_bot
from bot.core.keys import account_of, is_user_id
from bot.core.people import Registry
from bot.core.signatures import individual

_SAFE = re.compile(r"[a-z0-9_-]")
_ESCAPED = re.compile(r"~([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody: what they are called by everywhere (`id`), their name, and all that they were known as."""

    id: str
    name: str
    known: tuple[Known, ...]

    @property
    def meetings(self) -> int:
        return sum(each.meetings for each in self.known)

    @property
    def latest(self) -> date:
        return max(each.latest for each in self.known)

    @property
    def nicks(self) -> tuple[str, ...]:
        return tuple(sorted({each.nick for each in self.known}, key=str.casefold))


def profiles(registry: Registry, known: Iterable[Known]) -> list[Profile]:
    """Everybody but bots, by name."""
    return list(_profiles(registry, tuple(known)))


@lru_cache(maxsize=4)
def _profiles(registry: Registry, known: tuple[Known, ...]) -> list[Profile]:
    """The page of each of them, and its other forms, ask for all."""
    found: dict[str, list[Known]] = {}
    for each in known:
        if not is_bot(registry, Person(each.person, each.nick)):
            found.setdefault(id_of(registry, each.person, each.nick), []).append(each)
    made = [Profile(key, _name(registry, those), tuple(those)) for key, those in found.items()]
    return sorted(made, key=lambda profile: profile.name.casefold())


def id_of(registry: Registry, key: str, nick: str) -> str:
    """By the registry; else by user id on Matrix, where names say nothing, and by nick elsewhere."""
    entry, account = individual(registry, Person(key, nick)).entry, account_of(key)
    return entry.nick.casefold() if entry else account if is_user_id(account) else nick.casefold()


def file_of(profile_id: str) -> str:
    """The name of somebody's page, which any file system can have."""
    name = "".join(_letter(letter) for letter in profile_id.encode("utf-8", "replace").decode("latin-1"))
    return f"people/{name}.html"


@lru_cache(maxsize=4096)
def page_of(registry: Registry, key: str, nick: str) -> str:
    """The page of who had this key and nick; each of them is on many pages."""
    return file_of(id_of(registry, key, nick))


def id_from(name: str) -> str:
    """Whose page has this name."""
    read = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
    return read.encode("latin-1", "replace").decode("utf-8", "replace")


def _letter(letter: str) -> str:
    return letter if _SAFE.match(letter) else f"~{ord(letter):02x}"


def _name(registry: Registry, known: list[Known]) -> str:
    """By the registry; else as they named themselves last, or their nick."""
    last = max(known, key=lambda each: (each.latest, each.name != ""))
    return individual(registry, Person(last.person, last.nick), last.name).name
