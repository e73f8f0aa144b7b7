"""A process of its own: a bare Starlette application. `bare_site FILE` serves that file's bytes at /page.

/live tells what is posted to /tell to all who listen, as server-sent events.
"""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route


def app(body: bytes) -> Starlette:
    listeners: set[asyncio.Queue[bytes]] = set()

    async def page(_request: Request) -> Response:
        return Response(body, media_type="text/html")

    async def tell(request: Request) -> Response:
        frame = b"data: " + await request.body() + b"\n\n"
        for each in listeners:
            each.put_nowait(frame)
        return Response()

    async def stream() -> AsyncIterator[bytes]:
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        listeners.add(queue)
        try:
            yield b"retry: 2000\n\n"
            while True:
                yield await queue.get()
        finally:
            listeners.discard(queue)

    async def live(_request: Request) -> Response:
        return StreamingResponse(stream(), media_type="text/event-stream")

    return Starlette(routes=[Route("/page", page), Route("/live", live), Route("/tell", tell, methods=["POST"])])


def main() -> None:
    body = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else b""
    with socket.socket(fileno=socket.create_server(("127.0.0.1", 0)).detach()) as at:  # which knows that it is TCP's
        print(f"http://127.0.0.1:{at.getsockname()[1]}", flush=True)
        config = uvicorn.Config(app(body), access_log=False, log_config=None, lifespan="off")
        asyncio.run(uvicorn.Server(config).serve(sockets=[at]))


if __name__ == "__main__":
    main()
