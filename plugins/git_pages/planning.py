"""What is to be done for a page: nothing, a commit on the branch, or one aside, because a person changed the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from bot.api import PermanentError, for_operator
from plugins.git_pages.clone import Author, Clone, Commit
from plugins.git_pages.page import INSTANCE, MEETING, PATH, REVISION, Order, Page, read_order


class Verdict(Enum):
    """What becomes of a page: it is put there; it is put aside; it was there already; a later one is there."""

    PUT = auto()
    ASIDE = auto()
    DONE = auto()
    OLD = auto()


@dataclass(frozen=True, slots=True)
class Plan:
    """A commit to be pushed to a branch; empty, there is nothing to do. `files` are blobs by path, "" for none."""

    verdict: Verdict
    branch: str
    commit: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ours:
    """What we committed of a meeting, on one branch: by path, the blobs we put there, the newest first ("": none)."""

    newest: Order
    put: Mapping[str, Sequence[tuple[Order, str]]]

    def wrote(self, path: str, blob: str) -> bool:
        return any(blob == each for _, each in self.put.get(path, ()))

    def wrote_as(self, path: str, blob: str, order: Order) -> bool:
        return (order, blob) in self.put.get(path, ())

    def took_away(self, path: str) -> bool:
        """Whether the file, which is not there, is not there because of us, or never was."""
        put = self.put.get(path, ())
        return not put or not put[0][1]


@dataclass(frozen=True, slots=True)
class Planner:
    """Looks at the other side as it is now, and makes the commit; nothing is pushed."""

    clone: Clone
    branch: str
    author: Author

    async def plan(self, page: Page, at: datetime) -> Plan:
        """What is to be done for the page. `at` is the commit's time: the same one makes the same commit.

        Raises:
            PublishError: the branch is not there, or a person has to decide.
        """
        tips = await self._tips(page.aside)
        tip, aside = tips.get(self.branch, ""), tips.get(page.aside, "")
        ours = await self._ours(page, tip)
        theirs = await self._ours(page, aside)
        if max(ours.newest, theirs.newest) > page.order:
            return Plan(Verdict.OLD, self.branch)
        blob = "" if page.content is None else await self.clone.blob(page.content)
        there = await self._there(tip, [page.path, *ours.put])
        left = {path: "" for path in ours.put if path != page.path and _is_ours(ours, path, there[path])}
        if (verdict := _verdict(page, blob, there[page.path], ours)) is Verdict.ASIDE:
            return await self._put_aside(page, blob, at, tip, aside)
        files = {**left, **({page.path: blob} if verdict is Verdict.PUT else {})}
        return await self._committed(page, at, self.branch, tip, files) if files else Plan(Verdict.DONE, self.branch)

    async def _tips(self, aside: str) -> dict[str, str]:
        """The commits that the branches are at; both may be missing, but then the repository is empty."""
        heads = await self.clone.heads()
        if heads and self.branch not in heads:
            known = ", ".join(sorted(heads)[:5])
            raise for_operator(
                f"{self.clone.repository} has no branch {self.branch}; make it, or see `branch` ({known})"
            )
        tips = {branch: heads[branch] for branch in (self.branch, aside) if branch in heads}
        absent = [branch for branch, commit in tips.items() if not await self.clone.has(commit)]
        await self.clone.fetch(absent)
        return tips | {branch: await self.clone.fetched(branch) for branch in absent}

    async def _ours(self, page: Page, tip: str) -> Ours:
        if not tip:
            return Ours((-1, False), {})
        found = [
            each for each in await self.clone.commits(f"{MEETING}: {page.meeting_id}", [tip]) if _is_of(each, page)
        ]
        orders = [read_order(each.trailers[REVISION.lower()]) for each in found]
        paths = dict.fromkeys([page.path, *(each.trailers[PATH.lower()] for each in found)])
        names = [f"{each.name}:{path}" for path in paths for each in found]
        blobs = iter(await self.clone.blobs(names)) if names else iter(())
        put = {path: [(order, next(blobs)) for order in orders] for path in paths} if found else {}
        return Ours(max(orders, default=(-1, False)), put)

    async def _there(self, tip: str, paths: Sequence[str]) -> dict[str, str]:
        blobs = await self.clone.blobs([f"{tip}:{path}" for path in paths]) if tip else [""] * len(paths)
        return dict(zip(paths, blobs, strict=True))

    async def _put_aside(self, page: Page, blob: str, at: datetime, tip: str, aside: str) -> Plan:
        """A commit on the meeting's own branch, on top of what was put there and is not merged yet."""
        if not aside or await self.clone.is_in(aside, tip):
            return await self._committed(page, at, page.aside, tip, {page.path: blob})
        there, before = await self._there(aside, [page.path]), await self._there(tip, [page.path])
        if there[page.path] == blob:
            return Plan(Verdict.ASIDE, page.aside)
        ours = await self._ours(page, aside)
        if not _is_ours(ours, page.path, there[page.path]) and there != before:
            raise PermanentError(
                f"{self.clone.repository}: somebody changed {page.path} on {self.branch}, and on {page.aside}, too; "
                f"merge {page.aside} and delete it, then publish again"
            )
        return await self._committed(page, at, page.aside, aside, {page.path: blob})

    async def _committed(self, page: Page, at: datetime, branch: str, tip: str, files: Mapping[str, str]) -> Plan:
        tree = await self.clone.tree(tip, files)
        commit = await self.clone.commit(tree, tip, page.message, self.author, at)
        return Plan(Verdict.ASIDE if branch == page.aside else Verdict.PUT, branch, commit, files)


def _verdict(page: Page, blob: str, there: str, ours: Ours) -> Verdict:
    """What becomes of the page where `there` is now; what a person made of it, or did to it, stays."""
    if there == blob:
        return Verdict.DONE
    if _is_ours(ours, page.path, there) or (not there and ours.took_away(page.path)):
        return Verdict.PUT
    if page.content is None or ours.wrote_as(page.path, blob, page.order):
        return Verdict.DONE
    return Verdict.ASIDE


def _is_ours(ours: Ours, path: str, blob: str) -> bool:
    return bool(blob) and ours.wrote(path, blob)


def _is_of(commit: Commit, page: Page) -> bool:
    wanted = {MEETING: page.meeting_id, INSTANCE: page.instance}
    whole = all(key.lower() in commit.trailers for key in (PATH, REVISION))
    return whole and all(commit.trailers.get(key.lower()) == value for key, value in wanted.items())
