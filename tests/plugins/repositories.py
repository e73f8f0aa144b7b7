"""Real git repositories for tests: a bare one that everybody pushes to, and people who work in it."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bot.api import Edition, Receipt
from bot.testing import FakeAttempt, an_edition
from plugins.git_pages import plugin

NOBODYS = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "LC_ALL": "C"}
PAGE = "weekly/2026-04-08.md"


def git(directory: Path, *words: str, given: str | None = None) -> str:
    """What git prints; anything but success fails the test, with git's words."""
    done = subprocess.run(
        ["git", *words],
        check=False,
        cwd=directory,
        env={**os.environ, **NOBODYS},
        input=given,
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@dataclass(frozen=True)
class Human:
    """Somebody with a checkout."""

    path: Path

    def write(self, file: str, text: str, message: str = "a human's work") -> None:
        """Commit a file and push."""
        self.pull()
        place = self.path / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        self._commit(message)

    def remove(self, file: str) -> None:
        self.pull()
        (self.path / file).unlink()
        self._commit("away with it")

    def pull(self) -> None:
        who = ("-c", "user.name=Gwen", "-c", "user.email=gwen@example.org")
        git(self.path, *who, "pull", "-q", "--rebase", "origin", "main")

    def _commit(self, message: str) -> None:
        git(self.path, "add", "-A")
        git(self.path, "-c", "user.name=Gwen", "-c", "user.email=gwen@example.org", "commit", "-qm", message)
        while subprocess.run(
            ["git", "push", "-q", "origin", "HEAD:main"], check=False, cwd=self.path, stderr=-3
        ).returncode:
            self.pull()

    def read(self, file: str) -> str:
        return (self.path / file).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Repository:
    """The bare repository, with a README in it."""

    path: Path

    def settings(self, **more):
        needed = {"repository": str(self.path), "directory": self.path.parent / "clone.git"}
        return plugin.settings.model_validate(needed | {"author_email": "minutebot@example.org"} | more)

    def human(self, name: str = "gwen") -> Human:
        path = self.path.parent / name
        git(self.path.parent, "clone", "-q", str(self.path), str(path))
        return Human(path)

    def files(self, branch: str = "main") -> list[str]:
        return git(self.path, "ls-tree", "-r", "--name-only", branch).splitlines()

    def read(self, file: str = PAGE, branch: str = "main") -> str:
        return git(self.path, "show", f"{branch}:{file}") + "\n"

    def log(self, branch: str = "main", form: str = "%s") -> list[str]:
        return git(self.path, "log", f"--format={form}", branch).splitlines()

    def branches(self) -> list[str]:
        return git(self.path, "for-each-ref", "--format=%(refname:short)", "refs/heads").splitlines()

    def hook(self, name: str, script: str) -> None:
        hook = self.path / "hooks" / name
        hook.write_text(f"#!/bin/sh\n{script}\n")
        hook.chmod(0o755)

    def is_whole(self) -> bool:
        return git(self.path, "fsck", "--strict", "--no-dangling", "--no-progress") == ""


def make_repository(directory: Path) -> Repository:
    """A repository with one commit, the same each time."""
    path = directory / "www.git"
    git(directory, "init", "-q", "--bare", "--initial-branch=main", str(path))
    readme = git(path, "hash-object", "-w", "--stdin", given="The kiln's site.\n")
    tree = git(path, "mktree", given=f"100644 blob {readme}\tREADME\n")
    who = ("-c", "user.name=Fen", "-c", "user.email=fen@example.org")
    git(path, "update-ref", "refs/heads/main", git(path, *who, "commit-tree", tree, "-m", "begin"))
    return Repository(path)


async def publish(settings, edition: Edition | None = None, attempt: FakeAttempt | None = None) -> Receipt:
    async with plugin.open(settings) as publisher:
        return await publisher.publish(edition or an_edition(), attempt or FakeAttempt())
