"""The table `[publishers.mailing_list]` of the config."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.api import Duration, OneLine, Secret, Settings, is_loopback, template

_PORTS = {"starttls": 587, "tls": 465, "plain": 25}
SUBJECT_FIELDS = frozenset({"title", "name", "series", "date", "digest", "room", "revision"})
PAGE_FIELDS = frozenset({"path", "meeting_id", "permalink", "series", "date"})
LIST_PAGE_FIELDS = frozenset({"mid", "mid_b32sha1", "list"})


Address = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$", max_length=254)
]
Host = Annotated[
    str, Field(pattern=r"^([A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?|[0-9A-Fa-f:.]+:[0-9A-Fa-f:.]*)?$")
]
Web = Annotated[str, Field(pattern=r"^(https?://[\x21-\x7e]+)?$")]


class MailSettings(Settings):
    """Where the minutes are mailed, and how. Exactly one of `host` and `drop`."""

    host: Host = ""
    drop: Path | None = None
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["starttls", "tls", "plain"] = "starttls"
    allow_plaintext: bool = False
    username: OneLine = ""
    password: Secret | None = None
    ca_file: Path | None = None
    helo_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9.\[\]:-]*$")] = ""

    sender: Address = Field(alias="from")
    from_name: OneLine = "minutebot"
    to: Annotated[tuple[Address, ...], Field(min_length=1)]
    envelope_from: Address | None = None
    reply_to: Address | None = None
    auto_submitted: bool = True
    subject: Annotated[OneLine, template(SUBJECT_FIELDS)] = "{title} - {digest}"
    html: bool = False
    max_size: Annotated[int, Field(ge=4_000)] = 35_000

    archive_url: Annotated[Web, template(PAGE_FIELDS)] = ""
    list_archive_url: Annotated[Web, template(LIST_PAGE_FIELDS)] = ""
    confirm_grace: Duration = timedelta(minutes=15)
    on_uncertain: Literal["resend", "ask"] = "resend"

    connect_timeout: Duration = timedelta(seconds=30)
    command_timeout: Duration = timedelta(seconds=60)
    data_timeout: Duration = timedelta(minutes=10)

    @model_validator(mode="after")
    def _one_way_out(self) -> Self:
        if bool(self.host) == (self.drop is not None):
            raise ValueError("give either host (a mail server) or drop (a directory for the mails)")
        return self

    @model_validator(mode="after")
    def _nothing_in_the_clear(self) -> Self:
        if self.security != "plain":
            return self
        if self.username:
            raise ValueError('a password is never sent in the clear; use security = "starttls" or "tls"')
        if self.host and not self.allow_plaintext and not is_loopback(self.host):
            raise ValueError(
                f'security = "plain" sends mail readable by everybody on the way to {self.host}; '
                'use "starttls" or "tls", or say allow_plaintext = true'
            )
        return self

    @model_validator(mode="after")
    def _whole_login(self) -> Self:
        if bool(self.username) != (self.password is not None):
            raise ValueError("username and password go together")
        return self

    @property
    def server_port(self) -> int:
        return self.port or _PORTS[self.security]

    @property
    def server(self) -> str:
        """The server in words: "mail.example.org:587"."""
        return f"{self.host}:{self.server_port}"

    @property
    def return_path(self) -> str:
        """Where bounces go (RFC 5321 4.1.1.2, MAIL FROM)."""
        return self.envelope_from or self.sender

    @property
    def lists(self) -> str:
        """The recipients in words."""
        return " and ".join(self.to)


def describe(settings: MailSettings) -> str:
    """Where the minutes go, in words."""
    return settings.lists if settings.drop is None else f"mails in {settings.drop}"
