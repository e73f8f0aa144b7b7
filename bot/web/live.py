"""Following a running meeting by server-sent events (HTML 9.2): one poller, any number of watchers.

An event's id is "LINE.SEQ": how far its reader has come. Whoever comes back with it (Last-Event-ID) is told the rest.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Asked

from bot.app.onlooking import Follower, Position
from bot.app.reading import Document, MeetingEntry
from bot.web.access import Door
from bot.web.app import GUARDS
from bot.web.places import NAME, SLUG
from bot.web.site import Site
from bot.web.streaming import Listener, begin, go_on

PAUSE = 0.01
"""Seconds between looks at the record, while somebody follows a meeting."""
RENDERED = 1.0
"""Seconds between two renderings of one meeting's minutes, at least."""
ALIVE = 15.0
"""Seconds after which a silent stream says that it is there, so that nothing on the way closes it."""
BACKLOG = 100
"""Lines that a watcher is told at once; who is further behind loads the page again."""
HEADERS = {**GUARDS, "cache-control": "no-store", "x-accel-buffering": "no"}
_STREAM = re.compile(r"/([^/]+/[^/]+)\.live")
_MEETING = re.compile(rf"{SLUG}/{NAME}")
_ID = re.compile(r"(\d{1,9})\.(\d{1,9})")

logger = logging.getLogger(__name__)

Labels = Mapping[tuple[str, str], str]
Since = tuple[int, int]
"""How far somebody has come: a line and an event."""


@dataclass(slots=True)
class Watched:
    """A meeting that somebody follows: how far all were told, and when last; and who they are.

    Its minutes were told as they were after the event `drawn`. `document`: the last one made. `labels`: how people were
    told apart in the last line that was told, None if it is not known. `come`: who was not told anything yet, by what
    they have.
    """

    entry: MeetingEntry
    at: Position
    drawn: int
    told_at: float
    drawn_at: float = 0.0
    document: Document | None = None
    labels: Labels | None = None
    watchers: set[Listener] = field(default_factory=set)
    come: dict[Since, set[Listener]] = field(default_factory=dict)


class Live:
    """The running meetings that are followed now. `faults` are what reading the record may raise."""

    def __init__(self, site: Site, follower: Follower, door: Door, faults: tuple[type[Exception], ...] = ()) -> None:
        self._site = site
        self._follower = follower
        self._door = door
        self._faults: tuple[type[Exception], ...] = (ValueError, LookupError, *faults)
        self._watched: dict[str, Watched] = {}
        self._followed = asyncio.Event()

    def before(self, app: ASGIApp) -> ASGIApp:
        """What answers those who follow a meeting, and leaves everybody else to the application."""

        async def answer(asked: Asked, receive: Receive, send: Send) -> None:
            found = _STREAM.fullmatch(asked["path"]) if asked["type"] == "http" and asked["method"] == "GET" else None
            await (self._answer(found[1], asked, receive, send) if found else app(asked, receive, send))

        return answer

    async def run(self, stopping: Callable[[], bool]) -> None:
        """Tell the watchers what is new until it is time to stop; then see them off."""
        seen: int | None = None
        while not stopping():
            if not self._watched:
                seen = None
                self._followed.clear()
                await self._followed.wait()
            now = self._follower.changed()
            for watched in list(self._watched.values()):
                await self._tell(watched, changed=now != seen)
            seen = now
            await asyncio.sleep(PAUSE)
        for watched in list(self._watched.values()):
            self._let_go(watched)

    async def _answer(self, path: str, asked: Asked, receive: Receive, send: Send) -> None:
        """Follow a meeting; what is kept meanwhile is kept five hundred times."""
        followed = await self._come(path, Request(asked))
        if followed is None:
            await Response(None, 204, HEADERS)(asked, receive, send)  # which tells a browser not to come back
            return
        try:
            await begin(send, HEADERS, b"retry: 2000\n\n")
            await go_on(followed[-1], receive, send)
        finally:
            self._gone(*followed)

    async def _come(self, path: str, request: Request) -> tuple[Watched, Since, Listener] | None:
        """The meeting that somebody follows from now on, how far they have come, and where they are told the rest."""
        since = _read(request.headers.get("last-event-id", "") or request.query_params.get("after", ""))
        found = await run_in_threadpool(self._running, path, request)
        if found is None:
            return None
        (entry, at), listener, now = found, Listener(), asyncio.get_running_loop().time()
        watched = self._watched.setdefault(entry.id, Watched(entry, at, at.seq, now))
        watched.come.setdefault(since, set()).add(listener)
        self._followed.set()
        return watched, since, listener

    def _running(self, path: str, request: Request) -> tuple[MeetingEntry, Position] | None:
        """The meeting, if the sender may follow it, and how far it is."""
        scope = self._door.scope(request.headers, request.cookies)
        found = self._site.reader.meeting(scope, path) if _MEETING.fullmatch(path) else None
        return (found, self._follower.position(found.id, 0)) if found and found.running else None

    def _gone(self, watched: Watched, since: Since, listener: Listener) -> None:
        watched.watchers.discard(listener)
        watched.come.get(since, set()).discard(listener)
        if not (watched.watchers or any(watched.come.values())) and self._watched.get(watched.entry.id) is watched:
            del self._watched[watched.entry.id]

    async def _tell(self, watched: Watched, *, changed: bool) -> None:
        """What is new of a meeting; one that can't be read is followed no longer, and the others are."""
        try:
            true = await self._tell_lines(watched) if changed else True
            if true and await self._tell_minutes(watched):
                await self._welcome(watched)
            else:
                self._send(watched, frame("again", watched.at, ""))
                self._let_go(watched)
        except self._faults as error:
            logger.warning("%s can't be followed any longer: %s", watched.entry.path, error)
            self._let_go(watched)
        if asyncio.get_running_loop().time() - watched.told_at > ALIVE:
            self._send(watched, b": still here\n\n")

    async def _welcome(self, watched: Watched) -> None:
        """Tell those who have come what they missed; all who have the same are told the same."""
        while watched.come:
            since = next(iter(watched.come))
            missed, anew = await run_in_threadpool(self._missed, watched, since)
            come = watched.come.pop(since)
            _tell_all(come, missed)
            if anew:
                _end_all(come)
            else:
                watched.watchers |= come

    def _missed(self, watched: Watched, since: Since) -> tuple[bytes, bool]:
        """What happened, up to what all were told, since the page was made or the connection lost.

        And whether that ends the stream.
        """
        (line, seq), entry, there = since, watched.entry, watched.at
        at = replace(self._follower.position(entry.id, seq), line=there.line, seq=there.seq)
        if not _is_stale(line, at):
            if since == (at.line, at.seq):
                return b"", False
            document = self._document(watched)
            if not _reads_otherwise(entry, document, at, None):
                minutes = self._minutes(document, at) if at.seq != seq else b""
                return self._said(document, since, at) + minutes, False
        return frame("again", at, ""), True

    async def _tell_lines(self, watched: Watched) -> bool:
        """The lines that are new, at once; whether what was told before is still true, and for everybody."""
        lines = await run_in_threadpool(self._lines, watched)
        if lines:
            self._send(watched, lines)
            await asyncio.sleep(0)  # they have it before a thread begins to draw, which would hold each of them up
        return lines is not None

    def _lines(self, watched: Watched) -> bytes | None:
        """The lines that are new; None when what was told before is not true any more, or not for everybody."""
        before, entry = watched.at, watched.entry
        watched.at = at = self._follower.position(entry.id, before.seq)
        if _is_stale(before.line, at):
            return None
        if at.line == before.line and not at.came:
            return b""
        document = self._document(watched)
        if _reads_otherwise(entry, document, at, watched.labels):
            return None
        watched.labels = document.minutes.labels
        return self._said(document, (before.line, watched.drawn), at)

    async def _tell_minutes(self, watched: Watched) -> bool:
        """The minutes as they stand, when something was recorded; not more often than anybody reads them.

        Whether they are still for everybody.
        """
        now = asyncio.get_running_loop().time()
        if watched.at.seq == watched.drawn or now - watched.drawn_at <= RENDERED:
            return True
        document = await run_in_threadpool(self._document, watched)
        if _is_closed(watched.entry, document):
            return False
        watched.drawn, watched.drawn_at = watched.at.seq, now
        self._send(watched, await run_in_threadpool(self._minutes, document, watched.at))
        return True

    def _document(self, watched: Watched) -> Document:
        """The minutes as they stand; most lines change nothing of them."""
        if watched.document is None or watched.document.seq != watched.at.seq:
            watched.document = self._site.desk.document(watched.entry.id)
        return watched.document

    def _said(self, document: Document, since: tuple[int, int], at: Position) -> bytes:
        """A frame for each line; their ids say that the minutes were told as they were before."""
        (after, seq), minutes = since, document.minutes
        if at.line <= after:
            return b""
        lines = self._follower.lines(minutes.meeting_id, after, min(BACKLOG, at.line - after))
        told = ((line, self._site.writer.utterance(minutes, document.told(line))) for line in lines)
        return b"".join(frame("line", Position(line.number, seq), text) for line, text in told)

    def _minutes(self, document: Document, at: Position) -> bytes:
        return frame("minutes", at, self._site.writer.article(document.minutes))

    def _send(self, watched: Watched, piece: bytes) -> None:
        watched.told_at = asyncio.get_running_loop().time()
        _tell_all(watched.watchers, piece)

    def _let_go(self, watched: Watched) -> None:
        for listeners in (watched.watchers, *watched.come.values()):
            _end_all(listeners)
        self._watched.pop(watched.entry.id, None)


def _tell_all(listeners: Iterable[Listener], piece: bytes) -> None:
    for listener in listeners:
        listener.tell(piece)


def _end_all(listeners: Iterable[Listener]) -> None:
    for listener in listeners:
        listener.end()


def frame(event: str, at: Position, text: str) -> bytes:
    """An event of the stream: each line of its text on a line of its own."""
    data = "".join(f"data: {line}\n" for line in text.split("\n")) if text else "data:\n"
    return f"event: {event}\nid: {at.line}.{at.seq}\n{data}\n".encode("utf-8", "replace")


def _is_stale(line: int, at: Position) -> bool:
    """Whether who was told the lines up to this one must load the page again, and pass the door once more."""
    return not at.running or at.reread or at.line - line > BACKLOG


def _is_closed(entry: MeetingEntry, document: Document) -> bool:
    """Whether a meeting that was everybody's is private now."""
    return document.minutes.private and not entry.private


def _reads_otherwise(entry: MeetingEntry, document: Document, at: Position, before: Labels | None) -> bool:
    """Whether lines told before have other names on them now, or are no longer everybody's."""
    labels = document.minutes.labels
    return _is_closed(entry, document) or (at.came and bool(labels) and labels != before)


def _read(given: str) -> tuple[int, int]:
    """How far somebody has come."""
    found = _ID.fullmatch(given.strip())
    return (int(found[1]), int(found[2])) if found else (0, 0)
