"""Who works on a database at once: one bot, and jobs beside it. Locks on files, which end with their process."""

import asyncio
import fcntl
import logging
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bot.store.sqlite import StoreError, path_of

BOT, JOBS = ".lock", ".jobs.lock"
LOOK_AGAIN, PATIENCE = 0.05, 0.5  # seconds
logger = logging.getLogger(__name__)


@contextmanager
def only_bot(url: str) -> Iterator[None]:
    """Hold the database as its only bot.

    Raises:
        StoreError: another process does; the message names it.
    """
    path = path_of(url)
    if path is None:
        yield
        return
    with _opened(path, BOT) as descriptor:
        give_up_at = time.monotonic() + PATIENCE  # a job may look for a moment whether a bot runs
        while not _lock(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > give_up_at:
                raise StoreError(_taken(path, os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()))
            time.sleep(LOOK_AGAIN)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield


def _taken(path: Path, process: str) -> str:
    whose = f"process {process}" if process else "another process"
    return f"{path}: a bot runs on this database already ({whose}); stop it first, or give this one its own store.url"


@contextmanager
def job(url: str) -> Iterator[None]:
    """Deliver beside the bot: what a job is sending is not taken for cut off meanwhile."""
    path = path_of(url)
    if path is None:
        yield
        return
    with _opened(path, JOBS) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield


@asynccontextmanager
async def no_jobs(url: str) -> AsyncIterator[None]:
    """Wait until no job delivers, and keep new ones waiting: what is marked as being sent now was cut off."""
    path = path_of(url)
    if path is None:
        yield
        return
    with _opened(path, JOBS) as descriptor:
        if not _lock(descriptor, fcntl.LOCK_EX):
            logger.info("%s: another minutebot delivers from it; delivering begins when that is done", path)
            while not _lock(descriptor, fcntl.LOCK_EX):  # noqa: ASYNC110 - another process holds it, and sets no event
                await asyncio.sleep(LOOK_AGAIN)
        yield


@contextmanager
def nobody_else(url: str) -> Iterator[bool]:
    """Whether neither a bot nor a job works on the database; none can begin while the context lasts."""
    path = path_of(url)
    if path is None:
        yield True
        return
    with _opened(path, BOT) as bot, _opened(path, JOBS) as jobs:
        yield _lock(bot, fcntl.LOCK_EX) and _lock(jobs, fcntl.LOCK_EX)


@contextmanager
def _opened(path: Path, suffix: str) -> Iterator[int]:
    """The lock file beside the database; it is never removed, or two processes could hold two of one name."""
    file = path.with_name(path.name + suffix)
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"{file}: {reason}: give minutebot the right to write in {path.absolute().parent}") from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
