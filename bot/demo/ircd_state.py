"""What the small IRC server knows: clients, channels, history; and how a line goes out to a client."""

import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.demo.ircd_wire import encode, stamp

RICH: Mapping[str, str] = {
    "account-notify": "",
    "account-tag": "",
    "batch": "",
    "cap-notify": "",
    "draft/chathistory": "",
    "echo-message": "",
    "extended-join": "",
    "labeled-response": "",
    "message-tags": "",
    "multi-prefix": "",
    "sasl": "PLAIN",
    "server-time": "",
}
_TAG_NEEDS = {
    "account": "account-tag",
    "batch": "batch",
    "label": "labeled-response",
    "time": "server-time",
}
RANKS = {"o": "@", "v": "+"}
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def fold(name: str) -> str:
    """A nick or channel under CASEMAPPING=ascii."""
    return name.translate(_LOWER)


@dataclass(eq=False, slots=True)
class Client:
    """One connection. `write` hands bytes to the transport; `ending` is the reason, once it must be closed."""

    write: Callable[[bytes], None]
    nick: str = ""
    user: str = ""
    realname: str = ""
    password: str = ""
    account: str = ""
    caps: set[str] = field(default_factory=set)
    cap_version: int = 0
    negotiating: bool = False
    registered: bool = False
    sasl: str | None = None  # the payload so far; None outside an exchange
    held: list[tuple[dict[str, str], str]] | None = None  # the answer to a labelled command, while it is put together
    ending: str | None = None

    @property
    def mask(self) -> str:
        return f"{self.nick}!~{self.user}@localhost"


@dataclass(eq=False, slots=True)
class Channel:
    """`members` maps a client to its rank letters, a part of "ov"."""

    name: str
    members: dict[Client, str] = field(default_factory=dict)
    topic: str = ""
    topic_by: str = ""
    topic_at: int = 0  # seconds since 1970
    modes: set[str] = field(default_factory=lambda: set("nt"))
    key: str = ""
    invited: set[Client] = field(default_factory=set)

    def names(self, asker: Client) -> list[str]:
        return [self.prefix(member, asker) + member.nick for member in self.members]

    def prefix(self, member: Client, asker: Client) -> str:
        signs = "".join(sign for letter, sign in RANKS.items() if letter in self.members[member])
        return signs if "multi-prefix" in asker.caps else signs[:1]


@dataclass(frozen=True, slots=True)
class Said:
    """A line in a channel's history. `source` is nick!user@host, `verb` PRIVMSG or NOTICE, `account` "" for none."""

    at: datetime
    msgid: str
    source: str
    account: str
    verb: str
    target: str
    text: str

    @property
    def tags(self) -> dict[str, str]:
        return {"time": stamp(self.at), "msgid": self.msgid, **({"account": self.account} if self.account else {})}

    @property
    def body(self) -> str:
        return f":{self.source} {self.verb} {self.target} :{self.text}"


@dataclass(slots=True)
class History:
    """Channels' lines, oldest first, under their folded names. Hand it to the next server and it remembers."""

    lines: dict[str, list[Said]] = field(default_factory=dict)
    kept: int = 5000  # lines a channel
    page: int = 100  # lines an answer (ISUPPORT CHATHISTORY)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, said: Said) -> None:
        lines = self.lines.setdefault(fold(said.target), [])
        lines.append(said)
        del lines[: -self.kept]


@dataclass(slots=True, kw_only=True)
class World:
    """The whole server, without its sockets."""

    clock: Callable[[], datetime]
    name: str
    network: str
    password: str
    accounts: Mapping[str, str]
    capabilities: dict[str, str] | None
    whox: bool
    history: History
    clients: set[Client] = field(default_factory=set)
    nicks: dict[str, Client] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    batches: Iterator[int] = field(default_factory=lambda: count(1))

    def channel(self, name: str) -> Channel | None:
        return self.channels.get(fold(name))

    def client(self, nick: str) -> Client | None:
        return self.nicks.get(fold(nick))

    def of(self, client: Client) -> list[Channel]:
        return [channel for channel in self.channels.values() if client in channel.members]

    def peers(self, client: Client) -> set[Client]:
        """Everybody who shares a channel with the client, without it."""
        return {member for channel in self.of(client) for member in channel.members} - {client}


def send(world: World, client: Client, body: str, tags: Mapping[str, str] | None = None) -> None:
    """Send a line with those of the tags that the client asked for; `time` is now unless given."""
    every = {"time": stamp(world.clock()), **(tags or {})}
    mine = {name: value for name, value in every.items() if _TAG_NEEDS.get(name, "message-tags") in client.caps}
    if client.held is None:
        client.write(encode(mine, body))
    else:
        client.held.append((mine, body))


def numeric(world: World, client: Client, code: str, *params: str) -> None:
    """A numeric reply; its last parameter is the trailing one."""
    *middle, trailing = params
    send(world, client, " ".join((f":{world.name}", code, client.nick or "*", *middle, f":{trailing}")))


def tell(world: World, clients: Iterable[Client], source: Client, body: str) -> None:
    """A line about or by `source` to each of the clients."""
    tags = {"time": stamp(world.clock()), **({"account": source.account} if source.account else {})}
    for client in clients:
        send(world, client, f":{source.mask} {body}", tags)


def depart(world: World, channel: Channel, client: Client) -> None:
    """The client is no longer in the channel; an empty channel is forgotten, its history is not."""
    channel.members.pop(client, None)
    if not channel.members:
        world.channels.pop(fold(channel.name), None)


def quit_network(world: World, client: Client, reason: str) -> None:
    """Forget the client and tell those who saw it."""
    world.clients.discard(client)
    if world.client(client.nick) is client:
        del world.nicks[fold(client.nick)]
    tell(world, world.peers(client), client, f"QUIT :{reason}")
    for channel in world.channels.values():
        channel.invited.discard(client)
    for channel in world.of(client):
        depart(world, channel, client)


def log_in(world: World, client: Client, account: str) -> None:
    """The client's account is now `account` ("" logs out), and those who asked for account-notify know."""
    client.account = account
    if client.registered:
        watchers = {peer for peer in {*world.peers(client), client} if "account-notify" in peer.caps}
        tell(world, watchers, client, f"ACCOUNT {account or '*'}")
