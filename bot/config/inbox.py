"""The table `[inbox]` of the config: where mail for the bot comes in."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.config.values import Duration, OneLine, Secret, Settings

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
Port = Annotated[int, Field(ge=1, le=65535)]


class LmtpInbox(Settings):
    """The mail server of this machine hands it in (RFC 2033). Who reaches the port can write to the bot."""

    host: Annotated[OneLine, Field(min_length=1)] = "127.0.0.1"
    port: Port
    max_size: Annotated[int, Field(ge=4_000)] = 1_000_000


class ImapInbox(Settings):
    """It is fetched out of a mailbox that is the bot's alone (RFC 3501); what was read is marked as seen."""

    host: Annotated[OneLine, Field(min_length=1)]
    port: Port | None = None
    security: Literal["tls", "starttls", "plain"] = "tls"
    username: Annotated[OneLine, Field(min_length=1)]
    password: Secret
    ca_file: Path | None = None
    folder: Annotated[OneLine, Field(min_length=1)] = "INBOX"
    every: Duration = timedelta(minutes=1)
    max_size: Annotated[int, Field(ge=4_000)] = 1_000_000

    @model_validator(mode="after")
    def _nothing_in_the_clear(self) -> Self:
        if self.security == "plain" and self.host not in _THIS_MACHINE:
            raise ValueError('a password is never sent in the clear; use security = "tls" or "starttls"')
        return self

    @property
    def server_port(self) -> int:
        return self.port or (993 if self.security == "tls" else 143)


class Inbox(Settings):
    """Ways in; both may be there."""

    lmtp: LmtpInbox | None = None
    imap: ImapInbox | None = None

    @model_validator(mode="after")
    def _some_way(self) -> Self:
        if not self.ways:
            raise ValueError("say how mail comes in: [inbox.lmtp] or [inbox.imap]")
        return self

    @property
    def ways(self) -> tuple[LmtpInbox | ImapInbox, ...]:
        return tuple(way for way in (self.lmtp, self.imap) if way is not None)
