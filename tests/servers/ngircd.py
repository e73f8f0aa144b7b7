"""ngircd: the poorest server that people really run. No tags, no accounts, no history."""

from pathlib import Path

from tests.servers.certificates import Certificates
from tests.servers.presence import path_of
from tests.servers.process import RealServer, converse, free_ports, log_on_steps, registers

_CONFIG = """\
[Global]
Name = {name}
Info = a server for tests
Listen = 127.0.0.1
Ports = {ports}
MotdPhrase = welcome
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 31
PingTimeout = 30
PongTimeout = 20
ConnectRetry = 1
{limits}
[Options]
DNS = no
Ident = no
PAM = no
{more}
"""
_NO_FLOOD_LIMIT = "MaxPenaltyTime = 0"
_TLS = """\
[SSL]
CertFile = {chain}
KeyFile = {key}
Ports = {port}
"""
_PEER = """\
[Server]
Name = {name}
Host = 127.0.0.1
{port}
MyPassword = {mine}
PeerPassword = {theirs}
"""


def make_ngircd(home: Path, certificates: Certificates, *, limited: bool = False) -> RealServer:
    """Plain on `port`, TLS on `tls_port`. `limited`: with the flood limits that ngircd has by default."""
    port, tls_port = free_ports(2)
    tls = _TLS.format(chain=certificates.chain, key=certificates.key, port=tls_port)
    server = _ngircd(home, "ngircd.test", port, limits="" if limited else _NO_FLOOD_LIMIT, more=tls)
    server.tls_port = tls_port
    return server


def make_ngircd_pair(home: Path) -> tuple[RealServer, RealServer]:
    """Two servers of one network, the second one calling the first; end one for a netsplit."""
    first_port, link_port, second_port = free_ports(3)
    called = _PEER.format(name="two.test", port="", mine="one", theirs="two")
    calling = _PEER.format(name="one.test", port=f"Port = {link_port}", mine="two", theirs="one")
    for name in ("one", "two"):
        (home / name).mkdir()
    first = _ngircd(home / "one", "one.test", first_port, link_port, limits=_NO_FLOOD_LIMIT, more=called)
    second = _ngircd(home / "two", "two.test", second_port, limits=_NO_FLOOD_LIMIT, more=calling)
    second.ready = lambda: _linked(second_port, "one.test")
    return first, second


def _linked(port: int, other: str) -> bool:
    return converse(port, *log_on_steps("probe"), ("LINKS", f" 364 probe {other} "), limit=0.5)


def _ngircd(home: Path, name: str, port: int, *more_ports: int, limits: str, more: str) -> RealServer:
    ports = ",".join(map(str, (port, *more_ports)))
    config = home / "ngircd.conf"
    config.write_text(_CONFIG.format(name=name, ports=ports, limits=limits, more=more))
    return RealServer([path_of("ngircd"), "-n", "-f", str(config)], home, port, lambda: registers(port))
