"""Secrets that a config names and that can't be read, wherever in it they stand."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from bot.config import ConfigError, Secret


def unread(key: str, thing: object) -> Iterator[str]:
    """A complaint for each secret in `thing` that can't be read, with its key; `key` is that of `thing`."""
    if isinstance(thing, Secret):
        yield from (f"{key}: {complaint}" for complaint in _complaints(thing))
    for name, value in _within(thing):
        yield from unread(f"{key}.{name}", value)


def _complaints(secret: Secret) -> list[str]:
    try:
        secret.read()
    except ConfigError as error:
        return error.complaints
    return []


def _within(thing: object) -> Iterable[tuple[object, object]]:
    """What a part of a config has in it, each with its name, or its place in a list."""
    match thing:
        case BaseModel():
            return iter(thing)
        case Mapping():
            return thing.items()
        case tuple():
            return ((getattr(value, "name", place), value) for place, value in enumerate(thing, 1))
        case _:
            return ()
