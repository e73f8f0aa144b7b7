"""A Synapse for the demo: found on this machine, on loopback alone, federated with nobody, gone when the demo ends."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.demo.people import DemoError
from bot.demo.synapse import OPEN, UNLIMITED, lay_out

NAME = "lantern.example"
START, END = 60.0, 5.0  # seconds before we give up, and between asking it to end and ending it
PASSWORD = "lantern"  # noqa: S105 - of accounts that live as long as the demo
MISSING = (
    "there is no Synapse on this machine. `make servers` installs one in .servers/; or make a virtual environment "
    "synapse/ with `pip install matrix-synapse` in it, and name the directory it is in by MINUTEBOT_SERVERS"
)


@dataclass(frozen=True, slots=True)
class Homeserver:
    """A running one. `session` is for everybody who talks to it."""

    port: int
    session: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def call(self, method: str, path: str, body: Any = None, token: str = "") -> dict[str, Any]:
        """One request of the client-server API.

        Raises:
            DemoError: the answer is no.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self.url}/_matrix/client/v3{path}"
        async with self.session.request(method, url, json=body, headers=headers) as answer:
            content: dict[str, Any] = await answer.json()
            if not answer.ok:
                raise DemoError(f"Synapse says no to {method} {path}: {content.get('error', answer.status)}")
            return content

    async def register(self, name: str) -> str:
        """An account with this name for a display name, too; its access token."""
        body = {"username": name, "password": PASSWORD, "auth": {"type": "m.login.dummy"}}
        made = await self.call("POST", "/register", body)
        token = str(made["access_token"])
        await self.call("PUT", f"/profile/{made['user_id']}/displayname", {"displayname": name}, token)
        return token


def find_synapse(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The words that start Synapse.

    Raises:
        DemoError: there is none.
    """
    servers = Path(environment.get("MINUTEBOT_SERVERS", ".servers"))
    python = servers.absolute() / "synapse" / "bin" / "python"
    if python.exists():
        return [str(python), "-m", "synapse.app.homeserver"]
    if program := shutil.which("synapse_homeserver", path=environment.get("PATH")):
        return [program]
    raise DemoError(MISSING)


@asynccontextmanager
async def homeserver(home: Path) -> AsyncIterator[Homeserver]:
    """One of our own, everything of it in `home`.

    Raises:
        DemoError: there is none, or it does not start.
    """
    command = find_synapse()
    port = _prepared(home)
    with (home / "output.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, "-c", str(home / "homeserver.yaml"),
            cwd=home, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        async with aiohttp.ClientSession() as session:
            server = Homeserver(port, session)
            await _serves(server, process, home)
            yield server
    finally:
        await _end(process)


def _prepared(home: Path) -> int:
    """Its directory and files are made; the port."""
    try:
        home.mkdir(parents=True)
    except FileExistsError:
        raise DemoError(f"{home} is there already: a demo on Matrix was held here; give it another --dir") from None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    lay_out(home, NAME, port, UNLIMITED, OPEN)
    return port


async def _serves(server: Homeserver, process: asyncio.subprocess.Process, home: Path) -> None:
    try:
        async with asyncio.timeout(START):
            while not await _answers(server):
                if process.returncode is not None:
                    raise DemoError(f"Synapse ended at once; {home / 'output.log'} says why")
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise DemoError(f"Synapse did not serve in {START:.0f} s; its log is {home / 'homeserver.log'}") from None


async def _answers(server: Homeserver) -> bool:
    try:
        async with server.session.get(f"{server.url}/health") as answer:
            return answer.ok
    except aiohttp.ClientError:
        return False


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(END):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
