"""Finding the people that a command names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.core.chat import Person
from bot.core.commands.command import Scene
from bot.core.identity import is_bot
from bot.core.keys import account_key, account_of, is_account, is_user_id, network_of, nick_counts, own_key

_SEPARATOR = re.compile(r"\s*(?:,\s*(?:and\s+)?|\band\s+|&\s*)", re.IGNORECASE)
_BOUNDARY = re.compile(r"(?=[\s,:;]|$)")
_ATTRIBUTED = re.compile(r"(@?\S+?):\s+(.+)", re.DOTALL)


LONGEST_NAME = 200


class Known(NamedTuple):
    """What somebody is called, and the key of their account ("" for those without one)."""

    nick: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Names found at the start of a text, and the rest of the text; `keys` are those of accounts, "" without one."""

    nicks: tuple[str, ...]
    rest: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attributed:
    """A text behind the name of who said it."""

    person: Person
    text: str


def words(text: str) -> list[str]:
    """Names of one word each, between commas or blanks, a leading `@` dropped but where it is a user id's."""
    return [_bare(name) for name in re.split(r"[\s,]+", text) if name.strip("@")]


def _bare(name: str) -> str:
    return name if is_user_id(name) else name.lstrip("@")


def split_names(scene: Scene, text: str) -> list[str]:
    """The names in a text; those of several words are found if somebody is called so: "ada, Bo Smith @cy"."""
    names = known_names(scene)
    longest = max(map(len, names), default=0)
    found: list[str] = []
    rest = text.lstrip(" ,")
    while rest:
        hit = _one_name(rest, names, longest)
        if hit is not None and " " in rest[: len(rest) - len(hit[1])].strip():
            found.append(_bare(rest[: len(rest) - len(hit[1])].strip()))
            rest = hit[1].lstrip(" ,")
            continue
        first, *others = re.split(r"[\s,]+", rest, maxsplit=1)
        found += words(first)
        rest = others[0] if others else ""
    return found


def find_person(scene: Scene, name: str) -> Person | None:
    """Somebody in the meeting or the room, by an account, or by nick in any case.

    Who is on this network before others, for anybody may be called so on another; and whose nick counts. Then the
    meeting first, the latest arrival before others: it heard everything in order, while the room is seen as it is now,
    when somebody else may have the nick already.
    """
    person = by_account(scene, name)
    if person is not None:
        return person
    folded, near = name.casefold(), {"", scene.message.room.network}
    met = (participant.person for participant in scene.meeting.people.values()) if scene.meeting else ()
    called = [one for one in (*reversed([*met]), *scene.view.people) if one.nick.casefold() == folded]
    return min(called, key=lambda one: (network_of(one.key) not in near, not nick_counts(one)), default=None)


def unclear(scene: Scene, name: str) -> str:
    """Whom a name may mean, in words, where several are called so and only their accounts tell them apart; else ""."""
    start = f"{name.casefold()} ("
    found = dict.fromkeys(person.nick for person in _company(scene) if person.nick.casefold().startswith(start))
    return f"{name} may be {' or '.join(found)}: name the account" if found else ""


def by_account(scene: Scene, name: str) -> Person | None:
    """Somebody who is here, whom the name means for sure: by a mention, a user id, or NETWORK/ACCOUNT."""
    folded = name.casefold().removeprefix("@")
    mentioned = (one.person.key for one in scene.message.mentions if one.label.casefold().removeprefix("@") == folded)
    keys = (*mentioned, *account_keys(scene, name))
    here = {own_key(person.key): person for person in _company(scene)} if keys else {}
    return next((here[key] for key in map(own_key, keys) if key in here), None)


def account_keys(scene: Scene, name: str) -> tuple[str, ...]:
    """The keys of people whose account a name means for sure: a user id, or NETWORK/ACCOUNT."""
    rooms = (room.network for room in (scene.message.room, *scene.rules.rooms))
    networks = tuple(dict.fromkeys((*rooms, *(network_of(person.key) for person in _company(scene)))))
    network, slash, account = name.partition("/")
    user = name if name.startswith("@") else f"@{name}"
    meant = [account_key(each, account) for each in networks if slash and each.casefold() == network.casefold()]
    meant += [account_key(each, user) for each in networks if each and is_user_id(user)]
    return tuple(dict.fromkeys(map(scene.known, meant)))


def _company(scene: Scene) -> Iterator[Person]:
    """Those in the room, and those of the meeting, which heard everything in order."""
    yield from scene.view.people
    yield from (participant.person for participant in (scene.meeting.people.values() if scene.meeting else ()))


def known_names(scene: Scene) -> dict[str, Known]:
    """Every name that can own an action, in lower case, with whom it stands for.

    People in the room and the meeting under their nick and their account, those mentioned by `#nick`, and those of the
    registry under nick, other spellings and full name. Of two of one name the one counts who is in this room; what the
    network says of whom a name means counts more than anything.
    """
    names: dict[str, Known] = {}
    for entry in scene.registry.entries:
        for name in (entry.name, *entry.nicks, entry.nick):
            names[name.casefold()] = Known(entry.nick)
    if scene.meeting is not None:
        names |= {nick.casefold(): Known(nick) for nick in scene.meeting.mentioned}
    for person, name in _nearest_last(scene):
        names |= _names(scene, person, name)
    for label, person in scene.message.mentions:
        names[label.casefold().removeprefix("@")] = Known(person.nick, person.key)
    return {name: known for name, known in names.items() if known.key or not scene.registry.is_bot(known.nick)}


def _nearest_last(scene: Scene) -> Iterable[tuple[Person, str]]:
    """Everybody with the name they gave themselves; the meeting after the rooms, for it heard everything in order."""
    meeting = scene.meeting.people.values() if scene.meeting else ()
    everybody = (*((person, "") for person in scene.view.people), *((one.person, one.name) for one in meeting))
    return sorted(everybody, key=lambda each: network_of(each[0].key) == scene.message.room.network)


def _names(scene: Scene, person: Person, name: str) -> dict[str, Known]:
    if is_bot(scene.registry, person):
        return {}
    known = Known(person.nick, person.key if is_account(person.key) else "")
    account = account_of(person.key)
    ways = (name, person.nick, account.removeprefix("@"), f"{network_of(person.key)}/{account}" if account else "")
    return {way.casefold(): known for way in (ways if is_user_id(account) else (*ways[:2], ways[3])) if way}


def leading_names(scene: Scene, text: str) -> Named:
    """The people a text begins with: "bo, cy_ and @gwen to review it" -> (bo, cy_, gwen), "to review it".

    Names are matched whole, longest first, so that `jon` is not `jonathan` and `bob[m]` is not `bob`.
    """
    names = known_names(scene)
    longest = max(map(len, names), default=0)
    found: list[Known] = []
    rest = text
    while True:
        hit = _one_name(rest, names, longest)
        if hit is None:
            return _named(found, rest if found else text)
        known, after = hit
        found.append(known)
        separator = _SEPARATOR.match(after)
        if separator is None or _one_name(after[separator.end() :], names, longest) is None:
            return _named(found, after)
        rest = after[separator.end() :]


def _named(found: Iterable[Known], rest: str) -> Named:
    people = tuple(dict.fromkeys(found))
    keys = tuple(known.key for known in people)
    return Named(tuple(known.nick for known in people), rest, keys if any(keys) else ())


def _one_name(text: str, names: Mapping[str, Known], longest: int) -> tuple[Known, str] | None:
    """Who has the longest name the text begins with, and what follows the name."""
    bare = text.lstrip().removeprefix("@")
    for end in reversed([match.start() for match in _BOUNDARY.finditer(bare[: longest + 1])]):
        known = names.get(bare[:end].casefold())
        if known is not None and _BOUNDARY.match(bare, end):
            return known, bare[end:]
    return None


def attributed_to(scene: Scene, text: str) -> Attributed | None:
    """`NICK: TEXT` of somebody present; the name may have several words."""
    match = _ATTRIBUTED.fullmatch(text)
    person = find_person(scene, _bare(match[1])) if match else None
    if match and person:
        return Attributed(person, match[2])
    if ": " not in text[:LONGEST_NAME]:
        return None
    names = known_names(scene)
    hit = _one_name(text, names, LONGEST_NAME)
    if hit is None or not re.match(r":\s+\S", hit[1]):
        return None
    name = text[: len(text) - len(hit[1])].strip()
    person = find_person(scene, _bare(name))
    return Attributed(person, hit[1][1:].strip()) if person else None
