"""The commands of the small IRC server: a table, and the one way a line is obeyed."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.demo import ircd_channels, ircd_modes, ircd_session, ircd_talk
from bot.demo.ircd_state import Client, World, numeric, send
from bot.demo.ircd_wire import Line, encode, parse, too_long


@dataclass(frozen=True, slots=True)
class Verb:
    """`needs`: how many parameters; `early`: allowed before the client has registered; `cap`: only with this one."""

    handle: Callable[[World, Client, Line], None]
    needs: int = 0
    early: bool = False
    cap: str = ""


_VERBS = {
    "AUTHENTICATE": Verb(ircd_session.authenticate, 1, early=True, cap="sasl"),
    "AWAY": Verb(ircd_session.away),
    "CAP": Verb(ircd_session.cap, 1, early=True),
    "CHATHISTORY": Verb(ircd_talk.chathistory, 4, cap="draft/chathistory"),
    "INVITE": Verb(ircd_channels.invite, 2),
    "JOIN": Verb(ircd_channels.join, 1),
    "KICK": Verb(ircd_channels.kick, 2),
    "LIST": Verb(ircd_channels.list_channels),
    "MODE": Verb(ircd_modes.mode, 1),
    "NAMES": Verb(ircd_channels.names),
    "NICK": Verb(ircd_session.nick, early=True),
    "NOTICE": Verb(ircd_talk.message, 1),
    "PART": Verb(ircd_channels.part, 1),
    "PASS": Verb(ircd_session.password, 1, early=True),
    "PING": Verb(ircd_session.ping, 1, early=True),
    "PONG": Verb(ircd_session.ignore, early=True),
    "PRIVMSG": Verb(ircd_talk.message, 1),
    "QUIT": Verb(ircd_session.leave, early=True),
    "TAGMSG": Verb(ircd_talk.tagmsg, 1, cap="message-tags"),
    "TOPIC": Verb(ircd_channels.topic, 1),
    "USER": Verb(ircd_session.user, 4, early=True),
    "WHO": Verb(ircd_channels.who, 1),
    "WHOIS": Verb(ircd_channels.whois, 1),
}


def obey(world: World, client: Client, raw: bytes) -> None:
    """Do what one line says and answer it; whatever it says, the client is answered and nothing is raised."""
    if too_long(raw):
        return numeric(world, client, "417", "Input line was too long")
    line = parse(raw)
    if line is None:
        return None
    label = line.tags.get("label", "") if "labeled-response" in client.caps else ""
    if not label:
        return _obey(world, client, line)
    client.held = []
    _obey(world, client, line)
    return _release(world, client, label)


def _obey(world: World, client: Client, line: Line) -> None:
    verb = _VERBS.get(line.verb)
    if verb is None or not (world.capabilities or {}).keys() >= ({verb.cap} - {""}):
        shown = line.verb.encode("ascii", "replace").decode()[:32]
        return numeric(world, client, "421", shown, "Unknown command")
    if not (verb.early or client.registered):
        return numeric(world, client, "451", "You have not registered")
    if len(line.params) < verb.needs:
        return numeric(world, client, "461", line.verb, "Not enough parameters")
    return verb.handle(world, client, line)


def _release(world: World, client: Client, label: str) -> None:
    """Send the answer to a labelled command: alone, as one batch, or as ACK (IRCv3 labeled-response)."""
    held, client.held = client.held or [], None
    if not held:
        return send(world, client, f":{world.name} ACK", {"label": label})
    if len(held) > 1 and not _is_batch(held):
        held = _wrapped(world, held)
    (tags, body), *rest = held
    client.write(encode({"label": label, **tags}, body))
    for tags, body in rest:
        client.write(encode(tags, body))
    return None


def _is_batch(held: list[tuple[dict[str, str], str]]) -> bool:
    return " BATCH +" in held[0][1] and " BATCH -" in held[-1][1]


def _wrapped(world: World, held: list[tuple[dict[str, str], str]]) -> list[tuple[dict[str, str], str]]:
    batch = f"b{next(world.batches)}"
    return [
        ({}, f":{world.name} BATCH +{batch} labeled-response"),
        *(({"batch": batch, **tags}, body) for tags, body in held),
        ({}, f":{world.name} BATCH -{batch}"),
    ]
