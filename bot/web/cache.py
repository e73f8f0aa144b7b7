"""Pages made lately, as long as nothing was written since."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import date
from threading import Lock

LARGEST = 16_000_000
"""Bytes kept in all."""


class Cache:
    """Bytes by what they are of; all are forgotten when the record was written, or another day has come."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._state: tuple[int, date] | None = None
        self._lock = Lock()

    def get(self, key: Hashable, changed: int, today: date) -> bytes | None:
        with self._lock:
            self._renew(changed, today)
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, changed: int, today: date, body: bytes) -> bytes:
        """Keep a page that was made of the record as it was at `changed`."""
        with self._lock:
            if self._state == (changed, today) and key not in self._kept:
                self._kept[key] = body
                self._size += len(body)
                while self._size > self._largest:
                    self._size -= len(self._kept.popitem(last=False)[1])
        return body

    def _renew(self, changed: int, today: date) -> None:
        if self._state != (changed, today):
            self._kept.clear()
            self._size, self._state = 0, (changed, today)
