"""Processes that write an archive's files, one for each core; all do what one of them would."""

import fcntl
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from bot.api import SiteTree, TemporaryError
from plugins.archive.filler import Filler

LENT = ".lock.lent"
"""Who takes the lock has this to itself for a moment, and then no job of a process that died goes on."""
STOPPED = "stopped while everything was being written"
FEW = 24
"""Meetings for which no process is worth its start."""
NICE = 5
POLITE = 0.2
"""Seconds between two looks at whether to go on."""
AHEAD = 2
"""Jobs that wait for each process: with more, it is later that one can stop."""


Work = Callable[[Filler, tuple[str, ...]], Any]


@dataclass(frozen=True, slots=True)
class Job:
    """What a process does in one go: `work` is a method of its filler, done with these names."""

    work: Work
    names: tuple[str, ...]


Done = Callable[[Job, Any], None]
"""Hears of a job that is done, and what came of it."""


@dataclass(slots=True)
class Crew:
    """Does jobs: here one after the other, or in the processes of a pool, several at once."""

    filler: Filler
    pool: Executor | None = None
    _running: dict[Future[Any], Job] = field(default_factory=dict)

    def do(self, jobs: Iterable[Job], stopped: Callable[[], bool], done: Done) -> bool:
        """All of them, begun in their order, unless it is stopped; whether it was not. Nothing goes on behind it.

        Raises:
            PublishError: one failed.
        """
        try:
            begun = all(self._begin(job, stopped, done) for job in jobs)
            return begun and self._wait(stopped, done, most=0)
        finally:
            self._leave()

    def close(self) -> None:
        """End the processes."""
        if self.pool:
            self.pool.shutdown(cancel_futures=True)

    def _begin(self, job: Job, stopped: Callable[[], bool], done: Done) -> bool:
        goes_on = self._wait(stopped, done, most=AHEAD * cores())
        if goes_on and self.pool:
            with _whole(job):
                self._running[self.pool.submit(_do, job)] = job
        elif goes_on:
            done(job, job.work(self.filler, job.names))
        return goes_on

    def _wait(self, stopped: Callable[[], bool], done: Done, most: int) -> bool:
        """Until no more than so many jobs are running; False once it is stopped."""
        while not stopped():
            if len(self._running) <= most:
                return True
            for future in wait(self._running, timeout=POLITE, return_when=FIRST_COMPLETED).done:
                job = self._running.pop(future)
                with _whole(job):
                    result = future.result()
                done(job, result)
        return False

    def _leave(self) -> None:
        """Begin nothing more, and wait for what is begun."""
        for future in self._running:
            future.cancel()
        wait(self._running)
        self._running.clear()


@contextmanager
def _whole(job: Job) -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        what = f"{job.names[0]}, or near it: a process that writes pages was ended; is there memory enough?"
        raise TemporaryError(what) from error


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_much(meetings: int) -> bool:
    """Whether so many meetings are worth the start of processes."""
    return meetings >= FEW


def crew(filler: Filler) -> Crew:
    """Processes that end when it is closed, or with this process; none where there is one core."""
    if cores() == 1 or filler.tree.elsewhere is None:
        return Crew(filler)
    given = filler.root, filler.tree.elsewhere, filler.transcripts
    pool = ProcessPoolExecutor(cores(), get_context("spawn"), _open, given)
    for _ in range(cores()):
        pool.submit(_start)  # a process starts with the first job, and may as well while the jobs are put together
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


def _start() -> None:
    """Nothing: the process has begun."""


def _do(job: Job) -> Any:
    with _lent(_here[0].root):
        return job.work(_here[0], job.names)


@contextmanager
def _lent(root: Path) -> Iterator[None]:
    """A share in the lock of the one that started this: should that die, others wait until this has ended, too."""
    descriptor = os.open(root / LENT, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if (parent := parent_process()) and not parent.is_alive():
            os._exit(1)
        yield
    finally:
        os.close(descriptor)
