"""How a client comes in: NICK, USER, PASS, CAP (IRCv3 capability negotiation 302), SASL PLAIN; and PING and QUIT."""

import base64
import binascii
import re

from bot.demo.ircd_state import Client, World, fold, log_in, numeric, send, tell
from bot.demo.ircd_wire import Line, rows

NICK_LENGTH = 31
_NICK = re.compile(r"[A-Za-z\[\]\\`_^{|}][A-Za-z0-9\[\]\\`_^{|}-]*")
_SASL_CHUNK = 400  # bytes of an AUTHENTICATE line; a shorter one is the last (IRCv3 sasl-3.1)
_LS_ROOM = 400
_NEW_IN_302 = 302


def nick(world: World, client: Client, line: Line) -> None:
    wanted = line.params[0] if line.params else ""
    if not wanted:
        return numeric(world, client, "431", "No nickname given")
    if not _NICK.fullmatch(wanted) or len(wanted) > NICK_LENGTH:
        return numeric(world, client, "432", wanted.replace(" ", "_"), "Erroneous nickname")
    if world.client(wanted) not in (None, client):
        return numeric(world, client, "433", wanted, "Nickname is already in use")
    if client.registered:
        tell(world, {*world.peers(client), client}, client, f"NICK :{wanted}")
    world.nicks.pop(fold(client.nick), None)
    client.nick = wanted
    world.nicks[fold(wanted)] = client
    return welcome(world, client)


def user(world: World, client: Client, line: Line) -> None:
    if client.registered:
        return numeric(world, client, "462", "You may not reregister")
    client.user = re.sub(r"[^\w.-]", "", line.params[0], flags=re.ASCII)[:10] or "user"
    client.realname = line.params[3]
    return welcome(world, client)


def password(world: World, client: Client, line: Line) -> None:
    if client.registered:
        return numeric(world, client, "462", "You may not reregister")
    client.password = line.params[0]
    return None


def welcome(world: World, client: Client) -> None:
    """Let the client in, once it has said who it is and is done with CAP."""
    if client.registered or client.negotiating or not (client.nick and client.user):
        return
    if world.password and client.password != world.password:
        numeric(world, client, "464", "Password incorrect")
        client.ending = "Bad password"
        return
    client.registered = True
    numeric(world, client, "001", f"Welcome to {world.network}, {client.mask}")
    numeric(world, client, "002", f"Your host is {world.name}")
    numeric(world, client, "003", "This server lives as long as the program that runs it")
    numeric(world, client, "004", world.name, "minutebot", "i", "imnt", "kov")
    for row in rows(_isupport(world), _LS_ROOM):
        numeric(world, client, "005", row, "are supported by this server")
    numeric(world, client, "422", "There is no message of the day")


def _isupport(world: World) -> list[str]:
    history = world.capabilities is not None and "draft/chathistory" in world.capabilities
    return [
        "CASEMAPPING=ascii",
        "CHANMODES=,k,,imnt",
        "CHANNELLEN=64",
        "CHANTYPES=#",
        f"NETWORK={world.network}",
        f"NICKLEN={NICK_LENGTH}",
        "PREFIX=(ov)@+",
        *(["WHOX"] if world.whox else []),
        *([f"CHATHISTORY={world.history.page}", "MSGREFTYPES=timestamp,msgid"] if history else []),
    ]


def cap(world: World, client: Client, line: Line) -> None:
    if world.capabilities is None:
        return numeric(world, client, "421", "CAP", "Unknown command")
    verb = line.params[0].upper()
    handle = _CAP.get(verb)
    if handle is None:
        return numeric(world, client, "410", line.params[0] or "*", "Invalid CAP command")
    return handle(world, client, line.params[1] if len(line.params) > 1 else "")


def cap_line(world: World, client: Client, text: str) -> None:
    send(world, client, f":{world.name} CAP {client.nick or '*'} {text}")


def _cap_ls(world: World, client: Client, version: str) -> None:
    client.negotiating = not client.registered
    client.cap_version = max(client.cap_version, int(version) if version.isascii() and version.isdigit() else 0)
    if client.cap_version >= _NEW_IN_302 and "cap-notify" in (world.capabilities or {}):
        client.caps.add("cap-notify")
    _cap_rows(world, client, "LS", capability_words(world.capabilities or {}, client))


def _cap_list(world: World, client: Client, _: str) -> None:
    _cap_rows(world, client, "LIST", sorted(client.caps))


def _cap_rows(world: World, client: Client, verb: str, words: list[str]) -> None:
    *first, last = rows(words, _LS_ROOM)
    more = " *" if client.cap_version >= _NEW_IN_302 else ""
    for row in first:
        cap_line(world, client, f"{verb}{more} :{row}")
    cap_line(world, client, f"{verb} :{last}")


def capability_words(capabilities: dict[str, str], client: Client) -> list[str]:
    """The capabilities as a client reads them: with values from version 302 on."""
    valued = client.cap_version >= _NEW_IN_302
    return [f"{name}={value}" if value and valued else name for name, value in capabilities.items()]


def _cap_req(world: World, client: Client, text: str) -> None:
    client.negotiating = not client.registered
    wanted = text.split()
    known = all(word.removeprefix("-") in (world.capabilities or {}) for word in wanted)
    cap_line(world, client, f"{'ACK' if known else 'NAK'} :{text}")
    for word in wanted if known else []:
        if word.startswith("-"):
            client.caps.discard(word[1:])
        else:
            client.caps.add(word)


def _cap_end(world: World, client: Client, _: str) -> None:
    if client.sasl is not None:
        client.sasl = None
        numeric(world, client, "906", "SASL authentication aborted")
    client.negotiating = False
    welcome(world, client)


_CAP = {"LS": _cap_ls, "LIST": _cap_list, "REQ": _cap_req, "END": _cap_end}


def authenticate(world: World, client: Client, line: Line) -> None:
    """SASL PLAIN (IRCv3 sasl-3.2, RFC 4616)."""
    word = line.params[0]
    if "sasl" not in client.caps:
        return numeric(world, client, "904", "Ask for the sasl capability first")
    if client.account:
        return numeric(world, client, "907", "You are logged in already")
    if word == "*":
        client.sasl = None
        return numeric(world, client, "906", "SASL authentication aborted")
    if client.sasl is None:
        return _begin_sasl(world, client, word)
    return _continue_sasl(world, client, word)


def _begin_sasl(world: World, client: Client, mechanism: str) -> None:
    if mechanism.upper() != "PLAIN":
        numeric(world, client, "908", "PLAIN", "are available SASL mechanisms")
        return numeric(world, client, "904", "SASL authentication failed")
    client.sasl = ""
    return send(world, client, "AUTHENTICATE +")


def _continue_sasl(world: World, client: Client, chunk: str) -> None:
    payload = (client.sasl or "") + ("" if chunk == "+" else chunk)
    client.sasl = payload
    if len(chunk) > _SASL_CHUNK:
        client.sasl = None
        return numeric(world, client, "905", "SASL message too long")
    if len(chunk) == _SASL_CHUNK:
        return None
    client.sasl = None
    account = _plain_account(world, payload)
    if not account:
        return numeric(world, client, "904", "SASL authentication failed")
    log_in(world, client, account)
    mask = client.mask if client.registered else f"{client.nick or '*'}!*@*"
    numeric(world, client, "900", mask, account, f"You are now logged in as {account}")
    return numeric(world, client, "903", "SASL authentication successful")


def _plain_account(world: World, payload: str) -> str:
    """The account that authzid NUL authcid NUL password opens, or ""."""
    try:
        _, account, secret = base64.b64decode(payload, validate=True).decode().split("\0")
    except (binascii.Error, ValueError):  # not base64, not UTF-8, not three parts
        return ""
    return account if world.accounts.get(account) == secret else ""


def ping(world: World, client: Client, line: Line) -> None:
    send(world, client, f":{world.name} PONG {world.name} :{line.params[0]}")


def leave(world: World, client: Client, line: Line) -> None:
    client.ending = f"Quit: {line.params[0]}" if line.params else "Quit"
    send(world, client, f"ERROR :Closing link: {client.ending}")


def ignore(world: World, client: Client, line: Line) -> None:
    """For what needs no answer."""


def away(world: World, client: Client, line: Line) -> None:
    if line.params and line.params[0]:
        numeric(world, client, "306", "You have been marked as being away")
    else:
        numeric(world, client, "305", "You are no longer marked as being away")
