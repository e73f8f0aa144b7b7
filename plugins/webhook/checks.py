"""`minutebot check`: the secrets, and whether the host is there, and can be trusted. Nothing is posted."""

import asyncio
from urllib.parse import urlsplit

from bot.api import ConfigError, PublishError, Secret, tls_context
from plugins.webhook.answers import not_reached
from plugins.webhook.message import bearer, key_of
from plugins.webhook.settings import WebhookSettings

PORTS = {"http": 80, "https": 443}


async def check(settings: WebhookSettings) -> list[str]:
    """Complaints, one line each."""
    wrong = [*_secret("secret", settings.secret), *(_secret("token", settings.token) if settings.token else [])]
    return [*wrong, *await _host(settings)]


def _secret(key: str, secret: Secret) -> list[str]:
    """What is wrong with it, without saying what it is."""
    try:
        (key_of if key == "secret" else bearer)(secret.read())
    except (ConfigError, ValueError) as error:
        return [f"{key}: {error}"]
    return []


async def _host(settings: WebhookSettings) -> list[str]:
    parts, seconds = urlsplit(settings.url), settings.timeout.total_seconds()
    try:
        context = tls_context(settings.ca_file) if parts.scheme == "https" else None
        async with asyncio.timeout(seconds):
            _, writer = await asyncio.open_connection(settings.host, parts.port or PORTS[parts.scheme], ssl=context)
        writer.close()
    except (OSError, TimeoutError) as error:
        return [str(not_reached(settings.host, error, seconds))]
    except PublishError as error:
        return [str(error)]
    return []
