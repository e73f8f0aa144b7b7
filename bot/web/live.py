"""Following a running meeting by server-sent events (HTML 9.2): one poller, any number of watchers.

An event's id is "LINE.SEQ": how far its reader has come. Whoever comes back with it (Last-Event-ID) is told the rest.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app.onlooking import Follower, Position
from bot.app.reading import Document, MeetingEntry, Scope
from bot.web.access import Door
from bot.web.places import NAME, SLUG
from bot.web.site import Site
from bot.web.streaming import Streaming

PAUSE = 0.03
"""Seconds between looks at the record."""
RENDERED = 1.0
"""Seconds between two renderings of one meeting's minutes, at least."""
ALIVE = 15.0
"""Seconds after which a silent stream says that it is there, so that nothing on the way closes it."""
BACKLOG = 100
"""Lines that a watcher is told at once; who is further behind loads the page again."""
WAITING = 256
"""Frames that wait for a watcher; one that is slower is let go, and comes back by itself."""
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_ID = re.compile(r"(\d{1,9})\.(\d{1,9})")

logger = logging.getLogger(__name__)

Frames = asyncio.Queue[bytes]
Labels = Mapping[tuple[str, str], str]
END = b""


@dataclass(slots=True)
class Watched:
    """A meeting that somebody follows: how far all were told, and who they are.

    Its minutes were told as they were after the event `drawn`. `labels`: how people were told apart then, None if it is
    not known.
    """

    entry: MeetingEntry
    at: Position
    drawn: int
    drawn_at: float = 0.0
    labels: Labels | None = None
    watchers: set[Frames] = field(default_factory=set)


class Live:
    """The running meetings that are followed now. `faults` are what reading the record may raise."""

    def __init__(self, site: Site, follower: Follower, door: Door, faults: tuple[type[Exception], ...] = ()) -> None:
        self._site = site
        self._follower = follower
        self._door = door
        self._faults: tuple[type[Exception], ...] = (ValueError, LookupError, *faults)
        self._watched: dict[str, Watched] = {}

    def route(self) -> Route:
        return Route("/{series}/{name}.live", self._answer, methods=["GET"])

    async def run(self, stopping: Callable[[], bool]) -> None:
        """Tell the watchers what is new until it is time to stop; then see them off."""
        seen = self._follower.changed()
        while not stopping():
            await asyncio.sleep(PAUSE)
            now = self._follower.changed()
            for watched in list(self._watched.values()):
                await self._tell(watched, changed=now != seen)
            seen = now
        for watched in list(self._watched.values()):
            self._let_go(watched)

    async def _answer(self, request: Request) -> Response:
        path = f"{request.path_params['series']}/{request.path_params['name']}"
        scope = self._door.scope(request.headers, request.cookies)
        entry = await run_in_threadpool(self._running, scope, path)
        if entry is None:
            return Response(status_code=204, headers=HEADERS)  # which tells a browser not to come back
        since = _read(request.headers.get("last-event-id", "") or request.query_params.get("after", ""))
        return Streaming(self._stream(entry, since), "text/event-stream", HEADERS)

    def _running(self, scope: Scope, path: str) -> MeetingEntry | None:
        if not re.fullmatch(rf"{SLUG}/{NAME}", path):
            return None
        found = self._site.reader.meeting(scope, path)
        return found if found and found.running else None

    async def _stream(self, entry: MeetingEntry, since: tuple[int, int]) -> AsyncIterator[bytes]:
        frames = Frames(WAITING)
        watched = self._watched.get(entry.id)
        if watched is None:
            at = await run_in_threadpool(self._follower.position, entry.id, 0)
            watched = self._watched.setdefault(entry.id, Watched(entry, at, at.seq))
        watched.watchers.add(frames)
        try:
            yield b"retry: 2000\n\n"
            missed, anew = await run_in_threadpool(self._missed, entry, since)
            yield missed
            while not anew and (frame := await _next(frames)) != END:
                yield frame
        finally:
            watched.watchers.discard(frames)
            if not watched.watchers and self._watched.get(entry.id) is watched:
                del self._watched[entry.id]

    def _missed(self, entry: MeetingEntry, since: tuple[int, int]) -> tuple[bytes, bool]:
        """What happened since the page was made, or since the connection was lost; and whether that ends the stream."""
        line, seq = since
        at = self._follower.position(entry.id, seq)
        if not _is_stale(line, at):
            if since == (at.line, at.seq):
                return b"", False
            document = self._site.desk.document(entry.id)
            if not _reads_otherwise(entry, document, at, None):
                minutes = [self._minutes(document, at)] if at.seq != seq else []
                return b"".join([*self._said(document, since, at), *minutes]), False
        return frame("again", at, ""), True

    async def _tell(self, watched: Watched, *, changed: bool) -> None:
        """What is new of a meeting; one that can't be read is followed no longer, and the others are."""
        try:
            if (changed and await self._tell_lines(watched)) or await self._tell_minutes(watched):
                self._send(watched, [frame("again", watched.at, "")])
                self._let_go(watched)
        except self._faults as error:
            logger.warning("%s can't be followed any longer: %s", watched.entry.path, error)
            self._let_go(watched)

    async def _tell_lines(self, watched: Watched) -> bool:
        """The lines that are new, at once; whether what was told before is no longer true, or not for everybody."""
        before, entry = watched.at, watched.entry
        watched.at = at = await run_in_threadpool(self._follower.position, entry.id, before.seq)
        if _is_stale(before.line, at):
            return True
        if at.line == before.line and not at.came:
            return False
        document = await run_in_threadpool(self._site.desk.document, entry.id)
        if _reads_otherwise(entry, document, at, watched.labels):
            return True
        watched.labels = document.minutes.labels
        if at.line > before.line:
            self._send(watched, await run_in_threadpool(self._said, document, (before.line, watched.drawn), at))
        return False

    async def _tell_minutes(self, watched: Watched) -> bool:
        """The minutes as they stand, when something was recorded; not more often than anybody reads them."""
        now = asyncio.get_running_loop().time()
        if not watched.watchers or watched.at.seq == watched.drawn or now - watched.drawn_at <= RENDERED:
            return False
        document = await run_in_threadpool(self._site.desk.document, watched.entry.id)
        if _is_closed(watched.entry, document):
            return True
        watched.drawn, watched.drawn_at = watched.at.seq, now
        self._send(watched, [await run_in_threadpool(self._minutes, document, watched.at)])
        return False

    def _said(self, document: Document, since: tuple[int, int], at: Position) -> list[bytes]:
        """A frame for each line; their ids say that the minutes were told as they were before."""
        (after, seq), minutes = since, document.minutes
        lines = self._follower.lines(minutes.meeting_id, after, min(BACKLOG, at.line - after))
        told = ((line, self._site.writer.utterance(minutes, document.told(line))) for line in lines)
        return [frame("line", Position(line.number, seq), text) for line, text in told]

    def _minutes(self, document: Document, at: Position) -> bytes:
        return frame("minutes", at, self._site.writer.article(document.minutes))

    def _send(self, watched: Watched, frames: Iterable[bytes]) -> None:
        whole = b"".join(frames)
        for queue in list(watched.watchers):
            try:
                queue.put_nowait(whole)
            except asyncio.QueueFull:
                self._drop(watched, queue)

    def _let_go(self, watched: Watched) -> None:
        for queue in list(watched.watchers):
            self._drop(watched, queue)
        self._watched.pop(watched.entry.id, None)

    def _drop(self, watched: Watched, queue: Frames) -> None:
        """End a stream, behind what waits for it if there is room."""
        watched.watchers.discard(queue)
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(END)


def frame(event: str, at: Position, text: str) -> bytes:
    """An event of the stream: each line of its text on a line of its own."""
    data = "".join(f"data: {line}\n" for line in text.split("\n")) if text else "data:\n"
    return f"event: {event}\nid: {at.line}.{at.seq}\n{data}\n".encode("utf-8", "replace")


async def _next(frames: Frames) -> bytes:
    try:
        async with asyncio.timeout(ALIVE):
            return await frames.get()
    except TimeoutError:
        return b": still here\n\n"


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
