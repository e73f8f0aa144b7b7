"""What people are called: their display names, with the user id behind where a name alone could deceive."""

import re
from collections import Counter
from collections.abc import Mapping

from bot.core.likeness import likeness
from bot.core.text import clip, one_line

LONGEST = 60


def labels(names: Mapping[str, str]) -> dict[str, str]:
    """A label for each user id, from the display names (by user id; "" where there is none)."""
    shown = {user: clip(one_line(name), LONGEST) for user, name in names.items()}
    looks = Counter(look for look in map(likeness, shown.values()) if look)
    return {user: _label(user, name, looks) for user, name in shown.items()}


def _label(user: str, name: str, looks: Mapping[str, int]) -> str:
    look = likeness(name)
    if not look:
        return user
    return f"{name} ({user})" if looks.get(look, 0) > 1 or _has_an_id(name) else name


def _has_an_id(name: str) -> bool:
    return re.search(r"@\S*:\S", name) is not None
