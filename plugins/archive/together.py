"""Much that is to be written anew in a directory that is read: by several processes, which stay for a while."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.api import PublishError, SiteTree, TemporaryError
from plugins.archive.filler import Filler
from plugins.archive.filling import Told, of_lists, of_meetings
from plugins.archive.processes import STOPPED, Crew, Done, Job, crew, is_much
from plugins.archive.writing import Written

MANY = 200
"""Lists for which several processes are worth their start."""


@dataclass(slots=True)
class Together:
    """Use it under the directory's lock."""

    root: Path
    transcripts: bool
    _crew: Crew | None = None
    _listings: int = 0

    def renew(self, tree: SiteTree, meetings: Sequence[str], stopped: Callable[[], bool]) -> dict[str, Written]:
        """Put the files of meetings in place, and say what became of them: nothing of those that it can't write.

        Raises:
            TemporaryError: it was stopped, or a process was ended.
        """
        renewed: dict[str, Written] = {}
        jobs = of_meetings(Filler.renew_meetings, meetings)
        many = is_much(len(meetings))
        if not self._do(tree, jobs, stopped, lambda _job, found: renewed.update(found), many=many):
            raise TemporaryError(STOPPED)
        return renewed

    def list_anew(
        self, tree: SiteTree, names: Sequence[str], also: Collection[str], hindered: Callable[[], bool], told: Told
    ) -> bool:
        """Put every list in place, with these meetings in it, `also`; whether that is done, for it may be `hindered`.

        `told` hears how many of them are there, of how many.

        Raises:
            PublishError: one can't be written.
        """
        done = 0

        def count(job: Job, _result: object) -> None:
            nonlocal done
            done += len(job.names)
            told(done, len(names))

        self._listings += 1
        jobs = of_lists(partial(Filler.renew_lists, also=frozenset(also), nth=self._listings), names)
        return self._do(tree, jobs, hindered, count, many=len(names) >= MANY)

    def rest(self) -> None:
        """End the processes, until they are needed again."""
        if self._crew:
            self._crew.close()
            self._crew = None

    def _do(self, tree: SiteTree, jobs: Iterable[Job], stopped: Callable[[], bool], done: Done, *, many: bool) -> bool:
        """Do it here, unless it is `many`."""
        here = Filler(self.root, tree, self.transcripts)
        if many and not (self._crew and self._crew.pool):
            self._crew = crew(here)
        writers = self._crew if many and self._crew else Crew(here)
        try:
            return writers.do(jobs, stopped, done)
        except PublishError:
            self.rest()
            raise
