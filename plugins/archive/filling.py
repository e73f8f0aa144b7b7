"""A directory that is new is filled: all meetings, then all lists, by as many processes as there are cores.

Nobody reads there yet, so files are written right where they belong, and the disk is waited for once, at the end. What
a run that was cut off left half is written again by the next one, which a hidden mark tells what it sees.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import get_context, parent_process
from pathlib import Path

from bot.api import FileWriter, PublishError, SiteFile, SiteTree, TemporaryError, explained
from plugins.archive.making import encoded, makeable

FILLING = ".filling"
FEW = 24
"""Meetings for which no process is worth its start."""
NICE = 5
POLITE = 0.2
"""Seconds between two looks at whether to go on."""
WORD = 10.0
"""Seconds between two words on how far it is."""

log = logging.getLogger(__name__)


@dataclass
class Filler:
    """Writes the files of one tree; each process has one."""

    root: Path
    tree: SiteTree
    transcripts: bool
    _made: set[Path] = field(default_factory=set)

    @cached_property
    def lists(self) -> dict[str, SiteFile]:
        """Every list by its name, the first page last: until that is there nothing leads anywhere."""
        found = {each.file: each for each in self.tree.all_lists(())}
        return {name: found[name] for name in sorted(found, key=lambda name: name == "index.html")}

    def meeting(self, meeting_id: str) -> None:
        """Its files, but for what all meetings use, which came with the one that is published."""
        with explained(self.root):
            self._write(each for each in self.tree.meeting(meeting_id) if "/" in each.file)

    def list(self, name: str) -> None:
        with explained(self.root):
            self._write([self.lists[name]])

    def _write(self, files: Iterable[SiteFile]) -> None:
        """Write files that are new; those that a run before this one left are compared, and then replaced.

        Raises:
            PublishError: one cannot be written.
        """
        writer = FileWriter()
        for each, text in makeable(files):
            path = self.root / each.file
            there = path.is_symlink() or path.exists()
            if there and text is None:
                path.unlink()
            elif there and not each.yields and text is not None:
                writer.put(path, encoded(text))
            elif not there and text is not None and (self.transcripts or ".log." not in each.file):
                self._make(path.parent)
                with path.open("xb") as file:
                    file.writelines(encoded(text))
        writer.settle()

    def _make(self, directory: Path) -> None:
        if directory not in self._made:
            directory.mkdir(mode=0o755, parents=True, exist_ok=True)
            self._made.add(directory)


def fill(filler: Filler, filed: Container[str], stopped: Callable[[], bool]) -> None:
    """Write everything there is but for these meetings, which are there.

    Raises:
        PublishError: a file cannot be written, or it was stopped; the next run goes on.
    """
    tree, began = filler.tree, time.monotonic()
    meetings = [each for each in tree.meetings() if each not in filed]
    with ExitStack() as stack:
        pool = _pool(filler, stack) if len(meetings) >= FEW else None
        _all(pool, "meetings", dict.fromkeys(meetings, (filler.meeting, _meeting)), stopped)
        *lists, front = filler.lists
        _all(pool, "lists", dict.fromkeys(lists, (filler.list, _list)), stopped)
        filler.list(front)
    os.sync()
    log.info("%s: %d meetings filed anew in %.0f s", filler.root, len(meetings), time.monotonic() - began)


Job = Callable[[str], None]


def _all(pool: Executor | None, what: str, jobs: dict[str, tuple[Job, Job]], stopped: Callable[[], bool]) -> None:
    """Do them, here or in the pool."""
    word = time.monotonic() + WORD
    running: dict[Future[None], str] = {}
    for done, (name, (here, there)) in enumerate(jobs.items()):
        if pool:
            running[pool.submit(there, name)] = name
            continue
        _go_on(stopped)
        with _named(name):
            here(name)
        word = _said(what, done, len(jobs), word)
    while running:
        _go_on(stopped)
        for future in wait(running, timeout=POLITE).done:
            with _named(running.pop(future)):
                future.result()
        word = _said(what, len(jobs) - len(running), len(jobs), word)


def _go_on(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise TemporaryError("stopped while everything was being written")


def _said(what: str, done: int, count: int, word: float) -> float:
    """When the next word on it is due."""
    if time.monotonic() < word:
        return word
    log.info("filling the archive: %d of %d %s are there", done, count, what)
    return time.monotonic() + WORD


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Say which meeting or list it was that can't be written."""
    try:
        yield
    except BrokenProcessPool as error:
        raise TemporaryError(f"{name}: a process that writes pages was ended; is there memory enough?") from error
    except PublishError as error:
        raise type(error)(f"{name}: {error}") from error


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _pool(filler: Filler, stack: ExitStack) -> Executor | None:
    """Processes that write, one for each core; they end with the stack, or with this process. None with one core."""
    if (count := cores()) == 1 or filler.tree.elsewhere is None:
        return None
    given = filler.root, filler.tree.elsewhere, filler.transcripts
    pool = ProcessPoolExecutor(count, get_context("spawn"), _begin, given)
    stack.callback(pool.shutdown, cancel_futures=True)
    return pool


_here: list[Filler] = []
"""The process's own, once it has begun."""


def _begin(root: Path, elsewhere: Callable[[], SiteTree], transcripts: bool) -> None:  # noqa: FBT001 - by place
    """In a new process: open the site; leave Ctrl-C to the one that started this, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here.append(Filler(root, elsewhere(), transcripts))


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _meeting(meeting_id: str) -> None:
    _here[0].meeting(meeting_id)


def _list(name: str) -> None:
    _here[0].list(name)
