"""The publisher: posts an edition, the same id and the same bytes each time it is tried."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from bot.api import Attempt, ConfigError, Edition, Preview, Publisher, Receipt, Secret, Standing, for_operator
from plugins.webhook.answers import refused
from plugins.webhook.message import Message, bearer, id_of, key_of, message_of, signed
from plugins.webhook.posting import post
from plugins.webhook.settings import WebhookSettings

HIDDEN = "(hidden)"
T = TypeVar("T")
SUCCESS = range(200, 300)


@asynccontextmanager
async def open_webhook(settings: WebhookSettings) -> AsyncIterator[Publisher]:
    """The publisher; it keeps no connection, for meetings end a few times a week."""
    yield Webhook(settings)


@dataclass(frozen=True, slots=True)
class Webhook:
    settings: WebhookSettings

    async def publish(self, edition: Edition, attempt: Attempt) -> Receipt:
        """Post it.

        Raises:
            TemporaryError: no answer, or "later".
            PermanentError: the other side will not have it.
        """
        message = await asyncio.to_thread(_message, edition, self.settings, attempt)
        if attempt.kept != message.body:
            await attempt.keep(message.body)
        answer = await post(self.settings, self._headers(message, attempt.now), message.body)
        if answer.status in SUCCESS:
            return Receipt(Standing.SENT, detail=f"{message.id}: {self.settings.host} answered {answer.status}")
        raise refused(self.settings.host, answer.status, answer.headers, answer.said, attempt.now)

    async def preview(self, edition: Edition, attempt: Attempt) -> Sequence[Preview]:
        """The request as it would go now, but for the token."""
        message = await asyncio.to_thread(_message, edition, self.settings, attempt)
        headers = self._headers(message, attempt.now) | ({"Authorization": HIDDEN} if self.settings.token else {})
        parts = urlsplit(self.settings.url)
        target = parts._replace(scheme="", netloc="").geturl() or "/"
        lines = [
            f"POST {target} HTTP/1.1",
            f"Host: {parts.netloc}",
            *(f"{key}: {value}" for key, value in headers.items()),
        ]
        head = "".join(f"{line}\r\n" for line in [*lines, f"Content-Length: {len(message.body)}", ""])
        return [Preview(f"POST to {self.settings.host}", head.encode() + message.body)]

    def _headers(self, message: Message, now: datetime) -> dict[str, str]:
        """All headers but those that HTTP asks for."""
        key, token = _made("secret", self.settings.secret, key_of), self.settings.token
        return {
            "Content-Type": "application/json",
            "User-Agent": "minutebot",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            **signed(message, key, now),
            **({"Authorization": _made("token", token, bearer)} if token else {}),
        }


def _message(edition: Edition, settings: WebhookSettings, attempt: Attempt) -> Message:
    """The message of this delivery; a later attempt has the bytes of the first. A draft saved anew is a first one."""
    if attempt.kept is not None and attempt.number > 1:
        return Message(id_of(edition, attempt.queued_at), attempt.kept)
    return message_of(edition, settings, attempt.queued_at)


def _made(key: str, secret: Secret, make: Callable[[str], T]) -> T:
    """What is made of a secret."""
    try:
        return make(secret.read())
    except (ConfigError, ValueError) as error:
        raise for_operator(f"{key}: {error}") from None
