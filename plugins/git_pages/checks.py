"""`minutebot check`: git, the clone's directory, the branch, and whether the bot may write there. Nothing is pushed."""

import asyncio
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.api import PublishError, directory_complaints
from plugins.git_pages.clone import Clone
from plugins.git_pages.failures import explained
from plugins.git_pages.git import Git, GitError, environment
from plugins.git_pages.settings import GitSettings

OLDEST = (2, 31)  # which first reads settings from its environment (GIT_CONFIG_COUNT)
NOWHERE = "refs/heads/minutebot-check"


async def check(settings: GitSettings) -> list[str]:
    """Complaints, one line each."""
    if shutil.which("git") is None:
        return ["git is not installed, or not in the PATH of the bot"]
    wrong = await asyncio.to_thread(directory_complaints, settings.directory.absolute())
    files = {"ssh_key": settings.ssh_key, "known_hosts": settings.known_hosts, "ca_file": settings.ca_file}
    wrong += [f"{key}: there is no file {path}" for key, path in files.items() if path and not path.is_file()]
    return wrong or await _asked(settings)


async def _asked(settings: GitSettings) -> list[str]:
    with TemporaryDirectory(prefix="minutebot-") as place:
        try:
            git = Git(Path(place), environment(settings), settings.timeout.total_seconds())
            if (version := await _version(git)) < OLDEST:
                return [f"git is {_dotted(version)}, and {_dotted(OLDEST)} or newer is needed"]
            clone = Clone(git, settings.repository)
            await clone.make()
            heads = await clone.heads()
            if heads and settings.branch not in heads:
                return [f"{settings.repository} has no branch {settings.branch}; make it, or see `branch`"]
            await _may_write(git, settings.repository)
        except GitError as error:
            return [str(explained(settings.repository, error.words))]
        except PublishError as error:
            return [str(error)]
    return []


async def _version(git: Git) -> tuple[int, ...]:
    found = re.search(r"(\d+)\.(\d+)", await git.line("version"))
    return (int(found[1]), int(found[2])) if found else OLDEST


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


async def _may_write(git: Git, repository: str) -> None:
    """Ask for what only those who may push are answered: the removal, on trial, of a branch that is not there."""
    try:
        await git.run("push", "--dry-run", "--", repository, f":{NOWHERE}")
    except GitError as error:
        if "remote ref does not exist" not in error.words:
            raise
