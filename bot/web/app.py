"""The live site: an address becomes a file of the site, the file a page, the page an answer."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Asked

from bot.web.access import Door
from bot.web.answers import caching, headers, sent
from bot.web.cache import Cache
from bot.web.entrance import entrance
from bot.web.look import ASSETS, asset
from bot.web.places import HOME, form_of, link, media
from bot.web.routes import find
from bot.web.site import Site

BUFFERED = 2_000_000
"""Bytes of a page that is made before it is sent; of a longer one nothing is kept."""
FOREVER = "public, max-age=31536000, immutable"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
GUARDS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

Answer = Callable[[Request], Awaitable[Response]]


def make_app(site: Site, door: Door, routes: Iterable[Route] = ()) -> Starlette:
    """The application. `routes` are those of what is no page: search, and following a meeting."""
    cache = Cache()

    async def page(request: Request) -> Response:
        scope = door.scope(request.headers, request.cookies)
        return await run_in_threadpool(_answer, replace(site, scope=scope), cache, request, lock=door.has_lock)

    pages = Route("/{file:path}", page, methods=["GET", "HEAD"])
    app = Starlette(routes=[*map(_asset, ASSETS), entrance(site, door), *routes, pages])
    app.add_middleware(Guarded)
    return app


class Guarded:
    """Middleware: what every answer says to browsers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, asked: Asked, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in GUARDS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(asked, receive, guarded if asked["type"] == "http" else send)


def _asset(name: str) -> Route:
    async def answer(request: Request) -> Response:
        cached = {"cache-control": FOREVER if "v" in request.query_params else "no-cache"}
        return Response(asset(name), headers={**cached, "content-type": media(name)})

    return Route(f"/{name}", answer)


def _answer(site: Site, cache: Cache, request: Request, *, lock: bool) -> Response:
    file = _file(request.url.path)
    changed = site.reader.changed()
    kept = cache.get((file, site.scope), changed, site.today())
    if kept is None:
        page = find(site, file)
        if page is None:
            return _missing(site, file, lock=lock)
        if page.leads_to:
            status = 301 if page.lasting else 302
            return RedirectResponse(link(page.leads_to, file), status, {"cache-control": caching(site.scope)})
        if page.gone:
            return Response(page.text, 410, {"content-type": media(HOME), "cache-control": "no-store"})
        pieces = (piece.encode("utf-8", "replace") for piece in page.make())
        body, rest = _begun(pieces)
        if rest is not None:
            return StreamingResponse(chain([body], rest), headers=headers(site.scope, page.file))
        kept = cache.put((file, site.scope), changed, site.today(), body)
    return sent(request, kept, headers(site.scope, file))


def _file(path: str) -> str:
    """The file that an address means: a directory's is its `index.html`."""
    file = unquote(path).removeprefix("/")
    if not file or file.endswith("/"):
        return file + HOME
    if "." not in file.rpartition("/")[2]:
        return f"{file}.html"
    return file


def _begun(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes] | None]:
    """The page, or its beginning and the rest, when it is long."""
    begun: list[bytes] = []
    size = 0
    for piece in pieces:
        begun.append(piece)
        size += len(piece)
        if size > BUFFERED:
            return b"".join(begun), pieces
    return b"".join(begun), None


def _missing(site: Site, file: str, *, lock: bool) -> Response:
    """A directory that is asked for by its bare name is shown the way, in any of its forms."""
    name, _, form = file.rpartition(".")
    there = form_of(f"{name}/{HOME}", form)
    if name and find(site, there):
        return RedirectResponse(link(there, file).removesuffix(HOME), 301)
    text = site.look.render("missing.html", file, site=site, lock=lock)
    return Response(text, 404, {"content-type": media(HOME), "cache-control": "no-store"})
