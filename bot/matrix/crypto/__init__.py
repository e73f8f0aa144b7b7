"""Encrypted rooms: what the extra `minutebot[e2e]` is for. Only `installed` may be asked without it."""

from functools import cache
from importlib.util import find_spec

from bot.config import MatrixNetwork

PARTS = ("vodozemac", "peewee", "cachetools")


@cache
def installed() -> bool:
    """Whether the extra is there."""
    return all(find_spec(part) is not None for part in PARTS)


def wanted(settings: MatrixNetwork) -> bool:
    """Whether encrypted rooms of this network are read."""
    return settings.encryption and installed()
