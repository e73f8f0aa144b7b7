"""Files made one after the other, without those that can't be."""

import logging
from collections.abc import Iterable, Iterator
from itertools import chain

from bot.api import SiteFile

Made = tuple[SiteFile, Iterable[str] | None]
MUCH = 1 << 18
"""Characters that are written by one call to the system, more or less."""
log = logging.getLogger(__name__)


def makeable(files: Iterable[SiteFile]) -> Iterator[Made]:
    """The files without those of another meeting whose record can't be read: that holds nobody else up."""
    for each in files:
        try:
            text = each.make()
            pieces = iter(text or ())
            first = next(pieces, "")
        except (ValueError, LookupError) as error:
            log.warning("%s can't be made, and is left as it is: %s", each.file, error)
            continue
        yield each, None if text is None else chain([first], pieces)


def encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    """The bytes of a text, much of it at a time: a transcript comes line by line."""
    held, size = list[str](), 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= MUCH:
            yield _bytes(held)
            held, size = [], 0
    yield _bytes(held)


def _bytes(pieces: Iterable[str]) -> bytes:
    return "".join(pieces).encode("utf-8", "replace")
