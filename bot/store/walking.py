"""Walking through what has the words, from the newest down, until enough of it passes.

The hits themselves cost next to nothing; what costs is looking at each, and each new beginning. So the first few are
looked at as they come. Where few of them pass, only what lies in the stretches in question is looked at, and over a
longer way between two of them it is leapt.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.store.stretches import Stretch, clipped

FIRST = 64
"""Hits that are looked at as they come; from then on they are as long as one in SELDOM passes."""
SELDOM = 16
MANY = 1200
"""Stretches that are asked for at once; where there are more, so many hits are first looked at as they come."""
EVERY = 2**62
"""More stretches than there ever are."""
LEAST, STEP, PIECE = 128, 1280, 5000
"""Hits that are read at a time: looked at all, or those in the stretches alone."""
HEAP = 200
"""Hits in stretches that are looked at together."""
LEAP = 150
"""Hits that may be read in the time that it takes to begin anew."""
BUDGET = 100_000
"""Hits that are read in one go, at LEAP for each beginning: about 40 ms."""
BRIEFLY = 2500
"""The same, where those that passed so far are good enough."""


@dataclass(frozen=True, slots=True)
class Road:
    """What to walk through, and how. Ids are newest first, from `bottom` to `top`.

    `read` gives the ids of a stretch, the newest so many; `every` all of them; `passing` those of ids that pass, the
    newest so many; `stretches` where there may be any, None if they are more than asked for.
    """

    bottom: int
    top: int
    read: Callable[[Stretch, int], Sequence[int]]
    every: Callable[[Stretch], Sequence[int]]
    passing: Callable[[Sequence[int], int], Sequence[int]]
    stretches: Callable[[int], list[Stretch] | None]


@dataclass(slots=True)
class Walk:
    """What passed so far; all above `at` was looked at. `over`: there is nothing below, or no more is wanted."""

    road: Road
    enough: int
    at: int
    budget: int
    found: list[int] = field(default_factory=list)
    spent: int = 0
    newest: int = 0
    over: bool = False

    def look(self, ids: Sequence[int]) -> None:
        self.found += self.road.passing(ids, self.enough - len(self.found))
        self.over |= len(self.found) >= self.enough

    def step(self, most: int) -> None:
        """Look at the next hits."""
        ids = self.road.read(Stretch(self.road.bottom, self.at), most)
        self.spent += len(ids)
        self.over |= len(ids) < most
        if ids:
            self.newest = self.newest or ids[0]
            self.at = ids[-1] - 1
            self.look(ids)


def walk(road: Road, enough: int, budget: int = BUDGET) -> tuple[list[int], int]:
    """The newest that pass; if there may be more, although not enough were found, down to which id it was looked."""
    walked = Walk(road, enough, road.top, budget)
    walked.step(FIRST)
    while not walked.over and len(walked.found) * SELDOM >= walked.spent:
        walked.step(_expected(walked))
    if not walked.over:
        _narrowly(walked)
    return walked.found, 0 if walked.over else walked.at + 1


def _narrowly(walked: Walk) -> None:
    """Go on where few pass."""
    where = walked.road.stretches(MANY)
    while where is None and not walked.over and walked.spent < min(PIECE if walked.found else STEP, walked.budget):
        walked.step(_expected(walked))
    if walked.over or walked.spent >= walked.budget:
        return
    where = walked.road.stretches(EVERY) if where is None else where
    each = walked.spent / max(1, walked.newest - walked.at)
    _leaping(walked, clipped(where or [], walked.road.bottom, walked.at), each)


def _expected(walked: Walk) -> int:
    """Among how many hits there are probably enough."""
    wanted = walked.enough - len(walked.found)
    return max(LEAST, min(STEP, int(1.2 * wanted * walked.spent / max(1, len(walked.found)))))


def _leaping(walked: Walk, where: list[Stretch], density: float) -> None:
    """Read what is in these stretches, of hits that lie so densely."""
    waiting: list[int] = []
    while where and not walked.over and walked.spent < walked.budget:
        near = _near(where, LEAP / density, PIECE / density)
        read = Stretch(near[-1].first, near[0].last)
        ids = walked.road.every(read)
        walked.spent += LEAP + len(ids)
        walked.at = read.first - 1
        waiting += _inside(ids, near)
        where = where[len(near) :]
        if len(waiting) >= HEAP or not where or walked.spent >= walked.budget:
            walked.look(waiting)
            waiting = []
    walked.over |= not where


def _near(where: Sequence[Stretch], gap: float, most: float) -> Sequence[Stretch]:
    """The first of these stretches, and those behind it that are not farther apart, up to so many ids in all."""
    for end in range(1, len(where)):
        if where[end - 1].first - where[end].last > gap or where[0].last - where[end].first > most:
            return where[:end]
    return where


def _inside(ids: Sequence[int], where: Sequence[Stretch]) -> list[int]:
    """Those of the ids that are in a stretch; both newest first."""
    rising = ids[::-1]
    found: list[int] = []
    for one in where:
        begin = bisect_left(rising, one.first)
        found += reversed(rising[begin : bisect_right(rising, one.last, begin)])
    return found
