"""What people are called: their display names, with the user id behind where a name alone could deceive."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

from bot.core.text import clip, one_line

LONGEST = 60
_TWINS = str.maketrans(
    "аеорсухѕԁһԛԝ" + "αεκνορτυχ" + "ijıіɩɪ1|ℓɡ0",  # noqa: RUF001 - that they look alike is the point
    "aeopcyxsdhqw" + "aeknoptux" + "lllllllllgo",
)


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


def likeness(name: str) -> str:
    """The same for names that could be taken for each other: case, accents, blanks and twin letters don't count."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign) and not sign.isspace())
    return bare.translate(_TWINS)
