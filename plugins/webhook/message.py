"""An edition as the message of a webhook, and its signature (standardwebhooks.com, version 1.0)."""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.api import Edition, PermanentError
from plugins.webhook.settings import WebhookSettings

FORMAT = "minutebot-webhook"
VERSION = 1
PREFIX = "whsec_"
SHORTEST = 16  # bytes of a secret; the specification asks for 24


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: the same id and the same bytes each time."""

    id: str
    body: bytes


def message_of(edition: Edition, settings: WebhookSettings, queued_at: datetime) -> Message:
    """The message. What is too long loses its pages.

    Raises:
        PermanentError: it is too long without them.
    """
    whole = _encoded(_tree(edition, settings.pages, queued_at))
    body = whole if len(whole) <= settings.max_size else _encoded(_tree(edition, (), queued_at))
    if len(body) > settings.max_size:
        raise PermanentError(
            f"the minutes have {len(body)} bytes as JSON, and max_size is {settings.max_size}; raise it"
        )
    return Message(id_of(edition, queued_at), body)


def id_of(edition: Edition, queued_at: datetime) -> str:
    """What tells this message from any other, for ever; of drafts of a meeting there are many."""
    when = queued_at.isoformat() if edition.draft else ""
    told = (edition.instance, edition.minutes.meeting_id, str(edition.revision), str(edition.withdrawn), when)
    digest = sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()
    return f"msg_{digest[:32]}"


def signed(message: Message, secret: bytes, at: datetime) -> dict[str, str]:
    """The headers that say which message it is, when it was sent, and that it is ours."""
    seconds = str(int(at.timestamp()))
    content = b".".join((message.id.encode(), seconds.encode(), message.body))
    signature = base64.b64encode(hmac.digest(secret, content, sha256)).decode("ascii")
    return {"webhook-id": message.id, "webhook-timestamp": seconds, "webhook-signature": f"v1,{signature}"}


def key_of(secret: str) -> bytes:
    """The bytes of a secret: after "whsec_" in base64, else as it is.

    Raises:
        ValueError: it is too short, or not base64.
    """
    if secret.startswith(PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            raise ValueError(f'what follows "{PREFIX}" is not base64') from None
    else:
        key = secret.encode()
    if len(key) < SHORTEST:
        raise ValueError(f"it has {len(key)} bytes; take at least {SHORTEST}, better 24, of a random generator")
    return key


def bearer(token: str) -> str:
    """The header of a token (RFC 6750 2.1).

    Raises:
        ValueError: it can't be one.
    """
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("it is empty, or has a blank or another character in it that no token has")
    return f"Bearer {token}"


def _tree(edition: Edition, pages: tuple[str, ...], queued_at: datetime) -> Mapping[str, Any]:
    minutes = edition.minutes
    return {
        "type": f"minutes.{_kind(edition)}",
        "timestamp": queued_at.isoformat(),
        "data": {
            "format": FORMAT,
            "version": VERSION,
            "id": minutes.meeting_id,
            "permalink": minutes.permalink or minutes.meeting_id,
            "series": minutes.series,
            "title": minutes.title,
            "date": minutes.date.isoformat(),
            "room": minutes.room,
            "revision": edition.revision,
            "minutes": json.loads(edition.pages["json"]) if edition.pages["json"] else None,
            "pages": {form: edition.pages[form] for form in pages},
        },
    }


def _kind(edition: Edition) -> str:
    if edition.withdrawn:
        return "withdrawn"
    if edition.draft:
        return "draft"
    return "published" if edition.revision == 1 else "corrected"


def _encoded(tree: Mapping[str, Any]) -> bytes:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
