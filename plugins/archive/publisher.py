"""The publisher: files a meeting's pages and what leads to them, and has the lists follow."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.api import Attempt, Edition, Preview, Publisher, PublishError, Receipt, Standing, explained, shadow
from plugins.archive.desk import Desk, OpenSite
from plugins.archive.places import address, page_of
from plugins.archive.processes import is_much
from plugins.archive.settings import ArchiveSettings

PATIENCE = 5.0
"""Seconds that lists are given when the archive is closed; the rest is for the next start."""
AGAIN, LATER = 0.5, 60.0
"""Seconds until lists are tried again that had to wait, or could not be written."""

REST = 20.0
"""Seconds until processes end that have nothing to do."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def open_archive(settings: ArchiveSettings) -> AsyncIterator[Publisher]:
    """The archive; nothing is written before the first edition comes."""
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
    archive = Archive(Desk(settings.directory.absolute(), settings), worker)
    archive.desk.stopped = lambda: archive.is_ending
    try:
        yield archive
    finally:
        await archive.close()


@dataclass(slots=True)
class Archive:
    """All files are written by one thread, in turn.

    What leads to an edition queues behind the pages of those that came meanwhile, and leads to them too. The lists
    follow when no edition waits: a hundred editions published at once are listed once.
    """

    desk: Desk
    worker: ThreadPoolExecutor
    _site: OpenSite | None = None
    _coming: dict[int, Edition] = field(default_factory=dict)
    _waiting: int = 0
    _following: asyncio.Future[bool] | None = None
    _more: bool = False
    is_ending: bool = False
    _closing: bool = False
    _again: asyncio.TimerHandle | None = None
    _resting: asyncio.TimerHandle | None = None

    async def publish(self, edition: Edition, attempt: Attempt) -> Receipt:  # noqa: ARG002 - the contract's
        """File the meeting and lead to it; what else lists it follows.

        Raises:
            TemporaryError: the directory cannot be written now.
            PermanentError: the meeting cannot be filed under its path.
        """
        self._waiting += 1
        try:
            file = await self._filed(edition)
        finally:
            self._waiting -= 1
            self._site = edition.site or self._site
            self._list()
        if not file or edition.withdrawn:
            return Receipt(Standing.CONFIRMED, detail="the meeting was aborted, and nothing of it is here")
        place = str(self.desk.root / file)
        public_url = self.desk.settings.public_url
        url = address(public_url, file) if public_url else place
        said = _said(edition, url) if file == page_of(edition.minutes.path) else ""
        return Receipt(Standing.CONFIRMED, url=url, said=said, detail=place)

    async def _filed(self, edition: Edition) -> str:
        self._coming[id(edition)] = edition
        filing = self.worker.submit(self._file, edition)
        try:
            file = await asyncio.wrap_future(filing)
        finally:
            self._coming.pop(id(edition), None)
            leading = asyncio.wrap_future(self.worker.submit(self.desk.lead))  # when cut off, too: it lets others in
            leading.add_done_callback(_heard)
        await asyncio.shield(leading)
        self._rest()
        return file

    def _rest(self) -> None:
        """Let the processes go that nobody has needed for a while."""
        if self._resting:
            self._resting.cancel()
        if not self.is_ending:
            self._resting = asyncio.get_running_loop().call_later(REST, self.worker.submit, self.desk.together.rest)

    def _file(self, edition: Edition) -> str:
        """In the worker: file it, and with it what else has come."""
        if is_much(len(self._coming)):
            coming, self._coming = self._coming, {}
            self.desk.renew(list(coming.values()))
        self._coming.pop(id(edition), None)
        return self.desk.file(edition)

    def tell(self, told: Callable[[int, int], None]) -> None:
        self.desk.told = told

    async def catch_up(self, site: OpenSite) -> None:
        """Have all lists written that are still to be, also those that an earlier run left.

        Raises:
            TemporaryError: the directory cannot be written now, or another process holds it.
        """
        while True:
            listing = self.worker.submit(self.desk.list_noted, site, self._is_hindered, patient=True)
            if await asyncio.wrap_future(listing):
                break
            await asyncio.sleep(AGAIN)
        self._rest()

    async def preview(self, edition: Edition, attempt: Attempt) -> Sequence[Preview]:  # noqa: ARG002 - the contract's
        """The files that would be other than they are now, once all lists are written."""
        return await asyncio.to_thread(_rehearsed, self.desk, edition)

    async def close(self) -> None:
        """Stop when what is being written is whole; lists may take a little longer, and then are left."""
        loop = asyncio.get_running_loop()
        self.is_ending = True
        self._rest()
        ending = loop.call_later(PATIENCE, self._close)
        while self._following:
            await asyncio.wait([self._following])
        self.worker.submit(self.desk.together.rest)
        await loop.run_in_executor(None, self.worker.shutdown)
        ending.cancel()
        self._close()

    def _close(self) -> None:
        self._closing = True
        if self._again:
            self._again.cancel()

    def _is_hindered(self) -> bool:
        """Whether an edition waits for the lists to be written; it comes first."""
        return bool(self._waiting) or self._closing

    def _list(self) -> None:
        """Have the lists follow, or follow again; of an edition that waits they will, too, when it is there."""
        self._more = self._following is not None
        if self._site and not (self._waiting or self._more or self._closing):
            listing = self.worker.submit(
                self.desk.list_noted, self._site, lambda: self._is_hindered() or self.desk.lock.wanted()
            )
            self._following = asyncio.wrap_future(listing)
            self._following.add_done_callback(self._listed)

    def _listed(self, listing: asyncio.Future[bool]) -> None:
        self._following = None
        self._rest()
        if error := listing.exception():
            known = isinstance(error, PublishError)
            log.warning("the lists can't be written, and wait: %s", error, exc_info=None if known else error)
        if self._more:
            self._list()
        elif not self._closing and (error or not listing.result()):
            self._again = asyncio.get_running_loop().call_later(LATER if error else AGAIN, self._list)


def _heard(leading: asyncio.Future[None]) -> None:
    """What goes wrong when nobody waits for it any more is nobody's business: the delivery is tried again."""
    if not leading.cancelled():
        leading.exception()


def _rehearsed(desk: Desk, edition: Edition) -> Sequence[Preview]:
    with explained(desk.root), shadow(desk.root) as there:
        aside = Desk(there.path, desk.settings)
        try:
            aside.file(edition)
        finally:
            aside.lead()
        aside.list_noted(edition.site, lambda: False, patient=True)
        return there.changes()


def _said(edition: Edition, url: str) -> str:
    """What the room is told of an edition that has the meeting's own address."""
    if edition.revision > 1:
        return f"Corrected minutes (revision {edition.revision}): {url}"
    return f"{'Draft' if edition.draft else 'Minutes'}: {url}"
