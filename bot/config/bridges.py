"""Settings about bridges: patterns of names, which strangers choose, and which rooms a bridge joins."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator

from bot.core.bridges import Bridging
from bot.core.relaying import Relay

ELSEWHERE = "elsewhere"
MOST_REPEATS = 3
EXAMPLE = "<(?P<nick>[^>]+)> (?P<text>.*)"
IRC_GHOSTS = (r".+\[m\]", ".+/.+")
MATRIX_GHOSTS = ("@_?irc_.+:.+", r"@_?oftc_.+:matrix\.org")
_PART = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\\\]])*\]"  # an escape, a set: nothing in them repeats
    r"|\(|\)(?:[*+]|\{[\d,]+\})?|\||[*+]|\{[\d,]+\}",
    re.DOTALL,
)


def _compiled(value: str) -> re.Pattern[str]:
    try:
        pattern = re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    if _repeats(value) > MOST_REPEATS:
        raise ValueError(f"repeats too much, and a hostile line could take for ever: at most {MOST_REPEATS} of * and +")
    return pattern


def _repeats(pattern: str) -> int:
    """How many repeats it has; more than allowed, where one is within another, or a choice within one."""
    within, repeats = [False], 0
    for part in _PART.findall(pattern):
        repeat = part[-1] in "*+}" and part[0] in ")*+{"
        inner = part[0] == ")" and len(within) > 1 and within.pop()
        if inner and repeat:
            return MOST_REPEATS + 1
        repeats += repeat
        within[-1] |= inner or repeat or part == "|"
        if part == "(":
            within.append(False)
    return repeats


def _ghost(value: str) -> str:
    _compiled(value)
    return value


def _relay(value: str) -> str:
    if not {"nick", "text"} <= _compiled(value).groupindex.keys():
        raise ValueError(f"must have the groups nick and text, as in '{EXAMPLE}'")
    return value


GhostPattern = Annotated[str, AfterValidator(_ghost)]
RelayPattern = Annotated[str, AfterValidator(_relay)]


def misjoined(rooms: Sequence[Any]) -> list[str]:
    """Complaints about rooms (with `room` and `bridged_with`) that are said to be joined with what is not there."""
    joined = {each.room.key: each.bridged_with for each in rooms}
    wrong = []
    for key, other in joined.items():
        if not other or other == ELSEWHERE:
            continue
        if other not in joined or other == key:
            wrong.append(
                f'rooms: {key}: bridged_with names "{other}", which is no other room; "{ELSEWHERE}" if I am not there'
            )
        elif joined[other] not in {"", ELSEWHERE}:
            wrong.append(f"rooms: {key}: bridged_with names {other}, which has it, too; only the silent one has it")
    return wrong


def bridging(room: Any, networks: Mapping[str, Any], rooms: Sequence[Any]) -> Bridging:
    """What the config says of the bridges of a room; it knows its network and the other rooms."""
    network = networks[room.network]
    nicks = network.relay_nicks if room.relay_nicks is None else room.relay_nicks
    names = (room.network, *network.names)
    return Bridging(
        relays=tuple(Relay(nick, re.compile(pattern)) for nick, pattern in nicks.items()),
        home=next((each.room for each in rooms if each.room.key == room.bridged_with), None),
        elsewhere=room.bridged_with == ELSEWHERE,
        ends=tuple(each.room.key for each in rooms if each.bridged_with == room.room.key),
        known_as=tuple(f"{name}/{room.name}".casefold() for name in names),
    )
