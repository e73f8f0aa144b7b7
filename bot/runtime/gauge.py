"""How far publishers are with what they have to do beside single editions, on a meter."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Self

from bot.api import Publisher, Telling

Meter = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Given how much there is, shows each step while it is entered."""


@dataclass(slots=True)
class Gauge:
    """Shows work whose size is told with it: a meter is entered when there is some, and left when it is done."""

    meter: Meter
    _entered: ExitStack = field(default_factory=ExitStack)
    _step: Callable[[int], None] | None = None
    _done: int = 0
    _of: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._leave()

    def watch(self, publishers: Iterable[Publisher]) -> None:
        for publisher in publishers:
            if isinstance(publisher, Telling):
                publisher.tell(self.told)

    def told(self, done: int, of: int) -> None:
        """So much of it is done. Work that was broken off, or is another one, begins anew."""
        if of != self._of or done < self._done:
            self._leave()
        if self._step is None:
            self._step, self._of = self._entered.enter_context(self.meter(of)), of
        self._step(done - self._done)
        self._done = done
        if done >= of:
            self._leave()

    def _leave(self) -> None:
        self._entered.close()
        self._step, self._done = None, 0
