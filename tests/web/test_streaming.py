"""Telling many at once, of whom some are slow and some leave."""

import asyncio

from bot.web.streaming import END, LARGEST, Listener, go_on


class Reader:
    """The other side of an answer: what came. One who is `slow` takes nothing more until `wakes`."""

    def __init__(self, *, slow: bool = False) -> None:
        self.listener = Listener()
        self.came: list[bytes] = []
        self.over = False
        self._takes, self._left = asyncio.Event(), asyncio.Event()
        if not slow:
            self.wakes()

    def wakes(self) -> None:
        self._takes.set()

    def leaves(self) -> None:
        self._left.set()

    async def follow(self) -> None:
        await go_on(self.listener, self._receive, self._send)

    async def _send(self, message) -> None:
        await self._takes.wait()
        self.came.append(message["body"])
        self.over = not message["more_body"]

    async def _receive(self):
        await self._left.wait()
        return {"type": "http.disconnect"}


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_came_while_somebody_was_slow_is_told_at_once_and_nobody_waits_for_them() -> None:
    slow, quick = Reader(slow=True), Reader()
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        for reader in (slow, quick):
            tasks.create_task(reader.follow())
        for piece in (b"one", b"two", b"three"):
            for reader in (slow, quick):
                reader.listener.tell(piece)
            await settled()
        assert (quick.came, slow.came) == ([b"one", b"two", b"three"], [])
        slow.wakes()
        await settled()
        assert slow.came == [b"one", b"twothree"]
        for reader in (slow, quick):
            reader.listener.end()
    assert (slow.over, quick.over) == (True, True)


async def test_who_takes_nothing_is_let_go_before_much_waits_for_them() -> None:
    slow = Reader(slow=True)
    piece = b"x" * (LARGEST // 4)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(slow.follow())
        for _ in range(8):
            slow.listener.tell(piece)
            await settled()
        slow.wakes()
    assert slow.came == [piece, END]
    assert slow.over


async def test_one_long_piece_is_told_whole() -> None:
    reader = Reader()
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(reader.follow())
        reader.listener.tell(b"x" * 2 * LARGEST)
        reader.listener.end()
    assert reader.came == [b"x" * 2 * LARGEST, END]


async def test_who_leaves_is_kept_no_longer() -> None:
    reader = Reader()
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(reader.follow())
        await settled()
        reader.leaves()
    reader.listener.tell(b"nobody is there")
    assert reader.came == [END]
