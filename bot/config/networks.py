"""Settings of the chat networks."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from bot.config.bridges import IRC_GHOSTS, MATRIX_GHOSTS, GhostPattern, RelayPattern
from bot.config.values import Duration, Encoding, OneLine, Secret, Settings, Word

OWN_NICK = "minutebot"


class Tls(Settings):
    verify: bool = True
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None


class Sasl(Settings):
    mechanism: Literal["PLAIN", "EXTERNAL"] = "PLAIN"
    account: OneLine = ""
    password: Secret | None = None
    policy: Literal["required", "optional"] = "required"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.mechanism == "PLAIN" and (not self.account or self.password is None):
            raise ValueError("PLAIN needs account and password")
        return self


class Rate(Settings):
    burst: Annotated[int, Field(ge=1)] = 4
    per_second: Annotated[float, Field(gt=0)] = 1.0


class Keepalive(Settings):
    idle: Duration = timedelta(seconds=60)
    pong: Duration = timedelta(seconds=20)


class Backoff(Settings):
    first: Duration = timedelta(seconds=5)
    longest: Duration = timedelta(minutes=5)


class History(Settings):
    """How much of a server's history is asked for after a gap."""

    max_lines: Annotated[int, Field(ge=0)] = 10_000
    max_age: Duration = timedelta(days=1)


class IrcNetwork(Settings):
    kind: Literal["irc"] = "irc"
    host: OneLine
    port: Annotated[int, Field(ge=1, le=65535)] = 6697
    tls: Tls | Literal[False] = Tls()
    nick: Word = OWN_NICK
    alternative_nicks: tuple[Word, ...] = ()
    username: Word = "minutebot"
    realname: OneLine = "minutebot, taking minutes"
    password: Secret | None = None
    sasl: Sasl | None = None
    rate: Rate = Rate()
    keepalive: Keepalive = Keepalive()
    backoff: Backoff = Backoff()
    history: History = History()
    encoding_fallback: Encoding = "cp1252"
    bots: tuple[Word, ...] = ()
    ghosts: tuple[GhostPattern, ...] = IRC_GHOSTS
    relay_nicks: dict[Word, RelayPattern] = Field(default_factory=dict)
    connect_timeout: Duration = timedelta(seconds=15)
    registration_timeout: Duration = timedelta(seconds=30)

    @property
    def bot_names(self) -> tuple[str, ...]:
        """What bots are called here: other ones, and this one."""
        return (*self.bots, self.nick)

    @property
    def names(self) -> tuple[str, ...]:
        """What the network is called by others, beside its name in the config."""
        return (self.host,)


USER_ID = re.compile(r"@[^\s,:\x00]+:[^\s,\x00]+")


def _user_id(value: str) -> str:
    if not USER_ID.fullmatch(value):
        raise ValueError('must be a whole user id such as "@minutebot:example.org"')
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+/?", value):
        raise ValueError('must be the address of a server such as "https://matrix.example.org"')
    return value.rstrip("/")


UserId = Annotated[str, AfterValidator(_user_id)]
Inviter = Annotated[str, Field(pattern=r"^(@[^\s,:\x00]+:)?[^\s,@\x00]+$")]  # a person, or everybody of a server


class MatrixNetwork(Settings):
    """A Matrix account. Its login is `token`, else what the file `credentials` keeps, else made with `password`."""

    kind: Literal["matrix"] = "matrix"
    homeserver: Annotated[str, AfterValidator(_address)]
    user: UserId
    password: Secret | None = None
    token: Secret | None = None
    credentials: Path | None = None
    device_id: Word | None = None
    invites: tuple[Inviter, ...] = ()
    bots: tuple[UserId, ...] = ()
    ghosts: tuple[GhostPattern, ...] = MATRIX_GHOSTS
    relay_nicks: dict[UserId, RelayPattern] = Field(default_factory=dict)
    backoff: Backoff = Backoff()
    encryption: bool = True
    history_lines: Annotated[int, Field(ge=0)] = 10_000
    request_timeout: Duration = timedelta(seconds=60)

    @property
    def bot_names(self) -> tuple[str, ...]:
        """What bots are called here: other ones, and this one."""
        return (*self.bots, self.user)

    @property
    def names(self) -> tuple[str, ...]:
        """What the network is called by others: rooms of Matrix are on no network."""
        return ()


def _kind(network: Any) -> str:
    """Which settings a table is read as: IRC unless it says otherwise."""
    kind = network.get("kind", "irc") if isinstance(network, dict) else getattr(network, "kind", "irc")
    return str(kind)


Network = Annotated[
    Annotated[IrcNetwork, Tag("irc")] | Annotated[MatrixNetwork, Tag("matrix")],
    Discriminator(
        _kind,
        custom_error_type="unknown_kind",
        custom_error_message='kind must be "irc" or "matrix"',
    ),
]
KINDS = ("irc", "matrix")
