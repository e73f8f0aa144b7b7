"""MODE: a channel's operators and voices, its key, and its flags i, m, n, t (RFC 2812 3.2.3)."""

from collections.abc import Iterator

from bot.demo.ircd_channels import operated
from bot.demo.ircd_state import RANKS, Channel, Client, World, numeric, tell
from bot.demo.ircd_wire import Line

_FLAGS = "imnt"


def mode(world: World, client: Client, line: Line) -> None:
    target, *words = line.params
    channel = world.channel(target)
    if channel is None:
        return _user_mode(world, client, target)
    if not words:
        shown = "+" + "".join(sorted(channel.modes)) + ("k" if channel.key else "")
        return numeric(world, client, "324", channel.name, shown)
    if words in (["b"], ["+b"]):
        return numeric(world, client, "368", channel.name, "End of channel ban list")
    if operated(world, client, target):
        _change(world, client, channel, words)
    return None


def _user_mode(world: World, client: Client, target: str) -> None:
    if world.client(target) is client:
        numeric(world, client, "221", "+i")
    else:
        numeric(world, client, "403", target, "No such channel")


def _change(world: World, client: Client, channel: Channel, words: list[str]) -> None:
    signs, arguments = "", []
    for sign, letter, argument in _changes(words[0], words[1:]):
        done = _apply(world, client, channel, sign + letter, argument)
        if done is not None:
            signs += sign + letter
            arguments += [done] if done else []
    if signs:
        tell(world, channel.members, client, " ".join((f"MODE {channel.name}", signs, *arguments)))


def _changes(text: str, arguments: list[str]) -> Iterator[tuple[str, str, str]]:
    sign, rest = "+", iter(arguments)
    for letter in text:
        if letter in "+-":
            sign = letter
        else:
            yield sign, letter, next(rest, "") if letter in RANKS or letter == "k" else ""


def _apply(world: World, client: Client, channel: Channel, change: str, argument: str) -> str | None:
    """Make one change; the argument it is told with, or None where nothing changed."""
    sign, letter = change[0], change[1]
    if letter in RANKS:
        return _rank(world, client, channel, change, argument)
    if letter == "k" and argument:
        channel.key = argument if sign == "+" else ""
        return argument
    if letter in _FLAGS:
        (channel.modes.add if sign == "+" else channel.modes.discard)(letter)
        return ""
    numeric(world, client, "472", letter, "is unknown mode char to me")
    return None


def _rank(world: World, client: Client, channel: Channel, change: str, nick: str) -> str | None:
    member = world.client(nick)
    if member is None or member not in channel.members:
        numeric(world, client, "441", nick or "*", channel.name, "They aren't on that channel")
        return None
    sign, letter = change[0], change[1]
    others = channel.members[member].replace(letter, "")
    channel.members[member] = others + letter if sign == "+" else others
    return member.nick
