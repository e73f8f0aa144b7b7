"""A directory that is new is filled: all meetings and all lists, by as many processes as there are cores.

Nobody reads there yet, so files are written right where they belong, in any order but that the first page comes last,
and the disk is waited for once, at the end. What a run that was cut off left half is written again by the next one,
which a hidden mark tells what it sees.
"""

import logging
import os
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from bot.api import TemporaryError
from plugins.archive.filler import Filler
from plugins.archive.processes import STOPPED, Crew, Job, Work, crew, is_much

FILLING = ".filling"
HOME = "index.html"
MEETINGS, LISTS = 16, 24
"""How many make a job: what meetings ask of the record is read in one go, and the forms of a list are made together."""
WORD = 10.0
"""Seconds between two words on how far it is."""

Told = Callable[[int, int], None]
log = logging.getLogger(__name__)


def fill(filler: Filler, filed: Container[str], stopped: Callable[[], bool], told: Told) -> None:
    """Write everything there is but for these meetings, which are there; `told` hears how much is done, of how much.

    Raises:
        PublishError: a file cannot be written, or it was stopped; the next run goes on.
    """
    began = time.monotonic()
    meetings = [each for each in filler.tree.meetings() if each not in filed]
    with closing(crew(filler) if is_much(len(meetings)) else Crew(filler)) as writers:
        lists = [name for name in filler.lists if name != HOME]
        jobs = *of_meetings(Filler.write_meetings, meetings), *of_lists(Filler.write_lists, lists)
        count = Count(len(meetings) + len(lists), told)
        if not writers.do(jobs, stopped, count.done):
            raise TemporaryError(STOPPED)
    filler.write_lists((HOME,))
    os.sync()
    if meetings:
        log.info("%s: %d meetings filed anew in %.0f s", filler.root, len(meetings), time.monotonic() - began)


def of_meetings(work: Work, meetings: Sequence[str]) -> Iterator[Job]:
    """Jobs in which this is done with all of them."""
    for begin in range(0, len(meetings), MEETINGS):
        yield Job(work, tuple(meetings[begin : begin + MEETINGS]))


def of_lists(work: Work, lists: Iterable[str]) -> Iterator[Job]:
    """The forms of one page stay together; it comes after them."""
    names: list[str] = []
    for name in lists:
        names.append(name)
        if len(names) >= LISTS and name.endswith(".html"):
            yield Job(work, tuple(names))
            names = []
    if names:
        yield Job(work, tuple(names))


@dataclass(slots=True)
class Count:
    """How many meetings and lists of all are there; it says so every few seconds."""

    of: int
    told: Told
    _there: int = 0
    _word: float = field(default_factory=time.monotonic)

    def done(self, job: Job, _result: object) -> None:
        self._there += len(job.names)
        self.told(self._there, self.of)
        if time.monotonic() - self._word >= WORD:
            self._word = time.monotonic()
            log.info("filling the archive: %d of %d meetings and lists are there", self._there, self.of)
