"""Talk: PRIVMSG, NOTICE, TAGMSG, and its history (IRCv3 draft/chathistory)."""

from bot.demo.ircd_state import Channel, Client, Said, World, fold, numeric, send
from bot.demo.ircd_wire import Line, stamp


def message(world: World, client: Client, line: Line) -> None:
    """PRIVMSG or NOTICE, to channels and nicks."""
    targets, *text = line.params
    if not text or not text[0]:
        return numeric(world, client, "412", "No text to send")
    for target in targets.split(","):
        _message(world, client, line, target)
    return None


def _message(world: World, client: Client, line: Line, target: str) -> None:
    hearers = _hearers(world, client, line.verb, target)
    if hearers is None:
        return
    said = Said(
        at=world.clock(),
        msgid=f"m{next(world.history.ids)}",
        source=client.mask,
        account=client.account,
        verb=line.verb,
        target=target,
        text=line.params[1],
    )
    if world.channel(target):
        world.history.add(said)
    for hearer in hearers:
        send(world, hearer, said.body, {**said.tags, **_client_tags(line)})


def tagmsg(world: World, client: Client, line: Line) -> None:
    for target in line.params[0].split(","):
        tags = {"msgid": f"m{next(world.history.ids)}", **_client_tags(line)}
        for hearer in _hearers(world, client, line.verb, target) or []:
            if "message-tags" in hearer.caps:
                send(world, hearer, f":{client.mask} TAGMSG {target}", tags)


def _client_tags(line: Line) -> dict[str, str]:
    return {name: value for name, value in line.tags.items() if name.startswith("+")}


def _hearers(world: World, client: Client, verb: str, target: str) -> list[Client] | None:
    """Who gets the line; None, and the client is told why (but not for a NOTICE), where it may not speak."""
    channel, single = world.channel(target), world.client(target)
    echo = [client] if "echo-message" in client.caps else []
    if channel and _may_speak(channel, client):
        return [member for member in channel.members if member is not client] + echo
    if single:
        return [single, *echo]
    if verb != "NOTICE":
        code, why = ("404", "Cannot send to channel") if channel else ("401", "No such nick or channel")
        numeric(world, client, code, target or "*", why)
    return None


def _may_speak(channel: Channel, client: Client) -> bool:
    if client not in channel.members:
        return not channel.modes & {"m", "n"}
    return "m" not in channel.modes or bool(channel.members[client])


def chathistory(world: World, client: Client, line: Line) -> None:
    """CHATHISTORY AFTER|BEFORE|LATEST channel timestamp=...|msgid=... limit; LATEST takes * as well."""
    verb, target, reference, limit = line.params[:4]
    channel = world.channel(target)
    if verb.upper() not in ("AFTER", "BEFORE", "LATEST") or not limit.isdecimal():
        return _fail(world, client, "INVALID_PARAMS", line)
    if channel is None or client not in channel.members:
        return _fail(world, client, "INVALID_TARGET", line)
    found = _select(world.history.lines.get(fold(target), []), verb.upper(), reference)
    if found is None:
        return _fail(world, client, "MESSAGE_ERROR", line)
    count = min(int(limit), world.history.page)
    page = found[:count] if verb.upper() == "AFTER" else found[max(0, len(found) - count) :]
    return _send_page(world, client, channel.name, page)


def _select(lines: list[Said], verb: str, reference: str) -> list[Said] | None:
    """The lines before or after the reference; None where it is unknown."""
    if verb == "LATEST" and reference == "*":
        return lines
    kind, _, value = reference.partition("=")
    if kind == "timestamp":
        return [said for said in lines if (stamp(said.at) < value if verb == "BEFORE" else stamp(said.at) > value)]
    index = next((index for index, said in enumerate(lines) if kind == "msgid" and said.msgid == value), None)
    if index is None:
        return None
    return lines[:index] if verb == "BEFORE" else lines[index + 1 :]


def _fail(world: World, client: Client, code: str, line: Line) -> None:
    context = " ".join(line.params[:2])
    send(world, client, f":{world.name} FAIL CHATHISTORY {code} {context} :Messages could not be retrieved")


def _send_page(world: World, client: Client, channel: str, page: list[Said]) -> None:
    batch = f"b{next(world.batches)}"
    send(world, client, f":{world.name} BATCH +{batch} chathistory {channel}")
    for said in page:
        send(world, client, said.body, {**said.tags, "batch": batch})
    send(world, client, f":{world.name} BATCH -{batch}")
