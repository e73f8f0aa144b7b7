"""An answer that goes on until one side has had enough; the reader's leaving is waited for by one small task."""

import asyncio
from collections.abc import AsyncIterator, Mapping

from starlette.responses import Response
from starlette.types import Receive, Send
from starlette.types import Scope as Asked


class GoneError(Exception):
    """The reader has left."""


class Streaming(Response):
    """Pieces as they come. Five hundred of Starlette's own take ten megabytes more."""

    def __init__(self, pieces: AsyncIterator[bytes], media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(None, 200, headers, media_type)
        del self.headers["content-length"]
        self._pieces = pieces

    async def __call__(self, asked: Asked, receive: Receive, send: Send) -> None:
        del asked
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        here = True
        try:
            async with asyncio.TaskGroup() as tasks:
                leaving = tasks.create_task(_leaving(receive))
                async for piece in self._pieces:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                leaving.cancel()
        except* GoneError:
            here = False
        if here:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    raise GoneError
