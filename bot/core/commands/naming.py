"""Finding the people that a command names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.chat import Person
from bot.core.commands.command import Scene

_SEPARATOR = re.compile(r"\s*(?:,\s*(?:and\s+)?|\band\s+|&\s*)", re.IGNORECASE)
_BOUNDARY = re.compile(r"(?=[\s,:;]|$)")


@dataclass(frozen=True, slots=True)
class Named:
    """Names found at the start of a text, and the rest of the text."""

    nicks: tuple[str, ...]
    rest: str


def split_names(text: str) -> list[str]:
    """Names between commas or blanks, a leading `@` dropped: "a, @b c" is a, b and c."""
    return [name.lstrip("@") for name in re.split(r"[\s,]+", text) if name.strip("@")]


def find_person(scene: Scene, nick: str) -> Person | None:
    """Somebody in the meeting or the room, by nick in any case.

    The meeting first, the latest arrival before others: it heard everything in order, while the room is seen as it is
    now, when somebody else may have the nick already.
    """
    folded = nick.casefold()
    for participant in reversed(tuple(scene.meeting.people.values()) if scene.meeting else ()):
        if participant.person.nick.casefold() == folded:
            return participant.person
    return next((person for person in scene.view.people if person.nick.casefold() == folded), None)


def known_nicks(scene: Scene) -> dict[str, str]:
    """Every name that can own an action, in lower case, with the nick it stands for.

    People in the room and the meeting under their nick, those mentioned by `#nick`, and those of the registry under
    nick, other spellings and full name.
    """
    names: dict[str, str] = {}
    for entry in scene.registry.entries:
        for name in (entry.name, *entry.nicks, entry.nick):
            names[name.casefold()] = entry.nick
    if scene.meeting is not None:
        names |= {nick.casefold(): nick for nick in scene.meeting.mentioned}
        for participant in scene.meeting.people.values():
            nick = participant.person.nick
            names |= {name.casefold(): nick for name in (participant.name, nick) if name}
    names |= {person.nick.casefold(): person.nick for person in scene.view.people}
    return {name: nick for name, nick in names.items() if not scene.registry.is_bot(nick)}


def leading_names(scene: Scene, text: str) -> Named:
    """The people a text begins with: "bo, cy_ and @gwen to review it" -> (bo, cy_, gwen), "to review it".

    Names are matched whole, longest first, so that `jon` is not `jonathan` and `bob[m]` is not `bob`.
    """
    names = known_nicks(scene)
    longest = max(map(len, names), default=0)
    found: list[str] = []
    rest = text
    while True:
        hit = _one_name(rest, names, longest)
        if hit is None:
            return Named(tuple(dict.fromkeys(found)), text if not found else rest)
        nick, after = hit
        found.append(nick)
        separator = _SEPARATOR.match(after)
        if separator is None or _one_name(after[separator.end() :], names, longest) is None:
            return Named(tuple(dict.fromkeys(found)), after)
        rest = after[separator.end() :]


def _one_name(text: str, names: Mapping[str, str], longest: int) -> tuple[str, str] | None:
    """The nick of the longest name the text begins with, and what follows the name."""
    bare = text.lstrip().removeprefix("@")
    for end in reversed([match.start() for match in _BOUNDARY.finditer(bare[: longest + 1])]):
        nick = names.get(bare[:end].casefold())
        if nick is not None and _BOUNDARY.match(bare, end):
            return nick, bare[end:]
    return None
