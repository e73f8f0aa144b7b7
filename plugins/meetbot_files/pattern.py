"""Where a meeting's files go: MeetBot's `filenamePattern`, and names that are safe in it whatever they are made of."""

import re
from datetime import UTC
from typing import Annotated

from pydantic import AfterValidator

from bot.api import Minutes, one_line

DEFAULT = "%(channel)s/%%Y/%(channel)s.%%F-%%H.%%M"
VARIABLES = ("channel", "network", "meetingname")
DATES = {code: f"%{code}" for code in "YymdHMSjGVuUWbBaA"} | {"F": "%Y-%m-%d"}
LONGEST = 80
"""Bytes of a name in a path: two of them, a date, an ending and what marks the path fit into the usual 255."""

_TOKEN = re.compile(r"%\((?P<name>\w*)\)s|%%(?P<code>[A-Za-z])|(?P<literal>[^%]+)|(?P<wrong>%.{0,2})")
_UNFIT = re.compile(r"[^\w.+@-]+")
_LOG = re.compile(r"\.log$", re.IGNORECASE)


def _checked(pattern: str) -> str:
    """The pattern, if every path made with it stays below the directory.

    Raises:
        ValueError: it has something else than the variables and dates that are known, or leads somewhere else.
    """
    for token in _TOKEN.finditer(pattern):
        if token["name"] not in {None, *VARIABLES} or token["code"] not in {None, *DATES} or token["wrong"]:
            known = ", ".join([*(f"%({name})s" for name in VARIABLES), *(f"%%{code}" for code in sorted(DATES))])
            raise ValueError(f"{token[0]} is not known here; write {known}")
    for part in pattern.split("/"):
        if not part.strip() or part.startswith(".") or "\\" in part or not part.isprintable():
            raise ValueError(
                "must be a path below the directory, without its beginning slash, and no part of it may be empty, "
                "begin with a dot, or have a backslash or an unprintable character in it"
            )
    return pattern


Pattern = Annotated[str, AfterValidator(_checked)]


def channel_of(minutes: Minutes) -> str:
    """The room without its network: "#kiln"."""
    return one_line(minutes.room.partition("/")[2] or minutes.room)


def expand(pattern: Pattern, minutes: Minutes) -> str:
    """The path for a meeting's files, without their endings; dates are those of its start, UTC."""
    channel = _name(channel_of(minutes).strip("# "))
    values = {
        "channel": channel,
        "network": _name(minutes.room.partition("/")[0]),
        "meetingname": _name(minutes.name) if one_line(minutes.name) else channel,
    }
    began = minutes.started_at.astimezone(UTC)
    path = "".join(
        values.get(token["name"] or "") or (began.strftime(DATES[token["code"]]) if token["code"] else token[0])
        for token in _TOKEN.finditer(pattern)
    )
    return _LOG.sub("_log", path)  # "x.log" + ".txt" is another meeting's "x" + ".log.txt"


def _name(typed: str) -> str:
    """In small letters, as MeetBot has it; nothing in it separates paths, hides a file or needs quoting in a shell."""
    fit = _UNFIT.sub("_", one_line(typed).lower())
    return fit.encode()[:LONGEST].decode(errors="ignore").strip(".") or "_"
