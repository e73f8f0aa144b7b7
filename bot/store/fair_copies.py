"""Fair copies: what the pages of a meeting that ended say, written out once and kept compressed.

A sheet is laid out before the copy is drawn, and is filled in only if it lies there yet: whatever changes what is drawn
takes it away (`copies.sql`), and so a copy never says what was so when it was begun.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import accumulate

from sqlalchemy import Connection, Engine

from bot.store.sqlite import driver, open_reader

LAID_OUT = ""
"""The mark of a sheet that is not filled in yet."""
LEVEL = 9
"""Of compression: behind it a page gets no smaller, and takes longer than it took to draw."""

log = logging.getLogger(__name__)


class FairCopies:
    """Those that are valid: `mark` says what pages are drawn with, and is asked for once. Any thread may."""

    def __init__(self, record: str | Engine, mark: Callable[[], str]) -> None:
        self._engine: Engine = open_reader(record)
        self.mark = cache(mark)

    def of(self, meeting_id: str) -> Mapping[str, str] | None:
        """The parts of a meeting's pages, if there is a copy."""
        with self._engine.begin() as connection:
            found = driver(connection).execute(_KEPT, (meeting_id, self.mark())).fetchone()
        try:
            return unpacked(found[0]) if found else None
        except ValueError as error:
            log.warning("the fair copy of %s is damaged (%s): its pages are drawn each time", meeting_id, error)
            return None

    def lacking(self, most: int) -> list[str]:
        """The ids of meetings that ended and have none, the newest first; one that is to have none has an empty one."""
        with self._engine.begin() as connection:
            return [row[0] for row in driver(connection).execute(_LACKING, (self.mark(), most))]


_KEPT = "SELECT body FROM fair_copies WHERE meeting_id = ? AND mark = ? AND body <> x''"
_LACKING = """
    SELECT id FROM meetings WHERE +state = 'ended' AND NOT EXISTS (
        SELECT 1 FROM fair_copies INDEXED BY ix_fair_copies_meeting_id_mark WHERE meeting_id = meetings.id AND mark = ?
    ) ORDER BY started_at DESC LIMIT ?
"""
"""It is asked every few seconds. SQLite itself would choose an index with which each copy has to be looked at."""


def lay_out(connection: Connection, meeting_ids: Iterable[str]) -> None:
    """A new sheet for each of these meetings."""
    rows = [(meeting_id, LAID_OUT) for meeting_id in meeting_ids]
    driver(connection).executemany(
        "INSERT OR REPLACE INTO fair_copies (meeting_id, mark, body) VALUES (?, ?, x'')", rows
    )


def fill_in(connection: Connection, copies: Mapping[str, bytes], mark: str) -> int:
    """Fill in the sheets, by the meetings' ids; how many of them lay there yet."""
    rows = [(mark, body, meeting_id, LAID_OUT) for meeting_id, body in copies.items()]
    filled = "UPDATE fair_copies SET mark = ?, body = ? WHERE meeting_id = ? AND mark = ?"
    return driver(connection).executemany(filled, rows).rowcount


def packed(parts: Mapping[str, str]) -> bytes:
    """The parts, compressed, behind a line that says how long (in bytes) each of them is; b"" for none at all."""
    from zstandard import ZstdCompressor  # noqa: PLC0415 - a MiB, and who follows a meeting that runs needs none of it

    if not parts:
        return b""
    texts = {name: text.encode("utf-8", "replace") for name, text in parts.items()}
    head = json.dumps({name: len(text) for name, text in texts.items()}).encode()
    return ZstdCompressor(LEVEL, write_checksum=True).compress(b"\n".join([head, b"".join(texts.values())]))


def unpacked(body: bytes) -> dict[str, str]:
    """What was packed.

    Raises:
        ValueError: it is not as it was.
    """
    from zstandard import ZstdDecompressor, ZstdError  # noqa: PLC0415 - see above

    try:
        head, _, text = ZstdDecompressor().decompress(body).partition(b"\n")
    except ZstdError as error:
        raise ValueError(str(error)) from error
    lengths: dict[str, int] = json.loads(head)
    ends = accumulate(lengths.values())
    return {name: text[end - lengths[name] : end].decode() for name, end in zip(lengths, ends, strict=True)}
