"""heisenbridge: a real bridge between channels of an ngircd and rooms of a Synapse, on loopback alone."""

from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import Certificates
from tests.servers.ngircd import make_ngircd
from tests.servers.presence import path_of
from tests.servers.process import START_LIMIT, RealServer, free_ports
from tests.servers.synapse import MatrixPerson, Synapse, make_synapse
from tests.waiting import wait_until

NICK = "hbridge"
_REGISTRATION = """\
id: heisenbridge
url: http://127.0.0.1:{port}
as_token: only-for-tests-as
hs_token: only-for-tests-hs
rate_limited: false
sender_localpart: heisenbridge
namespaces:
  users: [{{regex: "@irc_.*", exclusive: true}}]
  aliases: []
  rooms: []
"""


@dataclass(eq=False)
class Bridge:
    """A channel's server, a homeserver, and what joins them; on IRC it is called `hbridge`, its network is "kiln"."""

    home: Path
    ircd: RealServer
    synapse: Synapse
    port: int
    bridge: RealServer | None = None
    owner: MatrixPerson | None = None
    office: str = ""

    @property
    def running(self) -> bool:
        return self.ircd.running and self.synapse.running and self.bridge is not None and self.bridge.running

    def start(self) -> None:
        self.ircd.start()
        self.synapse.start()
        self.owner = self.synapse.register("owner")
        where = ["-c", str(self.home / "registration.yaml"), "-o", self.owner.user_id, self.synapse.url]
        command = [path_of("heisenbridge"), "-m", "heisenbridge", *where]
        self.bridge = RealServer(command, self.home, self.port, lambda: self._is_there("Heisenbridge v"))
        self.bridge.start()
        front = self._invited()
        for words in ("ADDNETWORK kiln", f"ADDSERVER kiln 127.0.0.1 {self.ircd.port}", "OPEN kiln"):
            self.owner.say(front, words)
        self.office = self._invited(but=front)
        for words in (f"NICK {NICK}", "CONNECT"):
            self.owner.say(self.office, words)
        self._until(lambda: any("End of MOTD" in notice for notice in self.owner.notices(self.office)))

    def end(self) -> None:
        for server in (self.bridge, self.synapse, self.ircd):
            if server is not None:
                server.end()

    def plumb(self, room: str, channel: str) -> None:
        """Join a Matrix room and a channel; returns once the bridge is in both."""
        assert self.owner is not None
        self.owner.say(self.office, f"PLUMB {room} {channel}")
        self._until(lambda: any(f"{channel}: Joined " in notice for notice in self.owner.notices(self.office)))

    def _is_there(self, word: str) -> bool:
        return word in self.bridge.log_tail()

    def _invited(self, but: str = "") -> str:
        """The room that the bridge has asked its owner into."""
        rooms = self._until(
            lambda: [room for room in self.owner.call("GET", "/sync").get("rooms", {}).get("invite", {}) if room != but]
        )
        self.owner.join(rooms[0])
        return rooms[0]

    def _until(self, ask):
        return wait_until(ask, START_LIMIT, self.bridge.log_tail)


def make_bridge(home: Path, certificates: Certificates) -> Bridge:
    (port,) = free_ports(1)
    registration = home / "registration.yaml"
    registration.write_text(_REGISTRATION.format(port=port), encoding="utf-8")
    for part in ("irc", "matrix"):
        (home / part).mkdir()
    synapse = make_synapse(home / "matrix", appservice=registration)
    return Bridge(home, make_ngircd(home / "irc", certificates), synapse, port)
