"""Searching the passages. Whatever a person types is words, never the language of FTS5."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from bot.app.finding import Found, Query, terms
from bot.app.reading import Scope
from bot.store.gathering import Gathered
from bot.store.hits import alone, passing, show, texts
from bot.store.index import all_hits, all_passages, hits, terms_from
from bot.store.ranking import ranked
from bot.store.searching import first_id, may_be, spaced
from bot.store.sifting import sift
from bot.store.sqlite import open_reader
from bot.store.stretches import Stretch, stretches_of
from bot.store.walking import BRIEFLY, BUDGET, Road, walk

RANKED = 500
"""Among so many of the newest the best match is looked for."""
HANDFUL, OFTEN = 64, 6
"""What begins so is often said if so many of a handful of passages have it."""
SIFTED = 1000
"""Passages that are sifted at most; it takes 15 ms."""
PIECE = 256
"""Passages that are sifted at a time after the first handful."""
SPELLINGS = 64
"""Words that may begin so to be looked for one by one: 6 ms."""
LAST = 2**63 - 1
NEAR, FAR = 45, 64
"""Bits of an id: half a day, and for ever."""
Walked = tuple[list[int], int]


def matching(typed: Iterable[str]) -> str:
    """Terms as FTS5 reads them: all of the words; "" when there is none."""
    return " ".join(f'"{spaced(term.rstrip("*"))}"{"*" if term.endswith("*") else ""}' for term in typed)


class Source(NamedTuple):
    """What gives the ids of a stretch, newest first: so many of the newest, or all."""

    newest: Callable[[Stretch, int], Sequence[int]]
    every: Callable[[Stretch], Sequence[int]]


def nearest(every: Callable[[Stretch], Sequence[int]], stretch: Stretch, most: int) -> Sequence[int]:
    """The newest of a stretch where many may be newer still: one looks ever further back."""
    ids, last = list[int](), stretch.last
    for bits in range(NEAR, FAR, 2):
        first = max(stretch.first, stretch.last - 2**bits)
        ids += every(Stretch(first, last))
        last = first - 1
        if len(ids) >= most or first == stretch.first:
            break
    return ids[:most]


class Finder:
    """Implements `bot.app.finding.Finder`."""

    def __init__(self, record: str | Engine) -> None:
        self._engine: Engine = open_reader(record)

    def close(self) -> None:
        self._engine.dispose()

    def find(self, scope: Scope, query: Query) -> Found:
        """What a reader may see of what has all the words; nothing where there are none."""
        typed = terms(query.words)
        if not typed:
            return Found()
        with self._engine.begin() as connection:
            search = _Search(connection, scope, query, typed)
            ids, down_to = (search.best(), 0) if query.best else search.newest(query.limit)
            return Found(tuple(show(connection, ids)), down_to)


@dataclass(frozen=True, slots=True)
class _Search:
    connection: Connection
    scope: Scope
    query: Query
    typed: Sequence[str]

    def newest(self, enough: int) -> Walked:
        """The newest ids; and where there may be more though these are not enough, down to which it was looked."""
        before = self.query.before or LAST
        if not any(term.endswith("*") for term in self.typed):
            return self._walk(self._matching(self.typed), enough, before)
        whole = [term for term in self.typed if not term.endswith("*")]
        return self._begun(self._matching(whole) if whole else self._all(), enough, before)

    def best(self) -> list[int]:
        """The best among the newest."""
        ids, _ = self.newest(RANKED)
        order, found = ranked(texts(self.connection, ids), self.query.words), list[int]()
        while order and len(found) < self.query.limit:
            found += alone(self.connection, order[: self.query.limit])
            order = order[self.query.limit :]
        return found[: self.query.limit]

    def _begun(self, candidates: Source, enough: int, before: int) -> Walked:
        """Of words by their beginnings. What is not said often is taken from the index."""
        found, most, looked = list[int](), HANDFUL, 0
        while looked < SIFTED and (looked != HANDFUL or len(found) >= OFTEN):
            ids, down_to = self._walk(candidates, most, before)
            kept = sift(texts(self.connection, ids), matching(self.typed))
            found += [id_ for id_ in ids if id_ in kept]
            if len(found) >= enough or len(ids) < most:
                return found[:enough], down_to if len(found) < enough else 0
            looked, before, most = looked + len(ids), ids[-1], PIECE
        if self.query.best and len(found) >= self.query.limit:
            return found, 0
        gathered = Gathered(partial(hits, self.connection, self._spelled()))
        more, down_to = self._walk(Source(gathered.newest, gathered.every), enough - len(found), before)
        return found + more, down_to

    def _spelled(self) -> str:
        """The query with all the words that begin so, where they are few: it is answered in a tenth of the time."""
        each = [self._spellings(term) if term.endswith("*") else [] for term in self.typed]
        return " AND ".join(
            matching([term]) if not known else f"({' OR '.join(known)})"
            for term, known in zip(self.typed, each, strict=True)
        )

    def _spellings(self, term: str) -> list[str]:
        letters = term.rstrip("*").lower()
        plain = letters.isascii() and letters.isalnum()
        known = terms_from(self.connection, letters, SPELLINGS + 1) if plain else []
        return [f'"{word}"' for word in known] if len(known) <= SPELLINGS else []

    def _walk(self, source: Source, enough: int, before: int) -> Walked:
        since, until = self.query.since, self.query.until
        bottom = first_id(since) if since else -LAST
        newest = all_passages(self.connection, -LAST, LAST, 1)
        top = min([before - 1, *newest, *([first_id(until + timedelta(days=1)) - 1] if until else [])])
        road = Road(bottom, top, *source, self._passing, self._stretches)
        return walk(road, enough, BRIEFLY if self.query.best else BUDGET)

    def _matching(self, typed: Sequence[str]) -> Source:
        words, connection = matching(typed), self.connection

        def every(stretch: Stretch) -> Sequence[int]:
            return all_hits(connection, words, *stretch)

        if self.query.before or self.query.until or len(typed) > 1:
            return Source(partial(nearest, every), every)
        return Source(lambda stretch, most: hits(connection, words, *stretch, most), every)

    def _all(self) -> Source:
        connection = self.connection
        return Source(
            lambda stretch, most: all_passages(connection, *stretch, most),
            lambda stretch: all_passages(connection, *stretch, LAST),
        )

    def _passing(self, ids: Sequence[int], most: int) -> list[int]:
        possible = [id_ for id_ in ids if may_be(id_, self.query.kinds)] if self.query.kinds else ids
        return passing(self.connection, self.scope, self.query, possible, most)

    def _stretches(self, most: int) -> list[Stretch] | None:
        return stretches_of(self.connection, self.scope, self.query, most)
