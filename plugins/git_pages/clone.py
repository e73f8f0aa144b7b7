"""The bot's own bare clone: what the other side has, and commits to put on top of it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.api import TemporaryError, explained, held
from plugins.git_pages.git import Git, GitError

LOOK_AGAIN = 0.05  # seconds
MODE = "100644"
NO_OBJECT = "0" * 40


@dataclass(frozen=True, slots=True)
class Author:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the bot's: what its trailers say by key, lower case."""

    name: str
    trailers: Mapping[str, str]


class MovedError(Exception):
    """The branch is not any more where it was: somebody else pushed."""


class RefusedError(Exception):
    """The other side would not have the commit; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Clone:
    """Objects of the other side, and those made here; `repository` is its address."""

    git: Git
    repository: str

    async def make(self) -> None:
        """Make it, if it is not there, or not whole."""
        await self.git.run("init", "--quiet", "--bare", str(self.git.directory))

    async def heads(self) -> dict[str, str]:
        """Every branch there, by name, with the name of its commit."""
        lines = (await self.git.line("ls-remote", "--heads", "--", self.repository)).splitlines()
        return {name.removeprefix("refs/heads/"): commit for commit, name in (line.split("\t", 1) for line in lines)}

    async def fetch(self, branches: Iterable[str]) -> None:
        """Bring here what is on these branches, which must be there."""
        wanted = [f"+refs/heads/{branch}:refs/minutebot/{branch}" for branch in branches]
        if wanted:
            await self.git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", self.repository, *wanted)

    async def fetched(self, branch: str) -> str:
        """The commit that a branch was at when it was fetched."""
        return await self.git.line("rev-parse", "--verify", f"refs/minutebot/{branch}^{{commit}}")

    async def content(self, name: str) -> bytes:
        """The bytes of an object."""
        kind = await self.git.line("cat-file", "-t", name)
        return await self.git.run("cat-file", kind, name)

    async def has(self, commit: str) -> bool:
        try:
            await self.git.run("cat-file", "-e", f"{commit}^{{commit}}")
        except GitError:
            return False
        return True

    async def blobs(self, names: Iterable[str]) -> list[str]:
        """The blobs of these ("COMMIT:PATH"), "" where there is none, in their order."""
        given = "".join(f"{name}\n" for name in names)
        answers = (await self.git.line("cat-file", "--batch-check", given=given.encode())).splitlines()
        return ["" if answer.endswith("missing") else answer.partition(" ")[0] for answer in answers]

    async def commits(self, words: str, tips: Iterable[str]) -> list[Commit]:
        """The commits that lead to these tips and have these words in their message, the newest first."""
        form = "%x01%H%x00%(trailers:only,unfold)"
        found = await self.git.run(
            "log", "--topo-order", "--fixed-strings", f"--grep={words}", f"--format={form}", *tips, "--"
        )
        return [_commit(each) for each in found.decode("utf-8", "replace").split("\x01")[1:]]

    async def is_in(self, commit: str, tip: str) -> bool:
        """Whether a commit is one of those that lead to the tip."""
        try:
            await self.git.run("merge-base", "--is-ancestor", commit, tip)
        except GitError:
            return False
        return True

    async def blob(self, content: bytes) -> str:
        """Keep a file's content; its name."""
        return await self.git.line("hash-object", "-w", "--stdin", given=content)

    async def tree(self, parent: str, files: Mapping[str, str]) -> str:
        """The parent's tree with these blobs at these paths; "" takes a file away. `parent` may be "", for nothing."""
        with TemporaryDirectory(prefix="minutebot-") as aside:
            index = {"GIT_INDEX_FILE": str(Path(aside) / "index")}
            await self.git.run("read-tree", *([parent] if parent else ["--empty"]), variables=index)
            for path, blob in files.items():
                if blob:  # which is refused where a directory is a file, or the other way round
                    await self.git.run("update-index", "--add", "--cacheinfo", f"{MODE},{blob},{path}", variables=index)
                else:
                    gone = f"0 {NO_OBJECT}\t{path}\0".encode()
                    await self.git.run("update-index", "-z", "--index-info", given=gone, variables=index)
            return await self.git.line("write-tree", variables=index)

    async def commit(self, tree: str, parent: str, message: str, author: Author, at: datetime) -> str:
        """A commit; the same one each time these are the same."""
        when = f"{int(at.timestamp())} +0000"
        who = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in {"NAME": author.name, "EMAIL": author.email, "DATE": when}.items()
        }
        on = ("-p", parent) if parent else ()
        return await self.git.line("commit-tree", tree, *on, given=message.encode("utf-8", "replace"), variables=who)

    async def push(self, commit: str, branch: str) -> None:
        """Put a commit on a branch, if the branch is still where the commit expects it; nothing is ever forced.

        Raises:
            MovedError: it is not.
            RefusedError: a hook or a rule of the other side forbids it.
        """
        try:
            await self.git.run("push", "--porcelain", "--", self.repository, f"{commit}:refs/heads/{branch}")
        except GitError as error:
            rejection = next((line for line in error.words.splitlines() if line.startswith("!\t")), "")
            if any(
                word in rejection
                for word in ("fetch first", "non-fast-forward", "stale info", "failed to update", "lock")
            ):
                raise MovedError from error
            if rejection:
                raise RefusedError(error.words.replace(rejection, rejection.rpartition("\t")[2])) from error
            raise


def _commit(text: str) -> Commit:
    name, _, trailers = text.partition("\0")
    pairs = (line.partition(":") for line in trailers.splitlines() if ":" in line)
    return Commit(name, {key.lower(): value.strip() for key, _, value in pairs})


@asynccontextmanager
async def in_turn(directory: Path, patience: float) -> AsyncIterator[int]:
    """Have the clone to oneself, among processes, too; the lock's descriptor.

    What other processes' git commands left locked when they were killed is unlocked: none of them lives any more.

    Raises:
        TemporaryError: somebody else has it longer than `patience` seconds, or the directory can't be made.
    """
    with explained(directory):
        await asyncio.to_thread(directory.mkdir, mode=0o755, parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            async with asyncio.timeout(patience):
                while (descriptor := _try_to_hold(stack, directory / "minutebot.lock")) is None:  # noqa: ASYNC110 - processes
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            raise TemporaryError(f"{directory}: another process works in it") from None
        await asyncio.to_thread(_unlock, directory)
        yield descriptor


def _try_to_hold(stack: ExitStack, path: Path) -> int | None:
    try:
        return stack.enter_context(held(path, patience=0))
    except TemporaryError as error:
        if isinstance(error.__cause__, OSError):
            raise
        return None


def _unlock(directory: Path) -> None:
    left = [*directory.glob("*.lock"), *(directory / "refs").rglob("*.lock")]
    for file in left:
        if file.name != "minutebot.lock":
            file.unlink(missing_ok=True)
