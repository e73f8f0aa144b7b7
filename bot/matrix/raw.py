"""Events as the server sent them, which may hold anything: each look at one gives what was wanted, or nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Event = Mapping[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 253_402_300_799_000  # ms: the last second that a datetime can hold


def text(value: object) -> str:
    """A string that can be stored and sent; "" for what is none. Halves of surrogate pairs become question marks."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def content(event: Event) -> Mapping[str, Any]:
    return table(event.get("content"))


def earlier(event: Event) -> Mapping[str, Any] | None:
    """What a state event had in it before this one."""
    before = table(event.get("unsigned")).get("prev_content")
    return before if isinstance(before, dict) else None


def relation(event: Event) -> Mapping[str, Any]:
    return table(content(event).get("m.relates_to"))


def state_key(event: Event) -> str | None:
    """None for what is no state."""
    key = event.get("state_key")
    return text(key) if isinstance(key, str) else None


def moment(event: Event, known: tuple[datetime, datetime]) -> datetime:
    """When it was sent, by the sender's server, which may lie: kept within the times that are believable."""
    stamp = event.get("origin_server_ts")
    least, most = known
    if isinstance(stamp, bool) or not isinstance(stamp, int) or not 0 <= stamp <= _LATEST:
        return most
    return min(max(_EPOCH + timedelta(milliseconds=stamp), least), most)
