"""A real server as a child process: started, known to be ready, stalled, killed, started again, ended by its pid."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

START_LIMIT = 90.0  # seconds; Mailman needs 6, and many more where the machine is busy
END_LIMIT = 5.0  # seconds between SIGTERM and SIGKILL
STEP_LIMIT = 3.0  # seconds for an answer to a probe
_POLL = 0.02


class NotReadyError(Exception):
    """A server did not start; the message ends with the last lines it logged."""


@dataclass(eq=False, slots=True)
class RealServer:
    """A server on loopback, with all the processes it starts.

    `ready` says whether it serves; it is asked while nothing listens yet.
    """

    command: list[str]
    home: Path
    port: int
    ready: Callable[[], bool]
    tls_port: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    _child: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int:
        assert self._child is not None, "not started"
        return self._child.pid

    def start(self) -> None:
        """Start, or start again on the same ports; returns once it serves.

        It blocks: in a test whose bot must go on meanwhile, `await asyncio.to_thread(server.start)`.
        """
        assert not self.running, "it runs already"
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                self.command,
                cwd=self.home,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._await_readiness()
        except NotReadyError:
            self.end()
            raise

    def kill(self) -> None:
        """SIGKILL: gone without a word, as in a crash."""
        self._signal(signal.SIGKILL)
        self._reap()

    def stop(self) -> None:
        """SIGSTOP: its connections stay and nothing answers."""
        self._signal(signal.SIGSTOP)

    def cont(self) -> None:
        """SIGCONT: it goes on where it was stopped."""
        self._signal(signal.SIGCONT)

    def end(self) -> None:
        """SIGTERM, then SIGKILL; nothing where it is gone already."""
        if self.running:
            self._signal(signal.SIGCONT)
            self._signal(signal.SIGTERM)
        self._reap()

    def log_tail(self) -> str:
        return "\n".join(self._log.read_text("utf-8", "replace").splitlines()[-20:])

    @property
    def _log(self) -> Path:
        return self.home / "output.log"

    def _signal(self, number: int) -> None:
        if self._child is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._child.pid, number)

    def _reap(self) -> None:
        if self._child is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(END_LIMIT)
        self._signal(signal.SIGKILL)
        self._child.wait()
        _await_end_of_group(self._child.pid)
        self._child = None

    def _await_readiness(self) -> None:
        name, limit = Path(self.command[0]).name, time.monotonic() + START_LIMIT
        while time.monotonic() < limit:
            if not self.running:
                raise NotReadyError(f"{name} ended at once:\n{self.log_tail()}")
            if self.ready():
                return
            time.sleep(_POLL)
        raise NotReadyError(f"{name} did not serve within {START_LIMIT:.0f} s:\n{self.log_tail()}")


def _await_end_of_group(pid: int) -> None:
    """Until the processes that a server started are gone too, so that nobody holds its ports."""
    limit = time.monotonic() + END_LIMIT
    with suppress(ProcessLookupError):
        while time.monotonic() < limit:
            os.killpg(pid, 0)
            time.sleep(_POLL)


def _candidates() -> Iterator[int]:
    """Ports below those the system gives to outgoing connections, over and over; each worker has its own share."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    share = 10_000 // workers
    ports = range(20_000 + number * share, 20_000 + (number + 1) * share)
    start = random.randrange(share)
    return cycle((*ports[start:], *ports[:start]))


_PORTS = _candidates()


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, and which nobody was given lately."""
    ports: list[int] = []
    while len(ports) < count:
        candidate = next(_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
        ports.append(candidate)
    return ports


def accepts(port: int) -> bool:
    """Whether somebody listens there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def converse(port: int, *steps: tuple[str, str], limit: float = STEP_LIMIT) -> bool:
    """Send the lines of each step and wait up to `limit` seconds for a line that holds its answer; whether all came."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=limit) as connection:
            for lines, wanted in steps:
                connection.sendall(f"{lines}\r\n".encode())
                if not _hears(connection, wanted, limit):
                    return False
            connection.sendall(b"QUIT\r\n")
            return True
    except OSError:
        return False


def _hears(connection: socket.socket, wanted: str, limit: float) -> bool:
    text, end = "", time.monotonic() + limit
    while time.monotonic() < end:
        data = connection.recv(65536)
        if not data:
            return False
        whole, _, text = (text + data.decode("utf-8", "replace")).rpartition("\n")
        for line in whole.splitlines():
            if line.startswith("PING "):
                connection.sendall(f"PONG {line[5:]}\r\n".encode())
            if wanted in line:
                return True
    return False


def log_on_steps(nick: str) -> list[tuple[str, str]]:
    return [(f"NICK {nick}\r\nUSER {nick} 0 * :{nick}", f" 001 {nick} ")]


def registers(port: int) -> bool:
    """Whether a throw-away client can log on. An open port says nothing: InspIRCd opens it a second too early."""
    return converse(port, *log_on_steps(f"probe{random.randrange(100_000)}"))
