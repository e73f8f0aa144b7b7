"""Trying an IRC network of the config: resolve, connect, TLS, register, log in, QUIT. No room is joined."""

import asyncio
import socket
import ssl
from dataclasses import dataclass
from random import Random

from bot.config import ConfigError, IrcNetwork, Sasl
from bot.irc import tls
from bot.irc.decode import decode
from bot.irc.framing import Framer
from bot.irc.line import Line, parse
from bot.irc.registration import Credentials, RefusedError, Registration

_CHUNK = 4096
_HOSTNAME_MISMATCH = 62  # X509_V_ERR_HOSTNAME_MISMATCH; the next one is X509_V_ERR_CERT_HAS_EXPIRED
_EXPIRED = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried, by its key in the config; how it is, or what is wrong and how to mend it."""

    thing: str
    says: str
    ok: bool = True


class _TurnedAwayError(Exception):
    """The server hung up before the welcome; the message is what it said."""


async def try_network(name: str, settings: IrcNetwork, rng: Random) -> Finding:
    """Go as far as the welcome, within the network's own time limits."""
    key = f"networks.{name}"
    where = f"{settings.host}:{settings.port}"
    try:
        registration = await _registered(settings, rng)
    except ConfigError as error:
        return Finding(key, str(error), ok=False)
    except (RefusedError, _TurnedAwayError) as error:
        return Finding(key + _blamed(str(error)), f"{where} does not let us in: {error}", ok=False)
    except OSError as error:
        part, advice = _advice(error, settings)
        return Finding(key + part, advice, ok=False)
    if registration.complaint:
        return Finding(f"{key}.sasl", f"{registration.complaint}; {where} lets us in without", ok=False)
    account = f", logged in as {registration.account}" if registration.account else ""
    taken = "" if registration.nick == settings.nick else f" ({settings.nick} is taken; is the bot running?)"
    return Finding(key, f"{where} welcomes {registration.nick}{account}{taken}")


async def _registered(settings: IrcNetwork, rng: Random) -> Registration:
    context = tls.context(settings.tls) if settings.tls else None
    password = settings.password.read() if settings.password else ""
    nicks = (settings.nick, *settings.alternative_nicks)
    registration = Registration(nicks, _credentials(settings.sasl), lambda: str(rng.randrange(10, 1000)))
    async with asyncio.timeout(settings.connect_timeout.total_seconds()):
        reader, writer = await asyncio.open_connection(settings.host, settings.port, ssl=context)
    try:
        greeting = ("CAP LS 302", *([f"PASS :{password}"] if password else []), f"NICK {settings.nick}")
        _send(writer, *greeting, f"USER {settings.username} 0 * :{settings.realname}")
        async with asyncio.timeout(settings.registration_timeout.total_seconds()):
            await _talk(reader, writer, settings.encoding_fallback, registration)
        _send(writer, "QUIT :only checking")
        await writer.drain()
    finally:
        writer.close()
    return registration


def _credentials(sasl: Sasl | None) -> Credentials | None:
    if sasl is None:
        return None
    password = sasl.password.read() if sasl.password else ""
    return Credentials(sasl.mechanism, sasl.account, password, required=sasl.policy == "required")


def _send(writer: asyncio.StreamWriter, *lines: str) -> None:
    writer.write("".join(f"{line}\r\n" for line in lines).encode())


async def _talk(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fallback: str, registration: Registration
) -> None:
    framer, last_word = Framer(), "it closed the connection"
    while not registration.registered:
        data = await reader.read(_CHUNK)
        if not data:
            raise _TurnedAwayError(last_word)
        framer.feed(data)
        for line in filter(None, (parse(decode(raw, fallback)) for raw in framer)):
            last_word = line.param(-1) if line.verb == "error" else last_word
            _send(writer, *_answers(line, registration))


def _answers(line: Line, registration: Registration) -> list[str]:
    return [f"PONG :{line.param(-1)}"] if line.verb == "ping" else registration.feed(line)


def _blamed(reason: str) -> str:
    """The setting that a server's refusal points at."""
    words = reason.lower()
    return next((f".{key}" for key in ("sasl", "password") if key in words), "")


def _advice(error: OSError, settings: IrcNetwork) -> tuple[str, str]:  # noqa: PLR0911 - one case an error
    """The setting below the network's that is to blame, and what to do."""
    where, reason = f"{settings.host}:{settings.port}", error.strerror or str(error) or type(error).__name__
    match error:
        case ssl.SSLCertVerificationError():
            return _distrusted(error, settings)
        case ssl.SSLError():
            return ".port", f"{where} does not speak TLS ({error.reason}); give its TLS port, or say tls = false"
        case socket.gaierror():
            return ".host", f"{settings.host} can't be found ({reason}); check its spelling, and this machine's DNS"
        case ConnectionRefusedError():
            return ".port", f"nothing listens on {where}; check host and port"
        case ConnectionResetError():
            return ".port", f"{where} hung up at once; {_other_way(settings)}"
        case TimeoutError():
            return "", f"no answer from {where} in time; check host, port and firewalls, or {_other_way(settings)}"
        case _:
            return "", f"can't connect to {where}: {reason}"


def _other_way(settings: IrcNetwork) -> str:
    return "say tls = false if it wants no TLS" if settings.tls else "give a [tls] table if it wants TLS"


def _distrusted(error: ssl.SSLCertVerificationError, settings: IrcNetwork) -> tuple[str, str]:
    what = error.verify_message
    if error.verify_code == _HOSTNAME_MISMATCH:
        return ".host", f"the certificate is for another name ({what}); write the name the network gives out"
    if error.verify_code == _EXPIRED:
        return "", f"the certificate of {settings.host} has expired; its operators must renew it"
    return ".tls.ca_file", (
        f"nobody this machine trusts vouches for {settings.host} ({what}); "
        "if it is the right server, give the certificate of its authority in ca_file"
    )
