"""Processes that write an archive's files, one for each core; all do what one of them would."""

import os
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from pathlib import Path

from bot.api import SiteTree, TemporaryError
from plugins.archive.filler import Filler

NICE = 5
POLITE = 0.2
"""Seconds between two looks at whether to go on."""
AHEAD = 2
"""Jobs that wait for each process: with more, it is later that one can stop."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a process does in one go: `work` is a method of its filler, done with these names."""

    work: Callable[[Filler, tuple[str, ...]], None]
    names: tuple[str, ...]


@dataclass(slots=True)
class Crew:
    """Does jobs: here one after the other, or in the processes of a pool, several at once."""

    filler: Filler
    pool: Executor | None = None
    _running: dict[Future[None], Job] = field(default_factory=dict)

    def do(self, jobs: Iterable[Job], stopped: Callable[[], bool], done: Callable[[Job], None]) -> None:
        """All of them, begun in their order; `done` hears of each.

        Raises:
            PublishError: one failed, or it was stopped.
        """
        for job in jobs:
            self._wait(stopped, done, most=AHEAD * cores() if self.pool else 0)
            self._begin(job, done)
        self._wait(stopped, done, most=0)

    def _begin(self, job: Job, done: Callable[[Job], None]) -> None:
        if self.pool:
            self._running[self.pool.submit(_do, job)] = job
        else:
            job.work(self.filler, job.names)
            done(job)

    def _wait(self, stopped: Callable[[], bool], done: Callable[[Job], None], most: int) -> None:
        """Until no more than so many jobs are running."""
        while True:
            if stopped():
                raise TemporaryError("stopped while everything was being written")
            if len(self._running) <= most:
                return
            for future in wait(self._running, timeout=POLITE, return_when=FIRST_COMPLETED).done:
                job = self._running.pop(future)
                _ended(future, job)
                done(job)


def _ended(future: Future[None], job: Job) -> None:
    try:
        future.result()
    except BrokenProcessPool as error:
        what = f"{job.names[0]}, or near it: a process that writes pages was ended; is there memory enough?"
        raise TemporaryError(what) from error


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def crew(filler: Filler, stack: ExitStack, *, alone: bool) -> Crew:
    """Processes that end with the stack, or with this process; none when `alone`, or where there is one core."""
    if alone or cores() == 1 or filler.tree.elsewhere is None:
        return Crew(filler)
    given = filler.root, filler.tree.elsewhere, filler.transcripts
    pool = ProcessPoolExecutor(cores(), get_context("spawn"), _open, given)
    stack.callback(pool.shutdown, cancel_futures=True)
    return Crew(filler, pool)


_here: list[Filler] = []
"""The process's own, once it has begun."""


def _open(root: Path, elsewhere: Callable[[], SiteTree], transcripts: bool) -> None:  # noqa: FBT001 - by place
    """In a new process: open the site; leave Ctrl-C to the one that started this, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here.append(Filler(root, elsewhere(), transcripts))


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _do(job: Job) -> None:
    job.work(_here[0], job.names)
