"""Getting into the configured channels, and back into them. Pure; times are monotonic seconds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.config import Backoff
from bot.irc.isupport import Isupport
from bot.irc.line import Line

_LINE = 510
_TARGETS = 20  # what InspIRCd allows without saying so
_UNANSWERED = 30.0
_STAYED = 600.0
REFUSALS = {
    "nosuchchannel": "there is no such channel",
    "toomanychannels": "in too many channels",
    "unavailresource": "not available now",
    "channelisfull": "it is full",
    "inviteonlychan": "an invitation is needed",
    "bannedfromchan": "banned",
    "badchannelkey": "wrong key",
    "badchanmask": "not a channel name here",
    "nochanmodes": "a registered nick is needed",
    "470": "it forwards elsewhere",
    "489": "only for TLS connections",
    "520": "only for operators",
}


@dataclass(slots=True)
class _Door:
    """One channel to be in. `due` is when to try (again), None while inside; `tries` counts since it last went well."""

    name: str
    key: str
    due: float | None = 0.0
    tries: int = 0
    joined_at: float = 0.0
    complaint: str = ""


class Joining:
    """The doors of one connection."""

    def __init__(self, isupport: Isupport, channels: Iterable[tuple[str, str]], backoff: Backoff) -> None:
        self._isupport = isupport
        self._first = backoff.first.total_seconds()
        self._longest = backoff.longest.total_seconds()
        self._doors = [_Door(name, key) for name, key in channels]

    def due(self, now: float) -> list[str]:
        """The JOIN lines to send now: all channels in as few lines as may be, those with a key first."""
        waiting = [door for door in self._doors if door.due is not None and door.due <= now]
        for door in waiting:
            door.due = now + _UNANSWERED
        return _join_lines(sorted(waiting, key=lambda door: not door.key), self._targets())

    def _targets(self) -> int:
        """How many channels one JOIN may name (ISUPPORT TARGMAX)."""
        limits = dict(part.split(":", 1) for part in self._isupport.tokens.get("TARGMAX", "").split(",") if ":" in part)
        limit = limits.get("JOIN", "")
        return max(1, int(limit)) if limit.isascii() and limit.isdigit() else _TARGETS

    def _door(self, channel: str) -> _Door | None:
        folded = self._isupport.fold(channel)
        return next((door for door in self._doors if self._isupport.fold(door.name) == folded), None)

    def wants(self, channel: str) -> bool:
        return self._door(channel) is not None

    def joined(self, channel: str, now: float) -> None:
        door = self._door(channel)
        if door:
            door.due, door.joined_at, door.complaint = None, now, ""

    def invited(self, channel: str, now: float) -> None:
        """An invitation to a channel of ours, outside of which we stand: try it at once."""
        door = self._door(channel)
        if door and door.due is not None:
            door.due = now

    def out(self, channel: str, why: str, now: float) -> str:
        """We were kicked or made to leave: come back after a pause, longer if it happens again soon."""
        door = self._door(channel)
        if door is None:
            return ""
        door.tries = 0 if now - door.joined_at > _STAYED else door.tries
        return self._later(door, f"out of {door.name}: {why}", now)

    def refused(self, line: Line, now: float) -> str:
        """Take a numeric that may be a JOIN's refusal; gives the complaint if it is a new one."""
        door = self._door(line.param(1)) if line.verb in REFUSALS else None
        if door is None or door.due is None:
            return ""
        return self._later(door, f"can't join {door.name}: {REFUSALS[line.verb]} ({line.param(-1)})", now)

    def _later(self, door: _Door, complaint: str, now: float) -> str:
        door.due = now + min(self._longest, self._first * 2**door.tries)
        door.tries = min(door.tries + 1, 10)
        known, door.complaint = door.complaint, complaint
        return "" if complaint == known else complaint

    @property
    def complaints(self) -> list[str]:
        """What keeps us out of which channel, for the operator."""
        return [door.complaint for door in self._doors if door.complaint]


def _join_lines(doors: Sequence[_Door], targets: int) -> list[str]:
    lines: list[str] = []
    names: list[str] = []
    keys: list[str] = []
    for door in doors:
        longer = _join([*names, door.name], [*keys, door.key] if door.key else keys)
        if names and (len(names) >= targets or len(longer.encode()) > _LINE):
            lines.append(_join(names, keys))
            names, keys = [], []
        names.append(door.name)
        keys += [door.key] if door.key else []
    return [*lines, _join(names, keys)] if names else lines


def _join(names: Sequence[str], keys: Sequence[str]) -> str:
    return " ".join(filter(None, ("JOIN", ",".join(names), ",".join(keys))))
