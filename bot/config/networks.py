"""Settings of the chat networks."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

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
    connect_timeout: Duration = timedelta(seconds=15)
    registration_timeout: Duration = timedelta(seconds=30)
