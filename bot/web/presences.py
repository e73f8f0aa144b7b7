"""Who was in a meeting, and when they wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.app.reading import Document
from bot.core.minutes import Attendee
from bot.core.transcript import Spoke


@dataclass(frozen=True, slots=True)
class Presence:
    """How many lines somebody wrote, the `first` of them in the transcript, and when that and the last were."""

    who: Attendee
    lines: int = 0
    first: int = 0
    since: datetime | None = None
    until: datetime | None = None


def presences(document: Document) -> list[Presence]:
    """Everybody in the order of the roll, and when they wrote."""
    spoke = {each.person: each for each in document.spoke()}
    return [_presence(who, spoke) for who in document.minutes.attendees]


def _presence(who: Attendee, spoke: Mapping[str, Spoke]) -> Presence:
    """All that somebody wrote, under whichever of their keys."""
    own = [spoke[key] for key in who.keys if key in spoke]
    if not own:
        return Presence(who)
    begun, ended = min(own, key=lambda each: each.first), max(own, key=lambda each: each.last)
    return Presence(who, sum(each.lines for each in own), begun.first, begun.since, ended.until)
