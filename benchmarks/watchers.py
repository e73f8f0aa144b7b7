"""A process of its own: `watchers HOST PORT TARGET COUNT` follows a stream that often.

It says "ready", and then for each mark ("said-17-") that all have had: the mark's number, and by perf_counter when the
last one had it. It reads with as little work as it can, for it takes its time from the same two cores as the server.
"""

import asyncio
import re
import sys
import time

MARK = re.compile(rb"said-(\d+)-")
READY = b"retry"
TAIL = 32
"""Bytes kept of what came, where a mark may have been cut in two."""


class Crowd:
    """All who follow. Marks come in order; one that comes again is known already."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.ready = 0
        self.heard: dict[int, int] = {}

    def is_ready(self) -> None:
        self.ready += 1
        if self.ready == self.count:
            print("ready", flush=True)

    def hears(self, number: int) -> None:
        self.heard[number] = self.heard.get(number, 0) + 1
        if self.heard[number] == self.count:
            print(number, time.perf_counter(), flush=True)


class Watcher(asyncio.Protocol):
    def __init__(self, crowd: Crowd, request: bytes) -> None:
        self._crowd = crowd
        self._request = request
        self._tail = b""
        self._last = -2

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        data = self._tail + data
        self._tail = data[-TAIL:]
        if self._last == -2 and READY in data:
            self._last = -1
            self._crowd.is_ready()
        for found in MARK.finditer(data):
            number = int(found[1])
            if number > self._last:
                self._last = number
                self._crowd.hears(number)


async def main() -> None:
    host, port, target, count = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    crowd, request = Crowd(count), f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    for _ in range(count):
        await loop.create_connection(lambda: Watcher(crowd, request), host, port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
