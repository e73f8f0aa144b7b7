"""Who may do what in a room, by its create and power-level events, in every version of rooms.

From version 12 on the creators stand above all levels, and are not in the list of them (MSC4289).
"""

import math
from collections.abc import Mapping
from typing import Any

from bot.matrix.raw import Event, content, table

OPERATOR = 50
_CREATORS_ARE_LISTED = {str(version) for version in range(1, 12)}
_MOST = 2**53


def power(create: Event, levels: Mapping[str, Any] | None, user: str) -> float:
    """A user's level; `create` is the room's m.room.create, `levels` the content of m.room.power_levels, if any."""
    born = content(create)
    if str(born.get("room_version", "1")) not in _CREATORS_ARE_LISTED:
        more = born.get("additional_creators")
        if user == create.get("sender") or (isinstance(more, list) and user in more):
            return math.inf
    if levels is None:
        return 100 if user == born.get("creator", create.get("sender")) else 0
    return _level(table(levels.get("users")).get(user, levels.get("users_default", 0)))


def needed(levels: Mapping[str, Any] | None, kind: str) -> float:
    """The level that setting this kind of state takes."""
    if levels is None:
        return 0
    return _level(table(levels.get("events")).get(kind, levels.get("state_default", OPERATOR)), OPERATOR)


def _level(value: object, otherwise: float = 0) -> float:
    """Old rooms have levels in quotes."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return otherwise
    try:
        return max(-_MOST, min(_MOST, int(value)))
    except ValueError:
        return otherwise
