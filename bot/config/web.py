"""The settings of the archive as a site (`minutebot serve`)."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from bot.addresses import PublicUrl
from bot.config.values import OneLine, Secret, Settings
from bot.core.former import former


def _old(address: str) -> str:
    former(address)
    return address


OldAddress = Annotated[OneLine, AfterValidator(_old)]
"""What an older bot called its pages, with parts in braces."""


class ReaderSettings(Settings):
    """Who may read the minutes of private rooms: whoever has the token, and the users that a proxy in front names."""

    token: Secret | None = None
    users: tuple[OneLine, ...] = ()
    rooms: tuple[OneLine, ...] = ()

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.token is None and not self.users:
            raise ValueError("name who may read: give token, or users, or both")
        return self


class WebSettings(Settings):
    """`public_url` is where a proxy shows the site; without it pages carry no absolute addresses."""

    title: Annotated[OneLine, Field(pattern=r"\S")] = "Meeting minutes"
    public_url: PublicUrl = ""
    host: OneLine = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    user_header: OneLine = ""
    readers: tuple[ReaderSettings, ...] = ()
    old_addresses: tuple[OldAddress, ...] = ()

    @model_validator(mode="after")
    def _users_are_named(self) -> Self:
        if not self.user_header and any(reader.users for reader in self.readers):
            raise ValueError("readers.users are told by a proxy; name its header in user_header (and see docs/site.md)")
        return self
