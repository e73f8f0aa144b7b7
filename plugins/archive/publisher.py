"""The publisher: files a meeting's pages, then lists it; editions published at once share the listing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.api import Attempt, Edition, Preview, Publisher, Receipt, Standing, explained, shadow
from plugins.archive.desk import Desk
from plugins.archive.places import address, page_of
from plugins.archive.settings import ArchiveSettings


@asynccontextmanager
async def open_archive(settings: ArchiveSettings) -> AsyncIterator[Publisher]:
    """The archive; nothing is written before the first edition comes."""
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
    try:
        yield Archive(Desk(settings.directory.absolute(), settings), worker)
    finally:
        await asyncio.get_running_loop().run_in_executor(None, worker.shutdown)


@dataclass(frozen=True, slots=True)
class Archive:
    """All files are written by one thread, in turn.

    The listing of an edition queues behind the pages of those that came meanwhile, and lists them too: a hundred
    editions published at once cost a few listings.
    """

    desk: Desk
    worker: ThreadPoolExecutor

    async def publish(self, edition: Edition, attempt: Attempt) -> Receipt:  # noqa: ARG002 - the contract's
        """File the meeting and list it.

        Raises:
            TemporaryError: the directory cannot be written now.
            PermanentError: the meeting cannot be filed under its path.
        """
        filing = self.worker.submit(self.desk.file, edition)
        try:
            file = await asyncio.wrap_future(filing)
        finally:
            listing = self.worker.submit(self.desk.list_filed)  # when cut off, too: what was filed gets listed
        await asyncio.shield(asyncio.wrap_future(listing))
        if not file or edition.withdrawn:
            return Receipt(Standing.CONFIRMED, detail="the meeting was aborted, and nothing of it is here")
        place = str(self.desk.root / file)
        public_url = self.desk.settings.public_url
        url = address(public_url, file) if public_url else place
        said = _said(edition, url) if file == page_of(edition.minutes.path) else ""
        return Receipt(Standing.CONFIRMED, url=url, said=said, detail=place)

    async def preview(self, edition: Edition, attempt: Attempt) -> Sequence[Preview]:  # noqa: ARG002 - the contract's
        """The files that would be other than they are now."""
        return await asyncio.to_thread(_rehearsed, self.desk, edition)


def _rehearsed(desk: Desk, edition: Edition) -> Sequence[Preview]:
    with explained(desk.root), shadow(desk.root) as there:
        aside = Desk(there.path, desk.settings)
        try:
            aside.file(edition)
        finally:
            aside.list_filed()
        return there.changes()


def _said(edition: Edition, url: str) -> str:
    """What the room is told of an edition that has the meeting's own address."""
    if edition.revision > 1:
        return f"Corrected minutes (revision {edition.revision}): {url}"
    return f"{'Draft' if edition.draft else 'Minutes'}: {url}"
