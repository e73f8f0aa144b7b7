"""Searching the record: what is asked, and what is found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.app.reading import Scope

RECORDS = ("agreed", "accepted", "rejected", "action", "info", "idea", "help", "link", "proposed", "vote")
KINDS = (*RECORDS, "topic", "line")
"""What a hit may be: an item of this kind, a topic's title, or a line of the transcript."""
LONGEST, MOST = 200, 16
"""Letters and words that are read of what is typed."""


@dataclass(frozen=True, slots=True)
class Query:
    """`words` as a person typed them, narrowed to a series' slug, people (nicks or names they gave), kinds, days.

    Newest first, and only what is older than the hit with the id `before` (0: all); or, with `best`, the best match
    first among the newest five hundred.
    """

    words: str
    series: str = ""
    people: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    best: bool = False
    before: int = 0
    limit: int = 25


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that has the words. `id` grows with the time; `path` is the meeting's, `line` the transcript's.

    `number` is the item's or the topic's own; 0 for a line. `who` said it: the name they gave, or their nick.
    """

    id: int
    path: str
    title: str
    series: str
    day: date
    at: datetime
    kind: str
    number: int
    line: int
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; `down_to` is the `before` to look on with where not all was looked at, else 0."""

    hits: tuple[Hit, ...] = ()
    down_to: int = 0


class Finder(Protocol):
    """Searches; any thread may."""

    def find(self, scope: Scope, query: Query) -> Found:
        """What a reader may see of what has all the words; nothing where there are none."""


def terms(typed: str) -> list[str]:
    """The words and "phrases" in what was typed, at most MOST of them; a `*` behind a word stays."""
    return [term for term in _pieces(typed.replace("\0", " ")[:LONGEST]) if any(map(str.isalnum, term))][:MOST]


def _pieces(typed: str) -> Iterator[str]:
    parts = typed.split('"')
    for place, part in enumerate(parts):
        if place % 2 and place < len(parts) - 1:
            yield part.replace("*", " ")
        else:
            yield from part.split()
