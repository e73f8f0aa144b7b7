"""The publisher: a commit for an edition, pushed to the branch; once, and over nobody's work."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.api import Attempt, Edition, Preview, Publisher, Receipt, Standing, TemporaryError
from plugins.git_pages.clone import Author, Clone, MovedError, RefusedError, in_turn
from plugins.git_pages.failures import explained, refused
from plugins.git_pages.fields import texts_of
from plugins.git_pages.git import Git, GitError, environment
from plugins.git_pages.page import Page, page_of
from plugins.git_pages.planning import Plan, Planner, Verdict
from plugins.git_pages.settings import GitSettings

TRIES = 10
BUSY = 30.0  # seconds
PAUSE = 0.05  # seconds, longer with each try


@asynccontextmanager
async def open_git_pages(settings: GitSettings) -> AsyncIterator[Publisher]:
    """The publisher; nothing is fetched before the first edition comes."""
    yield GitPages(settings)


@dataclass(frozen=True, slots=True)
class GitPages:
    settings: GitSettings

    async def publish(self, edition: Edition, attempt: Attempt) -> Receipt:
        """Commit the page and push it, unless it is there, or a later one is.

        Raises:
            TemporaryError: the other side is not reached, or does not know us.
            PermanentError: the other side forbids it, or a person has to decide.
        """
        page = await asyncio.to_thread(page_of, edition, self.settings)
        async with self._clone() as clone:
            planner = self._planner(clone)
            for number in range(TRIES):
                plan = await planner.plan(page, attempt.queued_at)
                if await self._pushed(clone, plan):
                    return self._receipt(edition, page, plan)
                await asyncio.sleep(PAUSE * number)
        raise TemporaryError(f"{self.settings.repository}: others push all the time", retry_after=BUSY)

    async def preview(self, edition: Edition, attempt: Attempt) -> Sequence[Preview]:
        """The files as they would be, and the commit; made in a clone that is thrown away."""
        page = await asyncio.to_thread(page_of, edition, self.settings)
        with TemporaryDirectory(prefix="minutebot-") as place:
            async with self._clone(Path(place)) as clone:
                plan = await self._planner(clone).plan(page, attempt.queued_at)
                where = f"{self.settings.repository} {plan.branch}"
                files = [
                    Preview(f"{where}: {path}", await clone.content(blob) if blob else None)
                    for path, blob in sorted(plan.files.items())
                ]
                commit = [Preview(f"commit {plan.commit}", await clone.content(plan.commit))] if plan.commit else []
                return [*files, *commit]

    @asynccontextmanager
    async def _clone(self, aside: Path | None = None) -> AsyncIterator[Clone]:
        """The clone to oneself, what goes wrong explained; `aside` has one that borrows the objects of the real one."""
        directory, patience = self.settings.directory.absolute(), self.settings.timeout.total_seconds()
        async with in_turn(aside or directory, patience) as descriptor:
            git = Git(aside or directory, environment(self.settings), patience, (descriptor,))
            clone = Clone(git, self.settings.repository)
            try:
                await clone.make()
                if aside and (directory / "objects").is_dir():
                    (aside / "objects" / "info" / "alternates").write_text(
                        f"{directory / 'objects'}\n", encoding="utf-8"
                    )
                yield clone
            except GitError as error:
                raise explained(self.settings.repository, error.words) from error

    def _planner(self, clone: Clone) -> Planner:
        return Planner(clone, self.settings.branch, Author(self.settings.author_name, self.settings.author_email))

    async def _pushed(self, clone: Clone, plan: Plan) -> bool:
        """Whether the plan is carried out; if not, somebody else pushed meanwhile."""
        try:
            if plan.commit:
                await clone.push(plan.commit, plan.branch)
        except MovedError:
            return False
        except RefusedError as error:
            raise refused(self.settings.repository, plan.branch, str(error)) from error
        return True

    def _receipt(self, edition: Edition, page: Page, plan: Plan) -> Receipt:
        detail = f"{page.path} on {plan.branch}{f', commit {plan.commit}' if plan.commit else ''}"
        done = Receipt(Standing.CONFIRMED, self.settings.public_url.format(**texts_of(edition.minutes)), "", detail)
        if edition.withdrawn or plan.verdict is Verdict.OLD:
            return done
        if plan.verdict is Verdict.ASIDE:
            where = f"{page.path} on {self.settings.branch} of {self.settings.repository}"
            said = f"Minutes are on the branch {page.aside}, for somebody changed {where}; they have to be merged"
            return replace(done, url="", said=said)
        where = done.url or f"{page.path} on {plan.branch} of {self.settings.repository}"
        return replace(done, said=f"{_called(edition)}: {where}")


def _called(edition: Edition) -> str:
    if edition.revision > 1:
        return f"Corrected minutes (revision {edition.revision})"
    return "Draft" if edition.draft else "Minutes"
