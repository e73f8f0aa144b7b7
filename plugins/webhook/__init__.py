"""Posts editions as JSON, signed, to an address. See docs/webhook.md."""

from bot.api import PublisherPlugin
from plugins.webhook.checks import check
from plugins.webhook.publisher import open_webhook
from plugins.webhook.settings import WebhookSettings, describe

__all__ = ["plugin"]

plugin = PublisherPlugin(settings=WebhookSettings, open=open_webhook, check=check, describe=describe, drafts=True)
