"""Who was in a meeting, and when they wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.app.reading import Document
from bot.core.minutes import Attendee
from bot.core.transcript import TranscriptLine


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
    counts: dict[str, int] = {}
    first: dict[str, TranscriptLine] = {}
    last: dict[str, TranscriptLine] = {}
    for line in document.lines():
        person = line.person
        counts[person] = counts.get(person, 0) + 1
        first.setdefault(person, line)
        last[person] = line
    return [_presence(who, counts, first, last) for who in document.minutes.attendees]


def _presence(
    who: Attendee, counts: Mapping[str, int], first: Mapping[str, TranscriptLine], last: Mapping[str, TranscriptLine]
) -> Presence:
    """All that somebody wrote, under whichever of their keys."""
    keys = [key for key in who.keys if key in counts]
    if not keys:
        return Presence(who)
    begun, ended = min(first[key] for key in keys), max(last[key] for key in keys)
    return Presence(who, sum(counts[key] for key in keys), begun.number, begun.at, ended.at)
