"""The table of the plugin in the config."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from bot.api import Duration, Secret, Settings, is_loopback


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment or not value.isascii():
        raise ValueError('must be an address such as "https://hooks.example.org/minutes", in plain ASCII')
    if parts.username is not None or not value.isprintable() or " " in value:
        raise ValueError("no name, password or blank in the address; use token")
    return value


class WebhookSettings(Settings):
    """Where editions are posted. `pages` go along beside the minutes as JSON."""

    url: Annotated[str, AfterValidator(_address)]
    secret: Secret
    token: Secret | None = None
    allow_plaintext: bool = False
    ca_file: Path | None = None
    pages: tuple[Literal["md", "txt", "html"], ...] = ()
    max_size: Annotated[int, Field(ge=1_000)] = 1_000_000
    timeout: Duration = timedelta(seconds=30)

    @model_validator(mode="after")
    def _nothing_in_the_clear(self) -> Self:
        if not (self.url.startswith("https://") or self.allow_plaintext or is_loopback(self.host)):
            raise ValueError(
                f"http:// is readable by everybody on the way to {self.host}; use https://, or say "
                "allow_plaintext = true"
            )
        return self

    @property
    def host(self) -> str:
        """Without the path, which may be as good as a password."""
        return urlsplit(self.url).hostname or ""


def describe(settings: WebhookSettings) -> str:
    """Where editions go, as the room is told."""
    return f"a webhook at {settings.host}"
