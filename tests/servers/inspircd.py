"""InspIRCd: a modern server with tags, accounts and channel history; with Anope, also with services and SASL."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.servers.certificates import Certificates
from tests.servers.presence import path_of
from tests.servers.process import RealServer, converse, free_ports, log_on_steps, registers

ACCOUNTS = ("ada", "bo", "minutebot")
PASSWORD = "secret"

_MODULES = """
cap ircv3 ircv3_accounttag ircv3_batch ircv3_capnotify ircv3_ctctags ircv3_echomessage ircv3_labeledresponse ircv3_msgid
ircv3_servertime chanhistory namesx sasl services_account ssl_gnutls
chghost chgident hidechans servprotect spanningtree
"""  # the last line: what Anope asks for
_CONFIG = """\
<server name="inspircd.test" description="a server for tests" network="Test" id="001">
<admin name="test" nick="test" email="test@inspircd.test">
<bind address="127.0.0.1" port="{port}" type="clients">
<bind address="127.0.0.1" port="{tls_port}" type="clients" ssl="tls">
<bind address="127.0.0.1" port="{link_port}" type="servers">
{modules}
<sslprofile name="tls" provider="gnutls" certfile="{chain}" keyfile="{key}">
<chanhistory maxlines="1000" prefixmsg="no" savefrombots="yes" sendtobots="yes" enableumode="yes">
<sasl target="services.test" requiressl="no">
<connect name="main" allow="*" timeout="30" pingfreq="60" hardsendq="1M" softsendq="64K" {limits}
 localmax="1000" globalmax="1000" resolvehostnames="no">
<performance nouserdns="yes" quietbursts="yes">
<security runasuser="" runasgroup="">
<options prefixquit="Quit: " casemapping="rfc1459">
<limits maxnick="30" maxchan="64" maxline="512">
<log method="stdout" level="default" type="* -USERINPUT -USEROUTPUT">
<files motd="/dev/null">
<dns server="127.0.0.1" timeout="1">
<link name="services.test" ipaddr="127.0.0.1" port="{link_port}" allowmask="127.0.0.0/8" timeout="15"
 sendpass="link" recvpass="link">
<uline server="services.test" silent="yes">
"""
_GENEROUS = 'recvq="64K" threshold="1000000" commandrate="1000000" fakelag="no"'
_BY_DEFAULT = 'recvq="8K" threshold="10" commandrate="1000" fakelag="yes"'

_ANOPE_CONFIG = """\
uplink {{ host = "127.0.0.1"; ipv6 = no; ssl = no; port = {link_port}; password = "link" }}
serverinfo {{ name = "services.test"; description = "services"; pid = "{home}/anope.pid"; motd = "/dev/null" }}
networkinfo {{ networkname = "Test"; nicklen = 30; userlen = 10; hostlen = 64; chanlen = 64; modelistsize = 100;
 vhost_chars = "abcdefghijklmnopqrstuvwxyz0123456789.-"; allow_undotted_vhosts = no; disallow_start_or_end = ".-" }}
options {{ casemap = "rfc1459"; badpasslimit = 0; badpasstimeout = 1h; updatetimeout = 5m; expiretimeout = 30m;
 readtimeout = 5s; warningtimeout = 4h; timeoutcheck = 3s; retrywait = 1s }}
module {{ name = "inspircd3"; use_server_side_mlock = no; use_server_side_topiclock = no }}
service {{ nick = "NickServ"; user = "services"; host = "services.test"; gecos = "NickServ" }}
module {{ name = "nickserv"; client = "NickServ"; forceemail = no; confirmemailchanges = no; defaults = "";
 regdelay = 0; expire = 0; modeonid = yes; killquick = 20s; kill = 60s; enforceruser = "enforcer";
 enforcerhost = "services.test"; releasetimeout = 1m; guestnickprefix = "Guest"; nonicknameownership = no;
 passlen = 64 }}
module {{ name = "ns_register"; registration = "none"; nickregdelay = 0 }}
command {{ service = "NickServ"; name = "REGISTER"; command = "nickserv/register" }}
module {{ name = "ns_identify" }}
command {{ service = "NickServ"; name = "IDENTIFY"; command = "nickserv/identify" }}
module {{ name = "ns_logout" }}
command {{ service = "NickServ"; name = "LOGOUT"; command = "nickserv/logout" }}
module {{ name = "ns_recover"; restoreonrecover = yes }}
command {{ service = "NickServ"; name = "RECOVER"; command = "nickserv/recover" }}
module {{ name = "m_sasl" }}
module {{ name = "db_flatfile"; database = "anope.db"; fork = no }}
module {{ name = "enc_sha256" }}
log {{ target = "services.log"; logage = 1; admin = "*"; other = "*"; servers = "*" }}
"""


def make_inspircd(
    home: Path, certificates: Certificates, *, limited: bool = False, link_port: int = 0, timeless: bool = False
) -> RealServer:
    """Plain on `port`, TLS on `tls_port`. `limited`: with the flood limits that InspIRCd has by default.

    `timeless`: it tells nobody what time it is, so that a bot may have a time of its own.
    """
    left_out = {"ircv3_servertime", "chanhistory"} if timeless else set()
    port, tls_port, spare_port = free_ports(3)
    config = home / "inspircd.conf"
    text = _CONFIG.format(
        port=port,
        tls_port=tls_port,
        link_port=link_port or spare_port,
        modules="\n".join(f'<module name="{name}">' for name in _MODULES.split() if name not in left_out),
        chain=certificates.chain,
        key=certificates.key,
        limits=_BY_DEFAULT if limited else _GENEROUS,
    )
    config.write_text(text)
    as_root = ["--runasroot"] if os.geteuid() == 0 else []
    command = [path_of("inspircd"), "--nofork", "--nopid", *as_root, f"--config={config}"]
    return RealServer(command, home, port, lambda: registers(port), tls_port)


@dataclass(frozen=True, slots=True)
class Services:
    """InspIRCd and the Anope linked to it; each may be killed and started alone."""

    irc: RealServer
    anope: RealServer

    @property
    def port(self) -> int:
        return self.irc.port

    @property
    def tls_port(self) -> int:
        return self.irc.tls_port

    @property
    def running(self) -> bool:
        return self.irc.running and self.anope.running

    def start(self) -> None:
        """Start what does not run, and register the accounts again, which a killed Anope has not saved."""
        for server in (self.irc, self.anope):
            if not server.running:
                server.start()
        with ThreadPoolExecutor() as pool:
            list(pool.map(partial(_register, self.port), ACCOUNTS))

    def end(self) -> None:
        self.anope.end()
        self.irc.end()


def make_services(home: Path, certificates: Certificates) -> Services:
    """InspIRCd with Anope: SASL PLAIN, and the ACCOUNTS."""
    (link_port,) = free_ports(1)
    for part in ("irc", "anope"):
        (home / part).mkdir()
    irc = make_inspircd(home / "irc", certificates, link_port=link_port)
    return Services(irc, _make_anope(home / "anope", irc.port, link_port))


def _make_anope(home: Path, irc_port: int, link_port: int) -> RealServer:
    (home / "services.conf").write_text(_ANOPE_CONFIG.format(home=home, link_port=link_port))
    places = [f"--{place}dir={home}" for place in ("conf", "db", "log")]
    command = [path_of("anope"), "--nofork", *places, "--modulesdir=/usr/lib/anope"]
    return RealServer(command, home, irc_port, lambda: converse(irc_port, ("CAP LS 302", " sasl="), limit=0.5))


def _register(port: int, account: str) -> None:
    """Register an account with NickServ; fine where it is registered already."""
    told = converse(port, *log_on_steps(account), (f"PRIVMSG NickServ :REGISTER {PASSWORD}", "registered"))
    assert told, f"NickServ did not register {account}"
