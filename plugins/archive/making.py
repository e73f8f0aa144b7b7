"""Files made one after the other, without those that can't be."""

import logging
from collections.abc import Iterable, Iterator
from itertools import chain

from bot.api import SiteFile

Made = tuple[SiteFile, Iterable[str] | None]
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
    return (piece.encode("utf-8", "replace") for piece in pieces)
