"""Fair copies of the minutes: written by the bot that runs, or all at once."""

from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from bot.app.copying import Copyist
from bot.runtime.record import Record
from bot.store.fair_copies import fill_in, lay_out, packed
from bot.store.sqlite import path_of

AT_ONCE = 5
"""Copies that are begun, and kept, together: some hundred kilobytes."""


def copying(record: Record, busy: Callable[[], bool]) -> Iterator[Coroutine[Any, Any, None]]:
    """What writes them while the bot runs; nothing where the record is in memory, and nobody else reads it."""
    if path_of(record.journal.url):
        yield _copyist(record, busy).run()


def _copyist(record: Record, busy: Callable[[], bool]) -> Copyist:
    async def begin(meetings: Sequence[str]) -> None:
        await record.journal.run(partial(lay_out, meeting_ids=meetings))

    async def keep(copies: Mapping[str, bytes]) -> int:
        return await record.journal.run(partial(fill_in, copies=copies, mark=record.trees.copies.mark()))

    return Copyist(lambda: record.trees.copies.lacking(AT_ONCE), begin, partial(_drawn, record), keep, busy)


def _drawn(record: Record, meeting_id: str) -> bytes:
    """A copy; an empty one of a meeting whose record can't be read, or that is drawn each time anyway."""
    try:
        return packed(record.trees.copied(meeting_id))
    except (ValueError, LookupError):
        return b""


def copy_all(record: Record, progress: Callable[[int], None] = lambda _count: None) -> int:
    """Write all that are lacking, in a record that nobody else writes; of how many meetings.

    Raises:
        bot.app.ports.UnwritableError: they can't be kept.
    """
    copies, count = record.trees.copies, 0
    while meetings := copies.lacking(AT_ONCE):
        record.journal.now(partial(lay_out, meeting_ids=meetings))
        drawn = {meeting: _drawn(record, meeting) for meeting in meetings}
        record.journal.now(partial(fill_in, copies=drawn, mark=copies.mark()))
        count += len(meetings)
        progress(len(meetings))
    return count
