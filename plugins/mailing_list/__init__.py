"""The publisher that mails the minutes to a mailing list (docs/mailing-list.md)."""

from bot.api import PublisherPlugin
from plugins.mailing_list.checks import check
from plugins.mailing_list.publisher import open_publisher
from plugins.mailing_list.settings import MailSettings, describe
from plugins.mailing_list.trial import trial

plugin = PublisherPlugin(MailSettings, open_publisher, check, describe, announces=True, trial=trial)
