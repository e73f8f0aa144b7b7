"""A process of its own: `watchers HOST PORT TARGET COUNT` follows a stream that often.

It says "ready", and then for each mark ("said-17-") that all have had: the mark's number, and by perf_counter when the
last one had it.
"""

import asyncio
import re
import sys
import time

MARK = re.compile(rb"said-(\d+)-")


async def _watch(
    host: str, port: int, target: str, heard: dict[int, int], count: int, ready: asyncio.Semaphore
) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    while b"retry" not in await reader.readline():
        pass
    ready.release()
    while line := await reader.readline():
        for found in MARK.finditer(line):
            number = int(found[1])
            heard[number] = heard.get(number, 0) + 1
            if heard[number] == count:
                print(number, time.perf_counter(), flush=True)


async def main() -> None:
    host, port, target, count = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    heard: dict[int, int] = {}
    ready = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(count):
            tasks.create_task(_watch(host, port, target, heard, count, ready))
        for _ in range(count):
            await ready.acquire()
        print("ready", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
