"""Files minutes as the classic MeetBot did, for the programs that read its tree. See docs/meetbot-files.md."""

from bot.api import PublisherPlugin
from plugins.meetbot_files.publisher import open_meetbot_files
from plugins.meetbot_files.settings import MeetbotSettings, check, describe

__all__ = ["plugin"]

plugin = PublisherPlugin(
    settings=MeetbotSettings, open=open_meetbot_files, check=check, describe=describe, rebuildable=True
)
