"""Writing out once what the pages of a meeting say."""

from collections.abc import Mapping
from dataclasses import replace

from bot.app.reading import EVERY_ROOM, Scope
from bot.web.parts import DRAWN, Parts
from bot.web.site import Site
from bot.web.tree import KEPT, Remembering

EVERYTHING = Scope(rooms=frozenset({EVERY_ROOM}))


def copied(site: Site, meeting_id: str) -> Mapping[str, str]:
    """All parts of a meeting's pages; none of a meeting that has not ended, or is too long to be kept in memory.

    Raises:
        ValueError, LookupError: the record of the meeting can't be read.
    """
    drawing = replace(site, desk=Remembering(site.desk), copies=lambda _meeting_id: None)
    for entry in site.reader.named(EVERYTHING, [meeting_id]):
        parts = Parts(drawing, entry)
        if not entry.running and parts.minutes.lines <= KEPT:
            return {name: parts[name] for name in DRAWN}
    return {}
