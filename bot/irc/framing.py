"""Bytes off the socket -> lines, however they were cut on the way."""

from collections import deque
from collections.abc import Iterator

LONGEST_LINE = 64 * 1024


class Framer:
    """The lines received and not yet read; the `buffer_class` of the connection.

    A line longer than 64 KiB is dropped and counted in `dropped`; the one after it is whole again. Feeding costs one
    split in C per chunk, so that the socket can be emptied at full speed while the lines wait here.
    """

    def __init__(self) -> None:
        self.size = 0
        self.dropped = 0
        self._lines: deque[bytes] = deque()
        self._tail = b""
        self._skipping = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """Take a chunk; gives the lines it completed, which wait here too."""
        *lines, tail = (self._tail + chunk).split(b"\n")
        if self._skipping and lines:
            self._skipping = False
            del lines[0]
        if len(tail) > LONGEST_LINE or self._skipping:
            self.dropped += not self._skipping
            self._skipping = True
            tail = b""
        self._tail = tail
        kept = [line for line in lines if len(line) <= LONGEST_LINE]
        self.dropped += len(lines) - len(kept)
        self._lines.extend(kept)
        self.size += sum(map(len, kept))
        return kept

    def take(self) -> bytes | None:
        """The oldest line without its line end, or None."""
        if not self._lines:
            return None
        line = self._lines.popleft()
        self.size -= len(line)
        return line.rstrip(b"\r")

    def __iter__(self) -> Iterator[bytes]:
        while (line := self.take()) is not None:
            yield line

    def __len__(self) -> int:
        return len(self._lines)
