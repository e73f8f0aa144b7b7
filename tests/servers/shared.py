"""Servers that take long to start: started when first asked for, used by all tests, ended with the last."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar


class Server(Protocol):
    @property
    def running(self) -> bool: ...

    def start(self) -> None: ...

    def end(self) -> None: ...


ServerT = TypeVar("ServerT", bound=Server)


class SharedServers:
    def __init__(self, make_home: Callable[[str], Path]) -> None:
        self._make_home = make_home
        self._servers: dict[str, Server] = {}

    def running(self, name: str, make: Callable[[Path], ServerT]) -> ServerT:
        """The server of that name; made where it is new, started again where an earlier test ended it."""
        server = self._servers.get(name)
        if server is None:
            server = self._servers[name] = make(self._make_home(name))
        if not server.running:
            server.start()
        return server  # type: ignore[return-value]  # a name stands for one kind of server

    def close(self) -> None:
        for server in self._servers.values():
            server.end()
