"""Answers that are given again as long as nothing was written: the forms of one page all ask the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

MOST = 20_000
"""Rows kept in all: some ten megabytes."""

P = ParamSpec("P")
T = TypeVar("T")


class Memory:
    """Lists of rows by what was asked. Any thread may."""

    def __init__(self, changed: Callable[[], int], most: int = MOST) -> None:
        self._changed = changed
        self._most = most
        self._kept: OrderedDict[Hashable, list[Any]] = OrderedDict()
        self._rows = 0
        self._at = -1
        self._lock = Lock()

    def once(self, asked: Hashable, find: Callable[[], list[T]]) -> list[T]:
        """What was found before, or is found now; the list is the caller's own."""
        at = self._changed()
        with self._lock:
            if at != self._at:
                self._kept.clear()
                self._at, self._rows = at, 0
            known = self._kept.get(asked)
            if known is not None:
                self._kept.move_to_end(asked)
                return list(known)
        found = find()
        self._keep(asked, at, list(found))
        return found

    def _keep(self, asked: Hashable, at: int, found: list[Any]) -> None:
        """Keep what was found when the record was as it was `at`, in the place of what was asked longest ago."""
        with self._lock:
            if at == self._at and asked not in self._kept:
                self._kept[asked] = found
                self._rows += len(found) + 1
                while self._rows > self._most:
                    self._rows -= len(self._kept.popitem(last=False)[1]) + 1


class HasMemory(Protocol):
    """What may be asked so."""

    memory: Memory


S = TypeVar("S", bound=HasMemory)


def remembered(method: Callable[Concatenate[S, P], list[T]]) -> Callable[Concatenate[S, P], list[T]]:
    """A method whose answers are remembered, by its arguments."""

    @wraps(method)
    def asked(self: S, /, *args: P.args, **named: P.kwargs) -> list[T]:
        key = method.__name__, args, tuple(sorted(named.items()))
        return self.memory.once(key, lambda: method(self, *args, **named))

    return asked
