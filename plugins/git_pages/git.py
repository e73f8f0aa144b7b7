"""Running git: no questions asked, no settings of anybody's, no hooks of ours, and an end to every wait."""

import asyncio
import base64
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from bot.api import ConfigError, TemporaryError, for_operator
from plugins.git_pages.settings import GitSettings

PASSED_ON = ("PATH", "HOME", "SSH_AUTH_SOCK", "http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY")
OPTIONS = ("core.hooksPath=/dev/null", "gc.autoDetach=false", "core.quotePath=false", "protocol.version=2")


class GitError(Exception):
    """A git command that failed; `words` is what it and the other side said, in lines."""

    def __init__(self, command: str, words: str) -> None:
        super().__init__(f"git {command}: {words}")
        self.command = command
        self.words = words


@dataclass(frozen=True, slots=True)
class Git:
    """Commands in one repository. `held` are descriptors that live as long as a command, whoever dies first."""

    directory: Path
    environment: Mapping[str, str]
    timeout: float
    held: tuple[int, ...] = field(default=())

    async def run(self, *words: str, given: bytes = b"", variables: Mapping[str, str] | None = None) -> bytes:
        """What the command prints; `variables` are for its environment.

        Raises:
            GitError: it failed.
            TemporaryError: it took too long.
        """
        settings = [word for option in OPTIONS for word in ("-c", option)]
        process = await asyncio.create_subprocess_exec(
            "git",
            *settings,
            "--git-dir",
            str(self.directory),
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**self.environment, **(variables or {})},
            cwd="/",
            start_new_session=True,
            pass_fds=self.held,
        )
        try:
            async with asyncio.timeout(self.timeout):
                printed, said = await process.communicate(given)
        except TimeoutError:
            raise TemporaryError(f"git {words[0]} took longer than {self.timeout:.0f} s") from None
        finally:
            await _end(process)
        if process.returncode:
            raise GitError(words[0], (said + b"\n" + printed).decode("utf-8", "replace").strip())
        return printed

    async def line(self, *words: str, given: bytes = b"", variables: Mapping[str, str] | None = None) -> str:
        """What it prints, as text without the last line's end."""
        return (await self.run(*words, given=given, variables=variables)).decode("utf-8", "replace").strip()


async def _end(process: asyncio.subprocess.Process) -> None:
    """Leave nothing running: ssh and the like are in the process's group."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.shield(process.wait())


def environment(settings: GitSettings) -> dict[str, str]:
    """All that git's environment holds. The system's settings count, for they are the administrator's; no user's do.

    Raises:
        TemporaryError: the password can't be read.
    """
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    configured = dict(enumerate(_configured(settings)))
    return {
        **passed,
        "LC_ALL": "C",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
        "GIT_SSH_COMMAND": " ".join(_ssh(settings)),
        "GIT_CONFIG_COUNT": str(len(configured)),
        **{f"GIT_CONFIG_KEY_{number}": key for number, (key, _) in configured.items()},
        **{f"GIT_CONFIG_VALUE_{number}": value for number, (_, value) in configured.items()},
    }


def _ssh(settings: GitSettings) -> Iterator[str]:
    yield f"ssh -o BatchMode=yes -o ConnectTimeout={max(1, int(settings.timeout.total_seconds() / 2))}"
    if settings.ssh_key:
        yield f"-o IdentitiesOnly=yes -i {quote(str(settings.ssh_key.absolute()))}"
    if settings.known_hosts:
        yield f"-o UserKnownHostsFile={quote(str(settings.known_hosts.absolute()))}"


def _configured(settings: GitSettings) -> Iterator[tuple[str, str]]:
    """Settings that nobody should see in the list of processes."""
    if settings.ca_file:
        yield "http.sslCAInfo", str(settings.ca_file.absolute())
    if settings.password:
        try:
            login = f"{settings.username}:{settings.password.read()}"
        except ConfigError as error:
            raise for_operator(f"password: {error}") from None
        encoded = base64.b64encode(login.encode()).decode("ascii")
        yield "http.followRedirects", "false"
        yield f"http.{settings.repository}.extraHeader", f"Authorization: Basic {encoded}"
