"""An answer that goes on until one side has had enough, told by who has news for many at once.

It stands on the server itself, without layers between: each would take memory for every reader, and time for every
piece.
"""

import asyncio
from collections.abc import Mapping

from starlette.types import Receive, Send

LARGEST = 1_000_000
"""Bytes that may wait for a reader who takes them slower than they come."""
END = b""


class Listener:
    """A reader: what they were told and have not taken yet. What is told to many is there once."""

    __slots__ = ("_asleep", "_ended", "_size", "_waiting")

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._size = 0
        self._ended = False
        self._asleep: asyncio.Future[None] | None = None

    def tell(self, piece: bytes) -> None:
        """Who is too slow for it is let go, and comes back by themselves."""
        if not piece:
            return
        if self._waiting and self._size + len(piece) > LARGEST:
            self.leave()
        elif not self._ended:
            self._waiting.append(piece)
            self._size += len(piece)
            self._wake()

    def end(self) -> None:
        """Nothing more comes behind what waits."""
        self._ended = True
        self._wake()

    def leave(self) -> None:
        """Nothing more comes."""
        self._waiting.clear()
        self.end()

    async def next(self) -> bytes:
        """All that waits, once there is something; END when nothing comes any more."""
        while not self._waiting and not self._ended:
            self._asleep = asyncio.get_running_loop().create_future()
            await self._asleep
        piece = END.join(self._waiting)
        self._waiting.clear()
        self._size = 0
        return piece

    def _wake(self) -> None:
        if self._asleep is not None and not self._asleep.done():
            self._asleep.set_result(None)


async def begin(send: Send, headers: Mapping[str, str], piece: bytes) -> None:
    """The head of a stream of events, and the first of it."""
    given = {**headers, "content-type": "text/event-stream; charset=utf-8"}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in given.items()]
    await send({"type": "http.response.start", "status": 200, "headers": raw})
    await _put(send, piece)


async def go_on(listener: Listener, receive: Receive, send: Send) -> None:
    """Give the reader what they are told, up to its end or theirs."""
    async with asyncio.TaskGroup() as tasks:
        leaving = tasks.create_task(_leaving(listener, receive))
        while piece := await listener.next():
            await _put(send, piece)
        leaving.cancel()
    await _put(send, END)


async def _put(send: Send, piece: bytes) -> None:
    await send({"type": "http.response.body", "body": piece, "more_body": piece != END})


async def _leaving(listener: Listener, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.leave()
