"""Putting the site together: the record's readers, the renderer, and the look of the config."""

import asyncio
import ctypes
import gc
import logging
import signal
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from types import FrameType

import uvicorn
from anyio import to_thread
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp

from bot.app.reading import EVERY_ROOM
from bot.config import Config, ReaderSettings
from bot.core.former import former
from bot.render.renderer import JinjaRenderer
from bot.runtime.editing import fair_copies, make_editor
from bot.runtime.world import World
from bot.store.finding import Finder
from bot.store.library import Library
from bot.store.onlooking import MeetingFollower
from bot.store.schema import require_head
from bot.store.site import SiteReader
from bot.store.sqlite import open_reader
from bot.web.access import Allowed, Door
from bot.web.app import make_app
from bot.web.feeds import authority
from bot.web.live import Live
from bot.web.look import make_look
from bot.web.search import search
from bot.web.site import Site

AT_ONCE = 3
"""Pages made at a time. Python makes them in turn anyway, and each thread keeps memory of its own."""
ARENAS = -8
"""M_ARENA_MAX of mallopt(3)."""
PATIENCE = 2
"""Seconds that open connections are given when the site is told to stop."""

logger = logging.getLogger(__name__)


class ListenError(Exception):
    """The site can't listen where it is told to; the message says why."""


def make_site(config: Config, world: World, reader: SiteReader, library: Library, record: Engine) -> Site:
    """The site as the config describes it, on an open record."""
    renderer, web, token = JinjaRenderer(), config.web, library.token()
    editor = make_editor(config, library, renderer, token)
    return Site(
        reader=reader,
        desk=editor,
        writer=renderer,
        look=make_look(web.title, web.public_url, live=True),
        today=world.today,
        authority=authority(web.public_url, token),
        registry=config.registry(),
        instance=token,
        schedules={rules.slug: rules for rules in config.series_rules()},
        old=tuple(map(former, web.old_addresses)),
        copies=fair_copies(record, editor).of,
    )


def door(config: Config) -> Door:
    """Who may read private minutes.

    Raises:
        ConfigError: a token's file can't be read.
    """
    return Door(tuple(_allowed(reader) for reader in config.web.readers), config.web.user_header)


def _allowed(reader: ReaderSettings) -> Allowed:
    token = reader.token.read() if reader.token else ""
    return Allowed(token, frozenset(reader.users), frozenset(reader.rooms or (EVERY_ROOM,)))


async def serve(config: Config, listening: Callable[[str], None], world: World | None = None) -> signal.Signals | None:
    """Show the site until SIGINT or SIGTERM; which of them it was. `listening` is told the address once it is there.

    Raises:
        bot.config.ConfigError: the config can't be used.
        bot.store.sqlite.StoreError: the database can't be used, or not by this version.
        ListenError: the address can't be listened at.
    """
    require_head(config.store.url)
    to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
    chosen = door(config)
    record = open_reader(config.store.url)
    reader, library = SiteReader(record), Library(record)
    finder, follower = Finder(record), MeetingFollower(record)
    with closing(library), closing(reader), closing(finder), closing(follower), bound(config) as at:
        site = make_site(config, world or World(), reader, library, record)
        live = Live(site, follower, chosen, (DBAPIError, sqlite3.Error))
        app = live.before(make_app(site, chosen, [search(site, finder, chosen)]))
        server = uvicorn.Server(_settled(app))
        _settle_heap()
        host, port = at.getsockname()[:2]
        listening(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        with _told() as signals:
            async with asyncio.TaskGroup() as tasks:
                following = tasks.create_task(live.run(lambda: server.should_exit), name="live")
                await server.serve(sockets=[at])
                following.cancel()
        return next(iter(signals), None)


def _settled(app: ASGIApp) -> uvicorn.Config:
    """No page asks how a proxy was reached; what would tell it is kept for each who follows a meeting."""
    return uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        timeout_graceful_shutdown=PATIENCE,
    )


@contextmanager
def bound(config: Config) -> Iterator[socket.socket]:
    """A socket that listens where the config says."""
    host, port = config.web.host, config.web.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        at = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ListenError(f"web.host, web.port: can't listen on {host}:{port}: {error.strerror or error}") from error
    # Asked anew, a socket knows that it is TCP's, and only then asyncio has each answer sent at once (TCP_NODELAY).
    with socket.socket(fileno=at.detach()) as known:
        yield known


@contextmanager
def _told() -> Iterator[list[signal.Signals]]:
    """The signals that came; the server raises each once more when it has stopped, which must not kill the process."""
    came: list[signal.Signals] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(signal.Signals(number))

    before = {each: signal.signal(each, note) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def run(config: Config, listening: Callable[[str], None]) -> signal.Signals | None:
    """`serve`, in an event loop of its own."""
    _share_heap()
    return asyncio.run(serve(config, listening))


def _settle_heap() -> None:
    """Give back what building took for a while, and have collections leave alone what stays.

    One that looks at all of it costs a page as much as the page takes.
    """
    gc.collect()
    gc.freeze()
    with suppress(OSError, AttributeError):  # glibc's
        ctypes.CDLL(None).malloc_trim(0)


def _share_heap() -> None:
    """Have all threads take memory from one heap: Python has them take turns, and each heap keeps what it ever took."""
    with suppress(OSError, AttributeError):  # only glibc has several
        ctypes.CDLL(None).mallopt(ARENAS, 1)
