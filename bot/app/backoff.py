"""How long to wait before the next try: exponential, with full jitter."""

from datetime import timedelta
from random import Random

_MOST_DOUBLINGS = 30
STAYED_UP = 60.0


class Backoff:
    """Seconds to wait: a random part of `first`, doubled with every failure, at most `longest`."""

    def __init__(self, first: timedelta, longest: timedelta, rng: Random) -> None:
        self._first = first.total_seconds()
        self._longest = longest.total_seconds()
        self._rng = rng
        self._failures = 0

    def wait(self, *, up_for: float, lasting: bool) -> float:
        """After a connection that was up for so many seconds; `lasting` refusals start at the long end."""
        if up_for >= STAYED_UP:
            self._failures = 0
        ceiling = min(self._longest, self._first * 2 ** min(self._failures, _MOST_DOUBLINGS))
        self._failures += 1
        if lasting:
            return self._rng.uniform(self._longest / 2, self._longest)
        return self._rng.uniform(0.0, ceiling)
