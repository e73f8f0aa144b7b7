"""Who may read what of private rooms: those whose token, or whose name as a proxy tells it, the config has."""

import base64
import binascii
import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.app.reading import EVERY_ROOM, Scope

COOKIE = "minutebot"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Somebody who may read these private rooms (`network/room`; "*" is all): by a token ("" for none), or by name."""

    token: str = ""
    users: frozenset[str] = frozenset()
    rooms: frozenset[str] = frozenset({EVERY_ROOM})


@dataclass(frozen=True, slots=True)
class Door:
    """`user_header` is the header in which a proxy tells who the user is; "" when there is none."""

    allowed: tuple[Allowed, ...] = ()
    user_header: str = ""

    def scope(self, headers: Mapping[str, str], cookies: Mapping[str, str]) -> Scope:
        """What the sender of a request may see."""
        given = [*_tokens(headers), *([cookies[COOKIE]] if COOKIE in cookies else [])]
        user = headers.get(self.user_header, "") if self.user_header else ""
        rooms = [one.rooms for one in self.allowed if _is(one, given, user)]
        return Scope(rooms=frozenset[str]().union(*rooms))

    @property
    def has_lock(self) -> bool:
        """Whether a token opens it to somebody."""
        return any(one.token for one in self.allowed)

    def opens(self, token: str) -> bool:
        """Whether a token is one of those the config names."""
        return any(_is(one, [token], "") for one in self.allowed)


def _is(one: Allowed, given: Iterable[str], user: str) -> bool:
    by_token = any(one.token and hmac.compare_digest(one.token.encode(), token.encode()) for token in given)
    return by_token or (bool(user) and user in one.users)


def _tokens(headers: Mapping[str, str]) -> Iterator[str]:
    """The token of `Authorization: Bearer`, or the password of `Basic` (RFC 7617), which feed readers can send."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    match kind.casefold():
        case "bearer":
            yield value.strip()
        case "basic":
            try:
                yield base64.b64decode(value, validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return
