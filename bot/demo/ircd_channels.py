"""Channels: JOIN, PART, NAMES, TOPIC, KICK, INVITE, LIST, WHO and WHOX, WHOIS."""

import re

from bot.demo.ircd_state import Channel, Client, World, depart, fold, numeric, send, tell
from bot.demo.ircd_wire import Line, rows, stamp

_NAME = re.compile(r"#[^\s,:\x07]{0,63}")
_NAMES_ROOM = 400


def join(world: World, client: Client, line: Line) -> None:
    if line.params[0] == "0":
        for channel in world.of(client):
            _part(world, client, channel, "")
        return
    keys = iter(line.params[1].split(",") if len(line.params) > 1 else ())
    for name in line.params[0].split(","):
        _join(world, client, name, next(keys, ""))


def _join(world: World, client: Client, name: str, key: str) -> None:
    if not _NAME.fullmatch(name):
        return numeric(world, client, "403", name.replace(" ", "_") or "*", "No such channel")
    channel = world.channel(name) or Channel(name)
    if client in channel.members:
        return None
    refusal = _refusal(channel, client, key)
    if refusal:
        return numeric(world, client, refusal, channel.name, "Cannot join channel")
    world.channels[fold(name)] = channel
    channel.invited.discard(client)
    channel.members[client] = "" if channel.members else "o"
    _tell_join(world, client, channel)
    if channel.topic:
        tell_topic(world, client, channel)
    return _send_names(world, client, channel.name)


def _refusal(channel: Channel, client: Client, key: str) -> str:
    """The numeric that says why not, or ""."""
    if "i" in channel.modes and client not in channel.invited:
        return "473"
    return "475" if channel.key and key != channel.key else ""


def _tell_join(world: World, client: Client, channel: Channel) -> None:
    extended = {member for member in channel.members if "extended-join" in member.caps}
    tell(world, extended, client, f"JOIN {channel.name} {client.account or '*'} :{client.realname}")
    tell(world, channel.members.keys() - extended, client, f"JOIN {channel.name}")


def part(world: World, client: Client, line: Line) -> None:
    for name in line.params[0].split(","):
        channel = joined(world, client, name)
        if channel:
            _part(world, client, channel, line.params[1] if len(line.params) > 1 else "")


def _part(world: World, client: Client, channel: Channel, reason: str) -> None:
    tell(world, channel.members, client, f"PART {channel.name}" + (f" :{reason}" if reason else ""))
    depart(world, channel, client)


def joined(world: World, client: Client, name: str) -> Channel | None:
    """The channel that the client is in; None, and the client is told, where it is not."""
    channel = world.channel(name)
    if channel is None:
        numeric(world, client, "403", name or "*", "No such channel")
    elif client not in channel.members:
        numeric(world, client, "442", channel.name, "You're not on that channel")
    else:
        return channel
    return None


def operated(world: World, client: Client, name: str) -> Channel | None:
    """The channel that the client runs; None, and the client is told, where it does not."""
    channel = joined(world, client, name)
    if channel and "o" not in channel.members[client]:
        numeric(world, client, "482", channel.name, "You're not channel operator")
        return None
    return channel


def names(world: World, client: Client, line: Line) -> None:
    for name in line.params[0].split(",") if line.params else []:
        _send_names(world, client, name)


def _send_names(world: World, client: Client, name: str) -> None:
    channel = world.channel(name)
    for row in rows(channel.names(client), _NAMES_ROOM) if channel else ():
        numeric(world, client, "353", "=", channel.name if channel else name, row)
    numeric(world, client, "366", channel.name if channel else name or "*", "End of /NAMES list")


def topic(world: World, client: Client, line: Line) -> None:
    name, *text = line.params
    channel = joined(world, client, name)
    if channel is None:
        return None
    if not text:
        return tell_topic(world, client, channel)
    if "t" in channel.modes and "o" not in channel.members[client]:
        return numeric(world, client, "482", channel.name, "You're not channel operator")
    channel.topic, channel.topic_by, channel.topic_at = text[0], client.nick, int(world.clock().timestamp())
    return tell(world, channel.members, client, f"TOPIC {channel.name} :{channel.topic}")


def tell_topic(world: World, client: Client, channel: Channel) -> None:
    if not channel.topic:
        return numeric(world, client, "331", channel.name, "No topic is set")
    numeric(world, client, "332", channel.name, channel.topic)
    return numeric(world, client, "333", channel.name, channel.topic_by, str(channel.topic_at))


def kick(world: World, client: Client, line: Line) -> None:
    channel, victim = operated(world, client, line.params[0]), world.client(line.params[1])
    if channel is None:
        return None
    if victim is None or victim not in channel.members:
        return numeric(world, client, "441", line.params[1], channel.name, "They aren't on that channel")
    reason = line.params[2] if len(line.params) > 2 else client.nick  # noqa: PLR2004 - KICK channel nick [reason]
    tell(world, channel.members, client, f"KICK {channel.name} {victim.nick} :{reason}")
    return depart(world, channel, victim)


def invite(world: World, client: Client, line: Line) -> None:
    guest, channel = world.client(line.params[0]), joined(world, client, line.params[1])
    if channel is None:
        return None
    if guest is None:
        return numeric(world, client, "401", line.params[0], "No such nick")
    if guest in channel.members:
        return numeric(world, client, "443", guest.nick, channel.name, "is already on channel")
    channel.invited.add(guest)
    numeric(world, client, "341", guest.nick, channel.name)
    return tell(world, [guest], client, f"INVITE {guest.nick} :{channel.name}")


def list_channels(world: World, client: Client, _: Line) -> None:
    for channel in world.channels.values():
        numeric(world, client, "322", channel.name, str(len(channel.members)), channel.topic)
    numeric(world, client, "323", "End of /LIST")


def who(world: World, client: Client, line: Line) -> None:
    """WHO mask [%fields[,token]]: the fields make it a WHOX, where the server has that."""
    mask, fields = line.params[0], line.params[1] if len(line.params) > 1 else ""
    channel, single = world.channel(mask), world.client(mask)
    for member in channel.members if channel else [single] if single else []:
        if world.whox and fields.startswith("%"):
            wanted, _, token = fields[1:].partition(",")
            _send_whox(world, client, _who_fields(world, client, member, channel, token), wanted)
        else:
            found = _who_fields(world, client, member, channel, "")
            numeric(world, client, "352", *(found[letter] for letter in "cuhsnf"), f"0 {member.realname}")
    numeric(world, client, "315", mask or "*", "End of /WHO list")


def _who_fields(world: World, asker: Client, member: Client, channel: Channel | None, token: str) -> dict[str, str]:
    """The fields of a WHOX answer in its order, which is fixed whatever was asked."""
    return {
        "t": token,
        "c": channel.name if channel else "*",
        "u": f"~{member.user}",
        "i": "127.0.0.1",
        "h": "localhost",
        "s": world.name,
        "n": member.nick,
        "f": "H" + (channel.prefix(member, asker) if channel else ""),
        "d": "0",
        "l": "0",
        "a": member.account or "0",
        "o": "n/a",
        "r": member.realname,
    }


def _send_whox(world: World, asker: Client, found: dict[str, str], wanted: str) -> None:
    values = [f":{value}" if name == "r" else value for name, value in found.items() if name in wanted]
    send(world, asker, " ".join((f":{world.name} 354", asker.nick, *values)), {"time": stamp(world.clock())})


def whois(world: World, client: Client, line: Line) -> None:
    found = world.client(line.params[-1])
    if found is None:
        numeric(world, client, "401", line.params[-1], "No such nick")
    else:
        numeric(world, client, "311", found.nick, f"~{found.user}", "localhost", "*", found.realname)
        if found.account:
            numeric(world, client, "330", found.nick, found.account, "is logged in as")
    numeric(world, client, "318", line.params[-1], "End of /WHOIS list")
