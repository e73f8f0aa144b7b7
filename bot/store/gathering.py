"""Hits that are read by the thousand, because to begin reading takes long."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.store.stretches import Stretch

FEW, MANY = 300, 50_000
"""Hits that are read at first, and at most; in between it is ten times as many each time."""
OLDEST, NEWEST = -(2**63) + 1, 2**63 - 1


@dataclass(slots=True)
class Gathered:
    """`read` gives the newest hits from one id to another. All that was read is in `rising`, to `down_to`."""

    read: Callable[[int, int, int], Sequence[int]]
    rising: Sequence[int] = ()
    down_to: int = NEWEST
    most: int = field(default_factory=lambda: FEW)

    def newest(self, stretch: Stretch, most: int) -> Sequence[int]:
        while len(here := self._known(stretch)) < most and stretch.first < self.down_to:
            self._gather(stretch.last)
        return here[: -most - 1 : -1]

    def every(self, stretch: Stretch) -> Sequence[int]:
        while stretch.first < self.down_to:
            self._gather(stretch.last)
        return self._known(stretch)[::-1]

    def _gather(self, last: int) -> None:
        """Read on; or, where that is farther back, from `last` on, and nothing before it is known any more."""
        near = last >= self.down_to - 1
        ids = self.read(OLDEST, self.down_to - 1 if near else last, self.most)
        self.rising = [*reversed(ids), *(self.rising if near else ())]
        self.down_to = ids[-1] if len(ids) == self.most else OLDEST
        self.most = min(10 * self.most, MANY)

    def _known(self, stretch: Stretch) -> Sequence[int]:
        begin = bisect_left(self.rising, stretch.first)
        return self.rising[begin : bisect_right(self.rising, stretch.last, begin)]
